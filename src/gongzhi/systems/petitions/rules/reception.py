"""How often leaders receive petitioners: the rule by level, and the periods in which nobody did.

Law: 信访工作条例 art. 18 no. 2; the frequency itself is policy of 2013/14 ([likely]), so each is a setting to confirm.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum


class Period(StrEnum):
    """In what each level counts."""

    HALF_YEAR = "half_year"
    QUARTER = "quarter"
    MONTH = "month"
    WEEK = "week"


@dataclass(frozen=True, slots=True)
class Frequency:
    """At least one day of reception in each period, as the setting says."""

    period: Period
    setting: str
    certain: bool = False


FREQUENCIES = {
    "province": Frequency(Period.HALF_YEAR, "petitions.reception_province"),
    "city": Frequency(Period.QUARTER, "petitions.reception_city"),
    "county": Frequency(Period.MONTH, "petitions.reception_county"),
    "township": Frequency(Period.WEEK, "petitions.reception_township"),
}
"""省半年、市季、县月、乡周， each at least one day."""
_MONTHS = {Period.HALF_YEAR: 6, Period.QUARTER: 3, Period.MONTH: 1}


def periods(period: Period, first: date, last: date) -> Iterator[tuple[date, date]]:
    """Yield first and last day of each whole period that ended by `last` and began on or after `first`."""
    begin = _begin(period, first)
    while begin <= last:
        after = _next(period, begin)
        if begin >= first and after - timedelta(days=1) <= last:
            yield begin, after - timedelta(days=1)
        begin = after


def missed(period: Period, received_on: Collection[date], first: date, last: date) -> list[tuple[date, date]]:
    """Return the whole periods without a day of reception."""
    return [
        (begin, end)
        for begin, end in periods(period, first, last)
        if not any(begin <= day <= end for day in received_on)
    ]


def _begin(period: Period, day: date) -> date:
    if period is Period.WEEK:
        return day - timedelta(days=day.weekday())
    months = _MONTHS[period]
    return date(day.year, (day.month - 1) // months * months + 1, 1)


def _next(period: Period, begin: date) -> date:
    if period is Period.WEEK:
        return begin + timedelta(days=7)
    month = begin.month - 1 + _MONTHS[period]
    return date(begin.year + month // 12, month % 12 + 1, 1)
