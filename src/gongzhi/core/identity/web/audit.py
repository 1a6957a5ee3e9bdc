"""Pages of the audit administrator: the ledger of administration, the access log, and both as files."""

import csv
import io
import json
from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from gongzhi.core.identity import queries
from gongzhi.core.identity.models import AccessKind, AccessLog
from gongzhi.core.identity.rules.verbs import require_role
from gongzhi.core.identity.web.requests import (
    actor_of,
    confirmation_required,
    note_export,
    staff_required,
)
from gongzhi.kernel.terms import CHINA

PAGE = 100
MOST_EXPORTED = 200_000
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


@never_cache
@require_GET
@staff_required
def ledger(request: HttpRequest) -> HttpResponse:
    """Show entries of the streams of administration, newest first."""
    actor, wanted = actor_of(request), _ledger_filter(request)
    rows = list(queries.ledger_entries(actor, wanted)[: PAGE + 1])
    query = _query(request, "stream", "verb", "name", "since", "until")
    values = {
        "rows": rows[:PAGE],
        "streams": queries.AUDITED_STREAMS,
        "verbs": queries.ledger_verbs(actor),
        "next_href": f"?{query}&before={rows[PAGE - 1].id}" if len(rows) > PAGE else "",
        "query": query,
        "wanted": request.GET,
    }
    return render(request, "identity/audit_ledger.html", values)


@require_GET
@confirmation_required
def ledger_csv(request: HttpRequest) -> StreamingHttpResponse:
    """Give the filtered entries as a file."""
    actor = actor_of(request)
    require_role(actor, "audit.export")
    found = queries.ledger_entries(actor, _ledger_filter(request))[:MOST_EXPORTED]
    note_export(request, "ledger", found.count())
    head = ("stream", "n", "at", "verb", "actor", "role", "unit", "data", "why", "prev", "hash")
    rows = (
        (
            row.stream,
            row.n,
            _local(row.at),
            row.verb,
            row.actor_name,
            row.role,
            row.actor_unit,
            json.dumps(row.data, ensure_ascii=False),
            row.why,
            row.prev,
            row.hash,
        )
        for row in found.iterator(chunk_size=2000)
    )
    return _file("ledger.csv", head, rows)


@never_cache
@require_GET
@staff_required
def access_log(request: HttpRequest) -> HttpResponse:
    """Show what happened at the door, newest first."""
    found = _access_rows(request)
    before = request.GET.get("before", "")
    rows = list((found.filter(id__lt=int(before)) if before.isdigit() else found)[: PAGE + 1])
    query = _query(request, "kind", "username", "since", "until")
    values = {
        "rows": rows[:PAGE],
        "kinds": AccessKind.choices,
        "next_href": f"?{query}&before={rows[PAGE - 1].id}" if len(rows) > PAGE else "",
        "query": query,
        "wanted": request.GET,
    }
    return render(request, "identity/access_log.html", values)


@require_GET
@confirmation_required
def access_log_csv(request: HttpRequest) -> StreamingHttpResponse:
    """Give the filtered access log as a file."""
    require_role(actor_of(request), "audit.export")
    found = _access_rows(request)[:MOST_EXPORTED]
    note_export(request, "access_log", found.count())
    head = ("at", "kind", "account", "username", "post", "address", "detail")
    rows = (
        (_local(row.at), row.kind, row.account_id, row.username, row.post_id, row.address, row.detail)
        for row in found.iterator(chunk_size=2000)
    )
    return _file("access-log.csv", head, rows)


def _access_rows(request: HttpRequest) -> QuerySet[AccessLog]:
    return queries.access_log(
        actor_of(request),
        kind=request.GET.get("kind", ""),
        username=request.GET.get("username", "").strip(),
        since=_moment(request, "since"),
        until=_moment(request, "until", after=True),
    )


def _ledger_filter(request: HttpRequest) -> queries.LedgerFilter:
    before = request.GET.get("before", "")
    return queries.LedgerFilter(
        stream=request.GET.get("stream", ""),
        verb=request.GET.get("verb", ""),
        name=request.GET.get("name", "").strip(),
        since=_moment(request, "since"),
        until=_moment(request, "until", after=True),
        before=int(before) if before.isdigit() else None,
    )


def _moment(request: HttpRequest, name: str, *, after: bool = False) -> datetime | None:
    """Return the beginning of a day of the query, or the end of it; a day that is none filters nothing."""
    try:
        day = date.fromisoformat(request.GET.get(name, ""))
    except ValueError:
        return None
    return datetime.combine(day + timedelta(days=1 if after else 0), time(), CHINA)


def _query(request: HttpRequest, *names: str) -> str:
    return urlencode([(name, request.GET[name]) for name in names if request.GET.get(name)])


def _local(moment: datetime) -> str:
    return moment.astimezone(CHINA).isoformat(timespec="seconds")


def _file(name: str, head: Iterable[object], rows: Iterable[Iterable[object]]) -> StreamingHttpResponse:
    """Return rows as CSV for spreadsheets: UTF-8 with its mark, and no cell that would run as a formula."""
    answer = StreamingHttpResponse(_lines(head, rows), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def _lines(head: Iterable[object], rows: Iterable[Iterable[object]]) -> Iterator[str]:
    yield "\ufeff" + _line(head)
    for row in rows:
        yield _line(row)


def _line(cells: Iterable[object]) -> str:
    out = io.StringIO()
    csv.writer(out).writerow([_harmless(cell) for cell in cells])
    return out.getvalue()


def _harmless(cell: object) -> str:
    text = "" if cell is None else str(cell)
    return f"'{text}" if text.startswith(_FORMULA) else text
