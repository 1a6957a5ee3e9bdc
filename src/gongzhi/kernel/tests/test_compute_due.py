"""The fast way to the due day: what it keeps, and that it stays within bounds."""

from collections.abc import Callable
from datetime import timedelta
from time import process_time

import pytest

from gongzhi.kernel import terms
from gongzhi.kernel.calendar import WorkCalendar, china
from gongzhi.kernel.terms import LengthUnit, compute, compute_due
from gongzhi.kernel.tests.samples import NINE
from gongzhi.kernel.tests.test_terms import WD, term


def fresh() -> WorkCalendar:
    return china().with_days({NINE.date(): True})


def test_starts_of_one_day_are_computed_once() -> None:
    calendar, what = fresh(), term(5, WD)

    found = {compute_due(what, NINE + timedelta(minutes=minutes), calendar) for minutes in range(60)}

    assert len(found) == 1
    (plan,) = calendar.memo.values()
    assert isinstance(plan, terms._Plan)
    assert len(plan.kept) == 1


def test_what_is_kept_never_grows_without_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(terms, "_MOST_KEPT", 3)
    monkeypatch.setattr(terms, "_MOST_PLANS", 2)
    calendar = fresh()

    for what in (term(5, WD), term(6, WD), term(7, WD)):
        for days in range(10):
            compute_due(what, NINE + timedelta(days=days), calendar)

    assert len(calendar.memo) <= 2
    assert all(len(plan.kept) <= 3 for plan in calendar.memo.values() if isinstance(plan, terms._Plan))


@pytest.mark.parametrize("unit", [LengthUnit.WORKING_DAYS, LengthUnit.HOURS, LengthUnit.MONTHS])
def test_the_fast_way_is_far_faster_than_the_explained_way(unit: LengthUnit) -> None:
    what, calendar = term(5, unit, rolls=True), china()
    starts = [NINE + timedelta(seconds=17 * n) for n in range(2_000)]

    fast = seconds(lambda: [compute_due(what, start, calendar) for start in starts])
    explained = seconds(lambda: [compute(what, start, (), calendar) for start in starts])

    assert fast * 4 < explained, (
        "a million a second against thirty thousand, with room for tracing and a busy machine"
    )


def seconds(work: Callable[[], object]) -> float:
    """Return the least processor time of three runs."""
    times = []
    for _ in range(3):
        begin = process_time()
        work()
        times.append(process_time() - begin)
    return min(times)
