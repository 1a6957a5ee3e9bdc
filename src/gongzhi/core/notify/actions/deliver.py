"""Sends what the outboxes hold: claims rows, hands them to their channels, notes how it went.

Many workers may deliver at once (`SKIP LOCKED`). Each claim is a lease: when a worker is killed after handing a
message over, the next try carries the same key, by which the gateway knows that it has it already.
"""

from collections.abc import Callable
from datetime import datetime
from typing import TypeVar

from django.db import transaction
from django.db.models import F, Q

from gongzhi.core.identity import queries as identity
from gongzhi.core.ledger.actions import record
from gongzhi.core.notify.channels import Letter, SendFailed, Sent, gateway
from gongzhi.core.notify.models import Endpoint, Notice, OutgoingState, WebhookCall
from gongzhi.core.notify.models.notice import Channel
from gongzhi.core.notify.rules import addresses, backoff
from gongzhi.core.notify.webhooks import Answer, call
from gongzhi.kernel.actor import SYSTEM
from gongzhi.kernel.errors import DomainError

Now = Callable[[], datetime]
Row = TypeVar("Row", Notice, WebhookCall)


class NoAddress(Exception):
    """The recipient left nothing that a message could go to."""


def deliver(batch: int, *, now: Now) -> int:
    """Try up to `batch` waiting notices and as many webhook calls; return how many were tried."""
    notices = _claim(Notice, batch, now())
    for notice in notices:
        _send_notice(notice, now)
    calls = _claim(WebhookCall, batch, now())
    for one in calls:
        _send_call(one, now)
    return len(notices) + len(calls)


@transaction.atomic(durable=True)
def _claim(kind: type[Row], batch: int, at: datetime) -> list[Row]:
    free = Q(leased_until__isnull=True) | Q(leased_until__lte=at)
    waiting = kind._default_manager.filter(free, state=OutgoingState.WAITING, next_at__lte=at)
    rows = list(waiting.order_by("next_at").select_for_update(skip_locked=True)[:batch])
    until = at + backoff.LEASE
    claimed = kind._default_manager.filter(pk__in=[row.pk for row in rows])
    claimed.update(leased_until=until, attempts=F("attempts") + 1)
    for row in rows:
        row.leased_until, row.attempts = until, row.attempts + 1
    return rows


def _send_notice(notice: Notice, now: Now) -> None:
    try:
        channel, address = _address(notice)
        sent = gateway(channel).send(Letter(f"notice-{notice.pk}", address, notice.subject, notice.body))
    except NoAddress:
        _note(notice, now(), state=OutgoingState.SKIPPED, error="没有可用的联系方式")
    except SendFailed as failed:
        _note_failure(notice, now(), failed.why, is_final=failed.is_final)
    except (
        DomainError
    ) as refused:  # a sealed contact that no key opens, say: trying again may help once it is mended
        _note_failure(notice, now(), refused.sentence())
    else:
        _note_sent(notice, channel, sent, now())


def _address(notice: Notice) -> tuple[Channel, str]:
    """Return channel and address; a resident's contact is unsealed here, for this one message, and nowhere kept."""
    if notice.channel == Channel.EMAIL:
        address = identity.account_email(notice.recipient_id)
    else:
        address = identity.contact_for_delivery(notice.recipient_id)
    found = addresses.reachable_by(address)
    if found is None:
        raise NoAddress
    return Channel(found[0]), found[1]


@transaction.atomic(durable=True)
def _note_sent(notice: Notice, channel: Channel, sent: Sent, at: datetime) -> None:
    fields = {"via": channel, "reference": sent.reference[:120], "sent_at": at, "error": ""}
    if _note(notice, at, state=OutgoingState.SENT, **fields) and notice.statutory and notice.matter_id:
        said = {
            "notice": notice.pk,
            "to": notice.recipient_kind,
            "via": str(channel),
            "subject": notice.subject,
        }
        record(stream=f"matter:{notice.matter_id}", verb="notice.sent", actor=SYSTEM, at=at, data=said)


def _send_call(row: WebhookCall, now: Now) -> None:
    endpoint = Endpoint.objects.filter(pk=row.endpoint_id, is_active=True).first()
    if endpoint is None:
        _note(row, now(), state=OutgoingState.SKIPPED, error="推送地址已停用")
        return
    answer = call(endpoint, row, now())
    if answer.is_taken:
        _note(row, now(), state=OutgoingState.SENT, status_code=answer.status, sent_at=now(), error="")
    else:
        _note_failure(row, now(), answer.why, status_code=answer.status, is_final=_is_gone(answer))


def _is_gone(answer: Answer) -> bool:
    return (
        answer.status == 410
    )  # "Gone": the receiver says in the words of the standard that it wants no more


def _note_failure(
    row: Notice | WebhookCall, at: datetime, why: str, *, is_final: bool = False, **fields: object
) -> None:
    again = None if is_final else backoff.next_try(row.attempts, at)
    state = OutgoingState.PARKED if again is None else OutgoingState.WAITING
    _note(row, at, state=state, error=why[:300], next_at=again or at, **fields)


def _note(row: Notice | WebhookCall, at: datetime, **fields: object) -> bool:
    """Write how a try went, unless the lease ran out and somebody else holds the row; return whether it was written."""
    mine = type(row)._default_manager.filter(
        pk=row.pk, state=OutgoingState.WAITING, leased_until=row.leased_until
    )
    return mine.update(leased_until=None, **fields) == 1


def try_again(row: Notice | WebhookCall, at: datetime) -> bool:
    """Put a parked row back as if it were new; return whether it was parked."""
    parked = type(row)._default_manager.filter(pk=row.pk, state=OutgoingState.PARKED)
    return parked.update(state=OutgoingState.WAITING, attempts=0, next_at=at, error="") == 1
