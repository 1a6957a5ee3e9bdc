"""Keeps what a call-back found or a resident said about how his matter was handled."""

from gongzhi.core.matters.models import Rating
from gongzhi.core.workflow.context import MoveContext

SOLVED = {"yes": True, "no": False}


def keep(context: MoveContext, *, by_resident: bool, reached: bool) -> Rating:
    """Keep the three measures from the fields of a move; a field that the form lacks stays unknown."""
    satisfied = context.number("satisfied")
    if satisfied is None and context.text("satisfied").isdigit():
        satisfied = int(context.text("satisfied"))
    return Rating.objects.create(
        matter_id=context.matter.id,
        proceeding_id=context.proceeding.id,
        by_resident=by_resident,
        reached=reached,
        solved=SOLVED.get(context.text("solved")),
        satisfied=satisfied,
        words=context.text("words"),
        at=context.at,
    )
