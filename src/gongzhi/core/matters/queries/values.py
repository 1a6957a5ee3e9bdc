"""Values of a move's fields in words: units by name, choices by title, yes and no."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from gongzhi.core.matters.queries.timing import is_english
from gongzhi.core.orgs import queries as orgs
from gongzhi.kernel.procedure import FieldSpec, FieldType, Move
from gongzhi.kernel.terms import CHINA


@dataclass(frozen=True, slots=True)
class Detail:
    """One field of a move as title and text."""

    name: str
    title: str
    text: str


def details(move: Move, given: Mapping[str, object]) -> list[Detail]:
    """Return the fields that were filled in, in the order of the form."""
    found = []
    for spec in move.fields:
        value = given.get(spec.name)
        if value not in (None, "", [], False):
            title = spec.title_en if is_english() and spec.title_en else spec.title
            found.append(Detail(spec.name, title, shown(spec, value)))
    return found


def shown(spec: FieldSpec, value: object) -> str:
    """Return a field's value in words."""
    match spec.type:
        case FieldType.UNIT:
            return orgs.unit_name(int(str(value)))
        case FieldType.UNITS if isinstance(value, list):
            return "、".join(orgs.unit_name(int(str(item))) for item in value)
        case FieldType.CHOICE:
            return _choice(spec, str(value))
        case FieldType.BOOL:
            return _("是") if value is True else _("否")
        case FieldType.DATETIME:
            return datetime.fromisoformat(str(value)).astimezone(CHINA).strftime("%Y-%m-%d %H:%M")
        case FieldType.CATEGORY:
            return orgs.category_title(str(value))
        case _:
            return str(value)


def _choice(spec: FieldSpec, value: str) -> str:
    for choice in spec.choices:
        if choice.value == value:
            return choice.title_en if is_english() and choice.title_en else choice.title
    return value
