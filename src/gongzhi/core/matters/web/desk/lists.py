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
from gongzhi.core.matters.queries import found as finding
from gongzhi.core.matters.web.desk import listing
from gongzhi.core.matters.web.desk.shell import desk_page
from gongzhi.core.matters.web.options import category_options
from gongzhi.core.search.rules import language
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
    """Go to the matter of a number, else show what holds the words, closed ones too, the best answer first."""
    actor, at = actor_of(request), timezone.now()
    q = request.GET.get("q", "").replace("\x00", "").strip()[:200]
    context: dict[str, object] = {
        "q": q,
        "found": None,
        "error": "",
        "fields": language.FIELDS,
        "examples": _examples(),
    }
    if not q:
        return render(request, "desk/search.html", context)
    try:
        found = finding.find(actor, q, at)
    except InvalidInput as error:
        return render(request, "desk/search.html", context | {"error": sentence(error)}, status=422)
    if found.wanted.number and len(found.hits) == 1:
        return HttpResponseRedirect(reverse("desk_matter", kwargs={"number": found.hits[0].row.number}))
    list_href = f"{reverse('desk_matters')}?{found.wanted.query_string()}"
    context |= {
        "found": found,
        "list_href": list_href,
        "chips": listing.chips(found.wanted),
        "may_words": can(actor, "search.words"),
        "titles": {"place": _("地点"), "answer": _("答复"), "added": _("后来补充的话")},
    }
    return render(request, "desk/search.html", context)


def _examples() -> list[tuple[str, str]]:
    """Return queries with what they find, for the help."""
    return [
        (_("路灯 人民路"), _("两个词都有的；同义词也算，例如街灯。")),
        (_("“路灯不亮”"), _("引号里的话原样出现的，不算同义词。")),
        (_("噪音 -施工"), _("有噪音、没有施工的。")),
        (_("积水 地方:人民路街道 从:2026-01-01"), _("这个街道今年以来的积水。")),
        (_("状态:超期 单位:丛台区城市管理局"), _("这个单位已经超期的，可以不写别的词。")),
        (_("编号:GZ-20260302-000412-7"), _("这一件；直接写编号也行。")),
    ]


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
