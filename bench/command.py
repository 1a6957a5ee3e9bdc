"""How long the figures of those who lead take in a simulated city: the map of a county, its heat, and the whole board."""

import importlib
import statistics
import time
from collections.abc import Callable
from functools import partial

from bench.city import city, people
from bench.figures import Figure, at_most, number
from bench.sizes import size

TITLE = "Map and board"
AIM_MS = 100
TIMES = 5


def run() -> list[Figure]:
    """Measure."""
    matters = size().small
    with city(matters) as now:
        maps = importlib.import_module("gongzhi.core.matters.queries.maps")
        command = importlib.import_module("gongzhi.core.matters.queries.command")
        wanted = importlib.import_module("gongzhi.core.matters.queries.filters").Filter()
        figures: list[Figure] = []
        for level, actors in people().items():
            actor = actors[0]
            points = _median(partial(maps.map_features, actor, wanted, at=now))
            heat = _median(partial(maps.heat_features, actor, wanted, at=now, resolution=8))
            board = _median(partial(command.board, actor, now))
            note = f"median of {TIMES}, {number(matters)} matters"
            # What was promised is a county; the whole city is told beside it.
            is_county = level.startswith(("county", "district"))
            for what, ms in (("points as GeoJSON", points), ("heat as GeoJSON", heat)):
                name = f"{level}: {what}"
                figures.append(
                    at_most(name, ms, "ms", AIM_MS, note) if is_county else Figure(name, ms, "ms", note=note)
                )
            figures.append(Figure(f"{level}: the whole board", board, "ms", note=note))
        return figures


def _median(work: Callable[[], object]) -> float:
    """Return the median in milliseconds of some runs after one that warms up."""
    work()
    found = []
    for _step in range(TIMES):
        began = time.perf_counter()
        work()
        found.append((time.perf_counter() - began) * 1000)
    return statistics.median(found)
