"""Pages beside one petition: who speaks and who steps aside, whose duty it is, the opinion as it is written and as it looks."""

from collections.abc import Mapping
from datetime import datetime

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from gongzhi.core.errors import sentence
from gongzhi.core.files import press
from gongzhi.core.identity import queries as identity
from gongzhi.core.identity.rules.verbs import can
from gongzhi.core.identity.web.requests import actor_of
from gongzhi.core.matters import queries as matters
from gongzhi.core.matters.models import Matter
from gongzhi.core.matters.queries.timing import title_of
from gongzhi.core.matters.queries.work import units_of
from gongzhi.core.matters.web.desk.moves import done_words
from gongzhi.core.matters.web.desk.shell import desk_page, given_number, matter_in_reach
from gongzhi.core.orgs import queries as orgs
from gongzhi.core.workflow import queries as workflow
from gongzhi.core.workflow.actions import MoveRequest, perform
from gongzhi.kernel.actor import Actor
from gongzhi.kernel.errors import DomainError, InvalidInput, NotFound
from gongzhi.kernel.terms import CHINA
from gongzhi.systems.petitions import queries
from gongzhi.systems.petitions.actions import intake
from gongzhi.systems.petitions.actions import people as people_acts
from gongzhi.systems.petitions.manifest import DOCUMENTS, MANIFEST
from gongzhi.systems.petitions.queries import faces
from gongzhi.systems.petitions.rules.representatives import MOST

Errors = Mapping[str, str]
PARTS = ("outcome", "result", "request", "facts", "grounds", "basis", "answer", "perform_by")


def petition_in_reach(actor: Actor, number: str) -> Matter:
    """Return a petition of an address; raise NotFound for what is absent, out of reach or no petition."""
    found = matter_in_reach(actor, number)
    if found.system != MANIFEST.name:
        raise NotFound
    return found


# Who speaks, who steps aside ----------------------------------------------------------------------------------------


@desk_page("petitions.view", "GET", "POST")
def people(request: HttpRequest, number: str) -> HttpResponse:
    """Show representatives and recusals, or name, replace, or order one."""
    actor, at = actor_of(request), timezone.now()
    found = petition_in_reach(actor, number)
    if request.method == "GET":
        return _people(request, found, {}, "")
    act = request.POST.get("act", "")
    try:
        told = _act(request, actor, found, act, at)
    except NotFound:
        raise
    except DomainError as error:
        field = str(error.facts.get("field") or "")
        return _people(request, found, {field: sentence(error)}, act, error.http_status)
    messages.success(request, told)
    return HttpResponseRedirect(reverse("petition_people", kwargs={"number": found.number}))


def _act(request: HttpRequest, actor: Actor, found: Matter, act: str, at: datetime) -> str:
    given = request.POST
    match act:
        case "name":
            names = [one.strip() for one in given.get("names", "").splitlines() if one.strip()]
            people_acts.name_representatives(actor, found.number, names, at)
            return _("代表已经记下；姓名加密保存。")
        case "replace":
            party = given_number(given.get("party", "")) or 0
            people_acts.replace_representative(
                actor, found.number, party, given.get("name", ""), given.get("why", ""), at
            )
            return _("代表已经更换。")
        case "recuse":
            account = given_number(given.get("account", ""))
            if account is None:
                raise InvalidInput(field="account", why="请选择谁应当回避。")
            name = identity.account_name(account)
            people_acts.order_recusal(actor, found.number, account, name, given.get("recuse_why", ""), at)
            return _("已经决定回避；从现在起他不能办这件事。")
        case _:
            raise NotFound


def _people(
    request: HttpRequest, found: Matter, errors: Errors, failed: str, status: int = 200
) -> HttpResponse:
    actor, today = actor_of(request), timezone.now().astimezone(CHINA).date()
    bodies = tuple(one for one in (found.lead_id, found.owner_id) if one is not None)
    staff = faces.who_acted(found, bodies, today)
    spoken = faces.representatives(actor, found.id)
    context = {
        "matter": found,
        "row": matters.rows_of([found], timezone.now())[0],
        "arrival": queries.arrival(found.id),
        "representatives": spoken,
        "left": MOST - len(spoken),
        "recusals": faces.recusals(found.id),
        "staff": [(str(account), f"{name} · {unit}") for account, name, unit in staff],
        "may_name": can(actor, "matters.add_words"),
        "may_recuse": can(actor, "petitions.recuse"),
        "errors": {
            "recuse_why" if failed == "recuse" and name == "why" else name: text
            for name, text in errors.items()
        },
        "failed": failed,
        "given": request.POST,
    }
    return render(request, "petitions/people.html", context, status=status)


@desk_page("petitions.intake", "POST")
def answer_sender(request: HttpRequest, number: str) -> HttpResponse:
    """Keep what was reported to the body above."""
    actor = actor_of(request)
    found = petition_in_reach(actor, number)
    try:
        intake.answer_sender(actor, found.number, request.POST.get("returned", ""), timezone.now())
    except NotFound:
        raise
    except DomainError as error:
        messages.error(request, sentence(error))
    else:
        messages.success(request, _("对上级的反馈已经记下。"))
    return HttpResponseRedirect(reverse("desk_matter", kwargs={"number": found.number}))


# Whose duty it is ---------------------------------------------------------------------------------------------------


@desk_page("petitions.view")
def competence(request: HttpRequest, number: str) -> HttpResponse:
    """Show the history of the dispute over competence, the common superior, and the ways to end it (art. 24)."""
    actor, at = actor_of(request), timezone.now()
    found = petition_in_reach(actor, number)
    main = workflow.main_of(found.id)
    told = faces.cases(found.id)
    last = told[-1] if told else None
    superior = faces.superior_of(last) if last is not None else None
    moves = {offer.move.name: offer.move for offer in workflow.offers(actor, found, main) if offer.open}
    here = reverse("desk_matter", kwargs={"number": found.number})
    ways = (
        ("agreed", _("有关机关协商一致"), _("先协商；协商好的，写明谁办、谁协办。")),
        ("superior", _("共同的上一级机关决定"), _("协商不成的，由它们共同的上一级指定。")),
        ("conference", _("信访工作联席会议协调"), _("必要时提请联席会议；会议的意见写进理由。")),
    )
    context = {
        "matter": found,
        "row": matters.rows_of([found], at)[0],
        "cases": told,
        "open_case": last if last is not None and last.decided_at is None else None,
        "superior": orgs.unit_name(superior),
        "superior_is_mine": superior is not None and superior in units_of(actor.unit_id),
        "clocks": [one for one in matters.clock_views(actor, found, at) if not one.ended],
        "ways": [
            (title, text, f"{here}decide_competence/?way={way}&lead={(last.advice_id or '') if last else ''}")
            for way, title, text in ways
        ]
        if "decide_competence" in moves
        else [],
        "own": [
            (title_of(one), f"{here}{one.name}/")
            for one in (moves[name] for name in ("agree_return", "refuse_return") if name in moves)
        ],
        "records": faces.records(found),
    }
    return render(request, "petitions/competence.html", context)


# The opinion --------------------------------------------------------------------------------------------------------


@desk_page("petitions.draft", "GET", "POST")
def opinion(request: HttpRequest, number: str) -> HttpResponse:
    """Write the opinion (or the decision of a review): what the file holds on the left, the letter's parts on the right."""
    actor, at = actor_of(request), timezone.now()
    found = petition_in_reach(actor, number)
    editable = faces.editable(found)
    if editable is None:
        messages.info(request, _("这件事现在不在拟写意见的阶段。"))
        return HttpResponseRedirect(reverse("desk_matter", kwargs={"number": found.number}))
    proceeding, name = editable
    if request.method == "GET":
        return _opinion(request, found, _first_words(found), {})
    given = {part: request.POST.get(part, "") for part in PARTS}
    try:
        made = perform(
            actor,
            MoveRequest(proceeding.id, name, given, "", given_number(request.POST.get("expect", ""))),
            at,
        )
    except NotFound:
        raise
    except DomainError as error:
        field = str(error.facts.get("field") or "")
        return _opinion(request, found, given, {field: sentence(error)}, error.http_status)
    messages.success(request, done_words(made.move, made.procedure.state(made.after.state)))
    return HttpResponseRedirect(reverse("desk_matter", kwargs={"number": found.number}) + "#opinion-draft")


def _first_words(found: Matter) -> dict[str, str]:
    """Return what the form begins with: the draft that was sent back, else the petitioner's own request."""
    drafted = faces.draft(found)
    if drafted is None:
        return {"request": found.text[:2000]}
    return {
        "outcome": drafted.outcome,
        "result": drafted.outcome,
        "request": drafted.request,
        "facts": drafted.facts,
        "grounds": drafted.grounds,
        "basis": drafted.basis,
        "answer": drafted.text,
        "perform_by": drafted.perform_by.isoformat() if drafted.perform_by else "",
    }


def _opinion(
    request: HttpRequest, found: Matter, given: Mapping[str, object], errors: Errors, status: int = 200
) -> HttpResponse:
    actor, at = actor_of(request), timezone.now()
    editable = faces.editable(found)
    assert editable is not None
    proceeding, name = editable
    procedure = workflow.procedure_of(proceeding)
    move = procedure.move(name)
    records = faces.records(found)
    context = {
        "matter": found,
        "row": matters.rows_of([found], at)[0],
        "proceeding": proceeding,
        "procedure": procedure,
        "move": move,
        "specs": move.fields,
        "given": given,
        "errors": errors,
        "records": records,
        "findings": "\n".join(
            part.text
            for one in records
            for part in one.details
            if part.name in ("findings", "record", "conclusion")
        ),
        "helper_answers": [
            task for task in matters.tasks(actor, found, at) if task.role == "helper" and task.answer
        ],
        "before": faces.opinions(found),
        "clocks": [
            one for one in matters.clock_views(actor, found, at) if not one.ended and not one.is_right
        ],
    }
    return render(request, "petitions/opinion.html", context, status=status)


@desk_page("petitions.view")
def opinion_draft(request: HttpRequest, number: str) -> HttpResponse:
    """Give the drafted opinion as it will look, without a number and marked as a draft."""
    actor, at = actor_of(request), timezone.now()
    found = petition_in_reach(actor, number)
    drafted = faces.draft(found)
    if drafted is None:
        raise NotFound
    kind = next(one for one in DOCUMENTS if one.name == faces.LETTERS[drafted.procedure])
    content = press.press(kind.folder / f"{kind.template}.typ", _paper(found, drafted, kind.title, at))
    answer = HttpResponse(content, content_type="application/pdf")
    answer["Content-Disposition"] = "inline"
    return answer


def _paper(found: Matter, drafted: faces.OpinionView, title: str, at: datetime) -> dict[str, object]:
    proceeding = next(one for one in workflow.of_matter(found.id) if one.id == drafted.proceeding_id)
    procedure = workflow.procedure_of(proceeding)
    day = at.astimezone(CHINA).date()
    return {
        "number": found.number,
        "title": found.title,
        "category": orgs.category_title(found.category),
        "brought_on": found.brought_at.astimezone(CHINA).date().isoformat(),
        "day": day.isoformat(),
        "lead": drafted.unit,
        "outcome": drafted.outcome_title,
        "request": drafted.request,
        "facts": drafted.facts,
        "grounds": drafted.grounds,
        "basis": drafted.basis,
        "decision": drafted.text,
        "perform_by": drafted.perform_by.isoformat() if drafted.perform_by else "",
        "law": procedure.law,
        "rights": [
            "如不服本意见，可以自收到之日起30日内书面请求上一级机关复查、复核(签发时写明机关和最后一天)。"
        ]
        if drafted.procedure != "re_review"
        else [],
        "paper": {
            "title": title,
            "number": "草稿，未签发",
            "version": "1",
            "unit": drafted.unit,
            "day": day.isoformat(),
            "verify_code": "签发后才有",
            "qr": "",
            "hotline": "",
        },
    }
