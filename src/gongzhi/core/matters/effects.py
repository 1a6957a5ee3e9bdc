"""What moves of any system do to a matter and its tasks, by name; each runs inside the move's transaction."""

from gongzhi.core.matters.actions import merging, owners, ratings, tasks
from gongzhi.core.matters.guards import matter_of
from gongzhi.core.matters.models import TaskRole, TaskState
from gongzhi.core.orgs import queries as orgs
from gongzhi.core.workflow.context import MoveContext
from gongzhi.core.workflow.manifest import Effect, register_effects
from gongzhi.kernel.errors import InvalidInput


def set_category(context: MoveContext) -> None:
    """Take over category, urgency and whether the public may read the matter."""
    matter = matter_of(context)
    if category := context.text("category"):
        if orgs.category(category) is None:
            raise InvalidInput(field="category", why=f"没有「{category}」这个类别,请从类别表里选择。")
        context.facts["category_before"] = matter.category
        matter.category = category
    if isinstance(context.fields.get("urgent"), bool):
        matter.is_urgent = bool(context.fields["urgent"])
    if isinstance(context.fields.get("is_public"), bool):
        matter.is_public = bool(context.fields["is_public"]) and not matter.is_sealed


def set_owner(context: MoveContext) -> None:
    """Give the matter to another owner; its place in all lists moves along."""
    unit = context.number("owner") or context.number("unit")
    if unit is not None:
        context.facts["owner_before"] = matter_of(context).owner_id
        owners.set_owner(matter_of(context), unit)


def dispatch(context: MoveContext) -> None:
    """Give the lead to one unit and help to others."""
    lead = context.number("lead")
    if lead is None:
        raise InvalidInput(field="lead", why="请选择主办单位。")
    helpers = context.numbers("helpers")
    task = tasks.give(context, matter_of(context), lead, helpers, context.text("ask"))
    context.facts.update(lead=lead, lead_name=orgs.unit_name(lead), task=task.id)
    context.facts["helper_names"] = [orgs.unit_name(unit) for unit in helpers]


def sign_task(context: MoveContext) -> None:
    """Sign for the lead task in the name of the post that acts."""
    task = tasks.mine(context.proceeding.id, context.actor.unit_id)
    tasks.sign(task, context.actor.account_id, context.at)
    context.facts["task"] = task.id


def return_task(context: MoveContext) -> None:
    """Give the lead task back with the reason; the residents' clock runs on."""
    task = tasks.mine(context.proceeding.id, context.actor.unit_id, TaskRole.LEAD)
    tasks.end(task, TaskState.RETURNED, context.at, reason=context.reason or context.text("reason"))
    matter = matter_of(context)
    matter.returned += 1
    matter.lead_id = None
    context.facts.update(task=task.id, returned=matter.returned)


def to_arbiter(context: MoveContext) -> None:
    """Note that the second return goes to the arbiter, who decides for good."""
    context.facts["to_arbiter"] = True


def answer_task(context: MoveContext) -> None:
    """Keep the lead's answer and end its task as answered."""
    text = context.text("answer")
    task = tasks.mine(context.proceeding.id, context.actor.unit_id)
    tasks.end(task, TaskState.ANSWERED, context.at, answer=text, by=context.actor.name)
    if task.role == TaskRole.LEAD:
        matter_of(context).answer = text
    context.facts["task"] = task.id


def publish_answer(context: MoveContext) -> None:
    """Make the answer readable for the resident from now on."""
    matter = matter_of(context)
    if text := context.text("answer"):
        matter.answer = text
    matter.answered_at = context.at


def send_back(context: MoveContext) -> None:
    """Give the lead task again to the unit that answered."""
    _again(context)
    matter_of(context).answered_at = None


def redo(context: MoveContext) -> None:
    """Have the same unit handle the matter once more because it was not solved."""
    _again(context)


def _again(context: MoveContext) -> None:
    last = tasks.last_lead(context.proceeding.id)
    if last is None:
        return
    ask = context.text("ask") or context.reason or context.text("words") or last.ask
    task = tasks.give(context, matter_of(context), last.unit_id, [], ask)
    context.facts.update(task=task.id, lead=last.unit_id)


def record_contact(context: MoveContext) -> None:
    """Nothing beyond the ledger entry: how and when the resident was spoken to is in the move's fields."""
    context.facts["contacted"] = True


def record_call_back(context: MoveContext) -> None:
    """Keep the three measures of a call-back; the handler does not see them before the matter is archived."""
    ratings.keep(context, by_resident=False, reached=context.fields.get("reached") is not False)


def record_rating(context: MoveContext) -> None:
    """Keep the resident's own rating."""
    ratings.keep(context, by_resident=True, reached=True)


def close(context: MoveContext) -> None:
    """End what is still open among the tasks; the matter's own columns follow the proceeding."""
    tasks.end_all(context.proceeding.id, context.at, "事项已办结")


def reopen(context: MoveContext) -> None:
    """Count the reopening and give the work back to whoever led it."""
    matter = matter_of(context)
    matter.reopened += 1
    if "intake" not in str(context.procedure.state(context.after.state).stage):
        _again(context)


def merge(context: MoveContext) -> None:
    """Join this matter to the one named; both histories stay whole."""
    merging.merge_into(context, context.text("into"))


def hand_over(context: MoveContext) -> None:
    """Begin the next proceeding over the same file; the port does it once this one's course is written."""
    context.facts["hand_over"] = context.move.hand_over


def extend(context: MoveContext) -> None:
    """Keep the length that was granted in the ledger; the clock itself is extended by the engine."""
    context.facts["extended"] = context.number("length")


def note(context: MoveContext) -> None:
    """Nothing beyond the ledger entry."""
    context.facts["note"] = True


EFFECTS: dict[str, Effect] = {
    "set_category": set_category,
    "set_owner": set_owner,
    "dispatch": dispatch,
    "sign_task": sign_task,
    "return_task": return_task,
    "to_arbiter": to_arbiter,
    "answer_task": answer_task,
    "publish_answer": publish_answer,
    "send_back": send_back,
    "record_contact": record_contact,
    "record_call_back": record_call_back,
    "record_rating": record_rating,
    "redo": redo,
    "close": close,
    "reopen": reopen,
    "merge": merge,
    "hand_over": hand_over,
    "extend": extend,
    "note": note,
}


def register() -> None:
    """Make the effects known to the workflow."""
    register_effects(EFFECTS)
