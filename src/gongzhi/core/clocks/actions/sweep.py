"""Marks clocks whose due moment has passed; many workers may sweep at once, none marks a clock twice.

A sweep takes only clocks and streams that nobody holds at the moment; what is busy is left to the next sweep.
"""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.db.models import QuerySet
from psycopg import sql

from gongzhi.core.clocks import queries
from gongzhi.core.clocks.models import Clock
from gongzhi.core.ledger.actions import append, claim_free
from gongzhi.core.ledger.rules.chain import Draft
from gongzhi.kernel.actor import SYSTEM

BATCH = 2000
Listener = Callable[[Sequence[Clock], datetime], None]
_breached: list[Listener] = []
_warned: list[Listener] = []


def on_breach(listener: Listener) -> None:
    """Have a function called, in the same transaction, with each batch of clocks found late."""
    if listener not in _breached:
        _breached.append(listener)


def on_warning(listener: Listener) -> None:
    """Have a function called, in the same transaction, with each batch of clocks about to end."""
    if listener not in _warned:
        _warned.append(listener)


def sweep(at: datetime, batch: int = BATCH) -> int:
    """Mark every clock late at a moment, batch by batch, each with its ledger entry; return how many.

    A resident's own terms are rights and never marked: when they end, a right has lapsed and no duty was missed.
    """
    total = 0
    while found := _one_batch(at, batch):
        total += found
    return total


@transaction.atomic(durable=True)
def _one_batch(at: datetime, batch: int) -> int:
    clocks = _free(queries.due(at), batch)
    _mark(clocks, "breached_at", at)
    append([_draft(clock) for clock in clocks], at)
    for listener in _breached if clocks else ():
        listener(clocks, at)
    return len(clocks)


def _free(wanted: QuerySet[Clock], batch: int) -> list[Clock]:
    clocks = list(wanted.select_for_update(skip_locked=True)[:batch])
    free = claim_free(_stream(clock) for clock in clocks)
    return [clock for clock in clocks if _stream(clock) in free]


def _mark(clocks: Sequence[Clock], column: str, at: datetime) -> None:
    """Set a moment of many clocks; their ids go as one array, for thousands of placeholders take longer than the rest."""
    with connection.cursor() as cursor:
        update = sql.SQL("UPDATE clocks_clock SET {} = %s WHERE id = ANY(%s)").format(sql.Identifier(column))
        cursor.execute(update, [at, [clock.id for clock in clocks]])


def _stream(clock: Clock) -> str:
    return f"matter:{clock.matter_id}"


def _draft(clock: Clock) -> Draft:
    return Draft(
        stream=_stream(clock),
        verb="clock.breached",
        actor=SYSTEM,
        data={
            "clock": clock.id,
            "procedure": clock.procedure,
            "version": clock.version,
            "term": clock.term,
            "n": clock.n,
            "unit": clock.unit_id,
            "due_at": clock.due_at,
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
    clocks = list(queries.ending(at, at + ahead).select_for_update(skip_locked=True)[:batch])
    _mark(clocks, "warned_at", at)
    for listener in _warned if clocks else ():
        listener(clocks, at)
    return len(clocks)
