"""Coordination meetings from plan to minutes, and the decisions as tasks of the bodies."""

from collections.abc import Callable
from datetime import datetime

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from gongzhi.core.identity.rules.verbs import can
from gongzhi.core.identity.web.requests import actor_of
from gongzhi.core.matters.web.desk.shell import desk_page
from gongzhi.core.matters.web.typed import day, moment, whole
from gongzhi.core.orgs import queries as orgs
from gongzhi.kernel.actor import Actor
from gongzhi.kernel.errors import NotFound
from gongzhi.systems.petitions.actions import meetings
from gongzhi.systems.petitions.queries import meetings as queries
from gongzhi.systems.petitions.web.ownership.forms import Given, attempt, bodies_for, typed

Do = Callable[[Actor, int, Given, datetime], object]


def state_titles() -> dict[str, str]:
    """Return what each state of a meeting is called."""
    return {
        "planned": _("筹备中"),
        "called": _("已通知"),
        "minuted": _("已印发纪要"),
        "cancelled": _("已取消"),
    }


@desk_page("petitions.ownership")
def listing(request: HttpRequest) -> HttpResponse:
    """Show the meetings in reach, the newest first."""
    actor = actor_of(request)
    context = {
        "rows": [(one, queries.state_of(one)) for one in queries.listing(actor)],
        "states": state_titles(),
        "may_plan": can(actor, "petitions.meetings") and _is_centre(actor),
        "unit_name": orgs.unit_name,
    }
    return render(request, "petitions/ownership/meetings.html", context)


def _is_centre(actor: Actor) -> bool:
    return actor.unit_id is not None and orgs.unit(actor.unit_id).kind == "centre"


@desk_page("petitions.meetings", "GET", "POST")
def new(request: HttpRequest) -> HttpResponse:
    """Ask for the facts of a meeting and plan it; the agenda is filled by the rule."""
    actor, given, errors = actor_of(request), typed(request), dict[str, str]()
    chosen = request.POST.getlist("participants")
    if request.method == "POST":
        made: list[int] = []

        def plan() -> None:
            wanted = meetings.NewMeeting(
                given.get("title", ""), moment(given, "held_at"), given.get("place", ""), given.get("chair", ""),
                tuple(int(one) for one in chosen if one.isdigit()),
            )  # fmt: skip
            made.append(meetings.plan_meeting(actor, wanted, timezone.now()).pk)

        errors = attempt(plan)
        if not errors:
            return HttpResponseRedirect(reverse("petition_meeting", kwargs={"meeting_id": made[0]}))
    context = {
        "units": bodies_for(actor), "chosen": chosen, "given": given, "errors": errors,
        "is_centre": _is_centre(actor),
    }  # fmt: skip
    return render(request, "petitions/ownership/meeting_new.html", context, status=422 if errors else 200)


@desk_page("petitions.ownership")
def page(request: HttpRequest, meeting_id: int) -> HttpResponse:
    """Show one meeting: agenda, what was said, decisions, minutes."""
    return _show(request, meeting_id, {}, {}, "")


def _show(
    request: HttpRequest, meeting_id: int, errors: dict[str, str], given: dict[str, str], failed: str
) -> HttpResponse:
    actor, at = actor_of(request), timezone.now()
    found = queries.view(actor, meeting_id, at)
    context = {
        "view": found,
        "states": state_titles(),
        "units": bodies_for(actor) if found.may_keep else [],
        "is_open": found.state in ("planned", "called"),
        "is_over": found.meeting.held_at <= at,
        "errors": errors,
        "given": given,
        "failed": failed,
    }
    return render(request, "petitions/ownership/meeting.html", context, status=422 if errors else 200)


def _refill(actor: Actor, meeting_id: int, given: Given, at: datetime) -> None:
    meetings.refill_agenda(actor, meeting_id, at)


def _add(actor: Actor, meeting_id: int, given: Given, at: datetime) -> None:
    meetings.add_item(actor, meeting_id, given.get("number", ""), given.get("why", ""), at)


def _leave_out(actor: Actor, meeting_id: int, given: Given, at: datetime) -> None:
    meetings.leave_out(actor, whole(given, "item"), given.get("why", ""), at)


def _call(actor: Actor, meeting_id: int, given: Given, at: datetime) -> None:
    meetings.call_meeting(actor, meeting_id, at)


def _record(actor: Actor, meeting_id: int, given: Given, at: datetime) -> None:
    meetings.record_item(
        actor, whole(given, "item"), given.get("discussed", ""), given.get("concluded", ""), at
    )


def _decide(actor: Actor, meeting_id: int, given: Given, at: datetime) -> None:
    new = meetings.NewDecision(whole(given, "unit_id"), given.get("what", ""), day(given, "due_on"))
    meetings.decide(actor, whole(given, "item"), new, at)


def _minutes(actor: Actor, meeting_id: int, given: Given, at: datetime) -> None:
    meetings.write_minutes(actor, meeting_id, given.get("attended", ""), at)


def _cancel(actor: Actor, meeting_id: int, given: Given, at: datetime) -> None:
    meetings.cancel_meeting(actor, meeting_id, given.get("why", ""), at)


ACTS: dict[str, Do] = {
    "refill": _refill,
    "add": _add,
    "leave-out": _leave_out,
    "call": _call,
    "record": _record,
    "decide": _decide,
    "minutes": _minutes,
    "cancel": _cancel,
}


@desk_page("petitions.meetings", "POST")
def act(request: HttpRequest, meeting_id: int, act: str) -> HttpResponse:
    """Do one act on a meeting and come back to its page."""
    if act not in ACTS:
        raise NotFound
    actor, given = actor_of(request), typed(request)
    queries.meeting_of(actor, meeting_id)
    errors = attempt(lambda: ACTS[act](actor, meeting_id, given, timezone.now()))
    failed = f"{act}-{given.get('item', '')}".rstrip("-")
    if errors:
        return _show(request, meeting_id, errors, given, failed)
    messages.success(request, _("已经记下。"))
    anchor = f"#item-{given['item']}" if given.get("item") else ""
    return HttpResponseRedirect(reverse("petition_meeting", kwargs={"meeting_id": meeting_id}) + anchor)


@desk_page("petitions.ownership")
def decisions(request: HttpRequest) -> HttpResponse:
    """Show the decisions that wait for the unit, or those of the meetings that it called."""
    return _decisions(request, {}, {})


def _decisions(request: HttpRequest, errors: dict[str, str], given: dict[str, str]) -> HttpResponse:
    actor, at = actor_of(request), timezone.now()
    which = request.GET.get("which", "")
    done = request.GET.get("done") == "1"
    context = {
        "rows": queries.decisions(actor, at, given=which == "given", done=done),
        "which": which,
        "done": done,
        "errors": errors,
        "given": given,
    }
    return render(request, "petitions/ownership/decisions.html", context, status=422 if errors else 200)


@desk_page("petitions.ownership", "POST")
def decision_act(request: HttpRequest, decision_id: int, act: str) -> HttpResponse:
    """Report on a decision, or confirm or send back the report."""
    actor, at, given = actor_of(request), timezone.now(), typed(request)
    words = given.get("words", "")
    acts: dict[str, Callable[[], object]] = {
        "reply": lambda: meetings.reply_decision(actor, decision_id, words, at),
        "finish": lambda: meetings.finish_decision(actor, decision_id, words, at),
        "back": lambda: meetings.send_decision_back(actor, decision_id, words, at),
    }
    if act not in acts:
        raise NotFound
    errors = attempt(acts[act])
    if errors:
        return _decisions(request, errors, given | {"decision": str(decision_id)})
    messages.success(request, _("已经记下。"))
    which = "" if act == "reply" else "?which=given"
    return HttpResponseRedirect(reverse("petition_decisions") + which)
