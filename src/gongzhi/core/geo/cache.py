"""The areas as each process keeps them: the tree at once, locators, names and maps when first asked for.

A write puts a new mark into the version row; a process compares its mark at most once in `FRESH` seconds. The mark is
random and not counted, so that a transaction that was rolled back can never look like the one after it.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from secrets import token_hex
from threading import Lock
from time import monotonic

from django.db import connection, transaction

from gongzhi.core.geo.maps import Maps
from gongzhi.core.geo.models import Alias, Area, Succession, Version
from gongzhi.core.geo.places import Places
from gongzhi.core.geo.rules.names import NameFinder, gazetteer
from gongzhi.reading.places import Gazetteer

FRESH = 1.0
_NAME = "geo"


@dataclass(frozen=True)
class Snapshot:
    """The areas as read at one moment; nobody changes it.

    `areas` holds for each code the standing area, else the last that bore it; `children` only standing ones.
    """

    mark: str
    areas: Mapping[str, Area]
    children: Mapping[str, tuple[str, ...]]
    successors: Mapping[str, tuple[str, ...]]
    predecessors: Mapping[str, tuple[str, ...]]

    @cached_property
    def full_names(self) -> dict[str, str]:
        """Return the full names put together so far, by code of a known area."""
        return {}

    @cached_property
    def places(self) -> Places:
        """Return what locates points."""
        return Places.read()

    @cached_property
    def names(self) -> NameFinder:
        """Return what finds the one area that a text names."""
        return NameFinder(self._standing(), self.aliases)

    @cached_property
    def gazetteer(self) -> Gazetteer:
        """Return what finds the areas that a text may name."""
        return gazetteer(self._standing(), self.aliases)

    @cached_property
    def aliases(self) -> tuple[tuple[str, str], ...]:
        """Return codes with the other names that the city keeps for them."""
        held = Alias.objects.filter(ended_at__isnull=True, area_code__in=list(self.areas))
        return tuple(held.order_by("pk").values_list("area_code", "name"))

    def _standing(self) -> list[tuple[str, str]]:
        return [(one.code, one.name) for one in self.areas.values() if one.valid_to is None]

    @cached_property
    def maps(self) -> Maps:
        """Return what draws maps."""
        return Maps(self.mark)


@dataclass(slots=True)
class _Kept:
    database: str = ""
    snapshot: Snapshot | None = None
    checked: float = 0.0


_kept = _Kept()
_lock = Lock()


def snapshot() -> Snapshot:
    """Return the areas as they are, asking the database at most once a second whether anything changed."""
    database = str(connection.settings_dict["NAME"])
    held = _kept.snapshot
    if held is not None and _kept.database == database and monotonic() - _kept.checked < FRESH:
        return held
    with _lock:
        mark = Version.objects.filter(name=_NAME).values_list("mark", flat=True).first() or ""
        held = _kept.snapshot
        if held is None or (_kept.database, held.mark) != (database, mark):
            held = _kept.snapshot = _read(mark)
            _kept.database = database
        _kept.checked = monotonic()
        return held


def changed() -> None:
    """Tell all processes that the areas were written; the caller holds the transaction of that write."""
    assert transaction.get_connection().in_atomic_block
    Version.objects.update_or_create(name=_NAME, defaults={"mark": token_hex(16)})
    forget()


def forget() -> None:
    """Have the next read of this process ask the database."""
    with _lock:
        _kept.snapshot = None


def _read(mark: str) -> Snapshot:
    areas: dict[str, Area] = {}
    children: dict[str, list[str]] = defaultdict(list)
    for area in Area.objects.order_by("code", "valid_from", "id"):
        held = areas.get(area.code)
        if held is None or held.valid_to is not None:
            areas[area.code] = area
        if area.valid_to is None:
            children[area.parent_code].append(area.code)
    successors: dict[str, list[str]] = defaultdict(list)
    predecessors: dict[str, list[str]] = defaultdict(list)
    rows = Succession.objects.order_by("on", "id").values_list("predecessor__code", "successor__code")
    for before, after in rows:
        successors[before].append(after)
        predecessors[after].append(before)
    return Snapshot(
        mark=mark,
        areas=areas,
        children={parent: tuple(codes) for parent, codes in children.items()},
        successors={code: tuple(codes) for code, codes in successors.items()},
        predecessors={code: tuple(codes) for code, codes in predecessors.items()},
    )
