"""The cast, the small city, and what other tests of the areas lean on."""

import json
from datetime import date, datetime

import shapely

from gongzhi.core.geo import actions
from gongzhi.core.geo.actions.outlining import Origin
from gongzhi.core.geo.rules.datum import Datum
from gongzhi.core.geo.rules.levels import Level
from gongzhi.core.geo.rules.outlines import Feature
from gongzhi.kernel.actor import Actor, ActorKind
from gongzhi.kernel.lengths import CHINA

AT = datetime(2026, 3, 2, 9, 0, tzinfo=CHINA)
LATER = datetime(2026, 5, 6, 9, 0, tzinfo=CHINA)
DAY = date(2023, 6, 30)
KEEPER = Actor(
    ActorKind.STAFF, "钱系统", roles=frozenset({"system_admin"}), account_id=1, post_id=1, unit_id=1
)
NEIGHBOUR = Actor(ActorKind.STAFF, "邻区受理", roles=frozenset({"clerk"}), account_id=2, post_id=2, unit_id=2)

TREE = """code,level,name,parent_code
130402,3,邯山区,1304
130403,3,丛台区,1304
130471,3,邯郸经济技术开发区,1304
130402001,4,火磨街道,130402
130402100,4,北张庄镇,130402
130403009,4,人民路街道,130403
130403100,4,黄粱梦镇,130403
130471100,4,尚璧镇,130471
130402001001,5,焦窑社区居民委员会,130402001
130402100200,5,南街村村民委员会,130402100
130402100201,5,张庄村民委员会,130402100
130403009001,5,展览路社区居民委员会,130403009
130403009002,5,和平社区居民委员会,130403009
130403100200,5,南街村村民委员会,130403100
130403100201,5,沙屯村村民委员会,130403100
130471100200,5,东尚璧村村民委员会,130471100
"""
HANSHAN, CONGTAI = shapely.box(114.4, 36.5, 114.5, 36.6), shapely.box(114.5, 36.5, 114.6, 36.6)


def plant_tree() -> actions.AreasImported:
    """Take in the small tree."""
    city = actions.City("1304", "邯郸市", DAY)
    return actions.import_areas(actor=KEEPER, city=city, table=TREE, source="测试", at=AT)


def outline_counties() -> actions.BoundariesImported:
    """Give the two counties that have one their outline."""
    features = [
        feature(1, HANSHAN, code="130402", name="邯山区"),
        feature(2, CONGTAI, code="130403", name="丛台区"),
    ]
    return actions.import_boundaries(
        actor=KEEPER, level=Level.COUNTY, features=features, datum=Datum.WGS84, origin=Origin("测试"), at=AT
    )


def build_city() -> actions.Synthesized:
    """Build the small city with drawn-up borders."""
    plant_tree()
    outline_counties()
    return actions.synthesize_grids(actor=KEEPER, city_code="1304", at=AT)


def feature(n: int, shape: shapely.Geometry, **properties: object) -> Feature:
    """Return a feature as it is read from a file."""
    return Feature(n, properties, json.loads(shapely.to_geojson(shape)))


def collection(*features: Feature) -> bytes:
    """Return a GeoJSON file of features."""
    rows = [
        {"type": "Feature", "properties": dict(one.properties), "geometry": one.geometry} for one in features
    ]
    return json.dumps({"type": "FeatureCollection", "features": rows}, ensure_ascii=False).encode()
