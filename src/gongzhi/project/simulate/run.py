"""Writes simulated matters by several processes, each with a connection of its own; indexes are made anew at the end."""

import json
import multiprocessing
import random
import tomllib
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from importlib.resources import files
from multiprocessing.queues import Queue
from os import cpu_count
from pathlib import Path
from time import perf_counter

import psycopg
from django.db import connection, transaction
from psycopg import sql
from psycopg.conninfo import make_conninfo

from gongzhi.core.matters.actions.counting import fold_tallies
from gongzhi.core.orgs import queries as orgs
from gongzhi.core.orgs.models import Unit
from gongzhi.core.workflow import library
from gongzhi.core.workflow.actions.begin import keep_text
from gongzhi.kernel.terms import CHINA
from gongzhi.project import runtime
from gongzhi.project.simulate import rows, stories

CHUNK = 4000
MOMENTS = 300
INDEXES_FROM = 50_000
_PLACES_MOST = 60_000
_TOPICS_PER_CATEGORY = 60
_LATER = (
    "matters_matter",
    "search_text",
    "clocks_clock",
    "ledger_entry",
    "workflow_proceeding",
    "matters_task",
)
_INDEXES = """
    SELECT index.indexrelid::regclass::text, pg_get_indexdef(index.indexrelid)
    FROM pg_index AS index
    WHERE index.indrelid = ANY(%s::regclass[]) AND NOT index.indisunique
"""
Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class Made:
    """How many matters were written, and how long writing and indexing took."""

    matters: int
    entries: int
    clocks: int
    copy_seconds: float
    index_seconds: float


def simulate(matters: int, seed: int, now: datetime, progress: Progress) -> Made:
    """Write so many simulated matters into the tree that is there; the same seed draws the same stories."""
    with transaction.atomic():
        keep_text(library.current("grid", "service_order", now.astimezone(CHINA).date()), now)
    luck = random.Random(seed)
    maker = _maker(luck, now)
    runtime.close_connections()
    with _indexes_later(matters >= INDEXES_FROM) as kept:
        began = perf_counter()
        entries, clocks = _work(maker, seed, matters, progress)
        copied = perf_counter()
    fold_tallies(now)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return Made(matters, entries, clocks, copied - began, kept.seconds)


def _maker(luck: random.Random, now: datetime) -> rows.Maker:
    procedure = library.current("grid", "service_order", now.astimezone(CHINA).date())
    moments = stories.moments(luck, now, MOMENTS)
    forms = [
        [rows.form_of(stories.tell(procedure, way, at, now)) for at in moments] for _, way in stories.WAYS
    ]
    return rows.Maker(forms, rows.by_category(_topics(luck)), _places(luck, now), luck)


def _topics(luck: random.Random) -> list[rows.Topic]:
    """Return topics of the demonstration's own corpus with their blanks filled in many ways."""
    corpus = tomllib.loads(files("gongzhi.project.demo").joinpath("corpus.toml").read_text())
    found: list[rows.Topic] = []
    for one in corpus["topic"]:
        for _ in range(_TOPICS_PER_CATEGORY):
            slots = {name: luck.choice(words) for name, words in corpus["slots"].items()}
            slots |= {name: str(luck.randrange(2, 24)) for name in ("n", "days", "hour", "month")}
            title, text = (_filled(luck.choice(one[kind]), slots) for kind in ("titles", "texts"))
            found.append(rows.topic(one["category"], title, f"(模拟){text}", slots["road"]))
    return found


def _filled(text: str, slots: dict[str, str]) -> str:
    for name, value in slots.items():
        text = text.replace("{" + name + "}", value)
    return text


def _places(luck: random.Random, now: datetime) -> list[rows.Place]:
    categories = [one["category"] for one in _corpus()]
    leads: dict[str, tuple[tuple[str, int, str], ...]] = {}
    found: list[rows.Place] = []
    areas = [unit for unit in _all_units() if len(unit.area_code) == 12]
    for unit in areas[:_PLACES_MOST]:
        county = unit.area_code[:6]
        if county not in leads:
            leads[county] = tuple(_leads(categories, county, now))
        owner = orgs.area_owner(unit.area_code)
        found.append(rows.place(unit.area_code, owner, orgs.unit_path(owner), leads[county]))
    luck.shuffle(found)
    return found


def _corpus() -> list[dict[str, str]]:
    return list(tomllib.loads(files("gongzhi.project.demo").joinpath("corpus.toml").read_text())["topic"])


def _all_units() -> Iterator[Unit]:
    waiting = [orgs.root().id]
    while waiting:
        for unit in orgs.children(waiting.pop()):
            waiting.append(unit.id)
            yield unit


def _leads(categories: Sequence[str], county: str, now: datetime) -> Iterator[tuple[str, int, str]]:
    for category in dict.fromkeys(categories):
        duty = orgs.duty_for(category, county, now.date())
        if duty is not None:
            yield category, duty.lead.id, duty.lead.name


def _work(maker: rows.Maker, seed: int, matters: int, progress: Progress) -> tuple[int, int]:
    """Have the processes take chunks until all are written; return how many entries and clocks there are."""
    context = multiprocessing.get_context("fork")
    chunks = [min(CHUNK, matters - start) for start in range(0, matters, CHUNK)]
    workers = min(len(chunks), (cpu_count() or 2) + 1)
    done: Queue[tuple[int, int, int] | str] = context.Queue()
    processes = [
        context.Process(target=_worker, args=(maker, seed + n, chunks[n::workers], done), daemon=True)
        for n in range(workers)
    ]
    for process in processes:
        process.start()
    written = entries = clocks = 0
    progress("模拟事项", 0, matters)
    for _ in chunks:
        told = done.get()
        if isinstance(told, str):
            raise RuntimeError(f"A process that simulates stopped: {told}")
        written, entries, clocks = written + told[0], entries + told[1], clocks + told[2]
        progress("模拟事项", written, matters)
    for process in processes:
        process.join()
    return entries, clocks


def _worker(
    maker: rows.Maker, seed: int, chunks: Sequence[int], done: "Queue[tuple[int, int, int] | str]"
) -> None:
    try:
        maker.luck = random.Random(seed)
        with psycopg.connect(_address(), autocommit=True) as database:
            database.execute("SET synchronous_commit = off")
            for size in chunks:
                lines = _chunk(database, maker, size)
                _copy(database, lines)
                done.put((size, len(lines.tables[3]), lines.clocks))
    except Exception as error:  # told to the parent, which raises it
        done.put(repr(error))


def _address() -> str:
    """Return how to reach the database that Django uses."""
    told = connection.settings_dict
    return make_conninfo(
        host=told["HOST"],
        port=told["PORT"] or None,
        dbname=told["NAME"],
        user=told["USER"],
        password=told["PASSWORD"] or None,
    )


def _chunk(database: psycopg.Connection, maker: rows.Maker, size: int) -> rows.Lines:
    lines = rows.Lines()
    first, proceeding, task = (
        _ids(database, name, size)
        for name in ("matters_matter_id_seq", "workflow_proceeding_id_seq", "matters_task_id_seq")
    )
    ways = maker.luck.choices(range(len(stories.WAYS)), [share for share, _ in stories.WAYS], k=size)
    for n, way in enumerate(ways):
        form = maker.forms[way][int(maker.luck.random() * MOMENTS)]
        maker.make(lines, form, first + n, proceeding + n, task + n)
    return lines


def _ids(database: psycopg.Connection, sequence: str, n: int) -> int:
    """Return the first of n ids in a row; where somebody else drew in between, another n are drawn."""
    while True:
        row = database.execute(
            "SELECT min(id), max(id) FROM (SELECT nextval(%s) AS id FROM generate_series(1, %s)) AS drawn",
            [sequence, n],
        ).fetchone()
        assert row is not None
        if row[1] - row[0] == n - 1:
            return int(row[0])


def _copy(database: psycopg.Connection, lines: rows.Lines) -> None:
    with database.transaction():
        cursor = database.cursor()
        for (table, columns), text in zip(rows.TABLES, lines.tables, strict=True):
            if text:
                _copy_into(cursor, table, columns, "".join(text))
        _copy_into(cursor, "matters_tally", ("unit_id", "stage", "n"), _tally(lines.tally))


def _copy_into(cursor: psycopg.Cursor, table: str, columns: Sequence[str], text: str) -> None:
    names = sql.SQL(", ").join(map(sql.Identifier, columns))
    with cursor.copy(sql.SQL("COPY {} ({}) FROM STDIN").format(sql.Identifier(table), names)) as out:
        out.write(text)


def _tally(counted: Counter[tuple[int, str]]) -> str:
    """Return the counts of owners for each unit above them too; tasks count for their unit alone."""
    found: Counter[tuple[int, str]] = Counter()
    for (unit, stage), n in counted.items():
        for one in (unit,) if stage == "task" else orgs.unit_path(unit):
            found[one, stage] += n
    return "".join(f"{unit}\t{stage}\t{n}\n" for (unit, stage), n in found.items())


@dataclass(slots=True)
class _Indexing:
    seconds: float = 0.0


@contextmanager
def _indexes_later(is_worth_it: bool) -> Iterator[_Indexing]:
    """Drop the indexes that no constraint needs, and make them anew; their definitions lie in a file meanwhile.

    When the command is killed in between, the next run of it finds the file and makes them.
    """
    kept = _Indexing()
    path = runtime.var_dir() / "simulate-indexes.json"
    _make(path)
    if is_worth_it:
        with connection.cursor() as cursor:
            cursor.execute(_INDEXES, [list(_LATER)])
            found = dict(cursor.fetchall())
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(json.dumps(found))
            for name in found:
                cursor.execute(sql.SQL("DROP INDEX {}").format(sql.Identifier(name)))
    runtime.close_connections()
    try:
        yield kept
    finally:
        began = perf_counter()
        _make(path)
        kept.seconds = perf_counter() - began


def _make(path: Path) -> None:
    if not path.exists():
        return
    with connection.cursor() as cursor:
        cursor.execute("SET maintenance_work_mem = '1GB'")
        for definition in json.loads(path.read_text()).values():
            cursor.execute(definition.replace("CREATE INDEX", "CREATE INDEX IF NOT EXISTS", 1))
        cursor.execute("RESET maintenance_work_mem")
    path.unlink()
