"""The chain: what an entry's hash covers, and how whole rows are built in memory before anything is written.

The hash is SHA-256 over a JSON array in UTF-8 without blanks: stream, n, at, verb, the actor's six columns, data, why,
prev. `at` is UTC with six decimals and a Z. Anybody can recompute it with any language's standard library.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import lru_cache
from hashlib import sha256
from typing import cast

from gongzhi.kernel.actor import Actor

Row = tuple[object, ...]
ENTRY_TABLE = "ledger_entry"
ENTRY_COLUMNS = (
    "stream", "n", "at", "verb", "actor_kind", "actor_name", "actor_account", "actor_post", "actor_unit", "role",
    "data", "why", "prev", "hash",
)  # fmt: skip
HEAD_TABLE = "ledger_head"
HEAD_COLUMNS = ("stream", "n", "hash")


@dataclass(frozen=True, slots=True)
class Draft:
    """An act about to be appended: who did what, with which facts, and why."""

    stream: str
    verb: str
    actor: Actor
    data: Mapping[str, object]
    why: str = ""


def _plain(value: object) -> object:
    if isinstance(value, datetime):
        return moment_text(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, set | frozenset):
        return sorted(value, key=str)
    if isinstance(value, Mapping):
        return dict(value)
    if isinstance(value, Sequence):
        return list(value)
    raise TypeError(f"The ledger keeps plain values only, not {type(value).__name__}: {value!r}")


_encode = json.JSONEncoder(
    ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False, default=_plain
).encode


def plain_json(value: object) -> str:
    """Return canonical JSON: keys sorted, no blanks, text as it is, moments in UTC, sets as sorted lists."""
    return _encode(value)


@lru_cache(maxsize=256)
def moment_text(moment: datetime) -> str:
    """Return a moment in UTC with six decimals, e.g. 2026-03-02T01:00:00.000000Z; refuse one without a time zone."""
    if moment.tzinfo is None:
        raise ValueError(f"A moment without a time zone cannot be kept: {moment.isoformat()}")
    return moment.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"


def digest_text(text: str) -> str:
    """Return the SHA-256 of a text in UTF-8 as 64 hexadecimal digits."""
    return sha256(text.encode()).hexdigest()


_string = json.encoder.encode_basestring


def _number(value: int | None) -> str:
    return "null" if value is None else str(value)


def entry_hash(
    stream: str,
    n: int,
    at: str,
    verb: str,
    kind: str,
    name: str,
    account: int | None,
    post: int | None,
    unit: int | None,
    role: str,
    data: str,
    why: str,
    prev: str,
) -> str:
    """Return the hash of an entry; `at` and `data` are the canonical texts, all else the plain column values."""
    text = (
        f"[{_string(stream)},{n},{_string(at)},{_string(verb)},{_string(kind)},{_string(name)},"
        f"{_number(account)},{_number(post)},{_number(unit)},{_string(role)},{data},{_string(why)},{_string(prev)}]"
    )
    return sha256(text.encode()).hexdigest()


def follow(drafts: Sequence[Draft], at: datetime, n: int, prev: str) -> list[Row]:
    """Return the rows of drafts appended to one stream after entry `n` with hash `prev`."""
    moment = moment_text(at)
    rows: list[Row] = []
    for draft in drafts:
        n += 1
        row = _row(draft, at, moment, n, prev)
        rows.append(row)
        prev = cast(str, row[-1])
    return rows


def _row(draft: Draft, at: datetime, moment: str, n: int, prev: str) -> Row:
    actor = draft.actor
    data = plain_json(draft.data)
    role = ",".join(sorted(actor.roles))
    who = (str(actor.kind), actor.name, actor.account_id, actor.post_id, actor.unit_id, role)
    digest = entry_hash(draft.stream, n, moment, draft.verb, *who, data, draft.why, prev)
    return (draft.stream, n, at, draft.verb, *who, data, draft.why, prev, digest)


def new_stream(drafts: Sequence[Draft], at: datetime) -> tuple[list[Row], Row]:
    """Return the entry rows and the head row of a stream that begins with these drafts, all of the same stream."""
    rows = follow(drafts, at, 0, "")
    return rows, (drafts[0].stream, len(rows), rows[-1][-1])
