"""How long the first page of open matters takes (50 rows with everything a list shows, as the server makes it) for
staff of each level of the tree: in the large city, and how many times what it takes in the small one.
"""

import importlib
import json
import subprocess
import sys

from bench.city import city, people
from bench.figures import Figure, at_most, number
from bench.sizes import size
from bench.timing import percentile

TITLE = "First page of open matters"
AIM_MS = 20
AIM_TIMES = 1.3


def run() -> list[Figure]:
    """Measure."""
    sizes = size()
    small, large = _alone(sizes.small), _alone(sizes.large)
    figures = []
    for level, ms in large.items():
        note = f"p95 of units of this level, {number(sizes.large)} matters"
        figures.append(at_most(f"{level}: first page", ms, "ms", AIM_MS, note))
        times = ms / small[level]
        note = f"{small[level]:.2f} ms with {number(sizes.small)} matters"
        figures.append(at_most(f"{level}: large to small", times, "times", AIM_TIMES, note))
    return figures


def _alone(matters: int) -> dict[str, float]:
    """Return what `measured` does, from a process of its own: one process knows one database."""
    code = f"import json; from bench.open_list import measured; print(json.dumps(measured({matters})))"
    done = subprocess.run([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True, check=True)
    found: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return found


def measured(matters: int) -> dict[str, float]:
    """Return the p95 in milliseconds for each level of a city with so many matters."""
    with city(matters) as now:
        pages = importlib.import_module("gongzhi.core.matters.queries.pages")
        filters = importlib.import_module("gongzhi.core.matters.queries.filters")
        return {
            level: percentile(lambda actor: pages.page(actor, filters.Filter(), at=now), actors)
            for level, actors in people().items()
        }
