"""Stretches of days over which figures are counted: both ends belong to them."""

from dataclasses import dataclass
from datetime import date, timedelta

LONGEST = timedelta(days=5 * 366)


@dataclass(frozen=True, slots=True)
class Period:
    """From one day to another, both included."""

    since: date
    until: date

    def why_not(self) -> str | None:
        """Return what is wrong with it, None when nothing is."""
        if self.since > self.until:
            return "结束的日期要在开始的日期之后。"
        if self.until - self.since > LONGEST:
            return "一次最多统计五年，请缩短时间。"
        return None


def month(day: date) -> Period:
    """Return the month in which a day lies."""
    first = day.replace(day=1)
    after = (first + timedelta(days=31)).replace(day=1)
    return Period(first, after - timedelta(days=1))


def months(last: date, n: int) -> list[Period]:
    """Return n whole months, the last being that of a day, the oldest first."""
    found = [month(last)]
    while len(found) < n:
        found.append(month(found[-1].since - timedelta(days=1)))
    return found[::-1]


def year(n: int) -> Period:
    """Return a calendar year."""
    return Period(date(n, 1, 1), date(n, 12, 31))
