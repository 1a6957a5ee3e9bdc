"""Proves the whole ledger: recomputes every hash in one pass and says which entry is the first that is not as written."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from time import monotonic
from typing import Any, cast

import psycopg
from django.db import connection, transaction

from gongzhi.core.ledger.actions.anchor import anchor_hash
from gongzhi.core.ledger.queries import anchors
from gongzhi.core.ledger.rules import chain, merkle

Progress = Callable[[int], None]
_BATCH = 5000
_ENTRIES = """
    SELECT stream, n, to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), verb, actor_kind, actor_name,
        actor_account, actor_post, actor_unit, role, data::text, why, prev, hash
    FROM ledger_entry ORDER BY stream, n
"""
_HEADS = "SELECT stream, n, hash FROM ledger_head ORDER BY stream"
_ALTERED_LEAF = """
    SELECT leaf.stream, leaf.n FROM ledger_anchorleaf AS leaf LEFT JOIN ledger_entry AS entry USING (stream, n)
    WHERE entry.hash IS DISTINCT FROM leaf.hash ORDER BY leaf.anchor_id, leaf.stream LIMIT 1
"""
_UNANCHORED_HEAD = """
    SELECT head.stream, head.anchored_n FROM ledger_head AS head LEFT JOIN (
        SELECT stream, max(n) AS n FROM ledger_anchorleaf GROUP BY stream
    ) AS leaf USING (stream)
    WHERE head.anchored_n <> coalesce(leaf.n, 0) ORDER BY head.stream LIMIT 1
"""
Cells = tuple[Any, ...]


class FaultKind(StrEnum):
    """What is wrong with the first bad entry."""

    MISSING = "missing"
    ALTERED = "altered"
    REORDERED = "reordered"
    HEAD = "head"
    ANCHOR = "anchor"


@dataclass(frozen=True, slots=True)
class Fault:
    """The first place that is not as it was written; `n` is the entry, or for an anchor its number."""

    kind: FaultKind
    stream: str
    n: int
    why: str


@dataclass(frozen=True, slots=True)
class Report:
    """How much was checked, in what time, and the first fault if there is one."""

    entries: int
    streams: int
    anchors: int
    seconds: float
    fault: Fault | None

    @property
    def is_whole(self) -> bool:
        """Whether nothing is missing, altered or out of order."""
        return self.fault is None

    @property
    def per_second(self) -> int:
        """Return how many entries were checked in a second."""
        return round(self.entries / self.seconds) if self.seconds else 0


class _Found(Exception):
    def __init__(self, kind: FaultKind, stream: str, n: int, why: str) -> None:
        self.fault = Fault(kind, stream, n, why)


@dataclass(slots=True)
class _Count:
    entries: int = 0
    streams: int = 0
    anchors: int = 0


def verify(progress: Progress | None = None, published: str = "") -> Report:
    """Check every entry, head and anchor as they were at one moment; stop at the first fault.

    `progress` is called with the number of entries checked so far. `published` is an anchor's hash kept elsewhere:
    it must still be among the anchors.
    """
    started = monotonic()
    count = _Count()
    fault: Fault | None = None
    with _one_moment() as database:
        try:
            _check_streams(database, count, progress)
            _check_anchors(database, count, published)
        except _Found as found:
            fault = found.fault
    return Report(count.entries, count.streams, count.anchors, monotonic() - started, fault)


@contextmanager
def _one_moment() -> Iterator["psycopg.Connection[Any]"]:
    """Give the driver's connection in a transaction that sees one state of the database throughout."""
    alone = not connection.in_atomic_block
    with transaction.atomic(), connection.cursor() as cursor:
        if alone:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        cursor.execute("SET LOCAL cursor_tuple_fraction = 1")
        cursor.execute("SET LOCAL work_mem = '128MB'")
        yield cast("psycopg.Connection[Any]", connection.connection)


def _rows(database: "psycopg.Connection[Any]", name: str, query: str) -> Iterator[Cells]:
    with psycopg.ServerCursor[Cells](database, name) as cursor:
        cursor.itersize = _BATCH
        cursor.execute(query)
        yield from cursor


def _check_streams(database: "psycopg.Connection[Any]", count: _Count, progress: Progress | None) -> None:
    heads = _rows(database, "ledger_heads", _HEADS)
    stream, n, last = "", 0, ""
    for row in _rows(database, "ledger_entries", _ENTRIES):
        if row[0] != stream:
            _check_head(heads, stream, n, last, count)
            stream, n, last = row[0], 0, ""
        n += 1
        if row[1] != n or row[12] != last or chain.entry_hash(*row[:13]) != row[13]:
            raise _what_is_wrong(row, n, last)
        last = row[13]
        count.entries += 1
        if progress is not None and count.entries % _BATCH == 0:
            progress(count.entries)
    _check_head(heads, stream, n, last, count)
    if (left := next(heads, None)) is not None:
        raise _Found(FaultKind.MISSING, left[0], 1, f"链 {left[0]} 的条目全部不见了，链尾说有 {left[1]} 条。")
    if progress is not None:
        progress(count.entries)


def _check_head(heads: Iterator[Cells], stream: str, n: int, last: str, count: _Count) -> None:
    if not stream:
        return
    count.streams += 1
    name, length, digest = next(heads, ("", 0, ""))
    if name and name < stream:
        raise _Found(FaultKind.MISSING, name, 1, f"链 {name} 的条目全部不见了，链尾说有 {length} 条。")
    if name != stream:
        raise _Found(FaultKind.HEAD, stream, n, f"链 {stream} 有条目却没有链尾。")
    if length > n:
        raise _Found(
            FaultKind.MISSING, stream, n + 1, f"链 {stream} 少了末尾的条目：有 {n} 条，链尾说有 {length} 条。"
        )
    if (length, digest) != (n, last):
        raise _Found(FaultKind.HEAD, stream, n, f"链 {stream} 的链尾与最后一条对不上。")


def _what_is_wrong(row: Cells, expected: int, last: str) -> _Found:
    stream, n = row[0], row[1]
    if n != expected:
        return _Found(FaultKind.MISSING, stream, expected, f"链 {stream} 缺少第 {expected} 条。")
    others = (number for number in range(max(1, n - 100), n + 100) if number != n)
    if any(chain.entry_hash(stream, number, *row[2:13]) == row[13] for number in others):
        return _Found(FaultKind.REORDERED, stream, n, f"链 {stream} 的第 {n} 条被调换了次序。")
    if chain.entry_hash(*row[:13]) != row[13]:
        return _Found(FaultKind.ALTERED, stream, n, f"链 {stream} 的第 {n} 条被改过，与它的摘要对不上。")
    return _Found(FaultKind.REORDERED, stream, n, f"链 {stream} 的第 {n} 条接不上它前面的一条。")


def _check_anchors(database: "psycopg.Connection[Any]", count: _Count, published: str) -> None:
    before = ""
    known = set()
    for n, one in enumerate(anchors(), start=1):
        if (one.n, one.prev) != (n, before) or anchor_hash(one) != one.hash:
            raise _Found(
                FaultKind.ANCHOR, "", one.n, f"{_day(one.at)} 的日锚(第 {one.n} 个)被改过或前面缺了一个。"
            )
        query = f"SELECT stream, n, hash FROM ledger_anchorleaf WHERE anchor_id = {one.id:d} ORDER BY stream"
        leaves = [merkle.leaf(*row) for row in _rows(database, "ledger_leaves", query)]
        if len(leaves) != one.streams or merkle.root(leaves) != one.root:
            raise _Found(
                FaultKind.ANCHOR, "", one.n, f"{_day(one.at)} 的日锚(第 {one.n} 个)与它记下的链尾对不上。"
            )
        before = one.hash
        known.add(one.hash)
        count.anchors += 1
    _check_leaves(database)
    if published and published.lower() not in known:
        raise _Found(
            FaultKind.ANCHOR, "", 0, f"公布过的日锚 {published} 不在总账里，之前的条目可能被整体换过。"
        )


def _check_leaves(database: "psycopg.Connection[Any]") -> None:
    for query, kind, why in (
        (_ALTERED_LEAF, FaultKind.ANCHOR, "链 {} 的第 {} 条与日锚记下的不同，或已不见。"),
        (_UNANCHORED_HEAD, FaultKind.HEAD, "链 {} 的链尾说日锚已到第 {} 条，日锚里却不是。"),
    ):
        found = database.execute(query).fetchone()
        if found is not None:
            raise _Found(kind, found[0], found[1], why.format(*found))


def _day(at: datetime) -> str:
    return at.date().isoformat()
