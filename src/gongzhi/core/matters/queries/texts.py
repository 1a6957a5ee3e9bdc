"""The words of matters for the machine that reads and for the operator's search; for jobs and commands, never for pages."""

from collections.abc import Iterator
from datetime import datetime
from itertools import islice

from django.db.models import QuerySet

from gongzhi.core.matters.models import Matter, Stage

BATCH = 5000


def all_matters() -> QuerySet[Matter]:
    """Return every matter, whoever may see it: for an operator at the console, who reads the database anyway."""
    return Matter.objects.all()


def count() -> int:
    """Return how many matters there are."""
    return Matter.objects.count()


def in_batches(size: int = BATCH) -> Iterator[list[tuple[int, str, str]]]:
    """Yield id, title and all other words of every matter, by which it is found."""
    rows = Matter.objects.order_by("id").values_list("id", "title", "text", "place", "number", "answer")
    found = rows.iterator(chunk_size=size)
    while batch := list(islice(found, size)):
        yield [(number, title, " ".join(rest)) for number, title, *rest in batch]


def waiting_for_triage(most: int) -> list[Matter]:
    """Return the newest open matters that nobody has triaged yet."""
    return list(Matter.objects.filter(is_open=True, stage=Stage.INTAKE).order_by("-id")[:most])


def decided_since(since: datetime, most: int) -> list[tuple[str, str, str]]:
    """Return title, text and category of matters past triage, the oldest first; sealed ones are left out."""
    decided = (
        Matter.objects.filter(opened_at__gte=since, is_sealed=False)
        .exclude(stage=Stage.INTAKE)
        .exclude(category="")
        .order_by("-opened_at", "-id")
        .values_list("title", "text", "category")[:most]
    )
    return list(reversed(decided))
