"""Suggestions behind a figure, as lines of matters that the reader may see; and what a resident is told of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from gongzhi.core.matters.models import Matter
from gongzhi.core.matters.queries.pages import visible
from gongzhi.core.orgs import queries as orgs
from gongzhi.core.suggest import queries as suggest
from gongzhi.core.suggest.models import Kind, Suggestion
from gongzhi.core.suggest.queries import BY_RULE, Wanted
from gongzhi.kernel.actor import Actor

SHOWN = 200


@dataclass(frozen=True, slots=True)
class Line:
    """A matter with what was suggested and what a person chose, in plain words."""

    number: str
    title: str
    suggested: str
    percent: int
    reasons: tuple[str, ...]
    chosen: str
    chosen_at: datetime | None


def lines(actor: Actor, wanted: Wanted, since: datetime) -> list[Line]:
    """Return the suggestions behind a figure for the matters that the actor may see, the newest first."""
    rows = list(suggest.listed(wanted, since)[: SHOWN * 5])
    seen = dict(visible(actor).filter(id__in=[row.matter_id for row in rows]).values_list("id", "number"))
    titles = _titles(list(seen))
    return [_line(row, seen[row.matter_id], titles[row.matter_id]) for row in rows if row.matter_id in seen][
        :SHOWN
    ]


def _titles(ids: Sequence[int]) -> dict[int, str]:
    return dict(Matter.objects.filter(id__in=ids).values_list("id", "title"))


def _line(row: Suggestion, number: str, title: str) -> Line:
    return Line(
        number=number,
        title=title,
        suggested=in_words(row.kind, row.value),
        percent=round(row.confidence * 100),
        reasons=tuple(map(str, row.reasons)),
        chosen=in_words(row.kind, row.chosen) if row.chosen_at else "",
        chosen_at=row.chosen_at,
    )


def in_words(kind: str, value: str) -> str:
    """Return a suggested or chosen value in plain words; what has none is given back."""
    if kind == Kind.CATEGORY:
        return orgs.category_title(value)
    if kind == Kind.UNIT:
        return orgs.unit_name(int(value)) if value.isdigit() else value
    return value


@dataclass(frozen=True, slots=True)
class Explained:
    """One suggestion as its resident is told: what, by what, from which words, and what the person decided."""

    kind: str
    by_rule: bool
    suggested: str
    words: tuple[str, ...]
    chosen: str
    agreed: bool


def explained(matter: Matter) -> list[Explained]:
    """Return what the machine suggested about a matter and a person then decided; [] while nobody did."""
    return [
        Explained(
            kind=row.kind,
            by_rule=row.model == BY_RULE,
            suggested=in_words(row.kind, row.value),
            words=tuple(map(str, row.reasons)),
            chosen=in_words(row.kind, row.chosen),
            agreed=row.chosen == row.value,
        )
        for row in suggest.decided_for(matter.id)
        if row.kind in (Kind.CATEGORY, Kind.URGENCY, Kind.UNIT)
    ]
