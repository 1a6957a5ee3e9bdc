"""Conditions that moves of any system may name; each returns why the move cannot be made now, or None."""

from typing import cast

from gongzhi.core.clocks import queries as clocks
from gongzhi.core.matters.models import Matter, TaskRole
from gongzhi.core.matters.models.task import OPEN_STATES
from gongzhi.core.matters.queries import work
from gongzhi.core.workflow.context import MoveContext
from gongzhi.core.workflow.manifest import Guard, register_guards
from gongzhi.kernel.errors import said
from gongzhi.kernel.terms import compute_due, limit_for

REOPEN_TERM = "reopen"


def matter_of(context: MoveContext) -> Matter:
    """Return the context's matter as what it is."""
    return cast(Matter, context.matter)


def category_known(context: MoveContext) -> str | None:
    """Refuse while neither the matter nor the form has a category."""
    if matter_of(context).category or context.text("category"):
        return None
    return "请先选好事项类别。"


def helpers_done(context: MoveContext) -> str | None:
    """Refuse while a helper has not answered; the lead may excuse one with a reason."""
    waiting = work.helpers_waiting(context.proceeding.id)
    if not waiting:
        return None
    return said("协办单位「%(units)s」还没有答复。请等待，或写明理由免去它的协办。", units="、".join(waiting))


def children_closed(context: MoveContext) -> str | None:
    """Refuse while a matter split off from this one is open and not excused."""
    waiting = work.children_open(context.matter.id)
    if not waiting:
        return None
    return said(
        "拆出的事项「%(numbers)s」还没有办结。请等待，或写明理由不再等它。", numbers="、".join(waiting)
    )


def answer_written(context: MoveContext) -> str | None:
    """Refuse while there is no answer to publish."""
    if context.text("answer") or matter_of(context).answer:
        return None
    return "请先写好答复。"


def not_complained_unit(context: MoveContext) -> str | None:
    """Refuse to give the task to a unit that the matter complains about."""
    named = {context.number("lead"), *context.numbers("helpers")}
    if named & set(matter_of(context).complained_units):
        return "被反映的单位不能承办这件事，请另选单位。"
    return None


def first_return(context: MoveContext) -> str | None:
    """Refuse a second return by the ordinary way."""
    return "这件事已经退回过一次，再退回要交由裁定人决定。" if matter_of(context).returned >= 1 else None


def second_return(context: MoveContext) -> str | None:
    """Refuse to go to the arbiter before the first return."""
    return None if matter_of(context).returned >= 1 else "第一次退回交分派人处理，不用裁定。"


def within_reopen(context: MoveContext) -> str | None:
    """Refuse reopening after the procedure's own term for it; a new matter is always possible."""
    closed = matter_of(context).closed_at
    term = next((one for one in context.procedure.terms if one.name == REOPEN_TERM), None)
    if closed is None or term is None:
        return None
    limit = limit_for(term, clocks.limits(), context.before.flags)
    calendar = clocks.calendar().with_provisional()
    _day, due_at = compute_due(term, closed, calendar, context.before.flags, limit)
    if context.at < due_at:
        return None
    return "已超过可以重新打开的期限。请把新的情况作为一件新事提交，系统会与这件关联。"


def is_helper(context: MoveContext) -> str | None:
    """Refuse whoever has no open task as a helper."""
    own = work.units_of(context.actor.unit_id)
    for unit, role, state, where in work.given(context.matter.id):
        if (
            unit in own
            and role == TaskRole.HELPER
            and state in OPEN_STATES
            and where == context.proceeding.id
        ):
            return None
    return "您的单位在这件事里没有待办的协办任务。"


def outside_handler(context: MoveContext) -> str | None:
    """Refuse a check or call-back by a unit that handled the matter."""
    handled = work.has_handled(context.matter.id, context.actor.unit_id)
    return "核查和回访要由承办单位以外的人来做。" if handled else None


GUARDS: dict[str, Guard] = {
    "category_known": category_known,
    "helpers_done": helpers_done,
    "children_closed": children_closed,
    "is_helper": is_helper,
    "answer_written": answer_written,
    "not_complained_unit": not_complained_unit,
    "first_return": first_return,
    "second_return": second_return,
    "within_reopen": within_reopen,
    "outside_handler": outside_handler,
}


def register() -> None:
    """Make the guards known to the workflow."""
    register_guards(GUARDS)
