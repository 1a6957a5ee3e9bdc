"""Takes in a yearly table of working days and moves the open clocks that it touches, saying why each moved."""

from collections.abc import Callable, Mapping
from datetime import date, datetime

from django.db import transaction

from gongzhi.core.clocks.actions.keep import settle
from gongzhi.core.clocks.models import CalendarDay, CalendarImport, Clock, ClockState
from gongzhi.core.ledger.actions import record, record_many
from gongzhi.core.ledger.rules.chain import Draft
from gongzhi.kernel.actor import Actor
from gongzhi.kernel.terms import Term

TermOf = Callable[[Clock], Term]


@transaction.atomic(durable=True)
def import_table(
    actor: Actor, days: Mapping[date, bool], source: str, term_of: TermOf, at: datetime
) -> CalendarImport:
    """Keep the table over the published one and recompute every open clock; return the import with what it moved."""
    brought = CalendarImport.objects.create(
        imported_at=at, imported_by=actor.name, source=source[:300], days=len(days)
    )
    CalendarDay.objects.bulk_create(
        [CalendarDay(day=day, is_working=working, source=brought) for day, working in days.items()],
        update_conflicts=True,
        unique_fields=["day"],
        update_fields=["is_working", "source"],
    )
    brought.clocks_moved = _recompute(actor, source, term_of, at)
    brought.save(update_fields=["clocks_moved"])
    record(
        stream="settings",
        verb="calendar.imported",
        actor=actor,
        at=at,
        data={"source": source, "days": len(days), "clocks_moved": brought.clocks_moved},
    )
    return brought


def _recompute(actor: Actor, source: str, term_of: TermOf, at: datetime) -> int:
    moved: list[Clock] = []
    drafts: list[Draft] = []
    for clock in (
        Clock.objects.filter(state__in=[ClockState.RUNNING, ClockState.PAUSED]).order_by("id").iterator(5000)
    ):
        before = clock.due_at
        settle(clock, term_of(clock), at)
        if clock.due_at != before:
            moved.append(clock)
            drafts.append(_draft(clock, before, actor, source))
    Clock.objects.bulk_update(moved, ["due_on", "due_at", "state", "breached_at"], batch_size=2000)
    record_many(drafts, at)
    return len(moved)


def _draft(clock: Clock, before: datetime | None, actor: Actor, source: str) -> Draft:
    return Draft(
        stream=f"matter:{clock.matter_id}",
        verb="clock.moved",
        actor=actor,
        data={
            "clock": clock.id,
            "term": clock.term,
            "procedure": clock.procedure,
            "version": clock.version,
            "from": before.isoformat() if before else None,
            "to": clock.due_at.isoformat() if clock.due_at else None,
        },
        why=f"工作日历有变:{source}",
    )
