"""Appends entries inside the caller's transaction; the head of each stream is locked while it grows."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime

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
_APPEND = f"""
    WITH entries AS (
        INSERT INTO ledger_entry ({", ".join(ENTRY_COLUMNS)})
        SELECT * FROM unnest(
            %s::text[], %s::int[], %s::timestamptz[], %s::text[], %s::text[], %s::text[], %s::bigint[], %s::bigint[],
            %s::bigint[], %s::text[], %s::json[], %s::text[], %s::text[], %s::text[]
        )
        RETURNING id
    ), heads AS (
        UPDATE ledger_head SET n = new.n, hash = new.hash
        FROM unnest(%s::text[], %s::int[], %s::text[]) AS new (stream, n, hash)
        WHERE ledger_head.stream = new.stream
        RETURNING 1
    )
    SELECT id FROM entries ORDER BY id
"""


def record(
    *, stream: str, verb: str, actor: Actor, at: datetime, data: Mapping[str, object], why: str = ""
) -> Entry:
    """Append one entry to a stream and return it; the caller holds the transaction."""
    return record_many([Draft(stream, verb, actor, data, why)], at)[0]


def record_many(drafts: Iterable[Draft], at: datetime) -> list[Entry]:
    """Append many entries to any streams by two statements; within a stream the given order holds."""
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
        cursor.execute(_APPEND, [*map(list, zip(*rows, strict=True)), *map(list, zip(*ends, strict=True))])
        ids = [row[0] for row in cursor.fetchall()]
    return [_entry(number, row) for number, row in zip(ids, rows, strict=True)]


def _entry(number: int, row: Row) -> Entry:
    values = dict(zip(ENTRY_COLUMNS, row, strict=True))
    entry = Entry(id=number, **values)
    entry.refresh_data()
    return entry
