"""How fast the generator writes matters by COPY, each with proceeding, clocks, ledger, receipt, tasks, counts and search
text; then the indexes are made anew, and the ledger of what was written is verified.
"""

import importlib

from bench.city import fill
from bench.database import database
from bench.figures import Figure, at_least, at_most
from bench.sizes import size

TITLE = "Simulating a city"
AIM = 20_000


def run() -> list[Figure]:
    """Measure."""
    with database():
        made = fill(size().large)
        report = importlib.import_module("gongzhi.core.ledger.verify").verify()
    whole = made.copy_seconds + made.index_seconds
    about = f"{made.matters:,} matters, {made.entries:,} ledger entries, {made.clocks:,} clocks"
    return [
        at_least("written by COPY", made.matters / made.copy_seconds, "matters/s", AIM, about),
        Figure("indexes made anew", made.index_seconds, "s"),
        Figure("both together", made.matters / whole, "matters/s"),
        at_most("faults in the ledger", 0 if report.is_whole else 1, "", 0),
    ]
