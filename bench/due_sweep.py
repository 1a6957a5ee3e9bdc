"""How long two workers take to mark all clocks whose moment has come, each with its ledger entry and the alarms that
follow, committed batch by batch.
"""

import importlib
import subprocess
import sys
import time
from datetime import datetime, timedelta

from django.db import connection
from django.utils import timezone

from bench.city import fill
from bench.database import database
from bench.figures import Figure, at_least, at_most
from bench.sizes import size

TITLE = "Sweep of due clocks"
AIM_PER_SECOND = 10_000
_WORKER = """
import os, sys
from datetime import datetime
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gongzhi.project.settings")
import django
django.setup()
from gongzhi.core.clocks.actions.sweep import sweep
from gongzhi.core.ledger.actions import record  # loaded before the start is given
print("ready", flush=True)
sys.stdin.readline()
print(sweep(datetime.fromisoformat(sys.argv[1])), flush=True)
"""


def run() -> list[Figure]:
    """Measure."""
    wanted = size().due
    with database():
        fill(wanted * 2)
        at = timezone.now() + timedelta(days=60)
        due = _leave_due(wanted, at)
        took, marked = _swept(at.isoformat())
        verified = importlib.import_module("gongzhi.core.ledger.verify").verify()
    return [
        Figure("clocks due", due, "clocks"),
        at_most("two workers together", took, "s", due / AIM_PER_SECOND, "the aim is 100,000 in 10 s"),
        at_least("rate", marked / took, "clocks/s", AIM_PER_SECOND),
        at_most("missed or marked twice", abs(due - marked), "clocks", 0),
        at_most("faults in the ledger afterwards", 0 if verified.is_whole else 1, "", 0),
    ]


def _leave_due(wanted: int, at: datetime) -> int:
    """Let exactly so many clocks be due: the rest count as marked already."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE clocks_clock SET breached_at = now() WHERE id IN (SELECT id FROM clocks_clock"
            " WHERE state = 'running' AND breached_at IS NULL AND party <> 'resident' AND due_at <= %s"
            " ORDER BY due_at DESC OFFSET %s)",
            [at, wanted],
        )
        cursor.execute(
            "SELECT count(*) FROM clocks_clock WHERE state = 'running' AND breached_at IS NULL"
            " AND party <> 'resident' AND due_at <= %s",
            [at],
        )
        row = cursor.fetchone()
        cursor.execute("VACUUM ANALYZE clocks_clock")
    return int(row[0]) if row else 0


def _swept(at: str) -> tuple[float, int]:
    workers = [
        subprocess.Popen(
            [sys.executable, "-c", _WORKER, at], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        for _ in range(2)
    ]
    for worker in workers:
        assert worker.stdout is not None
        worker.stdout.readline()
    began = time.perf_counter()
    for worker in workers:
        assert worker.stdin is not None
        worker.stdin.write("go\n")
        worker.stdin.flush()
    marked = [int(worker.communicate()[0] or 0) for worker in workers]
    return time.perf_counter() - began, sum(marked)
