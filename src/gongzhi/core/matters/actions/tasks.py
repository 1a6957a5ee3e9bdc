"""Gives work to units and takes it back: one lead, any number of helpers, each helper with a clock of its own."""

from collections.abc import Iterable
from datetime import datetime

from gongzhi.core.clocks.actions import keep
from gongzhi.core.clocks.models import Clock, ClockState
from gongzhi.core.matters.models import Matter, Task, TaskRole, TaskState
from gongzhi.core.matters.models.task import OPEN_STATES
from gongzhi.core.workflow.context import MoveContext
from gongzhi.kernel.errors import InvalidInput, NotFound
from gongzhi.kernel.procedure import Procedure
from gongzhi.kernel.terms import TermEventKind

HELPER_TERM = "help"


def lead_task(proceeding_id: int) -> Task | None:
    """Return the open lead task of a proceeding, None when nobody leads now."""
    return Task.objects.filter(
        proceeding_id=proceeding_id, role=TaskRole.LEAD, state__in=OPEN_STATES
    ).first()


def last_lead(proceeding_id: int) -> Task | None:
    """Return the newest lead task whether open or not."""
    return Task.objects.filter(proceeding_id=proceeding_id, role=TaskRole.LEAD).order_by("-id").first()


def give(context: MoveContext, matter: Matter, lead: int, helpers: Iterable[int], ask: str) -> Task:
    """Give the lead to one unit and help to others; an earlier lead task is taken back with its history kept."""
    withdraw_lead(context)
    _refuse_complained(matter, [lead, *helpers])
    made = _new(context, matter, lead, TaskRole.LEAD, ask)
    made.save()
    for unit in sorted(set(helpers) - {lead}):
        give_help(context.procedure, matter, context.proceeding.id, unit, ask, context.at)
    matter.lead_id = lead
    Clock.objects.filter(
        proceeding_id=context.proceeding.id,
        task_id__isnull=True,
        state__in=[ClockState.RUNNING, ClockState.PAUSED],
    ).update(unit_id=lead)
    return made


def _refuse_complained(matter: Matter, units: Iterable[int]) -> None:
    if set(units) & set(matter.complained_units):
        raise InvalidInput(field="lead", why="被反映的单位不能承办这件事,请另选单位。")


def _new(context: MoveContext, matter: Matter, unit: int, role: TaskRole, ask: str) -> Task:
    return Task(
        matter_id=matter.id,
        proceeding_id=context.proceeding.id,
        unit_id=unit,
        role=role,
        ask=ask,
        sent_at=context.at,
    )


def give_help(procedure: Procedure, matter: Matter, proceeding_id: int, unit: int, ask: str, at: datetime) -> Task:
    """Ask one unit to help, unless it already does; its clock starts when the procedure has a term for helpers."""
    known = Task.objects.filter(proceeding_id=proceeding_id, unit_id=unit, state__in=OPEN_STATES).first()
    if known is not None:
        return known
    task = Task.objects.create(
        matter_id=matter.id,
        proceeding_id=proceeding_id,
        unit_id=unit,
        role=TaskRole.HELPER,
        ask=ask,
        sent_at=at,
    )
    term = next((one for one in procedure.terms if one.name == HELPER_TERM), None)
    if term is not None:
        owner = keep.Owner(matter.id, proceeding_id, unit, task.id)
        task.due_at = keep.start(owner, procedure, term, frozenset(), at).due_at
        task.save(update_fields=["due_at"])
    return task


def withdraw_lead(context: MoveContext) -> None:
    """End the open lead task as withdrawn."""
    task = lead_task(context.proceeding.id)
    if task is not None:
        end(task, TaskState.WITHDRAWN, context.at, reason=context.reason)


def end(task: Task, state: TaskState, at: datetime, *, reason: str = "", answer: str = "", by: str = "") -> None:
    """End a task and the clock that belongs to it."""
    task.state, task.ended_at = state, at
    task.reason = reason or task.reason
    task.answer = answer or task.answer
    task.save()
    kind = TermEventKind.MET if state == TaskState.ANSWERED else TermEventKind.CANCELLED
    for clock in Clock.objects.filter(task_id=task.id, ended_at__isnull=True):
        keep.end(clock, kind, at, by or "系统", reason)


def mine(proceeding_id: int, unit_id: int | None) -> Task:
    """Return the unit's own open task in a proceeding; raise NotFound when it has none."""
    task = Task.objects.filter(proceeding_id=proceeding_id, unit_id=unit_id, state__in=OPEN_STATES).first()
    if task is None:
        raise NotFound
    return task
