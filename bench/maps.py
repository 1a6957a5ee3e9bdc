"""How long the outlines of a county take as GeoJSON: the first time from the database, and kept afterwards."""

import gzip
import importlib
import statistics
import time
from datetime import UTC, date, datetime

from bench.database import database
from bench.figures import Figure, at_most
from gongzhi.core.geo.data import OUTLINE_SOURCE, TREE_SOURCE, handan_counties, handan_tree
from gongzhi.core.geo.rules.datum import Datum
from gongzhi.core.geo.rules.levels import Level
from gongzhi.core.geo.rules.outlines import read_features
from gongzhi.kernel.actor import SYSTEM

TITLE = "Map data of a county"

AIM_MS = 100
AT = datetime(2026, 3, 2, 1, tzinfo=UTC)


def run() -> list[Figure]:
    """Measure."""
    with database():
        _city()
        return _measured()


def _city() -> None:
    actions = importlib.import_module("gongzhi.core.geo.actions")
    outlining = importlib.import_module("gongzhi.core.geo.actions.outlining")
    city = actions.City("1304", "邯郸市", date(2023, 6, 30))
    actions.import_areas(actor=SYSTEM, city=city, table=handan_tree(), source=TREE_SOURCE, at=AT)
    actions.import_boundaries(
        actor=SYSTEM,
        level=Level.COUNTY,
        features=read_features(handan_counties()),
        datum=Datum.GCJ02,
        origin=outlining.Origin(OUTLINE_SOURCE),
        at=AT,
    )
    actions.synthesize_grids(actor=SYSTEM, city_code="1304", at=AT)


def _measured() -> list[Figure]:
    queries = importlib.import_module("gongzhi.core.geo.queries")
    began = time.perf_counter()
    queries.area_name("1304")
    figures = [Figure("the tree into memory", (time.perf_counter() - began) * 1000, "ms")]
    began = time.perf_counter()
    queries.locate(114.49, 36.61)
    figures.append(Figure("locators into memory", (time.perf_counter() - began) * 1000, "ms"))
    counties = [one.code for one in queries.children("1304")]
    for level in (Level.GRID, Level.VILLAGE, Level.TOWNSHIP):
        first = [_milliseconds(queries, level, code) for code in counties]
        size = max(len(gzip.compress(queries.geojson(level, code))) for code in counties)
        what = f"{level.name.lower()}s of a county"
        note = f"worst of {len(counties)}; at most {size / 1000:.0f} kB gzipped"
        figures.append(at_most(f"{what}, first time", max(first), "ms", AIM_MS, note))
    again = statistics.median(_milliseconds(queries, Level.GRID, counties[0]) for _ in range(100))
    figures.append(Figure("grids of a county, kept", again, "ms"))
    figures.append(
        at_most("counties of the city, first time", _milliseconds(queries, Level.COUNTY, ""), "ms", AIM_MS)
    )
    return figures


def _milliseconds(queries: object, level: Level, parent: str) -> float:
    began = time.perf_counter()
    queries.geojson(level, parent)  # type: ignore[attr-defined]
    return (time.perf_counter() - began) * 1000
