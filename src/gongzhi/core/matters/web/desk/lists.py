"""The list of matters, what one searches for, what was ticked to be looked at together, and saved filters."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from gongzhi.core.errors import sentence
from gongzhi.core.identity.rules.verbs import can
from gongzhi.core.identity.web.requests import actor_of, next_path
from gongzhi.core.matters import queries
from gongzhi.core.matters.actions import saved
from gongzhi.core.matters.queries import Filter
from gongzhi.core.matters.web.desk import listing
from gongzhi.core.matters.web.desk.shell import desk_page
from gongzhi.core.matters.web.options import category_options
from gongzhi.kernel.errors import DomainError, InvalidInput

PAGE = "desk_matters"
SIDE_BY_SIDE = 24


@desk_page("matters.view")
def matters(request: HttpRequest) -> HttpResponse:
    """Show the matters that the filter in the address lets through, a page at a time."""
    actor, at = actor_of(request), timezone.now()
    asked = listing.asked_of(request)
    if asked.wanted.number and "q" in request.GET and "page" not in request.GET:
        found = queries.page(actor, asked.wanted.but(state="all"), at=at, size=1)
        if found.rows:
            return HttpResponseRedirect(reverse("desk_matter", kwargs={"number": found.rows[0].number}))
    wanted, errors = asked.wanted, dict(asked.errors)
    try:
        page = queries.page(actor, wanted, request.GET.get("cursor", ""), at=at)
    except InvalidInput as error:
        errors["cursor"] = sentence(error)
        page = queries.page(actor, wanted, at=at)
    kept = queries.saved_filters(actor, PAGE)
    context = {
        "page": page,
        "wanted": wanted,
        "typed": asked.typed,
        "errors": errors,
        "chips": listing.chips(wanted),
        "saved": kept,
        "saved_items": listing.saved_items(kept, wanted),
        "query": listing.without_sort(wanted),
        "whole_query": wanted.query_string(),
        "sort": listing.sort_name(wanted),
        "choices": _choices(request, wanted),
        "may_export": can(actor, "matters.export"),
        "at": at,
    }
    context |= _together(request, page) if wanted.ids else {"together": [], "texts": {}}
    return render(request, "desk/matters.html", context, status=422 if errors else 200)


def _together(request: HttpRequest, page: queries.Page) -> dict[str, object]:
    """Return what was ticked, with its words, to be read side by side."""
    if len(page.rows) > SIDE_BY_SIDE:
        return {"together": [], "texts": {}}
    seen = queries.visible(actor_of(request)).filter(id__in=[row.id for row in page.rows])
    return {"together": page.rows, "texts": dict(seen.values_list("id", "text"))}


def _choices(request: HttpRequest, wanted: Filter) -> dict[str, object]:
    return {
        "state": listing.state_choices(),
        "stage": listing.stage_choices(),
        "status": listing.status_choices(wanted.system),
        "system": listing.system_choices(),
        "category": category_options(),
        "area": listing.area_choices(),
        "unit": listing.unit_choices(actor_of(request)),
        "channel": listing.channel_choices(),
        "due": listing.due_choices(),
    }


@desk_page("matters.search")
def search(request: HttpRequest) -> HttpResponse:
    """Go to the matter of a number, else to the list of what holds the words, closed ones too."""
    actor, at = actor_of(request), timezone.now()
    words = request.GET.get("q", "").replace("\x00", "").strip()[:200]
    wanted = Filter(q=words, state="all", sort="newest")
    if not wanted.q:
        return render(request, "desk/search.html", {})
    found = queries.page(actor, wanted, at=at, size=1) if wanted.number else None
    if found is not None and found.rows:
        return HttpResponseRedirect(reverse("desk_matter", kwargs={"number": found.rows[0].number}))
    return HttpResponseRedirect(f"{reverse('desk_matters')}?{wanted.query_string()}")


@desk_page("matters.save_filter", "POST")
def save_filter(request: HttpRequest) -> HttpResponse:
    """Keep the filter of the list under a name."""
    query = request.POST.get("query", "")[:2000]
    wanted = listing.from_query(query)
    try:
        kept = saved.save_filter(
            actor_of(request), PAGE, request.POST.get("name", ""), wanted, timezone.now()
        )
    except InvalidInput as error:
        messages.error(request, sentence(error))
    else:
        messages.success(request, _("筛选「%(name)s」已保存，在列表上方随时可用。") % {"name": kept.name})
    return HttpResponseRedirect(f"{reverse('desk_matters')}?{wanted.query_string()}")


@desk_page("matters.save_filter", "POST")
def drop_filter(request: HttpRequest, filter_id: int) -> HttpResponse:
    """Drop one of one's own saved filters."""
    try:
        saved.drop_filter(actor_of(request), filter_id)
    except DomainError as error:
        messages.error(request, sentence(error))
    else:
        messages.success(request, _("筛选已删去。"))
    return HttpResponseRedirect(next_path(request, reverse("desk_matters")))
