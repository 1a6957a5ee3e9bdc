"""Brings matters and tasks in step when a new calendar moves their clocks; runs in the transaction of that move."""

from collections.abc import Sequence
from datetime import datetime

from gongzhi.core.clocks.actions import calendar
from gongzhi.core.clocks.models import Clock
from gongzhi.core.matters.models import Matter, Task
from gongzhi.core.matters.queries.work import next_due
from gongzhi.core.workflow.models import Proceeding


def register() -> None:
    """Have the calendar's imports tell us."""
    calendar.claim_with(claim)
    calendar.on_moved(follow)


def claim(matters: set[int]) -> set[int]:
    """Lock those of the matters that nobody acts on now and return their ids; one that is not there counts as free."""
    known = set(Matter.objects.filter(id__in=matters).values_list("id", flat=True))
    held = Matter.objects.filter(id__in=matters).order_by("id").select_for_update(skip_locked=True)
    return set(held.values_list("id", flat=True)) | (matters - known)


def follow(clocks: Sequence[Clock], at: datetime) -> None:
    """Set the next due moment of each matter, and of each task that has a clock of its own."""
    main = Proceeding.objects.filter(matter_id__in={clock.matter_id for clock in clocks}, is_main=True)
    proceedings = dict(main.values_list("matter_id", "id"))
    matters = list(Matter.objects.filter(id__in=proceedings, is_open=True))
    for matter in matters:
        matter.due_at = next_due(proceedings[matter.id])
    Matter.objects.bulk_update(matters, ["due_at"], batch_size=500)
    for clock in clocks:
        if clock.task_id is not None:
            Task.objects.filter(id=clock.task_id).update(due_at=clock.due_at)
