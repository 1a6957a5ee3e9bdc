"""The inbox of a post: what its unit and its person were told, unread ones marked."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from gongzhi.core.identity import queries as identity
from gongzhi.core.identity.rules.verbs import require_role
from gongzhi.core.identity.web.requests import actor_of, staff_required
from gongzhi.core.notify import actions, queries
from gongzhi.core.notify.models.notice import Channel

PAGE = 50


@never_cache
@require_GET
@staff_required
def notices(request: HttpRequest) -> HttpResponse:
    """Show the inbox, newest first; `?unread` narrows it."""
    actor = actor_of(request)
    require_role(actor, "notify.inbox")
    found = queries.inbox(actor)
    only_unread = "unread" in request.GET
    if only_unread:
        found = found.filter(read_at__isnull=True)
    before = request.GET.get("before", "")
    if before.isdecimal():
        found = found.filter(pk__lt=int(before))
    rows = list(found[: PAGE + 1])
    kept = "unread&" if only_unread else ""
    values = {
        "rows": rows[:PAGE],
        "only_unread": only_unread,
        "next_href": f"?{kept}before={rows[PAGE - 1].pk}" if len(rows) > PAGE else "",
        "unread": queries.unread(actor),
        "email": identity.account_email(actor.account_id) if actor.account_id else "",
        "wants_email": actor.account_id is not None and queries.is_wanted(actor.account_id, Channel.EMAIL),
    }
    return render(request, "notify/notices.html", values)


@require_POST
@staff_required
def open_notice(request: HttpRequest, notice_id: int) -> HttpResponse:
    """Mark a notice read and go to what it tells of."""
    actor = actor_of(request)
    notice = actions.mark_read(actor, notice_id, timezone.now())
    number = queries.matter_number(actor, notice.matter_id) if notice.matter_id else ""
    return redirect(_matter_page(number))


@require_POST
@staff_required
def read_all(request: HttpRequest) -> HttpResponse:
    """Mark the whole inbox read."""
    actor = actor_of(request)
    require_role(actor, "notify.inbox")
    n = actions.mark_all_read(actor, timezone.now())
    messages.success(request, _("%(n)s 条通知已标为已读。") % {"n": n})
    return redirect("notices")


@require_POST
@staff_required
def preferences(request: HttpRequest) -> HttpResponse:
    """Keep whether notices also come by e-mail."""
    actions.prefer(
        actor=actor_of(request), channel=Channel.EMAIL, is_wanted=request.POST.get("email") == "on"
    )
    messages.success(request, _("已记住。法定通知不受这个选择影响。"))
    return redirect("notices")


def _matter_page(number: str) -> str:
    """Return the desk's page of a matter, the inbox when there is none to show."""
    try:
        return reverse("desk_matter", kwargs={"number": number}) if number else reverse("notices")
    except NoReverseMatch:
        return reverse("notices")
