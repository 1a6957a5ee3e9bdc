"""The open tasks of the actor's unit, as its desk needs them: to sign, to contact, to handle, to help."""

from dataclasses import dataclass
from datetime import datetime

from gongzhi.core.clocks.models import Clock, ClockState
from gongzhi.core.matters.models import Matter, Task, TaskRole, TaskState
from gongzhi.core.matters.models.task import OPEN_STATES
from gongzhi.core.matters.queries.pages import Row, own_units, rows_of, visible
from gongzhi.core.matters.queries.timing import ClockView, chip
from gongzhi.kernel.actor import Actor
from gongzhi.kernel.terms import NO_DUTIES

MOST = 300
CONTACT = "contact"


@dataclass(frozen=True, slots=True)
class OwnTask:
    """One open task with its matter; `clock` is the nearest that binds the unit in it."""

    task_id: int
    role: str
    state: str
    ask: str
    sent_at: datetime
    clock: ClockView
    row: Row


@dataclass(frozen=True, slots=True)
class OwnTasks:
    """All open tasks of a unit by what comes next; a lead task stands in one group alone."""

    to_sign: list[OwnTask]
    to_contact: list[OwnTask]
    to_handle: list[OwnTask]
    to_help: list[OwnTask]

    @property
    def total(self) -> int:
        """Return how many there are."""
        return sum(map(len, (self.to_sign, self.to_contact, self.to_handle, self.to_help)))


def own_tasks(actor: Actor, at: datetime, most: int = MOST) -> OwnTasks:
    """Return the open tasks of the actor's unit, the nearest due first, at most so many."""
    units = own_units(actor)
    tasks = list(
        Task.objects.filter(unit_id__in=units, state__in=OPEN_STATES).order_by("due_at", "id")[:most]
    )
    matters = {one.id: one for one in visible(actor).filter(id__in={task.matter_id for task in tasks})}
    rows = {row.id: row for row in rows_of(matters.values(), at)}
    clocks = _clocks(units, list(rows))
    found = OwnTasks([], [], [], [])
    for task in sorted(tasks, key=lambda one: _due(one, clocks, matters)):
        if task.matter_id in rows:
            _group(found, task, clocks).append(_own(task, rows[task.matter_id], clocks, at))
    return found


def _clocks(units: tuple[int, ...], matter_ids: list[int]) -> list[Clock]:
    return list(
        Clock.objects.filter(unit_id__in=units, matter_id__in=matter_ids, state=ClockState.RUNNING)
        .exclude(party__in=NO_DUTIES)
        .order_by("due_at")
    )


def _bound(task: Task, clocks: list[Clock]) -> list[Clock]:
    helping = task.id if task.role == TaskRole.HELPER else None
    return [one for one in clocks if one.proceeding_id == task.proceeding_id and one.task_id == helping]


def _due(task: Task, clocks: list[Clock], matters: dict[int, Matter]) -> tuple[bool, float, int]:
    bound = _bound(task, clocks)
    due = (
        bound[0].due_at if bound else (matters[task.matter_id].due_at if task.matter_id in matters else None)
    )
    return (due is None, due.timestamp() if due else 0.0, task.id)


def _group(found: OwnTasks, task: Task, clocks: list[Clock]) -> list[OwnTask]:
    if task.role == TaskRole.HELPER:
        return found.to_help
    if task.state == TaskState.SENT:
        waiting = any(one.term == "sign" for one in _bound(task, clocks))
        # An arbiter's decision counts as signed for: nobody has to sign, so the task is at once one to contact or handle.
        if waiting:
            return found.to_sign
    if any(one.term == CONTACT for one in _bound(task, clocks)):
        return found.to_contact
    return found.to_handle


def _own(task: Task, row: Row, clocks: list[Clock], at: datetime) -> OwnTask:
    bound = _bound(task, clocks)
    due = bound[0].due_at if bound else row.due_at
    return OwnTask(
        task.id, task.role, task.state, task.ask, task.sent_at, chip(row.status_title, due, at), row
    )
