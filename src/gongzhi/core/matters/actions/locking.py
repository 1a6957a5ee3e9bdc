"""Locks a matter until the end of the transaction; whoever writes to one does so through here."""

from django.db import transaction

from gongzhi.core.access.queries import matters_for
from gongzhi.core.matters.actions.indexing import refresh
from gongzhi.core.matters.actions.owners import Counted, counted, move_counts
from gongzhi.core.matters.models import Matter
from gongzhi.kernel.actor import Actor
from gongzhi.kernel.errors import NotFound
from gongzhi.kernel.identifiers import normal_number


def lock(matter_id: int) -> Matter:
    """Return the matter, locked; raise NotFound for an unknown id."""
    assert transaction.get_connection().in_atomic_block
    matter = Matter.objects.select_for_update().filter(id=matter_id).first()
    if matter is None:
        raise NotFound
    matter.before, matter.found_by = counted(matter), matter.published_answer
    return matter


def lock_number(actor: Actor, number: str) -> Matter:
    """Return the matter of a number, locked; raise NotFound when it is absent or out of the actor's reach."""
    seen = matters_for(actor, Matter.objects.all()).filter(number=normal_number(number))
    known = seen.values_list("id", flat=True).first()
    if known is None:
        raise NotFound
    return lock(known)


def keep(matter: Matter) -> None:
    """Save a locked matter and move its counts; an answer that was published or taken back changes what it is found by."""
    before: Counted = matter.before
    matter.save()
    matter.before = counted(matter)
    move_counts(before, matter.before)
    if matter.published_answer != matter.found_by:
        matter.found_by = matter.published_answer
        refresh(matter)
