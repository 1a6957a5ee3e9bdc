"""Writes reception days as a calendar (RFC 5545), so that anybody can subscribe to them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime


@dataclass(frozen=True, slots=True)
class Entry:
    """One day in a calendar."""

    uid: str
    starts: datetime
    ends: datetime
    title: str
    place: str
    text: str
    is_cancelled: bool = False


def calendar(name: str, entries: Iterable[Entry], at: datetime) -> str:
    """Return the calendar as text, lines ended and folded as the standard asks."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//gongzhi//reception//ZH",
        f"X-WR-CALNAME:{_escaped(name)}",
    ]
    for one in entries:
        lines += _event(one, at)
    return "".join(f"{_folded(line)}\r\n" for line in [*lines, "END:VCALENDAR"])


def _event(one: Entry, at: datetime) -> list[str]:
    return [
        "BEGIN:VEVENT",
        f"UID:{one.uid}",
        f"DTSTAMP:{_moment(at)}",
        f"DTSTART:{_moment(one.starts)}",
        f"DTEND:{_moment(one.ends)}",
        f"SUMMARY:{_escaped(one.title)}",
        f"LOCATION:{_escaped(one.place)}",
        f"DESCRIPTION:{_escaped(one.text)}",
        f"STATUS:{'CANCELLED' if one.is_cancelled else 'CONFIRMED'}",
        "END:VEVENT",
    ]


def _moment(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _escaped(text: str) -> str:
    plain = text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    return plain.replace("\r\n", "\\n").replace("\n", "\\n").replace("\r", "")


def _folded(line: str) -> str:
    """Return a line in pieces of at most 75 octets, none of which splits a character."""
    pieces: list[str] = []
    piece = ""
    for letter in line:
        if len((piece + letter).encode()) > (75 if not pieces else 74):
            pieces.append(piece)
            piece = ""
        piece += letter
    return "\r\n ".join([*pieces, piece])
