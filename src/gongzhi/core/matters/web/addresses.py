"""The addresses of lists, and answers that browsers may keep: what figures and maps have in common."""

import gzip
from collections.abc import Callable
from functools import wraps
from hashlib import blake2b

from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.cache import patch_cache_control, patch_vary_headers
from django.views.decorators.http import require_safe

from gongzhi.core.identity.rules.verbs import require_role
from gongzhi.core.identity.web.requests import View, actor_of, staff_required
from gongzhi.core.matters.queries import Filter

_WORTH_PACKING = 1000


def data_page(verb: str) -> Callable[[View], View]:
    """Open data to staff whose post may do `verb` and to nobody else; unlike a page it may be kept and checked."""

    def wrap(view: View) -> View:
        @wraps(view)
        def checked(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
            require_role(actor_of(request), verb)
            return view(request, *args, **kwargs)

        return require_safe(staff_required(checked))

    return wrap


def rows_address(wanted: Filter) -> str:
    """Return the address of the list that a filter shows."""
    query = wanted.query_string()
    return reverse("desk_matters") + (f"?{query}" if query else "")


def geo_answer(request: HttpRequest, body: str) -> HttpResponse:
    """Return GeoJSON that only this reader's browser keeps, checked by ETag each time and packed where it helps."""
    content = body.encode()
    tag = f'"{blake2b(content, digest_size=12).hexdigest()}"'
    asked = {one.strip().removeprefix("W/") for one in request.headers.get("If-None-Match", "").split(",")}
    answer: HttpResponse
    if tag in asked:
        answer = HttpResponseNotModified()
    else:
        answer = HttpResponse(content, content_type="application/geo+json")
        if len(content) > _WORTH_PACKING and "gzip" in request.headers.get("Accept-Encoding", ""):
            answer.content = gzip.compress(content, compresslevel=4, mtime=0)
            answer["Content-Encoding"] = "gzip"
    answer["ETag"] = tag
    patch_cache_control(answer, private=True, no_cache=True)
    patch_vary_headers(answer, ["Accept-Encoding", "Cookie"])
    return answer
