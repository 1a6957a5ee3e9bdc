"""What the grid does by itself: archive called-back work orders once the time to rate is over."""

from datetime import datetime

from gongzhi.core.workflow.actions import perform_each
from gongzhi.systems.grid import queries


def archive_called_back(at: datetime) -> int:
    """Archive every called-back order with nothing left to wait for, each by itself; return how many."""
    return perform_each("archive", ((one, {}) for one in queries.to_archive(at)), at)


__all__ = ["archive_called_back"]
