"""Counts of lists: each is made of the very parts that the list is made of, so a figure cannot differ from its rows."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import QuerySet
from django.db.models.functions import TruncDate

from gongzhi.core.access import queries as access
from gongzhi.core.matters.models import Matter
from gongzhi.core.matters.queries.filters import Filter
from gongzhi.core.matters.queries.pages import list_parts
from gongzhi.kernel.actor import Actor
from gongzhi.kernel.terms import CHINA

Cell = object
_AT_ONCE = 40
"""How many counts go into one statement: more would only cost planning."""


def count(actor: Actor, wanted: Filter, at: datetime) -> int:
    """Return how many rows a list has."""
    return counts_of(actor, [wanted], at)[0]


def counts_of(actor: Actor, wanted: Sequence[Filter], at: datetime) -> list[int]:
    """Return how many rows each of several lists has; a few statements for all of them."""
    found: list[int] = []
    for start in range(0, len(wanted), _AT_ONCE):
        found += _counts(actor, wanted[start : start + _AT_ONCE], at)
    return found


def _counts(actor: Actor, wanted: Sequence[Filter], at: datetime) -> list[int]:
    texts: list[str] = []
    values: list[Any] = []
    for one in wanted:
        text, given = _together([part.order_by().values_list("id") for part in list_parts(actor, one, at)], 1)
        texts.append(f"(SELECT count(*) FROM ({text}) AS found)")
        values += given
    with connection.cursor() as cursor:
        cursor.execute("SELECT " + ", ".join(texts), values)
        return [int(n) for n in cursor.fetchone()]


def grouped(actor: Actor, wanted: Filter, at: datetime, *columns: str) -> list[tuple[Cell, ...]]:
    """Return the values of columns in a list with how many rows bear them, as (value, …， count)."""
    return grouped_parts(list_parts(actor, wanted, at), columns)


def grouped_by_unit(actor: Actor, wanted: Filter, at: datetime, *columns: str) -> list[tuple[Cell, ...]]:
    """Return the same for figures whose lists name a unit: those show all that the actor may see, not only its own."""
    narrowed = wanted.apply(Matter.objects.defer("text", "answer"), at)
    if wanted.unit is not None:
        return grouped(actor, wanted, at, *columns)
    return grouped_parts([access.matters_for(actor, narrowed)], columns)


def grouped_by_day(actor: Actor, wanted: Filter, at: datetime, column: str) -> list[tuple[Cell, ...]]:
    """Return the days (of the city) of a moment's column in a list with how many rows bear them."""
    parts = [part.annotate(on_day=TruncDate(column, tzinfo=CHINA)) for part in list_parts(actor, wanted, at)]
    return grouped_parts(parts, ("on_day",))


def grouped_parts(parts: Sequence[QuerySet[Matter]], columns: Sequence[str]) -> list[tuple[Cell, ...]]:
    """Return values of columns over overlapping parts of a list with how many rows bear them."""
    text, values = _together(
        [part.order_by().values_list("id", *columns) for part in parts], 1 + len(columns)
    )
    names = [f"c{n}" for n in range(len(columns))]
    listed = ", ".join(names)
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {listed}, count(*) FROM ({text}) AS found (id, {listed}) GROUP BY {listed}", values
        )
        return list(cursor.fetchall())


def _together(parts: Sequence[QuerySet[Matter, tuple[Cell, ...]]], width: int) -> tuple[str, list[Any]]:
    """Return one statement over overlapping parts in which each row stands once."""
    texts: list[str] = []
    values: list[Any] = []
    for part in parts:
        try:
            text, given = part.query.sql_with_params()
        except EmptyResultSet:
            continue
        texts.append(text if len(parts) == 1 else f"({text})")
        values += given
    if not texts:
        return f"SELECT {', '.join(['NULL'] * width)} WHERE false", []
    return " UNION ".join(texts), values
