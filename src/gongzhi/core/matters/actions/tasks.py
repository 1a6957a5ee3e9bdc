"""Gives work to units and takes it back: one lead, any number of helpers, each helper with a clock of its own."""

from collections.abc import Iterable
from datetime import datetime

from gongzhi.core.clocks.actions import keep
from gongzhi.core.clocks.models import Clock, ClockState
from gongzhi.core.matters.actions.owners import count_task
from gongzhi.core.matters.models import Matter, Task, TaskRole, TaskState
from gongzhi.core.matters.models.task import OPEN_STATES
from gongzhi.core.matters.queries.work import units_of
from gongzhi.core.workflow.context import MoveContext
from gongzhi.kernel.errors import InvalidInput, NotFound
from gongzhi.kernel.procedure import Procedure
from gongzhi.kernel.terms import TermEventKind

HELPER_TERM = "help"
_NO_FLAGS: frozenset[str] = frozenset()


def lead_task(proceeding_id: int) -> Task | None:
    """Return the open lead task of a proceeding, None when nobody leads now."""
    return Task.objects.filter(proceeding_id=proceeding_id, role=TaskRole.LEAD, state__in=OPEN_STATES).first()


def last_lead(proceeding_id: int) -> Task | None:
    """Return the newest lead task whether open or not."""
    return Task.objects.filter(proceeding_id=proceeding_id, role=TaskRole.LEAD).order_by("-id").first()


def give(context: MoveContext, matter: Matter, lead: int, helpers: Iterable[int], ask: str) -> Task:
    """Give the lead to one unit and help to others; an earlier lead task is taken back with its history kept."""
    withdraw_lead(context)
    others = sorted(set(helpers) - {lead})
    refuse_complained(matter, [lead, *others])
    _take_help_back(context, lead)
    made = _new(context.proceeding.id, matter, lead, TaskRole.LEAD, ask, context.at)
    for unit in others:
        give_help(
            context.procedure, matter, context.proceeding.id, unit, ask, context.at, context.after.flags
        )
    matter.lead_id = lead
    running = Clock.objects.filter(
        proceeding_id=context.proceeding.id,
        task_id__isnull=True,
        state__in=[ClockState.RUNNING, ClockState.PAUSED],
    )
    running.update(unit_id=lead)
    return made


def give_first(matter: Matter, proceeding_id: int, lead: int, ask: str, at: datetime) -> Task:
    """Give the lead of a proceeding that has just begun to the unit before which it was brought; its clocks go along."""
    refuse_complained(matter, [lead])
    made = _new(proceeding_id, matter, lead, TaskRole.LEAD, ask, at)
    matter.lead_id = lead
    Clock.objects.filter(proceeding_id=proceeding_id, task_id__isnull=True).update(unit_id=lead)
    return made


def refuse_complained(matter: Matter, units: Iterable[int], field: str = "lead") -> None:
    """Refuse to give work to a unit that the matter complains about."""
    if set(units) & set(matter.complained_units):
        raise InvalidInput(field=field, why="被反映的单位不能承办这件事，请另选单位。")


def _take_help_back(context: MoveContext, unit: int) -> None:
    """End a unit's open help, for it leads from now on; one unit has one open task in a proceeding."""
    for task in Task.objects.filter(
        proceeding_id=context.proceeding.id, unit_id=unit, role=TaskRole.HELPER, state__in=OPEN_STATES
    ):
        end(task, TaskState.WITHDRAWN, context.at, reason="改为主办")


def _new(proceeding_id: int, matter: Matter, unit: int, role: TaskRole, ask: str, at: datetime) -> Task:
    made = Task.objects.create(
        matter_id=matter.id, proceeding_id=proceeding_id, unit_id=unit, role=role, ask=ask, sent_at=at
    )
    count_task(unit, 1)
    return made


def give_help(
    procedure: Procedure,
    matter: Matter,
    proceeding_id: int,
    unit: int,
    ask: str,
    at: datetime,
    flags: frozenset[str] = _NO_FLAGS,
) -> Task:
    """Ask one unit to help, unless it already does; its clock starts when the procedure has a term for helpers."""
    known = Task.objects.filter(proceeding_id=proceeding_id, unit_id=unit, state__in=OPEN_STATES).first()
    if known is not None:
        return known
    task = _new(proceeding_id, matter, unit, TaskRole.HELPER, ask, at)
    term = next((one for one in procedure.terms if one.name == HELPER_TERM), None)
    if term is not None:
        owner = keep.Owner(matter.id, proceeding_id, unit, task.id)
        task.due_at = keep.start(owner, procedure, term, flags, at).due_at
        task.save(update_fields=["due_at"])
    return task


def withdraw_lead(context: MoveContext) -> None:
    """End the open lead task as withdrawn."""
    task = lead_task(context.proceeding.id)
    if task is not None:
        end(task, TaskState.WITHDRAWN, context.at, reason=context.reason)


def sign(task: Task, account_id: int | None, at: datetime) -> None:
    """Sign for a task; signing again changes nothing."""
    if task.state == TaskState.SENT:
        task.state, task.signed_at, task.account_id = TaskState.SIGNED, at, account_id
        task.save()


def end(
    task: Task, state: TaskState, at: datetime, *, reason: str = "", answer: str = "", by: str = ""
) -> None:
    """End an open task and the clock that belongs to it."""
    if task.is_open:
        count_task(task.unit_id, -1)
    task.state, task.ended_at = state, at
    task.reason = reason or task.reason
    task.answer = answer or task.answer
    task.save()
    kind = TermEventKind.MET if state == TaskState.ANSWERED else TermEventKind.CANCELLED
    for clock in Clock.objects.filter(task_id=task.id, ended_at__isnull=True):
        keep.end(clock, kind, at, by or "系统", reason)


def end_all(proceeding_id: int, at: datetime, reason: str) -> None:
    """Take back whatever is still open among the tasks of a proceeding."""
    for task in Task.objects.filter(proceeding_id=proceeding_id, state__in=OPEN_STATES):
        end(task, TaskState.WITHDRAWN, at, reason=reason)


def mine(proceeding_id: int, unit_id: int | None, role: TaskRole | None = None) -> Task:
    """Return the open task of a unit (or of one merged into it) in a proceeding; raise NotFound when it has none."""
    found = Task.objects.filter(
        proceeding_id=proceeding_id, unit_id__in=units_of(unit_id), state__in=OPEN_STATES
    )
    task = (found.filter(role=role) if role else found).order_by("id").first()
    if task is None:
        raise NotFound
    return task
