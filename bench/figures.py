"""What benchmarks return, and how it is measured."""

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured number; `aim` in words ("≥ 1,000,000"), `is_met` None where there is no aim (a peer, a fact)."""

    what: str
    value: float
    unit: str
    aim: str = ""
    is_met: bool | None = None
    note: str = ""


def at_least(what: str, value: float, unit: str, least: float, note: str = "") -> Figure:
    """Return a figure that should be no lower than `least`."""
    return Figure(what, value, unit, f"≥ {number(least)}", value >= least, note)


def at_most(what: str, value: float, unit: str, most: float, note: str = "") -> Figure:
    """Return a figure that should be no higher than `most`."""
    return Figure(what, value, unit, f"≤ {number(most)}", value <= most, note)


def number(value: float) -> str:
    """Return a number as people write it: four digits that matter, thousands set apart."""
    if abs(value) >= 1000:
        return f"{value:,.0f}"
    return f"{value:.4g}"


def seconds(work: Callable[[], object], times: int = 5) -> float:
    """Return the median time of some runs, after one that warms up."""
    work()
    return statistics.median(_timed(work) for _ in range(times))


def cpu_seconds(work: Callable[[], object], times: int = 5) -> float:
    """Return the median processor time of some runs: for work on one core, whatever else the machine does meanwhile."""
    work()
    taken = []
    for _ in range(times):
        began = time.process_time()
        work()
        taken.append(time.process_time() - began)
    return statistics.median(taken)


def _timed(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began
