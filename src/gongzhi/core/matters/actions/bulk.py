"""Builds whole records of new matters in memory and writes them by one statement (one matter) or COPY (many).

Submitting on the web, taking in a file and simulating a city all go this one way, so none can forget a clock,
a ledger entry or a count.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from secrets import token_bytes
from typing import cast

import h3
import psycopg
from django.db import connection
from psycopg import sql

from gongzhi.core.clocks import queries as clocks
from gongzhi.core.clocks.actions.keep import local_limit
from gongzhi.core.clocks.rules.facts import limit_to_json
from gongzhi.core.identity import receipts, sealing
from gongzhi.core.ledger.rules import chain
from gongzhi.core.matters import ids
from gongzhi.core.matters.submission import Submission, Submitted
from gongzhi.core.orgs import queries as orgs
from gongzhi.core.search.rules.bigrams import tsvector_literal
from gongzhi.core.workflow import library
from gongzhi.core.workflow.actions.begin import began
from gongzhi.kernel import engine
from gongzhi.kernel.actor import Actor
from gongzhi.kernel.identifiers import matter_number, new_secret
from gongzhi.kernel.procedure import Procedure
from gongzhi.kernel.terms import CHINA, compute_due

Row = tuple[object, ...]
Shape = tuple[tuple[str, int], ...]
MATTER = (
    "id", "number", "system", "channel", "title", "text", "category", "place", "lon", "lat", "h3",
    "area_code", "county_code", "township_code", "village_code", "grid_code",
    "is_anonymous", "is_public", "wants_public", "is_sealed", "resident_id", "complained_units", "source_key", "submit_key",
    "opened_at", "brought_at", "status", "stage", "is_open", "is_urgent",
    "owner_id", "owner_l1", "owner_l2", "owner_l3", "owner_l4", "owner_l5", "owner_l6", "due_at",
    "ending", "reopened", "returned", "answer",
)  # fmt: skip
PROCEEDING = (
    "id", "matter_id", "system", "procedure", "version", "state", "stage", "flags", "opened_at", "ending", "is_main",
    "moves",
)  # fmt: skip
CLOCK = (
    "matter_id", "proceeding_id", "procedure", "version", "term", "n", "party", "unit_id", "started_at", "events",
    "flags", "limit", "state", "due_on", "due_at", "is_provisional",
)  # fmt: skip
TALLY = ("unit_id", "stage", "n")
RESIDENT = ("id", "name_sealed", "contact_sealed", "made_at")
RECEIPT = ("matter_id", "resident_id", "number", "secret_hash", "made_at", "kind")
SEARCH = ("matter_id", "tokens")
NOTICE = (
    "key", "matter_id", "recipient_kind", "recipient_id", "channel", "subject", "body", "statutory", "made_by",
    "made_at", "next_at", "state", "sent_at", "via", "attempts", "error", "read_by", "reference",
)  # fmt: skip


_LISTS = (
    "matters", "proceedings", "clocks", "residents", "receipts", "entries", "heads", "counted", "search", "notices", "given",
)  # fmt: skip


@dataclass(slots=True)
class Batch:
    """The rows of new matters, table by table, ready to be written together."""

    matters: list[Row] = field(default_factory=list)
    proceedings: list[Row] = field(default_factory=list)
    clocks: list[Row] = field(default_factory=list)
    residents: list[Row] = field(default_factory=list)
    receipts: list[Row] = field(default_factory=list)
    entries: list[Row] = field(default_factory=list)
    heads: list[Row] = field(default_factory=list)
    tallies: Counter[tuple[int, str]] = field(default_factory=Counter)
    counted: list[Row] = field(default_factory=list)
    search: list[Row] = field(default_factory=list)
    notices: list[Row] = field(default_factory=list)
    given: list[Submitted] = field(default_factory=list)

    def tables(self) -> list[tuple[str, Sequence[str], list[Row]]]:
        """Return table, columns and rows in an order in which they may be written."""
        tallies = self.counted + [(unit, stage, n) for (unit, stage), n in self.tallies.items()]
        found = [
            ("identity_resident", RESIDENT, self.residents),
            ("matters_matter", MATTER, self.matters),
            ("identity_receipt", RECEIPT, self.receipts),
            ("workflow_proceeding", PROCEEDING, self.proceedings),
            ("clocks_clock", CLOCK, self.clocks),
            (chain.ENTRY_TABLE, chain.ENTRY_COLUMNS, self.entries),
            (chain.HEAD_TABLE, chain.HEAD_COLUMNS, self.heads),
            ("matters_tally", TALLY, tallies),
            ("search_text", SEARCH, self.search),
            ("notify_notice", NOTICE, self.notices),
        ]
        return [(table, columns, rows) for table, columns, rows in found if rows]

    def shape(self) -> Shape:
        """Return how many rows go into each table: batches of one shape are written by the same statement."""
        return tuple((table, len(rows)) for table, _, rows in self.tables())

    @classmethod
    def joined(cls, batches: Sequence["Batch"]) -> "Batch":
        """Return the rows of several batches as one; counts are not summed up, so that equal shapes make equal ones."""
        found = cls()
        for one in batches:
            for name in _LISTS:
                getattr(found, name).extend(getattr(one, name))
            found.counted.extend((unit, stage, n) for (unit, stage), n in one.tallies.items())
        return found


@dataclass(frozen=True, slots=True)
class Beginning:
    """What every matter born under one version of a procedure with the same flags has in common."""

    procedure: Procedure
    flags: frozenset[str]
    state: str
    stage: str
    terms: tuple[str, ...]


@lru_cache(maxsize=512)
def beginning(system: str, name: str, on: datetime, flags: frozenset[str]) -> Beginning:
    """Return what a proceeding begun on a day (given as its midnight) starts with."""
    procedure = library.current(system, name, on.date())
    course = engine.begin(procedure, on, flags)
    stage = procedure.state(course.state).stage
    terms = tuple(clock.term for clock in course.clocks)
    return Beginning(procedure, flags, course.state, stage, terms)


def build(batch: Batch, submission: Submission, actor: Actor, at: datetime) -> Submitted:
    """Add one matter with everything that belongs to it to a batch; return its receipt."""
    matter_id = ids.take("matters_matter_id_seq")[0]
    proceeding_id = ids.take("workflow_proceeding_id_seq")[0]
    local = at.astimezone(CHINA)
    number = matter_number(local.date(), matter_id)
    flags = submission.flags | ({"urgent"} if submission.is_urgent else frozenset())
    begins = beginning(
        submission.system,
        submission.procedure,
        local.replace(hour=0, minute=0, second=0, microsecond=0),
        flags,
    )
    owner = orgs.area_owner(submission.area_code)
    path = orgs.unit_path(owner)
    due_at = _clocks(batch, begins, matter_id, proceeding_id, owner, submission.brought_at)
    resident_id = _resident(batch, submission, at)
    batch.matters.append(
        (
            matter_id,
            number,
            submission.system,
            submission.channel,
            submission.title,
            submission.text,
            submission.category,
            submission.place,
            submission.lon,
            submission.lat,
            _cell(submission),
            *area_columns(submission.area_code),
            submission.is_anonymous,
            False,
            submission.is_public,
            submission.is_sealed,
            resident_id,
            list(submission.complained_units),
            submission.source_key,
            submission.submit_key,
            at,
            submission.brought_at,
            begins.state,
            begins.stage,
            True,
            submission.is_urgent,
            owner,
            *(path[n] if n < len(path) else None for n in range(6)),
            due_at,
            "",
            0,
            0,
            "",
        )  # fmt: skip
    )
    procedure = begins.procedure
    batch.proceedings.append(
        (
            proceeding_id,
            matter_id,
            procedure.system,
            procedure.name,
            procedure.version,
            begins.state,
            begins.stage,
            _json(sorted(flags)),
            submission.brought_at,
            "",
            True,
            0,
        )  # fmt: skip
    )
    _ledger(batch, submission, begins, matter_id, proceeding_id, number, owner, actor, at)
    secret = _receipt(batch, submission, matter_id, resident_id, number, at)
    for unit in path:
        batch.tallies[unit, begins.stage] += 1
    words = f"{submission.text} {submission.place} {number}"
    batch.search.append((matter_id, tsvector_literal(submission.title, words)))
    given = Submitted(matter_id, number, secret)
    batch.given.append(given)
    return given


def area_columns(code: str) -> Row:
    """Return the area code and its county, township, village and grid, "" for each that is not known."""
    return (code, *(code[:digits] if len(code) >= digits else "" for digits in (6, 9, 12, 15)))


def _cell(submission: Submission) -> str:
    if submission.lon is None or submission.lat is None:
        return ""
    return str(h3.latlng_to_cell(submission.lat, submission.lon, 9))


def _json(value: object) -> str:
    return chain.plain_json(value)


def _clocks(
    batch: Batch, begins: Beginning, matter_id: int, proceeding_id: int, owner: int, started: datetime
) -> datetime | None:
    calendar, limits = clocks.calendar().with_provisional(), clocks.limits()
    nearest: datetime | None = None
    for name in begins.terms:
        term = begins.procedure.term(name)
        limit = local_limit(term, limits, begins.flags)
        due_on, due_at = compute_due(term, started, calendar, begins.flags, limit)
        batch.clocks.append(
            (
                matter_id,
                proceeding_id,
                begins.procedure.name,
                begins.procedure.version,
                name,
                1,
                str(term.party),
                owner,
                started,
                "[]",
                _json(sorted(begins.flags)),
                None if limit is None else _json(limit_to_json(limit)),
                "running",
                due_on,
                due_at,
                not calendar.knows(due_on or due_at.date()),
            )  # fmt: skip
        )
        if term.party.is_duty and (nearest is None or due_at < nearest):
            nearest = due_at
    return nearest


def _resident(batch: Batch, submission: Submission, at: datetime) -> int | None:
    if submission.is_anonymous or not (submission.name or submission.contact):
        return None
    resident_id = ids.take("identity_resident_id_seq")[0]
    name, contact = sealing.seal(submission.name), sealing.seal(submission.contact)
    batch.residents.append((resident_id, name, contact, at))
    return resident_id


def _receipt(
    batch: Batch, submission: Submission, matter_id: int, resident_id: int | None, number: str, at: datetime
) -> str:
    secret = new_secret(token_bytes(16))
    batch.receipts.append((matter_id, resident_id, number, receipts.hash_secret(secret), at, "matter"))
    return secret


def _ledger(
    batch: Batch,
    submission: Submission,
    begins: Beginning,
    matter_id: int,
    proceeding_id: int,
    number: str,
    owner: int,
    actor: Actor,
    at: datetime,
) -> None:
    stream = f"matter:{matter_id}"
    said: dict[str, object] = {
        "number": number,
        "title": submission.title,
        "text_sha256": chain.digest_text(submission.text),
        "channel": submission.channel,
        "category": submission.category,
        "area": submission.area_code,
        "owner": owner,
        "brought_at": submission.brought_at.isoformat(),
    }
    if submission.source:
        said["source"] = dict(submission.source)
    drafts = [
        chain.Draft(stream=stream, verb="matter.submitted", actor=actor, data=said),
        chain.Draft(
            stream=stream,
            verb="workflow.began",
            actor=actor,
            data=began(
                begins.procedure,
                proceeding_id,
                begins.flags,
                main=True,
                started_at=submission.brought_at if submission.brought_at != at else None,
            ),
        ),
    ]
    rows, head = chain.new_stream(drafts, at)
    batch.entries.extend(rows)
    batch.heads.append(head)


def tell_owner(batch: Batch, submission: Submission, given: Submitted, actor: Actor, at: datetime) -> None:
    """Add the word to the owner's desk that a new matter has come in."""
    owner = orgs.area_owner(submission.area_code)
    batch.notices.append(
        (
            f"new:{given.matter_id}",
            given.matter_id,
            "unit",
            owner,
            "in_app",
            f"{given.number} 新的事项"[:200],
            submission.title,
            False,
            actor.unit_name or actor.name,
            at,
            at,
            "sent",
            at,
            "in_app",
            0,
            "",
            "",
            "",
        )  # fmt: skip
    )


def write(batch: Batch) -> None:
    """Write a small batch by one statement, prepared once; the caller holds the transaction."""
    tables = batch.tables()
    values = [value for _table, _columns, rows in tables for row in rows for value in row]
    statement = _statement(tuple((table, tuple(columns), len(rows)) for table, columns, rows in tables))
    raw = _connection()
    threshold, raw.prepare_threshold = raw.prepare_threshold, 2
    try:
        psycopg.RawCursor(raw).execute(statement, values)
    finally:
        raw.prepare_threshold = threshold


@lru_cache(maxsize=256)
def _statement(tables: tuple[tuple[str, tuple[str, ...], int], ...]) -> bytes:
    """Return one statement that inserts so many rows into each table; `$1`, `$2`, … stand for the values in order."""
    parts: list[sql.Composable] = []
    taken = 0
    for n, (table, columns, rows) in enumerate(tables):
        places = iter(range(taken + 1, taken + 1 + rows * len(columns)))
        lines = ["(" + ", ".join(f"${next(places)}" for _ in columns) + ")" for _ in range(rows)]
        taken += rows * len(columns)
        parts.append(
            sql.SQL("t{n} AS (INSERT INTO {table} ({columns}) VALUES {rows})").format(
                n=sql.Literal(n),
                table=sql.Identifier(table),
                columns=sql.SQL(", ").join(map(sql.Identifier, columns)),
                rows=sql.SQL(", ".join(lines)),
            )
        )
    return (sql.SQL("WITH ") + sql.SQL(", ").join(parts) + sql.SQL(" SELECT 1")).as_bytes()


def copy(batch: Batch) -> None:
    """Write a large batch by COPY; the caller holds the transaction."""
    cursor = psycopg.Cursor(_connection())
    for table, columns, rows in batch.tables():
        names = sql.SQL(", ").join(map(sql.Identifier, columns))
        with cursor.copy(sql.SQL("COPY {} ({}) FROM STDIN").format(sql.Identifier(table), names)) as out:
            for row in rows:
                out.write_row(row)


def _connection() -> "psycopg.Connection[Row]":
    """Return the driver's own connection: parameters are bound by the server, statements are prepared."""
    connection.ensure_connection()
    return cast("psycopg.Connection[Row]", connection.connection)
