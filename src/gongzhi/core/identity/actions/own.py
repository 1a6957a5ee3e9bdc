"""What staff do with their own account: password, second factor, recovery codes, which post to act through."""

from datetime import datetime
from secrets import token_bytes

import pyotp
from django.contrib.auth.hashers import check_password, make_password
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction

from gongzhi.core.identity import sealing
from gongzhi.core.identity.actions.door import IDENTITY_STREAM, note
from gongzhi.core.identity.actions.login import WrongCode, use_totp
from gongzhi.core.identity.models import AccessKind, Account, RecoveryCode
from gongzhi.core.identity.receipts import hash_secret
from gongzhi.core.identity.rules.passwords import is_mixed, readable_code
from gongzhi.core.ledger.actions import record
from gongzhi.kernel.actor import Actor
from gongzhi.kernel.errors import InvalidInput, NotFound

RECOVERY_CODES = 10


@transaction.atomic(durable=True)
def change_password(actor: Actor, *, old: str, new: str, address: str, at: datetime) -> int:
    """Change one's own password; all other sessions end. Return the number under which this one goes on."""
    account = _own(actor)
    if not check_password(old, account.password):
        raise InvalidInput(field="old", why="现在的口令不对，请再输一次。")
    check_new_password(new, account, old)
    account.password, account.password_changed_at = make_password(new), at
    account.must_change_password = False
    account.session_epoch += 1
    account.save()
    note(
        AccessKind.PASSWORD_CHANGED, at=at, account_id=account.id, username=account.username, address=address
    )
    _record(actor, "identity.password_changed", account, at)
    return account.session_epoch


def check_new_password(new: str, account: Account, old: str = "") -> None:
    """Raise InvalidInput with what is wrong with a new password."""
    if old and new == old:
        raise InvalidInput(field="new", why="新口令要和现在的不一样。")
    if not is_mixed(new):
        raise InvalidInput(field="new", why="新口令要混用至少两种字符，例如字母和数字。")
    try:
        validate_password(new, account)
    except ValidationError as error:
        raise InvalidInput(field="new", why=" ".join(error.messages)) from error


def new_totp_secret() -> str:
    """Return a fresh secret; it counts only once a code of it was typed in."""
    return pyotp.random_base32()


def totp_address(username: str, secret: str, issuer: str) -> str:
    """Return the address that an authenticator app reads from a QR code."""
    return pyotp.TOTP(secret).provisioning_uri(name=username, issuer_name=issuer)


@transaction.atomic(durable=True)
def set_second_factor(actor: Actor, *, secret: str, code: str, address: str, at: datetime) -> list[str]:
    """Take a secret into use once a code of it was typed; return the recovery codes, which are shown only now."""
    account = _own(actor)
    account.totp_sealed, account.totp_last_step = sealing.seal(secret), 0
    account.save()
    if not use_totp(account, code, at):
        raise WrongCode
    Account.objects.filter(id=account.id).update(totp_confirmed_at=at)
    note(
        AccessKind.SECOND_FACTOR_SET, at=at, account_id=account.id, username=account.username, address=address
    )
    _record(actor, "identity.second_factor_set", account, at)
    return _renew_codes(account)


@transaction.atomic(durable=True)
def renew_recovery_codes(actor: Actor, at: datetime) -> list[str]:
    """Replace all recovery codes and return the new ones, which are shown only now."""
    account = _own(actor)
    _record(actor, "identity.recovery_renewed", account, at)
    return _renew_codes(account)


def _renew_codes(account: Account) -> list[str]:
    codes = [readable_code(token_bytes(12), (4, 4, 4)) for _ in range(RECOVERY_CODES)]
    RecoveryCode.objects.filter(account=account).delete()
    RecoveryCode.objects.bulk_create(
        RecoveryCode(account=account, code_hash=hash_secret(code)) for code in codes
    )
    return codes


def _own(actor: Actor) -> Account:
    account = Account.objects.select_for_update().filter(id=actor.account_id or 0, is_active=True).first()
    if account is None:
        raise NotFound
    return account


def _record(actor: Actor, verb: str, account: Account, at: datetime) -> None:
    data = {"account": account.id, "username": account.username, "name": account.name}
    record(stream=IDENTITY_STREAM, verb=verb, actor=actor, at=at, data=data)
