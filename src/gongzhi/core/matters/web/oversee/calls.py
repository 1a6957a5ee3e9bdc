"""Call-backs: the queue of those to be asked, and a random sample of ended matters to look at once more (回头看)."""

import secrets
from datetime import date, timedelta
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from gongzhi.core.identity.rules.verbs import can
from gongzhi.core.identity.web.requests import actor_of
from gongzhi.core.matters.queries import oversee
from gongzhi.core.matters.web.addresses import rows_address
from gongzhi.core.matters.web.desk.shell import desk_page, given_number
from gongzhi.kernel.terms import CHINA

SAMPLE_SIZE = 20


@desk_page("matters.call_back")
def queue(request: HttpRequest) -> HttpResponse:
    """Show whom to call: bad ratings first, then the longest waiting."""
    actor = actor_of(request)
    found, total = oversee.calls(actor, timezone.now())
    context = {"calls": found, "total": total, "may_sample": can(actor, "matters.ratings")}
    return render(request, "oversee/calls.html", context)


@desk_page("matters.ratings")
def sample(request: HttpRequest) -> HttpResponse:
    """Draw n ended matters at random; the seed stands in the address, so that anybody can draw the same again."""
    at = timezone.now()
    today = at.astimezone(CHINA).date()
    errors: dict[str, str] = {}
    until = _day(request, "until", today, errors)
    since = _day(request, "since", today - timedelta(days=30), errors)
    n = given_number(request.GET.get("n", "")) or SAMPLE_SIZE
    if since > until:
        errors["until"] = _("结束的日期要在开始的日期之后。")
    seed = request.GET.get("seed", "").replace("\x00", "").strip()[:40]
    if "draw" in request.GET and not seed and not errors:
        given = {"since": since.isoformat(), "until": until.isoformat(), "n": n, "seed": secrets.token_hex(4)}
        return HttpResponseRedirect(f"{reverse('sample')}?{urlencode(given)}")
    found = oversee.sample(actor_of(request), since, until, n, seed, at) if seed and not errors else None
    context = {
        "since": since, "until": until, "n": min(n, oversee.SAMPLE_MOST), "seed": seed, "sample": found,
        "errors": errors, "most": oversee.SAMPLE_MOST,
        "list_href": rows_address(found.filter) if found and found.rows else "",
    }  # fmt: skip
    return render(request, "oversee/sample.html", context, status=422 if errors else 200)


def _day(request: HttpRequest, name: str, default: date, errors: dict[str, str]) -> date:
    text = request.GET.get(name, "")
    try:
        return date.fromisoformat(text) if text else default
    except ValueError:
        errors[name] = _("日期读不懂，请写成 2026-03-02 这样。")
        return default
