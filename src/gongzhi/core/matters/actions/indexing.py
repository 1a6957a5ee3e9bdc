"""Keeps what matters are found by: one when its words change, all when the search table is built anew."""

from collections.abc import Callable, Sequence

from django.db import transaction

from gongzhi.core.matters.models import Matter
from gongzhi.core.matters.queries import texts
from gongzhi.core.search.actions import put_many
from gongzhi.core.search.models import SearchText


def refresh(matter: Matter) -> None:
    """Set anew what a matter is found by: its words, the published answer, and all that was added later."""
    _put([matter])


def rebuild(progress: Callable[[int], None]) -> tuple[int, int]:
    """Set anew what every matter is found by; return how many matters, and how many rows of none were removed."""
    done = 0
    for batch in texts.in_batches():
        with transaction.atomic():
            _put(batch)
        done += len(batch)
        progress(len(batch))
    stale, _ = SearchText.objects.exclude(matter_id__in=Matter.objects.values("id")).delete()
    return done, stale


def _put(matters: Sequence[Matter]) -> None:
    put_many([texts.found_by(one) for one in matters], texts.added_words(matters))
