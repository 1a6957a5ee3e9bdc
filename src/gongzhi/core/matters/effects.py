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
            raise InvalidInput(
                field="category", why="没有「%(category)s」这个类别，请从类别表里选择。", category=category
            )
        context.facts["category_before"] = matter.category
        matter.category = category
    if isinstance(context.fields.get("urgent"), bool):
        matter.is_urgent = bool(context.fields["urgent"])
    if isinstance(context.fields.get("is_public"), bool):
        shown = bool(context.fields["is_public"]) and matter.wants_public
        matter.is_public = shown and not matter.is_sealed


def set_owner(context: MoveContext) -> None:
    """Give the matter to another owner; its place in all lists moves along."""
    unit = context.number("owner") or context.number("unit")
    if unit is None:
        return
    if orgs.unit(unit).kind != "centre":
        raise InvalidInput(field="owner", why="只能转给社会治理中心；要交给部门办理请用派单。")
    if unit == matter_of(context).owner_id:
        raise InvalidInput(field="owner", why="这件事本来就在这个中心，请另选一个。")
    context.facts.update(
        owner_before=matter_of(context).owner_id, owner=unit, owner_name=orgs.unit_name(unit)
    )
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


def add_helpers(context: MoveContext) -> None:
    """Ask more units to help; one that already does is left alone."""
    helpers = context.numbers("helpers")
    matter = matter_of(context)
    tasks.refuse_complained(matter, helpers, "helpers")
    lead = tasks.lead_task(context.proceeding.id)
    for unit in sorted(set(helpers) - ({lead.unit_id} if lead else set())):
        tasks.give_help(
            context.procedure,
            matter,
            context.proceeding.id,
            unit,
            context.text("ask"),
            context.at,
            context.after.flags,
        )
    context.facts["helper_names"] = [orgs.unit_name(unit) for unit in helpers]


def excuse_helper(context: MoveContext) -> None:
    """Release a helper from its task, with the reason kept."""
    unit = context.number("unit")
    task = tasks.mine(context.proceeding.id, unit, TaskRole.HELPER)
    tasks.end(task, TaskState.EXCUSED, context.at, reason=context.reason)
    context.facts.update(task=task.id, unit_name=orgs.unit_name(unit))


def mark_urgent(context: MoveContext) -> None:
    """Mark the matter as urgent in all lists; the flag on the proceeding is the move's own."""
    matter_of(context).is_urgent = True


def sign_task(context: MoveContext) -> None:
    """Sign for the lead task in the name of the post that acts."""
    task = tasks.mine(context.proceeding.id, context.actor.unit_id, TaskRole.LEAD)
    tasks.sign(task, context.actor.account_id, context.at)
    context.facts["task"] = task.id


def return_task(context: MoveContext) -> None:
    """Give the lead task back with the reason; the residents' clock runs on."""
    task = tasks.mine(context.proceeding.id, context.actor.unit_id, TaskRole.LEAD)
    tasks.end(task, TaskState.RETURNED, context.at, reason=context.reason or context.text("reason"))
    matter = matter_of(context)
    matter.returned += 1
    matter.lead_id = None
    context.facts.update(task=task.id, returned=matter.returned, lead=None)


def to_arbiter(context: MoveContext) -> None:
    """Note that the second return goes to the arbiter, who decides for good."""
    context.facts["to_arbiter"] = True


def answer_task(context: MoveContext) -> None:
    """Keep a unit's answer and end its task as answered; the lead's becomes the matter's, to be checked."""
    text = context.text("answer")
    role = TaskRole.LEAD if context.relation == "lead_task" else TaskRole.HELPER
    task = tasks.mine(context.proceeding.id, context.actor.unit_id, role)
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
    """Count the reopening; where work goes on with a unit, it is the one that led last."""
    matter = matter_of(context)
    matter.reopened += 1
    matter.answered_at = None
    context.facts["reopened"] = matter.reopened
    if context.procedure.state(context.after.state).stage != "intake":
        _again(context)


def merge(context: MoveContext) -> None:
    """Join this matter to the one named; both histories stay whole."""
    merging.merge_into(context, context.text("into"))


def unmerge(context: MoveContext) -> None:
    """Take this matter out of the one it was joined to; it is handled by itself again."""
    merging.part_from(context)


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
    "unmerge": unmerge,
    "add_helpers": add_helpers,
    "excuse_helper": excuse_helper,
    "mark_urgent": mark_urgent,
    "hand_over": hand_over,
    "extend": extend,
    "note": note,
}


def register() -> None:
    """Make the effects known to the workflow."""
    register_effects(EFFECTS)
