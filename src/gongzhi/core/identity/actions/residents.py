"""What concerns residents: who they are in one matter, their receipts, and staff reading their contact in clear."""

from datetime import datetime
from secrets import token_bytes

from django.db import transaction
from django.utils.translation import gettext_noop

from gongzhi.core.identity import receipts, sealing
from gongzhi.core.identity.actions import throttle
from gongzhi.core.identity.actions.door import ACCESS_STREAM, note, note_lockout
from gongzhi.core.identity.models import AccessKind, Receipt, ReceiptKind, Resident, Reveal
from gongzhi.core.identity.rules.verbs import require_role
from gongzhi.core.ledger.actions import record
from gongzhi.kernel.actor import SYSTEM, Actor
from gongzhi.kernel.errors import DomainError, InvalidInput, NotFound
from gongzhi.kernel.identifiers import new_secret, normal_number

PURPOSE_LONGEST = 200


class WrongReceipt(DomainError):
    """Number and secret do not belong together, or there is no such number: one sentence for both."""

    code = "identity.wrong_receipt"
    message = "编号和查询码对不上。请对照回执逐字核对:查询码里没有数字 0 和 1,也没有字母 O、I、L。"
    http_status = 403


def make_resident(name: str, contact: str, at: datetime) -> int | None:
    """Keep sealed what somebody told about himself in one matter; None when he told nothing."""
    if not (name.strip() or contact.strip()):
        return None
    made = Resident.objects.create(
        name_sealed=sealing.seal(name.strip()), contact_sealed=sealing.seal(contact.strip()), made_at=at
    )
    return made.id


def forget_resident(resident_id: int) -> None:
    """Wipe what somebody told about himself, once its purpose is served; joins the caller's transaction."""
    Resident.objects.filter(id=resident_id).update(name_sealed=b"", contact_sealed=b"")


def issue_receipt(
    *,
    matter_id: int,
    number: str,
    resident_id: int | None,
    at: datetime,
    kind: ReceiptKind = ReceiptKind.FOLLOW,
) -> tuple[Receipt, str]:
    """Make one more receipt of a matter and return it with its secret, which is shown only now."""
    secret = new_secret(token_bytes(16))
    made = Receipt.objects.create(
        matter_id=matter_id,
        resident_id=resident_id,
        number=number,
        secret_hash=receipts.hash_secret(secret),
        made_at=at,
        kind=kind,
    )
    return made, secret


def open_receipt(*, number: str, secret: str, address: str, at: datetime) -> Receipt:
    """Return the receipt of this number and secret; raise WrongReceipt, TooManyAttempts, or InvalidInput."""
    wanted = normal_number(number)
    keys = throttle.receipt_keys(wanted, address)
    throttle.check(keys, at)
    for receipt in Receipt.objects.filter(number=wanted):
        if receipts.is_secret_of(secret, receipt.secret_hash):
            throttle.forgive(keys)
            note(AccessKind.RECEIPT_OPENED, at=at, detail=wanted)
            return receipt
    note(AccessKind.RECEIPT_REFUSED, at=at, address=address, detail=wanted)
    if throttle.count_failure(keys, at):
        note_lockout(SYSTEM, gettext_noop("回执"), at=at, account=None, address=address)
    raise WrongReceipt


@transaction.atomic(durable=True)
def reveal(
    actor: Actor, resident_id: int, matter_id: int, purpose: str, at: datetime, address: str = ""
) -> tuple[str, str]:
    """Return a resident's name and contact in clear, and note who read it for what; the resident sees the note.

    The caller has made sure that the matter is in the actor's reach and is the resident's.
    """
    require_role(actor, "matters.reveal")
    why = purpose.strip()
    if not why or len(why) > PURPOSE_LONGEST:
        raise InvalidInput(field="purpose", why="请写明为什么要看，最多 200 个字；居民会看到这句话。")
    resident = Resident.objects.filter(id=resident_id).first()
    if resident is None:
        raise NotFound
    Reveal.objects.create(
        matter_id=matter_id,
        resident_id=resident_id,
        account_id=actor.account_id,
        post_id=actor.post_id,
        unit_id=actor.unit_id,
        unit_name=actor.unit_name,
        actor_name=actor.name,
        role=sorted(actor.roles)[0] if actor.roles else "",
        purpose=why,
        at=at,
    )
    note(
        AccessKind.REVEALED,
        at=at,
        account_id=actor.account_id,
        post_id=actor.post_id,
        address=address,
        detail=f"matter:{matter_id}",
    )
    record(
        stream=ACCESS_STREAM,
        verb="access.revealed",
        actor=actor,
        at=at,
        data={"matter": matter_id, "resident": resident_id},
        why=why,
    )
    return sealing.unseal(resident.name_sealed), sealing.unseal(resident.contact_sealed)
