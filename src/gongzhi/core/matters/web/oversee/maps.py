"""The map of the reader's matters: a filter in the address, points or heat, the list beside it, and its data."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from gongzhi.core.geo import queries as geo
from gongzhi.core.geo.rules.levels import DIGITS, Level
from gongzhi.core.identity.web.requests import actor_of
from gongzhi.core.matters import queries
from gongzhi.core.matters.queries import Filter, counted
from gongzhi.core.matters.queries.maps import MOST, Box
from gongzhi.core.matters.web.addresses import data_page, geo_answer, rows_address
from gongzhi.core.matters.web.desk import listing
from gongzhi.core.matters.web.desk.shell import desk_page
from gongzhi.core.matters.web.options import category_options
from gongzhi.kernel.errors import InvalidInput

SHOWS = ("clusters", "heat", "points")
BESIDE = 30


@desk_page("matters.map")
def page(request: HttpRequest) -> HttpResponse:
    """Show the matters of a filter on a map with the list beside it."""
    actor, at = actor_of(request), timezone.now()
    asked = listing.asked_of(request)
    show = request.GET.get("show", SHOWS[0])
    show = show if show in SHOWS else SHOWS[0]
    query = asked.wanted.query_string()
    total = counted.count(actor, asked.wanted, at)
    context = {
        "wanted": asked.wanted,
        "typed": asked.typed,
        "errors": asked.errors,
        "chips": listing.chips(asked.wanted),
        "choices": {
            "due": listing.due_choices(),
            "stage": listing.stage_choices(),
            "state": listing.state_choices(),
            "area": listing.area_choices(),
            "category": category_options(),
        },
        "page": queries.page(actor, asked.wanted, at=at, size=BESIDE),
        "total": total,
        "list_href": rows_address(asked.wanted),
        "shows": [(one, title, f"?{query}{'&' if query else ''}show={one}") for one, title in _show_titles()],
        "show": show,
        "map": _map(asked.wanted, show, query),
        "most": MOST,
    }
    return render(request, "oversee/map.html", context, status=422 if asked.errors else 200)


def _show_titles() -> list[tuple[str, str]]:
    return [("clusters", _("聚合")), ("points", _("散点")), ("heat", _("热力"))]


def _map(wanted: Filter, show: str, query: str) -> dict[str, object]:
    area = wanted.area or settings.CITY_CODE
    near = len(area) >= DIGITS[Level.COUNTY]
    source = reverse("desk_heat" if show == "heat" else "desk_features")
    extra = f"&resolution={8 if near else 7}" if show == "heat" else ""
    county = area[: DIGITS[Level.COUNTY]]
    layers: list[dict[str, object]] = [
        {"kind": "areas", "level": "county", "parent": settings.CITY_CODE, "title": _("县(市、区)")},
        {"kind": show, "url": f"{source}?{query}{extra}", "title": _("事项")},
    ]
    if near:
        layers[0] = {"kind": "areas", "level": "township", "parent": county, "title": _("乡镇街道")}
        layers.insert(
            1, {"kind": "areas", "level": "grid", "parent": area, "title": _("网格"), "hidden": True}
        )
    return {"layers": layers, "bbox": geo.bbox(area), "tiles": settings.TILES_URL, "near": near}


@data_page("matters.map")
def features(request: HttpRequest) -> HttpResponse:
    """Return the matters of a filter inside `bbox` (west,south,east,north) as GeoJSON, at most `limit`."""
    wanted = _wanted(request)
    body = queries.map_features(
        actor_of(request),
        wanted,
        _box(request),
        at=timezone.now(),
        limit=_whole(request, "limit", 1, MOST, MOST),
        href=(reverse("desk_matters"), "/"),
    )
    return geo_answer(request, body)


@data_page("matters.map")
def heat(request: HttpRequest) -> HttpResponse:
    """Return hexagons with the counts of a filter's matters as GeoJSON, each with the address of its rows."""
    body = queries.heat_features(
        actor_of(request),
        _wanted(request),
        _box(request),
        at=timezone.now(),
        resolution=_whole(request, "resolution", 5, 9, 8),
        href=reverse("desk_matters"),
    )
    return geo_answer(request, body)


def _wanted(request: HttpRequest) -> Filter:
    return Filter.parse({name: str(value) for name, value in request.GET.items()})


def _box(request: HttpRequest) -> Box | None:
    """Return the box of the address, None for none; raise InvalidInput for what is no box on earth."""
    text = request.GET.get("bbox", "")
    if not text:
        return None
    try:
        west, south, east, north = (float(part) for part in text.split(","))
    except ValueError:
        west, south, east, north = 1.0, 0.0, 0.0, 0.0
    if not (-180 <= west < east <= 180 and -90 <= south < north <= 90):
        raise InvalidInput(
            field="bbox", why="bbox 要写成 西经度,南纬度,东经度,北纬度 四个数,例如 114.3,36.4,114.7,36.8。"
        )
    return west, south, east, north


def _whole(request: HttpRequest, name: str, least: int, most: int, default: int) -> int:
    text = request.GET.get(name, "")
    if not text:
        return default
    if not (text.isascii() and text.isdigit() and len(text) < 9):
        raise InvalidInput(field=name, why="这个参数要是一个整数。")
    return max(least, min(most, int(text)))
