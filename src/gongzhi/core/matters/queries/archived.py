"""When a matter is archived, so that those who handled it may see how it was rated: closed, and nothing about it pending.

A system adds what keeps a dispute open after its main proceeding ended, such as a review that may still be asked for;
until then ratings and call-backs stay unknown to the handling bodies, on pages, in the API and in lists alike.
What is pending is asked at a moment, for a right ends with its last day whether or not anybody has noted it.
"""

from collections.abc import Callable
from datetime import datetime

from django.db.models import Q
from django.utils import timezone

from gongzhi.core.matters.models import Matter

Pending = Callable[[datetime], Q]
_pending: list[Pending] = []


def register_pending(pending: Pending) -> None:
    """Take in a system's rule over matters: while a matter meets it, the matter is not archived."""
    if pending not in _pending:
        _pending.append(pending)


def archived(at: datetime) -> Q:
    """Return the rule that a matter meets once it is archived, at a moment."""
    rule = Q(is_open=False)
    for pending in _pending:
        rule &= ~pending(at)
    return rule


def is_archived(matter: Matter, at: datetime | None = None) -> bool:
    """Whether a matter is archived at a moment, now by default."""
    if matter.is_open or not _pending:
        return not matter.is_open
    return Matter.objects.filter(archived(at or timezone.now()), pk=matter.pk).exists()
