"""Which bodies each field of a move offers, and what its form is filled in with before anybody types."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext as _

from gongzhi.core.matters.models import Matter
from gongzhi.core.matters.queries import TaskView
from gongzhi.core.matters.web.options import Option, category_options, unit_options
from gongzhi.core.orgs import queries as orgs
from gongzhi.core.orgs.queries import DutyFound
from gongzhi.kernel.procedure import FieldType, Move
from gongzhi.kernel.terms import CHINA


@dataclass(frozen=True, slots=True)
class Duty:
    """Whose duty the table says a matter is, in words and as ids; `law` is why."""

    lead: int
    lead_name: str
    helpers: tuple[int, ...]
    helper_names: str
    law: str


def area_of(matter: Matter) -> str:
    """Return the matter's area, the owner's when the place is not known."""
    if matter.area_code or matter.owner_id is None:
        return matter.area_code
    return orgs.unit(matter.owner_id).area_code


def duty(category: str, area: str, at: datetime) -> Duty | None:
    """Return whose duty a category is in an area today, None when the table does not say or no category is known."""
    found = orgs.duty_for(category, area, _today(at)) if category else None
    return None if found is None else _duty(found)


def _duty(found: DutyFound) -> Duty:
    return Duty(
        found.lead.id,
        found.lead.name,
        tuple(one.id for one in found.helpers),
        "、".join(one.name for one in found.helpers),
        found.law,
    )


def _today(at: datetime) -> date:
    return at.astimezone(CHINA).date()


Picker = Callable[[Matter, Move, datetime], list[Option]]
_pickers: dict[str, Picker] = {}


def register_picker(field: str, source: Picker) -> None:
    """Let a system say which bodies a field of its own moves offers."""
    _pickers[field] = source


def options(
    matter: Matter, move: Move, tasks: list[TaskView], at: datetime
) -> dict[str, dict[str, list[Option]]]:
    """Return for each field what its picker offers."""
    found: dict[str, dict[str, list[Option]]] = {}
    for spec in move.fields:
        match spec.type:
            case FieldType.UNIT if spec.name in _pickers:
                found[spec.name] = {"unit": _pickers[spec.name](matter, move, at)}
            case FieldType.UNIT if spec.name == "owner":
                found[spec.name] = {"unit": centres(matter)}
            case FieldType.UNIT if spec.name == "unit":
                found[spec.name] = {"unit": helping(tasks)}
            case FieldType.UNIT | FieldType.UNITS:
                units = bodies(matter, tasks)
                found[spec.name] = {"unit": units, "units": units}
            case FieldType.CATEGORY:
                found[spec.name] = {"category": category_options()}
            case _:
                found[spec.name] = {}
    return found


def bodies(matter: Matter, tasks: list[TaskView]) -> list[Option]:
    """Return the bodies that may be given work, those that had it before among them; a body complained of is not one."""
    found = unit_options(area_of(matter))
    known = {value for value, *_ in found}
    for task in tasks:
        if str(task.unit_id) not in known:
            known.add(str(task.unit_id))
            found.append((str(task.unit_id), task.unit, _("以前办过这件事的")))
    barred = {str(unit) for unit in matter.complained_units}
    return [one for one in found if one[0] not in barred]


def centres(matter: Matter) -> list[Option]:
    """Return the centres to which a matter may pass: above the owner, the counties, and the townships of its county."""
    root = orgs.root()
    own = orgs.unit(matter.owner_id) if matter.owner_id is not None else root
    found = [(str(root.id), root.name, _("市级"))]
    for county in orgs.children(root.id):
        if county.kind == "centre":
            found.append((str(county.id), county.name, _("县(市、区)")))
    for county_id in own.path[1:2]:
        name = orgs.unit_name(county_id)
        found += [(str(one.id), one.name, name) for one in orgs.children(county_id) if one.kind == "centre"]
    return [one for one in found if one[0] != str(matter.owner_id)]


def helping(tasks: list[TaskView]) -> list[Option]:
    """Return the helpers that still have something to do."""
    return [
        (str(task.unit_id), task.unit, task.role_title)
        for task in tasks
        if task.is_open and task.role == "helper"
    ]


def defaults(matter: Matter, move: Move, at: datetime) -> dict[str, object]:
    """Return what a move's form is filled in with: the duty table's bodies, what is known already, the lead's answer."""
    names = {spec.name for spec in move.fields}
    found: dict[str, object] = {}
    if "category" in names:
        found["category"] = matter.category
    if "lead" in names:
        found |= _whose(matter, at)
    if "publish_answer" in move.effects and "answer" in names and matter.answer:
        found["answer"] = matter.answer
    found |= _known(matter, names)
    return {name: value for name, value in found.items() if name in names}


def _whose(matter: Matter, at: datetime) -> dict[str, object]:
    """Return the bodies of the duty table; a body that leads already is not proposed again."""
    whose = duty(matter.category, area_of(matter), at)
    if whose is None or whose.lead == matter.lead_id:
        return {}
    return {"lead": whose.lead, "helpers": list(whose.helpers)}


def _known(matter: Matter, names: set[str]) -> dict[str, object]:
    if "is_public" not in names:
        return {"reached": True} if "solved" in names else {}
    return {"kind": "general", "urgent": matter.is_urgent, "is_public": matter.wants_public}
