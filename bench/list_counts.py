"""How long the counts of open matters by stage take for staff of each level, from the tally that is kept with every
move; beside it the peer that every list with `count(*)` is: counting the same rows of the same table.
"""

import importlib
from typing import Any

from bench.city import city, people
from bench.figures import Figure, at_most, number
from bench.sizes import size
from bench.timing import percentile

TITLE = "Counts beside a list"
AIM_MS = 20


def run() -> list[Figure]:
    """Measure."""
    with city(size().large):
        pages = importlib.import_module("gongzhi.core.matters.queries.pages")
        figures = []
        for level, actors in people().items():
            ours = percentile(pages.counts, actors)
            note = f"p95, {number(size().large)} matters"
            if level != "department":
                peer = percentile(_counted(pages), actors[:5], rounds=1)
                note += f"; count(*) takes {peer:.1f} ms, {peer / ours:.0f} times as long"
            figures.append(at_most(f"{level}: counts", ours, "ms", AIM_MS, note))
        return figures


def _counted(pages: Any) -> Any:
    counting = importlib.import_module("django.db.models").Count("id")

    def count(actor: Any) -> list[Any]:
        seen = pages.visible(actor).filter(is_open=True).order_by()
        return list(seen.values_list("stage").annotate(n=counting))

    return count
