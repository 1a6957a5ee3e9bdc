"""Takes in a yearly table of working days and moves the open clocks that it touches, saying why each moved.

The table holds from its own transaction on. Then the open clocks are computed again batch by batch, taking only what
nobody holds at the moment, so that an import never stops people's work; a crash in between is made good by the next run.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from time import sleep

from django.db import connection, transaction

from gongzhi.core.clocks import queries
from gongzhi.core.clocks.actions.keep import settle
from gongzhi.core.clocks.models import CalendarDay, CalendarImport, Clock, ClockState
from gongzhi.core.ledger.actions import append, claim_free, record
from gongzhi.core.ledger.rules.chain import Draft
from gongzhi.kernel.actor import Actor
from gongzhi.kernel.terms import Term

TermOf = Callable[[Clock], Term]
Listener = Callable[[Sequence[Clock], datetime], None]
Claim = Callable[[set[int]], set[int]]
Progress = Callable[[int, int], None]
BATCH = 1000
PATIENCE = 60
OPEN = [ClockState.RUNNING, ClockState.PAUSED]
_moved: list[Listener] = []
_claims: list[Claim] = []


def on_moved(listener: Listener) -> None:
    """Have a function called, in the same transaction, with each batch of clocks whose due moment moved."""
    if listener not in _moved:
        _moved.append(listener)


def claim_with(claim: Claim) -> None:
    """Have a function lock, of these matters, the rows that nobody holds, and return their ids; others wait their turn.

    Whoever writes to matters when their clocks move claims them here, so that an import never waits for a move.
    """
    if claim not in _claims:
        _claims.append(claim)


def import_table(
    actor: Actor,
    days: Mapping[date, bool],
    source: str,
    term_of: TermOf,
    at: datetime,
    progress: Progress | None = None,
) -> CalendarImport:
    """Keep the table over the published one and compute every open clock again; return the import with what it moved.

    Raise CalendarTableInvalid when the table does not join the years known so far; then nothing is kept.
    """
    brought = _keep_days(actor, days, source, at)
    return recompute(actor, brought, term_of, at, progress)


@transaction.atomic(durable=True)
def _keep_days(actor: Actor, days: Mapping[date, bool], source: str, at: datetime) -> CalendarImport:
    queries.forget()
    queries.calendar().with_days(days)
    brought = CalendarImport.objects.create(
        imported_at=at, imported_by=actor.name, source=source[:300], days=len(days)
    )
    CalendarDay.objects.bulk_create(
        [CalendarDay(day=day, is_working=working, source=brought) for day, working in days.items()],
        update_conflicts=True,
        unique_fields=["day"],
        update_fields=["is_working", "source"],
    )
    data = {"source": source, "days": len(days), "first": min(days), "last": max(days)}
    record(stream="settings", verb="calendar.imported", actor=actor, at=at, data=data)
    queries.forget()
    return brought


def recompute(
    actor: Actor, brought: CalendarImport, term_of: TermOf, at: datetime, progress: Progress | None = None
) -> CalendarImport:
    """Compute every open clock again under the calendar in force; safe to repeat, for one that stands right stays."""
    ids = list(Clock.objects.filter(state__in=OPEN).order_by("id").values_list("id", flat=True))
    total, waited = len(ids), 0
    while ids:
        busy: list[int] = []
        for start in range(0, len(ids), BATCH):
            busy += _one_batch(actor, brought, ids[start : start + BATCH], term_of, at)
            if progress is not None:
                progress(total - len(busy) - max(0, len(ids) - start - BATCH), total)
        if len(busy) == len(ids):
            waited += 1
            if waited > PATIENCE:
                return brought
            sleep(0.5)
        ids = busy
    CalendarImport.objects.filter(finished_at__isnull=True).update(finished_at=at)
    brought.refresh_from_db()
    return brought


@transaction.atomic(durable=True)
def _one_batch(
    actor: Actor, brought: CalendarImport, ids: Sequence[int], term_of: TermOf, at: datetime
) -> list[int]:
    """Compute a batch again; return the ids of open clocks that somebody else holds now."""
    held = Clock.objects.filter(id__in=ids, state__in=OPEN).order_by("id").select_for_update(skip_locked=True)
    changed: list[tuple[Clock, datetime | None]] = []
    taken = set()
    for clock in held:
        taken.add(clock.id)
        before, was = clock.due_at, (clock.due_at, clock.due_on, clock.is_provisional)
        settle(clock, term_of(clock), at)
        if (clock.due_at, clock.due_on, clock.is_provisional) != was:
            changed.append((clock, before))
    free = _free({clock.matter_id for clock, _ in changed})
    mine = [(clock, before) for clock, before in changed if clock.matter_id in free]
    taken -= {clock.id for clock, _ in changed} - {clock.id for clock, _ in mine}
    _write(actor, brought, mine, at)
    still_open = Clock.objects.filter(id__in=set(ids) - taken, state__in=OPEN)
    return list(still_open.values_list("id", flat=True))


def _free(matters: set[int]) -> set[int]:
    for claim in _claims:
        matters = claim(matters)
    streams = claim_free(f"matter:{matter}" for matter in matters)
    return {matter for matter in matters if f"matter:{matter}" in streams}


_MOVE = """
    UPDATE clocks_clock SET due_on = new.due_on, due_at = new.due_at, breached_at = new.breached_at,
        is_provisional = new.is_provisional, warned_at = CASE WHEN new.due_at > clocks_clock.due_at THEN NULL ELSE warned_at END
    FROM unnest(%s::bigint[], %s::date[], %s::timestamptz[], %s::timestamptz[], %s::bool[])
        AS new (id, due_on, due_at, breached_at, is_provisional)
    WHERE clocks_clock.id = new.id
"""


def _write(
    actor: Actor, brought: CalendarImport, changed: Sequence[tuple[Clock, datetime | None]], at: datetime
) -> None:
    if not changed:
        return
    clocks = [clock for clock, _ in changed]
    columns = [(one.id, one.due_on, one.due_at, one.breached_at, one.is_provisional) for one in clocks]
    with connection.cursor() as cursor:
        cursor.execute(_MOVE, [list(column) for column in zip(*columns, strict=True)])
    moved = [(clock, before) for clock, before in changed if clock.due_at != before]
    append([_draft(clock, before, actor, brought.source) for clock, before in moved], at)
    for listener in _moved if moved else ():
        listener([clock for clock, _ in moved], at)
    brought.clocks_moved += len(moved)
    brought.save(update_fields=["clocks_moved"])


def _draft(clock: Clock, before: datetime | None, actor: Actor, source: str) -> Draft:
    return Draft(
        stream=f"matter:{clock.matter_id}",
        verb="clock.moved",
        actor=actor,
        data={
            "clock": clock.id,
            "term": clock.term,
            "n": clock.n,
            "procedure": clock.procedure,
            "version": clock.version,
            "from": before,
            "to": clock.due_at,
        },
        why=f"工作日历有变：{source}",
    )
