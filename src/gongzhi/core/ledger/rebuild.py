"""Proves that the tables beside the ledger tell the same as the ledger: each app registers how to compare its own."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from time import monotonic


@dataclass(frozen=True, slots=True)
class Difference:
    """One column of one row that does not say what a rebuild from the ledger gives."""

    where: str
    column: str
    kept: object
    rebuilt: object


@dataclass(slots=True)
class Tally:
    """How many rows a check has looked at; the check counts them itself."""

    rows: int = 0


Check = Callable[[Tally], Iterator[Difference]]


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """The outcome of one app's check."""

    name: str
    rows: int
    seconds: float
    differences: tuple[Difference, ...]
    more: int


_checks: dict[str, Check] = {}
SHOWN = 20


def register(name: str, check: Check) -> None:
    """Have a check run by `gongzhi ledger rebuild --check`; it yields a Difference for each wrong column."""
    _checks[name] = check


def checks() -> tuple[str, ...]:
    """Return the names of all registered checks in the order in which they run."""
    return tuple(_checks)


def run(name: str) -> Rebuilt:
    """Run one check to its end; the first differences are kept, the others counted."""
    started = monotonic()
    tally = Tally()
    kept: list[Difference] = []
    more = 0
    for difference in _checks[name](tally):
        if len(kept) < SHOWN:
            kept.append(difference)
        else:
            more += 1
    return Rebuilt(name, tally.rows, monotonic() - started, tuple(kept), more)
