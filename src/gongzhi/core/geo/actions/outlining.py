"""Writing outlines: exact for locating, simplified together (so that neighbours keep one border) for maps."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely

from gongzhi.core.geo.models import Area, Outline
from gongzhi.core.geo.rules.levels import Level

_TOLERANCE = {
    Level.CITY: 1e-3,
    Level.COUNTY: 4e-4,
    Level.TOWNSHIP: 2e-4,
    Level.VILLAGE: 5e-5,
    Level.GRID: 2e-5,
}
_BATCH = 1000
_DECIMALS = 1e-5


@dataclass(frozen=True, slots=True)
class Origin:
    """Where outlines come from; `is_synthetic` when a program drew them."""

    source: str
    is_synthetic: bool = False


def put_outlines(level: Level, areas: Sequence[Area], shapes: Sequence[Any], origin: Origin) -> None:
    """Set the outlines of areas of one level, in place of those they had."""
    if not areas:
        return
    polygons = np.array(shapes, dtype=object)
    drawn = simplified(polygons, _TOLERANCE[level])
    boxes = shapely.bounds(polygons)
    rows = [
        Outline(
            area=area,
            wkb=wkb,
            shape=shape,
            west=box[0],
            south=box[1],
            east=box[2],
            north=box[3],
            is_synthetic=origin.is_synthetic,
            source=origin.source,
        )
        for area, wkb, shape, box in zip(areas, shapely.to_wkb(polygons), drawn, boxes.tolist(), strict=True)
    ]
    Outline.objects.bulk_create(
        rows,
        batch_size=_BATCH,
        update_conflicts=True,
        unique_fields=["area"],
        update_fields=["wkb", "shape", "west", "south", "east", "north", "is_synthetic", "source"],
    )


def simplified(polygons: Any, tolerance: float) -> list[str]:
    """Return GeoJSON geometries for maps, of a metre's precision; common borders stay common where they were."""
    if shapely.coverage_is_valid(polygons):
        lighter = shapely.coverage_simplify(polygons, tolerance)
    else:
        lighter = shapely.simplify(polygons, tolerance, preserve_topology=True)
    rounded = shapely.set_precision(lighter, _DECIMALS)
    rounded = np.where(shapely.is_empty(rounded), polygons, rounded)
    return [str(one).replace(" ", "") for one in shapely.to_geojson(rounded)]
