"""The yearly report as a page, a PDF and a table: any period, from live data, every number with its formula."""

from collections.abc import Iterator
from pathlib import Path

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from gongzhi.core.files import press
from gongzhi.core.identity.rules.verbs import can
from gongzhi.core.identity.web.requests import actor_of, confirmation_required, note_export
from gongzhi.core.matters.web.desk.shell import desk_page
from gongzhi.core.matters.web.spreadsheet import KINDS, spreadsheet
from gongzhi.kernel.errors import NotFound
from gongzhi.systems.petitions.queries import report as queries
from gongzhi.systems.petitions.queries.ownership import today
from gongzhi.systems.petitions.queries.report import RateLine, Report
from gongzhi.systems.petitions.rules import periods
from gongzhi.systems.petitions.web.ownership.figures import formula, period_of, query_of

TEMPLATE = Path(__file__).resolve().parents[2] / "documents" / "petition_report.typ"
TITLE = "信访工作年度报告"


@desk_page("petitions.figures")
def page(request: HttpRequest) -> HttpResponse:
    """Show the report of a period, this year's where none is named."""
    found, errors = _found(request)
    this = today(timezone.now()).year
    context = {
        "found": found,
        "errors": errors,
        "query": query_of(found.period),
        "years": [(year, query_of(periods.year(year))) for year in (this, this - 1, this - 2)],
        "formula": formula,
        "may_export": can(actor_of(request), "matters.export"),
    }
    return render(request, "petitions/ownership/report.html", context, status=422 if errors else 200)


def _found(request: HttpRequest) -> tuple[Report, dict[str, str]]:
    period, errors = period_of(request)
    at = timezone.now()
    if "since" not in request.GET and "until" not in request.GET:
        period = periods.year(today(at).year)
    return queries.report(actor_of(request), period, at), errors


@desk_page("petitions.figures")
def pdf(request: HttpRequest) -> HttpResponse:
    """Return the report as a PDF."""
    found, _errors = _found(request)
    content = press.press(TEMPLATE, _printed(found))
    answer = HttpResponse(content, content_type="application/pdf")
    name = f"{TITLE} {found.period.since} {found.period.until}.pdf"
    answer["Content-Disposition"] = content_disposition_header(False, name) or "inline"
    answer["Cache-Control"] = "private, no-store"
    return answer


def _printed(found: Report) -> dict[str, object]:
    return {
        "paper": {"title": TITLE, "unit": found.unit},
        "unit": found.unit,
        "since": found.period.since.isoformat(),
        "until": found.period.until.isoformat(),
        "least": found.least,
        "made_on": queries.made_on(found),
        "sections": [
            {
                "title": section.title,
                "figures": [
                    {"title": one.title, "value": str(one.value), "formula": one.formula}
                    for one in section.figures
                ],
                "tables": [
                    {
                        "title": one.title,
                        "formula": one.formula,
                        "rows": [[label, str(cell)] for label, cell in one.rows],
                    }
                    for one in section.tables
                ],
                "rates": [_rate(one) for one in section.rates],
            }
            for section in found.sections
        ],
    }


def _rate(one: RateLine) -> dict[str, str]:
    return {
        "title": one.indicator.title,
        "part": str(one.part),
        "whole": str(one.whole),
        "percent": "–" if one.percent is None else str(one.percent),
        "formula": formula(one.indicator),
    }


@confirmation_required
def export(request: HttpRequest, kind: str) -> HttpResponseBase:
    """Return the numbers of the report as a file."""
    return _export(request, kind)


@desk_page("matters.export")
def _export(request: HttpRequest, kind: str) -> HttpResponseBase:
    if kind not in KINDS or not can(actor_of(request), "petitions.figures"):
        raise NotFound
    found, errors = _found(request)
    if errors:
        raise NotFound
    lines = list(_lines(found))
    note_export(request, f"petition report {found.period.since} {found.period.until}", len(lines))
    name = f"{_('信访年度报告')} {found.period.since} {found.period.until}"
    return spreadsheet(kind, name, [_("部分"), _("表"), _("分项"), _("数"), _("总数"), "%", _("公式")], lines)


def _lines(found: Report) -> Iterator[list[object]]:
    for section in found.sections:
        for one in section.figures:
            yield [section.title, one.title, "", str(one.value), "", "", one.formula]
        for table in section.tables:
            for label, cell in table.rows:
                yield [section.title, table.title, label, str(cell), "", "", table.formula]
        for rate in section.rates:
            yield [
                section.title, rate.indicator.title, "", str(rate.part), str(rate.whole), rate.percent,
                formula(rate.indicator),
            ]  # fmt: skip
