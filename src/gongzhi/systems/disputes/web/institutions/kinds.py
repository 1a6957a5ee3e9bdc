"""The two kinds of cases that institutions run here, and how their pages are addressed."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db.models import TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from gongzhi.kernel.errors import NotFound
from gongzhi.systems.disputes.queries.institutions import LABOUR, RECONSIDERATION


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind: its procedure, its word in addresses, and what its pages call things."""

    procedure: str
    word: str
    title: str
    new_title: str
    icon: str
    hears: str


KINDS = {
    "arbitration": Kind(
        LABOUR,
        "arbitration",
        gettext_noop("劳动仲裁案件"),
        gettext_noop("登记仲裁申请"),
        "gavel",
        gettext_noop("开庭"),
    ),
    "reconsideration": Kind(
        RECONSIDERATION,
        "reconsideration",
        gettext_noop("行政复议案件"),
        gettext_noop("登记复议申请"),
        "scale",
        gettext_noop("听证"),
    ),
}


def kind_of(word: str) -> Kind:
    """Return a kind by its word in the address; raise NotFound for another."""
    if word not in KINDS:
        raise NotFound
    return KINDS[word]


def kind_of_procedure(procedure: str) -> Kind | None:
    """Return the kind that a procedure belongs to, None for one that no institution runs here."""
    return next((one for one in KINDS.values() if one.procedure == procedure), None)


def pairs(choices: type[TextChoices], without: Iterable[str] = ()) -> list[tuple[str, str]]:
    """Return values with their titles in the language of the page."""
    left_out = set(without)
    return [(str(value), _(str(label))) for value, label in choices.choices if str(value) not in left_out]


def text(given: Mapping[str, str], name: str) -> str:
    """Return a field of a form without blanks around it."""
    return given.get(name, "").strip()
