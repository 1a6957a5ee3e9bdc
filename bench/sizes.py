"""How large a run is: quick by default, `SIZE=full` for the sizes of the aims (a million matters, 45,000 units)."""

import os
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Size:
    """Matters in the small and the large city, units, due clocks, and seconds of load."""

    small: int
    large: int
    units: int
    due: int
    seconds: int


_SIZES = {
    "quick": Size(10_000, 100_000, 5_000, 10_000, 6),
    "full": Size(100_000, 1_000_000, 45_000, 100_000, 20),
    "tiny": Size(300, 1_000, 500, 200, 1),
}


def size() -> Size:
    """Return the size asked for by SIZE: quick (default), full, or tiny for the tests."""
    return _SIZES[os.environ.get("SIZE") or "quick"]
