"""The short way for programs: the API and Open311 need no session, no messages, no form token and no page policy.

What a browser's page passes through on its way costs half of what keeping a matter costs, and would be thrown away.
"""

from collections.abc import Callable
from typing import cast

from django.core.handlers.exception import convert_exception_to_response
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import resolve
from django.utils import translation
from django.utils.cache import patch_vary_headers

from gongzhi.kernel.errors import DomainError
from gongzhi.project.errors import as_json, is_for_programs

Respond = Callable[[HttpRequest], HttpResponseBase]


class ProgramsMiddleware:
    """Answers programs at once, in the language that they ask for; passes pages on."""

    def __init__(self, get_response: Respond) -> None:
        self.get_response = get_response
        self._answer = cast(Respond, convert_exception_to_response(_call))

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer a program, or pass the request on."""
        if not is_for_programs(request):
            return self.get_response(request)
        with translation.override(translation.get_language_from_request(request)):
            answer = self._answer(request)
        patch_vary_headers(answer, ("Accept-Language",))
        if not answer.streaming and not answer.has_header("Content-Length"):
            answer.headers["Content-Length"] = str(len(answer.content))  # type: ignore[attr-defined]
        return answer


def _call(request: HttpRequest) -> HttpResponseBase:
    """Call the view of an address; a refusal that a view did not turn into an answer becomes one here."""
    found = resolve(request.path_info)
    request.resolver_match = found
    try:
        answer: HttpResponseBase = found.func(request, *found.args, **found.kwargs)
    except DomainError as error:
        return as_json(error)
    return answer
