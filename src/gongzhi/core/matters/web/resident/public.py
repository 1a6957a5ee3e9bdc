"""What is open to all: matters that their residents made public, figures with their formulas, how it all works."""

from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_GET

from gongzhi.core.clocks import queries as clocks
from gongzhi.core.clocks.actions.keep import local_limit
from gongzhi.core.geo import queries as geo
from gongzhi.core.matters import queries
from gongzhi.core.matters.queries import Filter
from gongzhi.core.matters.queries.timing import is_english, party_title
from gongzhi.core.matters.web.options import category_options
from gongzhi.core.matters.web.resident.preview import PROCEDURE, SYSTEM
from gongzhi.core.matters.web.resident.views import city_map, reader_of
from gongzhi.core.orgs import queries as orgs
from gongzhi.core.workflow import library
from gongzhi.core.workflow.manifest import NotDeclared
from gongzhi.kernel.actor import PUBLIC
from gongzhi.kernel.draw import draw
from gongzhi.kernel.errors import NotFound
from gongzhi.kernel.terms import CHINA, LengthUnit, Term, chosen

# The public filters by these alone; nothing that tells about bodies' inner work or about persons.
OPEN_TO_ALL = ("q", "state", "category", "area", "sort", "stage")


@dataclass(frozen=True, slots=True)
class TermRow:
    """One term of the procedure as the public reads it."""

    title: str
    title_en: str
    party_words: str
    length_words: str
    law: str
    confirmed: bool


@require_GET
def matters(request: HttpRequest) -> HttpResponse:
    """Return the list of public matters with a map."""
    asked = {name: request.GET.get(name, "") for name in OPEN_TO_ALL}
    wanted = Filter.parse({"state": "all", "sort": "newest"} | {k: v for k, v in asked.items() if v})
    at = timezone.now()
    found = queries.page(PUBLIC, wanted, request.GET.get("cursor", ""), at=at, size=20)
    context = {
        "page": found,
        "wanted": wanted,
        "query": wanted.query_string(),
        "categories": category_options(),
        "counties": [(area.code, area.name) for area in geo.children(settings.CITY_CODE)],
        "map": city_map(),
    }
    return render(request, "resident/matters.html", context)


@require_GET
def features(request: HttpRequest) -> HttpResponse:
    """Return the public matters as GeoJSON for the map."""
    asked = {name: request.GET.get(name, "") for name in OPEN_TO_ALL}
    wanted = Filter.parse({"state": "all", "sort": "newest"} | {k: v for k, v in asked.items() if v})
    body = queries.public_features(at=timezone.now(), wanted=wanted, href=("/matters/", "/"))
    return HttpResponse(body, content_type="application/geo+json")


@require_GET
def matter(request: HttpRequest, number: str) -> HttpResponse:
    """Return one public matter with its story and the way to join it."""
    actor = reader_of(request)
    found = queries.matter(PUBLIC, number)
    context = queries.resident_page(PUBLIC, found, timezone.now())
    return render(request, "resident/matter.html", context | {"has_receipt": found.id in actor.matter_ids})


@require_GET
def figures(request: HttpRequest) -> HttpResponse:
    """Return the open figures, each with how it is counted."""
    return render(request, "resident/figures.html", {"figures": queries.open_figures(timezone.now())})


@require_GET
def about(request: HttpRequest) -> HttpResponse:
    """Return how a matter goes, the terms of each side, what belongs elsewhere, and how data is kept."""
    procedure = library.current(SYSTEM, PROCEDURE, timezone.now().astimezone(CHINA).date())
    context = {
        "stops": [state for state in procedure.states if not state.ending],
        "terms": [_row(term) for term in procedure.terms],
        "system": SYSTEM,
        "procedure": procedure,
    }
    return render(request, "resident/about.html", context)


def _row(term: Term) -> TermRow:
    limit = local_limit(term, clocks.limits())
    length = chosen(term, frozenset())
    amount, unit = (limit.length, limit.unit) if limit else (length.length, length.unit)
    confirmed = term.certain or orgs.is_confirmed(length.setting)
    return TermRow(
        term.title,
        term.title_en,
        party_title(str(term.party)),
        length_words(amount, unit),
        limit.source if limit and limit.source else length.law,
        confirmed,
    )


def length_words(amount: int, unit: LengthUnit) -> str:
    """Return a length in words of the reader's language."""
    names = {
        LengthUnit.CALENDAR_DAYS: _("%(n)s 天"),
        LengthUnit.WORKING_DAYS: _("%(n)s 个工作日"),
        LengthUnit.HOURS: _("%(n)s 小时"),
        LengthUnit.WORKING_HOURS: _("%(n)s 个工作小时"),
        LengthUnit.MONTHS: _("%(n)s 个月"),
        LengthUnit.YEARS: _("%(n)s 年"),
    }
    return names[unit] % {"n": amount}


@cache_control(private=True, max_age=3600)
@require_GET
def procedure_chart(request: HttpRequest, system: str, name: str) -> HttpResponse:
    """Return the state chart of a procedure in force as SVG."""
    try:
        procedure = library.current(system, name, timezone.now().astimezone(CHINA).date())
    except NotDeclared as error:
        raise NotFound from error
    lang = "en" if is_english() else "zh"
    return HttpResponse(draw(procedure, lang), content_type="image/svg+xml")
