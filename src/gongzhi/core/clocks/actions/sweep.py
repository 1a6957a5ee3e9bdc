"""Marks clocks whose due moment has passed; many workers may sweep at once, none marks a clock twice."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from django.db import transaction

from gongzhi.core.clocks import queries
from gongzhi.core.clocks.models import Clock, ClockState
from gongzhi.core.ledger.actions import record_many
from gongzhi.core.ledger.rules.chain import Draft
from gongzhi.kernel.actor import SYSTEM

BATCH = 2000
Listener = Callable[[Sequence[Clock], datetime], None]
_listeners: list[Listener] = []
_warned: list[Listener] = []


def on_breach(listener: Listener) -> None:
    """Have a function called, in the same transaction, with each batch of clocks found late."""
    if listener not in _listeners:
        _listeners.append(listener)


def on_warning(listener: Listener) -> None:
    """Have a function called, in the same transaction, with each batch of clocks about to end."""
    if listener not in _warned:
        _warned.append(listener)


def sweep(at: datetime, batch: int = BATCH) -> int:
    """Mark every clock late at a moment, batch by batch, each with its ledger entry; return how many."""
    total = 0
    while found := _one_batch(at, batch):
        total += found
    return total


@transaction.atomic(durable=True)
def _one_batch(at: datetime, batch: int) -> int:
    clocks = list(queries.due(at).select_for_update(skip_locked=True)[:batch])
    if not clocks:
        return 0
    Clock.objects.filter(id__in=[clock.id for clock in clocks]).update(breached_at=at)
    record_many([_draft(clock) for clock in clocks], at)
    for listener in _listeners:
        listener(clocks, at)
    return len(clocks)


def _draft(clock: Clock) -> Draft:
    due = clock.due_at.isoformat() if clock.due_at else None
    return Draft(
        stream=f"matter:{clock.matter_id}",
        verb="clock.breached",
        actor=SYSTEM,
        data={
            "clock": clock.id,
            "procedure": clock.procedure,
            "version": clock.version,
            "term": clock.term,
            "due_at": due,
        },
    )


def warn(at: datetime, ahead: timedelta, batch: int = BATCH) -> int:
    """Tell the listeners, once for each, of clocks that end within `ahead`; return how many."""
    total = 0
    while found := _warn_batch(at, ahead, batch):
        total += found
    return total


@transaction.atomic(durable=True)
def _warn_batch(at: datetime, ahead: timedelta, batch: int) -> int:
    about = Clock.objects.filter(
        state=ClockState.RUNNING, warned_at__isnull=True, due_at__gt=at, due_at__lte=at + ahead
    )
    clocks = list(about.order_by("due_at").select_for_update(skip_locked=True)[:batch])
    Clock.objects.filter(id__in=[clock.id for clock in clocks]).update(warned_at=at)
    for listener in _warned if clocks else ():
        listener(clocks, at)
    return len(clocks)
