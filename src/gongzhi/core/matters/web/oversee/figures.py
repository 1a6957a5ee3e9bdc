"""How units and categories do in a period: open formulas, what is left out, every number opening its rows; and as a file."""

from datetime import date, timedelta

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from gongzhi.core.identity.rules.verbs import can
from gongzhi.core.identity.web.requests import actor_of, confirmation_required, note_export
from gongzhi.core.matters.queries.measures import ending_title
from gongzhi.core.matters.queries.performance import Performance, PerformanceRow, performance
from gongzhi.core.matters.web.addresses import rows_address
from gongzhi.core.matters.web.desk.shell import desk_page
from gongzhi.core.matters.web.spreadsheet import KINDS, spreadsheet
from gongzhi.kernel.errors import NotFound
from gongzhi.kernel.terms import CHINA

LONGEST = timedelta(days=366)


@desk_page("board.view")
def page(request: HttpRequest) -> HttpResponse:
    """Show the rates of a period, by unit and by category."""
    since, until, errors = _period(request)
    by = "category" if request.GET.get("by") == "category" else "unit"
    query = f"since={since.isoformat()}&until={until.isoformat()}"
    context = {
        "found": performance(actor_of(request), since, until, timezone.now()),
        "since": since,
        "until": until,
        "by": by,
        "query": query,
        "errors": errors,
        "rows": rows_address,
        "formulas": formulas(),
        "ending_title": ending_title,
        "may_export": can(actor_of(request), "matters.export"),
    }
    return render(request, "oversee/figures.html", context, status=422 if errors else 200)


def _period(request: HttpRequest) -> tuple[date, date, dict[str, str]]:
    today = timezone.now().astimezone(CHINA).date()
    usual = today - timedelta(days=29), today
    try:
        since = date.fromisoformat(request.GET.get("since") or usual[0].isoformat())
        until = date.fromisoformat(request.GET.get("until") or usual[1].isoformat())
    except ValueError:
        return *usual, {"since": _("日期读不懂，请写成 2026-03-02 这样。")}
    if since > until:
        return *usual, {"until": _("结束的日期要在开始的日期之后。")}
    if until - since > LONGEST:
        return *usual, {"until": _("一次最多统计一年，请缩短时间。")}
    return since, until, {}


def formulas() -> list[tuple[str, str, str]]:
    """Return name, title and formula of each rate in their order."""
    return [
        ("response", _("答复率"), _("这段时间收到并已派单的事项中，已经答复的件数 ÷ 已派单的件数。")),
        ("in_time", _("按时办结率"), _("这段时间答复后办结的事项中，各承办环节都没有超期的件数 ÷ 答复后办结的件数。居民自己的期限不算。")),
        ("solved", _("解决率"), _("这段时间办结、回访或评价问过是否解决的事项中，最近一次回答「已解决」的件数 ÷ 问到的件数。")),
        ("satisfied", _("满意率"), _("这段时间办结、评过满意度的事项中，最近一次评 4 分或 5 分的件数 ÷ 评过的件数。")),
    ]  # fmt: skip


@confirmation_required
def export(request: HttpRequest, kind: str) -> HttpResponseBase:
    """Return the same table as a file after the person has proved who it is."""
    return _export(request, kind)


@desk_page("matters.export")
def _export(request: HttpRequest, kind: str) -> HttpResponseBase:
    since, until, errors = _period(request)
    if kind not in KINDS or errors:
        raise NotFound
    found = performance(actor_of(request), since, until, timezone.now())
    rows = list(_lines(found))
    note_export(request, f"unit figures {since} {until}", len(rows))
    heads = [_("分组"), _("名称")]
    for _name, title, _formula in formulas():
        heads += [
            _("%(title)s:件数") % {"title": title},
            _("%(title)s:总数") % {"title": title},
            f"{title} %",
        ]
    name = f"{_('单位指标')} {since} {until}"
    return spreadsheet(kind, name, heads, rows)


def _lines(found: Performance) -> list[list[object]]:
    groups = ((_("全部"), (found.whole,)), (_("主办单位"), found.units), (_("类别"), found.categories))
    return [[group, *_cells(row)] for group, rows in groups for row in rows]


def _cells(row: PerformanceRow) -> list[object]:
    cells: list[object] = [row.name]
    for rate in row.rates:
        cells += [rate.part.count, rate.whole.count, rate.percent]
    return cells
