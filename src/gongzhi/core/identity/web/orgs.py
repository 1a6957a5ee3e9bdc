"""Pages of the system administrator: local settings to confirm, units to look through and change, categories."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from gongzhi.core.identity import queries
from gongzhi.core.identity.rules.verbs import require_role
from gongzhi.core.identity.web.requests import actor_of, confirmation_required, errors_of, staff_required
from gongzhi.core.orgs import queries as orgs
from gongzhi.core.orgs import settings as declared
from gongzhi.core.orgs.actions import change
from gongzhi.core.orgs.actions.settings import set_setting
from gongzhi.core.orgs.models import Unit
from gongzhi.kernel.actor import Actor
from gongzhi.kernel.errors import DomainError, InvalidInput
from gongzhi.kernel.terms import CHINA

_UNIT_WORDS = {
    "working_days": "工作日",
    "calendar_days": "日",
    "hours": "小时",
    "working_hours": "工作小时",
    "months": "个月",
    "years": "年",
}


@dataclass(frozen=True, slots=True)
class SettingRow:
    """A declared setting with what the installation made of it; values as a person would type them."""

    name: str
    title: str
    title_en: str
    law: str
    default_text: str
    text: str
    source: str
    is_confirmed: bool
    confirmed_by: str
    confirmed_at: datetime | None


@never_cache
@require_GET
@staff_required
def setting_list(request: HttpRequest) -> HttpResponse:
    """Show every declared setting with its value, its source, and whether it was confirmed."""
    require_role(actor_of(request), "orgs.settings")
    rows = [_row(one) for one in declared.all_declared()]
    return render(request, "identity/settings.html", {"rows": sorted(rows, key=lambda row: row.is_confirmed)})


@never_cache
@require_http_methods(["GET", "POST"])
@staff_required
def setting_page(request: HttpRequest, setting: str) -> HttpResponse:
    """Show one setting; keep a new value, or confirm the one in force, with its source."""
    actor = actor_of(request)
    require_role(actor, "orgs.settings")
    row = _row(declared.declared(setting))
    values: dict[str, object] = {"row": row, "given": {}, "errors": {}}
    if request.method == "GET":
        return render(request, "identity/setting.html", values)
    text, source = request.POST.get("value", ""), request.POST.get("source", "")
    try:
        set_setting(actor, setting, text, source, timezone.now())
    except DomainError as error:
        errors = {("value" if field == setting else field): why for field, why in errors_of(error).items()}
        values.update(given={"value": text, "source": source}, errors=errors)
        return render(request, "identity/setting.html", values, status=error.http_status)
    messages.success(request, _("已保存并确认。新的期限从现在起开始的时限适用。"))
    return redirect("admin_settings")


def _row(one: declared.Declared) -> SettingRow:
    kept = queries.kept_setting(one.name)
    return SettingRow(
        name=one.name,
        title=one.title,
        title_en=one.title_en,
        law=one.law,
        default_text=_text(one.default),
        text=_text(kept.value if kept else one.default),
        source=kept.source if kept else "",
        is_confirmed=orgs.is_confirmed(one.name),
        confirmed_by=kept.confirmed_by if kept else "",
        confirmed_at=kept.confirmed_at if kept else None,
    )


def _text(value: object) -> str:
    """Return a value as a person types it: 15工作日， 是， a number, a text."""
    if isinstance(value, Mapping):
        unit = str(value.get("unit", ""))
        return f"{value.get('length', '')}{_UNIT_WORDS.get(unit, unit)}"
    if isinstance(value, bool):
        return "是" if value else "否"
    return "" if value is None else str(value)


@never_cache
@require_GET
@staff_required
def unit_list(request: HttpRequest) -> HttpResponse:
    """Show the topmost units."""
    require_role(actor_of(request), "orgs.units")
    return render(
        request, "identity/units.html", {"unit": None, "above": [], "children": orgs.children(None)}
    )


@never_cache
@require_GET
@staff_required
def unit_page(request: HttpRequest, unit_id: int) -> HttpResponse:
    """Show one unit with those directly below it, and the forms for dated changes."""
    return _unit_page(request, unit_id, {})


def _unit_page(request: HttpRequest, unit_id: int, errors: dict[str, str], status: int = 200) -> HttpResponse:
    require_role(actor_of(request), "orgs.units")
    unit = orgs.unit(unit_id)
    values = {
        "unit": unit,
        "above": [orgs.unit(one) for one in unit.path[:-1]],
        "children": orgs.children(unit_id),
        "successors": orgs.successors(unit_id) if unit.valid_to else [],
        "predecessors": [orgs.unit(one) for one in orgs.unit_ids_standing_for(unit_id)[1:]],
        "today": timezone.now().astimezone(CHINA).date(),
        "given": request.POST,
        "errors": errors,
    }
    return render(request, "identity/units.html", values, status=status)


@require_POST
@confirmation_required
def unit_rename(request: HttpRequest, unit_id: int) -> HttpResponse:
    """Give a unit another name from a day on."""

    def rename(actor: Actor, unit: Unit) -> Unit:
        name = request.POST.get("name", "").strip()
        if not name:
            raise InvalidInput(field="name", why="请写新的名称。")
        return change.rename_unit(actor, unit.code, name, _on(request), timezone.now(), _why(request))

    return _change(request, unit_id, rename)


@require_POST
@confirmation_required
def unit_close(request: HttpRequest, unit_id: int) -> HttpResponse:
    """End a unit that nobody comes after."""

    def close(actor: Actor, unit: Unit) -> Unit:
        return change.close_unit(actor, unit.code, _on(request), timezone.now(), _why(request))

    return _change(request, unit_id, close)


def _change(request: HttpRequest, unit_id: int, act: Callable[[Actor, Unit], Unit]) -> HttpResponse:
    actor = actor_of(request)
    require_role(actor, "orgs.units")
    try:
        made = act(actor, orgs.unit(unit_id))
    except DomainError as error:
        return _unit_page(request, unit_id, errors_of(error), error.http_status)
    messages.success(request, _("机构的变动已经记下。"))
    return redirect("admin_unit", unit_id=made.id)


def _on(request: HttpRequest) -> date:
    try:
        return date.fromisoformat(request.POST.get("on", ""))
    except ValueError as error:
        raise InvalidInput(field="on", why="日期要写成 2026-03-02 的样子。") from error


def _why(request: HttpRequest) -> str:
    why = request.POST.get("why", "").strip()
    if not why:
        raise InvalidInput(field="why", why="请写明依据，例如批复的文号，它会记入台账。")
    return why


@never_cache
@require_GET
@staff_required
def category_list(request: HttpRequest) -> HttpResponse:
    """Show the categories in force."""
    require_role(actor_of(request), "orgs.categories")
    return render(request, "identity/categories.html", {"rows": orgs.categories()})
