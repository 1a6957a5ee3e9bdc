"""The security administrator's page of API tokens: who has which, a new one shown once, revoking one."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from gongzhi.core.identity import queries
from gongzhi.core.identity.actions import NewToken, issue_token, revoke_token
from gongzhi.core.identity.rules.scopes import DAYS_MOST, SCOPES
from gongzhi.core.identity.rules.verbs import require_role
from gongzhi.core.identity.web.requests import actor_of, confirmation_required, errors_of
from gongzhi.kernel.errors import DomainError, InvalidInput, NotFound

_FIELDS = ("name", "post", "days")


@never_cache
@require_http_methods(["GET", "POST"])
@confirmation_required
def token_list(request: HttpRequest) -> HttpResponse:
    """List the tokens; a POST issues one and shows its text once."""
    require_role(actor_of(request), "api.tokens")
    if request.method == "GET":
        return _page(request, {})
    try:
        made, text = issue_token(actor_of(request), _asked(request), timezone.now())
    except DomainError as error:
        return _page(request, errors_of(error), status=error.http_status)
    return _page(request, {}, made_name=made.name, made_text=text)


@require_POST
@confirmation_required
def token_revoke(request: HttpRequest, token_id: int) -> HttpResponse:
    """Revoke a token."""
    try:
        revoke_token(actor_of(request), token_id, request.POST.get("why", ""), timezone.now())
    except NotFound:
        raise
    except InvalidInput as error:
        return _page(request, errors_of(error), status=error.http_status)
    messages.success(request, _("令牌已撤销，马上失效。"))
    return redirect("api_tokens")


def _asked(request: HttpRequest) -> NewToken:
    given = request.POST
    return NewToken(
        name=given.get("name", ""),
        scopes=tuple(given.getlist("scopes")),
        days=_whole("days", given.get("days", ""), _("有效期要写天数，例如 90。")) or 90,
        post_id=queries.post_meant(actor_of(request), given.get("post", ""), timezone.now()),
    )


def _whole(name: str, text: str, why: str) -> int | None:
    text = text.strip()
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and len(text) <= 18):
        raise InvalidInput(field=name, why=why)
    return int(text)


def _page(
    request: HttpRequest,
    errors: dict[str, str],
    *,
    made_name: str = "",
    made_text: str = "",
    status: int = 200,
) -> HttpResponse:
    given = {} if made_text else {name: request.POST.get(name, "") for name in _FIELDS}
    values = {
        "rows": queries.tokens(actor_of(request), timezone.now()),
        "scopes": list(SCOPES.values()),
        "chosen": [] if made_text else request.POST.getlist("scopes"),
        "days_most": DAYS_MOST,
        "made_name": made_name,
        "made_text": made_text,
        "errors": errors,
        "given": given,
    }
    return render(request, "identity/tokens.html", values, status=status)
