"""Keeps the rows of a proceeding's clocks in step with its course; a clock is added to and ended, never deleted."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from gongzhi.core.clocks import queries
from gongzhi.core.clocks.models import Clock, ClockState
from gongzhi.core.clocks.rules.facts import event_to_json, limit_to_json
from gongzhi.kernel.engine import Running
from gongzhi.kernel.procedure import Procedure
from gongzhi.kernel.terms import LocalLimit, Term, TermEventKind

ENDS = {TermEventKind.MET: ClockState.MET, TermEventKind.CANCELLED: ClockState.CANCELLED}


@dataclass(frozen=True, slots=True)
class Owner:
    """Whose clocks these are: the ids that every clock row carries."""

    matter_id: int
    proceeding_id: int
    unit_id: int | None = None
    task_id: int | None = None


def keep(
    owner: Owner, procedure: Procedure, running: Iterable[Running], flags: frozenset[str], at: datetime
) -> list[Clock]:
    """Write each clock of a course whose facts changed; return those written."""
    assert transaction.get_connection().in_atomic_block
    kept = {(clock.term, clock.n): clock for clock in queries.of_proceeding(owner.proceeding_id)}
    written = []
    for one in running:
        clock = kept.get((one.term, one.n)) or _new(owner, procedure, one, flags)
        facts = [event_to_json(event) for event in one.events]
        if clock.pk is None or clock.events != facts:
            clock.events = facts
            settle(clock, procedure.term(one.term), at)
            clock.save()
            written.append(clock)
    return written


def start(owner: Owner, procedure: Procedure, term: Term, flags: frozenset[str], at: datetime) -> Clock:
    """Start a clock that belongs to a task and not to the proceeding's own course."""
    clock = _new(owner, procedure, Running(term=term.name, n=1, started_at=at, events=()), flags)
    settle(clock, term, at)
    clock.save()
    return clock


def end(clock: Clock, kind: TermEventKind, at: datetime, by: str, reason: str = "") -> None:
    """End a task's clock as met or cancelled."""
    event: dict[str, object] = {"kind": str(kind), "at": at.isoformat(), "by": by}
    if reason:
        event["reason"] = reason
    clock.events = [*clock.events, event]
    _end(clock, kind, at)
    clock.save()


def _new(owner: Owner, procedure: Procedure, one: Running, flags: frozenset[str]) -> Clock:
    term = procedure.term(one.term)
    return Clock(
        matter_id=owner.matter_id,
        proceeding_id=owner.proceeding_id,
        task_id=owner.task_id,
        procedure=procedure.name,
        version=procedure.version,
        term=one.term,
        n=one.n,
        party=str(term.party),
        unit_id=owner.unit_id,
        started_at=one.started_at,
        flags=sorted(flags),
        limit=limit_to_json(local_limit(term, queries.limits())),
    )


def local_limit(term: Term, limits: Mapping[str, LocalLimit]) -> LocalLimit | None:
    """Return the city's own limit for a term, None when it has none or the term allows none."""
    return limits.get(term.setting) if term.setting else None


def settle(clock: Clock, term: Term, at: datetime) -> None:
    """Set the cached state and due moment of a clock from its facts."""
    last = clock.events[-1]["kind"] if clock.events else ""
    if last in ENDS:
        _end(clock, TermEventKind(last), datetime.fromisoformat(clock.events[-1]["at"]))
        return
    found = queries.deadline(clock, term)
    clock.state = ClockState.PAUSED if found.due_at is None else ClockState.RUNNING
    clock.due_on, clock.due_at = found.due_on, found.due_at
    if clock.breached_at is not None and clock.due_at is not None and clock.due_at > at:
        clock.breached_at = None


def _end(clock: Clock, kind: TermEventKind, at: datetime) -> None:
    state = ENDS[kind]
    if state is ClockState.MET and clock.due_at is not None and at >= clock.due_at:
        state = ClockState.MET_LATE
    clock.state, clock.ended_at = state, at


__all__ = ["Owner", "end", "keep", "local_limit", "settle", "start"]
