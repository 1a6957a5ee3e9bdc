"""The city's tree and outlines: real counties, townships and villages; synthetic outlines below the counties, said so."""

import random
from collections.abc import Callable, Iterator
from datetime import date, datetime

from gongzhi.core.geo import data
from gongzhi.core.geo import queries as geo
from gongzhi.core.geo.actions.import_areas import City as GeoCity
from gongzhi.core.geo.actions.import_areas import import_areas as import_geo
from gongzhi.core.geo.actions.import_boundaries import import_boundaries
from gongzhi.core.geo.actions.outlining import Origin
from gongzhi.core.geo.actions.synthesize import synthesize_grids
from gongzhi.core.geo.rules.datum import Datum
from gongzhi.core.geo.rules.levels import Level
from gongzhi.core.geo.rules.outlines import read_features
from gongzhi.core.orgs.actions.build import City, import_areas
from gongzhi.kernel.actor import SYSTEM

CODE, NAME = "1304", "邯郸市"
SINCE = date(2021, 1, 1)
# Where people live closer together, more is said, and most where the listed accounts work; the weights are ours.
URBAN = {"130402": 4, "130403": 16, "130404": 3, "130406": 2, "130408": 2, "130481": 2}
Place = tuple[str, float, float]


def build(progress: Callable[[str, int, int], None], at: datetime) -> None:
    """Take in the tree of units and areas with their outlines."""
    progress("区划和机构", 0, 3)
    table = data.handan_tree()
    import_areas(SYSTEM, City(CODE, NAME, SINCE), table, data.TREE_SOURCE, at)
    progress("区划和机构", 1, 3)
    import_geo(actor=SYSTEM, city=GeoCity(CODE, NAME, SINCE), table=table, source=data.TREE_SOURCE, at=at)
    import_boundaries(
        actor=SYSTEM,
        level=Level.COUNTY,
        features=read_features(data.handan_counties()),
        datum=Datum.GCJ02,
        origin=Origin(data.OUTLINE_SOURCE),
        at=at,
    )
    progress("区划和机构", 2, 3)
    synthesize_grids(actor=SYSTEM, city_code=CODE, at=at, progress=progress)
    progress("区划和机构", 3, 3)


def draw(luck: random.Random) -> Iterator[Place]:
    """Yield without end a grid of the city with a point in it, more often where people live closer together."""
    counties = [area.code for area in geo.children(CODE) if geo.bbox(area.code) is not None]
    weights = [URBAN.get(code, 1) for code in counties]
    while True:
        chosen = luck.choices(counties, weights, k=500)
        points = [_point(code, luck) for code in chosen]
        codes = geo.locate_many([lon for lon, _ in points], [lat for _, lat in points])
        for county, (lon, lat), code in zip(chosen, points, codes, strict=True):
            if code.startswith(county):
                yield code, round(lon, 6), round(lat, 6)


def _point(county: str, luck: random.Random) -> tuple[float, float]:
    west, south, east, north = geo.bbox(county) or (114.4, 36.5, 114.6, 36.7)
    return luck.uniform(west, east), luck.uniform(south, north)
