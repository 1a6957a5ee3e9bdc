"""What the views here share: who may open them; administrators may, who have no desk and see no matter."""

from collections.abc import Callable
from functools import wraps

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from gongzhi.core.identity.rules.verbs import require_role
from gongzhi.core.identity.web.requests import View, actor_of, staff_required


def reading_page(verb: str, *methods: str) -> Callable[[View], View]:
    """Open a view to staff whose post may do `verb` and to nobody else; GET alone unless methods are named."""

    def wrap(view: View) -> View:
        @wraps(view)
        def checked(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
            require_role(actor_of(request), verb)
            return view(request, *args, **kwargs)

        return never_cache(require_http_methods(list(methods or ("GET", "HEAD")))(staff_required(checked)))

    return wrap
