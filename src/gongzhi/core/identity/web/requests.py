"""What views of every app need: who asks, whether he proved it lately, where to go next, and errors for a form."""

from collections.abc import Callable
from functools import wraps
from urllib.parse import urlencode

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme

from gongzhi.core.errors import sentence
from gongzhi.core.identity.actions import login, residents
from gongzhi.core.identity.queries import PostView
from gongzhi.core.identity.web import sessions
from gongzhi.core.identity.web.addresses import client_address
from gongzhi.kernel.actor import PUBLIC, Actor
from gongzhi.kernel.errors import DomainError

View = Callable[..., HttpResponseBase]


def actor_of(request: HttpRequest) -> Actor:
    """Return who asks."""
    found = getattr(request, "actor", PUBLIC)
    return found if isinstance(found, Actor) else PUBLIC


def posts_of(request: HttpRequest) -> tuple[PostView, ...]:
    """Return the places the account may act from, the present one marked; () for anybody but staff."""
    found = getattr(request, "posts", ())
    return found if isinstance(found, tuple) else ()


def staff_required(view: View) -> View:
    """Send whoever is not logged in as staff to the login page, and back afterwards."""

    @wraps(view)
    def checked(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        if not actor_of(request).is_staff:
            return redirect(f"{reverse('login')}?{urlencode({'next': request.get_full_path()})}")
        return view(request, *args, **kwargs)

    return checked


def recently_confirmed(request: HttpRequest) -> bool:
    """Whether the person proved within ten minutes who sits at the keyboard; a login counts."""
    return actor_of(request).is_staff and sessions.is_confirmed(request, timezone.now())


def confirmation_required(view: View) -> View:
    """Ask for the password again before an export or a reading of contacts, then come back to the page.

    A form that was being sent comes back to the page it was on, not to itself.
    """

    @wraps(view)
    def checked(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        if not recently_confirmed(request):
            back = request.get_full_path() if request.method == "GET" else _referring(request)
            return redirect(f"{reverse('confirm')}?{urlencode({'next': back})}")
        return view(request, *args, **kwargs)

    return staff_required(checked)


def next_path(request: HttpRequest, default: str) -> str:
    """Return the page to go on to: `next` when it is one of ours, else the default."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    safe = url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return wanted if wanted and safe else default


def _referring(request: HttpRequest) -> str:
    """Return the page that a form was on, "/" when the browser does not tell."""
    wanted = request.headers.get("Referer", "")
    prefix = f"{request.scheme}://{request.get_host()}/"
    return "/" + wanted.removeprefix(prefix) if wanted.startswith(prefix) else "/"


def errors_of(error: DomainError) -> dict[str, str]:
    """Return a refusal as a form shows it: by the field it names, or by "" for the form as a whole."""
    return {str(error.facts.get("field") or ""): sentence(error)}


def open_receipt(request: HttpRequest, number: str, secret: str) -> int:
    """Open a receipt for this session and return its matter's id; raise WrongReceipt or TooManyAttempts."""
    receipt = residents.open_receipt(
        number=number, secret=secret, address=client_address(request), at=timezone.now()
    )
    sessions.open_receipt(request, receipt.matter_id, receipt.resident_id)
    return receipt.matter_id


def note_export(request: HttpRequest, what: str, rows: int) -> None:
    """Note in the access log that rows left the platform as a file."""
    actor = actor_of(request)
    login.export(
        account_id=actor.account_id,
        post_id=actor.post_id,
        what=what,
        rows=rows,
        address=client_address(request),
        at=timezone.now(),
    )
