"""Reads what forms send: days, times, moments, whole numbers; what cannot be read is named by its field."""

from collections.abc import Mapping
from datetime import date, datetime, time

from gongzhi.kernel.errors import InvalidInput
from gongzhi.kernel.terms import CHINA

Given = Mapping[str, str]


def day(given: Given, name: str) -> date:
    """Return a day; raise InvalidInput for what is none."""
    try:
        return date.fromisoformat(given.get(name, "").strip())
    except ValueError as error:
        raise InvalidInput(field=name, why="请写成 2026-03-02 这样的日期。") from error


def day_or_none(given: Given, name: str) -> date | None:
    """Return a day, None for an empty field."""
    return day(given, name) if given.get(name, "").strip() else None


def clock_time(given: Given, name: str) -> time:
    """Return a time of day; raise InvalidInput for what is none."""
    try:
        return time.fromisoformat(given.get(name, "").strip())
    except ValueError as error:
        raise InvalidInput(field=name, why="请写成 09:00 这样的时间。") from error


def moment(given: Given, name: str) -> datetime:
    """Return a moment in the city's time; raise InvalidInput for what is none."""
    try:
        found = datetime.fromisoformat(given.get(name, "").strip())
    except ValueError as error:
        raise InvalidInput(field=name, why="请写成 2026-03-02 09:00 这样的时间。") from error
    return found if found.tzinfo else found.replace(tzinfo=CHINA)


def whole(given: Given, name: str) -> int:
    """Return a whole number; raise InvalidInput for what is none."""
    text = given.get(name, "").strip()
    if not (text.isascii() and text.isdigit() and len(text) <= 18):
        raise InvalidInput(field=name, why="请填整数。")
    return int(text)


def whole_or_none(given: Given, name: str) -> int | None:
    """Return a whole number, None for an empty field."""
    return whole(given, name) if given.get(name, "").strip() else None


def month(text: str, default: date) -> date:
    """Return the first day of a month written as 2026-03, of the default day's month for what is none."""
    try:
        return date.fromisoformat(f"{text.strip()[:7]}-01")
    except ValueError:
        return default.replace(day=1)


def after(first: date, months: int = 1) -> date:
    """Return the first day of the month that lies some months later."""
    place = first.month - 1 + months
    return date(first.year + place // 12, place % 12 + 1, 1)
