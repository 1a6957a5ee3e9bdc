"""How far an actor sees, as plain numbers: which levels of the tree, which tasks, which area, and what is barred."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from gongzhi.core.identity.rules.roles import WORK_ROLES, Role
from gongzhi.kernel.actor import Actor, ActorKind

_DEEPEST = 6
_AREA_COLUMNS = {
    6: ("county_code",),
    9: ("township_code",),
    12: ("village_code",),
    15: ("village_code", "grid_code"),
}


@dataclass(frozen=True, slots=True)
class Level:
    """Matters whose owner's ancestor (or self) at this depth, the root being 1, is one of these units."""

    depth: int
    unit_ids: tuple[int, ...]

    @property
    def column(self) -> str:
        """Return the matters' column that holds the ancestor of this depth; below the sixth only the owner itself."""
        return f"owner_l{self.depth}" if self.depth <= _DEEPEST else "owner_id"


@dataclass(frozen=True, slots=True)
class Reach:
    """What the one filter over matters is made of. A default reach sees nothing.

    `levels`: by place in the tree, merged predecessors included. `task_units`: by a task given to one of these.
    `area`: column and code pairs of a grid worker's area. `own_units`: owners whose sealed matters are open to it.
    `barred_units`: a matter that complains about one of these is out of reach, whatever else holds.
    """

    everything: bool = False
    levels: tuple[Level, ...] = ()
    task_units: tuple[int, ...] = ()
    area: tuple[tuple[str, str], ...] = ()
    own_units: tuple[int, ...] = ()
    barred_units: tuple[int, ...] = ()
    matter_ids: tuple[int, ...] = ()
    public: bool = False

    @property
    def nothing(self) -> bool:
        """Whether no matter at all can be seen."""
        parts = (self.levels, self.task_units, self.area, self.matter_ids)
        return not (self.everything or self.public or any(parts))


def reach_of(
    actor: Actor,
    standing_for: Mapping[int, Sequence[int]],
    depths: Mapping[int, int],
    units_below: Sequence[int] = (),
) -> Reach:
    """Return the actor's reach.

    `standing_for` gives, for each unit of the actor's path, itself and the units merged into it; `depths` the depth of
    each unit that the actor's own unit stands for; `units_below` the units below a functional body that it leads.
    """
    if actor.kind is ActorKind.SYSTEM:
        return Reach(everything=True)
    if actor.kind is ActorKind.PUBLIC:
        return Reach(public=True)
    if actor.kind is ActorKind.RESIDENT:
        return Reach(matter_ids=tuple(sorted(actor.matter_ids)), public=True)
    if actor.unit_id is None or not actor.has_role(*WORK_ROLES):
        return Reach()
    own = tuple(standing_for.get(actor.unit_id, (actor.unit_id,)))
    barred = tuple(sorted({unit for path in standing_for.values() for unit in path} | set(actor.unit_path)))
    if actor.roles == {str(Role.GRID_WORKER)}:
        return Reach(area=_area(actor.area_code), barred_units=barred)
    return Reach(
        levels=_levels(own, depths),
        task_units=tuple(sorted({*own, *units_below})),
        own_units=own,
        barred_units=barred,
    )


def _levels(own: Sequence[int], depths: Mapping[int, int]) -> tuple[Level, ...]:
    by_depth: dict[int, list[int]] = {}
    for unit in own:
        by_depth.setdefault(depths[unit], []).append(unit)
    return tuple(Level(depth, tuple(sorted(units))) for depth, units in sorted(by_depth.items()))


def _area(code: str) -> tuple[tuple[str, str], ...]:
    """Return the columns that hold an area's code; the village's column comes first, for it is indexed."""
    columns = _AREA_COLUMNS.get(len(code), ())
    return tuple((column, code[:12] if column == "village_code" else code) for column in columns)
