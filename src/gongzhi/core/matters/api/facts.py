"""Public facts that callers need to fill in a form: categories, areas, units."""

from django.conf import settings
from django.http import HttpResponse

from gongzhi.core.geo import queries as geo
from gongzhi.core.matters.api.fields import Field
from gongzhi.core.matters.api.operations import Call, operation
from gongzhi.core.matters.api.wire import answer
from gongzhi.core.orgs import queries as orgs
from gongzhi.core.orgs.models import Category, Unit
from gongzhi.kernel.errors import NotFound

PARENT_AREA = Field("parent", "text", "上一级的区划代码；不给就是本市。", "Code of the area above; the city when left out.", most=15)  # fmt: skip
PARENT_UNIT = Field("parent", "text", "上一级单位的代码；不给就是最上级。", "Code of the unit above; the topmost when left out.", most=40)  # fmt: skip
POINT = (
    Field("lon", "number", "经度(WGS 84)。", "Longitude (WGS 84).", required=True, least=-180, most=180),
    Field("lat", "number", "纬度(WGS 84)。", "Latitude (WGS 84).", required=True, least=-90, most=90),
)


def categories(call: Call) -> HttpResponse:
    """Return the categories in force, each parent before its children."""
    return _open({"categories": [_category(one) for one in orgs.categories()]})


def _category(one: Category) -> dict[str, object]:
    return {
        "code": one.code,
        "title": one.title,
        "title_en": one.title_en,
        "about": one.about,
        "parent": one.parent_id,
        "is_urgent": one.is_urgent,
        "not_accepted": one.not_accepted_reason,
    }


def areas(call: Call) -> HttpResponse:
    """Return the areas directly below one."""
    found = geo.children(call.text("parent") or settings.CITY_CODE)
    return _open({"areas": [_area(one.code) for one in found]})


def locate(call: Call) -> HttpResponse:
    """Return the finest area that covers a point; raise NotFound outside all of them."""
    code = geo.locate(float(call.text("lon")), float(call.text("lat")))
    if not code:
        raise NotFound
    return _open(_area(code))


def _area(code: str) -> dict[str, object]:
    return {
        "code": code,
        "name": geo.area_name(code),
        "full_name": geo.full_name(code),
        "synthetic": geo.is_synthetic(code),
    }


def units(call: Call) -> HttpResponse:
    """Return the standing units directly below one."""
    parent = call.text("parent")
    above = orgs.unit_by_code(parent).id if parent else None
    return _open({"units": [_unit(one) for one in orgs.children(above)]})


def _unit(one: Unit) -> dict[str, object]:
    return {
        "code": one.code,
        "name": one.name,
        "name_en": one.name_en,
        "kind": one.kind,
        "parent": orgs.unit(one.parent_id).code if one.parent_id else "",
        "area": one.area_code,
    }


def _open(value: object) -> HttpResponse:
    response = answer(value)
    response["Cache-Control"] = "public, max-age=300"
    return response


OPERATIONS = (
    operation("list_categories", "GET categories", "事项类别", "Categories", categories, gives="Categories", group="facts"),
    operation("list_areas", "GET areas", "区划", "Areas", areas, gives="Areas", group="facts", query=(PARENT_AREA,)),
    operation("locate", "GET areas/at", "一个点在哪个区划", "Which area covers a point", locate, gives="Area", group="facts", query=POINT),
    operation("list_units", "GET units", "单位", "Units", units, gives="Units", group="facts", query=(PARENT_UNIT,)),
)  # fmt: skip
