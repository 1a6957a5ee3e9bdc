"""Competence, assignments, recusal and opinions of a petition, each joined to the move that brings it about."""

from datetime import date

from gongzhi.core.matters.actions import tasks
from gongzhi.core.matters.models import Matter, TaskState
from gongzhi.core.orgs import queries as orgs
from gongzhi.core.workflow.context import MoveContext
from gongzhi.kernel.terms import CHINA
from gongzhi.systems.petitions import queries
from gongzhi.systems.petitions.models import (
    Assignment,
    CompetenceCase,
    CompetenceWay,
    Opinion,
    PerformanceDuty,
    Recusal,
)


def keep_assignment(context: MoveContext, matter: Matter) -> None:
    """Keep the day on which the result of an assignment is to be reported."""
    lead = context.number("lead")
    assert lead is not None
    Assignment.objects.create(
        matter_id=matter.id,
        proceeding_id=context.proceeding.id,
        by_unit_id=context.actor.unit_id,
        to_unit_id=lead,
        due_on=date.fromisoformat(context.text("report_on")),
    )


def end_assignment(context: MoveContext) -> None:
    """Keep the report on an assignment."""
    Assignment.objects.filter(proceeding_id=context.proceeding.id, reported_at__isnull=True).update(
        report=context.text("report"), reported_at=context.at
    )


def raise_competence(context: MoveContext, matter: Matter) -> None:
    """Open a case over whose duty the matter is; the task stays with the body meanwhile."""
    assert matter.lead_id is not None
    case = CompetenceCase.objects.create(
        matter_id=matter.id,
        proceeding_id=context.proceeding.id,
        unit_id=matter.lead_id,
        ground=context.text("ground"),
        advice_unit_id=context.number("advice"),
        reason=context.reason,
        raised_at=context.at,
    )
    context.facts["case"] = case.pk


def take_back(context: MoveContext, matter: Matter) -> None:
    """End the lead task as returned with the sender's consent."""
    task = tasks.lead_task(context.proceeding.id)
    if task is not None:
        tasks.end(task, TaskState.RETURNED, context.at, reason=context.reason)
    matter.returned += 1
    matter.lead_id = None
    context.facts.update(returned=matter.returned, lead=None)


_WAYS = {"agree_return": CompetenceWay.RETURNED, "refuse_return": CompetenceWay.REFUSED}


def end_competence(context: MoveContext) -> None:
    """Settle the open case: returned, refused, agreed, decided by the common superior or by the conference."""
    case = queries.open_case(context.proceeding.id)
    if case is None:
        return
    case.decided_at, case.decision = context.at, context.reason
    case.way = str(_WAYS.get(context.move.name, context.text("way")))
    case.lead_id = context.number("lead") or (case.unit_id if case.way == CompetenceWay.REFUSED else None)
    case.save()
    context.facts.update(case=case.pk, way=case.way)


def lead_here(context: MoveContext, matter: Matter) -> None:
    """Give the lead to the body that accepts the petition itself."""
    unit = context.actor.unit_id
    assert unit is not None
    task = tasks.give(context, matter, unit, [], "")
    tasks.sign(task, context.actor.account_id, context.at)
    context.facts.update(lead=unit, lead_name=orgs.unit_name(unit), task=task.id)


def recuse_self(context: MoveContext, matter: Matter) -> None:
    """Keep that somebody steps aside; the matter stays with the body."""
    assert context.actor.account_id is not None
    keep_recusal(matter.id, context.actor.account_id, context.actor.name, context)


def keep_recusal(matter_id: int, account_id: int, name: str, context: MoveContext) -> None:
    """Write one recusal; a second one of the same person changes nothing."""
    Recusal.objects.get_or_create(
        matter_id=matter_id,
        account_id=account_id,
        defaults={"name": name, "reason": context.reason, "by_name": context.actor.name, "at": context.at},
    )
    context.facts["recused"] = name


def keep_opinion(context: MoveContext, matter: Matter) -> None:
    """Keep the draft of an opinion or decision; a new draft takes the place of the one sent back."""
    assert matter.lead_id is not None
    by = context.text("perform_by")
    Opinion.objects.update_or_create(
        proceeding_id=context.proceeding.id,
        signed_at=None,
        defaults={
            "matter_id": matter.id,
            "procedure": context.procedure.name,
            "unit_id": matter.lead_id,
            "outcome": context.text("outcome") or context.text("result"),
            "request": context.text("request"),
            "facts": context.text("facts"),
            "grounds": context.text("grounds"),
            "basis": context.text("basis"),
            "text": context.text("answer"),
            "perform_by": date.fromisoformat(by) if by else None,
            "drafted_by": context.actor.account_id,
            "drafted_at": context.at,
        },
    )


def serve_opinion(context: MoveContext, matter: Matter) -> Opinion:
    """Sign the draft and make it the matter's answer; the lead's task ends as answered unless it still has to perform."""
    made = queries.draft(context.proceeding.id)
    assert made is not None
    made.signed_by, made.signed_name, made.signed_at = (
        context.actor.account_id,
        context.actor.name,
        context.at,
    )
    made.save()
    matter.answer, matter.answered_at = made.text, context.at
    task = tasks.lead_task(context.proceeding.id)
    if task is not None and context.procedure.state(context.after.state).is_closed:
        tasks.end(task, TaskState.ANSWERED, context.at, answer=made.text, by=context.actor.name)
    context.facts.update(opinion=made.pk, outcome=made.outcome)
    choices = {
        one.value: one.title
        for move in context.procedure.moves
        for spec in move.fields
        for one in spec.choices
    }
    context.paper.update(
        outcome=choices.get(made.outcome, made.outcome),
        request=made.request,
        facts=made.facts,
        grounds=made.grounds,
        basis=made.basis,
        decision=made.text,
        perform_by=made.perform_by.isoformat() if made.perform_by else "",
        signed_name=context.actor.name,
    )
    return made


def open_performance(context: MoveContext, matter: Matter) -> None:
    """Open the duty to perform what was supported."""
    made = queries.last_opinion(matter.id)
    assert made is not None
    assert made.perform_by is not None
    PerformanceDuty.objects.create(
        matter_id=matter.id,
        proceeding_id=context.proceeding.id,
        unit_id=made.unit_id,
        what=made.text,
        due_on=made.perform_by,
    )


def note_performance(context: MoveContext) -> None:
    """Keep what a body says that it did."""
    duty = queries.open_duty(context.proceeding.id)
    if duty is not None:
        duty.report, duty.reported_at = context.text("done"), context.at
        duty.save()


def dispute_performance(context: MoveContext, matter: Matter) -> None:
    """Open the duty again because the petitioner says that it was not performed."""
    duty = queries.last_duty(context.proceeding.id)
    if duty is None:
        return
    if duty.done_at is None:
        duty.disputed_at = context.at
        duty.save()
    else:
        PerformanceDuty.objects.create(
            matter_id=matter.id,
            proceeding_id=context.proceeding.id,
            unit_id=duty.unit_id,
            what=duty.what,
            due_on=context.at.astimezone(CHINA).date(),
            disputed_at=context.at,
        )
    if tasks.lead_task(context.proceeding.id) is None:
        task = tasks.give(context, matter, duty.unit_id, [], context.text("words"))
        context.facts.update(lead=duty.unit_id, lead_name=orgs.unit_name(duty.unit_id), task=task.id)


def end_performance(context: MoveContext) -> None:
    """Keep that somebody from outside the body saw it done; its task ends as answered."""
    duty = queries.open_duty(context.proceeding.id)
    if duty is not None:
        duty.done_at, duty.checked = context.at, context.text("checked")
        duty.save()
    task = tasks.lead_task(context.proceeding.id)
    if task is not None:
        tasks.end(
            task, TaskState.ANSWERED, context.at, answer=duty.report if duty else "", by=context.actor.name
        )
