"""What every view of the desk shares: who may open it, the matter it is about, and lists of choices for its forms."""

from collections.abc import Callable
from functools import wraps

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from gongzhi.core.identity.rules.verbs import require_role
from gongzhi.core.identity.web.requests import View, actor_of, staff_required
from gongzhi.core.matters import queries
from gongzhi.core.matters.models import Matter
from gongzhi.kernel.actor import Actor
from gongzhi.kernel.errors import InvalidInput, NotFound


def desk_page(verb: str, *methods: str) -> Callable[[View], View]:
    """Open a view to staff whose post may do `verb` and to nobody else; GET alone unless methods are named."""

    def wrap(view: View) -> View:
        @wraps(view)
        def checked(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
            actor = actor_of(request)
            require_role(actor, "matters.desk")
            require_role(actor, verb)
            return view(request, *args, **kwargs)

        return never_cache(require_http_methods(list(methods or ("GET", "HEAD")))(staff_required(checked)))

    return wrap


def matter_in_reach(actor: Actor, number: str) -> Matter:
    """Return the matter of an address; raise NotFound for what is absent, out of reach, or no number at all."""
    try:
        return queries.matter(actor, number)
    except InvalidInput as error:
        raise NotFound from error


def given_number(text: str) -> int | None:
    """Return a whole number from a form, None when it is none."""
    text = text.strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 18 else None
