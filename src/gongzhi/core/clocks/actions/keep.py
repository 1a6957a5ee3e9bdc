"""Keeps the rows of a proceeding's clocks in step with its course; a clock is added to and ended, never deleted."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from gongzhi.core.clocks import queries
from gongzhi.core.clocks.models import Clock, ClockState
from gongzhi.core.clocks.rules.facts import event_to_json, events_from_json, limit_to_json
from gongzhi.kernel.engine import Running
from gongzhi.kernel.procedure import Procedure
from gongzhi.kernel.terms import LocalLimit, Term, TermEvent, TermEventKind, limit_for


@dataclass(frozen=True, slots=True)
class Owner:
    """Whose clocks these are: the ids that every clock row carries."""

    matter_id: int
    proceeding_id: int
    unit_id: int | None = None
    task_id: int | None = None


def keep(owner: Owner, procedure: Procedure, running: Iterable[Running], at: datetime) -> list[Clock]:
    """Write each clock of a course whose facts changed; return those written."""
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("Clocks are kept in the transaction of the move that changed them.")
    kept = {(clock.term, clock.n): clock for clock in queries.of_proceeding(owner.proceeding_id)}
    written = []
    for one in running:
        clock = kept.get((one.term, one.n)) or _new(owner, procedure, one)
        facts = [event_to_json(event) for event in one.events]
        if clock.pk is None or clock.events != facts:
            clock.events = facts
            settle(clock, procedure.term(one.term), at)
            clock.save()
            written.append(clock)
    return written


def start(owner: Owner, procedure: Procedure, term: Term, flags: frozenset[str], at: datetime) -> Clock:
    """Start a clock that belongs to a task and not to the proceeding's own course."""
    clock = _new(owner, procedure, Running(term=term.name, n=1, started_at=at, flags=flags))
    settle(clock, term, at)
    clock.save()
    return clock


def end(clock: Clock, kind: TermEventKind, at: datetime, by: str, reason: str = "") -> None:
    """End a task's clock as met or cancelled."""
    clock.events = [*clock.events, event_to_json(TermEvent(kind, at, reason=reason, by=by))]
    clock.state, clock.ended_at = ended(kind, at, clock.due_at), at
    clock.save()


def _new(owner: Owner, procedure: Procedure, one: Running) -> Clock:
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
        flags=sorted(one.flags),
        limit=limit_to_json(limit_for(term, queries.limits(), one.flags)),
    )


def local_limit(
    term: Term, limits: Mapping[str, LocalLimit], flags: frozenset[str] = frozenset()
) -> LocalLimit | None:
    """Return the city's own limit for a term under its flags, None when it has none or the term allows none."""
    return limit_for(term, limits, flags)


def settle(clock: Clock, term: Term, at: datetime) -> None:
    """Set the cached state and due moment of a clock from its facts; a mark of lateness that no longer holds goes."""
    found = queries.deadline(clock, term)
    clock.due_on, clock.due_at, clock.is_provisional = found.due_on, found.due_at, found.provisional
    last = events_from_json(clock.events[-1:])
    if last and last[0].kind.ends:
        clock.state, clock.ended_at = ended(last[0].kind, last[0].at, clock.due_at), last[0].at
        return
    clock.state = ClockState.PAUSED if found.due_at is None else ClockState.RUNNING
    if clock.breached_at is not None and (clock.due_at is None or clock.due_at > at):
        clock.breached_at = None


def ended(kind: TermEventKind, at: datetime, due_at: datetime | None) -> ClockState:
    """Return the state of a clock that ended: an act at or after the due moment is late."""
    if kind is TermEventKind.CANCELLED:
        return ClockState.CANCELLED
    return ClockState.MET_LATE if due_at is not None and at >= due_at else ClockState.MET


__all__ = ["Owner", "end", "ended", "keep", "local_limit", "settle", "start"]
