"""Ends the time to rate of petitions whose petitioner said nothing until its last day was over."""

from datetime import datetime

from gongzhi.core.workflow.actions import MoveRequest, perform
from gongzhi.kernel.actor import SYSTEM
from gongzhi.kernel.errors import DomainError
from gongzhi.systems.petitions.queries import calls


def end_unrated(at: datetime) -> int:
    """End every time to rate whose last day has passed, each by itself; return how many ended."""
    ended = 0
    for proceeding_id in calls.unrated(at):
        try:
            perform(SYSTEM, MoveRequest(proceeding_id, "end_rating"), at)
            ended += 1
        except DomainError:
            continue
    return ended


__all__ = ["end_unrated"]
