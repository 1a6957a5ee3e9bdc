"""When to try again: quickly at first, then within a day, then a person must look."""

from datetime import datetime, timedelta

WAITS = (
    timedelta(seconds=5),
    timedelta(minutes=1),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=6),
    timedelta(hours=12),
    timedelta(hours=24),
)
LEASE = timedelta(minutes=5)
"""How long a worker may hold a row; longer than any gateway is waited for."""


def next_try(attempts: int, at: datetime) -> datetime | None:
    """Return when to try again after `attempts` failures, None when it is time to give up and show it."""
    return at + WAITS[attempts - 1] if attempts <= len(WAITS) else None
