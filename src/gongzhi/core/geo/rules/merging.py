"""Many nets into one (多网合一): which cells of overlapping layers become grids of the one tree.

Cells are taken in the order of their layers' ranks. A cell that is nearly the same as a grid before it (they share
four fifths of what both cover) is that grid; one that lies nearly wholly under grids before it adds nothing; of any
other, what is still free becomes a grid. So no two grids overlap, and every cell has a fate with its reason.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import shapely

SAME = 0.8
COVERED = 0.8
TOUCHED = 0.01


class Fate(StrEnum):
    """What becomes of a cell."""

    TAKEN = "taken"
    MERGED = "merged"
    CUT = "cut"
    COVERED = "covered"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class LayerCell:
    """A grid as a layer has it, in the village that it belongs to."""

    layer: str
    key: str
    name: str
    village: str
    shape: Any
    rank: int = 0

    @property
    def label(self) -> str:
        """Return how a sentence names the cell."""
        return f"{self.layer}/{self.name or self.key}"


@dataclass(frozen=True, slots=True)
class Resolved:
    """A cell with its fate: `shape` is its grid's outline (None: none of its own), `into` the cell whose grid it is part of."""

    cell: LayerCell
    fate: Fate
    shape: Any = None
    into: LayerCell | None = None
    why: str = ""


def resolve(cells: Sequence[LayerCell]) -> list[Resolved]:
    """Return the fate of every cell; the same cells in any order give the same grids."""
    ordered = sorted(cells, key=lambda one: (one.rank, one.layer, one.key))
    if not ordered:
        return []
    before = _earlier_neighbours(ordered)
    found: list[Resolved] = []
    for number, cell in enumerate(ordered):
        found.append(_fate(cell, [found[one] for one in before[number] if found[one].shape is not None]))
    return found


def _earlier_neighbours(cells: Sequence[LayerCell]) -> list[list[int]]:
    tree = shapely.STRtree([one.shape for one in cells])
    later, earlier = tree.query([one.shape for one in cells], predicate="intersects")
    before: list[list[int]] = [[] for _ in cells]
    for one, other in zip(later.tolist(), earlier.tolist(), strict=True):
        if other < one:
            before[one].append(other)
    return before


def _fate(cell: LayerCell, grids: Sequence[Resolved]) -> Resolved:
    shared = [float(shapely.intersection(cell.shape, grid.shape).area) for grid in grids]
    if not any(shared):
        return Resolved(cell, Fate.TAKEN, cell.shape)
    most = max(range(len(grids)), key=shared.__getitem__)
    grid, area = grids[most], float(cell.shape.area)
    both = area + float(grid.shape.area) - shared[most]
    if shared[most] / both >= SAME:
        return Resolved(cell, Fate.MERGED, None, grid.cell, _why("视为同一网格", grid, shared[most] / area))
    covered = sum(shared) / area
    free = _polygons(shapely.difference(cell.shape, shapely.union_all([one.shape for one in grids])))
    if covered >= COVERED or free is None:
        return Resolved(cell, Fate.COVERED, None, grid.cell, _why("不再另设网格", grid, shared[most] / area))
    if covered <= TOUCHED:
        return Resolved(cell, Fate.TAKEN, free)
    return Resolved(cell, Fate.CUT, free, None, _why("重叠部分归对方", grid, shared[most] / area))


def _why(then: str, grid: Resolved, share: float) -> str:
    return f"与网格“{grid.cell.label}”重叠 {share:.0%},{then}。"


def _polygons(shape: Any) -> Any:
    """Return the polygons of a shape without splinters, None when nothing is left."""
    parts = [one for one in shapely.get_parts(shape).tolist() if one.geom_type == "Polygon"]
    whole = sum(one.area for one in parts)
    kept = [one for one in parts if one.area > whole * TOUCHED]
    if not kept:
        return None
    return kept[0] if len(kept) == 1 else shapely.MultiPolygon(kept)
