"""What the machine suggests for a matter in triage, beside the form that a person fills in."""

from dataclasses import dataclass

from gongzhi.core.matters.models import Matter
from gongzhi.core.orgs import queries as orgs
from gongzhi.core.suggest import queries as suggest
from gongzhi.core.suggest.models import Kind
from gongzhi.core.suggest.queries import Suggested


@dataclass(frozen=True, slots=True)
class Line:
    """A value in plain words with its confidence in per cent."""

    title: str
    percent: int


# A guess below this helps nobody: then only that the machine does not know is said.
LEAST_WORTH = 0.35


@dataclass(frozen=True, slots=True)
class Panel:
    """Category with its reasons and alternatives, the words of urgency, the lead body; empty where there is none."""

    category: str
    best: Line | None
    is_sure: bool
    reasons: tuple[str, ...]
    others: tuple[Line, ...]
    urgent: tuple[str, ...]
    lead: str
    version: str


def panel(found: Matter) -> Panel | None:
    """Return what is suggested for a matter, None when nothing is."""
    known = suggest.for_matter(found.id)
    if not known:
        return None
    category, urgency, unit = (known.get(kind) for kind in (Kind.CATEGORY, Kind.URGENCY, Kind.UNIT))
    worth = category if category and (category.is_sure or category.confidence >= LEAST_WORTH) else None
    return Panel(
        category=worth.value if worth else "",
        best=_line(worth.value, worth.confidence) if worth else None,
        is_sure=bool(worth and worth.is_sure),
        reasons=worth.reasons if worth else (),
        others=_others(worth),
        urgent=urgency.reasons if urgency else (),
        lead=orgs.unit_name(int(unit.value)) if unit and worth else "",
        version=category.version if category else "",
    )


def _others(category: Suggested | None) -> tuple[Line, ...]:
    if category is None:
        return ()
    lines = (_line(one.value, one.confidence) for one in category.others)
    return tuple(line for line in lines if line.percent >= 5)


def _line(code: str, confidence: float) -> Line:
    return Line(orgs.category_title(code), round(confidence * 100))
