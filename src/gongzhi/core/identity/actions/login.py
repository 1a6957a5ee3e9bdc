"""Logs staff in: password, then the second factor; wrong attempts are counted and nobody learns which names exist."""

import hmac
from datetime import datetime

import pyotp
from django.contrib.auth.hashers import check_password, make_password
from django.utils.translation import gettext_noop

from gongzhi.core.identity import sealing
from gongzhi.core.identity.actions import throttle
from gongzhi.core.identity.actions.door import note, note_lockout, person
from gongzhi.core.identity.models import AccessKind, Account, RecoveryCode
from gongzhi.core.identity.models.account import normal_username
from gongzhi.core.identity.receipts import is_secret_of
from gongzhi.kernel.actor import SYSTEM
from gongzhi.kernel.errors import DomainError

STEP_SECONDS = 30


class WrongCredentials(DomainError):
    """Name and password do not belong together, or the account is locked: one sentence for all, on purpose."""

    code = "identity.wrong_credentials"
    message = "用户名或口令不对，或者这个账户已被锁定。请核对后再试；忘了口令请找本单位的安全管理员重置。"
    http_status = 403


class WrongCode(DomainError):
    """The second step's code is wrong, too old, or was used before."""

    code = "identity.wrong_code"
    message = "验证码不对或已经用过。请等手机上出现新的 6 位数字再填；手机不在身边时，可以填一个恢复码。"
    http_status = 403


class NotProvisioned(DomainError):
    """The identity provider vouches for somebody who has no account here."""

    code = "identity.not_provisioned"
    message = "统一身份认证通过了，但您在这里还没有可用的账户。请找本单位的安全管理员开通。"
    http_status = 403


def check_login(*, username: str, password: str, address: str, at: datetime) -> Account:
    """Return the account whose password this is; raise WrongCredentials or TooManyAttempts.

    A password is hashed for unknown names too, so that the time taken tells nothing.
    """
    name = normal_username(username)
    keys = throttle.account_keys(name, address)
    throttle.check(keys, at)
    account = Account.objects.named(name)
    if account is None:
        make_password(password)
        right = False
    else:
        right = check_password(password, account.password) and account.is_active
    if account is None or not right:
        _refuse(keys, account, address, at)
        raise WrongCredentials
    throttle.forgive(keys)
    return account


def _refuse(keys: list[throttle.Key], account: Account | None, address: str, at: datetime) -> None:
    account_id, username = (None, "") if account is None else (account.id, account.username)
    note(AccessKind.LOGIN_REFUSED, at=at, account_id=account_id, username=username, address=address)
    if throttle.count_failure(keys, at):
        note_lockout(SYSTEM, gettext_noop("登录"), at=at, account=account, address=address)


def check_second_factor(*, account_id: int, code: str, address: str, at: datetime) -> Account:
    """Return the account whose one-time or recovery code this is; raise WrongCode or TooManyAttempts."""
    keys = throttle.factor_keys(account_id, address)
    throttle.check(keys, at)
    account = Account.objects.filter(id=account_id, is_active=True, totp_confirmed_at__isnull=False).first()
    if account is not None and use_totp(account, code, at):
        throttle.forgive(keys)
        return account
    if account is not None and _use_recovery(account, code, at):
        note(
            AccessKind.RECOVERY_USED, at=at, account_id=account.id, username=account.username, address=address
        )
        throttle.forgive(keys)
        return account
    note(AccessKind.SECOND_FACTOR_REFUSED, at=at, account_id=account_id, address=address)
    if throttle.count_failure(keys, at):
        note_lockout(SYSTEM, gettext_noop("第二步验证"), at=at, account=account, address=address)
    raise WrongCode


def use_totp(account: Account, code: str, at: datetime) -> bool:
    """Whether a code is the account's of now, one step before or one after; a code that was used is used up."""
    typed = "".join(code.split())
    if len(typed) != 6 or not typed.isascii() or not typed.isdigit() or not account.totp_sealed:
        return False
    totp = pyotp.TOTP(sealing.unseal(account.totp_sealed))
    now = int(at.timestamp()) // STEP_SECONDS
    for step in (now - 1, now, now + 1):
        if hmac.compare_digest(totp.generate_otp(step), typed):
            # Compare and set: of two requests with the same code at most one is let in.
            fresh = Account.objects.filter(id=account.id, totp_last_step__lt=step)
            return fresh.update(totp_last_step=step) == 1
    return False


def _use_recovery(account: Account, code: str, at: datetime) -> bool:
    for kept in RecoveryCode.objects.filter(account=account, used_at__isnull=True):
        if is_secret_of(code, kept.code_hash):
            return RecoveryCode.objects.filter(id=kept.id, used_at__isnull=True).update(used_at=at) == 1
    return False


def enter(*, account: Account, address: str, at: datetime, through: str = "password") -> None:
    """Note that all steps were passed."""
    Account.objects.filter(id=account.id).update(entered_at=at)
    actor = person(account)
    note(
        AccessKind.LOGIN,
        at=at,
        account_id=actor.account_id,
        username=account.username,
        address=address,
        detail=through,
    )


def check_again(*, account: Account, password: str, address: str, at: datetime) -> None:
    """Check who sits at the keyboard before an export or a reading of contacts; raise WrongCredentials."""
    keys = throttle.account_keys(account.username, address)
    throttle.check(keys, at)
    if not check_password(password, account.password):
        note(
            AccessKind.CONFIRM_REFUSED,
            at=at,
            account_id=account.id,
            username=account.username,
            address=address,
        )
        if throttle.count_failure(keys, at):
            note_lockout(SYSTEM, gettext_noop("再次确认"), at=at, account=account, address=address)
        raise WrongCredentials
    note(AccessKind.CONFIRMED, at=at, account_id=account.id, username=account.username, address=address)


def account_of_subject(*, subject: str, address: str, at: datetime) -> Account:
    """Return the active account tied to a subject of the identity provider; raise NotProvisioned for any other."""
    account = Account.objects.filter(oidc_subject=subject, is_active=True).first()
    if account is None:
        note(AccessKind.LOGIN_REFUSED, at=at, address=address, detail="oidc")
        raise NotProvisioned
    return account


def leave(*, account_id: int, address: str, at: datetime) -> None:
    """Note that somebody logged out."""
    note(AccessKind.LOGOUT, at=at, account_id=account_id, address=address)


def switch_post(*, account_id: int, post_id: int, address: str, at: datetime) -> None:
    """Note that an account acts through another of its posts from now on."""
    note(AccessKind.POST_SWITCHED, at=at, account_id=account_id, post_id=post_id, address=address)


def export(
    *, account_id: int | None, post_id: int | None, what: str, rows: int, address: str, at: datetime
) -> None:
    """Note that rows left the platform as a file."""
    note(
        AccessKind.EXPORTED,
        at=at,
        account_id=account_id,
        post_id=post_id,
        address=address,
        detail=f"{what} ({rows})",
    )
