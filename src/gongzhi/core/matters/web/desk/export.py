"""Takes a list out as a file: the person proves anew who sits there, the log says what left, the file says who took it."""

from collections.abc import Iterator
from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from gongzhi.core.identity.web.requests import actor_of, confirmation_required, note_export
from gongzhi.core.matters import queries
from gongzhi.core.matters.queries import Filter, Row
from gongzhi.core.matters.queries.counted import count
from gongzhi.core.matters.queries.pages import EXPORT_MOST
from gongzhi.core.matters.web.desk import listing
from gongzhi.core.matters.web.desk.shell import desk_page
from gongzhi.core.matters.web.spreadsheet import KINDS, spreadsheet
from gongzhi.kernel.actor import Actor
from gongzhi.kernel.errors import NotFound
from gongzhi.kernel.terms import CHINA


@desk_page("matters.export")
def export(request: HttpRequest) -> HttpResponseBase:
    """Show what will be taken out, how many, and that the file will bear one's name."""
    return _ask(request)


@confirmation_required
def _ask(request: HttpRequest) -> HttpResponse:
    actor, wanted = actor_of(request), listing.asked_of(request).wanted
    context = {
        "n": count(actor, wanted, timezone.now()),
        "most": EXPORT_MOST,
        "chips": [text for text, _href in listing.chips(wanted)],
        "query": wanted.query_string(),
        "mark": _mark(actor, wanted, timezone.now()),
    }
    return render(request, "desk/export.html", context)


@desk_page("matters.export")
def file(request: HttpRequest, kind: str) -> HttpResponseBase:
    """Give the rows of a filter as a file, noted in the access log."""
    if kind not in KINDS:
        raise NotFound
    return _file(request, kind=kind)


@confirmation_required
def _file(request: HttpRequest, kind: str) -> HttpResponseBase:
    actor, at = actor_of(request), timezone.now()
    wanted = listing.asked_of(request).wanted
    rows = list(queries.export_rows(actor, wanted, at))
    note_export(request, f"matters.{kind} {wanted.query_string()}"[:250], len(rows))
    name = f"matters-{at.astimezone(CHINA):%Y%m%d-%H%M}"
    return spreadsheet(kind, name, _head(), _cells(rows), mark=_mark(actor, wanted, at))


def _mark(actor: Actor, wanted: Filter, at: datetime) -> str:
    narrowed = ";".join(text for text, _href in listing.chips(wanted)) or _("没有")
    return _("%(who)s(%(unit)s)于 %(at)s 从共治导出，仅供工作使用。条件：%(narrowed)s") % {
        "who": actor.name,
        "unit": actor.unit_name,
        "at": at.astimezone(CHINA).strftime("%Y-%m-%d %H:%M"),
        "narrowed": narrowed,
    }


def _head() -> list[str]:
    return [
        _("编号"),
        _("标题"),
        _("类别"),
        _("地点"),
        _("渠道"),
        _("阶段"),
        _("状态"),
        _("所属中心"),
        _("主办"),
        _("期限"),
        _("最后时间"),
        _("提出"),
        _("办结"),
        _("紧急"),
        _("退单次数"),
        _("重开次数"),
    ]


def _cells(rows: list[Row]) -> Iterator[list[object]]:
    for row in rows:
        yield [
            row.number,
            row.title,
            row.category_title,
            row.area,
            row.channel_title,
            row.stage_title,
            row.status_title,
            row.owner,
            row.lead,
            row.clock.words,
            row.clock.due,
            row.opened_at,
            row.closed_at,
            _("是") if row.is_urgent else "",
            row.returned or "",
            row.reopened or "",
        ]
