"""The page of one case, for each reader what the walls let him see."""

from collections.abc import Mapping
from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from gongzhi.core.identity import queries as identity
from gongzhi.core.identity.rules.verbs import can
from gongzhi.core.identity.web.requests import actor_of
from gongzhi.core.matters import queries as matters
from gongzhi.core.matters.models import Matter
from gongzhi.core.matters.web.desk import offers
from gongzhi.core.matters.web.desk.shell import desk_page
from gongzhi.core.matters.web.options import unit_options
from gongzhi.core.orgs import queries as orgs
from gongzhi.core.workflow import queries as workflow
from gongzhi.kernel.actor import Actor
from gongzhi.kernel.errors import InvalidInput, NotFound
from gongzhi.kernel.terms import CHINA
from gongzhi.systems.disputes.actions.mediators import candidates_at
from gongzhi.systems.disputes.models import (
    About,
    Answer,
    Case,
    ChosenBy,
    Danger,
    Place,
    Representative,
    Way,
    WhyLeft,
)
from gongzhi.systems.disputes.queries import cases, network, people, records, standing
from gongzhi.systems.disputes.rules import conflicts
from gongzhi.systems.disputes.rules.causes import CAUSES, MEDIATIONS
from gongzhi.systems.disputes.rules.walls import Reader, Who
from gongzhi.systems.disputes.web.cases import titles

NETWORK_MOST = 100
"""How many people of the network are offered."""


@desk_page("disputes.cases")
def case(request: HttpRequest, number: str) -> HttpResponse:
    """Show a case with what its reader may know and do."""
    matter, found = seen(actor_of(request), number)
    return show(request, matter, found)


def seen(actor: Actor, number: str) -> tuple[Matter, Case]:
    """Return matter and case of an address; raise NotFound for what is absent, out of reach, or no number."""
    try:
        return cases.case_for(actor, number)
    except InvalidInput as error:
        raise NotFound from error


def show(
    request: HttpRequest,
    matter: Matter,
    found: Case,
    errors: Mapping[str, str] | None = None,
    failed: str = "",
    status: int = 200,
) -> HttpResponse:
    """Return the page; `failed` names the form that was refused, with what was typed into it kept."""
    context = page(actor_of(request), matter, found, timezone.now())
    context |= {"errors": errors or {}, "failed": failed, "given": request.POST}
    return render(request, "disputes/case.html", context, status=status)


def page(actor: Actor, matter: Matter, found: Case, at: datetime) -> dict[str, object]:
    """Return what the page shows."""
    reader = cases.reader_of(actor, matter, found)
    proceeding = cases.mediation_now(matter.id)
    procedure = workflow.procedure_of(proceeding)
    clocks = [one for one in matters.clock_views(actor, matter, at) if not one.ended]
    return {
        "matter": matter,
        "case": found,
        "row": matters.rows_of([matter], at)[0],
        "kind": titles.title(MEDIATIONS, found.kind),
        "cause": titles.title(CAUSES, found.cause),
        "body": orgs.unit_name(found.unit_id),
        "procedure": procedure,
        "state": procedure.state(proceeding.state),
        "is_running": proceeding.closed_at is None,
        "is_current": cases.newest_of_system(matter.id) == proceeding,
        "buttons": offers.buttons(matter, proceeding, offers.offered(actor, matter, proceeding, at)),
        "clocks": clocks,
        "is_mediator": reader.who is Who.MEDIATOR,
        "may_keep": cases.may_keep(actor, matter),
        "may_reveal": can(actor, "matters.reveal") or reader.who is Who.MEDIATOR,
        "documents": list(matters.documents(actor, matter)),
        "at": at,
        **_records(reader, actor, found),
        **_people(reader, actor, matter, found, at),
        **_choices(matter),
    }


def _records(reader: Reader, actor: Actor, found: Case) -> dict[str, object]:
    notes = records.notes(reader, found)
    return {
        "sides": people.side_views(reader, found),
        "consents": records.consents(reader, found),
        "sessions": records.sessions(reader, found),
        "notes": notes,
        "draft": records.draft(actor.account_id, found),
        "offers": records.offers(reader, found),
        "facts": records.facts(reader, found),
        "experts": records.experts(reader, found),
        "alarms": records.alarms(reader, found),
        "choices": records.choices(reader, found),
        "letter": people.letter,
        "local": _local,
    }


def _local(moment: datetime) -> str:
    """Return a moment as a field of a form holds it."""
    return moment.astimezone(CHINA).strftime("%Y-%m-%dT%H:%M")


def _people(reader: Reader, actor: Actor, matter: Matter, found: Case, at: datetime) -> dict[str, object]:
    body = found.unit_id or matter.owner_id
    candidates = candidates_at(body, at) if body is not None else []
    choice = standing.mediator_now(found)
    own = [(f"account:{one}", identity.account_name(one), orgs.unit_name(body)) for one in candidates]
    return {
        "candidates": [*own, *_network(matter, found, set(candidates), at)],
        "mediator": choice,
        "must_declare": choice is not None
        and choice.declared_at is None
        and (choice.account_id in (None, actor.account_id)),
        "ties": titles.pairs({str(one): conflicts.TITLES[one] for one in conflicts.DECLARED}),
        "conflict_titles": dict(titles.pairs({str(key): value for key, value in conflicts.TITLES.items()})),
        "not_ready": standing.why_not_ready(found),
        "targets": titles.pairs(MEDIATIONS, [one for one in MEDIATIONS if one != found.kind]),
        "mediation_titles": dict(titles.pairs(MEDIATIONS)),
    }


def _network(matter: Matter, found: Case, shown: set[int], at: datetime) -> list[tuple[str, str, str]]:
    """Return people of the mediation network who may be chosen besides; those with an account here are named already."""
    area = matter.area_code or (orgs.unit(matter.owner_id).area_code if matter.owner_id else "")
    people_there = network.mediators_for(area, found.kind, at)[:NETWORK_MOST]
    return [
        (f"network:{one.id}", one.name, one.committee) for one in people_there if one.account_id not in shown
    ]


def _choices(matter: Matter) -> dict[str, object]:
    return {
        "abouts": titles.labels(About),
        "answers": [one for one in titles.labels(Answer) if one[0] != Answer.ASKED],
        "ways": [one for one in titles.labels(Way) if one[0] != Way.PAGE],
        "chosen_by": titles.labels(ChosenBy),
        "why_left": [one for one in titles.labels(WhyLeft) if one[0] != WhyLeft.HANDED_OVER],
        "places": titles.labels(Place),
        "dangers": titles.labels(Danger),
        "representatives": titles.labels(Representative),
        "cause_options": titles.pairs(CAUSES),
        "units": unit_options(
            matter.area_code or orgs.unit(matter.owner_id).area_code if matter.owner_id else ""
        ),
    }
