"""An operation of the API as one value: where it is, who may call it, what it takes and gives, and the view behind."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import URLPattern, path
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt

from gongzhi.core.matters.api import converters  # noqa: F401 - makes <id:…> known
from gongzhi.core.matters.api.callers import ANYBODY, Caller, caller_of
from gongzhi.core.matters.api.fields import Field, read_object, read_texts
from gongzhi.core.matters.api.wire import WrongMethod, form_body, json_body, refusal
from gongzhi.kernel.actor import Actor
from gongzhi.kernel.errors import DomainError


@dataclass(frozen=True, slots=True)
class Call:
    """One call as a view is given it: everything checked by kind, nothing yet by meaning."""

    request: HttpRequest
    caller: Caller
    at: datetime
    path: Mapping[str, str]
    query: Mapping[str, object]
    body: Mapping[str, object]

    @property
    def actor(self) -> Actor:
        """Return who acts."""
        return self.caller.actor

    def text(self, name: str, default: str = "") -> str:
        """Return a text of the body, else of the address, else the default."""
        value = self.body.get(name, self.query.get(name))
        return default if value is None else str(value)


View = Callable[[Call], HttpResponseBase]


@dataclass(frozen=True, slots=True)
class Operation:
    """`route` stands below /api/v1/; `gives` names a schema; `scope` is asked of tokens alone."""

    name: str
    method: str
    route: str
    title: str
    title_en: str
    view: View
    gives: str
    group: str
    status: int = 200
    who: str = ANYBODY
    scope: str = ""
    query: tuple[Field, ...] = ()
    body: tuple[Field, ...] = ()
    form: bool = False
    once: bool = False
    """Whether an Idempotency-Key makes a repeat harmless."""
    media: str = "application/json"
    by_name: Mapping[str, Field] = field(default_factory=dict)

    def run(self, request: HttpRequest, path: Mapping[str, object]) -> HttpResponseBase:
        """Check who calls and with what, then answer."""
        at = timezone.now()
        caller = caller_of(request, at)
        caller.require(self.who, self.scope)
        query = read_texts(self.query, _texts(request)) if self.query else {}
        body = self._body(request) if self.body else {}
        return self.view(Call(request, caller, at, {k: str(v) for k, v in path.items()}, query, body))

    def _body(self, request: HttpRequest) -> dict[str, object]:
        if not self.form:
            return read_object(self.by_name, json_body(request))
        texts, files = form_body(request)
        found = read_texts([one for one in self.body if one.kind != "file"], texts)
        return found | {one.name: files.getlist(one.name) for one in self.body if one.kind == "file"}


def _texts(request: HttpRequest) -> dict[str, str]:
    return {name: str(request.GET.get(name, "")) for name in request.GET}


def operation(name: str, address: str, title: str, title_en: str, view: View, **more: object) -> Operation:
    """Return an operation from "METHOD route"."""
    method, route = address.split(" ", 1)
    body: tuple[Field, ...] = more.get("body", ())  # type: ignore[assignment]
    more["by_name"] = {one.name: one for one in body}
    return Operation(name, method, route, title, title_en, view, **more)  # type: ignore[arg-type]


def addresses(operations: Iterable[Operation]) -> list[URLPattern]:
    """Return one address for each route, whatever its methods."""
    listed = sorted(operations, key=lambda one: one.route)
    return [
        path(route, _dispatcher(list(found)), name="api_" + _name(route))
        for route, found in ((key, list(group)) for key, group in groupby(listed, key=lambda one: one.route))
    ]


def _name(route: str) -> str:
    plain = "".join(" " if letter in "<>:/." else letter for letter in route)
    return "_".join(word for word in plain.split() if word not in ("str", "slug", "int"))


def _dispatcher(operations: list[Operation]) -> Callable[..., HttpResponseBase]:
    by_method = {one.method: one for one in operations}
    if "GET" in by_method:
        by_method["HEAD"] = by_method["GET"]
    allowed = ", ".join(sorted(by_method))

    def dispatch(request: HttpRequest, **path: object) -> HttpResponseBase:
        try:
            found = by_method.get(request.method or "")
            if found is None:
                raise WrongMethod(allowed=allowed)
            return found.run(request, path)
        except DomainError as error:
            return refusal(error)

    dispatch.operations = tuple(operations)  # type: ignore[attr-defined]
    return csrf_exempt(dispatch)
