"""Clocks made by hand, and one term that they all count."""

from datetime import datetime

from gongzhi.core.clocks.models import Clock
from gongzhi.kernel.lengths import CHINA
from gongzhi.kernel.terms import LengthUnit, Party, Term

TERM = Term("handle", "办理", "Handle", Party.LEAD, 5, LengthUnit.WORKING_DAYS, "测试规定第二条")


def at(text: str) -> datetime:
    """Return a moment in China, e.g. at("2026-03-02 09:00")."""
    return datetime.fromisoformat(text).replace(tzinfo=CHINA)


def term_of(clock: Clock) -> Term:
    """Return the one term of these tests."""
    return TERM


def clock(
    matter_id: int = 1, *, due: str = "2026-03-10 00:00", started: str = "2026-03-02 09:00", **columns: object
) -> Clock:
    """Write a running clock."""
    values: dict[str, object] = {
        "matter_id": matter_id,
        "proceeding_id": matter_id,
        "procedure": "errand",
        "version": "2021-01",
        "term": "handle",
        "party": "lead",
        "unit_id": 7,
        "started_at": at(started),
        "due_at": at(due),
        "due_on": at(due).date(),
    }
    return Clock.objects.create(**(values | columns))
