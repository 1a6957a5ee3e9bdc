"""How much time is left, said as people say it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from gongzhi.kernel.calendar import WorkCalendar
from gongzhi.kernel.terms import CHINA

SOON = timedelta(hours=48)


class ClockFace(StrEnum):
    """What a clock shows."""

    RUNNING = "running"
    SOON = "soon"
    LATE = "late"
    DONE = "done"
    PAUSED = "paused"
    CANCELLED = "cancelled"


class Measure(StrEnum):
    """In what the time left or overrun is told."""

    WORKING_DAYS = "working_days"
    DAYS = "days"
    HOURS = "hours"
    MINUTES = "minutes"


@dataclass(frozen=True, slots=True)
class Remaining:
    """An amount of time before (or, when late, after) the due moment."""

    amount: int
    measure: Measure
    is_late: bool


def face(due_at: datetime | None, at: datetime) -> ClockFace:
    """Return what a running clock shows; without a due moment it stands still."""
    if due_at is None:
        return ClockFace.PAUSED
    if due_at <= at:
        return ClockFace.LATE
    return ClockFace.SOON if due_at - at <= SOON else ClockFace.RUNNING


def remaining(due_at: datetime, at: datetime, calendar: WorkCalendar) -> Remaining:
    """Return what is left: working days while there is a day or more, else hours, else minutes.

    `due_at` is the first late instant, so a term that ends with today's midnight has its hours left.
    """
    if due_at <= at:
        return _amount(at - due_at, is_late=True)
    if due_at - at < timedelta(days=1):
        return _amount(due_at - at, is_late=False)
    last = (due_at - timedelta(microseconds=1)).astimezone(CHINA).date()
    days = calendar.with_provisional().working_days_between(at.astimezone(CHINA).date(), last)
    if days:
        return Remaining(days, Measure.WORKING_DAYS, is_late=False)
    return _amount(due_at - at, is_late=False)


def _amount(length: timedelta, *, is_late: bool) -> Remaining:
    if length >= timedelta(days=1):
        return Remaining(length.days, Measure.DAYS, is_late)
    if length >= timedelta(hours=1):
        return Remaining(int(length.total_seconds() // 3600), Measure.HOURS, is_late)
    return Remaining(int(length.total_seconds() // 60), Measure.MINUTES, is_late)


def percent(started_at: datetime, due_at: datetime | None, at: datetime) -> int:
    """Return how much of the time has gone, 0 to 100."""
    if due_at is None or due_at <= started_at:
        return 100 if due_at is not None else 0
    gone = (at - started_at) / (due_at - started_at)
    return max(0, min(100, round(gone * 100)))
