"""Finds the matters that hold every part of a query, in the order of the caller's list and only as far as asked.

Words that few matters hold are looked up once, and the few are then narrowed and ordered. Words that many hold are
found by walking along the list, which ends with the page; where the list turns out to hold few of them after all, the
database joins the two in whole. No way leaves anything out.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import Model, OuterRef, Q, QuerySet

from gongzhi.core.search.models import SearchText
from gongzhi.core.search.queries import frequency, synonyms
from gongzhi.core.search.rules import bigrams, language
from gongzhi.core.search.rules.language import Asked, Part

M = TypeVar("M", bound=Model)

MOST_KNOWN = 6000
"""So many matters at most are looked up before the list is asked; with more, walking is the quicker."""
WALKED = 9000
"""So many lines of a list at most are walked along."""
_COMMON_MOST = 10_000
_common: set[tuple[str, str]] = set()
"""By database, queries that many matters satisfy: ever more will, for nothing is taken out of the search."""


@dataclass(frozen=True, slots=True)
class Words:
    """What is looked for: the query, and the ids of all matters that satisfy it, None when they are many.

    `exact` is what the rows themselves must satisfy besides: phrases in quotes stand in them letter by letter.
    """

    query: str
    known: tuple[int, ...] | None
    exact: Q | None = None

    @property
    def nowhere(self) -> bool:
        """Whether no matter at all satisfies it."""
        return self.known == ()


def look_up(q: str) -> Words:
    """Return what a search is for; where it has no letter or digit, it is found nowhere.

    Raise InvalidInput for a query that cannot be meant.
    """
    return looked_up(language.parse(q))


def looked_up(wanted: Asked) -> Words:
    """Return the same for a query that was read already; its fields are the caller's."""
    query = tsquery(wanted)
    if not query:
        return Words("", ())
    one = bigrams.pairs(wanted.plain)
    is_common = query == bigrams.any_of(one) and frequency.hits(one)[one[0]] > 2 * MOST_KNOWN
    key = (str(connection.settings_dict["NAME"]), query)
    if is_common or key in _common:
        return Words(query, None)
    found = asked(query, MOST_KNOWN)
    if found.known is None and not wanted.without and len(_common) < _COMMON_MOST:
        _common.add(key)
    return found


def tsquery(wanted: Asked) -> str:
    """Return the `tsquery` of a query, the city's synonyms among its words; "" when it asks for no word."""
    parts = [one for one in map(_positive, wanted.parts) if one]
    if not parts:
        return ""
    return " & ".join([*dict.fromkeys(parts), *(f"!( {bigrams.query(one.text)} )" for one in wanted.without)])


def _positive(part: Part) -> str:
    return bigrams.query(part.text) if part.is_quoted else synonyms.in_force().query(part.text)


def asked(query: str, most: int) -> Words:
    """Return a `tsquery` with the matters that satisfy it, if they are at most so many."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM search_found(%s::tsquery, %s)", [query, most + 1])
        found = tuple(int(row[0]) for row in cursor)
    return Words(query, found if len(found) <= most else None)


def matching(matters: QuerySet[M], q: str) -> QuerySet[M]:
    """Return the matters that contain every part of `q`; nothing when `q` has no letter or digit."""
    return holding(matters, look_up(q))


def exactly(matters: QuerySet[M], q: str) -> QuerySet[M]:
    """Return the same, left to the database in one statement."""
    wanted = tsquery(language.parse(q))
    return holding(matters, Words(wanted, None)) if wanted else matters.none()


def holding(matters: QuerySet[M], words: Words) -> QuerySet[M]:
    """Return all of the matters that satisfy the words."""
    if words.nowhere:
        return matters.none()
    if words.exact is not None:
        matters = matters.filter(words.exact)
    if words.known is not None:
        return among(matters, words.known)
    found = SearchText.objects.extra(where=["tokens @@ %s::tsquery"], params=[words.query])
    return matters.filter(pk__in=found.values_list("matter_id", flat=True))


def added(matter_id: int | OuterRef, phrase: str) -> QuerySet[SearchText]:
    """Return the row of a matter (an id, or a reference to one) if what was added to it later holds a phrase."""
    return SearchText.objects.filter(matter_id=matter_id, added__icontains=phrase)


def among(matters: QuerySet[M], ids: Sequence[int]) -> QuerySet[M]:
    """Return those of the matters that bear one of many ids: sent as one text, and joined as a small table.

    As a list of values, each would be compared, estimated and escaped by itself.
    """
    name = f'"{matters.model._meta.db_table}"."{matters.model._meta.pk.column}"'
    array = f"{{{','.join(map(str, ids))}}}"
    return matters.extra(where=[f"{name} IN (SELECT unnest(%s::bigint[]))"], params=[array])


def first(ordered: QuerySet[M], words: Words, most: int) -> list[M]:
    """Return the first `most` of an ordered list's matters that satisfy the words."""
    found = first_ids(ordered, words, most)
    return list(among(ordered, found)) if found else []


def first_ids(ordered: QuerySet[M], words: Words, most: int) -> list[int]:
    """Return the ids of the first `most` of an ordered list's matters that satisfy the words, in the list's order."""
    if words.nowhere or most <= 0:
        return []
    if words.known is not None or words.exact is not None:
        return _first_known(holding(ordered, words), most)
    found, is_whole = walk(ordered, words.query, most, WALKED)
    return found if is_whole else _first_known(holding(ordered, words), most)


def _first_known(ordered: QuerySet[M], most: int) -> list[int]:
    """Return the ids of the first; fenced, for else the planner would walk the whole list to spare a small sort."""
    inner, values = _ids_of(ordered)
    if not inner:
        return []
    with connection.cursor() as cursor:
        cursor.execute(f"WITH found AS MATERIALIZED ({inner}) SELECT * FROM found LIMIT %s", [*values, most])
        return [int(row[0]) for row in cursor]


def walk(ordered: QuerySet[M], query: str, most: int, within: int) -> tuple[list[int], bool]:
    """Return ids of the first `most` that satisfy a `tsquery` among the first lines of a list, in its order.

    Also whether that is the true answer: False when there were fewer and the list goes on after these lines.
    """
    inner, values = _ids_of(ordered.all()[:within])
    if not inner:
        return [], True
    with connection.cursor() as cursor:
        cursor.execute(_WALK.format(inner=inner), [query, *values, within, most + 1])
        lines = list(cursor)
    found = [int(number) for number, _n, holds in lines if holds][:most]
    goes_on = bool(lines) and lines[-1][1] == within
    return found, len(found) == most or not goes_on


_WALK = """
    SELECT id, n, holds FROM (
        SELECT line.id, row_number() OVER () AS n,
            (SELECT tokens @@ %s::tsquery FROM search_text WHERE matter_id = line.id) AS holds
        FROM ({inner}) AS line (id)
    ) AS walked WHERE holds OR n = %s LIMIT %s
"""
"""The last line is always told, so that one sees whether the list goes on."""


def _ids_of(matters: QuerySet[M]) -> tuple[str, Sequence[Any]]:
    """Return the statement that gives the ids of matters, "" when there can be none."""
    try:
        return matters.values_list("pk").query.sql_with_params()
    except EmptyResultSet:
        return "", ()
