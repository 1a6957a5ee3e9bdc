"""Keeps the tokens of matters in step with their text; bulk intake copies the same rows."""

from collections.abc import Iterable, Mapping

from django.db import connection
from psycopg import sql

from gongzhi.core.search.rules import bigrams

TABLE = "search_text"
COLUMNS = ("matter_id", "tokens")
Text = tuple[int, str, str]
"""A matter's id, title and text."""


def row(matter_id: int, title: str, text: str) -> tuple[int, str]:
    """Return the row of a matter for COPY."""
    return matter_id, bigrams.tsvector_literal(title, text)


def put(matter_id: int, title: str, text: str, added: str = "") -> None:
    """Set what a matter is found by, in the caller's transaction; `added` was said later."""
    put_many([(matter_id, title, text)], {matter_id: added})


def put_many(texts: Iterable[Text], added: Mapping[int, str] | None = None) -> None:
    """Set what matters are found by, in the caller's transaction; each matter at most once."""
    later = added or {}
    rows = [
        (*row(number, title, f"{text} {later[number]}" if later.get(number) else text), later.get(number, ""))
        for number, title, text in texts
    ]
    if not rows:
        return
    statement = sql.SQL(
        "INSERT INTO search_text (matter_id, tokens, added)"
        " SELECT * FROM unnest(%s::bigint[], %s::text[]::tsvector[], %s::text[])"
        " ON CONFLICT (matter_id) DO UPDATE SET tokens = excluded.tokens, added = excluded.added"
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, [list(column) for column in zip(*rows, strict=True)])
