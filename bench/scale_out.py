"""The same reading over parts of the data on two Ray workers as in one process: whether the answers are the same to the
bit, and how the time compares. On two processors that also run everything else, no great gain can be seen; the aim is identity.
"""

import importlib.util
import random
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Any

import numpy as np

from bench.figures import Figure, at_most
from bench.hot import messages
from bench.locate import tiles
from gongzhi.reading import training
from gongzhi.reading.classify import Classifier
from gongzhi.reading.locate import Locator
from gongzhi.reading.partitions import Here, OnRay, over

TITLE = "Scale-out on Ray"
_MESSAGES, _POINTS = 40_000, 400_000


class Sorter:
    """Sorts messages by a model."""

    def __init__(self, model: Classifier) -> None:
        self.model = model

    def __call__(self, texts: Sequence[str]) -> list[tuple[str, float]]:
        labels, chances = self.model.labels(texts)
        return list(zip(labels, chances.tolist(), strict=True))


class Finder:
    """Locates points."""

    def __init__(self, locator: Locator) -> None:
        self.locator = locator

    def __call__(self, points: Sequence[tuple[float, float]]) -> list[int]:
        both = np.array(points)
        found: list[int] = self.locator.locate_many(both[:, 0], both[:, 1]).tolist()
        return found


def run() -> list[Figure]:
    """Measure."""
    if importlib.util.find_spec("ray") is None:
        return [
            Figure("not measured", 0, "", note="Ray is not installed: pip install -r requirements/scale.txt")
        ]
    texts = [f"{one.title} {one.text}" for one in messages(_MESSAGES)]
    troubles = [one.title[-4:] for one in messages(4000, seed=8)]
    known = [one.text for one in messages(4000, seed=8)]
    made = training.from_history(known, troubles, "made up", datetime.now(UTC))
    areas = list(tiles(3000, np.random.default_rng(5)))
    finder = Finder(Locator.build([f"{n:04d}" for n in range(len(areas))], areas))
    draw = random.Random(5)
    points = [(draw.random(), draw.random()) for _ in range(_POINTS)]
    figures: list[Figure] = []
    with OnRay(workers=2) as engine:
        over(lengths, ["warm"] * 8, engine, 1)
        figures += _compared("sorting messages", Sorter(made.classifier), texts, 2048, engine)
        figures += _compared("locating points", finder, points, 50_000, engine)
    return figures


def lengths(texts: Sequence[str]) -> list[int]:
    """Return the length of each text: starts the workers before the time is taken."""
    return [len(text) for text in texts]


def _compared(
    what: str,
    function: Callable[[Sequence[Any]], Sequence[Any]],
    items: Sequence[Any],
    part: int,
    engine: OnRay,
) -> list[Figure]:
    began = time.perf_counter()
    here = over(function, items, Here(), part)
    middle = time.perf_counter()
    there = over(function, items, engine, part)
    took, alone = time.perf_counter() - middle, middle - began
    differing = sum(1 for one, other in zip(here, there, strict=True) if one != other)
    note = f"{len(items):,} in parts of {part:,}, two workers; one process {alone:.2f} s"
    return [
        at_most(f"{what}: answers that differ", differing, "", 0),
        Figure(f"{what}: on Ray", took, "s", note=note),
    ]
