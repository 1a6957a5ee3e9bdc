"""Drawing plausible borders where none are published: a city to try things in, never a real map.

One Voronoi diagram for each county, with a seed for each grid; neighbouring seeds are gathered into villages and these
into townships, so that the levels nest exactly. Streets (街道) and communities get the denser middle. The same seed
number draws the same map.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.spatial import cKDTree

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

SOURCE = "示意边界，由程序按区划数目划分，不是真实边界"

_SNAP = 1e-6
_ROUNDS = 3
_DENSE = 5.0


@dataclass(frozen=True, slots=True)
class Group:
    """A township with its villages, or a village with its grids; a grid is a group without parts."""

    code: str
    parts: tuple["Group", ...] = ()

    @property
    def size(self) -> int:
        """Return how many grids the group has."""
        return sum(part.size for part in self.parts) if self.parts else 1


def is_street(code: str) -> bool:
    """Whether a township is a street office (numbers 001 to 099), which is a part of a town."""
    return "001" <= code[6:9] <= "099"


def is_community(code: str) -> bool:
    """Whether a village is a residents' committee (numbers 001 to 199)."""
    return "001" <= code[9:12] <= "199"


def grids_of(village: str, largest: int = 3) -> int:
    """Return how many grids a village is drawn with: a community three, any other one."""
    return largest if is_community(village) else 1


def draw(outline: Any, townships: Sequence[Group], seed: int) -> dict[str, Any]:
    """Return polygons for the townships of a county and all their parts, by code; they tile the outline."""
    total = sum(one.size for one in townships)
    if total == 0:
        return {}
    random = np.random.default_rng(seed)
    streets = [one for one in townships if is_street(one.code)]
    others = [one for one in townships if not is_street(one.code)]
    seeds = _seeds(outline, total, sum(one.size for one in streets), random)
    middle = _nearest_first(seeds, _centre(outline))
    inner = sum(one.size for one in streets)
    owners: dict[str, int] = {}
    for groups, members in ((streets, middle[:inner]), (others, middle[inner:])):
        _share_out(groups, members, seeds, owners)
    cells = _cells(outline, seeds)
    return _gather(townships, owners, cells)


def _centre(outline: Any) -> Floats:
    centre = outline.centroid
    point = centre if outline.covers(centre) else outline.representative_point()
    return np.array([point.x, point.y])


def _nearest_first(points: Floats, centre: Floats) -> Ints:
    return np.argsort(((points - centre) ** 2).sum(axis=1), kind="stable")


def _seeds(outline: Any, total: int, dense: int, random: np.random.Generator) -> Floats:
    """Return seeds in the outline, so many of them in a dense middle, moved apart a little."""
    shapely.prepare(outline)
    loose = max(total - dense, 0)
    share = dense / (dense + loose * _DENSE)
    radius = float(np.sqrt(outline.area * share / np.pi)) * 1.05
    town = (
        outline.intersection(shapely.Point(_centre(outline)).buffer(radius)) if dense else shapely.Polygon()
    )
    parts = [_scatter(town, dense, random), _scatter(outline.difference(town), loose, random)]
    seeds = np.concatenate(parts)
    for _ in range(_ROUNDS):
        diagram = shapely.voronoi_polygons(
            shapely.MultiPoint(seeds), extend_to=outline.envelope, ordered=True
        )
        cells = shapely.intersection(shapely.get_parts(diagram), outline)
        middle = shapely.centroid(cells)
        outside = ~shapely.contains(outline, middle)
        middle[outside] = shapely.point_on_surface(cells[outside])
        seeds = shapely.get_coordinates(middle)
    return seeds


def _scatter(area: Any, count: int, random: np.random.Generator) -> Floats:
    """Return points spread over an area, each kept as the farthest of some tries from those before."""
    if count == 0 or area.is_empty:
        return np.empty((0, 2))
    shapely.prepare(area)
    west, south, east, north = area.bounds
    found = np.empty((0, 2))
    while len(found) < count * 4:
        tries = random.random((count * 8, 2)) * (east - west, north - south) + (west, south)
        found = np.concatenate([found, tries[shapely.contains_xy(area, tries)]])
    return _apart(found, count)


def _apart(points: Floats, count: int) -> Floats:
    """Return `count` of the points, thinned by always dropping one of the closest pairs."""
    while len(points) > count:
        distance, _ = cKDTree(points).query(points, k=2)
        drop = max(1, min(len(points) - count, len(points) // 10))
        closest = np.argsort(distance[:, 1], kind="stable")[: drop * 2 : 2]
        points = np.delete(points, closest[:drop], axis=0)
    return points


def _share_out(groups: Sequence[Group], members: Ints, seeds: Floats, owners: dict[str, int]) -> None:
    """Give seeds to groups by halving: along the longer side, in proportion to their sizes."""
    if not groups:
        return
    if len(groups) > 1:
        cut = _half(groups)
        size = sum(one.size for one in groups[:cut])
        place = seeds[members]
        axis = int(np.argmax(np.ptp(place, axis=0) * (np.cos(np.radians(36.5)), 1.0)))
        order = members[np.argsort(place[:, axis], kind="stable")]
        _share_out(groups[:cut], order[:size], seeds, owners)
        _share_out(groups[cut:], order[size:], seeds, owners)
    elif groups[0].parts:
        _share_out(groups[0].parts, members, seeds, owners)
    else:
        owners[groups[0].code] = int(members[0])


def _half(groups: Sequence[Group]) -> int:
    """Return where to cut a row of groups so that both sides are nearly of one size."""
    sizes = np.cumsum([one.size for one in groups])
    return int(np.argmin(np.abs(sizes[:-1] - sizes[-1] / 2))) + 1


def _cells(outline: Any, seeds: Floats) -> list[Any]:
    """Return the part of the outline that belongs to each seed; together they tile it without gaps."""
    diagram = shapely.voronoi_polygons(shapely.MultiPoint(seeds), extend_to=outline.envelope, only_edges=True)
    lines = shapely.union_all([outline.boundary, shapely.intersection(diagram, outline)], grid_size=_SNAP)
    faces = shapely.get_parts(shapely.polygonize([lines]))
    inside = shapely.point_on_surface(faces)
    faces = faces[shapely.contains(outline, inside)]
    points = shapely.get_coordinates(shapely.point_on_surface(faces))
    owner = cKDTree(seeds).query(points)[1]
    _adopt(faces, owner, seeds)
    order = np.argsort(owner, kind="stable")
    starts = np.searchsorted(owner[order], np.arange(len(seeds) + 1))
    return [_joined(faces[order[a:b]]) for a, b in zip(starts[:-1], starts[1:], strict=True)]


def _adopt(faces: NDArray[Any], owner: NDArray[Any], seeds: Floats) -> None:
    """Give every face that is cut off from its seed to the neighbour with the longest common border, if it has one."""
    largest: dict[int, int] = {}
    for face in np.argsort(-shapely.area(faces), kind="stable"):
        largest.setdefault(int(owner[face]), int(face))
    tree = shapely.STRtree(faces)
    for face in range(len(faces)):
        if largest[int(owner[face])] == face:
            continue
        near = [one for one in tree.query(faces[face], predicate="intersects") if one != face]
        if not near:
            continue
        common = shapely.length(shapely.intersection(faces[near], faces[face]))
        owner[face] = owner[near[int(np.argmax(common))]]


def _joined(shapes: Iterable[Any]) -> Any:
    ones = list(shapes)
    return ones[0] if len(ones) == 1 else shapely.union_all(ones, grid_size=_SNAP)


def _gather(groups: Sequence[Group], owners: Mapping[str, int], cells: Sequence[Any]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for group in groups:
        if group.parts:
            below = _gather(group.parts, owners, cells)
            found.update(below)
            found[group.code] = _joined([below[one.code] for one in group.parts])
        else:
            found[group.code] = cells[owners[group.code]]
    return found
