"""Pages of the security administrator: accounts, posts, locks, resets."""

from collections.abc import Callable
from datetime import date
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from gongzhi.core.identity import queries
from gongzhi.core.identity.actions import accounts as actions
from gongzhi.core.identity.actions import posts, throttle
from gongzhi.core.identity.rules.roles import POST_ROLES, TITLES
from gongzhi.core.identity.rules.verbs import require_role
from gongzhi.core.identity.web.requests import actor_of, confirmation_required, errors_of, staff_required
from gongzhi.kernel.actor import Actor
from gongzhi.kernel.errors import DomainError, InvalidInput, NotFound
from gongzhi.kernel.terms import CHINA

PAGE = 50


@never_cache
@require_GET
@staff_required
def account_list(request: HttpRequest) -> HttpResponse:
    """Search and page through the accounts in the order of their login names."""
    words, after = request.GET.get("q", "").strip(), request.GET.get("after", "")
    found = queries.accounts(actor_of(request), words)
    rows = list((found.filter(username__gt=after) if after else found)[: PAGE + 1])
    following = urlencode({"q": words, "after": rows[PAGE - 1].username}) if len(rows) > PAGE else ""
    values = {
        "rows": queries.with_places(rows[:PAGE], _today()),
        "words": words,
        "next_href": f"?{following}" if following else "",
        "first_href": f"?{urlencode({'q': words})}" if after else "",
    }
    return render(request, "identity/accounts.html", values)


@never_cache
@require_http_methods(["GET", "POST"])
@confirmation_required
def account_new(request: HttpRequest) -> HttpResponse:
    """Create an account and show its first password once."""
    actor = actor_of(request)
    require_role(actor, "identity.accounts")
    if request.method == "GET":
        return render(request, "identity/account_new.html", {"given": {}, "errors": {}})
    given = {name: request.POST.get(name, "") for name in ("username", "name", "email", "oidc_subject")}
    try:
        account, password = actions.create_account(actor, _new(given), timezone.now())
    except DomainError as error:
        values = {"given": given, "errors": errors_of(error)}
        return render(request, "identity/account_new.html", values, status=error.http_status)
    return render(request, "identity/first_password.html", {"account": account, "password": password})


def _new(given: dict[str, str]) -> actions.NewAccount:
    return actions.NewAccount(
        username=given["username"],
        name=given["name"],
        email=given["email"],
        oidc_subject=given["oidc_subject"],
    )


@never_cache
@require_GET
@staff_required
def account_page(request: HttpRequest, account_id: int) -> HttpResponse:
    """Show one account with its posts and what can be done with it."""
    return _account_page(request, account_id, {}, {})


def _account_page(
    request: HttpRequest, account_id: int, errors: dict[str, str], given: dict[str, str], status: int = 200
) -> HttpResponse:
    actor = actor_of(request)
    account = queries.account(actor, account_id)
    values = {
        "account": account,
        "held": queries.post_rows(actor, account_id),
        "paused_until": throttle.is_paused(account.username, timezone.now()),
        "roles": [(str(role), TITLES[role]) for role in POST_ROLES],
        "today": _today(),
        "is_self": actor.account_id == account_id,
        "errors": errors,
        "given": given,
    }
    return render(request, "identity/account_admin.html", values, status=status)


@require_POST
@confirmation_required
def account_change(request: HttpRequest, account_id: int) -> HttpResponse:
    """Change name, address and subject."""

    def change(actor: Actor) -> None:
        actions.change_account(
            actor,
            account_id,
            name=request.POST.get("name", ""),
            email=request.POST.get("email", ""),
            oidc_subject=request.POST.get("oidc_subject", ""),
            at=timezone.now(),
        )

    return _do(request, account_id, change, _("已保存。"))


@require_POST
@confirmation_required
def account_lock(request: HttpRequest, account_id: int) -> HttpResponse:
    """Lock an account."""
    why = request.POST.get("why", "")
    return _do(
        request,
        account_id,
        lambda actor: actions.lock_account(actor, account_id, why, timezone.now()),
        _("账户已锁定，它的所有登录都已结束。"),
    )


@require_POST
@confirmation_required
def account_unlock(request: HttpRequest, account_id: int) -> HttpResponse:
    """Unlock an account."""
    why = request.POST.get("why", "")
    return _do(
        request,
        account_id,
        lambda actor: actions.unlock_account(actor, account_id, why, timezone.now()),
        _("账户已解锁，可以重新登录。"),
    )


@require_POST
@confirmation_required
def account_factor(request: HttpRequest, account_id: int) -> HttpResponse:
    """Take away a lost second factor."""
    why = request.POST.get("why", "")
    return _do(
        request,
        account_id,
        lambda actor: actions.reset_second_factor(actor, account_id, why, timezone.now()),
        _("第二步验证已清除，下次登录时重新设置。"),
    )


@never_cache
@require_POST
@confirmation_required
def account_password(request: HttpRequest, account_id: int) -> HttpResponse:
    """Give a new first password and show it once."""
    actor = actor_of(request)
    try:
        password = actions.reset_password(actor, account_id, request.POST.get("why", ""), timezone.now())
    except DomainError as error:
        return _account_page(request, account_id, errors_of(error), _given(request), error.http_status)
    values = {"account": queries.account(actor, account_id), "password": password}
    return render(request, "identity/first_password.html", values)


@require_POST
@confirmation_required
def post_give(request: HttpRequest, account_id: int) -> HttpResponse:
    """Give an account a post."""

    def give(actor: Actor) -> None:
        new = posts.NewPost(
            account_id=account_id,
            unit_id=_unit(request),
            role=request.POST.get("role", ""),
            valid_from=_day(request, "valid_from") or _today(),
            valid_to=_day(request, "valid_to"),
            area_code=request.POST.get("area_code", ""),
        )
        posts.give_post(actor, new, timezone.now())

    return _do(request, account_id, give, _("岗位已安排。"))


@require_POST
@confirmation_required
def post_end(request: HttpRequest, account_id: int, post_id: int) -> HttpResponse:
    """End a post."""
    why = request.POST.get("why", "")
    return _do(
        request,
        account_id,
        lambda actor: posts.end_post(actor, post_id, _day(request, "on") or _today(), why, timezone.now()),
        _("岗位已结束。"),
    )


def _do(request: HttpRequest, account_id: int, act: Callable[[Actor], None], done: str) -> HttpResponse:
    """Do one thing with an account; a refusal comes back on its page."""
    try:
        act(actor_of(request))
    except NotFound:
        raise
    except DomainError as error:
        return _account_page(request, account_id, errors_of(error), _given(request), error.http_status)
    messages.success(request, done)
    return redirect("account_admin", account_id=account_id)


def _given(request: HttpRequest) -> dict[str, str]:
    return {name: request.POST.get(name, "") for name in ("unit", "role", "area_code", "why", "valid_from")}


def _unit(request: HttpRequest) -> int:
    """Return the unit named by its code (or id) in the form."""
    found = queries.unit_named(request.POST.get("unit", ""))
    if found is None:
        raise InvalidInput(field="unit", why="没有找到这个单位,请填它的编号,例如 130403,或完整的名称。")
    return found


def _day(request: HttpRequest, name: str) -> date | None:
    text = request.POST.get(name, "").strip()
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise InvalidInput(field=name, why="日期要写成 2026-03-02 的样子。") from error


def _today() -> date:
    return timezone.now().astimezone(CHINA).date()
