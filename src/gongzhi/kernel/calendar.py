"""China's working days: weekends, statutory holidays and make-up days, known by published year and never guessed.

Law: 全国年节及纪念日放假办法 art. 2 and the State Council's yearly notice. Counting is a binary search, not a walk over days.
"""

import csv
import io
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache

from chinese_calendar import constants

from gongzhi.kernel.errors import DomainError
from gongzhi.kernel.expected import FIRST, LAST, expected_worked

STATUTORY_HOLIDAYS = 13
"""Days of rest that every year's notice must at least name (元旦1 春节4 清明1 劳动2 端午1 中秋1 国庆3, since 2025)."""


class CalendarUnknown(DomainError):
    """No yearly table says whether this day is a working day."""

    code = "calendar.unknown"
    message = (
        "工作日历只到 %(last)s(从 %(first)s 起)，还不知道 %(day)s 是不是工作日。"
        "请等国务院办公厅公布 %(year)s 年放假安排后，把该年的表(每行：日期,是否上班)存成 CSV，"
        "再用命令 gongzhi calendar import 文件 导入。"
    )
    http_status = 409

    def __init__(self, *, day: date, first: date, last: date) -> None:
        super().__init__(day=day, first=first, last=last, year=day.year)


class CalendarTableInvalid(DomainError):
    """A yearly table cannot be taken in; `faults` holds one sentence for each wrong row."""

    code = "calendar.table_invalid"
    message = "这张工作日表没有导入。%(why)s"
    http_status = 422

    def __init__(self, faults: Iterable[str]) -> None:
        self.faults = tuple(faults)
        super().__init__(why="".join(self.faults))


@dataclass(frozen=True, slots=True)
class WorkCalendar:
    """Which days are worked, from `first` to `last` inclusive; beyond that every question raises CalendarUnknown.

    A calendar made by `with_provisional` also answers for years without a notice; `knows` tells which days are sure.
    `memo` is where `terms` keeps what it computed with this calendar.
    """

    first: date
    last: date
    _worked: tuple[int, ...] = field(repr=False)
    _published: "WorkCalendar | None" = field(default=None, repr=False)
    memo: dict[object, object] = field(default_factory=dict, repr=False, compare=False)

    @classmethod
    def of(cls, days: Mapping[date, bool]) -> "WorkCalendar":
        """Return a calendar that knows exactly the days given, which must follow one another without a gap."""
        first, last = min(days), max(days)
        if len(days) != (last - first).days + 1:
            raise CalendarTableInvalid(["表里的日期不连续，请补齐缺少的日期。"])
        return cls(first, last, tuple(sorted(day.toordinal() for day, worked in days.items() if worked)))

    def knows(self, day: date) -> bool:
        """Return whether the day lies within the published years."""
        sure = self.published
        return sure.first <= day <= sure.last

    @property
    def published(self) -> "WorkCalendar":
        """The calendar of the published years alone."""
        return self._published or self

    def with_provisional(self) -> "WorkCalendar":
        """Return a calendar that answers for years without a notice too: Monday to Friday without statutory holidays.

        What runs every day counts with it, so that nothing is lost before a notice is out; `terms.compute` marks
        every deadline that rests on it as provisional.
        """
        if self._published is not None:
            return self
        kept = self.memo.get("provisional")
        if not isinstance(kept, WorkCalendar):
            before = expected_worked(FIRST, self.first - timedelta(days=1))
            after = expected_worked(self.last + timedelta(days=1), LAST)
            first, last = min(FIRST, self.first), max(LAST, self.last)
            kept = WorkCalendar(first, last, (*before, *self._worked, *after), self)
            self.memo["provisional"] = kept
        return kept

    def is_working_day(self, day: date) -> bool:
        """Return whether the day is worked, make-up days included."""
        self._require(day)
        ordinal = day.toordinal()
        place = bisect_left(self._worked, ordinal)
        return place < len(self._worked) and self._worked[place] == ordinal

    def next_working_day(self, day: date) -> date:
        """Return the day itself when it is worked, else the first working day after it."""
        self._require(day)
        return self._at(bisect_left(self._worked, day.toordinal()), day)

    def previous_working_day(self, day: date) -> date:
        """Return the day itself when it is worked, else the last working day before it."""
        self._require(day)
        return self._at(bisect_right(self._worked, day.toordinal()) - 1, day)

    def add_working_days(self, day: date, count: int) -> date:
        """Return the `count`-th working day after `day`; `day` itself is never counted (民法典 art. 201).

        A count of 0 gives `day` back, worked or not. A negative count goes back in time in the same manner.
        """
        self._require(day)
        if count == 0:
            return day
        if count > 0:
            return self._at(bisect_right(self._worked, day.toordinal()) + count - 1, day)
        return self._at(bisect_left(self._worked, day.toordinal()) + count, day)

    def working_days_between(self, after: date, until: date) -> int:
        """Return how many working days lie after `after` up to and including `until` (0 when `until` is not later)."""
        self._require(after)
        self._require(until)
        if until <= after:
            return 0
        return bisect_right(self._worked, until.toordinal()) - bisect_right(self._worked, after.toordinal())

    def with_days(self, days: Mapping[date, bool]) -> "WorkCalendar":
        """Return a calendar in which these days override what was known, and new years follow the known ones.

        A day inside the known years is simply replaced. A new year must join the known ones and be given whole, or at
        least with its days of rest (every statutory holiday, 13 or more); its other days then follow Monday to Friday.
        """
        if self._published is not None:
            return self._published.with_days(days).with_provisional()
        known = {date.fromordinal(day) for day in self._worked}
        first, last = self.first, self.last
        for year in sorted({day.year for day in days if not self.knows(day)}):
            _require_whole_year(year, days)
            known |= {day for day in _days_of(year) if not self.knows(day) and day.weekday() < 5}
            first, last = min(first, date(year, 1, 1)), max(last, date(year, 12, 31))
        _require_no_gap(self, {day.year for day in days if not self.knows(day)})
        known |= {day for day, worked in days.items() if worked}
        known -= {day for day, worked in days.items() if not worked}
        return WorkCalendar(first, last, tuple(sorted(day.toordinal() for day in known)))

    def _at(self, place: int, asked: date) -> date:
        if 0 <= place < len(self._worked):
            return date.fromordinal(self._worked[place])
        beyond = self.first - timedelta(days=1) if place < 0 else self.last + timedelta(days=1)
        raise CalendarUnknown(day=beyond, first=self.first, last=self.last)

    def _require(self, day: date) -> None:
        if not self.first <= day <= self.last:
            raise CalendarUnknown(day=day, first=self.first, last=self.last)


@cache
def china() -> WorkCalendar:
    """Return China's calendar for the years that the library chinesecalendar knows (2004 to 2026)."""
    years = range(min(constants.holidays).year, max(constants.holidays).year + 1)
    return WorkCalendar.of({day: _is_worked(day) for year in years for day in _days_of(year)})


def parse_table(text: str) -> dict[date, bool]:
    """Return the days of a yearly table in CSV, `date,is_workday[,name]`; raise CalendarTableInvalid with every wrong row.

    A header row is optional. Dates are 2027-01-01, 2027/1/1 or 2027年1月1日； is_workday is 1/0, 班/休， true/false.
    """
    days: dict[date, bool] = {}
    faults: list[str] = []
    for number, row in enumerate(csv.reader(io.StringIO(text.lstrip("\ufeff"))), start=1):
        cells = [cell.strip() for cell in row]
        if not any(cells) or (number == 1 and _is_header(cells)):
            continue
        try:
            day, worked = _parse_row(cells)
            if days.setdefault(day, worked) is not worked:
                raise ValueError(f"{day} 在表里出现两次,而且说法相反,请只留一行")
        except ValueError as fault:
            faults.append(f"第 {number} 行：{fault}。")
    if not days and not faults:
        faults.append("表是空的，请放入至少一行“日期,是否上班”。")
    if faults:
        raise CalendarTableInvalid(faults)
    return days


_WORKED = {"1": True, "0": False, "班": True, "休": False, "true": True, "false": False}


def _parse_row(cells: list[str]) -> tuple[date, bool]:
    if len(cells) < 2:
        raise ValueError("要有两列，先写日期，再写是否上班(1 或 0)")
    worked = _WORKED.get(cells[1].lower())
    if worked is None:
        raise ValueError(f"“{cells[1]}”不能说明是否上班，请写 1(班)或 0(休)")
    return _parse_day(cells[0]), worked


def _parse_day(text: str) -> date:
    parts = text.rstrip("日").replace("年", "-").replace("月", "-").replace("/", "-").split("-")
    try:
        year, month, day = (int(part) for part in parts)
        return date(year, month, day)
    except ValueError:
        raise ValueError(f"“{text}”不是日期，请写成 2027-01-01 的样子") from None


def _is_header(cells: list[str]) -> bool:
    return not any(character.isdigit() for character in cells[0])


def _is_worked(day: date) -> bool:
    return day in constants.workdays or (day.weekday() < 5 and day not in constants.holidays)


def _days_of(year: int) -> list[date]:
    start = date(year, 1, 1).toordinal()
    return [date.fromordinal(ordinal) for ordinal in range(start, date(year, 12, 31).toordinal() + 1)]


def _require_whole_year(year: int, days: Mapping[date, bool]) -> None:
    given = [day for day in days if day.year == year]
    rests = sum(not days[day] for day in given)
    if rests < STATUTORY_HOLIDAYS:
        raise CalendarTableInvalid(
            [
                f"{year} 年只列了 {rests} 个休息日，少于法定的 {STATUTORY_HOLIDAYS} 天，看来不完整；"
                "请按国务院办公厅的通知列全该年的放假日和调休上班日。"
            ]
        )


def _require_no_gap(calendar: WorkCalendar, new_years: set[int]) -> None:
    years = new_years | set(range(calendar.first.year, calendar.last.year + 1))
    missing = set(range(min(years), max(years) + 1)) - years
    if missing:
        names = "、".join(f"{year} 年" for year in sorted(missing))
        raise CalendarTableInvalid([f"已知年份和新表之间缺少{names}，请先导入缺少的年份。"])
