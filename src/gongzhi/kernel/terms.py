"""Counts a term (时限) from its start through pauses and extensions to its last day, and says each step.

The conventions are those of the Civil Code: the first day is not counted (art. 201), months end on the same-numbered
day (art. 202), a last day of rest rolls on and the day ends at midnight or at closing time (art. 203).
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import cast

from gongzhi.kernel import wording
from gongzhi.kernel.calendar import WorkCalendar
from gongzhi.kernel.lengths import (
    CHINA,
    WORKING_HOURS,
    Counting,
    LengthUnit,
    Mark,
    Segment,
    WorkingHours,
    end_of,
    joined,
    left_after,
    local,
    local_day,
    marks,
    segment,
)
from gongzhi.kernel.term_facts import (
    NO_DUTIES,
    Chosen,
    Deadline,
    Extension,
    LocalLimit,
    Party,
    Step,
    Term,
    TermEvent,
    TermEventKind,
    Variant,
    chosen,
    limit_for,
)

NO_FLAGS: frozenset[str] = frozenset()
_MOST_KEPT = 200_000
_MOST_PLANS = 5_000
_WORKED = (LengthUnit.WORKING_DAYS, LengthUnit.WORKING_HOURS)


def compute(
    term: Term,
    started_at: datetime,
    events: Sequence[TermEvent],
    calendar: WorkCalendar,
    flags: frozenset[str] = NO_FLAGS,
    limit: LocalLimit | None = None,
    *,
    provisional_ok: bool = False,
) -> Deadline:
    """Return when the term ends and why; events are taken in the order given, those after its end change nothing.

    Raise CalendarUnknown where the end lies beyond the published years, unless `provisional_ok` or a calendar made by
    `with_provisional()` is given: then the deadline is marked provisional.
    """
    calendar = calendar.with_provisional() if provisional_ok else calendar
    if term.before:
        return _before(term, chosen(term, flags, limit), local(started_at).date(), calendar)
    count = _Count(term, chosen(term, flags, limit), Counting(calendar))
    count.begin(started_at)
    for event in events:
        count.take(event)
        if event.kind.ends:
            break
    return count.deadline()


def _before(term: Term, length: Chosen, day: date, calendar: WorkCalendar) -> Deadline:
    """Count back from a day: it is not counted itself, and the last day counted is the last on which it is in time."""
    if length.unit is LengthUnit.WORKING_DAYS:
        last = day
        for _ in range(length.length):
            last = calendar.previous_working_day(last - timedelta(days=1))
    else:
        last = day - timedelta(days=length.length)
    unsure = length.unit is LengthUnit.WORKING_DAYS and not (calendar.knows(last) and calendar.knows(day))
    steps = (
        wording.counted_back(day, length, last, term.start_note, term.start_note_en),
        wording.due(last, close_of(term, last), term.after_hours),
    )
    return Deadline(last, close_of(term, last), steps, provisional=unsure)


def compute_due(
    term: Term,
    started_at: datetime,
    calendar: WorkCalendar,
    flags: frozenset[str] = NO_FLAGS,
    limit: LocalLimit | None = None,
) -> tuple[date | None, datetime]:
    """Return last day and first late instant of a term to which nothing happened yet; the same as `compute`, but fast.

    What depends on the day alone is computed once per day and kept with the calendar.
    """
    if term.before:
        back = _before(term, chosen(term, flags, limit), local(started_at).date(), calendar)
        return back.due_on, close_of(term, cast(date, back.due_on))
    start = local(started_at)
    plan = _plan(term, calendar, flags, limit)
    if plan.unit is LengthUnit.HOURS and not plan.closing:
        return None, start + timedelta(hours=plan.length)
    by_day = plan.unit not in (LengthUnit.HOURS, LengthUnit.WORKING_HOURS)
    moment: object = (
        (start.date(), plan.closing is not None and start.time() >= plan.closing) if by_day else start
    )
    found = plan.kept.get(moment)
    if found is None:
        deadline = _unsaid(term, started_at, calendar, flags, limit)
        if len(plan.kept) >= _MOST_KEPT:
            plan.kept.clear()
        found = plan.kept[moment] = deadline
    return found


def close_of(term: Term, day: date) -> datetime:
    """Return the first instant that is late when `day` is the last day: closing time if the term knows one, else midnight."""
    return (
        datetime.combine(day, time.fromisoformat(term.after_hours), CHINA)
        if term.after_hours
        else end_of(day)
    )


@dataclass(slots=True)
class _Plan:
    """What is the same for every start of a term under the same flags and limit."""

    term: Term
    unit: LengthUnit
    length: int
    closing: time | None
    kept: dict[object, tuple[date | None, datetime]] = field(default_factory=dict)


def _plan(term: Term, calendar: WorkCalendar, flags: frozenset[str], limit: LocalLimit | None) -> _Plan:
    # Keyed by identity, which is far cheaper to hash than a term; the plan keeps its term alive, so the id stays its own.
    key = (id(term), flags, limit)
    plan = cast("_Plan | None", calendar.memo.get(key))
    if plan is None:
        if len(calendar.memo) >= _MOST_PLANS:
            calendar.memo.clear()
        length = chosen(term, flags, limit)
        closing = time.fromisoformat(term.after_hours) if term.after_hours else None
        plan = calendar.memo[key] = _Plan(term, length.unit, length.length, closing)
    return plan


def _unsaid(
    term: Term, started_at: datetime, calendar: WorkCalendar, flags: frozenset[str], limit: LocalLimit | None
) -> tuple[date | None, datetime]:
    count = _Count(term, chosen(term, flags, limit), Counting(calendar))
    count.start_at(started_at)
    return count.due()


@dataclass(slots=True)
class _Count:
    """A term being counted: where it stands, what is left, and what was said so far."""

    term: Term
    length: Chosen
    counting: Counting
    steps: list[Step] = field(default_factory=list)
    start: Mark = field(init=False)
    segments: tuple[Segment, ...] = field(init=False)
    paused: bool = False
    ended: Step | None = None
    unsure: set[int] = field(default_factory=set)

    @property
    def calendar(self) -> WorkCalendar:
        """The working days."""
        return self.counting.calendar

    def begin(self, started_at: datetime) -> None:
        """Lay the whole length from the start, and say so."""
        self.start_at(started_at)
        term, start = self.term, self.start
        counts_at = started_at if start.on == local_day(started_at) else start.at
        if counts_at is not started_at:
            closing, is_rest = term.after_hours, not self.calendar.is_working_day(local_day(started_at))
            self.steps.append(wording.moved_start(started_at, start.on, closing, is_rest))
        self.steps.append(wording.started(counts_at, self.length.unit, term.start_note, term.start_note_en))
        end = self._raw_end()
        self.steps.append(wording.counted(self.length, start.on, end.day, end.at, self.calendar))

    def start_at(self, started_at: datetime) -> None:
        """Place the start: the moment itself, or the opening of the next working day when it came after closing time."""
        self.segments = (segment(self.length.length, self.length.unit),)
        moment = local(started_at)
        day = moment.date()
        if self.term.after_hours:
            day = self._office_day(moment)
            opening = datetime.combine(day, WORKING_HOURS.windows[0][0], CHINA)
            if moment < opening:
                # Before opening, too: else an act of Sunday night would be due later than one before dawn on Monday.
                moment = opening
        self.start = self._mark(day, moment)

    def take(self, event: TermEvent) -> None:
        """Take in what happened; what makes no sense here (resuming what runs) changes nothing."""
        match event.kind:
            case TermEventKind.PAUSED:
                self._pause(event)
            case TermEventKind.RESUMED:
                self._resume(event)
            case TermEventKind.EXTENDED:
                self._extend(event)
            case _:
                self.ended = wording.ended(event, event.kind is TermEventKind.MET)

    def due(self) -> tuple[date | None, datetime]:
        """Return last day and first late instant as counted so far."""
        end = self._raw_end()
        if end.day is None:
            return None, end.at
        day = end.day
        if self.term.rolls:
            self._note(day)
            day = self.calendar.next_working_day(day)
            self._note(day)
        return day, close_of(self.term, day)

    def deadline(self) -> Deadline:
        """Return the result with its explanation completed."""
        if self.paused:
            self.steps.append(wording.waiting())
            return Deadline(None, None, self._said(), bool(self.unsure))
        raw = self._raw_end().day
        due_on, due_at = self.due()
        if raw is not None and due_on is not None and raw != due_on:
            self.steps.append(wording.rolled(raw, due_on))
        self.steps.append(wording.due(due_on, due_at, self.term.after_hours))
        return Deadline(due_on, due_at, self._said(), bool(self.unsure))

    def _said(self) -> tuple[Step, ...]:
        if self.unsure:
            self.steps.append(wording.provisional(self.unsure))
        if self.ended is not None:
            self.steps.append(self.ended)
        return tuple(self.steps)

    def _pause(self, event: TermEvent) -> None:
        if self.paused:
            return
        due_on, due_at = self.due()
        if event.at >= due_at:
            self.steps.append(wording.paused_late(event))
            return
        left = left_after(event.at, self.start, self.segments, self.counting)
        if not left and due_on is not None and local_day(event.at) < due_on:
            # Paused between a last day of rest and the working day to which it rolls: that day is still to come.
            left = (Segment(LengthUnit.CALENDAR_DAYS, 1),)
        self.segments, self.paused = left, True
        self.steps.append(wording.paused(event, left))

    def _resume(self, event: TermEvent) -> None:
        if not self.paused:
            return
        self.paused = False
        if event.at > self.start.at:
            self.start = self._mark(local_day(event.at), local(event.at))
        end = self._raw_end()
        self.steps.append(
            wording.resumed(event, self.segments, self.start.on, end.day, end.at, self.calendar)
        )

    def _extend(self, event: TermEvent) -> None:
        extension = self.term.extension
        unit = extension.unit if extension else self.length.unit
        length = event.length or (extension.length if extension else 0)
        self.segments = joined(self.segments, segment(length, unit))
        end = self._raw_end()
        law = (extension.law if extension else "") or self.length.law
        self.steps.append(wording.extended(event, (length, unit), law, end.day, end.at))

    def _raw_end(self) -> Mark:
        """Return where the length ends before a day of rest moves it."""
        ends = marks(self.start, self.segments, self.counting)
        end = ends[-1] if ends else self.start
        if any(part.unit in _WORKED for part in self.segments):
            self._note(self.start.on)
            self._note(end.on)
        return end

    def _office_day(self, moment: datetime) -> date:
        """Return the working day on which an act counts as made."""
        day = moment.date()
        self._note(day)
        if self.calendar.is_working_day(day) and moment.time() < time.fromisoformat(self.term.after_hours):
            return day
        day = self.calendar.next_working_day(day + timedelta(days=1))
        self._note(day)
        return day

    def _mark(self, day: date, moment: datetime) -> Mark:
        return Mark(None if self.length.unit.is_hours else day, moment)

    def _note(self, day: date) -> None:
        if not self.calendar.knows(day):
            self.unsure.add(day.year)


__all__ = [
    "CHINA",
    "NO_DUTIES",
    "NO_FLAGS",
    "WORKING_HOURS",
    "Chosen",
    "Deadline",
    "Extension",
    "LengthUnit",
    "LocalLimit",
    "Party",
    "Step",
    "Term",
    "TermEvent",
    "TermEventKind",
    "Variant",
    "WorkingHours",
    "chosen",
    "close_of",
    "compute",
    "compute_due",
    "limit_for",
]
