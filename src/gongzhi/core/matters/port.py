"""The matters' side of the workflow's port: locking, how an actor stands to a matter, and keeping columns in step."""

from collections.abc import Sequence
from datetime import datetime
from typing import cast

from gongzhi.core.clocks.models import Clock, ClockState
from gongzhi.core.matters import papers
from gongzhi.core.matters.actions import owners
from gongzhi.core.matters.models import Matter, Task
from gongzhi.core.matters.models.task import OPEN_STATES
from gongzhi.core.access.queries import matters_for
from gongzhi.core.workflow import library
from gongzhi.core.workflow.actions.begin import begin
from gongzhi.core.workflow.context import MoveContext, Subject
from gongzhi.core.workflow.models import Proceeding
from gongzhi.kernel.actor import Actor, ActorKind
from gongzhi.kernel.errors import NotFound

Counted = tuple[Sequence[int], str] | None


def counted(matter: Matter) -> Counted:
    """Return where a matter is counted among the open ones, None when it is not open."""
    return (matter.owner_path, matter.stage) if matter.is_open else None


class MatterPort:
    """Plugged into the workflow when Django starts."""

    def lock(self, matter_id: int) -> Matter:
        """Return the matter, locked until the end of the transaction."""
        matter = Matter.objects.select_for_update().filter(id=matter_id).first()
        if matter is None:
            raise NotFound
        matter.before = counted(matter)
        return matter

    def relations(self, actor: Actor, matter: Subject, proceeding: Proceeding) -> frozenset[str]:
        """Return every relation in which the actor stands to the matter; none when it is out of reach."""
        found = cast(Matter, matter)
        if actor.kind is ActorKind.SYSTEM:
            return frozenset({"system", "reach"})
        if not matters_for(actor, Matter.objects.filter(id=found.id)).exists():
            return frozenset()
        if actor.kind is ActorKind.RESIDENT:
            return frozenset({"party"}) if found.id in actor.matter_ids else frozenset()
        return self._of_staff(actor, found, proceeding) if actor.is_staff else frozenset()

    def _of_staff(self, actor: Actor, matter: Matter, proceeding: Proceeding) -> frozenset[str]:
        relations = {"reach"}
        path = matter.owner_path
        if actor.unit_id in path:
            relations |= {"owner", "arbiter"}
            if actor.unit_id in path[:-1]:
                relations.add("superior")
        given = list(Task.objects.filter(matter_id=matter.id).values_list("unit_id", "role", "state", "proceeding_id"))
        for unit, role, state, where in given:
            if unit == actor.unit_id and state in OPEN_STATES and where == proceeding.id:
                relations.add("any_task")
                if role == "lead":
                    relations.add("lead_task")
        if not any(unit in actor.unit_path for unit, *_ in given):
            relations.add("outside_handler")
        return frozenset(relations)

    def after_begin(self, matter: Subject, proceeding: Proceeding, actor: Actor, at: datetime) -> None:
        """Bring the matter's columns up to date after a proceeding began."""
        if proceeding.is_main:
            found = cast(Matter, matter)
            follow(found, proceeding)
            found.save()
            owners.move_counts(getattr(found, "before", None), counted(found))
            found.before = counted(found)

    def after_move(self, context: MoveContext) -> None:
        """Bring the matter's columns up to date, hand the file over, make documents and tell those concerned."""
        matter = cast(Matter, context.matter)
        if context.proceeding.is_main:
            follow(matter, context.proceeding)
        matter.save()
        owners.move_counts(matter.before, counted(matter))
        matter.before = counted(matter)
        papers.make(context, matter)
        papers.tell(context, matter)
        if context.move.hand_over and "hand_over" in context.facts:
            self._hand_over(context, matter)

    def _hand_over(self, context: MoveContext, matter: Matter) -> None:
        procedure = library.find(context.move.hand_over, context.at.date())
        context.facts["began"] = begin(
            matter,
            procedure,
            actor=context.actor,
            at=context.at,
            unit_id=matter.owner_id,
            why=context.reason,
        ).id


def follow(matter: Matter, proceeding: Proceeding) -> None:
    """Set the columns that follow the main proceeding: system, status, stage, due day, ending."""
    matter.system, matter.status, matter.stage = proceeding.system, proceeding.state, proceeding.stage
    matter.is_open = proceeding.closed_at is None
    matter.closed_at, matter.ending = proceeding.closed_at, proceeding.ending
    matter.due_at = next_due(proceeding.id) if matter.is_open else None


def next_due(proceeding_id: int) -> datetime | None:
    """Return the nearest due moment among the duties of bodies in a proceeding; a resident's own terms do not count."""
    return (
        Clock.objects.filter(proceeding_id=proceeding_id, state=ClockState.RUNNING, task_id__isnull=True)
        .exclude(party="resident")
        .order_by("due_at")
        .values_list("due_at", flat=True)
        .first()
    )
