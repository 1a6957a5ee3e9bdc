"""When a matter is archived, so that those who handled it may see how it was rated: closed, and nothing about it pending.

A system adds what keeps a dispute open after its main proceeding ended, such as a review that may still be asked for;
until then ratings and call-backs stay unknown to the handling bodies, on pages, in the API and in lists alike.
"""

from collections.abc import Callable

from django.db.models import Q

from gongzhi.core.matters.models import Matter

Pending = Callable[[], Q]
_pending: list[Pending] = []


def register_pending(pending: Pending) -> None:
    """Take in a system's rule over matters: while a matter meets it, the matter is not archived."""
    if pending not in _pending:
        _pending.append(pending)


def archived() -> Q:
    """Return the rule that a matter meets once it is archived."""
    rule = Q(is_open=False)
    for pending in _pending:
        rule &= ~pending()
    return rule


def is_archived(matter: Matter) -> bool:
    """Whether a matter is archived."""
    if matter.is_open or not _pending:
        return not matter.is_open
    return Matter.objects.filter(archived(), pk=matter.pk).exists()
