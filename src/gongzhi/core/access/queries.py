"""Rights over matters, in this one place: the same filter serves lists, pages, search, maps, files and exports."""

from collections.abc import Callable, Sequence
from typing import TypeVar

from django.db.models import Model, Q, QuerySet

from gongzhi.core.access.rules.reach import Level, Reach, reach_of
from gongzhi.core.identity.rules.verbs import can, require_role
from gongzhi.core.orgs import queries as orgs
from gongzhi.kernel.actor import Actor
from gongzhi.kernel.errors import NotFound

__all__ = [
    "Level",
    "Reach",
    "can",
    "given",
    "matters_for",
    "owned",
    "reach",
    "register_task_source",
    "require",
    "unbarred",
]

M = TypeVar("M", bound=Model)
TaskSource = Callable[[Sequence[int]], QuerySet[Model, object]]
_task_source: list[TaskSource] = []


class TaskSourceMissing(RuntimeError):
    """No app said where tasks are kept; a bug of ours, raised rather than showing too little or too much."""


def register_task_source(source: TaskSource) -> None:
    """Plug in the query that gives, for unit ids, the ids of matters in which they have or had a task."""
    _task_source[:] = [source]


def reach(actor: Actor) -> Reach:
    """Return how far the actor sees, as numbers: no query, only the cached tree."""
    standing_for = {unit: tuple(orgs.unit_ids_standing_for(unit)) for unit in actor.unit_path}
    own = standing_for.get(actor.unit_id or 0, ())
    return reach_of(
        actor, standing_for, {unit: len(orgs.unit_path(unit)) for unit in own}, _units_below(actor)
    )


def _units_below(actor: Actor) -> tuple[int, ...]:
    """Return the units below a body of the functional line, for those who lead or supervise it.

    Centres need none: whatever their units own, they see by place.
    """
    if actor.unit_id is None or not actor.has_role("leader", "supervisor"):
        return ()
    if orgs.unit(actor.unit_id).kind == "centre":
        return ()
    return _below(actor.unit_id)


def _below(unit_id: int) -> tuple[int, ...]:
    found = [child.id for child in orgs.children(unit_id)]
    for one in found:
        found.extend(child.id for child in orgs.children(one))
    return tuple(found)


def matters_for(actor: Actor, matters: QuerySet[M]) -> QuerySet[M]:
    """Return those of the matters that the actor may see."""
    found = reach(actor)
    if found.everything:
        return matters
    if found.nothing:
        return matters.none()
    return _unbarred(found, matters.filter(_owned(found) | _given(found) | _own(found)))


def owned(actor: Actor, matters: QuerySet[M]) -> QuerySet[M]:
    """Return those that the actor sees by place: owned by its unit or below it, or lying in its area."""
    found = reach(actor)
    return matters if found.everything else _unbarred(found, matters.filter(_owned(found)))


def given(actor: Actor, matters: QuerySet[M]) -> QuerySet[M]:
    """Return those that the actor sees because its unit has or had a task in them."""
    found = reach(actor)
    return matters if found.everything else _unbarred(found, matters.filter(_given(found)))


def unbarred(actor: Actor, matters: QuerySet[M]) -> QuerySet[M]:
    """Return those of matters given to the actor's unit (the caller has seen to that) that do not complain about it."""
    return _unbarred(reach(actor), matters)


def require(actor: Actor, verb: str, thing: Model | None = None) -> None:
    """Raise NotFound when the matter is out of reach, then NotAllowed when the role may not do this."""
    can(actor, verb)
    if (
        thing is not None
        and not matters_for(actor, type(thing)._default_manager.filter(pk=thing.pk)).exists()
    ):
        raise NotFound
    require_role(actor, verb)


_NONE = Q(pk__in=())


def _owned(found: Reach) -> Q:
    rule = _NONE
    for level in found.levels:
        one = len(level.unit_ids) == 1
        rule |= Q(**{level.column: level.unit_ids[0]} if one else {f"{level.column}__in": level.unit_ids})
    if found.area:
        rule |= Q(**{column: code for column, code in found.area})
    if rule == _NONE:
        return rule
    return rule & (Q(is_sealed=False) | Q(owner_id__in=found.own_units))


def _given(found: Reach) -> Q:
    if not found.task_units:
        return _NONE
    if not _task_source:
        raise TaskSourceMissing
    return Q(pk__in=_task_source[0](found.task_units))


def _own(found: Reach) -> Q:
    """Return what a receipt opens and what everybody may read."""
    rule = Q(pk__in=found.matter_ids) if found.matter_ids else _NONE
    return rule | Q(is_public=True, is_sealed=False) if found.public else rule


def _unbarred(found: Reach, matters: QuerySet[M]) -> QuerySet[M]:
    """Take away matters that complain about the actor's unit or one above it; its superiors keep theirs."""
    if not found.barred_units:
        return matters
    return matters.exclude(complained_units__overlap=list(found.barred_units))
