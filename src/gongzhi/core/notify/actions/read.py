"""Marks notices read."""

from datetime import datetime

from gongzhi.core.notify import queries
from gongzhi.core.notify.models import Notice
from gongzhi.kernel.actor import Actor
from gongzhi.kernel.errors import NotFound


def mark_read(actor: Actor, notice_id: int, at: datetime) -> Notice:
    """Mark one notice of the actor's inbox read; a unit's notice is read for all of the unit."""
    notice = queries.inbox(actor).filter(pk=notice_id).first()
    if notice is None:
        raise NotFound
    if notice.read_at is None:
        notice.read_at, notice.read_by = at, actor.name
        notice.save(update_fields=["read_at", "read_by"])
    return notice


def mark_all_read(actor: Actor, at: datetime) -> int:
    """Mark everything in the actor's inbox read; return how many were unread."""
    unread = queries.inbox(actor).filter(read_at__isnull=True)
    return Notice.objects.filter(pk__in=unread.values("pk")).update(read_at=at, read_by=actor.name)
