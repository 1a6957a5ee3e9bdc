"""The board as a page, its part that stays fresh, and the outlines shaded by what lies in them."""

import json
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from gongzhi.core.geo import queries as geo
from gongzhi.core.geo.rules.levels import DIGITS, Level
from gongzhi.core.identity.web.requests import actor_of
from gongzhi.core.matters.queries import command
from gongzhi.core.matters.queries.command import Board, UnitRow
from gongzhi.core.matters.web.addresses import data_page, geo_answer, rows_address
from gongzhi.core.matters.web.desk.shell import desk_page, given_number
from gongzhi.core.orgs.models import Unit
from gongzhi.kernel.errors import NotFound
from gongzhi.kernel.terms import CHINA

SHADES = ("late", "open")


@desk_page("board.view")
def board(request: HttpRequest) -> HttpResponse:
    """Show the board of the reader's unit or of one below it."""
    return render(request, "board/board.html", _context(request))


@desk_page("board.view")
def live(request: HttpRequest) -> HttpResponse:
    """Return the figures alone, as the fragment that replaces itself."""
    return render(request, "board/_figures.html", _context(request))


def _context(request: HttpRequest) -> dict[str, object]:
    at = timezone.now()
    found = command.board(actor_of(request), at, _unit_of(request))
    query = f"?unit={found.unit.id}" if len(found.path) > 1 else ""
    return {
        "board": found,
        "at": at.astimezone(CHINA),
        "rows": rows_address,
        "unit_title": command.unit_title,
        "query": query,
        "map": _map(found, query),
        "titles": _titles(),
        "most_risk": max((row.figures[0].count for row in found.risk), default=1) or 1,
        "most_load": max((row.figures[0].count for row in found.load), default=1) or 1,
        "area_name": lambda row: geo.area_name(row.area_code) or row.name,
        "trend": _trend(found),
        "trend_titles": [
            _("日期"),
            _("收到"),
            _("办结"),
            *([_("去年同日收到")] if found.has_last_year else []),
        ],
    }


def _unit_of(request: HttpRequest) -> int | None:
    text = request.GET.get("unit", "")
    if not text:
        return None
    number = given_number(text)
    if number is None:
        raise NotFound
    return number


def _titles() -> dict[str, tuple[str, str]]:
    """Return title and tone of each total."""
    return {
        "open": (_("在办"), "running"),
        "late": (_("已超期"), "late"),
        "soon": (_("48 小时内到期"), "soon"),
        "opened_today": (_("今天收到"), ""),
        "closed_today": (_("今天办结"), "done"),
    }


def _trend(found: Board) -> list[dict[str, object]]:
    rows: list[dict[str, object]] = []
    for day in found.trend:
        figures = [day.opened, day.closed, *([day.before] if found.has_last_year else [])]
        rows.append(
            {
                "label": f"{day.day:%m-%d}",
                "values": [one.count for one in figures],
                "hrefs": [rows_address(one.filter) for one in figures],
            }
        )
    return rows


def _map(found: Board, query: str) -> dict[str, object]:
    code = _area(found.unit)
    shaded = reverse("board_areas") + (f"{query}&" if query else "?")
    heat = (
        reverse("desk_heat")
        + f"?{found.base.but(state='open').query_string()}&resolution={_resolution(code)}"
    )
    layers: list[dict[str, object]] = [
        {"kind": "areas", "url": f"{shaded}shade=late", "title": _("超期占比(颜色越深越高)")},
        {"kind": "areas", "url": f"{shaded}shade=open", "title": _("在办件数(颜色越深越多)"), "hidden": True},
        {"kind": "heat", "url": heat, "title": _("在办热力(六边形)")},
    ]
    if len(code) >= DIGITS[Level.COUNTY]:
        layers.append({"kind": "areas", "level": "grid", "parent": code, "title": _("网格"), "hidden": True})
    return {
        "layers": layers,
        "bbox": geo.bbox(code) or geo.bbox(settings.CITY_CODE),
        "tiles": settings.TILES_URL,
        "synthetic": any(geo.is_synthetic(one.code) for one in geo.children(code)[:1]),
    }


def _area(unit: Unit) -> str:
    """Return the area whose parts the map shows: a city's code has four digits there."""
    code = unit.area_code
    return code[:4] if len(code) == DIGITS[Level.COUNTY] and code.endswith("00") else code


def _resolution(code: str) -> int:
    """Return the size of hexagons that suits an area: some four kilometres across for a city, one for a county."""
    return 6 if len(code) < DIGITS[Level.COUNTY] else 8


@data_page("board.view")
def areas(request: HttpRequest) -> HttpResponse:
    """Return the outlines right below the unit looked at, shaded by late share or by open matters."""
    shade = request.GET.get("shade", SHADES[0])
    if shade not in SHADES:
        raise NotFound
    path = command.unit_looked_at(actor_of(request), _unit_of(request))
    code = _area(path[-1])
    level = Level.COUNTY if len(code) < DIGITS[Level.COUNTY] else Level.TOWNSHIP
    outlines = json.loads(geo.geojson(level, code))
    rows = command.units_below(actor_of(request), path[-1], timezone.now())
    by_area = {row.area_code: row for row in rows}
    most = max((row.figures[0].count for row in rows), default=1) or 1
    for feature in outlines["features"]:
        row = by_area.get(feature["properties"]["code"])
        if row is not None:
            feature["properties"] |= _shaded(row, shade, most)
    return geo_answer(request, json.dumps(outlines, ensure_ascii=False))


def _shaded(row: UnitRow, shade: str, most: int) -> dict[str, Any]:
    open_, late = row.figures[0], row.figures[1]
    value = min(1.0, row.late_percent / 50) if shade == "late" else open_.count / most
    note = _("在办 %(open)s 件，超期 %(late)s 件") % {"open": open_.count, "late": late.count}
    shown = late if shade == "late" else open_
    return {"value": round(value, 3), "note": note, "href": rows_address(shown.filter)}
