"""Small numbers in figures that leave the house are not told, so that nobody is recognised by them."""

from collections.abc import Sequence
from dataclasses import dataclass

LEAST = 5


@dataclass(frozen=True, slots=True)
class Cell:
    """A number as it is told; None where it is held back because it (or its neighbour) is small."""

    value: int | None
    least: int = LEAST

    def __str__(self) -> str:
        """Return the number in words."""
        return f"少于 {self.least}" if self.value is None else str(self.value)


def told(values: Sequence[int], least: int = LEAST) -> list[Cell]:
    """Return the cells of one row (or column) whose sum is told as well.

    Numbers from 1 to least - 1 are held back; when only one is, the next smallest is too, or the sum would tell it.
    """
    hidden = {n for n, value in enumerate(values) if 0 < value < least}
    if len(hidden) == 1:
        others = [n for n, value in enumerate(values) if value >= least]
        if others:
            hidden.add(min(others, key=lambda n: (values[n], n)))
    return [Cell(None if n in hidden else value, least) for n, value in enumerate(values)]


def told_alone(value: int, least: int = LEAST) -> Cell:
    """Return one number that belongs to no table."""
    return Cell(None if 0 < value < least else value, least)
