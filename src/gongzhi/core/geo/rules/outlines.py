"""Outlines as they are brought in: read from GeoJSON, and refused in a full sentence when broken."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np
import shapely

from gongzhi.core.geo.rules.datum import Datum, to_wgs84
from gongzhi.kernel.errors import DomainError

_SMALLEST_OVERLAP = 0.001
_WHERE = re.compile(r"\[(\S+) (\S+)\]")


class OutlineInvalid(DomainError):
    """A broken outline; the subclasses say how."""

    code = "geo.outline_invalid"
    message = "“%(name)s”的界线有错，不能导入。请改好后再导入。"
    http_status = 422


class NotAnOutline(OutlineInvalid):
    """Neither polygon nor multipolygon."""

    code = "geo.outline_not_a_polygon"
    message = "“%(name)s”的图形是 %(kind)s，不是面。请导出为面(Polygon 或 MultiPolygon)后再导入。"


class NotNumbers(OutlineInvalid):
    """Coordinates that are no finite numbers."""

    code = "geo.outline_not_numbers"
    message = "“%(name)s”的界线里有不是数字的坐标。请检查导出的文件，补上缺少的经纬度后再导入。"


class OutOfRange(OutlineInvalid):
    """Coordinates that are no degrees, most often metres of a projection or latitude first."""

    code = "geo.outline_out_of_range"
    message = (
        "“%(name)s”的坐标(%(lon)s,%(lat)s)不是经纬度。经度应在 -180 到 180 之间，纬度应在 -90 到 90 之间，"
        "并且经度写在前面；如果文件用的是米，请先转换成经纬度。"
    )


class TooFewPoints(OutlineInvalid):
    """A ring of less than three different points."""

    code = "geo.outline_too_few_points"
    message = "“%(name)s”的界线不到三个不同的点，围不成一块地方。请补全界线后再导入。"


class RingNotClosed(OutlineInvalid):
    """A ring whose last point is not its first."""

    code = "geo.outline_not_closed"
    message = "“%(name)s”的界线没有闭合：最后一个点应当与第一个点相同。请补上后再导入。"


class CrossesItself(OutlineInvalid):
    """A border that crosses or touches itself."""

    code = "geo.outline_crosses_itself"
    message = "“%(name)s”的界线在经度 %(lon)s、纬度 %(lat)s 处自己相交。请在制图软件里改正这一处后再导入。"


class HoleOutside(OutlineInvalid):
    """A hole that does not lie in its shell."""

    code = "geo.outline_hole_outside"
    message = "“%(name)s”的一个洞在经度 %(lon)s、纬度 %(lat)s 处伸到了界线外面。请改正后再导入。"


class PartsOverlap(OutlineInvalid):
    """Parts, or holes, that lie in one another."""

    code = "geo.outline_parts_overlap"
    message = "“%(name)s”的几个部分在经度 %(lon)s、纬度 %(lat)s 处相互重叠。请合并成一块或分开后再导入。"


class FileNotGeoJSON(DomainError):
    """The file is no GeoJSON collection of features."""

    code = "geo.not_geojson"
    message = "这个文件不是 GeoJSON 要素集合(FeatureCollection)。请在制图软件里另存为 GeoJSON 后再导入。"
    http_status = 422


@dataclass(frozen=True, slots=True)
class Feature:
    """One feature of a file: its place in the file from 1 on, properties, and geometry as it stands there."""

    n: int
    properties: Mapping[str, object]
    geometry: object

    def text(self, *names: str) -> str:
        """Return the first of these properties that is there, as text; "" when none is."""
        found = next(
            (self.properties[one] for one in names if self.properties.get(one) not in (None, "")), ""
        )
        return str(found).strip()


def read_features(content: bytes) -> list[Feature]:
    """Return the features of a GeoJSON file; raise FileNotGeoJSON."""
    try:
        file = json.loads(content.decode("utf-8-sig"))
        found = [
            Feature(n, dict(one.get("properties") or {}), one.get("geometry"))
            for n, one in enumerate(file["features"], 1)
        ]
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        raise FileNotGeoJSON from None
    return found


def outline(name: str, geometry: object, datum: Datum = Datum.WGS84) -> Any:
    """Return a valid shapely polygon or multipolygon in WGS 84 of a GeoJSON geometry; raise OutlineInvalid."""
    kind = geometry.get("type") if isinstance(geometry, Mapping) else None
    if kind not in ("Polygon", "MultiPolygon"):
        raise NotAnOutline(name=name, kind=kind or "空")
    assert isinstance(geometry, Mapping)
    parts = geometry.get("coordinates")
    rings = [parts] if kind == "Polygon" else parts
    _check_rings(name, rings)
    shape = _built(rings)
    check(name, shape)
    return to_wgs84(shape, datum)


def check(name: str, shape: Any) -> None:
    """Raise OutlineInvalid unless a polygon is valid, not empty, and in degrees."""
    points = shapely.get_coordinates(shape)
    if not np.isfinite(points).all():
        raise NotNumbers(name=name)
    wrong = points[(np.abs(points) > (180.0, 90.0)).any(axis=1)]
    if len(wrong):
        raise OutOfRange(name=name, lon=_degrees(wrong[0][0]), lat=_degrees(wrong[0][1]))
    if not shapely.is_valid(shape):
        _refuse(name, str(shapely.is_valid_reason(shape)))
    if shape.is_empty or shape.area == 0:
        raise TooFewPoints(name=name)


def _built(parts: Any) -> Any:
    """Return the polygons of checked rings, without heights."""
    flat = [[[point[:2] for point in ring] for ring in rings] for rings in parts]
    polygons = [shapely.Polygon(rings[0], rings[1:]) for rings in flat]
    return polygons[0] if len(polygons) == 1 else shapely.MultiPolygon(polygons)


def _check_rings(name: str, parts: object) -> None:
    """Raise what shapely would mend in silence or fail at: open rings, short rings, words for numbers."""
    if not isinstance(parts, list) or not parts:
        raise TooFewPoints(name=name)
    for part in parts:
        if not isinstance(part, list) or not part:
            raise TooFewPoints(name=name)
        for ring in part:
            _check_ring(name, ring)


def _check_ring(name: str, ring: object) -> None:
    if not isinstance(ring, list):
        raise TooFewPoints(name=name)
    if not all(isinstance(point, list) and len(point) >= 2 and _are_numbers(point[:2]) for point in ring):
        raise NotNumbers(name=name)
    if len({tuple(point[:2]) for point in ring}) < 3:
        raise TooFewPoints(name=name)
    if ring[0][:2] != ring[-1][:2]:
        raise RingNotClosed(name=name)


def _are_numbers(values: Sequence[object]) -> bool:
    # The comparison also refuses NaN, infinity, and whole numbers beyond what a float can hold.
    return all(isinstance(one, int | float) and -1e12 < one < 1e12 for one in values)


def _refuse(name: str, reason: str) -> None:
    where = _WHERE.search(reason)
    lon, lat = (_degrees(float(one)) for one in where.groups()) if where else ("?", "?")
    if "Hole lies outside" in reason:
        raise HoleOutside(name=name, lon=lon, lat=lat)
    if "Nested" in reason:
        raise PartsOverlap(name=name, lon=lon, lat=lat)
    raise CrossesItself(name=name, lon=lon, lat=lat)


def _degrees(value: float) -> str:
    return f"{value:.6f}".rstrip("0").rstrip(".")


@dataclass(frozen=True, slots=True)
class Overlap:
    """Two outlines of one level that share ground: `share` is the part of the smaller one."""

    one: str
    other: str
    share: float

    sentence: ClassVar[str] = "“%(one)s”与“%(other)s”重叠，重叠部分占较小一块的 %(share)s。"


def overlaps(names: Sequence[str], shapes: Sequence[Any]) -> list[Overlap]:
    """Return the pairs of outlines that share more than a thousandth of the smaller one, the largest share first."""
    if len(shapes) < 2:
        return []
    polygons = np.array(shapes, dtype=object)
    one, other = shapely.STRtree(polygons).query(polygons, predicate="intersects")
    one, other = one[one < other], other[one < other]
    smaller = np.minimum(shapely.area(polygons[one]), shapely.area(polygons[other]))
    share = shapely.area(shapely.intersection(polygons[one], polygons[other])) / smaller
    found = [
        Overlap(names[a], names[b], float(s))
        for a, b, s in zip(one, other, share, strict=True)
        if s > _SMALLEST_OVERLAP
    ]
    return sorted(found, key=lambda each: (-each.share, each.one, each.other))
