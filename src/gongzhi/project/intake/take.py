"""Keeps the rows of a table as matters, batch by batch, and writes those that were refused into a file to mend.

A batch is one transaction: a command that was cut short is simply run again, and what was kept already is a repeat.
"""

import csv
import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import TextIO
from zoneinfo import ZoneInfo

from gongzhi.core.matters.actions.submit import submit_many
from gongzhi.core.matters.queries.sources import taken
from gongzhi.core.matters.submission import Submission, Submitted, checked
from gongzhi.core.orgs import queries as orgs
from gongzhi.kernel.actor import Actor
from gongzhi.kernel.errors import DomainError
from gongzhi.project.intake.columns import REASON, Columns, Plan, find_columns, headings_of, plain
from gongzhi.project.intake.rows import Reader, sentence
from gongzhi.project.intake.source import Line, Table, open_table

BATCH = 2000
_SHOWN_CELL = 20_000
_RISKY = ("=", "+", "-", "@", "\t", "\r")
Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is asked of an intake. `at` is the moment at which the rows are taken in; without a system they are orders."""

    path: Path
    plan: Plan
    channel: str
    at: datetime
    plan_file: str = ""
    dry_run: bool = False
    system: str = ""
    procedure: str = ""
    refused: Path | None = None
    receipts: Path | None = None


@dataclass(slots=True)
class Taken:
    """What became of the rows; the three numbers together are all of them."""

    accepted: int = 0
    repeated: int = 0
    refused: int = 0
    located: int = 0
    uncategorised: int = 0
    reasons: dict[str, int] = field(default_factory=dict)
    refused_file: Path | None = None
    encoding: str = ""
    columns: dict[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class _Run:
    actor: Actor
    wanted: Wanted
    table: Table
    columns: Columns
    told: Taken
    files: ExitStack
    seen: dict[str, tuple[str, str]] = field(default_factory=dict)
    refused: TextIO | None = None
    receipts: TextIO | None = None


def take(actor: Actor, wanted: Wanted, progress: Progress) -> Taken:
    """Keep every row of the file as a matter, or say why not; raise a DomainError when it is no table of messages."""
    plan = wanted.plan
    table = open_table(wanted.path, headings_of(plan), plan.encoding, plan.delimiter)
    columns = find_columns(table.header, plan, wanted.path.name, wanted.plan_file)
    reader = Reader(columns, plan, wanted.channel, ZoneInfo(plan.time_zone), wanted.at, _titles(wanted))
    told = Taken(encoding=table.encoding)
    told.columns = {what: columns.heading(what) for what in columns.places}
    total = sum(1 for _ in table.lines())
    name = wanted.path.name
    with ExitStack() as files:
        run = _Run(actor, wanted, table, columns, told, files)
        done = 0
        progress(name, 0, total)
        for batch in _batches(table.lines()):
            _batch(run, reader, batch)
            done += len(batch)
            progress(name, done, total)
    return told


def _titles(wanted: Wanted) -> dict[str, str]:
    """Return our categories by code and by title; a title borne by several is nobody's."""
    found: dict[str, str] = {}
    for one in orgs.categories():
        for name in (plain(one.title), plain(one.title_en), plain(orgs.category_title(one.code))):
            found[name] = "" if found.get(name, one.code) != one.code else one.code
    found |= {one.code: one.code for one in orgs.categories()}
    return found


def _batches(lines: Iterator[Line]) -> Iterator[list[Line]]:
    while batch := list(islice(lines, BATCH)):
        yield batch


def _batch(run: _Run, reader: Reader, batch: list[Line]) -> None:
    made: list[tuple[Line, Submission]] = []
    for line in batch:
        try:
            made.append((line, _of_system(run.wanted, checked(reader.submission(line)))))
        except DomainError as error:
            _refuse(run, line, sentence(error))
    fresh = _without_repeats(run, made)
    outcomes = _kept(run, [submission for _, submission in fresh])
    for (line, submission), outcome in zip(fresh, outcomes, strict=True):
        if isinstance(outcome, DomainError):
            _refuse(run, line, sentence(outcome))
        elif outcome.repeated:
            run.told.repeated += 1
        else:
            _count(run, submission, outcome)


def _of_system(wanted: Wanted, one: Submission) -> Submission:
    return replace(one, system=wanted.system, procedure=wanted.procedure) if wanted.system else one


def _kept(run: _Run, submissions: list[Submission]) -> list[Submitted | DomainError]:
    if run.wanted.dry_run:
        return [Submitted(0, "", "") for _ in submissions]
    return list(submit_many(run.actor, submissions, run.wanted.at)) if submissions else []


def _without_repeats(run: _Run, made: list[tuple[Line, Submission]]) -> list[tuple[Line, Submission]]:
    """Return the rows that are new; the same number with other words is refused, so that nothing is lost unseen."""
    known = taken(str(one.source_key) for _, one in made)
    fresh: list[tuple[Line, Submission]] = []
    for line, one in made:
        key = str(one.source_key)
        held = known.get(key)
        words = (held.title, held.text) if held else run.seen.get(key)
        if words is None:
            run.seen[key] = (one.title, one.text)
            fresh.append((line, one))
        elif words == (one.title, one.text):
            run.told.repeated += 1
        else:
            number = f"(事项 {held.number})" if held else ""
            why = f"编号「{key.partition(':')[2][:60]}」已经用过{number}，内容却不同。"
            why += "如果来自另一个系统，请在 mapping.toml 里写 source = '来源名'。"
            _refuse(run, line, why)
    if len(run.seen) > 4 * BATCH:
        run.seen.clear()  # what was written is found in the database
    return fresh


def _count(run: _Run, submission: Submission, given: Submitted) -> None:
    run.told.accepted += 1
    run.told.located += submission.lon is not None
    run.told.uncategorised += not submission.category
    if run.wanted.receipts is not None:
        if run.receipts is None:
            run.receipts = run.files.enter_context(_private(run.wanted.receipts))
            csv.writer(run.receipts).writerow(["编号", "口令", "来源编号"])
        number = dict(submission.source).get("number", "")
        csv.writer(run.receipts).writerow([given.number, given.secret, _safe(number)])


def _refuse(run: _Run, line: Line, why: str) -> None:
    run.told.refused += 1
    kind = why[:60]
    run.told.reasons[kind] = run.told.reasons.get(kind, 0) + 1
    if run.wanted.refused is None:
        return
    keep = [n for n in range(len(run.columns.header)) if n not in run.columns.skipped]
    if run.refused is None:
        run.told.refused_file = run.wanted.refused
        run.refused = run.files.enter_context(_private(run.wanted.refused))
        run.refused.write("\ufeff")
        csv.writer(run.refused).writerow([*(run.columns.header[n] for n in keep), REASON])
    cells = [str(line.cells[n]) if n < len(line.cells) else "" for n in keep]
    extra = [str(cell) for cell in line.cells[len(run.columns.header) :] if cell]
    place = f"第 {line.first} 行：" if line.first == line.last else f"第 {line.first} 到 {line.last} 行："
    csv.writer(run.refused).writerow(
        [*(_safe(_cut(cell)) for cell in cells), place + why, *map(_safe, extra)]
    )


def _private(path: Path) -> TextIO:
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    return os.fdopen(descriptor, "w", encoding="utf-8", errors="replace", newline="")


def _cut(cell: str) -> str:
    """Return a cell as far as people can mend it; what is longer stays in the original file only."""
    return cell if len(cell) <= _SHOWN_CELL else f"{cell[:_SHOWN_CELL]}……(原文共 {len(cell)} 字，此处截断)"


def _safe(cell: str) -> str:
    """Return a cell that a spreadsheet shows as text; the apostrophe is taken off when the file comes back."""
    try:
        float(cell)
    except ValueError:
        return f"'{cell}" if cell.startswith(_RISKY) else cell
    return cell
