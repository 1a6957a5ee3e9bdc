"""Services are our categories of the second level; each definition tells what we ask besides and who usually answers."""

from collections.abc import Sequence
from datetime import datetime

from django.conf import settings
from django.http import HttpRequest

from gongzhi.core.matters.api.open311.formats import Item, Names, UnknownService, WrongJurisdiction
from gongzhi.core.orgs import queries as orgs
from gongzhi.core.orgs.models import Category

SERVICES = Names("services", "service")
DEFINITION = Names("service_definitions", "service_definition")
OTHER = "other"
"""The service of whoever cannot tell: the centre finds the category."""
_YES_NO: list[Item] = [{"key": "yes", "name": "是 yes"}, {"key": "no", "name": "否 no"}]


def services(request: HttpRequest, at: datetime) -> tuple[Names, Sequence[Item], int]:
    """Return every service."""
    check_jurisdiction(request)
    found = [_service(one) for one in offered()]
    return SERVICES, [*found, _other()], 200


def definition(request: HttpRequest, at: datetime, code: str) -> tuple[Names, Sequence[Item], int]:
    """Return what is asked besides for one service."""
    check_jurisdiction(request)
    one = category_of(code)
    notice = one.not_accepted_reason if one is not None else ""
    attributes: list[Item] = [
        _attribute("is_public", 1, "愿意公开，别人可以看到并跟进。May others read and join it?"),
        _attribute("is_anonymous", 2, "匿名，不保存姓名和联系方式。Keep neither name nor contact?"),
    ]
    if notice:
        attributes.append(_notice(notice))
    return DEFINITION, [{"service_code": code, "attributes": attributes}], 200


def offered() -> list[Category]:
    """Return the categories that are services: those of the second level, and those of the first without children."""
    found = orgs.categories()
    parents = {one.parent_id for one in found}
    return [one for one in found if one.code not in parents]


def category_of(code: str) -> Category | None:
    """Return the category of a service, None for `other`; raise UnknownService."""
    if code == OTHER:
        return None
    found = next((one for one in offered() if one.code == code), None)
    if found is None:
        raise UnknownService
    return found


def check_jurisdiction(request: HttpRequest) -> None:
    """Accept our own jurisdiction, by division code or city name, or none; raise WrongJurisdiction."""
    wanted = request.GET.get("jurisdiction_id", "")
    if request.method == "POST":
        wanted = request.POST.get("jurisdiction_id", "") or wanted
    known = {"", settings.CITY_CODE, f"{settings.CITY_CODE}00", settings.CITY_NAME}
    if wanted not in known:
        raise WrongJurisdiction


def _service(one: Category) -> Item:
    above = orgs.category(one.parent_id or "")
    return {
        "service_code": one.code,
        "service_name": one.title,
        "description": one.about or one.title,
        "metadata": True,
        "type": "realtime",
        "keywords": one.title_en,
        "group": above.title if above else one.title,
    }


def _other() -> Item:
    return {
        "service_code": OTHER,
        "service_name": "其他",
        "description": "说不清属于哪一类时选它，由中心来分。Whatever fits no other service.",
        "metadata": True,
        "type": "realtime",
        "keywords": "other",
        "group": "其他",
    }


def _attribute(code: str, order: int, about: str) -> Item:
    return {
        "variable": True,
        "code": code,
        "datatype": "singlevaluelist",
        "required": False,
        "datatype_description": "",
        "order": order,
        "description": about,
        "values": _YES_NO,
    }


def _notice(text: str) -> Item:
    return {
        "variable": False,
        "code": "notice",
        "datatype": "text",
        "required": False,
        "datatype_description": "",
        "order": 0,
        "description": text,
        "values": [],
    }
