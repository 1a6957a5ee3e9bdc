"""Lengths of time as the law counts them: the six units, working hours, and how one length is laid after another.

A `Mark` is where counting stands: on a day (ends at midnight after it) or at an instant. `terms` builds on this.
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from gongzhi.kernel.calendar import WorkCalendar

CHINA = ZoneInfo("Asia/Shanghai")


class LengthUnit(StrEnum):
    """The units in which a term may be written."""

    CALENDAR_DAYS = "calendar_days"
    WORKING_DAYS = "working_days"
    HOURS = "hours"
    WORKING_HOURS = "working_hours"
    MONTHS = "months"
    YEARS = "years"

    @property
    def is_hours(self) -> bool:
        """Whether the term ends at an instant rather than with a day."""
        return self in (LengthUnit.HOURS, LengthUnit.WORKING_HOURS)


Windows = tuple[tuple[time, time], ...]


@dataclass(frozen=True, slots=True)
class WorkingHours:
    """The hours in which an office is open on a working day; `summer` replaces them between two days of the year.

    Windows are in order and do not overlap; each is from its first minute to its last, the end excluded.
    """

    windows: Windows = ((time(8, 30), time(12)), (time(13, 30), time(17, 30)))
    summer: Windows = ()
    summer_first: tuple[int, int] = (6, 1)
    summer_last: tuple[int, int] = (9, 30)

    def __post_init__(self) -> None:
        for windows in (self.windows, self.summer):
            edges = [edge for window in windows for edge in window]
            if edges != sorted(set(edges)):
                raise ValueError("Working windows must be in order, not empty and not overlapping.")
        if not self.windows:
            raise ValueError("Working hours need at least one window.")

    def on(self, day: date, calendar: WorkCalendar) -> tuple[tuple[datetime, datetime], ...]:
        """Return the windows of one day as instants; none on a day of rest."""
        if not calendar.is_working_day(day):
            return ()
        is_summer = self.summer and self.summer_first <= (day.month, day.day) <= self.summer_last
        windows = self.summer if is_summer else self.windows
        return tuple((datetime.combine(day, a, CHINA), datetime.combine(day, b, CHINA)) for a, b in windows)

    def add(self, start: datetime, length: timedelta, calendar: WorkCalendar) -> datetime:
        """Return the instant at which so much open time has passed since `start`."""
        left = length
        day = local_day(start)
        while True:
            for opens, closes in self.on(day, calendar):
                begin = max(opens, start)
                if begin < closes and left <= closes - begin:
                    return begin + left
                left -= max(closes - begin, timedelta())
            day = calendar.next_working_day(day + timedelta(days=1))

    def between(self, start: datetime, end: datetime, calendar: WorkCalendar) -> timedelta:
        """Return the open time from `start` to `end`."""
        total = timedelta()
        day = calendar.next_working_day(local_day(start))
        while day <= local_day(end):
            for opens, closes in self.on(day, calendar):
                total += max(min(closes, end) - max(opens, start), timedelta())
            day = calendar.next_working_day(day + timedelta(days=1))
        return total


WORKING_HOURS = WorkingHours()


@dataclass(frozen=True, slots=True)
class Segment:
    """One length still to be counted: days or months for the day units, seconds for the hour units."""

    unit: LengthUnit
    amount: int


@dataclass(frozen=True, slots=True)
class Mark:
    """Where counting stands: the day (None after hours) and the instant from which hours would go on."""

    day: date | None
    at: datetime

    @property
    def on(self) -> date:
        """The day in China on which the mark lies."""
        return self.day or local_day(self.at)


@dataclass(frozen=True, slots=True)
class Counting:
    """What counting needs to know beside the length: the calendar and the opening hours."""

    calendar: WorkCalendar
    hours: WorkingHours = WORKING_HOURS


def local(moment: datetime) -> datetime:
    """Return the moment on China's clock; raise ValueError for one without a time zone."""
    if moment.tzinfo is None:
        raise ValueError(f"A moment without a time zone cannot be placed: {moment.isoformat()}")
    return moment.astimezone(CHINA)


def local_day(moment: datetime) -> date:
    """Return the day in China on which the moment falls."""
    return local(moment).date()


def end_of(day: date) -> datetime:
    """Return the midnight that ends the day, which is the first instant that is too late."""
    return datetime.combine(day + timedelta(days=1), time(), CHINA)


def add_months(day: date, months: int) -> date:
    """Return the same-numbered day so many months later, or that month's last day (民法典 art. 202)."""
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    month_end = date(year + (month == 11), (month + 1) % 12 + 1, 1) - timedelta(days=1)
    return month_end.replace(day=min(day.day, month_end.day))


def segment(length: int, unit: LengthUnit) -> Segment:
    """Return the length as counted: hours in seconds, years in months."""
    if unit.is_hours:
        return Segment(unit, length * 3600)
    if unit is LengthUnit.YEARS:
        return Segment(LengthUnit.MONTHS, length * 12)
    return Segment(unit, length)


def joined(segments: tuple[Segment, ...], more: Segment) -> tuple[Segment, ...]:
    """Return the segments with one more after them, added to the last when both are of one unit.

    Six months and six more are twelve months from the start, so that a short month in the middle takes no day away.
    """
    if segments and segments[-1].unit is more.unit:
        return (*segments[:-1], Segment(more.unit, segments[-1].amount + more.amount))
    return (*segments, more)


def marks(start: Mark, segments: tuple[Segment, ...], counting: Counting) -> tuple[Mark, ...]:
    """Return where each segment ends when laid one after another from `start`."""
    ends: list[Mark] = []
    for part in segments:
        ends.append(_after(ends[-1] if ends else start, part, counting))
    return tuple(ends)


def left_after(
    pause: datetime, start: Mark, segments: tuple[Segment, ...], counting: Counting
) -> tuple[Segment, ...]:
    """Return what is still to be counted after a pause; the day of the pause counts as used.

    A month that has begun is kept as the days left of it.
    """
    left: list[Segment] = []
    begin = start
    for part, end in zip(segments, marks(start, segments, counting), strict=True):
        amount = _left_of(part, pause, begin, end, counting)
        if amount.amount > 0:
            left.append(amount)
        begin = end
    return tuple(left)


def _after(mark: Mark, part: Segment, counting: Counting) -> Mark:
    if part.unit is LengthUnit.HOURS:
        return Mark(None, mark.at + timedelta(seconds=part.amount))
    if part.unit is LengthUnit.WORKING_HOURS:
        return Mark(None, counting.hours.add(mark.at, timedelta(seconds=part.amount), counting.calendar))
    day = _day_after(mark.on, part, counting.calendar)
    return Mark(day, end_of(day))


def _day_after(day: date, part: Segment, calendar: WorkCalendar) -> date:
    if part.unit is LengthUnit.WORKING_DAYS:
        return calendar.add_working_days(day, part.amount)
    if part.unit is LengthUnit.MONTHS:
        return add_months(day, part.amount)
    return day + timedelta(days=part.amount)


def _left_of(part: Segment, pause: datetime, begin: Mark, end: Mark, counting: Counting) -> Segment:
    if part.unit.is_hours:
        return _hours_left(part, max(pause, begin.at), end.at, counting)
    paused_on = local_day(pause)
    if paused_on <= begin.on:
        return part
    if part.unit is LengthUnit.WORKING_DAYS:
        return Segment(part.unit, counting.calendar.working_days_between(paused_on, end.on))
    return Segment(LengthUnit.CALENDAR_DAYS, (end.on - paused_on).days)


def _hours_left(part: Segment, since: datetime, end: datetime, counting: Counting) -> Segment:
    if since >= end:
        return Segment(part.unit, 0)
    if part.unit is LengthUnit.HOURS:
        return Segment(part.unit, round((end - since).total_seconds()))
    open_time = counting.hours.between(since, end, counting.calendar)
    return Segment(part.unit, round(open_time.total_seconds()))
