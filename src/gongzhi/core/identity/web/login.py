"""Pages of the door: password, second step, the identity provider, logging out, switching posts."""

from dataclasses import asdict

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from gongzhi.core.identity import oidc
from gongzhi.core.identity.actions import login as actions
from gongzhi.core.identity.models import Account
from gongzhi.core.identity.queries import standing
from gongzhi.core.identity.web import sessions
from gongzhi.core.identity.web.addresses import client_address
from gongzhi.core.identity.web.requests import errors_of, next_path, posts_of, staff_required
from gongzhi.kernel.errors import DomainError, NotFound
from gongzhi.kernel.terms import CHINA

_HOMES = {
    "system_admin": "admin_settings",
    "security_admin": "accounts",
    "audit_admin": "audit_ledger",
}
_DESK = "/desk/"


@never_cache
@require_http_methods(["GET", "POST"])
def login(request: HttpRequest) -> HttpResponse:
    """Ask for name and password."""
    if request.method == "GET":
        return _login_page(request)
    username = request.POST.get("username", "")
    try:
        account = actions.check_login(
            username=username,
            password=request.POST.get("password", ""),
            address=client_address(request),
            at=timezone.now(),
        )
    except DomainError as error:
        return _login_page(request, username, errors_of(error), error.http_status)
    return _go_on(request, account, next_path(request, ""), needs_second=account.has_second_factor)


def _login_page(
    request: HttpRequest, username: str = "", errors: dict[str, str] | None = None, status: int = 200
) -> HttpResponse:
    values = {
        "username": username,
        "errors": errors or {},
        "next": next_path(request, ""),
        "provider": oidc.is_configured(),
    }
    return render(request, "identity/login.html", values, status=status)


def _go_on(
    request: HttpRequest, account: Account, then: str, *, needs_second: bool, through: str = "password"
) -> HttpResponse:
    """Lead to the second step, or through the door."""
    at = timezone.now()
    if needs_second:
        sessions.wait_for_second_step(request, account.id, then, at)
        return redirect("login_second")
    sessions.begin(request, account.id, account.session_epoch, at)
    actions.enter(account=account, address=client_address(request), at=at, through=through)
    return redirect(then or _home(account.id))


def _home(account_id: int) -> str:
    """Return where the account's first post begins its day."""
    found = standing(account_id, timezone.now().astimezone(CHINA).date())
    roles = found.posts[0].roles if found and found.posts else ()
    for role, name in _HOMES.items():
        if role in roles:
            return reverse(name)
    return _DESK if roles else reverse("account")


@never_cache
@require_http_methods(["GET", "POST"])
def second_step(request: HttpRequest) -> HttpResponse:
    """Ask for the code of the second factor, or a recovery code."""
    waiting = sessions.pending(request, timezone.now())
    if waiting is None:
        messages.info(request, _("登录的第一步已经过期，请重新输入用户名和口令。"))
        return redirect("login")
    if request.method == "GET":
        return render(request, "identity/second_step.html", {"errors": {}})
    account_id, then = waiting
    try:
        account = actions.check_second_factor(
            account_id=account_id,
            code=request.POST.get("code", ""),
            address=client_address(request),
            at=timezone.now(),
        )
    except DomainError as error:
        values = {"errors": errors_of(error)}
        return render(request, "identity/second_step.html", values, status=error.http_status)
    return _go_on(request, account, then, needs_second=False, through="second_factor")


@require_GET
def recovery(request: HttpRequest) -> HttpResponse:
    """Tell what to do when password or phone are lost."""
    return render(request, "identity/recovery.html")


@require_GET
def oidc_begin(request: HttpRequest) -> HttpResponse:
    """Send somebody to the identity provider."""
    if not oidc.is_configured():
        raise NotFound
    attempt = oidc.new_attempt()
    request.session["oidc"] = {**asdict(attempt), "next": next_path(request, "")}
    return redirect(oidc.Provider().login_address(attempt, _callback(request), anew="anew" in request.GET))


@never_cache
@require_GET
def oidc_callback(request: HttpRequest) -> HttpResponse:
    """Take the provider's answer; it is used once."""
    kept = request.session.pop("oidc", None)
    try:
        if not oidc.is_configured() or not isinstance(kept, dict):
            raise oidc.ProviderFailed(why="这次登录已经过期。")
        then = str(kept.pop("next", ""))
        person = oidc.Provider().person(
            oidc.Attempt(**kept),
            code=request.GET.get("code", ""),
            state=request.GET.get("state", ""),
            callback=_callback(request),
            at=timezone.now(),
        )
        account = actions.account_of_subject(
            subject=person.subject, address=client_address(request), at=timezone.now()
        )
    except DomainError as error:
        return _login_page(request, "", errors_of(error), error.http_status)
    needs_second = account.has_second_factor and not person.is_strong
    return _go_on(request, account, then, needs_second=needs_second, through="oidc")


def _callback(request: HttpRequest) -> str:
    return request.build_absolute_uri(reverse("oidc_callback"))


@require_POST
def logout(request: HttpRequest) -> HttpResponse:
    """End the session, staff's or a resident's."""
    account_id = sessions.account_of(request)
    if account_id is not None:
        actions.leave(account_id=account_id, address=client_address(request), at=timezone.now())
    sessions.end(request)
    return redirect("login" if account_id is not None else "/")


@require_POST
@staff_required
def switch_post(request: HttpRequest) -> HttpResponse:
    """Act through another post from now on; only one's own posts of today can be chosen."""
    wanted = request.POST.get("post", "")
    chosen = next((post for post in posts_of(request) if str(post.id) == wanted), None)
    account_id = sessions.account_of(request)
    if chosen is None or account_id is None:
        raise NotFound
    sessions.choose_post(request, chosen.id)
    actions.switch_post(
        account_id=account_id, post_id=chosen.id, address=client_address(request), at=timezone.now()
    )
    return redirect(next_path(request, _DESK))
