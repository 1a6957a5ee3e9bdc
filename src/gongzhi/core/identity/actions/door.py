"""Notes what happens at the door; the other actions share it."""

from datetime import datetime

from django.db import transaction

from gongzhi.core.identity.models import AccessKind, AccessLog, Account
from gongzhi.core.ledger.actions import record
from gongzhi.kernel.actor import Actor, ActorKind

IDENTITY_STREAM = "identity"
ACCESS_STREAM = "access"


def note(
    kind: AccessKind,
    *,
    at: datetime,
    account_id: int | None = None,
    username: str = "",
    post_id: int | None = None,
    address: str = "",
    detail: str = "",
) -> None:
    """Append one event to the access log."""
    AccessLog.objects.create(
        at=at,
        kind=kind,
        account_id=account_id,
        username=username[:60],
        post_id=post_id,
        address=address,
        detail=detail[:300],
    )


def note_lockout(actor: Actor, what: str, *, at: datetime, account: Account | None, address: str) -> None:
    """Append a lockout to the access log and to the ledger, where nobody can take it away."""
    account_id = None if account is None else account.id
    username = "" if account is None else account.username
    with transaction.atomic():
        note(
            AccessKind.LOCKED_OUT,
            at=at,
            account_id=account_id,
            username=username,
            address=address,
            detail=what,
        )
        record(
            stream=ACCESS_STREAM,
            verb="access.locked_out",
            actor=actor,
            at=at,
            data={"what": what, "account": account_id, "address": address},
        )


def person(account: Account) -> Actor:
    """Return the actor for what an account does to itself before or beside any post."""
    return Actor(kind=ActorKind.STAFF, name=account.name, account_id=account.id)
