"""How gatherings keep their identity from one run to the next, how hot they are, and when growth is unusual.

Everything is told of matters and places; no rule here knows a person.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import sqrt
from os.path import commonprefix

_SHARED_LEAST = 2
_SHARED_PART = 0.5
WINDOW = timedelta(days=30)
WEEK = timedelta(days=7)
BEFORE_WEEKS = 4
ALARM_LEAST = 5
ALARM_TIMES = 3.0
_LEVELS = (15, 12, 9, 6, 4)


@dataclass(frozen=True, slots=True)
class Carried:
    """What a gathering of this run is: the one of before that it goes on (None: a new one), and what else befell it."""

    index: int
    keeps: int | None
    absorbs: tuple[int, ...] = ()
    split_from: int | None = None


@dataclass(frozen=True, slots=True)
class Run:
    """All gatherings of this run, and the old ones that are no more."""

    carried: tuple[Carried, ...]
    faded: tuple[int, ...]


def carry(olds: Mapping[int, frozenset[int]], news: Sequence[frozenset[int]]) -> Run:
    """Return which gathering of before each new one goes on.

    Two are related when they share two members and half of the smaller. An old one goes to the new one with which it
    shares most; of several that go to one new the eldest (lowest id) stands and the others are absorbed; a new one to
    which none goes, but which is related to one, has split off.
    """
    shared = _shared(olds, news)
    main: dict[int, int] = {}
    for old in sorted(olds):
        related = [
            (-times, new) for new, times in shared[old].items() if _is_related(olds[old], news[new], times)
        ]
        if related:
            main[old] = min(related)[1]
    comes: dict[int, list[int]] = defaultdict(list)
    for old, new in main.items():
        comes[new].append(old)
    carried = [_carried(n, comes.get(n, []), olds, news[n], shared) for n in range(len(news))]
    return Run(tuple(carried), tuple(sorted(olds.keys() - main.keys())))


def _carried(
    n: int,
    comes: Sequence[int],
    olds: Mapping[int, frozenset[int]],
    members: frozenset[int],
    shared: Mapping[int, Mapping[int, int]],
) -> Carried:
    if comes:
        return Carried(n, min(comes), tuple(sorted(comes)[1:]))
    related = [
        (-shared[old][n], old)
        for old in olds
        if n in shared[old] and _is_related(olds[old], members, shared[old][n])
    ]
    return Carried(n, None, split_from=min(related)[1] if related else None)


def _shared(olds: Mapping[int, frozenset[int]], news: Sequence[frozenset[int]]) -> dict[int, dict[int, int]]:
    where: dict[int, list[int]] = defaultdict(list)
    for n, members in enumerate(news):
        for one in members:
            where[one].append(n)
    found: dict[int, dict[int, int]] = {}
    for old, members in olds.items():
        counts: dict[int, int] = defaultdict(int)
        for one in members:
            for n in where.get(one, ()):
                counts[n] += 1
        found[old] = dict(counts)
    return found


def _is_related(old: frozenset[int], new: frozenset[int], times: int) -> bool:
    return times >= _SHARED_LEAST and times >= _SHARED_PART * min(len(old), len(new))


@dataclass(frozen=True, slots=True)
class Heat:
    """How hot a gathering is, with the parts of the sum: heat = size + growth."""

    size: int
    recent: int
    usual: float
    growth: float
    heat: float


def heat(times: Iterable[datetime], now: datetime) -> Heat:
    """Return the heat of matters by their moments.

    Growth is by how many more came in the last 30 days than came in 30 days before on the average, never below 0.
    """
    moments = sorted(times)
    recent = sum(1 for at in moments if at > now - WINDOW)
    windows = max((now - WINDOW - moments[0]) / WINDOW, 1.0) if moments else 1.0
    usual = (len(moments) - recent) / windows
    growth = max(0.0, recent - usual) if recent else 0.0
    size = len(moments)
    return Heat(size, recent, round(usual, 2), round(growth, 2), round(size + growth, 2))


@dataclass(frozen=True, slots=True)
class Growth:
    """How many came in the last seven days, how many usually come in seven days, and from which line on it is unusual."""

    week: int
    usual: float
    line: float

    @property
    def is_unusual(self) -> bool:
        """Whether it is at least five and more than the line."""
        return self.week >= ALARM_LEAST and self.week > self.line


def growth(times: Iterable[datetime], now: datetime) -> Growth:
    """Return the growth of the last week: the line is the weekly mean of four weeks before plus three roots of it.

    A mean below one counts as one under the root, so that a few matters after a silence are no alarm.
    """
    moments = list(times)
    week = sum(1 for at in moments if now - WEEK < at <= now)
    before = sum(1 for at in moments if now - (BEFORE_WEEKS + 1) * WEEK < at <= now - WEEK)
    usual = before / BEFORE_WEEKS
    return Growth(week, round(usual, 2), round(usual + ALARM_TIMES * sqrt(max(usual, 1.0)), 2))


def common_area(codes: Iterable[str]) -> str:
    """Return the smallest area in which all the codes lie; those without a code are passed over, "" for none in common."""
    known = [code for code in codes if code]
    prefix = commonprefix(known)
    return next((prefix[:digits] for digits in _LEVELS if digits <= len(prefix)), "")


@dataclass(frozen=True, slots=True)
class Located:
    """A matter with what is known of where it is; the code "" and no point when nothing is."""

    id: int
    area_code: str = ""
    lon: float | None = None
    lat: float | None = None


_CELL = (0.022, 0.018)
"""About two kilometres east and north at the latitudes of the country."""
_TOWNSHIP = 9


def by_place(members: Sequence[Located], least: int = 3) -> list[list[int]]:
    """Part a gathering into what lies together, each part of at least so many: the same words far apart are a topic.

    Points lie together when a chain of points leads from one to the other without a gap of some four kilometres; without a
    point the township counts. Who tells no place goes with a part that holds half of the rest, else stands alone.
    """
    groups: dict[object, list[int]] = defaultdict(list)
    unknown: list[int] = []
    cells: dict[tuple[int, int], list[int]] = defaultdict(list)
    towns: dict[str, list[int]] = defaultdict(list)
    town_cell: dict[str, tuple[int, int]] = {}
    for one in members:
        town = one.area_code[:_TOWNSHIP] if len(one.area_code) >= _TOWNSHIP else ""
        if one.lon is not None and one.lat is not None:
            cell = (int(one.lon // _CELL[0]), int(one.lat // _CELL[1]))
            cells[cell].append(one.id)
            town_cell.setdefault(town, cell)
        elif town:
            towns[town].append(one.id)
        else:
            unknown.append(one.id)
    whole = _chains(cells)
    for cell, ids in cells.items():
        groups[whole[cell]] += ids
    for town, ids in towns.items():
        groups[whole[town_cell[town]] if town in town_cell else town] += ids
    parts = sorted(groups.values(), key=lambda ids: (-len(ids), min(ids)))
    if parts and 2 * len(parts[0]) >= len(members) - len(unknown):
        parts[0] = parts[0] + unknown
    elif unknown:
        parts.append(unknown)
    return [sorted(part) for part in parts if len(part) >= least]


def _chains(cells: Mapping[tuple[int, int], object]) -> dict[tuple[int, int], tuple[int, int]]:
    """Return for each cell the first cell of the chain of neighbours that it belongs to."""
    found: dict[tuple[int, int], tuple[int, int]] = {}
    for start in sorted(cells):
        if start in found:
            continue
        found[start] = start
        ahead = [start]
        while ahead:
            x, y = ahead.pop()
            for near in ((x + dx, y + dy) for dx in (-1, 0, 1) for dy in (-1, 0, 1)):
                if near in cells and near not in found:
                    found[near] = start
                    ahead.append(near)
    return found
