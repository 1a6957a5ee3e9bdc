"""The calendar to subscribe to: lines folded and escaped as the standard asks."""

from datetime import datetime

from gongzhi.kernel.terms import CHINA
from gongzhi.systems.petitions.rules.ics import Entry, calendar

AT = datetime(2026, 3, 2, 9, tzinfo=CHINA)


def entry(**changes: object) -> Entry:
    """Return an entry of the morning of 11 March."""
    values: dict[str, object] = {
        "uid": "reception-1@example",
        "starts": datetime(2026, 3, 11, 9, tzinfo=CHINA),
        "ends": datetime(2026, 3, 11, 11, 30, tzinfo=CHINA),
        "title": "接访 区长",
        "place": "一楼",
        "text": "主题",
    } | changes
    return Entry(**values)  # type: ignore[arg-type]


def test_a_day_is_an_event_in_utc() -> None:
    text = calendar("接访", [entry()], AT)

    assert text.startswith("BEGIN:VCALENDAR\r\n")
    assert text.endswith("END:VCALENDAR\r\n")
    assert "DTSTART:20260311T010000Z\r\n" in text
    assert "STATUS:CONFIRMED" in text


def test_a_cancelled_day_says_so() -> None:
    assert "STATUS:CANCELLED" in calendar("接访", [entry(is_cancelled=True)], AT)


def test_commas_semicolons_backslashes_and_line_breaks_are_escaped() -> None:
    text = calendar("接访", [entry(text="一,二;三\\四\n五\r\n六")], AT)

    assert "DESCRIPTION:一\\,二\\;三\\\\四\\n五\\n六" in text


def test_long_lines_are_folded_at_75_octets_without_splitting_a_character() -> None:
    text = calendar("接访", [entry(text="物业和老旧小区改造" * 30)], AT)

    lines = text.split("\r\n")
    assert all(len(line.encode()) <= 75 for line in lines)
    assert "物业和老旧小区改造" * 30 in text.replace("\r\n ", "")
