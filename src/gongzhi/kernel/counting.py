"""Counts a term from its start through pauses and extensions to its last day, saying each step (domain C1 to C7)."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from gongzhi.kernel.calendar import WorkCalendar

if TYPE_CHECKING:
    from gongzhi.kernel.terms import Deadline, LocalLimit, Term, TermEvent


def compute(
    term: Term,
    started_at: datetime,
    events: tuple[TermEvent, ...],
    calendar: WorkCalendar,
    flags: frozenset[str] = frozenset(),
    limit: LocalLimit | None = None,
    *,
    provisional_ok: bool = False,
) -> Deadline:
    """Return when the term ends and why."""
    raise NotImplementedError


def compute_due(
    term: Term,
    started_at: datetime,
    calendar: WorkCalendar,
    flags: frozenset[str] = frozenset(),
    limit: LocalLimit | None = None,
) -> tuple[date | None, datetime]:
    """Return last day and first late instant of a term to which nothing happened yet."""
    raise NotImplementedError
