"""Opening hours of a room as people write them, and the slots that can be booked; without Django."""

import re
from collections.abc import Collection, Iterator, Sequence
from datetime import date, datetime, time, timedelta

from gongzhi.kernel.calendar import WorkCalendar

_SPAN = re.compile(r"(\d{1,2}):(\d{2})\s*[-–—~至]\s*(\d{1,2}):(\d{2})")
Span = tuple[time, time]


def spans_of(text: str) -> tuple[Span, ...] | None:
    """Return the spans of one day's text, () when closed; None when it is none, overlaps, or runs backwards."""
    found: list[Span] = []
    for part in re.split(r"[,，、;；]", text.strip()) if text.strip() else ():
        match = _SPAN.fullmatch(part.strip().replace("：", ":"))
        if (
            match is None
            or int(match[1]) > 23
            or int(match[3]) > 23
            or int(match[2]) > 59
            or int(match[4]) > 59
        ):
            return None
        found.append((time(int(match[1]), int(match[2])), time(int(match[3]), int(match[4]))))
    edges = [edge for span in found for edge in span]
    return tuple(found) if edges == sorted(set(edges)) else None


def slots_on(day: date, week: Sequence[str], minutes: int, calendar: WorkCalendar) -> Iterator[time]:
    """Yield the beginnings of the slots of a day; a public holiday has none, a make-up day is like a Friday."""
    weekday = day.weekday()
    is_worked = calendar.is_working_day(day)
    if not is_worked and weekday < 5:
        return
    if is_worked and weekday >= 5 and not week[weekday].strip():
        weekday = 4
    for begins, ends in spans_of(week[weekday]) or ():
        moment = datetime.combine(day, begins)
        while moment + timedelta(minutes=minutes) <= datetime.combine(day, ends):
            yield moment.time()
            moment += timedelta(minutes=minutes)


def free_slots(
    now: datetime,
    days: int,
    week: Sequence[str],
    minutes: int,
    taken: Collection[tuple[date, time]],
    calendar: WorkCalendar,
    notice: timedelta = timedelta(hours=2),
) -> list[tuple[date, tuple[time, ...]]]:
    """Return for each of the next days that has any the slots that are still free; `now` is the city's time."""
    earliest = (now + notice).replace(tzinfo=None)
    found = []
    for ahead in range(days):
        day = now.date() + timedelta(days=ahead)
        free = tuple(
            start
            for start in slots_on(day, week, minutes, calendar)
            if (day, start) not in taken and datetime.combine(day, start) >= earliest
        )
        if free:
            found.append((day, free))
    return found


def week_text(week: Sequence[str]) -> list[tuple[str, str]]:
    """Return the days that are open with their hours, equal ones in a row joined: ("周一至周五", "09:00-17:00")."""
    names = "一二三四五六日"
    found: list[tuple[int, int, str]] = []
    for n, text in enumerate(week):
        if found and found[-1][2] == text and found[-1][1] == n - 1:
            found[-1] = (found[-1][0], n, text)
        elif text:
            found.append((n, n, text))
    return [(f"周{names[a]}" if a == b else f"周{names[a]}至周{names[b]}", text) for a, b, text in found]


def week_of(text: str) -> list[str] | None:
    """Return the seven days' hours of "周一至周五 09:00-11:30,14:00-17:00；周六 09:00-11:30", None when it is none."""
    names = "一二三四五六日"
    week = [""] * 7
    for part in re.split(r"[；;\n]", text.strip()):
        match = re.fullmatch(
            r"\s*(?:周|星期)([一二三四五六日])(?:\s*[至到-]\s*(?:周|星期)?([一二三四五六日]))?\s*(.+)", part
        )
        if match is None:
            return None
        first, last = names.index(match[1]), names.index(match[2] or match[1])
        spans = spans_of(match[3])
        if not spans or last < first:
            return None
        for day in range(first, last + 1):
            week[day] = ",".join(f"{a:%H:%M}-{b:%H:%M}" for a, b in spans)
    return week


def text_of(week: Sequence[str]) -> str:
    """Return a week as `week_of` reads it."""
    return "；".join(f"{days} {text}" for days, text in week_text(week))
