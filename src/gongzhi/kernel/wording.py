"""The sentences that explain a deadline, Chinese and English, each with the article it rests on."""

from datetime import date, datetime, timedelta

from gongzhi.kernel.calendar import WorkCalendar
from gongzhi.kernel.lengths import LengthUnit, Segment, local
from gongzhi.kernel.term_facts import Chosen, Step, TermEvent

START_LAW = "民法典第201条"
MONTH_LAW = "民法典第202条"
END_LAW = "民法典第203条"
HOLIDAY_LAW = "全国年节及纪念日放假办法第2条"
_WEEKDAYS = "一二三四五六日"
_WEEKDAYS_EN = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS_EN = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_UNITS = {
    LengthUnit.CALENDAR_DAYS: ("日(自然日)", "calendar day"),
    LengthUnit.WORKING_DAYS: ("个工作日", "working day"),
    LengthUnit.HOURS: ("小时", "hour"),
    LengthUnit.WORKING_HOURS: ("个工作小时", "working hour"),
    LengthUnit.MONTHS: ("个月", "month"),
    LengthUnit.YEARS: ("年", "year"),
}
_MOST_RANGES = 8


def day_text(day: date) -> str:
    """Return a day as people write it: 2026年2月10日(周二)."""
    return f"{day.year}年{day.month}月{day.day}日(周{_WEEKDAYS[day.weekday()]})"


def day_text_en(day: date) -> str:
    """Return a day in English: Tue 10 Feb 2026."""
    return f"{_WEEKDAYS_EN[day.weekday()]} {day.day} {_MONTHS_EN[day.month - 1]} {day.year}"


def moment_text(moment: datetime) -> str:
    """Return a moment on China's clock, in Chinese."""
    there = local(moment)
    return f"{day_text(there.date())}{there:%H:%M}"


def moment_text_en(moment: datetime) -> str:
    """Return a moment on China's clock, in English."""
    there = local(moment)
    return f"{there:%H:%M} on {day_text_en(there.date())}"


def length_text(length: int, unit: LengthUnit) -> str:
    """Return a length as the law writes it: 5 个工作日."""
    return f"{length} {_UNITS[unit][0]}"


def length_text_en(length: int, unit: LengthUnit) -> str:
    """Return a length in English: 5 working days."""
    return f"{length} {_UNITS[unit][1]}{'' if length == 1 else 's'}"


def started(moment: datetime, unit: LengthUnit, note: str, note_en: str) -> Step:
    """Say when counting begins and that the day itself is not counted."""
    what, what_en = (note or "起算"), (note_en or "counting begins")
    if unit.is_hours:
        text = f"{moment_text(moment)}{what}，从这一刻数起。"
        return Step(
            text,
            f"{moment_text_en(moment)}: {what_en}; hours run from this instant.",
            START_LAW,
            local(moment).date(),
        )
    day = local(moment).date()
    following = day + timedelta(days=1)
    return Step(
        f"{moment_text(moment)}{what}；当天不计入，从{day_text(following)}数起。",
        f"{moment_text_en(moment)}: {what_en}; this day is not counted, counting starts on {day_text_en(following)}.",
        START_LAW,
        day,
    )


def moved_start(moment: datetime, day: date, closing: str, is_rest: bool) -> Step:
    """Say that an act after closing time counts as made on the next working day."""
    why = "当天是休息日" if is_rest else f"已过 {closing} 下班时间"
    why_en = "that day is a day of rest" if is_rest else f"it was after closing time ({closing})"
    return Step(
        f"{moment_text(moment)}{why}，按{day_text(day)}收到计算。",
        f"{moment_text_en(moment)}: {why_en}, so it counts as made on {day_text_en(day)}.",
        END_LAW,
        day,
    )


def counted(length: Chosen, begin: date, end: date | None, at: datetime, calendar: WorkCalendar) -> Step:
    """Say how long the term is, where that comes from, and where it leads."""
    where, where_en = _reached(end, at)
    source = "地方规定" if length.is_local else "期限"
    source_en = "Local limit" if length.is_local else "Limit"
    extra, extra_en = _between(length.unit, begin, end, calendar)
    return Step(
        f"{source} {length_text(length.length, length.unit)}，数到{where}{extra}。",
        f"{source_en} of {length_text_en(length.length, length.unit)}: leads to {where_en}{extra_en}.",
        length.law,
        end or local(at).date(),
    )


def counted_back(day: date, length: Chosen, last: date, note: str, note_en: str) -> Step:
    """Say that a length is counted back from a day to come, and where it leads."""
    what, what_en = (note or "这一天"), (note_en or "that day")
    return Step(
        f"{day_text(day)}{what}；当天不计入，往前数 {length_text(length.length, length.unit)}，到{day_text(last)}。",
        f"{day_text_en(day)}: {what_en}; the day is not counted, {length_text_en(length.length, length.unit)} back lead to {day_text_en(last)}.",
        length.law,
        last,
    )


def extended(
    event: TermEvent, segment: tuple[int, LengthUnit], law: str, end: date | None, at: datetime
) -> Step:
    """Say by how much the term was extended, and where it leads now."""
    where, where_en = _reached(end, at)
    reason = f"，理由：{event.reason}" if event.reason else ""
    reason_en = f" (reason: {event.reason})" if event.reason else ""
    return Step(
        f"{moment_text(event.at)}延长 {length_text(*segment)}{reason}；从头一并计算，到{where}。",
        f"{moment_text_en(event.at)}: extended by {length_text_en(*segment)}{reason_en}; counted as one length, leads to {where_en}.",
        law,
        end or local(at).date(),
    )


def paused(event: TermEvent, left: tuple[Segment, ...]) -> Step:
    """Say that counting stopped and what is left."""
    reason = f"({event.reason})" if event.reason else ""
    reason_en = f" ({event.reason})" if event.reason else ""
    return Step(
        f"{moment_text(event.at)}暂停计时{reason}，还剩{_left(left)}。",
        f"{moment_text_en(event.at)}: paused{reason_en}, {_left_en(left)} left.",
        day=local(event.at).date(),
    )


def paused_late(event: TermEvent) -> Step:
    """Say that a pause after the end changes nothing."""
    return Step(
        f"{moment_text(event.at)}暂停，但期限在此之前已经届满，不再改变。",
        f"{moment_text_en(event.at)}: paused, yet the term had already ended, so nothing changes.",
        day=local(event.at).date(),
    )


def resumed(
    event: TermEvent,
    left: tuple[Segment, ...],
    begin: date,
    end: date | None,
    at: datetime,
    calendar: WorkCalendar,
) -> Step:
    """Say that counting goes on with what was left, and where it leads."""
    where, where_en = _reached(end, at)
    unit = left[-1].unit if left else LengthUnit.CALENDAR_DAYS
    extra, extra_en = _between(unit, begin, end, calendar)
    return Step(
        f"{moment_text(event.at)}恢复计时，继续数剩下的{_left(left)}，到{where}{extra}。",
        f"{moment_text_en(event.at)}: resumed with {_left_en(left)} left, leads to {where_en}{extra_en}.",
        day=end or local(at).date(),
    )


def rolled(day: date, to: date) -> Step:
    """Say that a last day of rest moves on to the next working day."""
    return Step(
        f"{day_text(day)}是休息日，最后一天顺延到{day_text(to)}。",
        f"{day_text_en(day)} is a day of rest, so the last day moves to {day_text_en(to)}.",
        END_LAW,
        to,
    )


def due(day: date | None, at: datetime, closing: str) -> Step:
    """Say until when an act is in time."""
    if day is None:
        return Step(
            f"在{moment_text(at)}之前办到都算按时。",
            f"In time until {moment_text_en(at)}.",
            START_LAW,
            local(at).date(),
        )
    hour = closing or "24:00"
    return Step(
        f"在{day_text(day)}{hour} 之前办到都算按时。",
        f"In time until {hour} on {day_text_en(day)}.",
        END_LAW,
        day,
    )


def waiting() -> Step:
    """Say that there is no last day while the term is paused."""
    return Step(
        "现在暂停计时，恢复以后再算最后一天。",
        "The term is paused; its last day is computed when it resumes.",
    )


def ended(event: TermEvent, is_met: bool) -> Step:
    """Say that the term ended by being met, or without it."""
    what, what_en = (
        ("完成，计时结束", "met, the term ends") if is_met else ("不再计时", "the term no longer runs")
    )
    reason = f"({event.reason})" if event.reason else ""
    reason_en = f" ({event.reason})" if event.reason else ""
    return Step(
        f"{moment_text(event.at)}{what}{reason}。",
        f"{moment_text_en(event.at)}: {what_en}{reason_en}.",
        day=local(event.at).date(),
    )


def provisional(years: set[int]) -> Step:
    """Say that the day rests on a year whose days of rest the State Council has not published."""
    names = "、".join(f"{year} 年" for year in sorted(years))
    names_en = ", ".join(str(year) for year in sorted(years))
    return Step(
        f"这是暂定的日期：工作日历里还没有{names}的放假安排(国务院办公厅尚未公布或尚未导入)，暂按周一至周五上班、"
        "扣除法定节假日计算；导入后会自动重新计算，并记下为什么变动。",
        f"This day is provisional: the working calendar has no table for {names_en} yet (not published by the State Council, "
        "or not imported). It is counted as Monday to Friday without statutory holidays, and computed again once the table "
        "is imported.",
        HOLIDAY_LAW,
    )


def _reached(end: date | None, at: datetime) -> tuple[str, str]:
    if end is None:
        return moment_text(at), moment_text_en(at)
    return day_text(end), day_text_en(end)


def _between(unit: LengthUnit, begin: date, end: date | None, calendar: WorkCalendar) -> tuple[str, str]:
    if unit in (LengthUnit.MONTHS, LengthUnit.YEARS):
        return (
            "(到期月的对应日，没有对应日的为月末日)",
            " (the same-numbered day, or the last day of a month that has none)",
        )
    if unit is not LengthUnit.WORKING_DAYS or end is None:
        return "", ""
    days = [begin + timedelta(days=shift) for shift in range(1, (end - begin).days + 1)]
    rest = [day for day in days if not calendar.is_working_day(day)]
    made_up = [day for day in days if day.weekday() >= 5 and calendar.is_working_day(day)]
    text, text_en = "", ""
    if rest:
        text += f"，其间休息日 {len(rest)} 天不计({_ranges(rest)})"
        text_en += f", {len(rest)} days of rest not counted"
    if made_up:
        text += f"，调休上班日计入({_ranges(made_up)})"
        text_en += f", make-up working days counted ({', '.join(day_text_en(day) for day in made_up)})"
    return text, text_en


def _ranges(days: list[date]) -> str:
    runs: list[list[date]] = []
    for day in days:
        if runs and day - runs[-1][-1] == timedelta(days=1):
            runs[-1].append(day)
        else:
            runs.append([day])
    texts = [
        _short(run[0]) if len(run) == 1 else f"{_short(run[0])}至{_short(run[-1])}"
        for run in runs[:_MOST_RANGES]
    ]
    return "、".join(texts) + (" 等" if len(runs) > _MOST_RANGES else "")


def _short(day: date) -> str:
    return f"{day.month}月{day.day}日"


def _left(left: tuple[Segment, ...]) -> str:
    return "加".join(f" {_amount(part)}" for part in left) or " 0 日"


def _left_en(left: tuple[Segment, ...]) -> str:
    return " and ".join(_amount_en(part) for part in left) or "0 days"


def _amount(part: Segment) -> str:
    if not part.unit.is_hours:
        return length_text(part.amount, part.unit)
    hours, minutes = divmod(-(-part.amount // 60), 60)
    return length_text(hours, part.unit) + (f" {minutes} 分" if minutes else "")


def _amount_en(part: Segment) -> str:
    if not part.unit.is_hours:
        return length_text_en(part.amount, part.unit)
    hours, minutes = divmod(-(-part.amount // 60), 60)
    return length_text_en(hours, part.unit) + (f" {minutes} min" if minutes else "")
