"""Matters on a map: the database itself builds the GeoJSON, so that thousands of points cost no Python loop."""

import json
from collections import Counter
from datetime import datetime
from typing import Any

import h3
from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import QuerySet

from gongzhi.core.matters.models import Matter
from gongzhi.core.matters.queries.counted import grouped_parts
from gongzhi.core.matters.queries.filters import Filter
from gongzhi.core.matters.queries.pages import list_parts
from gongzhi.core.matters.rules.remaining import SOON
from gongzhi.kernel.actor import PUBLIC, Actor

Box = tuple[float, float, float, float]
MOST = 5000
_COLUMNS = ("id", "number", "title", "stage", "is_open", "due_at", "lon", "lat", "category")
_NOTHING = '{"type": "FeatureCollection", "features": []}'
_COLLECTION = """
    SELECT json_build_object('type', 'FeatureCollection', 'features', coalesce(json_agg(json_build_object(
        'type', 'Feature',
        'id', id,
        'geometry', json_build_object('type', 'Point', 'coordinates', json_build_array(lon, lat)),
        'properties', json_build_object(
            'number', number, 'title', title, 'stage', stage, 'category', category,
            'state', CASE WHEN NOT is_open THEN 'done' WHEN due_at IS NULL THEN 'paused'
                WHEN due_at <= %s THEN 'late' WHEN due_at <= %s THEN 'soon' ELSE 'running' END,
            'href', %s || number || %s
        )
    )), '[]'::json))::text
    FROM ({parts}) AS found ({columns})
"""


def map_features(
    actor: Actor,
    wanted: Filter,
    box: Box | None = None,
    *,
    at: datetime,
    limit: int = MOST,
    href: tuple[str, str] = ("/desk/matters/", "/"),
) -> str:
    """Return the matters of a list inside a box (west, south, east, north) as a GeoJSON text, at most `limit`.

    `href` is what stands before and after a matter's number in the address of its page.
    """
    parts = [
        _inside(part.filter(lon__isnull=False), box).order_by().values_list(*_COLUMNS)
        for part in list_parts(actor, wanted, at)
    ]
    texts: list[str] = []
    values: list[Any] = []
    for part in parts:
        try:
            text, given = part[:limit].query.sql_with_params()
        except EmptyResultSet:  # whoever sees nothing has a part that no row can be in
            continue
        texts.append(f"({text})")
        values.extend(given)
    if not texts:
        return _NOTHING
    statement = _COLLECTION.format(parts=" UNION ".join(texts), columns=", ".join(_COLUMNS))
    with connection.cursor() as cursor:
        cursor.execute(statement, [at, at + SOON, *href, *values])
        return str(cursor.fetchone()[0])


def _inside(matters: QuerySet[Matter], box: Box | None) -> QuerySet[Matter]:
    if box is None:
        return matters
    west, south, east, north = box
    return matters.filter(lon__gte=west, lon__lte=east, lat__gte=south, lat__lte=north)


def public_features(
    box: Box | None = None,
    *,
    at: datetime,
    wanted: Filter | None = None,
    limit: int = MOST,
    href: tuple[str, str] = ("/matters/", "/"),
) -> str:
    """Return the matters that everybody may read, as a GeoJSON text."""
    return map_features(
        PUBLIC, wanted or Filter(state="all", sort="newest"), box, at=at, limit=limit, href=href
    )


def heat_features(
    actor: Actor,
    wanted: Filter,
    box: Box | None = None,
    *,
    at: datetime,
    resolution: int = 8,
    href: str = "/desk/matters/",
) -> str:
    """Return hexagons (H3, resolution 5 to 9) with how many matters of a list lie in each, as a GeoJSON text."""
    resolution = max(5, min(9, resolution))
    sums: Counter[str] = Counter()
    for cell, n in _cells(actor, wanted, _wider(box), at).items():
        sums[str(h3.cell_to_parent(cell, resolution))] += n
    features = [_hexagon(cell, n, wanted, href) for cell, n in sums.items() if _is_inside(cell, box)]
    return json.dumps({"type": "FeatureCollection", "features": features}, ensure_ascii=False)


def _wider(box: Box | None) -> Box | None:
    """Return the box with a margin wider than the coarsest cell, so that no cell is counted in part."""
    return None if box is None else (box[0] - 0.25, box[1] - 0.25, box[2] + 0.25, box[3] + 0.25)


def _is_inside(cell: str, box: Box | None) -> bool:
    if box is None:
        return True
    lat, lon = h3.cell_to_latlng(cell)
    return bool(box[0] <= lon <= box[2] and box[1] <= lat <= box[3])


def _cells(actor: Actor, wanted: Filter, box: Box | None, at: datetime) -> dict[str, int]:
    """Return counts by the finest cells, each matter once however many parts of the list hold it."""
    parts = [_inside(part.exclude(h3=""), box) for part in list_parts(actor, wanted, at)]
    return {str(cell): int(str(n)) for cell, n in grouped_parts(parts, ("h3",))}


def _hexagon(cell: str, n: int, wanted: Filter, href: str) -> dict[str, object]:
    ring = [[lon, lat] for lat, lon in h3.cell_to_boundary(cell)]
    link = f"{href}?{wanted.but(cell=cell).query_string()}"
    return {
        "type": "Feature",
        "geometry": {"type": "Polygon", "coordinates": [[*ring, ring[0]]]},
        "properties": {"count": n, "cell": cell, "href": link},
    }
