"""What the grid does by itself: archive called-back work orders once the time to rate is over."""

from datetime import datetime

from gongzhi.core.workflow.actions import MoveRequest, perform
from gongzhi.kernel.actor import SYSTEM
from gongzhi.kernel.errors import DomainError
from gongzhi.systems.grid import queries


def archive_called_back(at: datetime) -> int:
    """Archive every called-back order with nothing left to wait for, each by itself; return how many."""
    archived = 0
    for proceeding_id in queries.to_archive(at):
        try:
            perform(SYSTEM, MoveRequest(proceeding_id, "archive"), at)
            archived += 1
        except DomainError:
            continue
    return archived


__all__ = ["archive_called_back"]
