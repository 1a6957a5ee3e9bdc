"""Makes the same move in many proceedings, each in a transaction of its own: how a chore ends what nobody ended."""

import logging
from collections.abc import Iterable, Mapping
from datetime import datetime

from gongzhi.core.workflow.actions.perform import MoveRequest, perform
from gongzhi.core.workflow.context import FieldValue
from gongzhi.kernel.actor import SYSTEM
from gongzhi.kernel.errors import DomainError

log = logging.getLogger("gongzhi.chores")
Wanted = tuple[int, Mapping[str, FieldValue]]


def perform_each(move: str, wanted: Iterable[Wanted], at: datetime) -> int:
    """Make a move of the platform's own in each proceeding (its id, the move's fields); return how many were made.

    What is refused (somebody came first, a condition does not hold any more) is written to the log and waits for the
    next round; it never keeps the others.
    """
    made = 0
    for proceeding_id, fields in wanted:
        try:
            perform(SYSTEM, MoveRequest(proceeding_id, move, fields), at)
        except DomainError as error:
            log.warning("proceeding %s: %s was not made: %s", proceeding_id, move, error.sentence())
        else:
            made += 1
    return made
