"""What every request asks of the orgs, kept whole in each process and read again when another process wrote.

A write puts a new mark into the version row; a process compares its mark at most once in `FRESH` seconds. The mark is
random and not counted, so that a transaction that was rolled back can never look like the one after it.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from secrets import token_hex
from threading import Lock
from time import monotonic

from django.db import connection, transaction

from gongzhi.core.orgs.models import (
    Category,
    Duty,
    Setting,
    Succession,
    SuccessionKind,
    Unit,
    UnitKind,
    Version,
)

FRESH = 1.0
_NAME = "orgs"


@dataclass(frozen=True, slots=True)
class Snapshot:
    """All units, categories, duties and settings as read at one moment; nobody changes it."""

    units: Mapping[int, Unit]
    children: Mapping[int | None, tuple[int, ...]]
    centres: Mapping[str, int]
    departments: Mapping[str, tuple[int, ...]]
    codes: Mapping[str, int]
    categories: Mapping[str, Category]
    duties: Mapping[tuple[str, str], tuple[Duty, ...]]
    settings: Mapping[str, Setting]
    successors: Mapping[int, tuple[int, ...]]
    """By unit, who came after it; the first of them is the heir who takes over its matters."""

    predecessors: Mapping[int, tuple[int, ...]]
    """By unit, whose matters it took over; after a split only the heir has the old unit here."""

    root: int | None


@dataclass(slots=True)
class _Kept:
    database: str = ""
    mark: str = ""
    snapshot: Snapshot | None = None
    checked: float = 0.0


_kept = _Kept()
_lock = Lock()


def snapshot() -> Snapshot:
    """Return the orgs as they are, asking the database at most once a second whether anything changed."""
    database = str(connection.settings_dict["NAME"])
    held = _kept.snapshot
    if held is not None and _kept.database == database and monotonic() - _kept.checked < FRESH:
        return held
    with _lock:
        mark = Version.objects.filter(name=_NAME).values_list("mark", flat=True).first() or ""
        if _kept.snapshot is None or (_kept.database, _kept.mark) != (database, mark):
            _kept.snapshot = _read()
            _kept.database, _kept.mark = database, mark
        _kept.checked = monotonic()
        return _kept.snapshot


def changed() -> None:
    """Tell all processes that the orgs were written; the caller holds the transaction of that write."""
    assert transaction.get_connection().in_atomic_block
    Version.objects.update_or_create(name=_NAME, defaults={"mark": token_hex(16)})
    forget()


def forget() -> None:
    """Have the next read of this process ask the database."""
    with _lock:
        _kept.snapshot = None


def _read() -> Snapshot:
    units = {unit.id: unit for unit in Unit.objects.order_by("id")}
    children: dict[int | None, list[int]] = defaultdict(list)
    centres: dict[str, int] = {}
    departments: dict[str, list[int]] = defaultdict(list)
    for unit in units.values():
        if unit.valid_to is not None:
            continue
        children[unit.parent_id].append(unit.id)
        if unit.kind == UnitKind.CENTRE:
            centres.setdefault(unit.area_code, unit.id)
        elif unit.kind in (UnitKind.DEPARTMENT, UnitKind.UTILITY):
            departments[unit.area_code].append(unit.id)
    after, before = _successions()
    for unit in units.values():
        if unit.valid_to is not None and unit.kind == UnitKind.CENTRE and unit.id in after:
            centres.setdefault(unit.area_code, _heir(after, unit.id))
    return Snapshot(
        units=units,
        children={parent: tuple(ones) for parent, ones in children.items()},
        centres=centres,
        departments={area: tuple(ones) for area, ones in departments.items()},
        codes={unit.code: unit.id for unit in units.values() if unit.valid_to is None},
        categories={one.code: one for one in Category.objects.order_by("order", "code")},
        duties=_duties(),
        settings={one.name: one for one in Setting.objects.all()},
        successors=after,
        predecessors=before,
        root=next(iter(children.get(None, ())), None),
    )


def _duties() -> dict[tuple[str, str], tuple[Duty, ...]]:
    found: dict[tuple[str, str], tuple[Duty, ...]] = {}
    for duty in Duty.objects.order_by("valid_from", "id"):
        key = (duty.category, duty.area_code)
        found[key] = (*found.get(key, ()), duty)
    return found


def _successions() -> tuple[dict[int, tuple[int, ...]], dict[int, tuple[int, ...]]]:
    after: dict[int, tuple[int, ...]] = {}
    before: dict[int, tuple[int, ...]] = {}
    for one in Succession.objects.order_by("on", "id"):
        after[one.predecessor_id] = (*after.get(one.predecessor_id, ()), one.successor_id)
        if one.kind != SuccessionKind.SPLIT:
            before[one.successor_id] = (*before.get(one.successor_id, ()), one.predecessor_id)
    return after, before


def _heir(after: Mapping[int, tuple[int, ...]], unit_id: int) -> int:
    while unit_id in after:
        unit_id = after[unit_id][0]
    return unit_id
