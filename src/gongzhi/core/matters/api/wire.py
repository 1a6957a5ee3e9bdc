"""What goes over the wire: JSON in within a limit, JSON out, and the one shape of every refusal."""

from collections.abc import Mapping
from typing import cast

import orjson
from django.core.exceptions import SuspiciousOperation
from django.http import HttpRequest, HttpResponse
from django.http.multipartparser import MultiPartParserError
from django.http.request import UnreadablePostError
from django.utils.datastructures import MultiValueDict

from gongzhi.core.errors import sentence
from gongzhi.kernel.errors import DomainError

JSON_MOST = 64 * 1024
JSON = "application/json"


class BodyTooLarge(DomainError):
    """A JSON body above the limit."""

    code = "api.body_too_large"
    message = "请求正文最多 %(most)s KB。长文请分次补充，材料请作为附件上传。"
    http_status = 413


class NotJson(DomainError):
    """A body that is no JSON object."""

    code = "api.not_json"
    message = "请求正文要是一个 JSON 对象，用 UTF-8 编码。"
    http_status = 400


class NotAForm(DomainError):
    """A body that cannot be read as the form that it says it is."""

    code = "api.not_a_form"
    message = "表单读不出来：请用 multipart/form-data 或 application/x-www-form-urlencoded 重新发送。"
    http_status = 400


class WrongMethod(DomainError):
    """An address that exists, asked by a method that it does not know."""

    code = "api.wrong_method"
    message = "这个地址只接受 %(allowed)s。"
    http_status = 405


class TooMany(DomainError):
    """More anonymous submissions from one address than the installation takes in a minute; nothing was kept."""

    code = "api.too_many"
    message = "这个网络地址提交得太快了。这一件还没有保存，请在 %(seconds)s 秒后再提交一次。"
    http_status = 429


def answer(value: object, status: int = 200) -> HttpResponse:
    """Return a value as JSON; what one caller may read is never kept for another."""
    response = HttpResponse(orjson.dumps(value), content_type=JSON, status=status)
    response["Cache-Control"] = "no-store"
    return response


def refusal(error: DomainError) -> HttpResponse:
    """Return the one error shape: code, message in the caller's language, and the field it is about (or null)."""
    field = error.facts.get("field")
    body = {"code": error.code, "message": sentence(error), "field": None if field is None else str(field)}
    response = answer({"error": body}, error.http_status)
    add_headers(response, error)
    return response


def add_headers(response: HttpResponse, error: DomainError) -> None:
    """Add the headers that go with a refusal's status."""
    if error.http_status == 401:
        response["WWW-Authenticate"] = 'Bearer realm="gongzhi", Receipt realm="gongzhi"'
    if error.http_status == 405:
        response["Allow"] = str(error.facts.get("allowed", ""))
    if error.http_status == 429:
        response["Retry-After"] = str(error.facts.get("seconds", 600))


def json_body(request: HttpRequest) -> dict[str, object]:
    """Return the JSON object of a request; raise BodyTooLarge or NotJson."""
    try:
        if int(request.META.get("CONTENT_LENGTH") or 0) > JSON_MOST:
            raise BodyTooLarge(most=JSON_MOST // 1024)
        raw = request.body
        if len(raw) > JSON_MOST:
            raise BodyTooLarge(most=JSON_MOST // 1024)
        found = orjson.loads(raw)
    except (ValueError, SuspiciousOperation, UnreadablePostError) as error:
        raise NotJson from error
    if not isinstance(found, dict):
        raise NotJson
    return cast(dict[str, object], found)


def form_body(request: HttpRequest) -> tuple[dict[str, str], MultiValueDict[str, object]]:
    """Return the fields (the last of each name) and files of a form; raise NotAForm."""
    try:
        texts = {name: str(request.POST.get(name, "")) for name in request.POST}
        return texts, cast(MultiValueDict[str, object], request.FILES)
    except (MultiPartParserError, SuspiciousOperation, UnreadablePostError, UnicodeDecodeError) as error:
        raise NotAForm from error


def plain(value: object) -> object:
    """Return a JSON value with control characters that no database keeps taken out of every text."""
    if isinstance(value, str):
        return value.replace("\x00", "")
    if isinstance(value, list):
        return [plain(one) for one in value]
    if isinstance(value, Mapping):
        return {str(name): plain(one) for name, one in value.items()}
    return value
