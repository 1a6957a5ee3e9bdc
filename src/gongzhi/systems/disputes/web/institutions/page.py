"""The page of one case before an institution: its clocks and steps, the application, who sits, hearings, evidence, papers."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from gongzhi.core.files.models import Document
from gongzhi.core.identity import sealing
from gongzhi.core.identity.web.requests import actor_of, errors_of
from gongzhi.core.matters import queries as matters
from gongzhi.core.matters.models import Matter
from gongzhi.core.matters.queries.work import units_of
from gongzhi.core.matters.web.desk import offers
from gongzhi.core.matters.web.desk.shell import desk_page, given_number, matter_in_reach
from gongzhi.core.workflow import queries as workflow
from gongzhi.core.workflow.models import Proceeding
from gongzhi.kernel.actor import Actor
from gongzhi.kernel.errors import DomainError, InvalidInput, NotFound
from gongzhi.kernel.terms import CHINA
from gongzhi.systems.disputes.actions import casebook
from gongzhi.systems.disputes.actions.casebook import NewEvidence
from gongzhi.systems.disputes.models import (
    Application,
    CaseSide,
    ServicePaper,
    ServiceWay,
    SpeakerKind,
)
from gongzhi.systems.disputes.queries import institutions
from gongzhi.systems.disputes.rules import reconsidering, tribunals
from gongzhi.systems.disputes.web.institutions.kinds import Kind, kind_of, pairs, text
from gongzhi.systems.disputes.web.institutions.listing import day_given

OUTCOMES = {
    "supported": "支持全部请求",
    "partly": "支持部分请求",
    "settled": "调解",
} | {name: title for name, (title, _en) in reconsidering.OUTCOMES.items()}
TODAY = frozenset({"decided_on", "signed_on", "received_on"})
"""The dates that are today more often than not, so that they are filled in."""


def seen(actor: Actor, kind: Kind, number: str) -> tuple[Matter, Application, Proceeding]:
    """Return a case that the actor's own institution decides; raise NotFound for anybody else."""
    matter = matter_in_reach(actor, number)
    application, proceeding = institutions.case(actor, kind.procedure, matter)
    if application.institution_id not in units_of(actor.unit_id):
        raise NotFound
    return matter, application, proceeding


@desk_page("disputes.run_case")
def case(request: HttpRequest, word: str, number: str) -> HttpResponse:
    """Show a case."""
    return show(request, kind_of(word), number)


def show(
    request: HttpRequest,
    kind: Kind,
    number: str,
    errors: Mapping[str, str] | None = None,
    failed: str = "",
    status: int = 200,
) -> HttpResponse:
    """Return the page; `failed` names the form that was refused, with what was typed into it kept."""
    actor, at = actor_of(request), timezone.now()
    matter, application, proceeding = seen(actor, kind, number)
    context = page(actor, kind, matter, application, proceeding, at)
    context |= {"errors": errors or {}, "failed": failed, "given": request.POST}
    return render(request, "disputes/institution_case.html", context, status=status)


def page(
    actor: Actor, kind: Kind, matter: Matter, application: Application, proceeding: Proceeding, at: datetime
) -> dict[str, object]:
    """Return what the page shows."""
    procedure = workflow.procedure_of(proceeding)
    clocks = matters.clock_views(actor, matter, at)
    asked = list(application.claims.order_by("n"))
    return {
        "kind": kind,
        "matter": matter,
        "row": matters.rows_of([matter], at)[0],
        "application": application,
        "proceeding": proceeding,
        "procedure": procedure,
        "state": procedure.state(proceeding.state),
        "is_running": proceeding.closed_at is None,
        "buttons": _buttons(actor, kind, matter, application, proceeding, at),
        "next_clock": min(
            (one for one in clocks if not one.ended and not one.is_right and one.due_at is not None),
            key=lambda one: one.due_at or at,
            default=None,
        ),
        "running": [one for one in clocks if not one.ended],
        "ended": [one for one in clocks if one.ended],
        "claims": asked,
        "total": sum(one.fen or 0 for one in asked),
        "respondent_contact": sealing.unseal(application.respondent_sealed),
        "speakers": [
            (one, sealing.unseal(one.name_sealed))
            for one in application.speakers.filter(left_at__isnull=True).order_by("id")
        ],
        "panel": list(application.panel.order_by("left_at", "id")),
        "recusals": list(application.recusals.order_by("-id")),
        "hearings": list(application.hearings.order_by("-held_at")),
        "evidence": list(application.evidence.order_by("n")),
        "services": list(application.services.order_by("-served_on", "-id")),
        "draft": institutions.draft(proceeding.id),
        "rulings": institutions.rulings(proceeding.id),
        "opinions": list(application.opinions.order_by("-id")),
        "documents": _papers(actor, matter, proceeding),
        "attachments": list(matters.attachments(actor, matter)),
        "outcomes": OUTCOMES,
        "sides": pairs(CaseSide),
        "speaker_kinds": pairs(SpeakerKind, {"elected"}),
        "service_ways": pairs(ServiceWay),
        "service_papers": pairs(ServicePaper, {"copy", "defence", "decision"}),
        "may_elect": application.people >= tribunals.MANY,
        "at": at,
    }


def _papers(actor: Actor, matter: Matter, proceeding: Proceeding) -> list[Document]:
    return [one for one in matters.documents(actor, matter) if one.proceeding_id == proceeding.id]


def _buttons(
    actor: Actor, kind: Kind, matter: Matter, application: Application, proceeding: Proceeding, at: datetime
) -> list[offers.Button]:
    """Return the steps that are open now, each leading back here and with the dates filled in that are known."""
    offered = offers.offered(actor, matter, proceeding, at)
    fields = {one.move.name: {spec.name for spec in one.move.fields} for one in offered}
    return [
        replace(one, href=_address(one.href, kind, matter, application, one.name, fields[one.name], at))
        for one in offers.buttons(matter, proceeding, offered)
    ]


def _address(
    href: str,
    kind: Kind,
    matter: Matter,
    application: Application,
    move: str,
    fields: set[str],
    at: datetime,
) -> str:
    query = {"next": reverse(f"{kind.word}_case", kwargs={"number": matter.number})}
    today = at.astimezone(CHINA).date()
    for name in fields & TODAY:
        query[name] = today.isoformat()
    if move in ("choose_ordinary", "choose_summary", "to_ordinary") and application.accepted_on:
        query["decided_on"] = application.accepted_on.isoformat()
    if "request" in fields:
        query["request"] = "\n".join(one.text for one in application.claims.order_by("n"))[:1900]
    return href + ("&" if "?" in href else "?") + urlencode(query)


# ---------------------------------------------------------------- acts


@desk_page("disputes.run_case", "POST")
def act(request: HttpRequest, word: str, number: str, act: str) -> HttpResponse:
    """Do one act on a case and go back to where on the page it was."""
    actor, at, kind = actor_of(request), timezone.now(), kind_of(word)
    matter, _application, _proceeding = seen(actor, kind, number)
    do = ACTS.get(act)
    if do is None:
        raise NotFound
    try:
        said = do(actor, request, matter.number, kind.procedure, at)
    except NotFound:
        raise
    except DomainError as error:
        return show(request, kind, number, errors_of(error), act, error.http_status)
    messages.success(request, said)
    back = reverse(f"{word}_case", kwargs={"number": matter.number})
    return HttpResponseRedirect(f"{back}#{PLACES[act]}")


def _given(request: HttpRequest, name: str) -> str:
    return text({name: request.POST.get(name, "")}, name)


def _respondent(actor: Actor, request: HttpRequest, number: str, procedure: str, at: datetime) -> str:
    casebook.keep_respondent(
        actor, number, procedure, _given(request, "respondent"), _given(request, "respondent_contact"), at
    )
    return _("被申请人已经记下。")


def _evidence(actor: Actor, request: HttpRequest, number: str, procedure: str, at: datetime) -> str:
    item = NewEvidence(
        side=_given(request, "evidence_side"),
        title=_given(request, "evidence_title"),
        proves=_given(request, "proves"),
        source=_given(request, "source"),
        pages=given_number(request.POST.get("pages", "")),
        is_late=bool(request.POST.get("is_late")),
    )
    made = casebook.add_evidence(actor, number, procedure, [item], at)
    return _("证据 %(n)s 已经列入清单。") % {"n": made[0].n}


def _answer(actor: Actor, request: HttpRequest, number: str, procedure: str, at: datetime) -> str:
    n = given_number(request.POST.get("n", ""))
    if n is None:
        raise NotFound
    casebook.answer_evidence(actor, number, procedure, n, _given(request, "answer"), at)
    return _("质证意见已经记下。")


def _speaker(actor: Actor, request: HttpRequest, number: str, procedure: str, at: datetime) -> str:
    casebook.add_speaker(
        actor,
        number,
        procedure,
        _given(request, "speaker_side"),
        _given(request, "speaker_kind"),
        _given(request, "speaker"),
        at,
        has_special_powers=bool(request.POST.get("special")),
    )
    return _("代理人已经记下。")


def _elect(actor: Actor, request: HttpRequest, number: str, procedure: str, at: datetime) -> str:
    names = tribunals.names_of(_given(request, "elected"))
    made = casebook.elect_speakers(actor, number, procedure, names, at)
    return _("已经登记 %(n)s 名代表人。") % {"n": len(made)}


def _end_speaker(actor: Actor, request: HttpRequest, number: str, procedure: str, at: datetime) -> str:
    speaker = given_number(request.POST.get("speaker_id", ""))
    if speaker is None:
        raise NotFound
    casebook.end_speaker(actor, number, procedure, speaker, at)
    return _("已经记下，他不再代表这一方。")


def _serve(actor: Actor, request: HttpRequest, number: str, procedure: str, at: datetime) -> str:
    served_on = day_given(request.POST.get("served_on", ""))
    if served_on is None:
        raise InvalidInput(field="served_on", why="请写送达的日期。")
    casebook.keep_service(
        actor,
        number,
        procedure,
        _given(request, "service_side"),
        _given(request, "paper"),
        _given(request, "way"),
        served_on,
        _given(request, "proof"),
        at,
    )
    return _("送达已经记下。")


ACTS = {
    "respondent": _respondent,
    "evidence": _evidence,
    "answer": _answer,
    "speaker": _speaker,
    "elect": _elect,
    "end_speaker": _end_speaker,
    "serve": _serve,
}
PLACES = {
    "respondent": "application",
    "evidence": "evidence",
    "answer": "evidence",
    "speaker": "speakers",
    "elect": "speakers",
    "end_speaker": "speakers",
    "serve": "services",
}
__all__ = ["act", "case"]
