"""A hard matter as one page (owner, plan, meetings, list, milestones, decisions, clocks), the leader's own cases, and coverage."""

from collections.abc import Callable
from datetime import datetime

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from gongzhi.core.identity.rules.verbs import can
from gongzhi.core.identity.web.requests import actor_of, confirmation_required, note_export
from gongzhi.core.matters import queries as matters
from gongzhi.core.matters.models import Matter
from gongzhi.core.matters.queries.timing import clock_views
from gongzhi.core.matters.queries.work import has_handled, units_of
from gongzhi.core.matters.web.desk.choices import area_of
from gongzhi.core.matters.web.desk.shell import desk_page
from gongzhi.core.matters.web.spreadsheet import KINDS, spreadsheet
from gongzhi.core.matters.web.typed import day, day_or_none, whole
from gongzhi.core.orgs import queries as orgs
from gongzhi.kernel.actor import Actor
from gongzhi.kernel.errors import NotFound
from gongzhi.systems.petitions.actions import cases, listing
from gongzhi.systems.petitions.models import CaseResult, LinkLevel
from gongzhi.systems.petitions.queries import answers, backlog, meetings, ownership
from gongzhi.systems.petitions.web.ownership.forms import Given, attempt, bodies, typed

Do = Callable[[Actor, Matter, Given, datetime], object]


def state_titles() -> dict[str, str]:
    """Return what each state of a case is called."""
    return {
        "to_own": _("待包"),
        "owned": _("已包，待定方案"),
        "planned": _("已定方案"),
        "working": _("化解中"),
        "asked": _("待回访核实"),
        "ended": _("已结"),
    }


@desk_page("petitions.ownership")
def page(request: HttpRequest, number: str) -> HttpResponse:
    """Show a hard matter with everything by which it is brought to an end."""
    return show(request, backlog.hard_matter(actor_of(request), number), {}, {}, "")


def show(
    request: HttpRequest, matter: Matter, errors: dict[str, str], given: dict[str, str], act: str
) -> HttpResponse:
    """Show the page, after an act that was refused with what is wrong and what was typed."""
    actor, at = actor_of(request), timezone.now()
    views = ownership.views(actor, matter, at)
    entry = backlog.entry_of(matter.id)
    context = {
        "matter": matter,
        "row": matters.rows_of([matter], at)[0],
        "views": views,
        "states": state_titles(),
        "levels": {one.value: _(str(one.label)) for one in LinkLevel},
        "links": ownership.links_of(matter.village_code or matter.area_code, ownership.today(at)),
        "missing": ownership.missing_at(matter.village_code or matter.area_code, ownership.today(at)),
        "entry": entry,
        "earlier": [one for one in backlog.entries_of(matter.id) if one.off_at is not None],
        "met": backlog.criteria_met(actor, matter, at),
        "milestones": backlog.milestones_of(matter.id),
        "decisions": meetings.decisions_of(actor, matter, at),
        "clocks": [one for one in clock_views(actor, matter, at) if not one.ended and not one.is_right],
        "may": _may(actor, matter),
        "knows_checks": answers.may_tell(actor, matter, at),
        "own_units": set(units_of(actor.unit_id)),
        "is_owner_line": bool(set(units_of(actor.unit_id)) & set(matter.owner_path)),
        "handled": has_handled(matter.id, actor.unit_id),
        "units": bodies(area_of(matter)),
        "line": _line(actor),
        "today": ownership.today(at),
        "results": [(one.value, _(str(one.label))) for one in (CaseResult.SOLVED, CaseResult.LAWFUL_END)],
        "unit_name": orgs.unit_name,
        "errors": errors,
        "given": given,
        "failed": act,
    }
    return render(request, "petitions/ownership/case.html", context, status=422 if errors else 200)


def _may(actor: Actor, matter: Matter) -> dict[str, bool]:
    names = ("own_case", "appoint_owner", "check_closing", "backlog", "milestones", "finish_milestone")
    found = {name: can(actor, f"petitions.{name}") for name in names}
    if matter.is_sealed:
        return dict.fromkeys(found, False)
    return found


def _line(actor: Actor) -> list[tuple[str, str]]:
    """Return the units whose leaders the actor may appoint: its own, and the centres and departments directly below."""
    if actor.unit_id is None:
        return []
    own = orgs.unit(actor.unit_id)
    return [(str(one.id), one.name) for one in (own, *orgs.children(own.id)) if one.area_code]


def _take(actor: Actor, matter: Matter, given: Given, at: datetime) -> None:
    cases.take_case(actor, matter.number, given.get("duty", ""), given.get("contact", ""), at)


def _appoint(actor: Actor, matter: Matter, given: Given, at: datetime) -> None:
    new = cases.NewOwner(
        whole(given, "unit_id"), given.get("name", ""), given.get("duty", ""), given.get("contact", ""),
        given.get("username", ""),
    )  # fmt: skip
    cases.appoint_owner(actor, matter.number, new, at)


def _plan(actor: Actor, matter: Matter, given: Given, at: datetime) -> None:
    cases.plan_case(actor, whole(given, "owner"), given.get("plan", ""), at)


def _meet(actor: Actor, matter: Matter, given: Given, at: datetime) -> None:
    new = cases.NewMeeting(
        day(given, "day"), given.get("place", ""), given.get("spoke", ""), given.get("said", ""),
        given.get("promised", ""), day_or_none(given, "promise_on"), day_or_none(given, "next_on"),
    )  # fmt: skip
    cases.log_meeting(actor, whole(given, "owner"), new, at)


def _kept(actor: Actor, matter: Matter, given: Given, at: datetime) -> None:
    cases.keep_promise(actor, whole(given, "meeting"), given.get("words", ""), at)


def _ask(actor: Actor, matter: Matter, given: Given, at: datetime) -> None:
    cases.ask_closing(actor, whole(given, "owner"), given.get("closing", ""), at)


def _check(actor: Actor, matter: Matter, given: Given, at: datetime) -> None:
    solved = {"yes": True, "no": False}.get(given.get("solved", ""))
    way = given.get("way", "")
    check = cases.NewCheck(way == "reached", solved, given.get("checked", ""), is_seen=way == "seen")
    cases.check_closing(actor, whole(given, "owner"), check, at)


def _end(actor: Actor, matter: Matter, given: Given, at: datetime) -> None:
    cases.end_case(actor, whole(given, "owner"), given.get("result", ""), at)


def _hand_on(actor: Actor, matter: Matter, given: Given, at: datetime) -> None:
    cases.hand_on(actor, whole(given, "owner"), given.get("why", ""), at)


def _list(actor: Actor, matter: Matter, given: Given, at: datetime) -> None:
    listing.put_on_list(actor, matter.number, given.get("reason", ""), at)


def _unlist(actor: Actor, matter: Matter, given: Given, at: datetime) -> None:
    listing.take_off_list(actor, matter.number, given.get("off_reason", ""), at)


def _milestone(actor: Actor, matter: Matter, given: Given, at: datetime) -> None:
    new = listing.NewMilestone(
        given.get("title", ""), whole(given, "unit_id"), day(given, "due_on"), given.get("owner_name", "")
    )
    listing.add_milestone(actor, matter.number, new, at)


def _milestone_move(actor: Actor, matter: Matter, given: Given, at: datetime) -> None:
    listing.move_milestone(actor, whole(given, "milestone"), day(given, "due_on"), given.get("why", ""), at)


def _milestone_done(actor: Actor, matter: Matter, given: Given, at: datetime) -> None:
    listing.finish_milestone(actor, whole(given, "milestone"), given.get("words", ""), at)


ACTS: dict[str, tuple[str, Do]] = {
    "take": ("petitions.own_case", _take),
    "appoint": ("petitions.appoint_owner", _appoint),
    "plan": ("petitions.ownership", _plan),
    "meet": ("petitions.ownership", _meet),
    "kept": ("petitions.ownership", _kept),
    "ask": ("petitions.ownership", _ask),
    "check": ("petitions.check_closing", _check),
    "end": ("petitions.ownership", _end),
    "hand-on": ("petitions.appoint_owner", _hand_on),
    "list": ("petitions.backlog", _list),
    "unlist": ("petitions.backlog", _unlist),
    "milestone": ("petitions.milestones", _milestone),
    "milestone-move": ("petitions.milestones", _milestone_move),
    "milestone-done": ("petitions.finish_milestone", _milestone_done),
}


@desk_page("petitions.ownership", "POST")
def act(request: HttpRequest, number: str, act: str) -> HttpResponse:
    """Do one act on a hard matter and come back to its page."""
    if act not in ACTS:
        raise NotFound
    actor, at, given = actor_of(request), timezone.now(), typed(request)
    matter = backlog.hard_matter(actor, number)
    errors = attempt(lambda: ACTS[act][1](actor, matter, given, at))
    if errors:
        return show(request, matter, errors, given, act)
    messages.success(request, _("已经记下。"))
    return HttpResponseRedirect(reverse("petition_case", kwargs={"number": matter.number}))


@desk_page("petitions.own_case")
def my_cases(request: HttpRequest) -> HttpResponse:
    """Show a leader the matters that he owns, overdue ones first, and those of his line that nobody owns."""
    actor, at = actor_of(request), timezone.now()
    ended = request.GET.get("state") == "ended"
    context = {
        "lines": ownership.my_cases(actor, at, ended=ended),
        "ended": ended,
        "states": state_titles(),
        "unowned": [] if ended else [one for one in ownership.coverage(actor, at).rows if one.owner is None],
        "today": ownership.today(at),
        "levels": {one.value: _(str(one.label)) for one in LinkLevel},
    }
    return render(request, "petitions/ownership/my_cases.html", context)


@desk_page("petitions.ownership")
def coverage(request: HttpRequest) -> HttpResponse:
    """Show owned ÷ listed with both lists, and open petitions for whose place nobody answers at one of three levels."""
    actor, at = actor_of(request), timezone.now()
    context = {
        "found": ownership.coverage(actor, at),
        "unlinked": ownership.unlinked(actor, at),
        "states": state_titles(),
        "levels": {one.value: _(str(one.label)) for one in LinkLevel},
        "may_export": can(actor, "matters.export"),
        "today": ownership.today(at),
    }
    return render(request, "petitions/ownership/coverage.html", context)


@confirmation_required
def export_coverage(request: HttpRequest, kind: str) -> HttpResponseBase:
    """Return the same table as a file."""
    return _export_coverage(request, kind)


@desk_page("matters.export")
def _export_coverage(request: HttpRequest, kind: str) -> HttpResponseBase:
    if kind not in KINDS:
        raise NotFound
    found = ownership.coverage(actor_of(request), timezone.now())
    note_export(request, "petition ownership coverage", len(found.rows))
    heads = [_("编号"), _("事项"), _("列入清单"), _("为什么"), _("状态"), _("包案领导"), _("职务"), _("电话")]
    states = state_titles()
    rows = [
        [
            one.matter.number, one.matter.title, one.entry.listed_at if one.entry else "",
            "；".join(one.entry.reasons) if one.entry else "", states[one.state],
            *((one.owner.name, one.owner.duty, one.owner.contact) if one.owner else ("", "", "")),
        ]
        for one in found.rows
    ]  # fmt: skip
    return spreadsheet(kind, _("包案覆盖"), heads, rows)
