"""Builds the search table anew from the matters, batch by batch, while the platform runs."""

from collections.abc import Callable

from django.db import transaction

from gongzhi.core.matters.models import Matter
from gongzhi.core.matters.queries import texts
from gongzhi.core.search.actions import put_many
from gongzhi.core.search.models import SearchText


def rebuild(progress: Callable[[int], None]) -> tuple[int, int]:
    """Set anew what every matter is found by; return how many matters, and how many rows of none were removed."""
    done = 0
    for batch in texts.in_batches():
        with transaction.atomic():
            put_many(batch)
        done += len(batch)
        progress(len(batch))
    stale, _ = SearchText.objects.exclude(matter_id__in=Matter.objects.values("id")).delete()
    return done, stale
