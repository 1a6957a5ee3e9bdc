"""Appends entries inside the caller's transaction; the head of each stream is locked while it grows."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, cast

import psycopg
from django.db import connection, transaction

from gongzhi.core.ledger.models import Entry
from gongzhi.core.ledger.rules.chain import ENTRY_COLUMNS, Draft, Row, follow
from gongzhi.kernel.actor import Actor

_LOCK = """
    INSERT INTO ledger_head (stream, n, hash)
    SELECT stream, 0, '' FROM unnest(%s::text[]) AS asked (stream) ORDER BY stream
    ON CONFLICT (stream) DO UPDATE SET n = ledger_head.n
    RETURNING stream, n, hash
"""
_COLUMNS = ", ".join(ENTRY_COLUMNS)
_APPEND = f"""
    INSERT INTO ledger_entry ({_COLUMNS})
    SELECT * FROM unnest(
        %s::text[], %s::int[], %s::timestamptz[], %s::text[], %s::text[], %s::text[], %s::bigint[], %s::bigint[],
        %s::bigint[], %s::text[], %s::json[], %s::text[], %s::text[], %s::text[]
    )
    RETURNING id
"""
_HEADS = """
    UPDATE ledger_head SET n = new.n, hash = new.hash
    FROM unnest(%s::text[], %s::int[], %s::text[]) AS new (stream, n, hash)
    WHERE ledger_head.stream = new.stream
"""


def record(
    *, stream: str, verb: str, actor: Actor, at: datetime, data: Mapping[str, object], why: str = ""
) -> Entry:
    """Append one entry to a stream and return it; the caller holds the transaction."""
    return record_many([Draft(stream, verb, actor, data, why)], at)[0]


def record_many(drafts: Iterable[Draft], at: datetime) -> list[Entry]:
    """Append entries to any streams and return them; within a stream the given order holds."""
    rows = _grow(drafts, at)
    if not rows:
        return []
    with connection.cursor() as cursor:
        cursor.execute(_APPEND, _columns(rows))
        ids = [row[0] for row in cursor.fetchall()]
    return [_entry(number, row) for number, row in zip(ids, rows, strict=True)]


def append(drafts: Iterable[Draft], at: datetime) -> int:
    """Append thousands of entries to any streams by COPY; return how many."""
    rows = _grow(drafts, at)
    if not rows:
        return 0
    database = cast("psycopg.Connection[Any]", connection.connection)
    with psycopg.Cursor(database) as cursor, cursor.copy(f"COPY ledger_entry ({_COLUMNS}) FROM STDIN") as out:
        for row in rows:
            out.write_row(row)
    return len(rows)


def _grow(drafts: Iterable[Draft], at: datetime) -> list[Row]:
    """Lock the heads of the drafts' streams, move them on, and return the rows to append."""
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("An entry is written in the transaction of what it tells about, never alone.")
    by_stream: dict[str, list[Draft]] = defaultdict(list)
    for draft in drafts:
        by_stream[draft.stream].append(draft)
    if not by_stream:
        return []
    rows: list[Row] = []
    ends: list[Row] = []
    with connection.cursor() as cursor:
        # Streams are locked in one order everywhere, so that two writers never wait for each other in a circle.
        cursor.execute(_LOCK, [sorted(by_stream)])
        heads = {stream: (n, digest) for stream, n, digest in cursor.fetchall()}
        for stream, ones in by_stream.items():
            grown = follow(ones, at, *heads[stream])
            rows.extend(grown)
            ends.append((stream, grown[-1][1], grown[-1][-1]))
        cursor.execute(_HEADS, _columns(ends))
    return rows


def _columns(rows: Sequence[Row]) -> list[list[object]]:
    return [list(column) for column in zip(*rows, strict=True)]


def _entry(number: int, row: Row) -> Entry:
    entry = Entry(id=number, **dict(zip(ENTRY_COLUMNS, row, strict=True)))
    entry.refresh_data()
    return entry
