"""The city's tree for commands that may be the very first: units and areas, with real outlines where we have them."""

from datetime import date, datetime

from django.conf import settings

from gongzhi.core.geo import data
from gongzhi.core.geo.actions.import_areas import City as GeoCity
from gongzhi.core.geo.actions.import_areas import import_areas as import_geo
from gongzhi.core.geo.actions.import_boundaries import import_boundaries
from gongzhi.core.geo.actions.outlining import Origin
from gongzhi.core.geo.rules.datum import Datum
from gongzhi.core.geo.rules.levels import Level
from gongzhi.core.geo.rules.outlines import read_features
from gongzhi.core.orgs import queries as orgs
from gongzhi.core.orgs.actions.build import City, import_areas
from gongzhi.core.orgs.queries import NoUnits
from gongzhi.kernel.actor import SYSTEM

SHIPPED = "1304"
SINCE = date(2021, 1, 1)


def ensure(at: datetime) -> bool:
    """Build the tree that we bring along when there is none yet; raise NoUnits when the city is another one."""
    try:
        orgs.root()
    except NoUnits:
        if settings.CITY_CODE != SHIPPED:
            raise
    else:
        return False
    table = data.handan_tree()
    import_areas(SYSTEM, City(SHIPPED, settings.CITY_NAME, SINCE), table, data.TREE_SOURCE, at)
    city = GeoCity(SHIPPED, settings.CITY_NAME, SINCE)
    import_geo(actor=SYSTEM, city=city, table=table, source=data.TREE_SOURCE, at=at)
    import_boundaries(
        actor=SYSTEM,
        level=Level.COUNTY,
        features=read_features(data.handan_counties()),
        datum=Datum.GCJ02,
        origin=Origin(data.OUTLINE_SOURCE),
        at=at,
    )
    return True
