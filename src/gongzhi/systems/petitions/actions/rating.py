"""Ends the time to rate of petitions whose petitioner said nothing until its last day was over."""

from datetime import datetime

from gongzhi.core.workflow.actions import perform_each
from gongzhi.systems.petitions.queries import calls


def end_unrated(at: datetime) -> int:
    """End every time to rate whose last day has passed, each by itself; return how many ended."""
    return perform_each("end_rating", ((one, {}) for one in calls.unrated(at)), at)


__all__ = ["end_unrated"]
