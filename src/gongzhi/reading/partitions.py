"""The same functions over parts of the data, here or on many machines, with the same answers.

A function that reads each item by itself (sorting a message, locating a point, finding its area's name) gives for a whole
list what it gives for its parts in order. `over` cuts the list into parts and has an engine map the function: `Here`
in this process, `OnRay` on the workers of a Ray cluster, an optional dependency (`pip install -r requirements/scale.txt`).
What depends on all items at once (hot issues, weights of an index) is not cut: its answer would change with the parts.
"""

import importlib
from collections.abc import Callable, Iterator, Sequence
from types import ModuleType
from typing import Protocol, TypeVar

T = TypeVar("T")
R = TypeVar("R")
PART = 4096


class EngineMissing(ImportError):
    """Ray was asked for and is not installed."""


class Engine(Protocol):
    """What maps a function over parts and gives the answers in the order of the parts."""

    def map(
        self, function: Callable[[Sequence[T]], Sequence[R]], parts: Sequence[Sequence[T]]
    ) -> Iterator[Sequence[R]]:
        """Yield the function's answer for each part, in order; raise what the function raised."""
        ...


class Here:
    """Maps in this process, one part after the other."""

    def map(
        self, function: Callable[[Sequence[T]], Sequence[R]], parts: Sequence[Sequence[T]]
    ) -> Iterator[Sequence[R]]:
        """Yield the function's answer for each part."""
        return (function(part) for part in parts)


class OnRay:
    """Maps on Ray: `workers` processes of this machine, or the cluster at `address` ("auto": the one that is running).

    The function is sent once and not with every part, so a model may hang on it. Used as a context, it lets go of
    what it started.
    """

    def __init__(self, workers: int = 2, address: str = "") -> None:
        self._ray = _ray()
        self._is_ours = not self._ray.is_initialized()
        if self._is_ours and address:
            self._ray.init(address=address, log_to_driver=False)
        elif self._is_ours:
            self._ray.init(num_cpus=workers, include_dashboard=False, log_to_driver=False)

    def __enter__(self) -> "OnRay":
        """Return the engine."""
        return self

    def __exit__(self, *error: object) -> None:
        """Stop Ray if this engine started it."""
        if self._is_ours:
            self._ray.shutdown()

    def map(
        self, function: Callable[[Sequence[T]], Sequence[R]], parts: Sequence[Sequence[T]]
    ) -> Iterator[Sequence[R]]:
        """Yield the function's answer for each part; the parts are worked on by all workers at once."""
        sent = self._ray.put(function)
        task = self._ray.remote(_apply)
        for waiting in [task.remote(sent, part) for part in parts]:
            yield self._ray.get(waiting)


def over(
    function: Callable[[Sequence[T]], Sequence[R]],
    items: Sequence[T],
    engine: Engine,
    part: int = PART,
) -> list[R]:
    """Return the function's answers for all items in their order, worked out in parts of `part` items (≥ 1).

    Raise ValueError when a part's answers are not as many as its items: then the function does not read them one by one.
    """
    parts = [items[start : start + part] for start in range(0, len(items), part)]
    found: list[R] = []
    for given, answers in zip(parts, engine.map(function, parts), strict=True):
        if len(answers) != len(given):
            raise ValueError(f"{len(given)} items gave {len(answers)} answers: they are not read one by one.")
        found.extend(answers)
    return found


def _apply(function: Callable[[Sequence[T]], Sequence[R]], part: Sequence[T]) -> Sequence[R]:
    return function(part)


def _ray() -> ModuleType:
    try:
        return importlib.import_module("ray")
    except ImportError as error:
        raise EngineMissing("Ray is not installed: pip install -r requirements/scale.txt") from error
