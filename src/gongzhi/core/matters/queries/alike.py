"""Matters that look like what is being written: near in place, near in words, not long ago."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import h3
from django.db.models import Q, QuerySet

from gongzhi.core.matters.models import Matter
from gongzhi.core.matters.queries.filters import Filter
from gongzhi.core.matters.queries.pages import list_parts, status_title
from gongzhi.core.matters.rules.distance import metres
from gongzhi.core.search import queries as search
from gongzhi.kernel.actor import Actor

RADIUS = 300.0
DAYS = 90
_TEXT_LEAST = 4


@dataclass(frozen=True, slots=True)
class Alike:
    """One look-alike; `metres` is None where the place of one of the two is not known."""

    id: int
    number: str
    title: str
    place: str
    category: str
    status_title: str
    opened_at: datetime
    is_open: bool
    is_public: bool
    metres: int | None


def lookalikes(
    actor: Actor,
    *,
    text: str,
    lon: float | None,
    lat: float | None,
    at: datetime,
    most: int = 5,
    without: int | None = None,
) -> list[Alike]:
    """Return open matters of the last 90 days like a text, within 300 m where a point is given.

    Residents see those that are public; staff those in their reach.
    """
    rule = Q(merged_into_id__isnull=True, opened_at__gte=at - timedelta(days=DAYS))
    if not actor.is_staff:
        rule &= Q(is_public=True)
    if without is not None:
        rule &= ~Q(id=without)
    point = None if lon is None or lat is None else (lon, lat)
    if point is not None:
        rule &= _near(*point)
    parts = [part.filter(rule).order_by("-opened_at", "-id") for part in list_parts(actor, Filter(), at)]
    if len(text.strip()) >= _TEXT_LEAST:
        return _by_words(parts, text, point, most)
    return _by_distance(parts, point, most) if point is not None else []


def _near(lon: float, lat: float) -> Q:
    """Return the rule that narrows to the cells around a point; two rings of resolution 9 reach farther than the radius everywhere."""
    cell = h3.latlng_to_cell(lat, lon, 9)
    return Q(h3__in=list(h3.grid_disk(cell, 2)))


def _by_words(
    parts: Sequence[QuerySet[Matter]], text: str, point: tuple[float, float] | None, most: int
) -> list[Alike]:
    order = [one.matter_id for one in search.nearest(text, parts, limit=most * 4)]
    found = {one.id: one for part in parts for one in part.filter(id__in=order)} if order else {}
    alike = [_alike(found[number], point) for number in order if number in found]
    return [one for one in alike if point is None or _is_near(one)][:most]


def _by_distance(parts: Sequence[QuerySet[Matter]], point: tuple[float, float], most: int) -> list[Alike]:
    alike = [_alike(one, point) for one in {one.id: one for part in parts for one in part[:200]}.values()]
    return sorted((one for one in alike if _is_near(one)), key=lambda one: one.metres or 0)[:most]


def _is_near(one: Alike) -> bool:
    return one.metres is not None and one.metres <= RADIUS


def _alike(one: Matter, point: tuple[float, float] | None) -> Alike:
    known = point is not None and one.lon is not None and one.lat is not None
    return Alike(
        id=one.id,
        number=one.number,
        title=one.title,
        place=one.place,
        category=one.category,
        status_title=status_title(one.system, one.status),
        opened_at=one.opened_at,
        is_open=one.is_open,
        is_public=one.is_public,
        metres=round(metres(*point, one.lon, one.lat)) if known and point and one.lon and one.lat else None,
    )
