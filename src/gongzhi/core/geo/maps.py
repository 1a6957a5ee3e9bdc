"""Outlines as GeoJSON for maps, put together once and kept."""

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from hashlib import blake2b
from itertools import groupby

from gongzhi.core.geo.models import Outline
from gongzhi.core.geo.rules.levels import Level, ladder

Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A FeatureCollection ready to be sent, with its mark."""

    body: bytes
    tag: str


@dataclass
class Maps:
    """What maps ask of the outlines of one version of the areas."""

    mark: str
    _sheets: dict[tuple[Level, str], Sheet] = field(default_factory=dict)

    def geojson(self, level: Level, parent: str) -> Sheet:
        """Return the standing areas of a level whose code begins with `parent` ("": all)."""
        key = (level, parent)
        if key not in self._sheets:
            self._sheets[key] = _sheet(level, parent)
        return self._sheets[key]

    def bbox(self, code: str) -> Box | None:
        """Return the box of an area's outline, else that of the nearest level above that has one, else None."""
        return next((self._boxes[one] for one in ladder(code) if one in self._boxes), None)

    @cached_property
    def synthetic(self) -> frozenset[str]:
        """Return the codes of standing areas whose outline was drawn by a program."""
        rows = Outline.objects.filter(is_synthetic=True, area__valid_to__isnull=True)
        return frozenset(rows.values_list("area__code", flat=True))

    @cached_property
    def _boxes(self) -> dict[str, Box]:
        rows = Outline.objects.filter(area__valid_to__isnull=True)
        boxes: dict[str, Box] = {
            code: (west, south, east, north)
            for code, west, south, east, north in rows.values_list(
                "area__code", "west", "south", "east", "north"
            )
        }
        counties = sorted((code, box) for code, box in boxes.items() if len(code) == 6)
        for city, group in groupby(counties, key=lambda one: one[0][:4]):
            boxes.setdefault(city, _union(box for _, box in group))
        return boxes


def _union(boxes: Iterable[Box]) -> Box:
    west, south, east, north = zip(*boxes, strict=True)
    return min(west), min(south), max(east), max(north)


def _sheet(level: Level, parent: str) -> Sheet:
    rows = Outline.objects.filter(area__level=level, area__valid_to__isnull=True)
    if parent:
        rows = rows.filter(area__code__startswith=parent)
    features = [
        _feature(*row)
        for row in rows.order_by("area__code").values_list(
            "area__code", "area__name", "area__parent_code", "is_synthetic", "shape"
        )
    ]
    body = ('{"type":"FeatureCollection","features":[' + ",".join(features) + "]}").encode()
    return Sheet(body, blake2b(body, digest_size=12).hexdigest())


def _feature(code: str, name: str, parent: str, is_synthetic: bool, shape: str) -> str:
    properties = {"code": code, "name": name, "parent": parent, "synthetic": is_synthetic}
    written = json.dumps(properties, ensure_ascii=False, separators=(",", ":"))
    return f'{{"type":"Feature","id":{int(code)},"properties":{written},"geometry":{shape}}}'
