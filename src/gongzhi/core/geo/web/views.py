"""Outlines for maps, and the area of a point; public facts, open to everybody."""

from django.http import HttpRequest, HttpResponse, HttpResponseNotModified, JsonResponse
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from gongzhi.core.geo import queries
from gongzhi.core.geo.rules.levels import SLUGS, Level, level_of
from gongzhi.kernel.errors import InvalidInput, NotFound

_KEPT_FOR = 300
_KEPT_FOR_VERSIONED = 365 * 24 * 3600


@require_safe
def areas(request: HttpRequest, level: str) -> HttpResponse:
    """Return the outlines of a level under `?parent=` as GeoJSON.

    Levels below the township need a parent, so that no answer is larger than a county. With `?v=` (see
    `queries.version`) the answer may be kept for a year, else for five minutes; both are checked by ETag.
    """
    if level not in SLUGS:
        raise NotFound
    wanted, parent = SLUGS[level], request.GET.get("parent", "")
    _check_parent(wanted, parent)
    tag = f'"{queries.geojson_tag(wanted, parent)}"'
    response: HttpResponse
    if tag in (one.strip().removeprefix("W/") for one in request.headers.get("If-None-Match", "").split(",")):
        response = HttpResponseNotModified()
    else:
        response = HttpResponse(queries.geojson(wanted, parent), content_type="application/geo+json")
    response["ETag"] = tag
    is_fixed = request.GET.get("v", "") == queries.version() != ""
    patch_cache_control(response, public=True, max_age=_KEPT_FOR_VERSIONED if is_fixed else _KEPT_FOR)
    return response


@require_safe
def locate(request: HttpRequest) -> JsonResponse:
    """Return `{"code", "name", "synthetic"}` of the area at `?lon=&lat=` (WGS 84); code "" is outside the city."""
    code = queries.locate(_degrees(request, "lon", 180.0), _degrees(request, "lat", 90.0))
    name = queries.full_name(code) if code else ""
    return JsonResponse({"code": code, "name": name, "synthetic": queries.is_synthetic(code)})


def _check_parent(wanted: Level, parent: str) -> None:
    if not parent and wanted <= Level.TOWNSHIP:
        return
    level = level_of(parent)
    if level is None:
        raise InvalidInput(field="parent", why=_("请在 parent 里写上一级的区划代码，例如 130403。"))
    if wanted > Level.TOWNSHIP and level < Level.COUNTY:
        raise InvalidInput(
            field="parent", why=_("村和网格的界线一次最多取一个县的，请在 parent 里写县、乡或村的代码。")
        )


def _degrees(request: HttpRequest, name: str, most: float) -> float:
    try:
        value = float(request.GET.get(name, ""))
    except ValueError:
        value = most + 1
    if not -most <= value <= most:
        raise InvalidInput(
            field=name, why=_("经度 lon 应在 -180 到 180 之间，纬度 lat 应在 -90 到 90 之间。")
        )
    return value
