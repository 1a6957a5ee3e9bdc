"""Leaders' reception: whole periods in which nobody received (XF-25)."""

from datetime import date

import pytest

from gongzhi.systems.petitions.rules.reception import FREQUENCIES, Period, missed, periods


@pytest.mark.parametrize(
    ("period", "first", "last", "expected"),
    [
        pytest.param(Period.MONTH, date(2026, 1, 1), date(2026, 2, 28), [date(2026, 1, 1), date(2026, 2, 1)], id="months"),
        pytest.param(Period.MONTH, date(2026, 1, 15), date(2026, 3, 30), [date(2026, 2, 1)], id="only whole months"),
        pytest.param(Period.QUARTER, date(2025, 10, 1), date(2026, 3, 31), [date(2025, 10, 1), date(2026, 1, 1)], id="quarters over the year"),
        pytest.param(Period.HALF_YEAR, date(2026, 1, 1), date(2026, 12, 31), [date(2026, 1, 1), date(2026, 7, 1)], id="half-years"),
        pytest.param(Period.WEEK, date(2026, 3, 2), date(2026, 3, 15), [date(2026, 3, 2), date(2026, 3, 9)], id="weeks from Monday"),
        pytest.param(Period.WEEK, date(2026, 3, 4), date(2026, 3, 8), [], id="no whole week"),
    ],
)  # fmt: skip
def test_the_periods_that_are_over(period: Period, first: date, last: date, expected: list[date]) -> None:
    assert [begin for begin, _ in periods(period, first, last)] == expected


def test_a_period_without_a_day_of_reception_is_missed() -> None:
    received = [date(2026, 1, 31), date(2026, 3, 1)]

    assert missed(Period.MONTH, received, date(2026, 1, 1), date(2026, 3, 31)) == [
        (date(2026, 2, 1), date(2026, 2, 28))
    ]


def test_the_frequency_by_level_is_policy_and_to_be_confirmed() -> None:
    assert {level: one.period for level, one in FREQUENCIES.items()} == {
        "province": Period.HALF_YEAR,
        "city": Period.QUARTER,
        "county": Period.MONTH,
        "township": Period.WEEK,
    }
    assert not any(one.certain for one in FREQUENCIES.values())
