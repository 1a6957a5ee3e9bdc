"""How many points a second are put into 30,000 areas of 37 corners, beside shapely's STRtree and geopandas' sjoin on
the same points and areas; then the same on the grids of Handan, and how many texts a second are searched for names.
Processor time of one core, median of several runs, ours and the peers' alike.

geopandas is no dependency of ours: `pip install -r requirements/bench.in` brings it, and without it the run says so.
"""

import csv
import importlib
import importlib.util
import io
import json
import time
from collections import defaultdict
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from bench.figures import Figure, at_least, at_most, cpu_seconds, number
from gongzhi.core.geo.data import handan_counties, handan_tree
from gongzhi.core.geo.rules.drawing import Group, draw, grids_of
from gongzhi.core.geo.rules.names import NameFinder
from gongzhi.reading.locate import Locator

TITLE = "Locating points and names"

AREAS = 30_000
POINTS = 1_000_000
PEER_POINTS = 200_000
AIM = 1_000_000
TEXT = "丛台区联纺东街道的小区夜里有人施工,声音很大,物业说管不了,打电话也没有人接,请有关部门尽快处理。" * 3

Polygons = NDArray[Any]
Floats = NDArray[np.float64]


def tiles(count: int, random: np.random.Generator) -> Polygons:
    """Return areas with crooked common borders that tile a square, of about 37 corners each."""
    seeds = shapely.MultiPoint(random.random((count, 2)))
    cells = shapely.get_parts(shapely.voronoi_polygons(seeds, extend_to=shapely.box(0, 0, 1, 1)))
    cells = shapely.intersection(cells, shapely.box(0, 0, 1, 1))
    corners = shapely.segmentize(cells, float(np.median(shapely.length(cells))) / 33)
    step = 0.02 / count**0.5

    def crook(points: Floats) -> Any:
        angle = points * (3.1 / step / 60)
        return points + step * np.column_stack(
            [np.sin(angle[:, 0] + angle[:, 1]), np.cos(angle[:, 1] - angle[:, 0])]
        )

    crooked = shapely.transform(corners, crook)
    valid: Polygons = crooked[shapely.is_valid(crooked)]
    return valid


def run() -> list[Figure]:
    """Measure."""
    random = np.random.default_rng(20260302)
    areas = tiles(AREAS, random)
    codes = [f"{n:06d}" for n in range(len(areas))]
    points = random.random((POINTS, 2))
    began = time.process_time()
    locator = Locator.build(codes, list(areas))
    built = time.process_time() - began
    ours = cpu_seconds(lambda: locator.locate_many(points[:, 0], points[:, 1]))
    corners = float(shapely.get_num_coordinates(areas).mean())
    about = f"{len(areas):,} areas, {corners:.1f} corners, {POINTS:,} points"
    figures = [
        at_least("ours", POINTS / ours, "points/s", AIM, about),
        Figure("ours, building once", built, "s"),
        *_peers(areas, points[:PEER_POINTS], locator, POINTS / ours),
        *_handan(random),
        _names(),
    ]
    return figures


def _peers(areas: Polygons, points: Floats, locator: Locator, ours: float) -> list[Figure]:
    wanted = locator.locate_many(points[:, 0], points[:, 1])
    tree = shapely.STRtree(areas)
    found: dict[str, NDArray[Any]] = {}

    def by_tree() -> None:
        found["pairs"] = tree.query(shapely.points(points), predicate="intersects")

    took = cpu_seconds(by_tree, 3)
    answer = np.full(len(points), len(areas))
    np.minimum.at(answer, found["pairs"][0], found["pairs"][1])
    answer[answer == len(areas)] = -1
    rate = len(points) / took
    return [
        at_most("answers that differ from shapely's", float((answer != wanted).sum()), "points", 0),
        Figure("peer: shapely STRtree", rate, "points/s", note=f"ours is {ours / rate:.1f} times as fast"),
        *_geopandas(areas, points, ours),
    ]


def _geopandas(areas: Polygons, points: Floats, ours: float) -> list[Figure]:
    if importlib.util.find_spec("geopandas") is None:
        return [
            Figure("peer: geopandas.sjoin", 0, "points/s", note="not measured: geopandas is not installed")
        ]
    geopandas = importlib.import_module("geopandas")
    left = geopandas.GeoDataFrame(geometry=shapely.points(points))
    right = geopandas.GeoDataFrame({"code": range(len(areas))}, geometry=areas)
    took = cpu_seconds(lambda: geopandas.sjoin(left, right, how="left", predicate="intersects"), 3)
    rate = len(points) / took
    note = f"{geopandas.__version__}; ours is {ours / rate:.1f} times as fast"
    return [Figure("peer: geopandas.sjoin", rate, "points/s", note=note)]


def _handan(random: np.random.Generator) -> list[Figure]:
    began = time.process_time()
    grids = {code: shape for code, shape in _drawn().items() if len(code) == 15}
    drawn = time.process_time() - began
    locator = Locator.build(list(grids), list(grids.values()))
    west, south, east, north = shapely.total_bounds(list(grids.values()))
    points = random.random((POINTS, 2)) * (east - west, north - south) + (west, south)
    took = cpu_seconds(lambda: locator.locate_many(points[:, 0], points[:, 1]))
    single = cpu_seconds(lambda: [locator.locate(x, y) for x, y in points[:10_000].tolist()]) / 10_000
    return [
        at_least("grids of Handan", POINTS / took, "points/s", AIM, f"{len(grids):,} drawn-up grids"),
        Figure("grids of Handan, one point at a time", single * 1e6, "µs"),
        at_most("drawing up these grids", drawn, "s", 20),
    ]


def _drawn() -> dict[str, Any]:
    below: dict[str, list[str]] = defaultdict(list)
    for row in csv.DictReader(io.StringIO(handan_tree())):
        below[row["parent_code"]].append(row["code"])
    found: dict[str, Any] = {}
    for feature in json.loads(handan_counties())["features"]:
        code = feature["properties"]["code"]
        townships = [Group(one, tuple(_village(v) for v in below[one])) for one in below[code]]
        found |= draw(shapely.geometry.shape(feature["geometry"]), townships, int(code))
    return found


def _village(code: str) -> Group:
    return Group(code, tuple(Group(f"{code}{n:03d}") for n in range(1, grids_of(code) + 1)))


def _names() -> Figure:
    rows = [(row["code"], row["name"]) for row in csv.DictReader(io.StringIO(handan_tree()))]
    finder = NameFinder(rows)
    took = cpu_seconds(lambda: [finder.find(TEXT) for _ in range(5000)])
    return at_least(
        "names in texts", 5000 / took, "texts/s", 20_000, f"{len(TEXT)} characters, {number(len(rows))} names"
    )
