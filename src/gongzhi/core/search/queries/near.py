"""The matters nearest to a text: those that share its rarest tokens."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

from django.db import connection
from django.db.models import Model, QuerySet

from gongzhi.core.search.queries import frequency
from gongzhi.core.search.queries.words import Words, asked, first_ids, walk
from gongzhi.core.search.rules import bigrams

M = TypeVar("M", bound=Model)

_RAREST = 10
_SCORED = 32
_CANDIDATES = 400
MOST_HITS = 3000
_WALKED = 3000


@dataclass(frozen=True, slots=True)
class Alike:
    """A matter like a text: `score` is the share (0 to 1) of the text's weight that it has in common."""

    matter_id: int
    score: float


def alike(text: str, matters: QuerySet[M], limit: int = 10) -> list[int]:
    """Return ids of the matters most like a text, nearest first, newer ones first among equals."""
    return [one.matter_id for one in similar(text, matters, limit)]


def similar(text: str, matters: QuerySet[M], limit: int = 10, least: float = 0.2) -> list[Alike]:
    """Return the matters that share most with a text, with how much, nearest first.

    Candidates share one of the text's rarest tokens, at most a few hundred of them in the order of the list (the
    newest where it has none); each token weighs the more the rarer it is. Below the score `least` nothing is alike.
    """
    return nearest(text, [matters], limit, least)


def nearest(text: str, parts: Sequence[QuerySet[M]], limit: int = 10, least: float = 0.2) -> list[Alike]:
    """Return the same for a list that is several querysets together."""
    weights = frequency.weights(bigrams.pairs(text))
    rare = sorted(weights, key=lambda token: (-weights[token], token))[:_SCORED]
    if not rare:
        return []
    ordered = [part if part.ordered else part.order_by("-pk") for part in parts]
    ids = _candidates(ordered, rare[:_RAREST])
    return _ranked(ids, {token: weights[token] for token in rare}, limit, least)


def _candidates(parts: Sequence[QuerySet[M]], rarest: Sequence[str]) -> list[int]:
    """Return the ids of those that hold a rare token, then of those along each part's beginning that hold any.

    Common tokens are never looked up in whole: what holds one is soon met on the way along the list.
    """
    few = _rare(rarest)
    words = asked(bigrams.any_of(few), MOST_HITS) if few else Words("", ())
    is_all = len(few) == len(rarest) and words.known is not None
    found: dict[int, None] = {}
    for part in parts:
        mine = first_ids(part, words, _CANDIDATES) if words.known else []
        if not is_all and len(mine) < _CANDIDATES:
            mine += walk(part, bigrams.any_of(list(rarest)), _CANDIDATES - len(mine), _WALKED)[0]
        found.update(dict.fromkeys(mine))
    return list(found)


def _rare(rarest: Sequence[str]) -> list[str]:
    """Return the first tokens that together few matters hold, as far as is known."""
    hits, found, total = frequency.hits(rarest), list[str](), 0.0
    for token in sorted(rarest, key=lambda one: hits[one]):
        total += hits[token]
        if total > MOST_HITS:
            break
        found.append(token)
    return found


_SCORE = """
    SELECT matter_id, sum(weight) AS score
    FROM search_text, unnest(%s::text[]::tsquery[], %s::float8[]) AS asked (token, weight)
    WHERE matter_id = ANY(%s) AND tokens @@ token
    GROUP BY matter_id ORDER BY score DESC, matter_id DESC LIMIT %s
"""


def _ranked(ids: Sequence[int], weights: dict[str, float], limit: int, least: float) -> list[Alike]:
    if not ids:
        return []
    whole = sum(weights.values())
    with connection.cursor() as cursor:
        quoted = [f"'{token}'" for token in weights]
        cursor.execute(_SCORE, [quoted, list(weights.values()), list(ids), limit])
        scored = [Alike(int(matter_id), float(score) / whole) for matter_id, score in cursor]
    return [one for one in scored if one.score >= least]
