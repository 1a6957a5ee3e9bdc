"""Schedules of payments: equal parts on the same day of each month, and whether given ones add up."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from gongzhi.kernel.errors import Said, said
from gongzhi.kernel.lengths import add_months
from gongzhi.systems.disputes.rules.money import yuan_text

MOST = 60
YEARS_AHEAD = 30


@dataclass(frozen=True, slots=True)
class Instalment:
    """One payment: by which day, how much in fen."""

    due_on: date
    fen: int


def equal(total: int, parts: int, first_on: date, every_months: int = 1) -> tuple[Instalment, ...]:
    """Return so many equal payments in whole fen; what does not divide goes to the last one.

    A day that a month does not have becomes the month's last, and the next month has the first day's number again.
    """
    if not 1 <= parts <= MOST or total < parts or every_months < 1:
        raise ValueError("A schedule has one to sixty parts of at least one fen.")
    each, rest = divmod(total, parts)
    return tuple(
        Instalment(add_months(first_on, n * every_months), each + (rest if n == parts - 1 else 0))
        for n in range(parts)
    )


def why_not(schedule: Sequence[Instalment], total: int, on: date) -> Said | None:
    """Return why a schedule cannot stand: order, days, sums; None when it can. `on` is the day of the agreement."""
    if len(schedule) > MOST:
        return said("分期最多 %(most)s 期，请把期数减少。", most=MOST)
    for n, one in enumerate(schedule, 1):
        if one.fen <= 0:
            return said("第 %(n)s 期的金额要大于零。", n=n)
        if (why := why_not_day(one.due_on, on)) is not None:
            return said("第 %(n)s 期：%(reason)s", n=n, reason=why)
        if n > 1 and one.due_on <= schedule[n - 2].due_on:
            return said("第 %(n)s 期的日期要晚于上一期。", n=n)
    found = sum(one.fen for one in schedule)
    if found != total:
        return said(
            "各期合计 %(sum)s 元，与总额 %(total)s 元不符，请核对。",
            sum=yuan_text(found),
            total=yuan_text(total),
        )
    return None


def why_not_day(day: date, on: date) -> Said | None:
    """Return why a day cannot be that of a performance; None when it can."""
    if day < on:
        return said("履行的日期不能早于协议当天(%(on)s)。", on=on.isoformat())
    if day > add_months(on, 12 * YEARS_AHEAD):
        return said("履行的日期不能晚于协议之后 %(years)s 年，请核对年份。", years=YEARS_AHEAD)
    return None
