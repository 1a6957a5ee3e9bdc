"""Times many single calls and says how long the slow ones took."""

import time
from collections.abc import Callable, Iterable
from typing import TypeVar

T = TypeVar("T")


def percentile(work: Callable[[T], object], over: Iterable[T], share: float = 0.95, rounds: int = 3) -> float:
    """Return the milliseconds within which this share of the calls was answered, after one round that warms up."""
    asked = list(over)
    for one in asked:
        work(one)
    taken = []
    for _ in range(rounds):
        for one in asked:
            began = time.perf_counter()
            work(one)
            taken.append((time.perf_counter() - began) * 1000)
    return sorted(taken)[min(int(len(taken) * share), len(taken) - 1)]
