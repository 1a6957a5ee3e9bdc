"""How often leaders receive petitioners: the rule by level, the periods in which nobody did, and the slots of a day.

Law: 信访工作条例 art. 18 no. 2; the frequency itself is policy of 2013/14 ([likely]), so each is a setting to confirm.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum


class Period(StrEnum):
    """In what each level counts."""

    HALF_YEAR = "half_year"
    QUARTER = "quarter"
    MONTH = "month"
    WEEK = "week"
    ANY_TIME = "any_time"
    """Whoever comes is received (随时): no period can be missed."""


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
POLICY = (
    "信访工作条例第18条第2项；频次出自2013、2014年关于领导干部接访的文件(省半年、市季、县月、乡周各至少1天)，"
    "2009年的意见为市每季、县每月、乡随时。两说并存，安装时按本地文件确认"
)
"""Where the numbers come from; shown wherever they are."""
_MONTHS = {Period.HALF_YEAR: 6, Period.QUARTER: 3, Period.MONTH: 1}


def periods(period: Period, first: date, last: date) -> Iterator[tuple[date, date]]:
    """Yield first and last day of each whole period that ended by `last` and began on or after `first`."""
    if period is Period.ANY_TIME:
        return
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


def period_of(level: str, value: object) -> Period:
    """Return the period that a setting gives for a level; what it cannot mean falls back to the policy's own."""
    return Period(str(value)) if str(value) in set(Period) else FREQUENCIES[level].period


def slots(starts: time, minutes: int, most: int, ends: time) -> list[time]:
    """Return when the slots of a day begin; the last one ends by the end of the reception."""
    day = date(2000, 1, 1)
    begin = datetime.combine(day, starts)
    found: list[time] = []
    while len(found) < most and begin + timedelta(minutes=minutes) <= datetime.combine(day, ends):
        found.append(begin.time())
        begin += timedelta(minutes=minutes)
    return found


def why_not_day(starts: time, ends: time, minutes: int, most: int) -> str | None:
    """Return why a day cannot be planned so, None when it can."""
    if ends <= starts:
        return "结束的时间要晚于开始的时间。"
    if not 5 <= minutes <= 240:
        return "每位的时间要在 5 到 240 分钟之间。"
    if len(slots(starts, minutes, most, ends)) < most:
        return "这段时间排不下这么多位，请减少名额、缩短每位的时间，或者延长接访时间。"
    return None


def next_month(day: date, year: int, month: int) -> date | None:
    """Return the day of another month that lies alike: the same weekday, counted from the start; None when there is none."""
    first = date(year, month, 1)
    place = (day.day - 1) // 7
    found = first + timedelta(days=(day.weekday() - first.weekday()) % 7 + 7 * place)
    return found if found.month == month else None
