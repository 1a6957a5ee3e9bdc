"""Keeps the tokens of matters in step with their text; bulk intake copies the same rows."""

from collections.abc import Iterable

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


def put(matter_id: int, title: str, text: str) -> None:
    """Set what a matter is found by, in the caller's transaction."""
    put_many([(matter_id, title, text)])


def put_many(texts: Iterable[Text]) -> None:
    """Set what matters are found by, in the caller's transaction; each matter at most once."""
    rows = [row(*text) for text in texts]
    if not rows:
        return
    statement = sql.SQL(
        "INSERT INTO search_text (matter_id, tokens) SELECT * FROM unnest(%s::bigint[], %s::text[]::tsvector[])"
        " ON CONFLICT (matter_id) DO UPDATE SET tokens = excluded.tokens"
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, [[item[0] for item in rows], [item[1] for item in rows]])
