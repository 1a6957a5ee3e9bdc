"""What a call-back found, and who handles next what was not solved twice; each joined to its move."""

from gongzhi.core.matters.actions import owners, tasks
from gongzhi.core.matters.models import Matter
from gongzhi.core.orgs import queries as orgs
from gongzhi.core.workflow.context import MoveContext
from gongzhi.systems.petitions.models import CallBack, CallEnd, CallGround, CallTask
from gongzhi.systems.petitions.queries import calls
from gongzhi.systems.petitions.rules.lines import next_higher

SOLVED = {"yes": True, "no": False}


def keep_call(context: MoveContext, matter: Matter) -> None:
    """Keep what a call found; end the call, or leave it open for another attempt when nobody was reached."""
    reached = context.fields.get("reached") is not False
    task = calls.open_task(context.proceeding.id) or CallTask.objects.create(
        matter_id=matter.id,
        proceeding_id=context.proceeding.id,
        unit_id=context.actor.unit_id or 0,
        ground=CallGround.DIRECT,
        made_at=context.at,
    )
    last = tasks.last_lead(context.proceeding.id)
    found = CallBack.objects.create(
        matter_id=matter.id,
        proceeding_id=context.proceeding.id,
        task_id=task.pk,
        lead_id=last.unit_id if last else matter.lead_id,
        reached=reached,
        solved=SOLVED.get(context.text("solved")) if reached else None,
        satisfied=context.number("satisfied") if reached else None,
        finding=context.text("finding"),
        words=context.text("words"),
        by_account=context.actor.account_id,
        by_unit_id=context.actor.unit_id or 0,
        at=context.at,
    )
    task.attempts += 1
    task.tried_at = context.at
    if reached or task.attempts >= calls.attempts_most():
        task.done_at, task.ending = context.at, CallEnd.DONE if reached else CallEnd.UNREACHED
    task.save()
    context.facts.update(call=found.pk, attempts=task.attempts)


def one_level_up(context: MoveContext, matter: Matter) -> None:
    """Give the lead to the next higher body of the one that led last; where there is none here, to the same one again."""
    matter.reopened += 1
    matter.answered_at = None
    last = tasks.last_lead(context.proceeding.id)
    path = orgs.unit_path(last.unit_id) if last else tuple(matter.owner_path)
    lead = next_higher(path, matter.complained_units) or path[-1]
    task = tasks.give(context, matter, lead, [], context.reason)
    context.facts.update(lead=lead, lead_name=orgs.unit_name(lead), task=task.id, reopened=matter.reopened)
    centre = next((one for one in reversed(orgs.unit_path(lead)) if orgs.unit(one).kind == "centre"), None)
    if centre is not None and centre != matter.owner_id and centre not in matter.complained_units:
        context.facts.update(owner_before=matter.owner_id, owner=centre, owner_name=orgs.unit_name(centre))
        owners.set_owner(matter, centre)
