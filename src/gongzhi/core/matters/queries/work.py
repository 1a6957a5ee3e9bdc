"""What the workflow asks about a matter: who was given it, what still waits, what is due next, whom to tell."""

from collections.abc import Collection, Iterator, Sequence
from datetime import datetime

from django.db import connection
from django.db.models import Count, QuerySet, Sum

from gongzhi.core.clocks.models import Clock, ClockState
from gongzhi.core.matters.models import Follower, Link, LinkKind, Matter, Tally, Task, TaskRole
from gongzhi.core.matters.models.task import OPEN_STATES
from gongzhi.core.orgs import queries as orgs
from gongzhi.kernel.terms import NO_DUTIES

TASKS = "task"
"""The name under which the tally counts a unit's open tasks, beside the stages."""


def units_of(unit_id: int | None) -> tuple[int, ...]:
    """Return a unit with those merged into it, for whose tasks it stands today; none for None."""
    return () if unit_id is None else tuple(orgs.unit_ids_standing_for(unit_id))


def given(matter_id: int) -> list[tuple[int, str, str, int]]:
    """Return unit, role, state and proceeding of every task of a matter."""
    found = Task.objects.filter(matter_id=matter_id).order_by("id")
    return list(found.values_list("unit_id", "role", "state", "proceeding_id"))


def has_handled(matter_id: int, unit_id: int | None) -> bool:
    """Whether a unit (or one merged into it) has or had a task in a matter."""
    return Task.objects.filter(matter_id=matter_id, unit_id__in=units_of(unit_id)).exists()


def helpers_waiting(proceeding_id: int) -> list[str]:
    """Return the names of helpers that have neither answered nor been excused."""
    waiting = Task.objects.filter(proceeding_id=proceeding_id, role=TaskRole.HELPER, state__in=OPEN_STATES)
    return [orgs.unit_name(unit) for unit in waiting.values_list("unit_id", flat=True)]


def children_open(matter_id: int) -> list[str]:
    """Return the numbers of open matters split off from this one and not excused."""
    tied = Link.objects.filter(from_id=matter_id, kind=LinkKind.CHILD, undone_at__isnull=True)
    found = Matter.objects.filter(id__in=tied.values("to_id"), is_open=True, parent_id=matter_id)
    return list(found.order_by("id").values_list("number", flat=True))


def next_due(proceeding_id: int) -> datetime | None:
    """Return the nearest due moment among the duties of bodies in a proceeding; a resident's own terms do not count."""
    return (
        Clock.objects.filter(proceeding_id=proceeding_id, state=ClockState.RUNNING, task_id__isnull=True)
        .exclude(party__in=NO_DUTIES)
        .order_by("due_at")
        .values_list("due_at", flat=True)
        .first()
    )


def residents_to_tell(matter: Matter) -> list[int]:
    """Return the residents who hear of a matter: who brought it and who follows it."""
    followers = Follower.objects.filter(matter_id=matter.id, resident_id__isnull=False).order_by("id")
    found = [matter.resident_id, *followers.values_list("resident_id", flat=True)]
    return list(dict.fromkeys(one for one in found if one is not None))


def units_with_open_tasks(matter_id: int) -> list[int]:
    """Return the units that still have something to do in a matter."""
    found = Task.objects.filter(matter_id=matter_id, state__in=OPEN_STATES).order_by("id")
    return list(found.values_list("unit_id", flat=True))


def matters_with_tasks_of(unit_ids: Sequence[int]) -> QuerySet[Task, int]:
    """Return the ids of matters in which one of these units has or had a task."""
    return Task.objects.filter(unit_id__in=unit_ids).values_list("matter_id", flat=True)


def spoken_of(ids: Collection[int]) -> dict[int, tuple[str, str]]:
    """Return number and title of many matters; their ids go as one array."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT id, number, title FROM matters_matter WHERE id = ANY(%s)", [list(ids)])
        return {matter_id: (number, title) for matter_id, number, title in cursor.fetchall()}


def in_batches(size: int) -> Iterator[list[Matter]]:
    """Yield all matters in the order of their ids, a batch at a time."""
    last = 0
    while batch := list(Matter.objects.filter(id__gt=last).order_by("id")[:size]):
        yield batch
        last = batch[-1].id


def counted_open() -> dict[tuple[int, str], int]:
    """Return how many open matters each unit has with all below it in each stage, counted from the matters."""
    found: dict[tuple[int, str], int] = {}
    for depth in range(1, 7):
        column = f"owner_l{depth}"
        rows = Matter.objects.filter(is_open=True, **{f"{column}__isnull": False}).order_by()
        for unit, stage, n in rows.values_list(column, "stage").annotate(n=Count("id")):
            found[unit, stage] = found.get((unit, stage), 0) + n
    tasks = Task.objects.filter(state__in=OPEN_STATES).order_by().values_list("unit_id")
    return found | {(unit, TASKS): n for unit, n in tasks.annotate(n=Count("id"))}


def told_open() -> dict[tuple[int, str], int]:
    """Return the sums of the tally that are not zero."""
    rows = Tally.objects.order_by().values_list("unit_id", "stage").annotate(total=Sum("n"))
    return {(unit, stage): int(total) for unit, stage, total in rows if total}
