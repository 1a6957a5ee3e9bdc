"""What supervision and call-backs do, by name; each runs inside the move's transaction."""

from gongzhi.core.matters.guards import matter_of
from gongzhi.core.workflow.context import MoveContext
from gongzhi.core.workflow.manifest import Effect
from gongzhi.systems.petitions.actions import calling, ordering


def issue_order(context: MoveContext) -> None:
    """Issue a numbered order at a step of the ladder."""
    ordering.issue_order(context, matter_of(context))


def answer_orders(context: MoveContext) -> None:
    """Keep the written answer to the orders that the unit has not answered."""
    ordering.answer_orders(context, matter_of(context))


def keep_call(context: MoveContext) -> None:
    """Keep what a call-back found beside its rating, and end the call."""
    calling.keep_call(context, matter_of(context))


def one_level_up(context: MoveContext) -> None:
    """Have the next higher body handle what was not solved twice."""
    calling.one_level_up(context, matter_of(context))


EFFECTS: dict[str, Effect] = {
    effect.__name__: effect for effect in (answer_orders, issue_order, keep_call, one_level_up)
}
