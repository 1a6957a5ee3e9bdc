"""Full text over a queryset of matters that the caller may see: exact first, else the nearest."""

import math
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from threading import Lock
from typing import TypeVar

from django.db import connection
from django.db.models import Model, QuerySet

from gongzhi.core.search.models import SearchText
from gongzhi.core.search.rules import bigrams

M = TypeVar("M", bound=Model)

_RAREST = 10
_SCORED = 32
_CANDIDATES = 400
_HEAVIEST = 5.0
_STATISTICS_SECONDS = 600.0


@dataclass(frozen=True, slots=True)
class Alike:
    """A matter like a text: `score` is the share (0 to 1) of the text's weight that it has in common."""

    matter_id: int
    score: float


def matching(matters: QuerySet[M], q: str) -> QuerySet[M]:
    """Return the matters that contain every part of `q`; where there is none, those nearest to it."""
    exact = exactly(matters, q)
    if exact.exists():
        return exact
    return matters.filter(pk__in=[one.matter_id for one in similar(q, matters, limit=50, least=0.0)])


def exactly(matters: QuerySet[M], q: str) -> QuerySet[M]:
    """Return the matters that contain every part of `q`; nothing when `q` has no letter or digit."""
    wanted = bigrams.query(q)
    return matters.filter(pk__in=_found(wanted)) if wanted else matters.none()


def alike(text: str, matters: QuerySet[M], limit: int = 10) -> list[int]:
    """Return ids of the matters most like a text, nearest first, newer ones first among equals."""
    return [one.matter_id for one in similar(text, matters, limit)]


def similar(text: str, matters: QuerySet[M], limit: int = 10, least: float = 0.2) -> list[Alike]:
    """Return the matters that share most with a text, with how much, nearest first.

    Candidates share one of the text's rarest tokens (the newest few hundred of them); each token weighs the more the
    rarer it is. Below the score `least` nothing is called alike.
    """
    weights = _weights(bigrams.pairs(text))
    rare = sorted(weights, key=lambda token: (-weights[token], token))[:_SCORED]
    if not rare:
        return []
    candidates = matters.filter(pk__in=_found(bigrams.any_of(rare[:_RAREST]))).order_by("-pk")
    ids = list(candidates.values_list("pk", flat=True)[:_CANDIDATES])
    return _ranked(ids, {token: weights[token] for token in rare}, limit, least)


def _found(query: str) -> QuerySet[SearchText, int]:
    return SearchText.objects.extra(where=["tokens @@ %s::tsquery"], params=[query]).values_list(
        "matter_id", flat=True
    )


_SCORE = """
    SELECT matter_id, sum(weight) AS score
    FROM search_text, unnest(%s::text[], %s::float8[]) AS asked (token, weight)
    WHERE matter_id = ANY(%s) AND tokens @@ token::tsquery
    GROUP BY matter_id ORDER BY score DESC, matter_id DESC LIMIT %s
"""


def _ranked(ids: Sequence[int], weights: dict[str, float], limit: int, least: float) -> list[Alike]:
    whole = sum(weights.values())
    with connection.cursor() as cursor:
        quoted = [f"'{token}'" for token in weights]
        cursor.execute(_SCORE, [quoted, list(weights.values()), list(ids), limit])
        scored = [Alike(int(matter_id), float(score) / whole) for matter_id, score in cursor]
    return [one for one in scored if one.score >= least]


@dataclass(slots=True)
class _Statistics:
    """How common tokens are, as the database's own statistics say; read again every ten minutes."""

    share: dict[str, float] = field(default_factory=dict)
    rows: float = 0.0
    read_at: float = -math.inf
    lock: Lock = field(default_factory=Lock)


_statistics = _Statistics()


def _weights(tokens: Sequence[str]) -> dict[str, float]:
    """Return how much each token tells: the logarithm of how rare it is among all matters.

    Very rare ones weigh no more than _HEAVIEST: most of them are names and slips of the pen.
    """
    with _statistics.lock:
        if time.monotonic() - _statistics.read_at > _STATISTICS_SECONDS:
            _read_statistics()
    rows = max(_statistics.rows, 1000.0)
    rarest = min(_statistics.share.values(), default=1 / rows) / 2
    return {
        token: min(-math.log(min(_statistics.share.get(token, rarest), 0.99)), _HEAVIEST) for token in tokens
    }


def _read_statistics() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT reltuples FROM pg_class WHERE oid = 'search_text'::regclass")
        row = cursor.fetchone()
        cursor.execute(
            "SELECT most_common_elems::text::text[], most_common_elem_freqs FROM pg_stats"
            " WHERE tablename = 'search_text' AND attname = 'tokens' AND schemaname = current_schema()"
        )
        told = cursor.fetchone()
    _statistics.rows = float(row[0]) if row else 0.0
    _statistics.share = dict(zip(told[0], told[1], strict=False)) if told and told[0] else {}
    _statistics.read_at = time.monotonic()
