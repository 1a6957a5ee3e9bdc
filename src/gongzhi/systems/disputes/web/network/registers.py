"""The registers of the network on the desk: list, enter, change, end, train, import, export."""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from gongzhi.core.geo import queries as geo
from gongzhi.core.identity import queries as identity
from gongzhi.core.identity.rules.verbs import can
from gongzhi.core.identity.web.requests import actor_of, confirmation_required, errors_of, note_export
from gongzhi.core.matters.web.desk.shell import desk_page
from gongzhi.core.matters.web.spreadsheet import KINDS, spreadsheet
from gongzhi.kernel.actor import Actor
from gongzhi.kernel.errors import DomainError, InvalidInput, NotFound
from gongzhi.kernel.terms import CHINA
from gongzhi.systems.disputes.actions import network as acts
from gongzhi.systems.disputes.models import Committee, Mediator, Room
from gongzhi.systems.disputes.queries import network
from gongzhi.systems.disputes.queries.network import Row, Wanted
from gongzhi.systems.disputes.rules.network import entry
from gongzhi.systems.disputes.rules.network.entry import Entry, Type

Pairs = list[tuple[str, str]]
SHOWN = 300
_MOST_BYTES = 5_000_000


@dataclass(frozen=True, slots=True)
class Line:
    """One row of a list with its area and, for a committee, what is not in order."""

    row: Row
    area: str
    view: network.CommitteeView | None


def titles(pair: tuple[str, str]) -> str:
    """Return the title of a pair in the reader's language."""
    return pair[1] if (get_language() or "").startswith("en") else pair[0]


def tabs() -> list[tuple[str, str]]:
    """Return the registers with their titles."""
    return [(name, titles(pair)) for name, pair in entry.REGISTERS.items()]


def _register(register: str) -> str:
    if register not in entry.REGISTERS:
        raise NotFound
    return register


@desk_page(network.VIEW)
def start(request: HttpRequest) -> HttpResponse:
    """Go to the first register."""
    return redirect("desk_network", register=entry.COMMITTEES)


@desk_page(network.VIEW)
def register(request: HttpRequest, register: str) -> HttpResponse:
    """Show a register with its filters."""
    actor, name, on = actor_of(request), _register(register), _today()
    wanted = _wanted(request)
    found = list(network.rows(actor, name, wanted, on)[: SHOWN + 1])
    context = {
        "register": name,
        "title": titles(entry.REGISTERS[name]),
        "tabs": tabs(),
        "lines": _lines(name, found[:SHOWN], on),
        "more": len(found) > SHOWN,
        "most": SHOWN,
        "wanted": wanted,
        "areas": [(one.code, one.name) for one in geo.children(settings.CITY_CODE)],
        "kinds": _pairs(entry.KINDS if name == entry.COMMITTEES else entry.SEATS),
        "fields": [pair for pair in _pairs(entry.FIELDS) if pair[0]],
        "states": [("standing", _("在册")), ("ended", _("已结束")), ("all", _("全部"))],
        "seats": dict(_pairs(entry.SEATS)),
        "kind_titles": dict(_pairs(entry.KINDS)),
        "field_titles": dict(_pairs(entry.FIELDS)),
        "query": request.GET.urlencode(),
        "may_keep": can(actor, acts.MANAGE),
        "may_export": can(actor, "disputes.network_export"),
        "today": on,
    }
    return render(request, "disputes/network/register.html", context)


def _lines(name: str, rows: list[Row], on: date) -> list[Line]:
    views: dict[int, network.CommitteeView] = {}
    if name == entry.COMMITTEES:
        committees = [one for one in rows if isinstance(one, Committee)]
        views = {view.committee.pk: view for view in network.committee_views(committees, on)}
    return [Line(one, geo.full_name(one.area_code), views.get(one.pk)) for one in rows]


def _wanted(request: HttpRequest) -> Wanted:
    def given(name: str, default: str = "") -> str:
        return request.GET.get(name, default).replace("\x00", "").strip()[:60]

    return Wanted(given("q"), given("area"), given("kind"), given("field"), given("state", "standing"))


def _today() -> date:
    return timezone.now().astimezone(CHINA).date()


def _pairs(choices: dict[str, tuple[str, str]]) -> Pairs:
    return [(value, titles(pair)) for value, pair in choices.items()]


# ------------------------------------------------------------------ one row


@desk_page(acts.MANAGE, "GET", "HEAD", "POST")
def new(request: HttpRequest, register: str) -> HttpResponse:
    """Enter a new row."""
    actor, name = actor_of(request), _register(register)
    if request.method != "POST":
        typed = {one.name: request.GET.get(one.name, "") for one in entry.ENTRIES[name]}
        typed["valid_from"] = typed["valid_from"] or _today().isoformat()
        return _form(request, name, None, typed, {})
    try:
        made = acts.enter(actor, name, _typed(request, name), timezone.now())
    except DomainError as error:
        return _form(request, name, None, _typed(request, name), errors_of(error), error.http_status)
    messages.success(request, _("已经登记。"))
    return redirect("desk_network_row", register=name, pk=made.pk)


@desk_page(network.VIEW, "GET", "HEAD", "POST")
def row(request: HttpRequest, register: str, pk: int) -> HttpResponse:
    """Show one row with what belongs to it; change it when it is sent back."""
    actor, name = actor_of(request), _register(register)
    kept = network.row(actor, name, pk)
    if request.method != "POST":
        return _form(request, name, kept, _written(name, kept), {})
    try:
        acts.change(actor, name, pk, _typed(request, name), timezone.now())
    except DomainError as error:
        return _form(request, name, kept, _typed(request, name), errors_of(error), error.http_status)
    messages.success(request, _("已经修改，原来的内容留在台账里。"))
    return redirect("desk_network_row", register=name, pk=pk)


def _form(
    request: HttpRequest,
    name: str,
    kept: Row | None,
    typed: dict[str, str],
    errors: dict[str, str],
    status: int = 200,
) -> HttpResponse:
    actor, on = actor_of(request), _today()
    view = network.committee_views([kept], on)[0] if isinstance(kept, Committee) else None
    context = {
        "register": name,
        "title": titles(entry.REGISTERS[name]),
        "row": kept,
        "entries": entry.ENTRIES[name],
        "typed": typed,
        "errors": errors,
        "options": _options(actor, name, on),
        "view": view,
        "seats": dict(_pairs(entry.SEATS)),
        "trainings": list(kept.trainings.order_by("-on")) if isinstance(kept, Mediator) else [],
        "rooms": list(kept.rooms.all()) if isinstance(kept, Committee) else [],
        "may_keep": can(actor, acts.MANAGE) and (kept is None or kept.valid_to is None),
        "today": on,
    }
    return render(request, "disputes/network/row.html", context, status=status)


def _options(actor: Actor, name: str, on: date) -> dict[str, list[tuple[str, ...]]]:
    """Return the lists to choose from, by the name of the entry."""
    found: dict[str, list[tuple[str, ...]]] = {}
    for one in entry.ENTRIES[name]:
        if one.type is Type.CHOICE:
            found[one.name] = [pair for pair in _pairs(dict(one.choices or {})) if pair[0]]
        elif one.type is Type.COMMITTEE:
            found[one.name] = [
                (str(each.pk), each.name, geo.full_name(each.area_code))
                for each in network.committees_for_choice(actor, on)
            ]
        elif one.type in (Type.AREA, Type.TOWNSHIP):
            found[one.name] = _areas(network.require_scope(actor), with_counties=one.type is Type.AREA)
    return found


def _areas(scope: str, *, with_counties: bool) -> list[tuple[str, ...]]:
    """Return the townships of a scope by county, and their villages where the scope is no more than a county."""
    counties = [
        one
        for one in geo.children(settings.CITY_CODE)
        if one.code.startswith(scope[:6]) or scope.startswith(one.code)
    ]
    found: list[tuple[str, ...]] = []
    if with_counties and len(scope) <= 4:
        found.append((settings.CITY_CODE, geo.area_name(settings.CITY_CODE), _("全市")))
    for county in counties:
        if with_counties and county.code.startswith(scope):
            found.append((county.code, county.name, county.name))
        for township in geo.children(county.code):
            if township.code.startswith(scope[:9]):
                found.append((township.code, township.name, county.name))
                if len(scope) >= 6:
                    found += [
                        (one.code, f"{township.name} {one.name}", county.name)
                        for one in geo.children(township.code)
                    ]
    return found


def _typed(request: HttpRequest, name: str) -> dict[str, str]:
    return {one.name: request.POST.get(one.name, "").replace("\x00", "") for one in entry.ENTRIES[name]}


def _written(name: str, kept: Row) -> dict[str, str]:
    return {one.name: _cell(one, kept) for one in entry.ENTRIES[name]}


def _cell(one: Entry, kept: Row) -> str:
    if one.type is Type.COMMITTEE:
        return str(getattr(kept, "committee_id", "") or "")
    if one.name == "account":
        account_id = getattr(kept, "account_id", None)
        return identity.username_of(account_id) if account_id else ""
    return entry.written(one, getattr(kept, one.name))


@desk_page(acts.MANAGE, "POST")
def act(request: HttpRequest, register: str, pk: int, act: str) -> HttpResponse:
    """End a row, begin a committee's new term, or note a training."""
    actor, name, at = actor_of(request), _register(register), timezone.now()
    given = {key: request.POST.get(key, "") for key in ("on", "why", "hours", "theme")}
    try:
        if act == "end":
            acts.end(actor, name, pk, given["on"], given["why"], at)
        elif act == "term" and name == entry.COMMITTEES:
            acts.begin_term(actor, pk, given["on"], at)
        elif act == "train" and name == entry.PEOPLE:
            acts.train(actor, pk, given["on"], given["hours"], given["theme"], at)
        else:
            raise NotFound
    except InvalidInput as error:
        kept = network.row(actor, name, pk)
        errors = {f"{act}-{field}": text for field, text in errors_of(error).items()}
        return _form(request, name, kept, _written(name, kept), errors, error.http_status)
    messages.success(request, _("已经记下。"))
    return redirect("desk_network_row", register=name, pk=pk)


# ------------------------------------------------------------------ files


@desk_page(acts.MANAGE, "GET", "HEAD", "POST")
def take(request: HttpRequest, register: str) -> HttpResponse:
    """Take in a CSV file whose heads are the titles of the entries; every wrong row is told, the others are entered."""
    actor, name = actor_of(request), _register(register)
    context: dict[str, object] = {
        "register": name,
        "title": titles(entry.REGISTERS[name]),
        "entries": entry.ENTRIES[name],
        "taken": None,
        "errors": {},
    }
    if request.method == "POST":
        try:
            context["taken"] = acts.import_rows(actor, name, _rows(request), timezone.now())
        except InvalidInput as error:
            context["errors"] = errors_of(error)
    return render(request, "disputes/network/import.html", context, status=422 if context["errors"] else 200)


def _rows(request: HttpRequest) -> Iterator[dict[str, str]]:
    upload = request.FILES.get("file")
    if upload is None or (upload.size or 0) > _MOST_BYTES:
        raise InvalidInput(field="file", why="请选择一个 CSV 文件，最大 5 MB。")
    raw = upload.read()
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = raw.decode(encoding)
        except UnicodeDecodeError:
            continue
        return iter(list(csv.DictReader(io.StringIO(text))))
    raise InvalidInput(field="file", why="读不出文件里的文字，请另存为 UTF-8 的 CSV。")


@desk_page("disputes.network_export")
def export(request: HttpRequest, register: str, kind: str) -> HttpResponseBase:
    """Give the rows of a filter as a file, for the court or to be filed; noted in the access log."""
    if kind not in KINDS:
        raise NotFound
    return _export(request, _register(register), kind)


@confirmation_required
def _export(request: HttpRequest, register: str, kind: str) -> HttpResponseBase:
    actor, at = actor_of(request), timezone.now()
    rows = list(network.rows(actor, register, _wanted(request), _today()))
    note_export(request, f"network.{register}.{kind}", len(rows))
    head = [titles((one.title, one.title_en)) for one in entry.ENTRIES[register]]
    heads = [
        *head,
        _("区划名称"),
        _("结束日期"),
        *([_("任期届满"), _("委员"), _("未合规")] if register == entry.COMMITTEES else []),
    ]
    mark = _("%(who)s(%(unit)s)于 %(at)s 从共治导出的调解网络名册，供报送人民法院和备案。") % {
        "who": actor.name, "unit": actor.unit_name, "at": at.astimezone(CHINA).strftime("%Y-%m-%d %H:%M"),
    }  # fmt: skip
    name = f"mediation-{register}-{at.astimezone(CHINA):%Y%m%d}"
    return spreadsheet(kind, name, heads, _cells(register, rows), mark=mark)


def _cells(register: str, rows: list[Row]) -> Iterator[list[object]]:
    lines = _lines(register, rows, _today())
    for line in lines:
        cells: list[object] = [_told(one, line.row) for one in entry.ENTRIES[register]]
        cells += [line.area, line.row.valid_to or ""]
        if line.view is not None:
            members = [one for one in line.view.people if one.seat != "mediator"]
            cells += [
                line.view.term_to,
                "、".join(one.name for one in members),
                "".join(f.title for f in line.view.findings),
            ]
        yield cells


def _told(one: Entry, kept: Row) -> object:
    if one.type is Type.COMMITTEE:
        committee = kept.committee if isinstance(kept, (Mediator, Room)) else None
        return committee.name if committee is not None else ""
    if one.type is Type.CHOICE:
        return titles((one.choices or {}).get(str(getattr(kept, one.name)), ("", "")))
    return _cell(one, kept)


@desk_page(network.VIEW)
def coverage(request: HttpRequest) -> HttpResponse:
    """Show coverage by county and township on a day, with the gaps."""
    try:
        on = date.fromisoformat(request.GET.get("on", "")) if request.GET.get("on") else _today()
    except ValueError:
        on = _today()
    whole, counties = network.coverage_for(actor_of(request), on)
    context = {
        "tabs": tabs(),
        "whole": whole,
        "counties": counties,
        "on": on,
        "may_keep": can(actor_of(request), acts.MANAGE),
        "gaps_words": ngettext("%(num)s 个乡镇街道没有", "%(num)s 个乡镇街道没有", len(whole.gaps))
        % {"num": len(whole.gaps)},
    }
    return render(request, "disputes/network/coverage.html", context)
