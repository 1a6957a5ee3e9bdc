"""Reads of suggestions; who may see a matter is decided by the caller, who has it in hand."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Case, Count, F, IntegerField, Sum, When

from gongzhi.core.suggest.models import Suggestion


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


def for_matter(matter_id: int) -> dict[str, Suggested]:
    """Return by kind what is suggested for a matter: of each kind the newest."""
    rows = Suggestion.objects.filter(matter_id=matter_id).order_by("made_at", "id")
    return {row.kind: _shown(row) for row in rows}


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
