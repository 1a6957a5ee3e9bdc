"""What makes a matter a backlog: published criteria over the matter alone, the reason in words, and ageing buckets."""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path

FILE = Path(__file__).with_name("backlog.toml")


@dataclass(frozen=True, slots=True)
class Criterion:
    """One published rule; `number` is what the installation set, else as shipped. `setting` "" where nothing is to set."""

    name: str
    title: str
    title_en: str
    formula: str
    formula_en: str
    reason: str
    number: int
    setting: str


@dataclass(frozen=True, slots=True)
class Bucket:
    """A stretch of days; `up_to` is its last day, None for the open end."""

    name: str
    title: str
    title_en: str
    up_to: int | None


@dataclass(frozen=True, slots=True)
class Published:
    """The whole file: where it comes from, its criteria and its buckets in their order."""

    source: str
    criteria: tuple[Criterion, ...]
    buckets: tuple[Bucket, ...]


@dataclass(frozen=True, slots=True)
class MatterFacts:
    """What the criteria ask of one matter; every value is about the matter, none about who brought it."""

    is_open: bool
    brought_on: date
    late_days: int = 0
    returned: int = 0
    reopened: int = 0
    rungs: int = 0
    ended_unsolved: bool = False
    unperformed_days: int = 0
    bodies: int = 0
    objections: int = 0
    orders: int = 0


@cache
def published() -> Published:
    """Return the criteria as shipped."""
    given = tomllib.loads(FILE.read_text("utf-8"))
    criteria = tuple(Criterion(**one) for one in given["criterion"])
    buckets = tuple(Bucket(up_to=one.pop("up_to", None), **one) for one in given["bucket"])
    return Published(given["source"], criteria, buckets)


def months_between(start: date, end: date) -> int:
    """Return the full months from one day to another, 0 when the second is earlier."""
    months = 12 * (end.year - start.year) + end.month - start.month
    return max(0, months if end.day >= start.day else months - 1)


def months_back(day: date, months: int) -> date:
    """Return the same day so many months earlier, the end of the month where there is no such day."""
    year, month = divmod(12 * day.year + day.month - 1 - months, 12)
    last = (date(year + (month == 11), (month + 1) % 12 + 1, 1) - timedelta(days=1)).day
    return date(year, month + 1, min(day.day, last))


def values(facts: MatterFacts, today: date) -> dict[str, int]:
    """Return for each criterion what a matter has of it; 0 where it does not apply."""
    return {
        "open_longer": months_between(facts.brought_on, today) if facts.is_open else 0,
        "late_longer": facts.late_days,
        "returned": facts.returned,
        "reopened": facts.reopened,
        "rungs": facts.rungs,
        "unsolved": int(facts.ended_unsolved),
        "unperformed": facts.unperformed_days,
        "bodies": facts.bodies if facts.is_open else 0,
        "objections": facts.objections,
        "supervised": facts.orders if facts.is_open else 0,
    }


def met(facts: MatterFacts, criteria: Sequence[Criterion], today: date) -> tuple[Criterion, ...]:
    """Return the criteria that a matter meets, in their order."""
    found = values(facts, today)
    return tuple(one for one in criteria if found[one.name] >= one.number > 0)


def reasons(facts: MatterFacts, criteria: Sequence[Criterion], today: date) -> tuple[str, ...]:
    """Return why a matter is a backlog, a phrase for each criterion it meets."""
    found = values(facts, today)
    return tuple(one.reason % {"fact": found[one.name]} for one in met(facts, criteria, today))


def bucket_of(days: int, buckets: Sequence[Bucket]) -> Bucket:
    """Return the stretch in which an age lies."""
    return next(one for one in buckets if one.up_to is None or days <= one.up_to)


def spans(buckets: Sequence[Bucket]) -> Mapping[str, tuple[int, int | None]]:
    """Return by name the first and the last day of each stretch, None for the open end."""
    found: dict[str, tuple[int, int | None]] = {}
    first = 0
    for one in buckets:
        found[one.name] = (first, one.up_to)
        first = (one.up_to or 0) + 1
    return found
