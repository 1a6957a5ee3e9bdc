"""The tree of areas with who answers for each: gaps shown, leaders named and ended, the table read in and given out."""

from collections.abc import Iterator

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from gongzhi.core.geo import queries as geo
from gongzhi.core.identity import queries as identity
from gongzhi.core.identity.rules.verbs import can
from gongzhi.core.identity.web.requests import actor_of, confirmation_required, note_export
from gongzhi.core.matters.web.desk.shell import desk_page, given_number
from gongzhi.core.matters.web.spreadsheet import KINDS, spreadsheet
from gongzhi.core.matters.web.typed import day_or_none
from gongzhi.core.orgs import queries as orgs
from gongzhi.kernel.errors import InvalidInput, NotFound
from gongzhi.systems.petitions.actions import links
from gongzhi.systems.petitions.models import AreaLink, LinkLevel
from gongzhi.systems.petitions.queries import ownership as queries
from gongzhi.systems.petitions.web.ownership.forms import attempt, typed

LARGEST = 3 * 1024 * 1024


@desk_page("petitions.ownership", "GET", "POST")
def page(request: HttpRequest) -> HttpResponse:
    """Show one step of the tree, or name a leader for an area of it."""
    if request.method == "GET":
        return _page(request, {}, {})
    actor, given = actor_of(request), typed(request)

    def keep() -> None:
        made = links.keep_link(
            actor,
            links.NewLink(
                given.get("area_code", ""), given.get("name", ""), given.get("duty", ""),
                given.get("contact", ""), day_or_none(given, "since"), given.get("username", ""),
            ),
            timezone.now(),
        )  # fmt: skip
        messages.success(
            request, _("已登记：%(name)s包联%(area)s。") % {"name": made.name, "area": _name(made)}
        )

    errors = attempt(keep)
    return _page(request, errors, given) if errors else HttpResponseRedirect(request.get_full_path())


def _name(link: AreaLink) -> str:
    return geo.full_name(link.area_code) or orgs.unit_name(link.unit_id)


def _page(request: HttpRequest, errors: dict[str, str], given: dict[str, str]) -> HttpResponse:
    actor, on = actor_of(request), queries.today(timezone.now())
    only_gaps = request.GET.get("gaps") == "1"
    found = queries.area_page(given_number(request.GET.get("unit", "")), on, only_gaps=only_gaps)
    area = found.own.unit.area_code
    may_keep = can(actor, "petitions.keep_links") and queries.may_keep(actor, area)
    context = {
        "page": found,
        "only_gaps": only_gaps,
        "levels": {one.value: _(str(one.label)) for one in LinkLevel},
        "may_keep": may_keep,
        "may_export": can(actor, "matters.export"),
        "areas": [(one.unit.area_code, one.name) for one in (found.own, *found.rows)],
        "errors": errors,
        "given": {"area_code": area} | given,
        "columns": ", ".join(links.COLUMNS),
    }
    return render(request, "petitions/ownership/areas.html", context, status=422 if errors else 200)


@desk_page("petitions.keep_links", "POST")
def end(request: HttpRequest, link_id: int) -> HttpResponse:
    """End a link, with the reason."""
    found = queries.link(link_id)

    def act() -> None:
        links.end_link(actor_of(request), link_id, request.POST.get("why", ""), timezone.now())
        messages.success(request, _("已结束：%(name)s不再包联这里。") % {"name": found.name})

    errors = attempt(act)
    for text in errors.values():
        messages.error(request, text)
    parent = orgs.unit(found.unit_id).parent_id
    back = found.unit_id if orgs.unit(found.unit_id).kind == "centre" else parent
    return HttpResponseRedirect(f"{reverse('petition_areas')}?unit={back}")


@desk_page("petitions.keep_links", "POST")
def take_in(request: HttpRequest) -> HttpResponse:
    """Read a table of leaders in: every line or none."""

    def act() -> None:
        done = links.import_links(actor_of(request), _text(request), timezone.now())
        messages.success(
            request,
            _("导入完成：新增 %(added)s 条，已经有的 %(known)s 条。")
            % {"added": done.added, "known": done.known},
        )

    errors = attempt(act)
    return _page(request, errors, {}) if errors else HttpResponseRedirect(reverse("petition_areas"))


def _text(request: HttpRequest) -> str:
    upload = request.FILES.get("file")
    if upload is None or not upload.size:
        raise InvalidInput(field="file", why="请选择要导入的 CSV 文件。")
    if upload.size > LARGEST:
        raise InvalidInput(field="file", why="文件太大，请分成 3 兆以内的几份。")
    try:
        return bytes(upload.read()).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InvalidInput(
            field="file", why="文件不是 UTF-8 编码，请在表格软件里另存为 CSV UTF-8。"
        ) from error


@confirmation_required
def export(request: HttpRequest, kind: str) -> HttpResponseBase:
    """Return who answers for an area and all below it as a file that can be read in again."""
    return _export(request, kind)


@desk_page("matters.export")
def _export(request: HttpRequest, kind: str) -> HttpResponseBase:
    if kind not in KINDS:
        raise NotFound
    unit = orgs.unit(given_number(request.GET.get("unit", "")) or orgs.root().id)
    rows = list(_rows(unit.area_code))
    note_export(request, f"petition area links {unit.area_code}", len(rows))
    return spreadsheet(kind, f"{_('包联名单')} {unit.name}", [*links.COLUMNS, "area", "level"], rows)


def _rows(area_code: str) -> Iterator[list[object]]:
    for one in queries.links_below(area_code, queries.today(timezone.now())):
        username = identity.username_of(one.account_id) if one.account_id else ""
        yield [
            one.area_code,
            one.name,
            one.duty,
            one.contact,
            one.since.isoformat(),
            username,
            _name(one),
            one.level,
        ]
