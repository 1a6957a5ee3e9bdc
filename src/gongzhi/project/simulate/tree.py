"""A synthetic tree of any size: one city, its counties, townships and villages, all marked as simulated."""

from datetime import date, datetime

from gongzhi.core.geo.actions.import_areas import City as GeoCity
from gongzhi.core.geo.actions.import_areas import import_areas as import_geo
from gongzhi.core.orgs import queries as orgs
from gongzhi.core.orgs.actions.build import City, import_areas
from gongzhi.core.orgs.queries import NoUnits
from gongzhi.kernel.actor import SYSTEM

CODE, NAME = "9901", "模拟市"
SINCE = date(2021, 1, 1)
SOURCE = "由程序模拟(gongzhi simulate)"
_TOWNSHIPS, _VILLAGES = 15, 28
_COUNTIES_MOST = 99


def ensure(units: int, at: datetime) -> bool:
    """Build a synthetic tree of about so many units when there is none; an existing tree is used as it is."""
    try:
        orgs.root()
    except NoUnits:
        text = table(units)
        import_areas(SYSTEM, City(CODE, NAME, SINCE), text, SOURCE, at)
        import_geo(actor=SYSTEM, city=GeoCity(CODE, NAME, SINCE), table=text, source=SOURCE, at=at)
        return True
    return False


def table(units: int) -> str:
    """Return a division table whose areas, with their departments, make about so many units."""
    counties = max(1, min(_COUNTIES_MOST, round(units / (1 + _TOWNSHIPS * (1 + _VILLAGES) + 20))))
    villages = max(1, min(999, round(units / counties / _TOWNSHIPS - 1)))
    lines = ["code,level,name,parent_code"]
    for county in range(1, counties + 1):
        code = f"{CODE}{county:02d}"
        lines.append(f"{code},3,模拟{county}县,{code[:4]}")
        for township in range(1, _TOWNSHIPS + 1):
            town = f"{code}{township:03d}"
            lines.append(f"{town},4,模拟{county}-{township}镇,{code}")
            lines += [f"{town}{n:03d},5,模拟{county}-{township}-{n}村,{town}" for n in range(1, villages + 1)]
    return "\n".join(lines) + "\n"
