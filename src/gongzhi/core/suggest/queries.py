"""Reads of suggestions; who may see a matter is decided by the caller, who has it in hand."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Case, Count, F, IntegerField, Q, QuerySet, Sum, When

from gongzhi.core.orgs import queries as orgs
from gongzhi.core.suggest.models import RuleSet, RuleState, Suggestion
from gongzhi.core.suggest.rules import city
from gongzhi.core.suggest.rules.city import Facts, Match
from gongzhi.kernel.actor import Actor

BY_RULE = "city_rules"
"""The name under which suggestions of the city's rules are kept; their version is unit, version and number of the rule."""


@dataclass(frozen=True, slots=True)
class Other:
    """A less likely value."""

    value: str
    confidence: float


@dataclass(frozen=True, slots=True)
class Suggested:
    """One suggestion as a page shows it."""

    kind: str
    value: str
    confidence: float
    is_sure: bool
    reasons: tuple[str, ...]
    others: tuple[Other, ...]
    model: str
    version: str
    made_at: datetime
    chosen: str


@dataclass(frozen=True, slots=True)
class Acceptance:
    """How often people chose what a model suggested; `sure` counts only what it was sure of."""

    kind: str
    model: str
    version: str
    value: str
    decided: int
    agreed: int

    @property
    def share(self) -> float:
        """Return the share of agreement, 0 to 1."""
        return self.agreed / self.decided if self.decided else 0.0


@dataclass(frozen=True, slots=True)
class Figure:
    """How one function of one model fared: suggestions made, decided upon, taken over, changed, and not yet decided."""

    kind: str
    model: str
    version: str
    value: str
    shown: int
    sure: int
    decided: int
    taken: int

    @property
    def changed(self) -> int:
        """Return how often a person chose something else."""
        return self.decided - self.taken

    @property
    def waiting(self) -> int:
        """Return how many nobody chose about: the matter still waits, or was settled without that question."""
        return self.shown - self.decided

    @property
    def share(self) -> float:
        """Return the share of those decided that were taken over, 0 to 1."""
        return self.taken / self.decided if self.decided else 0.0


def figures(since: datetime, by_value: bool = False) -> list[Figure]:
    """Return how suggestions made since a moment fared, by kind, model and version, and by value if asked."""
    keys = ["kind", "model", "version", *(["value"] if by_value else [])]
    made = Suggestion.objects.filter(made_at__gte=since).values(*keys)
    rows = made.annotate(
        shown=Count("id"),
        sure=Count("id", filter=Q(is_sure=True)),
        decided=Count("id", filter=Q(chosen_at__isnull=False)),
        taken=Count("id", filter=Q(chosen_at__isnull=False, chosen=F("value"))),
    ).order_by("kind", "-shown")
    return [Figure(**{"value": ""} | row) for row in rows]


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which suggestions to list: of a kind, and of a model or value if given, that fared in a certain way."""

    kind: str
    model: str = ""
    value: str = ""
    how: str = "changed"


HOWS = ("taken", "changed", "waiting", "all")


def listed(wanted: Wanted, since: datetime) -> QuerySet[Suggestion]:
    """Return the suggestions behind a figure, the newest first; whom they may be shown to is the caller's to decide."""
    found = Suggestion.objects.filter(kind=wanted.kind, made_at__gte=since)
    if wanted.model:
        found = found.filter(model=wanted.model)
    if wanted.value:
        found = found.filter(value=wanted.value)
    if wanted.how == "taken":
        found = found.filter(chosen_at__isnull=False, chosen=F("value"))
    elif wanted.how == "changed":
        found = found.filter(chosen_at__isnull=False).exclude(chosen=F("value"))
    elif wanted.how == "waiting":
        found = found.filter(chosen_at__isnull=True)
    return found.order_by("-made_at", "-id")


def decided_for(matter_id: int) -> list[Suggestion]:
    """Return the suggestions about which a person decided, each kind's as it stood when he did."""
    found = Suggestion.objects.filter(matter_id=matter_id, chosen_at__isnull=False).order_by("made_at", "id")
    return list({row.kind: row for row in found}.values())


def for_matter(matter_id: int) -> dict[str, Suggested]:
    """Return by kind what is suggested for a matter: of each kind the newest."""
    rows = Suggestion.objects.filter(matter_id=matter_id).order_by("made_at", "id")
    found: dict[str, Suggested] = {}
    for row in rows:
        held = found.get(row.kind)
        # A rule of the city goes before any model, unless a later round of rules said otherwise.
        if held is None or held.model != BY_RULE or row.model == BY_RULE:
            found[row.kind] = _shown(row)
    return found


def without_suggestions(matter_ids: Sequence[int]) -> set[int]:
    """Return those of the matters for which nothing was suggested yet."""
    known = Suggestion.objects.filter(matter_id__in=matter_ids).values_list("matter_id", flat=True)
    return set(matter_ids) - set(known)


def acceptance(since: datetime, by_value: bool = False) -> list[Acceptance]:
    """Return how often people agreed since a moment, by kind and model, and by suggested value if asked."""
    decided = Suggestion.objects.filter(chosen_at__gte=since)
    keys = ["kind", "model", "version", *(["value"] if by_value else [])]
    agreed = Sum(Case(When(chosen=F("value"), then=1), default=0, output_field=IntegerField()))
    rows = decided.values(*keys).annotate(decided=Count("id"), agreed=agreed).order_by(*keys)
    return [
        Acceptance(
            kind=row["kind"],
            model=row["model"],
            version=row["version"],
            value=row.get("value", ""),
            decided=row["decided"],
            agreed=row["agreed"] or 0,
        )
        for row in rows
    ]


@dataclass(frozen=True, slots=True)
class Ruled:
    """The rule of a unit that fits a matter."""

    unit_id: int
    version: int
    match: Match


@dataclass(frozen=True, slots=True)
class Rules:
    """The rules in force by unit."""

    by_unit: dict[int, tuple[int, tuple[city.Rule, ...]]]

    def first(self, owner_path: Sequence[int], facts: Facts) -> Ruled | None:
        """Return the first rule that fits, those of the nearest centre before those of the ones above."""
        for unit in reversed(owner_path):
            if unit in self.by_unit:
                version, rules = self.by_unit[unit]
                if (found := city.first(rules, facts)) is not None:
                    return Ruled(unit, version, found)
        return None


def rules_in_force() -> Rules:
    """Return the rules in force of all units."""
    rows = RuleSet.objects.filter(state=RuleState.IN_FORCE)
    return Rules({row.unit_id: (row.version, rules_of(row)) for row in rows})


def rules_of(row: RuleSet) -> tuple[city.Rule, ...]:
    """Return the rules of a version in their order."""
    return tuple(city.from_json(one) for one in row.rules)


def rules_unit(actor: Actor) -> int | None:
    """Return the unit whose rules an actor keeps: the city's centre for its administrator, else the own centre or None."""
    if actor.unit_id is None:
        return None
    if not actor.has_role("dispatcher"):
        return orgs.root().id
    return actor.unit_id if orgs.unit(actor.unit_id).kind == "centre" else None


def rule_versions(unit_id: int) -> list[RuleSet]:
    """Return the versions of a unit's rules, the newest first."""
    return list(RuleSet.objects.filter(unit_id=unit_id).order_by("-version"))


def rule_draft(unit_id: int) -> RuleSet | None:
    """Return a unit's draft, None where there is none."""
    return RuleSet.objects.filter(unit_id=unit_id, state=RuleState.DRAFT).first()


def _shown(row: Suggestion) -> Suggested:
    return Suggested(
        kind=row.kind,
        value=row.value,
        confidence=row.confidence,
        is_sure=row.is_sure,
        reasons=tuple(str(one) for one in row.reasons),
        others=tuple(Other(str(one["value"]), float(one["confidence"])) for one in row.others),
        model=row.model,
        version=row.version,
        made_at=row.made_at,
        chosen=row.chosen,
    )
