"""Reads over clocks: the calendar in force, open clocks, and why a clock shows what it shows."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from time import monotonic

from django.db.models import Max, QuerySet

from gongzhi.core.clocks.models import CalendarDay, CalendarImport, Clock, ClockState
from gongzhi.core.clocks.rules.facts import events_from_json, limit_from_json
from gongzhi.core.orgs import queries as orgs
from gongzhi.kernel.calendar import WorkCalendar, china
from gongzhi.kernel.terms import NO_DUTIES, Deadline, LocalLimit, Term, compute

FRESH = 1.0


@dataclass(slots=True)
class _Kept:
    newest: int | None = -1
    calendar: WorkCalendar | None = None
    checked: float = 0.0


_kept = _Kept()


def calendar() -> WorkCalendar:
    """Return the published calendar with all imported tables over it; asks for a newer import at most once a second."""
    if _kept.calendar is not None and monotonic() - _kept.checked < FRESH:
        return _kept.calendar
    newest = CalendarImport.objects.aggregate(newest=Max("id"))["newest"]
    if _kept.calendar is None or _kept.newest != newest:
        days = dict(CalendarDay.objects.values_list("day", "is_working"))
        _kept.calendar = china().with_days(days) if days else china()
        _kept.newest = newest
    _kept.checked = monotonic()
    return _kept.calendar


def forget() -> None:
    """Have the next question about the calendar ask the database."""
    _kept.calendar = None


def limits() -> Mapping[str, LocalLimit]:
    """Return the city's own limits by the name of their setting."""
    return orgs.local_limits()


def deadline(clock: Clock, term: Term, work_calendar: WorkCalendar | None = None) -> Deadline:
    """Return when the clock ends and each step of the way there, from its facts alone.

    Beyond the published years the answer is provisional, so that no clock is ever without an end.
    """
    return compute(
        term,
        clock.started_at,
        events_from_json(clock.events),
        work_calendar or calendar(),
        frozenset(clock.flags),
        limit_from_json(clock.limit),
        provisional_ok=True,
    )


def of_matter(matter_id: int) -> list[Clock]:
    """Return all clocks of a matter, running ones first, each by its due day."""
    found = list(Clock.objects.filter(matter_id=matter_id).order_by("started_at", "id"))
    return sorted(
        found, key=lambda clock: (clock.state not in (ClockState.RUNNING, ClockState.PAUSED), clock.id)
    )


def of_proceeding(proceeding_id: int) -> QuerySet[Clock]:
    """Return the clocks of a proceeding's own course, helpers' clocks left out."""
    return Clock.objects.filter(proceeding_id=proceeding_id, task_id__isnull=True).order_by("id")


def of_proceedings(ids: Iterable[int]) -> dict[int, list[Clock]]:
    """Return the clocks of many proceedings by one query, those of tasks included."""
    found: dict[int, list[Clock]] = {}
    for clock in Clock.objects.filter(proceeding_id__in=list(ids)).order_by("id"):
        found.setdefault(clock.proceeding_id, []).append(clock)
    return found


# What a sweep tells of a clock: a hundred thousand of them are read with nothing else.
_TOLD = (
    "matter_id", "proceeding_id", "task_id", "procedure", "version", "term", "n", "party", "unit_id", "due_at",
)  # fmt: skip


def due(at: datetime) -> QuerySet[Clock]:
    """Return running clocks of duties whose due moment has come and that nobody has marked yet."""
    late = Clock.objects.filter(state=ClockState.RUNNING, breached_at__isnull=True, due_at__lte=at)
    return late.exclude(party__in=NO_DUTIES).order_by("due_at").only(*_TOLD)


def ending(after: datetime, until: datetime) -> QuerySet[Clock]:
    """Return running clocks that end in this time and of which nobody was warned yet, residents' rights included."""
    found = Clock.objects.filter(state=ClockState.RUNNING, warned_at__isnull=True)
    return found.filter(due_at__gt=after, due_at__lte=until).order_by("due_at").only(*_TOLD)


def unfinished_import() -> CalendarImport | None:
    """Return the calendar import whose clocks were not all computed again, None when all were."""
    return CalendarImport.objects.filter(finished_at__isnull=True).order_by("-id").first()


def days_of(year: int) -> dict[date, str]:
    """Return the days of a year that an imported table sets, with their names."""
    return dict(CalendarDay.objects.filter(day__year=year).values_list("day", "name"))
