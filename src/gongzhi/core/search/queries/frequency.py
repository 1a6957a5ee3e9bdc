"""How common tokens are among all matters, as the database's own statistics say."""

import math
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from threading import Lock

from django.db import connection

_HEAVIEST = 5.0
_SECONDS = 600.0


@dataclass(slots=True)
class _Statistics:
    """What was read, and when; read again every ten minutes."""

    share: dict[str, float] = field(default_factory=dict)
    rows: float = 0.0
    read_at: float = -math.inf
    lock: Lock = field(default_factory=Lock)


_statistics = _Statistics()


def weights(tokens: Sequence[str]) -> dict[str, float]:
    """Return how much each token tells: the logarithm of how rare it is among all matters.

    Very rare ones weigh no more than _HEAVIEST: most of them are names and slips of the pen.
    """
    held = _fresh()
    rows = max(held.rows, 1000.0)
    rarest = min(held.share.values(), default=1 / rows) / 2
    return {token: min(-math.log(min(held.share.get(token, rarest), 0.99)), _HEAVIEST) for token in tokens}


def hits(tokens: Sequence[str]) -> dict[str, float]:
    """Return how many matters hold each token, about; 0 for those that are not known to be common."""
    held = _fresh()
    return {token: held.share.get(token, 0.0) * held.rows for token in tokens}


def forget() -> None:
    """Have the next question read the statistics again."""
    _statistics.read_at = -math.inf


def _fresh() -> _Statistics:
    with _statistics.lock:
        if time.monotonic() - _statistics.read_at > _SECONDS:
            _read()
    return _statistics


def _read() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT reltuples FROM pg_class WHERE oid = 'search_text'::regclass")
        row = cursor.fetchone()
        cursor.execute(
            "SELECT most_common_elems::text::text[], most_common_elem_freqs FROM pg_stats"
            " WHERE tablename = 'search_text' AND attname = 'tokens' AND schemaname = current_schema()"
        )
        told = cursor.fetchone()
    _statistics.rows = max(float(row[0]), 0.0) if row else 0.0
    _statistics.share = dict(zip(told[0], told[1], strict=False)) if told and told[0] else {}
    _statistics.read_at = time.monotonic()
