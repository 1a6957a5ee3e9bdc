"""What the machine suggests for a matter in triage, beside the form that a person fills in."""

from dataclasses import dataclass

from gongzhi.core.matters.models import Matter
from gongzhi.core.orgs import queries as orgs
from gongzhi.core.suggest import queries as suggest
from gongzhi.core.suggest.models import Kind
from gongzhi.core.suggest.queries import BY_RULE, Suggested


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
    lead_id: int | None
    version: str
    rule: str
    """The title of the city's rule that says so, "" where none does."""
    rule_urgent: bool


def panel(found: Matter) -> Panel | None:
    """Return what is suggested for a matter, None when nothing is."""
    known = suggest.for_matter(found.id)
    category, urgency, unit = (known.get(kind) for kind in (Kind.CATEGORY, Kind.URGENCY, Kind.UNIT))
    if category is None and urgency is None and unit is None:
        return None
    ruled = [one for one in (category, unit, urgency) if one is not None and one.model == BY_RULE]
    is_ruled = unit is not None and unit.model == BY_RULE
    worth = category if category and (category.is_sure or category.confidence >= LEAST_WORTH) else None
    return Panel(
        category=worth.value if worth else "",
        best=_line(worth.value, worth.confidence) if worth else None,
        is_sure=bool(worth and worth.is_sure),
        reasons=_words(worth) if worth else (),
        others=_others(worth),
        urgent=_words(urgency) if urgency else (),
        lead=orgs.unit_name(int(unit.value)) if unit and (worth or is_ruled) else "",
        lead_id=int(unit.value) if unit and is_ruled else None,
        version=category.version if category else "",
        rule=ruled[0].reasons[0] if ruled else "",
        rule_urgent=urgency is not None and urgency.model == BY_RULE,
    )


def _words(one: Suggested) -> tuple[str, ...]:
    """Return the words that spoke for a suggestion; a rule's own title stands before them and is shown by itself."""
    return one.reasons[1:] if one.model == BY_RULE else one.reasons


def _others(category: Suggested | None) -> tuple[Line, ...]:
    if category is None:
        return ()
    lines = (_line(one.value, one.confidence) for one in category.others)
    return tuple(line for line in lines if line.percent >= 5)


def _line(code: str, confidence: float) -> Line:
    return Line(orgs.category_title(code), round(confidence * 100))
