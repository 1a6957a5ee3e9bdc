"""Runs a procedure: pure functions from a course and an event to the next course; nothing here reads a clock or a row."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from gongzhi.kernel.calendar import WorkCalendar
from gongzhi.kernel.errors import DomainError
from gongzhi.kernel.procedure import Procedure
from gongzhi.kernel.terms import LocalLimit, TermEvent


class MoveRefused(DomainError):
    """The move cannot be made from here, by this role, or in this way; `why` is a full sentence."""

    code = "procedure.move_refused"
    message = "%(why)s"
    http_status = 409


@dataclass(frozen=True, slots=True)
class Running:
    """The n-th run of a term in a course, with what happened to it and the flags under which it started."""

    term: str
    n: int
    started_at: datetime
    events: tuple[TermEvent, ...] = ()
    flags: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Event:
    """One move as made: by a role in a relation, with its fields and reason."""

    move: str
    at: datetime
    by: str
    relation: str
    data: Mapping[str, object] = field(default_factory=dict)
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Course:
    """Where a proceeding stands and how it came there."""

    state: str
    clocks: tuple[Running, ...] = ()
    log: tuple[Event, ...] = ()
    flags: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Offer:
    """A move that somebody may see; when it is not open, `why_not` is a full sentence."""

    move: str
    open: bool
    why_not: str = ""


def begin(procedure: Procedure, at: datetime, flags: frozenset[str] = frozenset()) -> Course:
    """Return the course of a proceeding that begins now, its first terms running."""
    clocks = tuple(Running(term, 1, at, (), flags) for term in procedure.starts)
    return Course(procedure.initial, clocks, (), flags)


def advance(
    procedure: Procedure,
    course: Course,
    event: Event,
    *,
    calendar: WorkCalendar | None = None,
    settings: Mapping[str, LocalLimit] | None = None,
) -> Course:
    """Return the course after a move."""
    raise NotImplementedError


def offers(procedure: Procedure, course: Course, roles: frozenset[str]) -> tuple[Offer, ...]:
    """Return the moves that these roles may make now, or later with the reason why not yet."""
    raise NotImplementedError
