"""Codes of areas: twelve digits of the national division code and three of the grid, read level by level."""

from collections.abc import Iterator

LEVELS = (15, 12, 9, 6, 4)
"""How many digits name a grid, a village, a township, a county, a city."""


def ladder(code: str) -> Iterator[str]:
    """Yield the code and then the code of each level above it, the nearest first; "" yields nothing."""
    if code:
        yield code
    for digits in LEVELS:
        if digits < len(code):
            yield code[:digits]


def category_ladder(code: str) -> Iterator[str]:
    """Yield a category code and then those above it, the deepest first."""
    while code:
        yield code
        code = code.rpartition(".")[0]
