"""Days of reception: slots, what cannot be planned, the same weekday of another month, and the frequency by setting."""

from datetime import date, time

import pytest

from gongzhi.systems.petitions.rules.reception import (
    Period,
    missed,
    next_month,
    period_of,
    periods,
    slots,
    why_not_day,
)


def test_slots_follow_each_other_and_end_by_the_end() -> None:
    assert slots(time(9), 30, 5, time(11, 30)) == [time(9), time(9, 30), time(10), time(10, 30), time(11)]
    assert slots(time(9), 30, 9, time(10, 15)) == [time(9), time(9, 30)]
    assert slots(time(9), 30, 0, time(10)) == []


@pytest.mark.parametrize(
    ("starts", "ends", "minutes", "most", "says"),
    [
        (time(9), time(9), 30, 1, "晚于"),
        (time(9), time(11), 4, 1, "5 到 240"),
        (time(9), time(11), 241, 1, "5 到 240"),
        (time(9), time(10), 30, 3, "排不下"),
    ],
)
def test_a_day_that_cannot_be_planned_says_why(
    starts: time, ends: time, minutes: int, most: int, says: str
) -> None:
    why = why_not_day(starts, ends, minutes, most)

    assert why is not None
    assert says in why


def test_a_day_that_fits_is_let_through() -> None:
    assert why_not_day(time(9), time(11, 30), 30, 5) is None


@pytest.mark.parametrize(
    ("day", "year", "month", "expected"),
    [
        pytest.param(date(2026, 3, 2), 2026, 4, date(2026, 4, 6), id="first Monday"),
        pytest.param(date(2026, 3, 11), 2026, 4, date(2026, 4, 8), id="second Wednesday"),
        pytest.param(date(2026, 3, 30), 2026, 4, None, id="no fifth Monday"),
        pytest.param(date(2026, 1, 31), 2026, 2, None, id="no fifth Saturday"),
        pytest.param(date(2026, 12, 1), 2027, 1, date(2027, 1, 5), id="over the year"),
    ],
)
def test_a_month_is_copied_to_the_same_weekday(
    day: date, year: int, month: int, expected: date | None
) -> None:
    assert next_month(day, year, month) == expected


def test_whoever_receives_at_any_time_misses_nothing() -> None:
    assert list(periods(Period.ANY_TIME, date(2026, 1, 1), date(2026, 12, 31))) == []
    assert missed(Period.ANY_TIME, [], date(2026, 1, 1), date(2026, 12, 31)) == []


@pytest.mark.parametrize(
    ("level", "value", "expected"),
    [
        ("county", "month", Period.MONTH),
        ("county", "any_time", Period.ANY_TIME),
        ("city", "yearly", Period.QUARTER),
    ],
)
def test_a_setting_that_means_nothing_falls_back_to_the_policy(
    level: str, value: object, expected: Period
) -> None:
    assert period_of(level, value) is expected
