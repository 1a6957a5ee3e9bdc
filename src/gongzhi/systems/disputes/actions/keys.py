"""Keys of the sides: the matter's number with a secret, by which a side opens the parties' own page."""

from datetime import datetime
from secrets import token_bytes

from django.db import transaction
from django.utils.translation import gettext_noop

from gongzhi.core.identity import receipts
from gongzhi.core.identity.actions import throttle
from gongzhi.core.identity.actions.door import note, note_lockout
from gongzhi.core.identity.actions.residents import WrongReceipt
from gongzhi.core.identity.models import AccessKind
from gongzhi.kernel.actor import SYSTEM, Actor
from gongzhi.kernel.identifiers import new_secret, normal_number
from gongzhi.systems.disputes.actions.entering import enter_to_keep, side_of
from gongzhi.systems.disputes.models import Side, SideKey
from gongzhi.systems.disputes.queries import cases


@transaction.atomic(durable=True)
def give_key(actor: Actor, number: str, code: str, at: datetime) -> str:
    """Make a new key for a side and return its secret, which is shown this once; an earlier key does not open any more.

    Whoever keeps the case hands it to that side alone, in person, by letter or by telephone.
    """
    entered = enter_to_keep(actor, number)
    side = side_of(entered, code)
    SideKey.objects.filter(side=side, revoked_at__isnull=True).update(revoked_at=at)
    secret = new_secret(token_bytes(16))
    made = SideKey.objects.create(
        side=side, secret_hash=receipts.hash_secret(secret), made_at=at, made_by=actor.name
    )
    entered.tell(actor, "dispute.key_given", at, {"side": code, "key": made.pk})
    return secret


def open_side(*, number: str, secret: str, address: str, at: datetime) -> Side:
    """Return the side of this number and secret; raise WrongReceipt, TooManyAttempts, or InvalidInput.

    Wrong attempts are counted as those of receipts are, by number and by address.
    """
    wanted = normal_number(number)
    keys = throttle.receipt_keys(wanted, address)
    throttle.check(keys, at)
    found = cases.side_for(wanted, secret)
    if found is not None:
        throttle.forgive(keys)
        note(AccessKind.RECEIPT_OPENED, at=at, detail=wanted)
        return found
    note(AccessKind.RECEIPT_REFUSED, at=at, address=address, detail=wanted)
    if throttle.count_failure(keys, at):
        note_lockout(SYSTEM, gettext_noop("回执"), at=at, account=None, address=address)
    raise WrongReceipt
