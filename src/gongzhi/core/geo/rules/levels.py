"""Levels of areas and how their codes are built."""

from collections.abc import Iterator
from enum import IntEnum


class Level(IntEnum):
    """The five levels; the number is that of the national tables, and the grid comes below them."""

    CITY = 2
    COUNTY = 3
    TOWNSHIP = 4
    VILLAGE = 5
    GRID = 6


DIGITS = {Level.CITY: 4, Level.COUNTY: 6, Level.TOWNSHIP: 9, Level.VILLAGE: 12, Level.GRID: 15}
"""How many digits a code of each level has."""

SLUGS = {
    "city": Level.CITY,
    "county": Level.COUNTY,
    "township": Level.TOWNSHIP,
    "village": Level.VILLAGE,
    "grid": Level.GRID,
}
"""The names of the levels in addresses and commands."""

_LEVELS = {digits: level for level, digits in DIGITS.items()}


def level_of(code: str) -> Level | None:
    """Return the level of a code, None when it is not a code."""
    return _LEVELS.get(len(code)) if code.isascii() and code.isdigit() else None


def parent_of(code: str) -> str:
    """Return the code of the level above, "" for a city."""
    level = level_of(code)
    return "" if level is None or level is Level.CITY else code[: DIGITS[Level(level - 1)]]


def ladder(code: str) -> Iterator[str]:
    """Yield the code and those above it, the nearest first; "" yields nothing."""
    while code:
        yield code
        code = parent_of(code)
