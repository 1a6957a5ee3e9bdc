"""Queues notices in the transaction of the act that they tell of."""

from datetime import datetime

from gongzhi.core.identity import queries as identity
from gongzhi.core.notify import queries
from gongzhi.core.notify.models import Notice, OutgoingState
from gongzhi.core.notify.models.notice import Channel
from gongzhi.core.notify.recipients import Recipient
from gongzhi.kernel.actor import Actor

_SUBJECT_LONGEST = 200


def notify(
    *,
    matter_id: int | None,
    to: Recipient,
    subject: str,
    body: str,
    actor: Actor,
    at: datetime,
    key: str,
    statutory: bool,
) -> int:
    """Queue a notice on every channel that fits the recipient; return how many rows are new.

    The same key to the same recipient is queued once. A statutory notice goes out on every channel, whatever the
    recipient prefers. The caller holds the transaction: what is rolled back is never sent.
    """
    rows = [
        Notice(
            key=key,
            matter_id=matter_id,
            recipient_kind=to.kind,
            recipient_id=to.id,
            channel=channel,
            subject=subject[:_SUBJECT_LONGEST],
            body=body,
            statutory=statutory,
            made_by=actor.unit_name or actor.name,
            made_at=at,
            next_at=at,
            state=OutgoingState.SENT if channel is Channel.IN_APP else OutgoingState.WAITING,
            sent_at=at if channel is Channel.IN_APP else None,
            via=channel if channel is Channel.IN_APP else "",
        )
        for channel in channels_for(to, statutory=statutory)
    ]
    known = Notice.objects.filter(key=key, recipient_kind=to.kind, recipient_id=to.id)
    already = set(known.values_list("channel", flat=True))
    fresh = [row for row in rows if row.channel not in already]
    Notice.objects.bulk_create(fresh, ignore_conflicts=True)
    return len(fresh)


def channels_for(to: Recipient, *, statutory: bool) -> list[Channel]:
    """Return the channels of a notice; the in-app one is always among them."""
    if to.kind == "resident":
        return [Channel.IN_APP, Channel.CONTACT]
    if to.kind == "unit":
        return [Channel.IN_APP]
    wanted = statutory or queries.is_wanted(to.id, Channel.EMAIL)
    return [Channel.IN_APP, Channel.EMAIL] if wanted and identity.account_email(to.id) else [Channel.IN_APP]
