"""Which days will probably be worked in a year whose notice is not out yet: Monday to Friday without statutory holidays.

Only ever used for days that are marked provisional. Law: 全国年节及纪念日放假办法 (2024) art. 2, 13 days a year.
Moved days and make-up days are in no law, so they are not guessed.
"""

from datetime import date, timedelta

FIRST, LAST = date(1950, 1, 1), date(2100, 12, 31)
"""The days for which an expectation is given; the platform has nothing to count outside them."""

_FIXED = ((1, 1), (5, 1), (5, 2), (10, 1), (10, 2), (10, 3))
# Lunar feasts by the Chinese calendar (GB/T 33661-2017): Spring Festival, Dragon Boat, Mid-Autumn.
_LUNAR: dict[int, tuple[tuple[int, int], tuple[int, int], tuple[int, int]]] = {
    2027: ((2, 6), (6, 9), (9, 15)),
    2028: ((1, 26), (5, 28), (10, 3)),
    2029: ((2, 13), (6, 16), (9, 22)),
    2030: ((2, 3), (6, 5), (9, 12)),
    2031: ((1, 23), (6, 24), (10, 1)),
    2032: ((2, 11), (6, 12), (9, 19)),
    2033: ((1, 31), (6, 1), (9, 8)),
    2034: ((2, 19), (6, 20), (9, 27)),
    2035: ((2, 8), (6, 10), (9, 16)),
    2036: ((1, 28), (5, 30), (10, 4)),
    2037: ((2, 15), (6, 18), (9, 24)),
    2038: ((2, 4), (6, 7), (9, 13)),
    2039: ((1, 24), (5, 27), (10, 2)),
    2040: ((2, 12), (6, 14), (9, 20)),
}


def expected_holidays(year: int) -> frozenset[date]:
    """Return the statutory holidays of a year; beyond 2040 only those with a fixed day."""
    days = {date(year, month, day) for month, day in _FIXED}
    if 2000 <= year < 2100:
        days.add(date(year, 4, _qingming(year)))
    if year in _LUNAR:
        spring, dragon, autumn = (date(year, month, day) for month, day in _LUNAR[year])
        days |= {dragon, autumn} | {spring + timedelta(days=shift) for shift in (-1, 0, 1, 2)}
    return frozenset(days)


def expected_worked(first: date, last: date) -> list[int]:
    """Return the ordinals of the days between two days, inclusive, that will probably be worked."""
    found: list[int] = []
    for year in range(first.year, last.year + 1):
        holidays = expected_holidays(year)
        begin = max(first, date(year, 1, 1)).toordinal()
        end = min(last, date(year, 12, 31)).toordinal()
        days = (date.fromordinal(ordinal) for ordinal in range(begin, end + 1))
        found.extend(day.toordinal() for day in days if day.weekday() < 5 and day not in holidays)
    return found


def _qingming(year: int) -> int:
    """Return the day in April of 清明 in the 21st century."""
    short = year % 100
    return int(short * 0.2422 + 4.81) - short // 4
