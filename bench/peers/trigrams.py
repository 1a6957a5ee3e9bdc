"""pg_trgm on the embedded PostgreSQL as a finder of look-alikes: the ten texts nearest by `similarity`."""

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from django.db import connection

from bench.database import database


@dataclass(frozen=True, slots=True)
class Trigrams:
    """A table of texts with a trigram index; `find` returns the rows of the ten nearest."""

    find: Callable[[str], list[int]]
    built: float


@contextmanager
def trigrams(texts: Sequence[str]) -> Iterator[Trigrams]:
    """Put texts into a database of its own with a GiST trigram index, the one that answers "nearest first"."""
    with database(), connection.cursor() as cursor:
        began = time.perf_counter()
        cursor.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
        cursor.execute("CREATE TABLE said (n integer PRIMARY KEY, words text)")
        cursor.execute(
            "INSERT INTO said SELECT n - 1, words FROM unnest(%s::text[]) WITH ORDINALITY AS t (words, n)",
            [list(texts)],
        )
        cursor.execute("CREATE INDEX said_words ON said USING gist (words gist_trgm_ops)")
        cursor.execute("ANALYZE said")
        built = time.perf_counter() - began

        def find(text: str) -> list[int]:
            cursor.execute("SELECT n FROM said ORDER BY words <-> %s LIMIT 10", [text])
            return [int(row[0]) for row in cursor.fetchall()]

        yield Trigrams(find, built)
