"""How fast the whole ledger is proved: every entry read, hashed again and followed along its chain, on one core."""

import importlib

from bench.city import city
from bench.figures import Figure, at_least, at_most
from bench.sizes import size

TITLE = "Verifying the ledger"
AIM = 50_000


def run() -> list[Figure]:
    """Measure."""
    with city(size().large):
        report = importlib.import_module("gongzhi.core.ledger.verify").verify()
    about = f"{report.entries:,} entries in {report.streams:,} streams, {report.seconds:.1f} s"
    return [
        at_least("verified", report.per_second, "entries/s", AIM, about),
        at_most("faults", 0 if report.is_whole else 1, "", 0),
    ]
