"""What the security administrator does with accounts: create, reset, lock, unlock. Each act is in the ledger."""

import re
from dataclasses import dataclass
from datetime import datetime
from secrets import token_bytes

from django.contrib.auth.hashers import make_password
from django.db import IntegrityError, transaction
from django.db.models import F

from gongzhi.core.identity.actions import throttle
from gongzhi.core.identity.actions.door import IDENTITY_STREAM
from gongzhi.core.identity.models import Account, RecoveryCode
from gongzhi.core.identity.models.account import normal_username
from gongzhi.core.identity.rules.passwords import readable_code
from gongzhi.core.identity.rules.verbs import require_role
from gongzhi.core.ledger.actions import record
from gongzhi.kernel.actor import Actor
from gongzhi.kernel.errors import InvalidInput, NotAllowed, NotFound

_USERNAME = re.compile(r"^[a-z0-9][a-z0-9._-]{1,59}$")


@dataclass(frozen=True, slots=True)
class NewAccount:
    """What an account is made from; without a password a first one is made and shown once.

    An account with a single sign-on identity and no password opens by single sign-on alone.
    """

    username: str
    name: str
    email: str = ""
    oidc_subject: str = ""
    password: str = ""
    must_change_password: bool = True


def new_password() -> str:
    """Return a first password of 79 random bits that can be read out."""
    return readable_code(token_bytes(16), (4, 4, 4, 4)).capitalize()


@transaction.atomic(durable=True)
def create_account(actor: Actor, new: NewAccount, at: datetime) -> tuple[Account, str]:
    """Create an account and return it with its first password, which is shown only now; "" when it has none."""
    require_role(actor, "identity.accounts")
    username, name = normal_username(new.username), new.name.strip()
    if not _USERNAME.match(username):
        why = "用户名要用 2 到 60 个小写字母、数字、点、横线或下划线，并以字母或数字开头。"
        raise InvalidInput(field="username", why=why)
    if not name or len(name) > 60:
        raise InvalidInput(field="name", why="请写姓名，最多 60 个字。")
    password = new.password or ("" if new.oidc_subject.strip() else new_password())
    account = Account(
        username=username,
        name=name,
        email=new.email.strip(),
        oidc_subject=new.oidc_subject.strip() or None,
        password=make_password(password or None),
        password_changed_at=at,
        must_change_password=new.must_change_password and bool(password),
        made_at=at,
    )
    _save_new(account)
    _record(actor, "identity.account_created", account, at, {"oidc": account.oidc_subject is not None})
    return account, password


def _save_new(account: Account) -> None:
    try:
        with transaction.atomic():
            account.save(force_insert=True)
    except IntegrityError as error:
        if "oidc_subject" in str(error):
            raise InvalidInput(
                field="oidc_subject", why="这个统一身份标识已经对应另一个账户，请核对。"
            ) from error
        why = "这个用户名已经有人用了，请换一个。"
        raise InvalidInput(field="username", why=why) from error


@transaction.atomic(durable=True)
def reset_password(actor: Actor, account_id: int, why: str, at: datetime, password: str = "") -> str:
    """Give an account a new first password, end its sessions, and return the password, which is shown only now."""
    require_role(actor, "identity.accounts")
    account, reason = _other(actor, account_id), _reason(why)
    given = password or new_password()
    account.password, account.password_changed_at = make_password(given), at
    account.must_change_password = True
    account.session_epoch += 1
    account.save()
    throttle.forgive_account(account.username, account.id)
    _record(actor, "identity.password_reset", account, at, {}, reason)
    return given


@transaction.atomic(durable=True)
def lock_account(actor: Actor, account_id: int, why: str, at: datetime) -> None:
    """Lock an account and end its sessions at once."""
    require_role(actor, "identity.locks")
    account, reason = _other(actor, account_id), _reason(why)
    account.is_active, account.lock_reason = False, reason[:200]
    account.session_epoch += 1
    account.save()
    _record(actor, "identity.locked", account, at, {}, reason)


@transaction.atomic(durable=True)
def unlock_account(actor: Actor, account_id: int, why: str, at: datetime) -> None:
    """Unlock an account, and let it try again after too many wrong attempts."""
    require_role(actor, "identity.locks")
    account, reason = _other(actor, account_id), _reason(why)
    account.is_active, account.lock_reason = True, ""
    account.save()
    throttle.forgive_account(account.username, account.id)
    _record(actor, "identity.unlocked", account, at, {}, reason)


@transaction.atomic(durable=True)
def reset_second_factor(actor: Actor, account_id: int, why: str, at: datetime) -> None:
    """Take away a lost second factor with its recovery codes and end the sessions; the next login sets up a new one."""
    require_role(actor, "identity.accounts")
    account, reason = _other(actor, account_id), _reason(why)
    account.totp_sealed, account.totp_confirmed_at, account.totp_last_step = b"", None, 0
    account.session_epoch += 1
    account.save()
    RecoveryCode.objects.filter(account=account).delete()
    _record(actor, "identity.second_factor_reset", account, at, {}, reason)


@transaction.atomic(durable=True)
def change_account(
    actor: Actor, account_id: int, *, name: str, email: str, oidc_subject: str, at: datetime
) -> None:
    """Change name, address and the subject at the identity provider; the old ones stay in the ledger."""
    require_role(actor, "identity.accounts")
    account = _other(actor, account_id)
    before = {"name": account.name, "email": account.email, "oidc_subject": account.oidc_subject}
    if not name.strip():
        raise InvalidInput(field="name", why="请写姓名，最多 60 个字。")
    account.name, account.email = name.strip()[:60], email.strip()
    account.oidc_subject = oidc_subject.strip() or None
    try:
        with transaction.atomic():
            account.save()
    except IntegrityError as error:
        raise InvalidInput(
            field="oidc_subject", why="这个统一身份标识已经对应另一个账户，请核对。"
        ) from error
    after = {"name": account.name, "email": account.email, "oidc_subject": account.oidc_subject}
    _record(actor, "identity.account_changed", account, at, {"before": before, "after": after})


def end_sessions(account_id: int) -> int:
    """End all sessions of an account and return the new number under which sessions begin."""
    Account.objects.filter(id=account_id).update(session_epoch=F("session_epoch") + 1)
    return Account.objects.values_list("session_epoch", flat=True).get(id=account_id)


def _other(actor: Actor, account_id: int) -> Account:
    """Return the locked row of somebody else's account: nobody administers his own."""
    if actor.account_id == account_id:
        raise NotAllowed(why="不能管理自己的账户，请另一位安全管理员来办。")
    account = Account.objects.select_for_update().filter(id=account_id).first()
    if account is None:
        raise NotFound
    return account


def _reason(why: str) -> str:
    if not why.strip():
        raise InvalidInput(field="why", why="请写明理由，它会记入台账。")
    return why.strip()


def _record(
    actor: Actor, verb: str, account: Account, at: datetime, data: dict[str, object], why: str = ""
) -> None:
    told = {"account": account.id, "username": account.username, "name": account.name, **data}
    record(stream=IDENTITY_STREAM, verb=verb, actor=actor, at=at, data=told, why=why)
