"""Tells what people chose in a move to those who keep it beside the machine's suggestions."""

from gongzhi.core.suggest.actions import record_choice
from gongzhi.core.suggest.models import Kind
from gongzhi.core.workflow.context import MoveContext
from gongzhi.kernel.actor import ActorKind

URGENT, NOT_URGENT = "urgent", "not_urgent"


def note(context: MoveContext) -> None:
    """Keep category, urgency and lead body as a person chose them in this move; what the system does is no choice."""
    if context.actor.kind is ActorKind.SYSTEM:
        return
    for kind, chosen in _chosen(context).items():
        record_choice(
            matter_id=context.matter.id, kind=kind, chosen=chosen, actor=context.actor, at=context.at
        )


def _chosen(context: MoveContext) -> dict[Kind, str]:
    found: dict[Kind, str] = {}
    if category := context.text("category"):
        found[Kind.CATEGORY] = category
    if isinstance(urgent := context.fields.get("urgent"), bool):
        found[Kind.URGENCY] = URGENT if urgent else NOT_URGENT
    if context.move.name == "dispatch" and (lead := context.number("lead")):
        found[Kind.UNIT] = str(lead)
    return found
