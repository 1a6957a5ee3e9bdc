"""The dry run of a centre's rules: what they would have said of last month's matters, and what people decided instead."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from gongzhi.core.matters.models import Matter, Stage
from gongzhi.core.matters.queries import texts
from gongzhi.core.matters.queries.pages import visible
from gongzhi.core.orgs import queries as orgs
from gongzhi.core.suggest import queries as suggest
from gongzhi.core.suggest.models import RuleSet
from gongzhi.core.suggest.rules import city
from gongzhi.core.suggest.rules.city import Match, Rule
from gongzhi.kernel.actor import Actor
from gongzhi.kernel.terms import CHINA

DAYS = 30
MOST = 20_000
SHOWN = 200


@dataclass(frozen=True, slots=True)
class Said:
    """A category, a lead body and urgency, in words."""

    category: str
    lead: str
    urgent: bool


@dataclass(frozen=True, slots=True)
class Line:
    """A matter for which the rules would say something else than people decided, or than the rules in force."""

    number: str
    title: str
    rule: str
    found: tuple[str, ...]
    now: Said
    decided: Said
    differs: bool
    """From what people decided; a matter that nobody decided yet never does."""
    is_new: bool
    """From what the rules in force say."""


@dataclass(frozen=True, slots=True)
class Trial:
    """Figures of a dry run, how often each rule was the first that fitted, and the matters that would change."""

    total: int
    matched: int
    changed: int
    agrees: int
    differs: int
    undecided: int
    by_rule: tuple[int, ...]
    lines: tuple[Line, ...]

    def figures(self) -> dict[str, object]:
        """Return the figures as they are kept; no matter is named."""
        names = ("total", "matched", "changed", "agrees", "differs", "undecided")
        return {**{name: getattr(self, name) for name in names}, "by_rule": list(self.by_rule)}


def trial(actor: Actor, draft: RuleSet, at: datetime) -> Trial:
    """Return what a draft would have said of its unit's matters of the last month.

    Sealed matters are left out; matters are named only to those who may see them.
    """
    rules, before = suggest.rules_of(draft), _in_force(draft.unit_id)
    matters = _last_month(draft.unit_id, at)
    counts: Counter[str] = Counter()
    by_rule = [0] * len(rules)
    told: list[tuple[Matter, Match, bool, bool]] = []
    for one in matters:
        facts = texts.asked(one).facts()
        match, old = city.first(rules, facts), city.first(before, facts)
        is_new = (match.rule.outcome() if match else None) != (old.rule.outcome() if old else None)
        counts["changed"] += is_new
        if match is None:
            continue
        by_rule[match.n - 1] += 1
        how = _compared(one, match.rule, at)
        counts[how] += 1
        if is_new or how == "differs":
            told.append((one, match, how == "differs", is_new))
    return Trial(
        total=len(matters),
        matched=sum(by_rule),
        changed=counts["changed"],
        agrees=counts["agrees"],
        differs=counts["differs"],
        undecided=counts["undecided"],
        by_rule=tuple(by_rule),
        lines=tuple(_lines(actor, told, at)),
    )


def _in_force(unit: int) -> tuple[Rule, ...]:
    held = suggest.rules_in_force().by_unit.get(unit)
    return held[1] if held else ()


def _last_month(unit: int, at: datetime) -> list[Matter]:
    depth = len(orgs.unit_path(unit))
    recent = Matter.objects.under(unit, depth).filter(
        opened_at__gte=at - timedelta(days=DAYS), is_sealed=False
    )
    return list(recent.defer("answer").order_by("-opened_at", "-id")[:MOST])


def _lead(one: Matter, rule: Rule, at: datetime) -> int | None:
    """Return who would be proposed as lead: the rule's own body, else whose duty the rule's category is there."""
    if rule.unit is not None:
        return rule.unit
    duty = orgs.duty_for(rule.category, one.area_code, at.astimezone(CHINA).date()) if rule.category else None
    return duty.lead.id if duty else None


def _compared(one: Matter, rule: Rule, at: datetime) -> str:
    if one.stage == Stage.INTAKE and one.lead_id is None:
        return "undecided"
    lead = _lead(one, rule, at)
    same = (
        (not rule.category or rule.category == one.category)
        and (lead is None or one.lead_id is None or lead == one.lead_id)
        and (not rule.urgent or one.is_urgent)
    )
    return "agrees" if same else "differs"


def _lines(actor: Actor, told: Sequence[tuple[Matter, Match, bool, bool]], at: datetime) -> list[Line]:
    seen = set(visible(actor).filter(id__in=[one.id for one, *_ in told]).values_list("id", flat=True))
    shown = [item for item in told if item[0].id in seen][:SHOWN]
    return [
        Line(
            number=one.number,
            title=one.title,
            rule=f"{match.n}. {match.rule.title}",
            found=match.found,
            now=Said(
                orgs.category_title(match.rule.category),
                orgs.unit_name(_lead(one, match.rule, at)),
                match.rule.urgent,
            ),
            decided=Said(orgs.category_title(one.category), orgs.unit_name(one.lead_id), one.is_urgent),
            differs=differs,
            is_new=is_new,
        )
        for one, match, differs, is_new in shown
    ]
