"""Draws outlines below the counties, and grids, for a city whose real ones are not at hand."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import shapely
from django.db import transaction

from gongzhi.core.access.queries import require
from gongzhi.core.geo import cache
from gongzhi.core.geo.actions.outlining import Origin, put_outlines
from gongzhi.core.geo.models import Area, Outline
from gongzhi.core.geo.rules import drawing
from gongzhi.core.geo.rules.levels import Level
from gongzhi.core.ledger.actions import record
from gongzhi.kernel.actor import Actor
from gongzhi.kernel.errors import DomainError

_BATCH = 2000
_DRAWN = Origin(drawing.SOURCE, is_synthetic=True)


class NothingToDrawIn(DomainError):
    """No county has an outline yet."""

    code = "geo.nothing_to_draw_in"
    message = "还没有县级界线，画不出网格。请先用 gongzhi geo import-boundaries 导入县级界线。"
    http_status = 409


class RealGridsStand(DomainError):
    """A county has real outlines below it, which drawn ones must not mix with."""

    code = "geo.real_outlines_stand"
    message = "“%(name)s”已经有真实的下级界线，不再画示意边界。请只为还没有界线的县画。"
    http_status = 409


@dataclass(frozen=True, slots=True)
class Synthesized:
    """How much was drawn; `without` are the codes of counties that have no outline to draw in."""

    townships: int
    villages: int
    grids: int
    without: tuple[str, ...]


@transaction.atomic(durable=True)
def synthesize_grids(
    *,
    actor: Actor,
    city_code: str,
    at: datetime,
    seed: int = 1304,
    progress: Callable[[str, int, int], None] | None = None,
) -> Synthesized:
    """Draw townships, villages and grids in every outlined county of a city; the same seed draws the same map.

    Outlines drawn before are drawn anew, and grids that stand already are kept.
    """
    require(actor, "geo.areas")
    areas = list(Area.objects.current().filter(code__startswith=city_code).order_by("code"))
    counties = _outlined_counties(city_code)
    if not counties:
        raise NothingToDrawIn
    _refuse_real(counties)
    below = _children(areas)
    shapes: dict[str, Any] = {}
    for done, (county, shape) in enumerate(counties, 1):
        shapes |= drawing.draw(shape, _groups(county.code, below), seed + int(county.code))
        if progress is not None:
            progress("画示意网格", done, len(counties))
    standing = {one.code: one for one in areas} | _add_grids(shapes, areas)
    counts = {level: _put(level, shapes, standing) for level in (Level.TOWNSHIP, Level.VILLAGE, Level.GRID)}
    data = {"city": city_code, "seed": seed, **{level.name.lower(): n for level, n in counts.items()}}
    record(stream="geo", verb="geo.grids_synthesized", actor=actor, at=at, data=data)
    cache.changed()
    outlined = {county.code for county, _ in counties}
    without = tuple(one.code for one in areas if one.level == Level.COUNTY and one.code not in outlined)
    return Synthesized(counts[Level.TOWNSHIP], counts[Level.VILLAGE], counts[Level.GRID], without)


def _outlined_counties(city_code: str) -> list[tuple[Area, Any]]:
    rows = Outline.objects.select_related("area").filter(
        area__level=Level.COUNTY, area__valid_to__isnull=True, area__code__startswith=city_code
    )
    return [(row.area, shapely.from_wkb(bytes(row.wkb))) for row in rows.order_by("area__code")]


def _refuse_real(counties: Iterable[tuple[Area, Any]]) -> None:
    real = Outline.objects.filter(
        is_synthetic=False, area__level__gt=Level.COUNTY, area__valid_to__isnull=True
    )
    held = {code[:6] for code in real.values_list("area__code", flat=True)}
    for county, _ in counties:
        if county.code in held:
            raise RealGridsStand(name=county.name)


def _children(areas: Iterable[Area]) -> Mapping[str, list[str]]:
    below: dict[str, list[str]] = defaultdict(list)
    for area in areas:
        if area.level <= Level.VILLAGE:
            below[area.parent_code].append(area.code)
    return below


def _groups(county: str, below: Mapping[str, Sequence[str]]) -> list[drawing.Group]:
    """Return the townships of a county that have villages, with these and with numbered grids."""
    found = []
    for township in below.get(county, ()):
        villages = tuple(drawing.Group(one, _grids(one)) for one in below.get(township, ()))
        if villages:
            found.append(drawing.Group(township, villages))
    return found


def _grids(village: str) -> tuple[drawing.Group, ...]:
    return tuple(drawing.Group(f"{village}{n:03d}") for n in range(1, drawing.grids_of(village) + 1))


def _add_grids(shapes: Mapping[str, Any], areas: Sequence[Area]) -> dict[str, Area]:
    known = {one.code: one for one in areas}
    new = [
        Area(
            code=code,
            level=Level.GRID,
            name=f"第{int(code[12:])}网格",
            parent_code=code[:12],
            valid_from=known[code[:12]].valid_from,
            is_synthetic=True,
            source=drawing.SOURCE,
        )
        for code in shapes
        if len(code) == 15 and code not in known
    ]
    return {one.code: one for one in Area.objects.bulk_create(new, batch_size=_BATCH)}


def _put(level: Level, shapes: Mapping[str, Any], standing: Mapping[str, Area]) -> int:
    codes = [code for code in shapes if standing[code].level == level]
    put_outlines(level, [standing[code] for code in codes], [shapes[code] for code in codes], _DRAWN)
    return len(codes)
