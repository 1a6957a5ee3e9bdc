"""Answers in JSON or XML as the address asks; the XML is built as a tree, so nothing in it can be markup."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from xml.etree.ElementTree import Element, SubElement, tostring

import orjson
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt

from gongzhi.core.errors import sentence
from gongzhi.core.identity.rules.lockout import TooManyAttempts
from gongzhi.core.matters.api.wire import WrongMethod, add_headers
from gongzhi.kernel.errors import DomainError, InvalidInput
from gongzhi.kernel.terms import CHINA

Value = str | int | float | bool | None | datetime | Sequence["Value"] | Mapping[str, "Value"]
Item = Mapping[str, Value]
_CONTROL = {code: None for code in range(32) if code not in (9, 10, 13)} | {0xFFFE: None, 0xFFFF: None}


class UnknownService(DomainError):
    """A service code that the list of services does not hold."""

    code = "open311.unknown_service"
    message = "没有这个 service_code。请从 services 里选。"
    http_status = 404


class Missing(DomainError):
    """A parameter that the specification requires."""

    code = "open311.missing"
    message = "缺少参数 %(name)s。"
    http_status = 400


class KeyRefused(DomainError):
    """An api_key that is not good, or none where the installation wants one."""

    code = "open311.key_refused"
    message = (
        "api_key 无效、已到期或没有 matters:submit 权限范围；这里不接受没有 api_key 的提交时也会这样回答。"
    )
    http_status = 403


class WrongJurisdiction(DomainError):
    """A jurisdiction that is served elsewhere."""

    code = "open311.wrong_jurisdiction"
    message = "这里只办理本市的事，没有这个 jurisdiction_id。"
    http_status = 404


@dataclass(frozen=True, slots=True)
class Names:
    """How a list and its items are called in XML."""

    many: str
    one: str


ERRORS = Names("errors", "error")
Ask = Callable[..., tuple[Names, Sequence[Item], int]]


def shell(**views: Ask) -> Callable[..., HttpResponse]:
    """Return the view of an address: by method, its answer in the format that the address ends with."""
    by_method = dict(views)
    if "GET" in by_method:
        by_method["HEAD"] = by_method["GET"]

    def dispatch(request: HttpRequest, form: str, **path: str) -> HttpResponse:
        try:
            ask = by_method.get(request.method or "")
            if ask is None:
                raise WrongMethod(allowed=", ".join(sorted(by_method)))
            names, items, status = ask(request, timezone.now(), **path)
        except DomainError as error:
            return _refused(error, form)
        return _answer(names, items, form, status)

    return csrf_exempt(dispatch)


def _refused(error: DomainError, form: str) -> HttpResponse:
    """Return the error shape of the specification: a list of code and description.

    What the specification calls a bad request is 400 here, whatever our own API says.
    """
    status = 400 if isinstance(error, InvalidInput) else error.http_status
    item: Item = {"code": str(status), "description": f"{sentence(error)} ({error.code})"}
    response = _answer(ERRORS, [item], form, status)
    if not isinstance(error, TooManyAttempts):
        add_headers(response, error)
    return response


def _answer(names: Names, items: Sequence[Item], form: str, status: int) -> HttpResponse:
    if form == "json":
        body = orjson.dumps([_plain(item) for item in items])
        response = HttpResponse(body, content_type="application/json; charset=utf-8", status=status)
    else:
        response = HttpResponse(_xml(names, items), content_type="text/xml; charset=utf-8", status=status)
    response["Cache-Control"] = "no-store"
    return response


def _plain(value: Value) -> object:
    if isinstance(value, datetime):
        return written(value)
    if isinstance(value, Mapping):
        return {name: _plain(one) for name, one in value.items()}
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [_plain(one) for one in value]
    return value


def _xml(names: Names, items: Sequence[Item]) -> bytes:
    root = Element(names.many)
    for item in items:
        _fill(SubElement(root, names.one), item)
    body: bytes = tostring(root, encoding="utf-8", xml_declaration=True)
    return body


def _fill(element: Element, item: Item) -> None:
    for name, value in item.items():
        child = SubElement(element, name)
        if isinstance(value, Mapping):
            _fill(child, value)
        elif isinstance(value, Sequence) and not isinstance(value, str):
            for one in value:
                if isinstance(one, Mapping):
                    _fill(SubElement(child, name.removesuffix("s")), one)
        else:
            child.text = _text(value)


def _text(value: Value) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime):
        return written(value)
    return str(value).translate(_CONTROL)


def written(moment: datetime) -> str:
    """Return a moment as W3C writes it, in the city's time."""
    return moment.astimezone(CHINA).isoformat(timespec="seconds")
