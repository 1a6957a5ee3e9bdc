"""What is left of a clock, told as people tell it."""

from datetime import datetime, timedelta

import pytest

from gongzhi.core.matters.rules.distance import metres
from gongzhi.core.matters.rules.keyset import Cursor, from_text, to_text
from gongzhi.core.matters.rules.remaining import ClockFace, Measure, Remaining, face, percent, remaining
from gongzhi.kernel.calendar import china
from gongzhi.kernel.errors import InvalidInput
from gongzhi.kernel.terms import CHINA

MONDAY = datetime(2026, 3, 2, 9, tzinfo=CHINA)


@pytest.mark.parametrize(
    ("due_at", "left"),
    [
        # Ends with Friday's midnight: four working days after today.
        (datetime(2026, 3, 7, tzinfo=CHINA), Remaining(4, Measure.WORKING_DAYS, is_late=False)),
        # Ends with next Monday's midnight: the week-end does not count.
        (datetime(2026, 3, 10, tzinfo=CHINA), Remaining(5, Measure.WORKING_DAYS, is_late=False)),
        # Ends with today's midnight.
        (datetime(2026, 3, 3, tzinfo=CHINA), Remaining(15, Measure.HOURS, is_late=False)),
        (MONDAY + timedelta(minutes=50), Remaining(50, Measure.MINUTES, is_late=False)),
        (MONDAY, Remaining(0, Measure.MINUTES, is_late=True)),
        (MONDAY - timedelta(hours=5), Remaining(5, Measure.HOURS, is_late=True)),
        (MONDAY - timedelta(days=3), Remaining(3, Measure.DAYS, is_late=True)),
    ],
)
def test_what_is_left_on_a_monday_morning(due_at: datetime, left: Remaining) -> None:
    assert remaining(due_at, MONDAY, china()) == left


def test_over_a_long_holiday_days_are_told_where_no_working_day_is_left() -> None:
    saturday = datetime(2026, 3, 7, 9, tzinfo=CHINA)

    assert remaining(saturday + timedelta(hours=26), saturday, china()) == Remaining(
        1, Measure.DAYS, is_late=False
    )


@pytest.mark.parametrize(
    ("due_at", "shows"),
    [
        (None, ClockFace.PAUSED),
        (MONDAY, ClockFace.LATE),
        (MONDAY + timedelta(hours=48), ClockFace.SOON),
        (MONDAY + timedelta(hours=49), ClockFace.RUNNING),
    ],
)
def test_what_a_clock_shows(due_at: datetime | None, shows: ClockFace) -> None:
    assert face(due_at, MONDAY) is shows


@pytest.mark.parametrize(
    ("hours", "due", "part"), [(0, 10, 0), (5, 10, 50), (20, 10, 100), (-1, 10, 0), (0, 0, 100), (0, None, 0)]
)
def test_how_much_of_the_time_has_gone(hours: int, due: int | None, part: int) -> None:
    due_at = None if due is None else MONDAY + timedelta(hours=due)

    assert percent(MONDAY, due_at, MONDAY + timedelta(hours=hours)) == part


def test_distances_on_the_ground_are_right_to_a_metre() -> None:
    assert metres(114.49, 36.61, 114.49, 36.61) == 0
    assert metres(114.49, 36.61, 114.49, 36.62) == pytest.approx(1112, abs=1)
    assert metres(114.49, 36.61, 114.50, 36.61) == pytest.approx(893, abs=1)


@pytest.mark.parametrize("key", [(MONDAY, 7), (None, 9)])
def test_a_cursor_comes_back_as_it_was_given(key: tuple[datetime | None, int]) -> None:
    cursor = Cursor("due", key, back=True)

    assert from_text(to_text(cursor), "due") == cursor
    assert from_text("", "due") is None
    with pytest.raises(InvalidInput):
        from_text(to_text(cursor), "newest")
