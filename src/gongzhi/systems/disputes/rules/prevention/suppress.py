"""Hides small numbers of a table, and as many others as are needed that no difference gives them away; without Django.

Rows and columns have totals that are shown. A hidden number could be worked out from a row or column in which it is the
only one hidden; then one more is hidden there, the smallest that is not zero, until none can be worked out.
"""

from collections.abc import Mapping

Cell = tuple[str, str]
FEWEST = 5


def hidden_cells(
    counts: Mapping[Cell, int], fewest: int = FEWEST, lost_columns: frozenset[str] = frozenset()
) -> frozenset[Cell]:
    """Return the cells to hide: every number from 1 to `fewest` - 1, and what would give it away.

    A zero may stay: that nothing happened tells of nobody. In `lost_columns`, whose totals are hidden in the table
    above this one, every number is hidden.
    """
    hidden = {cell for cell, n in counts.items() if n and (n < fewest or cell[1] in lost_columns)}
    changed = bool(hidden)
    while changed:
        changed = False
        for axis in (0, 1):
            for line in sorted({cell[axis] for cell in hidden}):
                inside = [cell for cell in counts if cell[axis] == line]
                if _gives_away(inside, hidden, counts, fewest):
                    more = _next_smallest(inside, hidden, counts)
                    if more is not None:
                        hidden.add(more)
                        changed = True
    return frozenset(hidden)


def _gives_away(inside: list[Cell], hidden: set[Cell], counts: Mapping[Cell, int], fewest: int) -> bool:
    """Whether the shown total less the shown cells tells a hidden one, alone or in a sum that is itself small."""
    lost = [cell for cell in inside if cell in hidden]
    return len(lost) == 1 or sum(counts[cell] for cell in lost) < fewest


def _next_smallest(inside: list[Cell], hidden: set[Cell], counts: Mapping[Cell, int]) -> Cell | None:
    left = [cell for cell in inside if cell not in hidden and counts[cell] > 0]
    return min(left, key=lambda cell: (counts[cell], cell), default=None)


def hidden_totals(
    counts: Mapping[Cell, int], hidden: frozenset[Cell], fewest: int = FEWEST
) -> tuple[frozenset[str], frozenset[str]]:
    """Return the rows and the columns whose totals are hidden too: a small total, or one that gives a hidden cell away."""
    found = []
    for axis in (0, 1):
        totals: dict[str, int] = {}
        for cell, n in counts.items():
            totals[cell[axis]] = totals.get(cell[axis], 0) + n
        lost = {line for line in totals if _total_tells(axis, line, counts, hidden, fewest)}
        found.append(_with_cover(totals, lost, fewest))
    return found[0], found[1]


def _with_cover(totals: Mapping[str, int], lost: set[str], fewest: int) -> frozenset[str]:
    """Return the lost totals with as many more as keep the grand total from giving one away."""
    while lost and (len(lost) == 1 or sum(totals[line] for line in lost) < fewest):
        left = [line for line, n in totals.items() if line not in lost and n > 0]
        if not left:
            break
        lost.add(min(left, key=lambda line: (totals[line], line)))
    return frozenset(lost)


def _total_tells(
    axis: int, line: str, counts: Mapping[Cell, int], hidden: frozenset[Cell], fewest: int
) -> bool:
    inside = [cell for cell in counts if cell[axis] == line]
    total = sum(counts[cell] for cell in inside)
    lost = [cell for cell in inside if cell in hidden]
    return 0 < total < fewest or (bool(lost) and _gives_away(inside, set(hidden), counts, fewest))


def per_ten_thousand(count: int, population: int | None) -> float | None:
    """Return count ÷ population × 10,000 to two places, None without a population."""
    return round(count * 10_000 / population, 2) if population else None
