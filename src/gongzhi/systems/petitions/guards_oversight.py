"""Conditions of supervision and of what follows a call-back; each returns why the move cannot be made now, or None."""

from typing import cast

from gongzhi.core.workflow.context import MoveContext
from gongzhi.core.workflow.manifest import Guard
from gongzhi.systems.petitions.queries import calls, oversight
from gongzhi.systems.petitions.rules.ladder import is_skipping


def ladder_step(context: MoveContext) -> str | None:
    """Refuse to leave out a step of the ladder without a reason (art. 39, 40)."""
    step = context.text("level") or "supervise"
    if is_skipping(step, oversight.steps_taken(context.matter.id)) and not context.reason:
        return "前面的级别还没有用过，直接用这一级要写明理由。"
    return None


def is_main(context: MoveContext) -> str | None:
    """Refuse to handle anew what a review or re-review is looking at."""
    if not context.proceeding.is_main:
        return "这件事正在复查或者复核，等它的意见；回访的结果已经记下。"
    return None


def unsolved_once(context: MoveContext) -> str | None:
    """Refuse to reopen unless the last call-back found the matter not solved, for the first time."""
    times = calls.unsolved_in(context.proceeding.id)
    if not calls.is_last_unsolved(context.proceeding.id):
        return "最近一次回访没有说没有解决，不用重新办理。"
    return "已经是第二次回访没有解决，请提级办理。" if times > 1 else None


def unsolved_twice(context: MoveContext) -> str | None:
    """Refuse to raise a level before the second call-back that found the matter not solved."""
    if not calls.is_last_unsolved(context.proceeding.id):
        return "最近一次回访没有说没有解决，不用提级。"
    return (
        None if calls.unsolved_in(context.proceeding.id) > 1 else "第一次回访没有解决的，由原单位重新办理。"
    )


GUARDS: dict[str, Guard] = {
    guard.__name__: cast(Guard, guard) for guard in (is_main, ladder_step, unsolved_once, unsolved_twice)
}
