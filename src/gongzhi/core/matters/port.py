"""The matters' side of the workflow's port: locking, how an actor stands to a matter, and keeping columns in step."""

from datetime import datetime
from typing import cast

from gongzhi.core.matters import choices, papers
from gongzhi.core.matters.actions import locking
from gongzhi.core.matters.guards import children_closed
from gongzhi.core.matters.models import Matter, TaskRole
from gongzhi.core.matters.models.task import OPEN_STATES
from gongzhi.core.matters.queries.pages import is_visible
from gongzhi.core.matters.queries.work import given, next_due, units_of
from gongzhi.core.workflow import library
from gongzhi.core.workflow.actions.begin import begin
from gongzhi.core.workflow.actions.perform import GuardRefused
from gongzhi.core.workflow.context import MoveContext, Subject
from gongzhi.core.workflow.models import Proceeding
from gongzhi.kernel.actor import Actor, ActorKind

LEAVES_CHILDREN = frozenset({"withdrawn", "merged"})


class MatterPort:
    """Plugged into the workflow when Django starts."""

    def lock(self, matter_id: int) -> Matter:
        """Return the matter, locked until the end of the transaction."""
        return locking.lock(matter_id)

    def relations(self, actor: Actor, matter: Subject, proceeding: Proceeding) -> frozenset[str]:
        """Return every relation in which the actor stands to the matter; none when it is out of reach."""
        found = cast(Matter, matter)
        if actor.kind is ActorKind.SYSTEM:
            return frozenset({"system", "reach"})
        if not is_visible(actor, found):
            return frozenset()
        if actor.kind is ActorKind.RESIDENT:
            return frozenset({"party"}) if found.id in actor.matter_ids else frozenset()
        return _of_staff(actor, found, proceeding) if actor.is_staff else frozenset()

    def after_begin(self, matter: Subject, proceeding: Proceeding, actor: Actor, at: datetime) -> None:
        """Bring the matter's columns up to date after a proceeding began."""
        if proceeding.is_main:
            found = cast(Matter, matter)
            follow(found, proceeding)
            locking.keep(found)

    def after_move(self, context: MoveContext) -> None:
        """Bring the matter's columns up to date, hand the file over, make documents and tell those concerned."""
        matter = cast(Matter, context.matter)
        if context.proceeding.is_main:
            _require_children_ended(context)
            follow(matter, context.proceeding)
        locking.keep(matter)
        choices.note(context)
        papers.make(context, matter)
        papers.tell(context, matter)
        if context.move.hand_over and "hand_over" in context.facts:
            _hand_over(context, matter)


def _require_children_ended(context: MoveContext) -> None:
    """Refuse to end a matter on its merits while one split off from it is open; withdrawing it is the resident's right."""
    ending = context.proceeding.ending
    if (
        context.proceeding.closed_at == context.at
        and ending not in LEAVES_CHILDREN
        and (why := children_closed(context))
    ):
        raise GuardRefused(why=why)


def _of_staff(actor: Actor, matter: Matter, proceeding: Proceeding) -> frozenset[str]:
    own = set(units_of(actor.unit_id))
    relations = {"reach"}
    if own & set(matter.owner_path):
        relations |= {"owner", "arbiter"}
    if own & set(matter.owner_path[:-1]):
        relations.add("superior")
    tasks = given(matter.id)
    for unit, role, state, where in tasks:
        if unit in own and state in OPEN_STATES and where == proceeding.id:
            relations |= {"any_task", "lead_task"} if role == TaskRole.LEAD else {"any_task"}
    if not any(unit in own or unit in actor.unit_path for unit, *_ in tasks):
        relations.add("outside_handler")
    return frozenset(relations)


def _hand_over(context: MoveContext, matter: Matter) -> None:
    procedure = library.find(context.move.hand_over, context.at.date())
    next_one = begin(
        matter, procedure, actor=context.actor, at=context.at, unit_id=matter.owner_id, why=context.reason
    )
    context.facts["began"] = next_one.id


def follow(matter: Matter, proceeding: Proceeding) -> None:
    """Set the columns that follow the main proceeding: system, status, stage, due day, ending."""
    matter.system, matter.status, matter.stage = proceeding.system, proceeding.state, proceeding.stage
    matter.is_open = proceeding.closed_at is None
    matter.closed_at, matter.ending = proceeding.closed_at, proceeding.ending
    matter.due_at = next_due(proceeding.id) if matter.is_open else None
