"""The words of matters for the machine that reads and for the operator's search; for jobs and commands, never for pages."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import islice

from django.db.models import QuerySet

from gongzhi.core.ledger.queries import said_in
from gongzhi.core.matters.models import Matter, Stage
from gongzhi.core.suggest.rules.asked import Asked

BATCH = 5000
ADDED = "matter.words_added"
"""The verb under which the ledger keeps what was added to a matter."""


def all_matters() -> QuerySet[Matter]:
    """Return every matter, whoever may see it: for an operator at the console, who reads the database anyway."""
    return Matter.objects.all()


def count() -> int:
    """Return how many matters there are."""
    return Matter.objects.count()


def in_batches(size: int = BATCH) -> Iterator[list[Matter]]:
    """Yield every matter with the words by which it is found."""
    columns = ("id", "title", "text", "place", "number", "answer", "answered_at")
    found = Matter.objects.order_by("id").only(*columns).iterator(chunk_size=size)
    while batch := list(islice(found, size)):
        yield batch


def found_by(matter: Matter) -> tuple[int, str, str]:
    """Return id, title and all other words of a matter by which it is found; an answer only once it is published."""
    rest = (matter.text, matter.place, matter.number, matter.published_answer)
    return matter.id, matter.title, " ".join(filter(None, rest))


def added_words(matters: Sequence[Matter]) -> dict[int, str]:
    """Return by matter what residents and clerks added to it later; those without anything are left out."""
    streams = {one.stream: one.id for one in matters}
    found: dict[int, list[str]] = {}
    for stream, data in said_in(ADDED, streams):
        words = data.get("words") if isinstance(data, dict) else None
        if words:
            found.setdefault(streams[stream], []).append(str(words))
    return {number: " ".join(words) for number, words in found.items()}


def waiting_for_triage(most: int) -> list[Matter]:
    """Return the newest open matters that nobody has triaged yet."""
    return list(Matter.objects.filter(is_open=True, stage=Stage.INTAKE).order_by("-id")[:most])


def said_between(since: datetime, until: datetime, most: int) -> list[Matter]:
    """Return the matters taken in between two moments with their words, the newest `most`; sealed ones are left out."""
    recent = Matter.objects.filter(opened_at__gte=since, opened_at__lte=until, is_sealed=False).defer(
        "answer"
    )
    return list(recent.order_by("-opened_at", "-id")[:most])


def asked(one: Matter) -> Asked:
    """Return what is read of a matter for a suggestion: no person is among it."""
    return Asked(
        matter_id=one.id,
        title=one.title,
        text=one.text,
        area_code=one.area_code,
        category=one.category,
        channel=one.channel,
        at=one.brought_at,
        owner_path=one.owner_path,
    )


def asked_of(matter_id: int) -> Asked:
    """Return the same for a matter by its id."""
    return asked(Matter.objects.get(id=matter_id))


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
