"""The indicators: each with its formula, every figure opening exactly its matters, by unit, by month, and as a file."""

from collections.abc import Iterator
from datetime import date, timedelta

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from gongzhi.core.errors import sentence
from gongzhi.core.identity.rules.verbs import can
from gongzhi.core.identity.web.requests import actor_of, confirmation_required, note_export
from gongzhi.core.matters.queries.pages import rows_of
from gongzhi.core.matters.queries.timing import is_english
from gongzhi.core.matters.web.desk.shell import desk_page, given_number
from gongzhi.core.matters.web.spreadsheet import KINDS, spreadsheet
from gongzhi.core.orgs import queries as orgs
from gongzhi.kernel.errors import InvalidInput, NotFound
from gongzhi.systems.petitions.queries import indicators as queries
from gongzhi.systems.petitions.queries.ownership import today
from gongzhi.systems.petitions.rules.indicators import GROUPS, ZEROS, Indicator
from gongzhi.systems.petitions.rules.periods import Period, months

SIZE = 100
USUAL = timedelta(days=89)


def period_of(request: HttpRequest) -> tuple[Period, dict[str, str]]:
    """Return the period of an address, the last ninety days where it names none or a wrong one, and what is wrong."""
    now = today(timezone.now())
    usual = Period(now - USUAL, now)
    try:
        found = Period(
            date.fromisoformat(request.GET.get("since") or usual.since.isoformat()),
            date.fromisoformat(request.GET.get("until") or usual.until.isoformat()),
        )
    except ValueError:
        return usual, {"since": _("日期读不懂，请写成 2026-03-02 这样。")}
    why = found.why_not()
    return (usual, {"until": sentence(InvalidInput(field="until", why=why))}) if why else (found, {})


def formula(one: Indicator) -> str:
    """Return an indicator's formula in words, in the language of the page."""
    if is_english():
        return f"{one.whole_en[0].upper()}{one.whole_en[1:]}: those where {one.part_en} ÷ all of them."
    return f"{one.whole}，{one.part}件数 ÷ 全部件数。"


def query_of(period: Period, unit: int | None = None) -> str:
    """Return a period (and unit) as the query of an address."""
    text = f"since={period.since.isoformat()}&until={period.until.isoformat()}"
    return f"{text}&unit={unit}" if unit else text


def rows_href(name: str, which: str, period: Period, unit: int | None = None) -> str:
    """Return the address of the list that a figure counts."""
    address = reverse("petition_indicator_rows", kwargs={"name": name, "which": which})
    return f"{address}?{query_of(period, unit)}"


@desk_page("petitions.figures")
def page(request: HttpRequest) -> HttpResponse:
    """Show every indicator of a period with its formula, and the three zeros."""
    actor, at = actor_of(request), timezone.now()
    period, errors = period_of(request)
    shares = queries.shares(actor, period, at)
    counties = queries.zero_counties()
    context = {
        "period": period,
        "errors": errors,
        "groups": [
            (title_en if is_english() else title, [one for one in shares if one.indicator.group == name])
            for name, title, title_en in GROUPS
        ],
        "formula": formula,
        "rows_href": rows_href,
        "query": query_of(period),
        "zeros": [(one, queries.unmet(actor, one.name, at, counties).count()) for one in ZEROS],
        "counties": "、".join(orgs.unit_name(orgs.area_owner(code)) for code in counties),
        "contact_days": queries.contact_days(),
        "may_export": can(actor, "matters.export"),
    }
    return render(request, "petitions/ownership/indicators.html", context, status=422 if errors else 200)


@desk_page("petitions.figures")
def one(request: HttpRequest, name: str) -> HttpResponse:
    """Show one indicator by unit and by month."""
    actor, at = actor_of(request), timezone.now()
    found = queries.indicator(name)
    period, errors = period_of(request)
    unit = given_number(request.GET.get("unit", ""))
    context = {
        "one": found,
        "share": queries.share(actor, found, period, at, unit),
        "units": queries.by_unit(actor, found, period, at),
        "trend": queries.trend(actor, found, months(period.until, 12), at, unit),
        "period": period,
        "errors": errors,
        "unit": unit,
        "unit_name": orgs.unit_name(unit),
        "formula": formula(found),
        "rows_href": rows_href,
        "query": query_of(period),
        "may_export": can(actor, "matters.export"),
    }
    return render(request, "petitions/ownership/indicator.html", context, status=422 if errors else 200)


@desk_page("petitions.figures")
def rows(request: HttpRequest, name: str, which: str) -> HttpResponse:
    """Show exactly the matters that a figure counts."""
    actor, at = actor_of(request), timezone.now()
    found = queries.indicator(name)
    period, errors = period_of(request)
    unit = given_number(request.GET.get("unit", ""))
    matters = queries.matters(actor, found, period, at, which, unit).order_by("-id")
    after = given_number(request.GET.get("after", ""))
    shown = list((matters.filter(id__lt=after) if after else matters)[: SIZE + 1])
    context = {
        "one": found,
        "which": which,
        "n": matters.count(),
        "rows": rows_of(shown[:SIZE], at),
        "after": shown[SIZE - 1].id if len(shown) > SIZE else 0,
        "period": period,
        "errors": errors,
        "unit": unit,
        "unit_name": orgs.unit_name(unit),
        "formula": formula(found),
        "query": query_of(period, unit),
        "rows_href": rows_href,
        "may_export": can(actor, "matters.export"),
    }
    return render(request, "petitions/ownership/indicator_rows.html", context)


@desk_page("petitions.figures")
def zero_rows(request: HttpRequest, name: str) -> HttpResponse:
    """Show exactly the matters that one of the three zeros counts."""
    actor, at = actor_of(request), timezone.now()
    found = queries.zero(name)
    matters = queries.unmet(actor, name, at, queries.zero_counties()).order_by("-id")
    after = given_number(request.GET.get("after", ""))
    shown = list((matters.filter(id__lt=after) if after else matters)[: SIZE + 1])
    context = {
        "one": found,
        "n": matters.count(),
        "rows": rows_of(shown[:SIZE], at),
        "after": shown[SIZE - 1].id if len(shown) > SIZE else 0,
    }
    return render(request, "petitions/ownership/zero_rows.html", context)


@confirmation_required
def export(request: HttpRequest, kind: str) -> HttpResponseBase:
    """Return the indicators of a period, in all and by unit, as a file."""
    return _export(request, kind)


@desk_page("matters.export")
def _export(request: HttpRequest, kind: str) -> HttpResponseBase:
    if kind not in KINDS or not can(actor_of(request), "petitions.figures"):
        raise NotFound
    period, errors = period_of(request)
    if errors:
        raise NotFound
    lines = list(_lines(request, period))
    note_export(request, f"petition indicators {period.since} {period.until}", len(lines))
    heads = [_("指标"), _("单位"), _("件数"), _("总数"), "%", _("公式"), _("依据")]
    return spreadsheet(kind, f"{_('信访指标')} {period.since} {period.until}", heads, lines)


def _lines(request: HttpRequest, period: Period) -> Iterator[list[object]]:
    actor, at = actor_of(request), timezone.now()
    for share in queries.shares(actor, period, at):
        found = share.indicator
        title = found.title_en if is_english() else found.title
        yield [title, _("全部"), share.part, share.whole, share.percent, formula(found), found.law]
        for row in queries.by_unit(actor, found, period, at):
            yield [title, row.unit, row.part, row.whole, row.percent, "", ""]


@confirmation_required
def export_rows(request: HttpRequest, name: str, which: str, kind: str) -> HttpResponseBase:
    """Return the matters of a figure as a file."""
    return _export_rows(request, name, which, kind)


@desk_page("matters.export")
def _export_rows(request: HttpRequest, name: str, which: str, kind: str) -> HttpResponseBase:
    actor, at = actor_of(request), timezone.now()
    found = queries.indicator(name)
    period, errors = period_of(request)
    if kind not in KINDS or errors or not can(actor, "petitions.figures"):
        raise NotFound
    unit = given_number(request.GET.get("unit", ""))
    matters = list(queries.matters(actor, found, period, at, which, unit).order_by("-id"))
    note_export(request, f"petition indicator {name} {which} {query_of(period, unit)}"[:250], len(matters))
    heads = [_("编号"), _("标题"), _("类别"), _("状态"), _("所属中心"), _("主办"), _("提出"), _("办结")]
    cells = [
        [
            one.number,
            one.title,
            one.category_title,
            one.status_title,
            one.owner,
            one.lead,
            one.opened_at,
            one.closed_at,
        ]
        for one in rows_of(matters, at)
    ]
    title = found.title_en if is_english() else found.title
    return spreadsheet(kind, title, heads, cells)
