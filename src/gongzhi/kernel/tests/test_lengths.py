"""Lengths of time: months, hours, working hours, and what is left after a pause."""

from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongzhi.kernel.calendar import china
from gongzhi.kernel.lengths import (
    WORKING_HOURS,
    Counting,
    LengthUnit,
    Mark,
    Segment,
    WorkingHours,
    add_months,
    end_of,
    joined,
    left_after,
    local_day,
    marks,
    segment,
)
from gongzhi.kernel.tests.samples import at

COUNTING = Counting(china())
UNITS = st.sampled_from(LengthUnit)


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        ("2026-01-31", 1, "2026-02-28"),
        ("2024-01-31", 1, "2024-02-29"),
        ("2026-11-30", 3, "2027-02-28"),
        ("2026-12-15", 1, "2027-01-15"),
        ("2026-11-15", 1, "2026-12-15"),
        ("2026-02-28", 12, "2027-02-28"),
        ("2024-02-29", 12, "2025-02-28"),
        ("2026-10-31", 2, "2026-12-31"),
    ],
    ids=[
        "to February",
        "to a leap February",
        "over the year",
        "December to January",
        "into December",
        "a year",
        "leap day",
        "long to long",
    ],
)
def test_months_end_on_the_same_day_or_the_last(day: str, months: int, expected: str) -> None:
    assert add_months(date.fromisoformat(day), months) == date.fromisoformat(expected)


def test_lengths_of_one_unit_are_joined_and_others_follow() -> None:
    six = segment(6, LengthUnit.MONTHS)

    assert joined((six,), six) == (segment(1, LengthUnit.YEARS),)
    assert joined((six,), segment(3, LengthUnit.HOURS)) == (six, Segment(LengthUnit.HOURS, 3 * 3600))
    assert joined((), six) == (six,)


def test_a_moment_without_a_zone_is_a_bug() -> None:
    with pytest.raises(ValueError, match="time zone"):
        local_day(datetime(2026, 1, 1))  # noqa: DTZ001 - that is the point


@pytest.mark.parametrize(
    ("start", "hours", "expected"),
    [
        ("2026-03-02T09:00", 2, "2026-03-02T11:00"),
        ("2026-03-02T11:00", 2, "2026-03-02T14:30"),
        ("2026-03-02T12:30", 1, "2026-03-02T14:30"),
        ("2026-03-02T17:00", 2, "2026-03-03T10:00"),
        ("2026-02-14T17:00", 2, "2026-02-24T10:00"),
        ("2026-03-07T10:00", 1, "2026-03-09T09:30"),
        ("2026-03-02T16:30", 1, "2026-03-02T17:30"),
        ("2026-03-02T06:00", 8, "2026-03-03T09:00"),
    ],
    ids=[
        "within the morning",
        "over noon",
        "in the break",
        "over night",
        "over Spring Festival",
        "from a Saturday",
        "to closing",
        "from early morning",
    ],
)
def test_working_hours_pass_only_while_the_office_is_open(start: str, hours: int, expected: str) -> None:
    assert WORKING_HOURS.add(at(start), timedelta(hours=hours), china()) == at(expected)


def test_summer_hours_replace_the_others() -> None:
    hours = WorkingHours(summer=((time(8), time(12)), (time(15), time(18))))

    assert hours.add(at("2026-07-01T12:00"), timedelta(hours=1), china()) == at("2026-07-01T16:00")
    assert hours.add(at("2026-10-09T12:00"), timedelta(hours=1), china()) == at("2026-10-09T14:30")
    assert hours.on(date(2026, 7, 4), china()) == ()


@pytest.mark.parametrize(
    "windows",
    [(), ((time(9), time(8)),), ((time(8), time(12)), (time(11), time(13)))],
    ids=["none", "backwards", "overlapping"],
)
def test_windows_must_make_sense(windows: tuple[tuple[time, time], ...]) -> None:
    with pytest.raises(ValueError, match="indows|window"):
        WorkingHours(windows)


@given(st.datetimes(datetime(2026, 1, 2), datetime(2026, 6, 1)), st.integers(1, 400))  # noqa: DTZ001
def test_open_time_between_equals_what_was_added(start: datetime, minutes: int) -> None:
    begin = at(start.replace(microsecond=0).isoformat())
    end = WORKING_HOURS.add(begin, timedelta(minutes=minutes), china())

    assert WORKING_HOURS.between(begin, end, china()) == timedelta(minutes=minutes)


def mark(text: str) -> Mark:
    return Mark(at(text).date(), at(text))


def test_marks_lie_one_after_another() -> None:
    parts = (
        Segment(LengthUnit.WORKING_DAYS, 2),
        Segment(LengthUnit.MONTHS, 1),
        Segment(LengthUnit.HOURS, 3600),
    )

    ends = marks(mark("2026-03-02T09:00"), parts, COUNTING)

    assert [end.on for end in ends] == [date(2026, 3, 4), date(2026, 4, 4), date(2026, 4, 5)]
    assert ends[-1].at == end_of(date(2026, 4, 4)) + timedelta(hours=1)


@pytest.mark.parametrize(
    ("unit", "amount", "pause", "left"),
    [
        (LengthUnit.WORKING_DAYS, 5, "2026-03-04T10:00", ((LengthUnit.WORKING_DAYS, 3),)),
        (LengthUnit.WORKING_DAYS, 5, "2026-03-02T10:00", ((LengthUnit.WORKING_DAYS, 5),)),
        (LengthUnit.WORKING_DAYS, 5, "2026-03-09T10:00", ()),
        (LengthUnit.CALENDAR_DAYS, 10, "2026-03-05T10:00", ((LengthUnit.CALENDAR_DAYS, 7),)),
        (LengthUnit.MONTHS, 1, "2026-03-12T10:00", ((LengthUnit.CALENDAR_DAYS, 21),)),
        (LengthUnit.HOURS, 7200, "2026-03-02T10:00", ((LengthUnit.HOURS, 3600),)),
        (LengthUnit.HOURS, 7200, "2026-03-02T11:00", ()),
        (LengthUnit.WORKING_HOURS, 7200, "2026-03-02T10:00", ((LengthUnit.WORKING_HOURS, 3600),)),
    ],
    ids=[
        "working days",
        "on the first day",
        "on the last day",
        "calendar days",
        "month",
        "hours",
        "hours over",
        "working hours",
    ],
)
def test_what_is_left_after_a_pause(
    unit: LengthUnit, amount: int, pause: str, left: tuple[tuple[LengthUnit, int], ...]
) -> None:
    found = left_after(at(pause), mark("2026-03-02T09:00"), (Segment(unit, amount),), COUNTING)

    assert found == tuple(Segment(*part) for part in left)
