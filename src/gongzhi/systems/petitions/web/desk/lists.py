"""Lists of the petitions: all of them with their class and way, what is owed, and the reviews that run."""

from datetime import date, datetime

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from gongzhi.core.identity.rules.verbs import can
from gongzhi.core.identity.web.requests import actor_of
from gongzhi.core.matters.queries.work import units_of
from gongzhi.core.matters.web.desk import listing
from gongzhi.core.matters.web.desk.shell import desk_page, given_number
from gongzhi.core.matters.web.options import category_options
from gongzhi.kernel.terms import CHINA
from gongzhi.systems.petitions.queries import lists
from gongzhi.systems.petitions.queries.lists import KINDS, ROUTES, Wanted

_TABS = (
    ("", "在办的"),
    ("intake", "待甄别、转送"),
    ("handling", "办理中"),
    ("answered", "执行中"),
    ("closed", "已办结"),
)


@desk_page("petitions.view")
def petitions(request: HttpRequest) -> HttpResponse:
    """Show the petitions that the filter in the address lets through, a page at a time."""
    actor, at = actor_of(request), timezone.now()
    asked = listing.asked_of(request)
    stage = request.GET.get("stage", "")
    base = asked.wanted.but(system=lists.SYSTEM)
    if stage == "closed":
        base = base.but(stage="", state="closed")
    kind, route = request.GET.get("kind", ""), request.GET.get("route", "")
    wanted = Wanted(
        base,
        kind if kind in KINDS else "",
        route if route in ROUTES else "",
        request.GET.get("joint", "") != "",
        given_number(request.GET.get("before", "")),
    )
    found = lists.page(actor, wanted, at)
    query = request.GET.copy()
    for name in ("before", "page"):
        query.pop(name, None)
    context = {
        "found": found,
        "typed": asked.typed,
        "errors": asked.errors,
        "kind": wanted.kind,
        "route": wanted.route,
        "joint": wanted.joint,
        "tabs": [(name, _(title), _tab(query.copy(), name)) for name, title in _TABS],
        "tab": stage,
        "next": f"?{query.urlencode()}&before={found.next}" if found.next is not None else "",
        "first": f"?{query.urlencode()}" if wanted.before is not None else "",
        "kinds": [(name, _(title)) for name, title in KINDS.items()],
        "routes": [(name, _(title)) for name, title in ROUTES.items()],
        "choices": {
            "due": listing.due_choices(),
            "status": listing.status_choices(lists.SYSTEM),
            "channel": listing.channel_choices(),
            "area": listing.area_choices(),
            "category": category_options(),
        },
        "export": f"{reverse('desk_export')}?{base.query_string()}" if can(actor, "matters.export") else "",
        "at": at,
    }
    return render(request, "petitions/list.html", context, status=422 if asked.errors else 200)


def _tab(query: QueryDict, stage: str) -> str:
    """Return the address of a tab: the same conditions at another stage."""
    query["stage"] = stage
    return f"?{query.urlencode()}"


@desk_page("petitions.view")
def due(request: HttpRequest) -> HttpResponse:
    """Show what bodies owe after opinions and assignments, and what bodies above want to hear, late ones first."""
    actor, today = actor_of(request), _today(timezone.now())
    context = {
        "performances": lists.performances(actor, today),
        "reports": lists.reports(actor, today),
        "senders": lists.senders(actor, today),
        "today": today,
    }
    return render(request, "petitions/due.html", context)


@desk_page("petitions.view")
def reviews(request: HttpRequest) -> HttpResponse:
    """Show the reviews and re-reviews that run, those that the own body decides first."""
    actor, at = actor_of(request), timezone.now()
    found = lists.reviews(actor, at, units_of(actor.unit_id))
    titles = {"review": _("复查"), "re_review": _("复核")}
    return render(request, "petitions/reviews.html", {"found": found, "titles": titles})


def _today(at: datetime) -> date:
    return at.astimezone(CHINA).date()
