"""Public matters as Open311 asks for them: lists between two moments, and what happened lately."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Max, QuerySet

from gongzhi.core.files.models import Attachment
from gongzhi.core.ledger.models import Entry
from gongzhi.core.matters.models import Matter
from gongzhi.core.matters.queries.pages import visible
from gongzhi.kernel.actor import PUBLIC

_LATELY = 5000
_TOLD = (
    "workflow.moved",
    "workflow.began",
    "matter.submitted",
    "matter.followed",
    "clock.breached",
    "clock.moved",
)
"""What the public hears of; named, so that the ledger's index by verb and moment serves."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a list is asked for; both moments are inclusive, empty lists mean all. `category` "" is one not chosen yet."""

    numbers: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    states: frozenset[bool] = frozenset()
    since: datetime | None = None
    until: datetime | None = None


def requests(wanted: Wanted, start: int, size: int) -> list[Matter]:
    """Return public matters, the newest first."""
    found = visible(PUBLIC)
    if wanted.numbers:
        found = found.filter(number__in=wanted.numbers)
    if wanted.categories:
        found = found.filter(category__in=wanted.categories)
    if len(wanted.states) == 1:
        found = found.filter(is_open=True in wanted.states)
    if wanted.since:
        found = found.filter(opened_at__gte=wanted.since)
    if wanted.until:
        found = found.filter(opened_at__lte=wanted.until)
    return list(found.order_by("-opened_at", "-id")[start : start + size])


def updated_at(matters: Sequence[Matter]) -> dict[int, datetime]:
    """Return when something last happened in each matter."""
    streams = {one.stream: one.id for one in matters}
    told = Entry.objects.filter(stream__in=list(streams)).order_by().values_list("stream")
    return {streams[stream]: at for stream, at in told.annotate(last=Max("at")) if at is not None}


def pictures(matters: Sequence[Matter]) -> dict[int, Attachment]:
    """Return the first public picture of each matter."""
    found = Attachment.objects.filter(
        matter_id__in=[one.id for one in matters], is_public=True, kind="image"
    ).order_by("-id")
    return {one.matter_id: one for one in found}


def lately(since: datetime, until: datetime, numbers: Sequence[str], most: int) -> list[Matter]:
    """Return public matters in which something happened between two moments, at most `most`, the oldest number first."""
    found: QuerySet[Matter] = visible(PUBLIC)
    if numbers:
        return list(found.filter(number__in=numbers).order_by("id")[:most])
    streams = (
        Entry.objects.filter(verb__in=_TOLD, at__gte=since, at__lte=until)
        .order_by("-at")
        .values_list("stream", flat=True)[:_LATELY]
    )
    ids = {int(stream.partition(":")[2]) for stream in streams}
    return list(found.filter(id__in=ids).order_by("id")[:most])
