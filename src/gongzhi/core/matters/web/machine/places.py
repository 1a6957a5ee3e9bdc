"""Places that a text may mean: beside triage, while a resident writes, and the city's other names of places."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from gongzhi.core.errors import sentence
from gongzhi.core.geo import queries as geo
from gongzhi.core.geo.actions.aliases import add_alias, end_alias
from gongzhi.core.identity.web.requests import actor_of, errors_of, next_path
from gongzhi.core.matters.actions.placing import set_place
from gongzhi.core.matters.models import Matter
from gongzhi.core.matters.web.desk.shell import desk_page, matter_in_reach
from gongzhi.core.matters.web.machine.shell import reading_page
from gongzhi.core.orgs import queries as orgs
from gongzhi.core.suggest import switches
from gongzhi.kernel.errors import DomainError, InvalidInput
from gongzhi.reading.places import Reason, Why

WORTH = 0.3
"""A guess below this helps nobody."""
SURE = 0.75
MOST = 4


@dataclass(frozen=True, slots=True)
class PlaceView:
    """A place that may be meant, in words."""

    code: str
    name: str
    percent: int
    reasons: tuple[str, ...]


def guesses(text: str, lon: float | None = None, lat: float | None = None) -> list[PlaceView]:
    """Return the places that a text and a point may mean, the likeliest first; none while the function is off."""
    if not orgs.setting(switches.PLACE) or not (text.strip() or lon is not None):
        return []
    found, _elements = geo.place_candidates(text, lon, lat, MOST)
    return [
        PlaceView(one.code, one.name, round(one.score * 100), tuple(map(in_words, one.reasons)))
        for one in found
        if one.score >= WORTH
    ]


def in_words(reason: Reason) -> str:
    """Return a reason in a few words."""
    facts = {"word": reason.word, "n": reason.number}
    texts = {
        Why.POINT: _("地图上的点在这里"),
        Why.NAME: _("写了「%(word)s」"),
        Why.SHORT: _("写了「%(word)s」"),
        Why.ALIAS: _("「%(word)s」是它的别称"),
        Why.WITHIN: _("也写了「%(word)s」"),
        Why.FOLLOWS: _("紧跟在「%(word)s」后面"),
        Why.SHARED: _("叫「%(word)s」的有 %(n)s 个"),
        Why.AGAINST: _("写的区县不是它所在的"),
    }
    return texts[reason.why] % facts


def for_matter(found: Matter) -> list[PlaceView]:
    """Return other places than the one that stands, for the person in triage to choose from."""
    text = f"{found.place}\n{found.title}\n{found.text}"
    views = guesses(text, found.lon, found.lat)
    if found.area_code and views and _says_no_more(found.area_code, views):
        return []
    return [one for one in views if one.code != found.area_code]


def _says_no_more(known: str, views: Sequence[PlaceView]) -> bool:
    """Whether the likeliest place is the one that stands, or lies around it."""
    return known.startswith(views[0].code)


@require_GET
def fragment(request: HttpRequest) -> HttpResponse:
    """Return the places that the words of an address may mean, as choices of a form."""
    found = guesses(request.GET.get("text", "")[:300])
    return render(request, "resident/_places.html", {"places": found, "chosen": ""})


@desk_page("matters.place", "POST")
def place(request: HttpRequest, number: str) -> HttpResponse:
    """Set the place of a matter to one of those offered, and go back."""
    matter_in_reach(actor_of(request), number)
    try:
        made = set_place(actor_of(request), number, request.POST.get("area", ""), timezone.now())
    except DomainError as error:
        messages.error(request, sentence(error))
    else:
        messages.success(request, _("地点已定为%(area)s。") % {"area": geo.full_name(made.area_code)})
    return HttpResponseRedirect(next_path(request, reverse("desk_triage_one", kwargs={"number": number})))


@reading_page("geo.aliases", "GET", "POST")
def names(request: HttpRequest) -> HttpResponse:
    """Show the city's other names of places, and add one."""
    if request.method == "GET":
        return _names(request, {"name": "", "area": request.GET.get("area", ""), "note": ""})
    given = {name: request.POST.get(name, "") for name in ("name", "area", "note")}
    try:
        made = add_alias(actor_of(request), given["name"], given["area"], given["note"], timezone.now())
    except InvalidInput as error:
        return _names(request, given, errors_of(error))
    messages.success(
        request,
        _("“%(name)s”以后认作%(area)s。") % {"name": made.name, "area": geo.full_name(made.area_code)},
    )
    return HttpResponseRedirect(reverse("place_names"))


def _names(request: HttpRequest, given: dict[str, str], errors: dict[str, str] | None = None) -> HttpResponse:
    query = request.GET.get("try", "")[:300]
    context = {
        "rows": [(one, geo.full_name(one.area_code)) for one in geo.aliases()],
        "given": given,
        "errors": errors or {},
        "query": query,
        "tried": guesses(query) if query else [],
    }
    return render(request, "reading/place_names.html", context, status=422 if errors else 200)


@reading_page("geo.aliases", "POST")
def end(request: HttpRequest, alias_id: int) -> HttpResponse:
    """End another name of a place."""
    ended = end_alias(actor_of(request), alias_id, timezone.now())
    messages.success(request, _("“%(name)s”不再认作那个地方。") % {"name": ended.name})
    return HttpResponseRedirect(reverse("place_names"))
