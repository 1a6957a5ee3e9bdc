"""Reads of the orgs; all of them answer from memory (see `cache`), so that hot paths may ask freely."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from gongzhi.core.orgs import settings
from gongzhi.core.orgs.cache import Snapshot, snapshot
from gongzhi.core.orgs.models import Category, Duty, Setting, Unit
from gongzhi.core.orgs.rules.codes import category_ladder, ladder
from gongzhi.kernel.errors import DomainError, NotFound
from gongzhi.kernel.terms import LocalLimit


class NoUnits(DomainError):
    """The tree of units was never built."""

    code = "orgs.no_units"
    message = "还没有建立机构。请先用命令 gongzhi orgs import-areas 文件.csv 导入行政区划并建立机构。"
    http_status = 409


@dataclass(frozen=True, slots=True)
class DutyFound:
    """Whose duty a category is in an area: the lead, the helpers, and the article."""

    lead: Unit
    helpers: tuple[Unit, ...]
    law: str
    category: str
    area_code: str


def unit(unit_id: int) -> Unit:
    """Return a unit, standing or not; raise NotFound for an unknown id."""
    found = snapshot().units.get(unit_id)
    if found is None:
        raise NotFound
    return found


def unit_name(unit_id: int | None) -> str:
    """Return a unit's name, "" for None and for an unknown id."""
    found = None if unit_id is None else snapshot().units.get(unit_id)
    return "" if found is None else found.name


def unit_path(unit_id: int) -> tuple[int, ...]:
    """Return the ids from the root to the unit; raise NotFound for an unknown id."""
    return tuple(unit(unit_id).path)


def unit_by_code(code: str) -> Unit:
    """Return the standing unit of a code; raise NotFound when there is none."""
    held = snapshot()
    if code not in held.codes:
        raise NotFound
    return held.units[held.codes[code]]


def root() -> Unit:
    """Return the city's own centre; raise NoUnits before the tree was built."""
    held = snapshot()
    if held.root is None:
        raise NoUnits
    return held.units[held.root]


def children(unit_id: int | None) -> list[Unit]:
    """Return the standing units directly below a unit (None: the roots)."""
    held = snapshot()
    return [held.units[one] for one in held.children.get(unit_id, ())]


def units_named(text: str) -> list[Unit]:
    """Return the standing units of exactly this name, else those whose name holds it, in the order of their ids."""
    standing = [one for one in snapshot().units.values() if one.valid_to is None]
    exact = [one for one in standing if one.name == text]
    return exact or sorted((one for one in standing if text and text in one.name), key=lambda one: one.id)


def area_owner(area_code: str) -> int:
    """Return the id of the nearest centre for an area, of a level above when it has none, else of the root."""
    held = snapshot()
    for code in ladder(area_code):
        if code in held.centres:
            return held.centres[code]
    if held.root is None:
        raise NoUnits
    return held.root


def duty_for(category: str, area_code: str, on: date) -> DutyFound | None:
    """Return whose duty a category is in an area on a day: the nearest area first, in it the deepest category."""
    held = snapshot()
    for area in ladder(area_code):
        for code in category_ladder(category):
            for duty in held.duties.get((code, area), ()):
                if _holds(duty.valid_from, duty.valid_to, on):
                    return _found(held, duty)
    return None


def _holds(valid_from: date, valid_to: date | None, on: date) -> bool:
    return valid_from <= on and (valid_to is None or on < valid_to)


def _found(held: Snapshot, duty: Duty) -> DutyFound:
    helpers = tuple(held.units[one] for one in duty.helpers if one in held.units)
    return DutyFound(held.units[duty.lead_id], helpers, duty.law, duty.category, duty.area_code)


def departments_for(area_code: str) -> list[Unit]:
    """Return the departments and utilities that work for an area, the nearest level first, then those above."""
    held = snapshot()
    return [held.units[one] for code in ladder(area_code) for one in held.departments.get(code, ())]


def category(code: str) -> Category | None:
    """Return a category, None for an unknown code."""
    return snapshot().categories.get(code)


def category_title(code: str) -> str:
    """Return a category's title with its parent's, e.g. 噪音 / 施工噪音； the code itself when unknown, "" for ""."""
    held = snapshot()
    found = held.categories.get(code)
    if found is None:
        return code
    above = held.categories.get(found.parent_id or "")
    return f"{above.title} / {found.title}" if above else found.title


def categories() -> list[Category]:
    """Return the categories in force in the order of the list, each parent before its children."""
    return [one for one in snapshot().categories.values() if one.valid_to is None]


def successors(unit_id: int) -> list[Unit]:
    """Return the standing units that today stand where a unit stood; itself while it stands."""
    held = snapshot()
    return [held.units[one] for one in _last(held, unit_id)]


def _last(held: Snapshot, unit_id: int) -> list[int]:
    after = held.successors.get(unit_id, ())
    if not after:
        return [unit_id]
    return list(dict.fromkeys(last for one in after for last in _last(held, one)))


def unit_ids_standing_for(unit_id: int) -> tuple[int, ...]:
    """Return the unit with every unit merged or renamed into it, so that rights and old figures still add up."""
    held = snapshot()
    found = [unit_id]
    for one in found:
        found.extend(before for before in held.predecessors.get(one, ()) if before not in found)
    return tuple(found)


def local_limits() -> Mapping[str, LocalLimit]:
    """Return the city's own limits by the name of their setting; a limit left as shipped is not among them."""
    return settings.limits(snapshot().settings)


def setting(name: str, default: object = None) -> object:
    """Return the value of a setting: what the installation set, else the default given, else the one declared."""
    held = snapshot().settings.get(name)
    if held is not None:
        return held.value
    return settings.declared(name).default if default is None else default


def kept_setting(name: str) -> Setting | None:
    """Return what the installation set or confirmed, None while a setting is as shipped."""
    return snapshot().settings.get(name)


def is_confirmed(name: str) -> bool:
    """Return whether a setting needs no confirming or was confirmed; if not, it is shown as not yet confirmed."""
    held = snapshot().settings.get(name)
    return settings.declared(name).certain or (held is not None and held.confirmed_at is not None)
