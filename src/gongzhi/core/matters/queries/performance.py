"""How units and categories do, by open formulas; never a figure about a person."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from gongzhi.core.matters.queries.command import Figure, added_up, category_words, unit_title
from gongzhi.core.matters.queries.counted import counts_of, grouped_by_unit
from gongzhi.core.matters.queries.filters import Filter
from gongzhi.core.orgs import queries as orgs
from gongzhi.kernel.actor import Actor


@dataclass(frozen=True, slots=True)
class Rate:
    """A share with the two lists it is made of; `percent` is None when there is nothing to divide by."""

    name: str
    part: Figure
    whole: Figure

    @property
    def percent(self) -> float | None:
        """Return part / whole in per cent with one digit."""
        return round(100 * self.part.count / self.whole.count, 1) if self.whole.count else None


@dataclass(frozen=True, slots=True)
class PerformanceRow:
    """One unit or one category with its rates."""

    key: str
    name: str
    rates: tuple[Rate, ...]


@dataclass(frozen=True, slots=True)
class Performance:
    """All rates of a period, the whole first, and what is left out of them."""

    since: date
    until: date
    whole: PerformanceRow
    units: tuple[PerformanceRow, ...]
    categories: tuple[PerformanceRow, ...]
    left_out: tuple[Figure, ...]


# name of the rate: (mark of the part, mark of the whole, counted by the day it came in)
RATES: Mapping[str, tuple[str, str, bool]] = {
    "response": ("responded", "given", True),
    "in_time": ("in_time", "ended", False),
    "solved": ("solved", "asked_solved", False),
    "satisfied": ("satisfied", "rated", False),
}
LEFT_OUT = ("merged", "withdrawn", "not_accepted")


def performance(actor: Actor, since: date, until: date, at: datetime) -> Performance:
    """Return the rates of a period by the lead units and by upper categories; each number is counted by its list."""
    lists = [one for name in RATES for one in _lists(name, since, until)]
    by_unit = [added_up(grouped_by_unit(actor, one, at, "lead_id")) for one in lists]
    by_category = [_by_category(actor, one, at) for one in lists]
    totals = counts_of(actor, [*lists, *_left_out(since, until)], at)
    units = sorted(
        {unit for found in by_unit for unit in found}, key=lambda one: (-by_unit[1].get(one, 0), one)
    )
    categories = sorted(
        {one for found in by_category for one in found}, key=lambda one: (-by_category[1].get(one, 0), one)
    )
    return Performance(
        since,
        until,
        PerformanceRow("", "", _rates(lists, totals[: len(lists)])),
        tuple(
            PerformanceRow(
                str(one),
                unit_title(orgs.unit(one)),
                _rates([wanted.but(lead=one) for wanted in lists], [found.get(one, 0) for found in by_unit]),
            )
            for one in units
        ),
        tuple(
            PerformanceRow(
                one,
                category_words(one),
                _rates(
                    [wanted.but(category=one) for wanted in lists],
                    [found.get(one, 0) for found in by_category],
                ),
            )
            for one in categories
        ),
        tuple(
            Figure(status, "", n, wanted)
            for status, n, wanted in zip(LEFT_OUT, totals[len(lists) :], _left_out(since, until), strict=True)
        ),
    )


def _lists(name: str, since: date, until: date) -> tuple[Filter, Filter]:
    part, whole, by_opening = RATES[name]
    base = (
        Filter(state="all", since=since, until=until, sort="newest")
        if by_opening
        else Filter(state="closed", closed_since=since, closed_until=until, sort="newest")
    )
    return base.but(measure=part), base.but(measure=whole)


def _left_out(since: date, until: date) -> list[Filter]:
    ended = Filter(state="closed", closed_since=since, closed_until=until, sort="newest")
    return [ended.but(ending=one) for one in LEFT_OUT]


def _by_category(actor: Actor, wanted: Filter, at: datetime) -> dict[str, int]:
    found: Counter[str] = Counter()
    for category, n in grouped_by_unit(actor, wanted, at, "category"):
        if category:
            found[str(category).split(".", maxsplit=1)[0]] += int(str(n))
    return dict(found)


def _rates(lists: list[Filter], counts: list[int]) -> tuple[Rate, ...]:
    figures = [Figure("", "", n, one) for n, one in zip(counts, lists, strict=True)]
    return tuple(Rate(name, figures[2 * n], figures[2 * n + 1]) for n, name in enumerate(RATES))
