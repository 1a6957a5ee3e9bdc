"""Pages of the system administrator: where events are pushed to, and what could not be sent."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from gongzhi.core.identity.rules.verbs import require_role
from gongzhi.core.identity.web.requests import actor_of, confirmation_required, errors_of, staff_required
from gongzhi.core.notify import actions, queries
from gongzhi.core.notify.rules.events import EVENTS
from gongzhi.kernel.errors import InvalidInput, NotFound

_SHOWN = 50


@never_cache
@require_http_methods(["GET", "POST"])
@confirmation_required
def endpoint_list(request: HttpRequest) -> HttpResponse:
    """List endpoints and parked messages; a POST adds an endpoint and shows its secret once."""
    actor = actor_of(request)
    require_role(actor, "notify.webhooks")
    errors: dict[str, str] = {}
    if request.method == "POST":
        try:
            made = actions.add_endpoint(
                actor=actor,
                name=request.POST.get("name", ""),
                url=request.POST.get("url", ""),
                events=request.POST.getlist("events"),
                at=timezone.now(),
            )
        except InvalidInput as error:
            errors = errors_of(error)
        else:
            return _page(request, made.endpoint.pk, made.secret)
    values = {
        "endpoints": queries.endpoints(),
        "parked": list(queries.parked()[:_SHOWN]),
        "parked_calls": list(queries.parked_calls()[:_SHOWN]),
        "events": [(name, f"{name} {title}") for name, (title, _english) in EVENTS.items()],
        "errors": errors,
        "given": request.POST,
        "chosen": request.POST.getlist("events"),
    }
    return render(request, "notify/webhooks.html", values, status=422 if errors else 200)


@never_cache
@require_GET
@staff_required
def endpoint_page(request: HttpRequest, endpoint_id: int) -> HttpResponse:
    """Show one endpoint and its latest calls."""
    require_role(actor_of(request), "notify.webhooks")
    return _page(request, endpoint_id, "")


@require_POST
@confirmation_required
def switch(request: HttpRequest, endpoint_id: int) -> HttpResponse:
    """Switch an endpoint on or off."""
    is_active = request.POST.get("active") == "1"
    actions.switch_endpoint(
        actor=actor_of(request), endpoint_id=endpoint_id, is_active=is_active, at=timezone.now()
    )
    messages.success(request, _("推送地址已启用。") if is_active else _("推送地址已停用。"))
    return redirect("webhook", endpoint_id=endpoint_id)


@never_cache
@require_POST
@confirmation_required
def secret(request: HttpRequest, endpoint_id: int) -> HttpResponse:
    """Renew an endpoint's secret and show the new one once."""
    made = actions.renew_secret(actor=actor_of(request), endpoint_id=endpoint_id, at=timezone.now())
    return _page(request, made.endpoint.pk, made.secret)


@require_POST
@staff_required
def retry(request: HttpRequest) -> HttpResponse:
    """Queue everything parked once more."""
    n = actions.retry_parked(actor=actor_of(request), at=timezone.now())
    messages.success(request, _("%(n)s 条已重新排队。") % {"n": n})
    return redirect("webhooks")


def _page(request: HttpRequest, endpoint_id: int, new_secret: str) -> HttpResponse:
    endpoint = next((one for one in queries.endpoints() if one.pk == endpoint_id), None)
    if endpoint is None:
        raise NotFound
    values = {
        "endpoint": endpoint,
        "calls": list(queries.calls_of(endpoint_id)[:_SHOWN]),
        "new_secret": new_secret,
    }
    return render(request, "notify/webhook.html", values)
