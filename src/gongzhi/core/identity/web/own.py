"""Pages of one's own account: what I am, my password, my second factor, and who I am once more."""

import segno
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from gongzhi.core.identity import queries, sealing
from gongzhi.core.identity.actions import login, own
from gongzhi.core.identity.web import sessions
from gongzhi.core.identity.web.addresses import client_address
from gongzhi.core.identity.web.requests import (
    actor_of,
    confirmation_required,
    errors_of,
    next_path,
    posts_of,
    staff_required,
)
from gongzhi.kernel.errors import DomainError, InvalidInput

_NEW_SECRET = "totp_new"


@never_cache
@require_GET
@staff_required
def account(request: HttpRequest) -> HttpResponse:
    """Show posts, password, second factor and the latest logins."""
    actor = actor_of(request)
    values = {
        "account": queries.own_account(actor),
        "places": posts_of(request),
        "log": queries.own_access_log(actor),
        "codes_left": queries.recovery_codes_left(actor),
        "second_factor_required": settings.SECOND_FACTOR_REQUIRED,
    }
    return render(request, "identity/account.html", values)


@never_cache
@require_http_methods(["GET", "POST"])
@staff_required
def password(request: HttpRequest) -> HttpResponse:
    """Change the password; at the first login nothing else is open before."""
    actor = actor_of(request)
    values: dict[str, object] = {"errors": {}, "first": queries.own_account(actor).must_change_password}
    if request.method == "GET":
        return render(request, "identity/password.html", values)
    new = request.POST.get("new", "")
    try:
        if new != request.POST.get("again", ""):
            raise InvalidInput(field="again", why="两次输入的新口令不一样，请再输一次。")
        epoch = own.change_password(
            actor,
            old=request.POST.get("old", ""),
            new=new,
            address=client_address(request),
            at=timezone.now(),
        )
    except DomainError as error:
        values["errors"] = errors_of(error)
        return render(request, "identity/password.html", values, status=error.http_status)
    sessions.renew(request, epoch)
    messages.success(request, _("口令已经改好。其他电脑上的登录都已结束。"))
    return redirect("account")


@never_cache
@require_http_methods(["GET", "POST"])
@staff_required
def second_factor(request: HttpRequest) -> HttpResponse:
    """Set up the second factor: scan the picture, type the code, keep the recovery codes."""
    actor = actor_of(request)
    found = queries.own_account(actor)
    if found.has_second_factor and not sessions.is_confirmed(request, timezone.now()):
        return redirect(f"/account/confirm/?next={request.path}")
    if request.method == "GET" or _NEW_SECRET not in request.session:
        request.session[_NEW_SECRET] = sealing.seal(own.new_totp_secret()).hex()
        return _second_factor_page(request, found.username, {}, 200)
    try:
        codes = own.set_second_factor(
            actor,
            secret=_kept_secret(request),
            code=request.POST.get("code", ""),
            address=client_address(request),
            at=timezone.now(),
        )
    except DomainError as error:
        return _second_factor_page(request, found.username, errors_of(error), error.http_status)
    del request.session[_NEW_SECRET]
    return render(request, "identity/recovery_codes.html", {"codes": codes})


def _kept_secret(request: HttpRequest) -> str:
    return sealing.unseal(bytes.fromhex(str(request.session[_NEW_SECRET])))


def _second_factor_page(
    request: HttpRequest, username: str, errors: dict[str, str], status: int
) -> HttpResponse:
    secret = _kept_secret(request)
    address = own.totp_address(username, secret, f"{_('共治')} {settings.CITY_NAME}")
    values = {
        "picture": segno.make(address, error="m").svg_data_uri(scale=5, border=2),
        "secret": " ".join(secret[start : start + 4] for start in range(0, len(secret), 4)),
        "errors": errors,
    }
    return render(request, "identity/second_factor.html", values, status=status)


@never_cache
@require_POST
@confirmation_required
def recovery_codes(request: HttpRequest) -> HttpResponse:
    """Replace the recovery codes and show the new ones once."""
    codes = own.renew_recovery_codes(actor_of(request), timezone.now())
    return render(request, "identity/recovery_codes.html", {"codes": codes})


@never_cache
@require_http_methods(["GET", "POST"])
@staff_required
def confirm(request: HttpRequest) -> HttpResponse:
    """Ask for the password once more before an export or a reading of contacts."""
    values: dict[str, object] = {
        "errors": {},
        "next": next_path(request, "/account/"),
        "has_password": queries.own_account(actor_of(request)).has_usable_password(),
    }
    if request.method == "GET":
        return render(request, "identity/confirm.html", values)
    try:
        login.check_again(
            account=queries.own_account(actor_of(request)),
            password=request.POST.get("password", ""),
            address=client_address(request),
            at=timezone.now(),
        )
    except DomainError as error:
        values["errors"] = errors_of(error)
        return render(request, "identity/confirm.html", values, status=error.http_status)
    sessions.mark_confirmed(request, timezone.now())
    return redirect(next_path(request, "/account/"))


@require_POST
def put_away(request: HttpRequest) -> HttpResponse:
    """Put away all receipts of this browser, as one does on a shared computer."""
    sessions.close_receipts(request)
    messages.success(request, _("这台设备上的回执都已收起。再看时请重新输入编号和查询码。"))
    return redirect("/")
