"""Locating points in areas: a raster that answers most points at once, and exact geometry along the borders.

Every polygon is laid over one raster. A cell that lies wholly in one polygon answers its points without geometry. A
cell that a border crosses holds a short list of candidates; a point there is tested by counting how many edges lie to
its left, and only among the edges that cross the raster row of the point. A point nearer to an edge than rounding can
tell (a micrometre) is left to shapely. So the answer is always that of shapely's `covers`; where several polygons
cover a point (on a shared border, or where outlines overlap), the lowest code wins.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Self

import numpy as np
import shapely
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Indexes = NDArray[np.int32]
Flags = NDArray[np.bool_]

_NEAR = 1e-11
_MARGIN = 1e-6
_CHUNK = 1 << 16
_NOWHERE = np.int32(-1)


@dataclass(frozen=True, slots=True)
class Raster:
    """Square cells over the box of all polygons, numbered row by row from the south-west."""

    west: float
    south: float
    size: float
    columns: int
    rows: int

    @classmethod
    def over(cls, box: Floats, cells: int) -> Self:
        """Return a raster of about so many cells over a box (west, south, east, north)."""
        width, height = max(box[2] - box[0], 1e-9), max(box[3] - box[1], 1e-9)
        size = max((width * height / cells) ** 0.5, width / 30_000, height / 30_000)
        columns, rows = int(width / size) + 1, int(height / size) + 1
        return cls(float(box[0]), float(box[1]), float(size), columns, rows)

    def column(self, x: Floats) -> Floats:
        """Return how many cells east of the western edge each x lies, with its fraction."""
        return (x - self.west) / self.size

    def row(self, y: Floats) -> Floats:
        """Return how many cells north of the southern edge each y lies, with its fraction."""
        return (y - self.south) / self.size

    def x_of(self, column: NDArray[Any]) -> Floats:
        """Return the x of so many cells east of the western edge."""
        return self.west + column * self.size

    def y_of(self, row: NDArray[Any]) -> Floats:
        """Return the y of so many cells north of the southern edge."""
        return self.south + row * self.size


@dataclass(frozen=True, slots=True)
class Edges:
    """Edges of polygons, each pointing north; `slope` is NaN for level ones, which only the exact test can judge."""

    x: Floats
    low: Floats
    high: Floats
    slope: Floats
    x_high: Floats
    owner: Ints

    @classmethod
    def of(cls, polygons: NDArray[Any]) -> Self:
        """Return the edges of all rings of all polygons."""
        parts, owner_of_part = shapely.get_parts(polygons, return_index=True)
        rings, part_of_ring = shapely.get_rings(parts, return_index=True)
        points, ring = shapely.get_coordinates(rings, return_index=True)
        joined = ring[1:] == ring[:-1]
        start, end = points[:-1][joined], points[1:][joined]
        owner = owner_of_part[part_of_ring[ring[:-1][joined]]]
        upward = (start[:, 1] <= end[:, 1])[:, None]
        low, high = np.where(upward, start, end), np.where(upward, end, start)
        rise = high[:, 1] - low[:, 1]
        with np.errstate(divide="ignore", invalid="ignore"):
            slope = np.where(rise > 0, (high[:, 0] - low[:, 0]) / rise, np.nan)
        return cls(low[:, 0], low[:, 1], high[:, 1], slope, high[:, 0], owner.astype(np.int64))


def spread(counts: Ints) -> tuple[Ints, Ints]:
    """Return, for groups of such sizes laid end to end, the group of each member and its place in the group."""
    group = np.repeat(np.arange(len(counts)), counts)
    first = np.cumsum(counts) - counts
    return group, np.arange(len(group)) - first[group]


@dataclass(frozen=True, slots=True)
class _Strips:
    """The edges of each polygon by raster rows: strip s is `edges[start[s]:start[s + 1]]` of one polygon in one row."""

    row: Ints
    polygon: Ints
    start: Ints
    edges: Floats


class Locator:
    """Answers in which of many polygons a point lies."""

    def __init__(
        self,
        codes: Sequence[str],
        polygons: NDArray[Any],
        raster: Raster,
        cells: Indexes,
        candidates: tuple[Indexes, Indexes, Indexes],
        strips: _Strips,
    ) -> None:
        self.codes = tuple(codes)
        self._polygons = polygons
        self._raster = raster
        self._cells = cells
        self._first, self._polygon, self._strip = candidates
        self._strips = strips

    @classmethod
    def build(cls, codes: Sequence[str], polygons: Sequence[Any], cells: int | None = None) -> Self:
        """Return a locator over polygons with their codes; it keeps the polygons in the order of the codes.

        The polygons must be valid (ValueError names the first that is not) and may be multipolygons with holes.
        `cells` is how many cells the raster has, by default a few for each edge.
        """
        order = sorted(range(len(codes)), key=codes.__getitem__)
        ordered = np.array([polygons[one] for one in order], dtype=object)
        broken = np.flatnonzero(~np.asarray(shapely.is_valid(ordered), dtype=np.bool_))
        if len(broken):
            raise ValueError(f"{codes[order[broken[0]]]}: {shapely.is_valid_reason(ordered[broken[0]])}")
        shapely.prepare(ordered)
        return cls([codes[one] for one in order], ordered, *_build(ordered, cells))

    def __len__(self) -> int:
        """Return how many polygons there are."""
        return len(self.codes)

    def locate(self, lon: float, lat: float) -> str:
        """Return the code of the polygon that covers a point, "" for none."""
        raster = self._raster
        column, row = (lon - raster.west) / raster.size, (lat - raster.south) / raster.size
        if not (0 <= column < raster.columns and 0 <= row < raster.rows):
            return ""
        found = int(self._cells[int(row) * raster.columns + int(column)])
        if found < _NOWHERE:
            found = int(self._locate(np.array([lon]), np.array([lat]))[0])
        return "" if found < 0 else self.codes[found]

    def locate_many(self, lons: ArrayLike, lats: ArrayLike) -> Indexes:
        """Return for each point the index into `codes` of the polygon that covers it, -1 for none and for NaN."""
        x, y = np.asarray(lons, dtype=np.float64), np.asarray(lats, dtype=np.float64)
        found = np.empty(len(x), dtype=np.int32)
        for start in range(0, len(x), _CHUNK):
            part = slice(start, start + _CHUNK)
            found[part] = self._locate(x[part], y[part])
        return found

    def _locate(self, x: Floats, y: Floats) -> Indexes:
        raster = self._raster
        with np.errstate(invalid="ignore", over="ignore"):
            column, row = raster.column(x), raster.row(y)
            inside = (column >= 0) & (row >= 0) & (column < raster.columns) & (row < raster.rows)
            cell = row.astype(np.int64) * raster.columns + column.astype(np.int64)
        found = self._cells.take(np.where(inside, cell, 0), mode="clip")
        found[~inside] = _NOWHERE
        asked = np.flatnonzero(found < _NOWHERE)
        if len(asked):
            found[asked] = self._among_candidates(x[asked], y[asked], -2 - found[asked])
        return found

    def _among_candidates(self, x: Floats, y: Floats, entry: Indexes) -> Indexes:
        """Return the first candidate of each point's cell that covers the point."""
        answer = np.full(len(x), _NOWHERE)
        at, last = self._first[entry], self._first[entry + 1]
        left = np.arange(len(x))
        while len(left):
            covered = self._covers(x[left], y[left], at)
            answer[left[covered]] = self._polygon[at[covered]]
            more = ~covered & (at + 1 < last)
            left, at, last = left[more], at[more] + 1, last[more]
        return answer

    def _covers(self, x: Floats, y: Floats, candidate: Indexes) -> Flags:
        strip = self._strip[candidate]
        inside, unsure = _parity(self._strips, strip, x, y)
        inside[strip < 0] = True
        near = np.flatnonzero(unsure)
        if len(near):
            polygons = self._polygons[self._polygon[candidate[near]]]
            inside[near] = shapely.covers(polygons, shapely.points(x[near], y[near]))
        return inside


def _parity(strips: _Strips, strip: Indexes, x: Floats, y: Floats) -> tuple[Flags, Flags]:
    """Return for each point whether an odd number of its strip's edges lie to its left, and whether one is too near."""
    known = np.maximum(strip, 0)
    start = strips.start[known]
    count = np.where(strip < 0, 0, strips.start[known + 1] - start)
    point, place = spread(count)
    edge = strips.edges[start[point] + place]
    px, py = x[point], y[point]
    level = (edge[:, 1] <= py) & (py <= edge[:, 2])
    gap = px - edge[:, 0] - (py - edge[:, 1]) * edge[:, 3]
    crossed = level & (py < edge[:, 2]) & (gap > 0)
    near = level & ~(np.abs(gap) > _NEAR)
    odd = np.bincount(point[crossed], minlength=len(x)) % 2 == 1
    unsure = np.zeros(len(x), dtype=np.bool_)
    unsure[point[near]] = True
    return odd, unsure


def _build(
    polygons: NDArray[Any], cells: int | None
) -> tuple[Raster, Indexes, tuple[Indexes, Indexes, Indexes], _Strips]:
    edges = Edges.of(polygons)
    box = np.array([0.0, 0.0, 0.0, 0.0]) if len(polygons) == 0 else shapely.total_bounds(polygons)
    raster = Raster.over(box, cells or int(np.clip(4 * len(edges.x), 1 << 14, 1 << 22)))
    edge, row = _rows_of_edges(edges, raster)
    strips, strip = _cut(edges, edge, row, max(len(polygons), 1))
    border = _border_cells(edges, edge, row, strip, raster)
    filled = _filled_cells(border, strips, raster)
    return raster, *_lay(border, filled, strips, raster), strips


def _rows_of_edges(edges: Edges, raster: Raster) -> tuple[Ints, Ints]:
    """Return each edge once for every raster row that it touches."""
    low = np.clip(np.floor(raster.row(edges.low) - _MARGIN).astype(np.int64), 0, raster.rows - 1)
    high = np.clip(np.floor(raster.row(edges.high) + _MARGIN).astype(np.int64), 0, raster.rows - 1)
    edge, place = spread(high - low + 1)
    return edge, low[edge] + place


def _cut(edges: Edges, edge: Ints, row: Ints, polygons: int) -> tuple[_Strips, Ints]:
    """Return the strips and, for each (edge, row), its strip; strips are ordered by row, then polygon."""
    key, strip, count = np.unique(row * polygons + edges.owner[edge], return_inverse=True, return_counts=True)
    order = np.argsort(strip, kind="stable")
    sorted_edges = edge[order]
    packed = np.column_stack(
        [
            edges.x[sorted_edges],
            edges.low[sorted_edges],
            edges.high[sorted_edges],
            edges.slope[sorted_edges],
        ]
    )
    start = np.concatenate([[0], np.cumsum(count)])
    return _Strips(key // polygons, key % polygons, start, packed), strip


def _border_cells(edges: Edges, edge: Ints, row: Ints, strip: Ints, raster: Raster) -> tuple[Ints, Ints]:
    """Return, once each and ordered, the (strip, column) pairs whose cell an edge touches."""
    bottom = raster.y_of(row - _MARGIN)
    top = raster.y_of(row + 1 + _MARGIN)
    x, low, slope = edges.x[edge], edges.low[edge], edges.slope[edge]
    level = np.isnan(slope)
    steep = np.where(level, 0.0, slope)
    enters = np.where(level, x, x + (np.clip(bottom, low, edges.high[edge]) - low) * steep)
    leaves = np.where(level, edges.x_high[edge], x + (np.clip(top, low, edges.high[edge]) - low) * steep)
    left = np.floor(raster.column(np.minimum(enters, leaves)) - _MARGIN).astype(np.int64)
    right = np.floor(raster.column(np.maximum(enters, leaves)) + _MARGIN).astype(np.int64)
    left, right = np.clip(left, 0, raster.columns - 1), np.clip(right, 0, raster.columns - 1)
    piece, place = spread(right - left + 1)
    pairs = np.unique(strip[piece] * raster.columns + left[piece] + place)
    return pairs // raster.columns, pairs % raster.columns


def _filled_cells(border: tuple[Ints, Ints], strips: _Strips, raster: Raster) -> tuple[Ints, Ints]:
    """Return the (cell, polygon) pairs of cells that lie wholly in a polygon: runs between two border cells."""
    strip, column = border
    gap = np.flatnonzero((strip[1:] == strip[:-1]) & (column[1:] > column[:-1] + 1))
    row, polygon = strips.row[strip[gap]], strips.polygon[strip[gap]]
    x = raster.x_of(column[gap] + 1.5)
    y = raster.y_of(row + 0.5)
    inside, _ = _parity(strips, strip[gap].astype(np.int32), x, y)
    run, row, polygon = gap[inside], row[inside], polygon[inside]
    member, place = spread(column[run + 1] - column[run] - 1)
    return row[member] * raster.columns + column[run][member] + 1 + place, polygon[member]


def _lay(
    border: tuple[Ints, Ints], filled: tuple[Ints, Ints], strips: _Strips, raster: Raster
) -> tuple[Indexes, tuple[Indexes, Indexes, Indexes]]:
    """Return what each cell answers (a polygon, -1, or -2 minus its entry) and the candidates of the entries."""
    strip, column = border
    row, owner = strips.row[strip], strips.polygon[strip]
    cells = np.full(raster.rows * raster.columns, _NOWHERE)
    cells[filled[0]] = filled[1]
    crossed = np.zeros(len(cells), dtype=np.bool_)
    crossed[row * raster.columns + column] = True
    crossed[filled[0][cells[filled[0]] != filled[1]]] = True
    also = crossed[filled[0]]
    cell = np.concatenate([row * raster.columns + column, filled[0][also]])
    polygon = np.concatenate([owner, filled[1][also]])
    source = np.concatenate([strip, np.full(int(also.sum()), -1)])
    order = np.lexsort((polygon, cell))
    entry, first = np.unique(cell[order], return_index=True)
    cells[entry] = -2 - np.arange(len(entry), dtype=np.int32)
    ends = np.concatenate([first, [len(order)]]).astype(np.int32)
    return cells, (ends, polygon[order].astype(np.int32), source[order].astype(np.int32))
