"""Schedules of payments."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongzhi.systems.disputes.rules.instalments import Instalment, equal, why_not

ON = date(2026, 3, 2)


def test_equal_parts_fall_on_the_same_day_of_each_month() -> None:
    made = equal(12_000_00, 12, date(2026, 3, 31))

    assert [one.due_on for one in made[:3]] == [date(2026, 3, 31), date(2026, 4, 30), date(2026, 5, 31)]
    assert {one.fen for one in made} == {1_000_00}


@given(st.integers(min_value=60, max_value=10**9), st.integers(min_value=1, max_value=60))
def test_parts_always_add_up_to_the_sum(total: int, parts: int) -> None:
    made = equal(total, parts, ON)

    assert sum(one.fen for one in made) == total
    assert why_not(made, total, ON) is None


def test_what_does_not_divide_goes_to_the_last_part() -> None:
    assert [one.fen for one in equal(100_00, 3, ON)] == [33_33, 33_33, 33_34]


@pytest.mark.parametrize(
    ("schedule", "total", "says"),
    [
        ([Instalment(ON, 50), Instalment(date(2026, 4, 2), 40)], 100, "合计"),
        ([Instalment(ON, 50), Instalment(ON, 50)], 100, "晚于上一期"),
        ([Instalment(date(2026, 3, 1), 100)], 100, "不能早于协议当天"),
        ([Instalment(date(2066, 3, 1), 100)], 100, "核对年份"),
        ([Instalment(ON, 100), Instalment(date(2026, 4, 2), 0)], 100, "大于零"),
        ([Instalment(date(2026, 3, 2), 1)] * 61, 61, "最多 60 期"),
    ],
)
def test_a_schedule_that_cannot_stand_is_refused_in_a_sentence(
    schedule: list[Instalment], total: int, says: str
) -> None:
    why = why_not(schedule, total, ON)

    assert why is not None
    assert says in why


@pytest.mark.parametrize(("total", "parts", "every"), [(100, 0, 1), (100, 61, 1), (5, 6, 1), (100, 3, 0)])
def test_parts_that_cannot_be_are_refused(total: int, parts: int, every: int) -> None:
    with pytest.raises(ValueError, match="sixty"):
        equal(total, parts, ON, every)
