"""Reads the moment of a row in the many ways people write it; what is impossible or unclear is refused, never guessed."""

import re
from datetime import UTC, datetime, timedelta, tzinfo

from gongzhi.kernel.errors import DomainError

EARLIEST = 1990
_EXCEL_DAY_ONE = datetime(1899, 12, 30, tzinfo=UTC)
_DATE = r"(?P<y>\d{4})\s*[-/.年]\s*(?P<m>\d{1,2})\s*[-/.月]\s*(?P<d>\d{1,2})\s*日?"
_CLOCK = r"(?P<h>\d{1,2})\s*[:\uff1a时点]\s*(?P<i>\d{1,2})?\s*(?:[:\uff1a分]\s*(?:(?P<s>\d{1,2})(?:[.,]\d+)?\s*秒?)?)?"
_ZONE = r"\s*(?P<z>Z|[+-]\d{2}:?\d{2})?"
_HALF = r"(?P<half>上午|下午|晚上|中午|凌晨|AM|PM|am|pm)?"
_WRITTEN = re.compile(
    rf"{_DATE}(?:[\sT,\uff0c]*(?:星期.|周.)?\s*{_HALF}\s*{_CLOCK}\s*(?P<late>AM|PM|am|pm)?{_ZONE})?"
)
_PACKED = re.compile(
    r"(?P<y>\d{4})(?P<m>\d{2})(?P<d>\d{2})(?:[T ]?(?P<h>\d{2}):?(?P<i>\d{2}):?(?P<s>\d{2})?)?"
)
_AMERICAN = re.compile(
    rf"(?P<a>\d{{1,2}})[-/.](?P<b>\d{{1,2}})[-/.](?P<y>\d{{4}})"
    rf"(?:[\sT]+{_HALF}\s*{_CLOCK}\s*(?P<late>AM|PM|am|pm)?)?"
)
_SERIAL = re.compile(r"\d{5}(?:\.\d+)?")
_STAMP = re.compile(r"\d{10}(?:\d{3})?")


class MomentUnreadable(DomainError):
    """A row's time is impossible, in the future, unclear, or written in a way we do not know."""

    code = "intake.moment_unreadable"
    message = "时间「%(text)s」%(why)s"
    http_status = 422


def read_moment(text: str | datetime, zone: tzinfo, latest: datetime, format: str = "") -> datetime:
    """Return the moment that a cell says, in `zone` when it names none; refuse what lies after `latest`."""
    if isinstance(text, datetime):
        found = text if text.tzinfo else text.replace(tzinfo=zone)
    else:
        found = _read(text.strip(), zone, format)
    if found > latest:
        raise MomentUnreadable(text=_short(text), why="晚于接收的时刻,不可能是真的,请核对。")
    if found.year < EARLIEST:
        raise MomentUnreadable(text=_short(text), why=f"早于 {EARLIEST} 年,请核对。")
    return found


def _short(text: str | datetime) -> str:
    return str(text)[:40]


def _read(text: str, zone: tzinfo, format: str) -> datetime:
    try:
        if format:
            found = datetime.strptime(text, format)  # noqa: DTZ007 - the zone is put on in the next line
            return found if found.tzinfo else found.replace(tzinfo=zone)
        return _any(text, zone)
    except (ValueError, OverflowError) as error:
        if isinstance(error, DomainError):
            raise
        why = "不合 time_format 写的样子。" if format else "不是真有的日期或时刻,请核对。"
        raise MomentUnreadable(text=_short(text), why=why) from error


def _any(text: str, zone: tzinfo) -> datetime:
    for pattern in (_WRITTEN, _PACKED):
        if match := pattern.fullmatch(text):
            return _built(match.groupdict(), zone)
    if match := _AMERICAN.fullmatch(text):
        return _built(_with_order(match.groupdict(), text), zone)
    if _SERIAL.fullmatch(text):
        moment = _EXCEL_DAY_ONE + timedelta(days=float(text))
        return (moment + timedelta(microseconds=500_000)).replace(microsecond=0, tzinfo=zone)
    if _STAMP.fullmatch(text):
        return datetime.fromtimestamp(int(text[:10]), UTC).astimezone(zone)
    raise MomentUnreadable(text=_short(text), why="读不懂,请写成 2026-03-02 09:30 这样。")


def _with_order(parts: dict[str, str | None], text: str) -> dict[str, str | None]:
    """Return day and month of a date that ends with the year; one that could be either is refused."""
    a, b = int(parts.pop("a") or 0), int(parts.pop("b") or 0)
    if a <= 12 and b <= 12 and a != b:
        raise MomentUnreadable(
            text=_short(text),
            why="分不清哪个是月、哪个是日。请在 mapping.toml 里写明,例如 time_format = '%%m/%%d/%%Y'。",
        )
    month, day = (a, b) if a <= 12 else (b, a)
    return parts | {"m": str(month), "d": str(day)}


def _built(parts: dict[str, str | None], zone: tzinfo) -> datetime:
    hour, minute, second = (int(parts.get(one) or 0) for one in "his")
    half = (parts.get("half") or parts.get("late") or "").lower()
    if half in ("下午", "晚上", "pm", "中午") and hour < (11 if half == "中午" else 12):
        hour += 12
    if half in ("上午", "凌晨", "am") and hour == 12:
        hour = 0
    found = datetime(
        int(parts["y"] or 0), int(parts["m"] or 0), int(parts["d"] or 0), hour, minute, second, tzinfo=zone
    )
    return found if not parts.get("z") else _in_zone(found, str(parts["z"]))


def _in_zone(found: datetime, name: str) -> datetime:
    offset = timedelta()
    if name != "Z":
        digits = name[1:].replace(":", "")
        offset = timedelta(hours=int(digits[:2]), minutes=int(digits[2:])) * (-1 if name[0] == "-" else 1)
    return found.replace(tzinfo=UTC) - offset
