"""Reads of coordination meetings: those an actor's unit calls or takes part in, their agendas, and decisions to be done."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet

from gongzhi.core.identity.rules.verbs import can
from gongzhi.core.matters.models import Matter
from gongzhi.core.matters.queries.pages import visible
from gongzhi.core.matters.queries.work import units_of
from gongzhi.core.orgs import queries as orgs
from gongzhi.kernel.actor import Actor
from gongzhi.kernel.errors import NotFound
from gongzhi.systems.petitions.models import AgendaItem, CoordinationMeeting, Decision
from gongzhi.systems.petitions.queries.ownership import places_below, today


@dataclass(frozen=True, slots=True)
class DecisionView:
    """One decision with its body's name; `title` is "" where the matter is out of the reader's reach."""

    decision: Decision
    unit: str
    number: str
    title: str
    is_late: bool
    may_reply: bool
    may_finish: bool


@dataclass(frozen=True, slots=True)
class ItemView:
    """One matter of an agenda; `title` is "" where it is out of the reader's reach."""

    item: AgendaItem
    number: str
    title: str
    decisions: tuple[DecisionView, ...]

    @property
    def is_left_out(self) -> bool:
        """Whether somebody took it off this agenda."""
        return bool(self.item.left_out_why)


@dataclass(frozen=True, slots=True)
class MeetingView:
    """One meeting with its agenda; `state` is planned, called, minuted or cancelled."""

    meeting: CoordinationMeeting
    state: str
    unit: str
    participants: tuple[str, ...]
    items: tuple[ItemView, ...]
    may_keep: bool


def state_of(meeting: CoordinationMeeting) -> str:
    """Return where a meeting stands."""
    if meeting.cancelled_at is not None:
        return "cancelled"
    if meeting.minuted_at is not None:
        return "minuted"
    return "called" if meeting.called_at is not None else "planned"


def centres_below(unit_id: int) -> list[int]:
    """Return a unit with the centres below it."""
    found = [unit_id]
    for one in found:
        found.extend(child.id for child in places_below(one) if child.kind == "centre")
    return found


def in_reach(actor: Actor) -> QuerySet[CoordinationMeeting]:
    """Return the meetings that the actor's unit or one below it calls, and those it takes part in."""
    if actor.unit_id is None or not actor.is_staff:
        return CoordinationMeeting.objects.none()
    rule = Q(unit_id__in=centres_below(actor.unit_id)) | Q(
        participants__overlap=list(units_of(actor.unit_id))
    )
    return CoordinationMeeting.objects.filter(rule)


def listing(actor: Actor, most: int = 100) -> list[CoordinationMeeting]:
    """Return the meetings in reach, the newest first."""
    return list(in_reach(actor).order_by("-held_at", "-id")[:most])


def meeting_of(actor: Actor, meeting_id: int) -> CoordinationMeeting:
    """Return a meeting in reach; raise NotFound otherwise."""
    found = in_reach(actor).filter(id=meeting_id).first()
    if found is None:
        raise NotFound
    return found


def may_keep(actor: Actor, meeting: CoordinationMeeting) -> bool:
    """Whether the post prepares and records this meeting: of the unit that calls it, with the duty."""
    return can(actor, "petitions.meetings") and meeting.unit_id in units_of(actor.unit_id)


def view(actor: Actor, meeting_id: int, at: datetime) -> MeetingView:
    """Return a meeting in reach with its agenda."""
    meeting = meeting_of(actor, meeting_id)
    items = list(AgendaItem.objects.filter(meeting_id=meeting.pk).order_by("place", "id"))
    numbers = dict(Matter.objects.filter(id__in=[one.matter_id for one in items]).values_list("id", "number"))
    titles = titles_for(actor, numbers)
    decisions: dict[int, list[DecisionView]] = defaultdict(list)
    for one in Decision.objects.filter(meeting_id=meeting.pk).order_by("due_on", "id"):
        decisions[one.matter_id].append(_decision(actor, one, numbers, titles, meeting, at))
    return MeetingView(
        meeting,
        state_of(meeting),
        orgs.unit_name(meeting.unit_id),
        tuple(orgs.unit_name(one) for one in meeting.participants),
        tuple(
            ItemView(
                one, numbers[one.matter_id], titles.get(one.matter_id, ""), tuple(decisions[one.matter_id])
            )
            for one in items
        ),
        may_keep(actor, meeting),
    )


def titles_for(actor: Actor, matters: Iterable[int]) -> dict[int, str]:
    """Return the titles of those of the matters that the actor may see."""
    return dict(visible(actor).filter(id__in=list(matters)).values_list("id", "title"))


def _decision(
    actor: Actor,
    one: Decision,
    numbers: dict[int, str],
    titles: dict[int, str],
    meeting: CoordinationMeeting,
    at: datetime,
) -> DecisionView:
    return DecisionView(
        one,
        orgs.unit_name(one.unit_id),
        numbers.get(one.matter_id, ""),
        titles.get(one.matter_id, ""),
        one.done_at is None and one.due_on < today(at),
        one.done_at is None
        and one.replied_at is None
        and one.unit_id in units_of(actor.unit_id)
        and can(actor, "petitions.reply_decision"),
        one.done_at is None and one.replied_at is not None and may_keep(actor, meeting),
    )


def decisions(actor: Actor, at: datetime, *, given: bool = False, done: bool = False) -> list[DecisionView]:
    """Return decisions to the actor's unit, or (`given`) of the meetings that its unit called, by their day."""
    rule = Q(unit_id__in=units_of(actor.unit_id))
    if given:
        called = CoordinationMeeting.objects.filter(unit_id__in=units_of(actor.unit_id))
        rule = Q(meeting_id__in=called.values("id"))
    rows = list(Decision.objects.filter(rule, done_at__isnull=not done).order_by("due_on", "id")[:500])
    meetings = CoordinationMeeting.objects.in_bulk({one.meeting_id for one in rows})
    ids = {one.matter_id for one in rows}
    numbers = dict(Matter.objects.filter(id__in=ids).values_list("id", "number"))
    titles = titles_for(actor, ids)
    return [_decision(actor, one, numbers, titles, meetings[one.meeting_id], at) for one in rows]


def decisions_of(actor: Actor, matter: Matter, at: datetime) -> list[DecisionView]:
    """Return the decisions over a matter that the caller has found to be in reach."""
    rows = list(Decision.objects.filter(matter_id=matter.id).order_by("-given_at", "-id"))
    meetings = CoordinationMeeting.objects.in_bulk({one.meeting_id for one in rows})
    numbers, titles = {matter.id: matter.number}, {matter.id: matter.title}
    return [_decision(actor, one, numbers, titles, meetings[one.meeting_id], at) for one in rows]


def open_decisions(actor: Actor) -> int:
    """Return how many decisions wait for the actor's unit."""
    waiting = Decision.objects.filter(unit_id__in=units_of(actor.unit_id), done_at__isnull=True)
    return waiting.filter(replied_at__isnull=True).count()


def may_read_minutes(actor: Actor, document_id: int) -> bool:
    """Whether an actor reads the minutes that are this document: whoever has the meeting in reach."""
    return in_reach(actor).filter(document_id=document_id).exists()
