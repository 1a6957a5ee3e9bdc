"""Prevention on the desk: figures with small numbers hidden, the matters behind them, tasks and what came of them."""

from collections.abc import Iterator
from datetime import date

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from gongzhi.core.geo import queries as geo
from gongzhi.core.identity.rules.verbs import can, require_role
from gongzhi.core.identity.web.requests import actor_of, confirmation_required, errors_of, note_export
from gongzhi.core.matters.web.desk.shell import desk_page, given_number
from gongzhi.core.matters.web.options import unit_options
from gongzhi.core.matters.web.spreadsheet import KINDS, spreadsheet
from gongzhi.core.orgs import queries as orgs
from gongzhi.kernel.errors import DomainError, NotFound
from gongzhi.kernel.terms import CHINA
from gongzhi.systems.disputes.actions import prevention as acts
from gongzhi.systems.disputes.actions.prevention import Draft
from gongzhi.systems.disputes.queries import prevention as queries
from gongzhi.systems.disputes.queries.prevention import Figure, Table
from gongzhi.systems.disputes.rules.causes import CAUSES
from gongzhi.systems.disputes.web.network.registers import titles


def _table(request: HttpRequest) -> Table:
    area = request.GET.get("area", "").strip()[:15]
    return queries.table(actor_of(request), area, request.GET.get("days", "365"), timezone.now())


@desk_page(queries.VIEW)
def figures(request: HttpRequest) -> HttpResponse:
    """Show disputes by area and cause with their rates, the trend, and what courts hand over."""
    table = _table(request)
    context = {
        "table": table,
        "causes": [(name, titles((title, title_en))) for name, title, title_en in table.causes],
        "periods": [("30", _("近 30 天")), ("90", _("近 90 天")), ("365", _("近一年"))],
        "highest": max((n or 0 for _month, n in table.trend), default=0),
        "query": request.GET.urlencode(),
        "may_assign": can(actor_of(request), acts.ASSIGN),
    }
    return render(request, "disputes/prevention/figures.html", context)


@desk_page(queries.VIEW)
def export(request: HttpRequest, kind: str) -> HttpResponseBase:
    """Give the table as a file, with the same numbers hidden; noted in the access log."""
    if kind not in KINDS:
        raise NotFound
    return _export(request, kind)


@confirmation_required
def _export(request: HttpRequest, kind: str) -> HttpResponseBase:
    actor, at, table = actor_of(request), timezone.now(), _table(request)
    note_export(request, f"prevention.{kind} {table.area}", len(table.lines))
    head = [
        _("区划"),
        _("名称"),
        *(titles((zh, en)) for _name, zh, en in table.causes),
        _("合计"),
        _("每万人"),
        _("人口"),
        _("人口来源"),
    ]
    mark = _("%(name)s %(since)s 至 %(until)s 的纠纷。每万人 = 纠纷件数 ÷ 人口 × 10000。1 至 %(most)s 件的不显示，为防止推算，部分其他数字也不显示。") % {
        "name": table.name, "since": table.since, "until": table.until, "most": table.fewest - 1,
    }  # fmt: skip
    name = f"disputes-{table.area}-{at.astimezone(CHINA):%Y%m%d}"
    return spreadsheet(kind, name, head, _cells(table), mark=f"{actor.name} {mark}")


def _cells(table: Table) -> Iterator[list[object]]:
    def shown(figure: Figure) -> object:
        return _("不显示") if figure.count is None else figure.count

    for line in table.lines:
        cells = [shown(one) for one in line.cells]
        yield [line.code, line.name, *cells, shown(line.total), line.total.rate, line.population, line.source]
    columns = [shown(one) for one in table.columns]
    yield [
        table.area,
        _("合计"),
        *columns,
        shown(table.whole),
        table.whole.rate,
        table.population,
        table.source,
    ]


@desk_page(queries.VIEW)
def behind(request: HttpRequest) -> HttpResponse:
    """Show the matters behind a figure that is not hidden, as far as the reader's ordinary rights go."""
    table, cause = _table(request), request.GET.get("cause", "all")
    place = request.GET.get("place", table.area)
    figure = _figure(table, place, cause)
    if figure is None or figure.count is None:
        raise NotFound
    rows = queries.matters_of(actor_of(request), place, cause, table.since, table.until)
    context = {
        "table": table,
        "place": geo.full_name(place) or table.name,
        "cause": _("全部案由")
        if cause == "all"
        else titles(CAUSES.get(cause, ("未登记案由", "Cause not registered"))),
        "rows": rows,
        "count": figure.count,
        "query": request.GET.urlencode(),
    }
    return render(request, "disputes/prevention/behind.html", context)


def _figure(table: Table, place: str, cause: str) -> Figure | None:
    names = [name for name, _zh, _en in table.causes]
    if place == "all" or (place == table.area and cause == "all"):
        return table.whole
    line = next((one for one in table.lines if one.code == place), None)
    if line is None:
        return None
    if cause == "all":
        return line.total
    return line.cells[names.index(cause)] if cause in names else None


# ------------------------------------------------------------------ tasks


@desk_page(acts.REPORT)
def tasks(request: HttpRequest) -> HttpResponse:
    """Show the prevention tasks of one's area or unit."""
    state = "closed" if request.GET.get("state") == "closed" else "open"
    rows = queries.tasks(actor_of(request), state)
    context = {
        "rows": [(one, geo.full_name(one.area_code), orgs.unit_name(one.unit_id)) for one in rows],
        "state": state,
        "today": timezone.now().astimezone(CHINA).date(),
        "may_assign": can(actor_of(request), acts.ASSIGN),
        "may_see": can(actor_of(request), queries.VIEW),
    }
    return render(request, "disputes/prevention/tasks.html", context)


@desk_page(acts.ASSIGN, "GET", "HEAD", "POST")
def new_task(request: HttpRequest) -> HttpResponse:
    """Set a task, usually from a figure."""
    source = request.POST if request.method == "POST" else request.GET
    typed = {
        name: source.get(name, "").replace("\x00", "")
        for name in ("theme", "area_code", "cause", "measures", "unit_id", "due_on", "ground")
    }
    errors: dict[str, str] = {}
    if request.method == "POST":
        try:
            made = acts.set_task(actor_of(request), _draft(typed), timezone.now())
        except DomainError as error:
            errors = errors_of(error)
        else:
            messages.success(request, _("任务已经布置，并通知了承担单位。"))
            return redirect("desk_prevention_task", task_id=made.pk)
    context = {
        "typed": typed,
        "errors": errors,
        "area_name": geo.full_name(typed["area_code"]) or geo.area_name(typed["area_code"]),
        "causes": [(name, titles(pair)) for name, pair in CAUSES.items()],
        "units": _units(typed["area_code"]),
    }
    return render(request, "disputes/prevention/new_task.html", context, status=422 if errors else 200)


def _units(area_code: str) -> list[tuple[str, str, str]]:
    """Return the centres of an area and those above, then the departments that work for it."""
    owner = orgs.unit(orgs.area_owner(area_code))
    centres = [
        (str(one), orgs.unit_name(one), _("社会治理中心")) for one in reversed(orgs.unit_path(owner.id))
    ]
    return [*centres, *unit_options(area_code)]


def _draft(typed: dict[str, str]) -> Draft:
    try:
        due_on = date.fromisoformat(typed["due_on"])
    except ValueError:
        due_on = None
    return Draft(
        typed["theme"], typed["area_code"], typed["cause"], typed["measures"], given_number(typed["unit_id"]), due_on, typed["ground"]
    )  # fmt: skip


@desk_page(acts.REPORT)
def task(request: HttpRequest, task_id: int) -> HttpResponse:
    """Show one task."""
    return _task(request, task_id, {})


def _task(request: HttpRequest, task_id: int, errors: dict[str, str], status: int = 200) -> HttpResponse:
    actor = actor_of(request)
    kept = queries.task(actor, task_id)
    own = actor.unit_id is not None and kept.unit_id in orgs.unit_ids_standing_for(actor.unit_id)
    context = {
        "task": kept,
        "area": geo.full_name(kept.area_code) or geo.area_name(kept.area_code),
        "unit": orgs.unit_name(kept.unit_id),
        "cause": titles(CAUSES[kept.cause]) if kept.cause else _("全部案由"),
        "errors": errors,
        "typed": request.POST,
        "may_report": own and kept.closed_at is None,
        "may_close": can(actor, acts.ASSIGN) and kept.reported_at is not None and kept.closed_at is None,
        "today": timezone.now().astimezone(CHINA).date(),
    }
    return render(request, "disputes/prevention/task.html", context, status=status)


@desk_page(acts.REPORT, "POST")
def act(request: HttpRequest, task_id: int, act: str) -> HttpResponse:
    """Report on a task, close it, or send it back."""
    actor, at, words = actor_of(request), timezone.now(), request.POST.get("words", "")
    try:
        if act == "report":
            acts.report(actor, task_id, words, at)
        elif act == "close":
            require_role(actor, acts.ASSIGN)
            acts.close(actor, task_id, words, at)
        elif act == "back":
            require_role(actor, acts.ASSIGN)
            acts.send_back(actor, task_id, words, at)
        else:
            raise NotFound
    except NotFound:
        raise
    except DomainError as error:
        if error.http_status == 403:
            raise
        return _task(
            request,
            task_id,
            dict.fromkeys(["words"], next(iter(errors_of(error).values()))),
            error.http_status,
        )
    messages.success(request, _("已经记下。"))
    return redirect("desk_prevention_task", task_id=task_id)
