"""Counts wrong attempts in the database, so that all workers share one count; each step is one statement."""

import hmac
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.conf import settings
from django.db import connection

from gongzhi.core.identity.models import Throttle
from gongzhi.core.identity.rules.lockout import (
    ADDRESS_FACTOR,
    RECEIPT_BY_ADDRESS,
    RECEIPT_BY_NUMBER,
    Limit,
    TooManyAttempts,
)
from gongzhi.core.identity.sealing import derived_key

Key = tuple[str, Limit]
_COUNT = """
    INSERT INTO identity_throttle AS t (key, failures, since, until) VALUES (%(key)s, 1, %(at)s, NULL)
    ON CONFLICT (key) DO UPDATE SET
        failures = CASE WHEN t.since <= %(old)s THEN 1 ELSE t.failures + 1 END,
        since = CASE WHEN t.since <= %(old)s THEN %(at)s ELSE t.since END,
        until = CASE WHEN t.since > %(old)s AND t.failures + 1 >= %(most)s THEN %(until)s
                     WHEN t.until > %(at)s THEN t.until END
    RETURNING failures
"""


def account_keys(username: str, address: str) -> list[Key]:
    """Return what a login is counted under: the name, whether or not it exists, and the address."""
    pause = timedelta(minutes=settings.LOCKOUT_MINUTES)
    by_name = Limit(settings.LOCKOUT_ATTEMPTS, pause, pause)
    by_address = Limit(settings.LOCKOUT_ATTEMPTS * ADDRESS_FACTOR, pause, pause)
    return [(_key("account", username), by_name), (_key("login-address", address), by_address)]


def factor_keys(account_id: int, address: str) -> list[Key]:
    """Return what a second step is counted under."""
    pause = timedelta(minutes=settings.LOCKOUT_MINUTES)
    limit = Limit(settings.LOCKOUT_ATTEMPTS, pause, pause)
    return [(_key("factor", str(account_id)), limit), account_keys("", address)[1]]


def receipt_keys(number: str, address: str) -> list[Key]:
    """Return what a receipt is counted under."""
    return [
        (_key("receipt", number), RECEIPT_BY_NUMBER),
        (_key("receipt-address", address), RECEIPT_BY_ADDRESS),
    ]


def check(keys: Sequence[Key], at: datetime) -> None:
    """Raise TooManyAttempts while attempts under any of the keys are refused."""
    found = Throttle.objects.filter(key__in=[key for key, _ in keys], until__gt=at)
    untils = [until for until in found.values_list("until", flat=True) if until is not None]
    if untils:
        raise TooManyAttempts(max(untils))


def count_failure(keys: Sequence[Key], at: datetime) -> bool:
    """Count a wrong attempt under all keys; return whether one of them just reached its limit.

    It must not run inside a transaction that the refusal then rolls back.
    """
    reached = False
    with connection.cursor() as cursor:
        for key, limit in keys:
            values: dict[str, str | int | datetime] = {
                "key": key,
                "at": at,
                "old": at - limit.window,
                "most": limit.attempts,
                "until": at + limit.pause,
            }
            cursor.execute(_COUNT, values)
            reached |= cursor.fetchone()[0] == limit.attempts
    return reached


def forgive(keys: Sequence[Key]) -> None:
    """Forget the wrong attempts under the first key (the name or number) after a right one; the address keeps its own."""
    Throttle.objects.filter(key=keys[0][0]).delete()


def forgive_account(username: str, account_id: int) -> None:
    """Let an account try again at once, as the security administrator decided."""
    Throttle.objects.filter(key__in=[_key("account", username), _key("factor", str(account_id))]).delete()


def is_paused(username: str, at: datetime) -> datetime | None:
    """Return until when logins under a name are refused, None when they are not."""
    return (
        Throttle.objects.filter(key=_key("account", username), until__gt=at)
        .values_list("until", flat=True)
        .first()
    )


def _key(kind: str, value: str) -> str:
    """Return a keyed hash, so that the table tells neither names nor addresses."""
    key = derived_key(settings.SECRET_KEY, "throttle")
    return f"{kind}:{hmac.new(key, value.encode(), 'sha256').hexdigest()[:40]}"
