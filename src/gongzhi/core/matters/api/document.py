"""The OpenAPI document and the page that people read, both from the operations."""

import re
from collections.abc import Sequence
from functools import lru_cache

import orjson
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from gongzhi.core.identity.rules.scopes import SCOPES
from gongzhi.core.matters.api import facts, intake, matters, moves, parts, webhooks
from gongzhi.core.matters.api.callers import ANYBODY, STAFF
from gongzhi.core.matters.api.fields import Field, object_schema
from gongzhi.core.matters.api.operations import Operation
from gongzhi.core.matters.api.schemas import SCHEMAS, Schema, ref
from gongzhi.core.matters.queries.timing import is_english

OPERATIONS: tuple[Operation, ...] = (
    *intake.OPERATIONS,
    *matters.OPERATIONS,
    *moves.OPERATIONS,
    *parts.OPERATIONS,
    *facts.OPERATIONS,
    *webhooks.OPERATIONS,
)
GROUPS = {
    "intake": ("提交", "Bringing matters"),
    "matters": ("事项", "Reading matters"),
    "moves": ("办理", "Moves"),
    "parts": ("补充和附件", "Words and files"),
    "facts": ("公开的基础数据", "Public facts"),
    "webhooks": ("推送", "Webhooks"),
}
_HOLE = re.compile(r"<(\w+):(\w+)>")
_KINDS: dict[str, Schema] = {
    "str": {"type": "string", "minLength": 1, "maxLength": 60},
    "slug": {"type": "string", "pattern": "^[-a-zA-Z0-9_]+$", "maxLength": 60},
    "id": {"type": "integer", "minimum": 1, "maximum": 2**63 - 1},
}
_KEY: Schema = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": False,
    "description": "A fresh random value for each matter (a UUID): the same again is kept once. 每件事一个新的随机值，重发不会重复。",
    "schema": {"type": "string", "minLength": intake.KEY_SHORTEST, "maxLength": intake.KEY_LONGEST},
}


def document() -> Schema:
    """Return the OpenAPI 3.1 document."""
    paths: dict[str, Schema] = {}
    for one in OPERATIONS:
        address = "/api/v1/" + _HOLE.sub(r"{\2}", one.route)
        paths.setdefault(address, {})[one.method.lower()] = _operation(one)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "gongzhi 共治",
            "version": "1",
            "summary": "Bring, follow and handle matters. 提交、跟进、办理事项。",
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "servers": [{"url": "/"}],
        "tags": [{"name": name, "description": f"{en} {zh}"} for name, (zh, en) in GROUPS.items()],
        "paths": paths,
        "components": {"schemas": SCHEMAS, "securitySchemes": _SECURITY},
    }


_SECURITY: Schema = {
    "token": {
        "type": "http",
        "scheme": "bearer",
        "description": "A token issued by the security administrator. Scopes: "
        + "; ".join(f"{one.name} ({one.title_en} {one.title})" for one in SCOPES.values()),
    },
    "receipt": {
        "type": "apiKey",
        "in": "header",
        "name": "Authorization",
        "description": "`Receipt NUMBER:SECRET`, as on the receipt. 回执上的编号和查询码。",
    },
}


def _operation(one: Operation) -> Schema:
    found: Schema = {
        "operationId": one.name,
        "tags": [one.group],
        "summary": one.title_en,
        "description": one.title + _scope_note(one),
        "parameters": _parameters(one),
        "responses": _responses(one),
        "security": _security(one),
    }
    if one.body:
        media = "multipart/form-data" if one.form else "application/json"
        found["requestBody"] = {"required": True, "content": {media: {"schema": object_schema(one.body)}}}
    return found


def _scope_note(one: Operation) -> str:
    return f" (scope: {one.scope})" if one.scope else ""


def _parameters(one: Operation) -> list[Schema]:
    found: list[Schema] = [
        {"name": name, "in": "path", "required": True, "schema": _KINDS[kind]}
        for kind, name in _HOLE.findall(one.route)
    ]
    found += [_query(field) for field in one.query]
    return [*found, _KEY] if one.once else found


def _query(field: Field) -> Schema:
    schema = field.schema()
    about = schema.pop("description")
    return {
        "name": field.name,
        "in": "query",
        "required": field.required,
        "description": about,
        "schema": schema,
    }


def _responses(one: Operation) -> Schema:
    content = {one.media: {"schema": ref(one.gives)}}
    if one.gives == "File" and one.media == "application/octet-stream":
        content = {"*/*": {"schema": ref(one.gives)}}
    found: Schema = {str(one.status): {"description": one.title_en, "content": content}}
    if one.once:
        found["200"] = {"description": "The same again: kept once.", "content": content}
    refusal = {"description": "Refused, with a sentence that says what to do.", "content": {"application/json": {"schema": ref("Error")}}}  # fmt: skip
    return found | {"4XX": refusal}


def _security(one: Operation) -> list[Schema]:
    if one.who == STAFF:
        return [{"token": []}]
    found: list[Schema] = [{"token": []}, {"receipt": []}]
    return [{}, *found] if one.who == ANYBODY else found


@lru_cache(maxsize=1)
def document_text() -> bytes:
    """Return the document as it is committed to docs/reference/openapi.json."""
    return orjson.dumps(document(), option=orjson.OPT_INDENT_2) + b"\n"


@require_safe
@cache_control(public=True, max_age=300)
def openapi(request: HttpRequest) -> HttpResponse:
    """Give the OpenAPI document."""
    return HttpResponse(document_text(), content_type="application/json")


@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """Show the API to people: every operation with who may call it, what it takes and gives."""
    english = is_english()
    groups = [
        (titles[english], [one for one in OPERATIONS if one.group == name]) for name, titles in GROUPS.items()
    ]
    values = {"groups": groups, "scopes": list(SCOPES.values()), "english": english, "shapes": _fields_of}
    return render(request, "api/page.html", values)


def _fields_of(schema: str) -> Sequence[str]:
    properties = SCHEMAS[schema].get("properties", {})
    return list(properties) if isinstance(properties, dict) else []
