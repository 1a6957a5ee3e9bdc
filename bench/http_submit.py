"""How many matters a second 32 clients bring over HTTP, each a full record (matter, proceeding, clock, ledger, receipt,
sealed resident, counts, search text, notice) answered after commit; beside it pgbench writing the same rows by the same
statement straight into the same PostgreSQL, and django-helpdesk taking tickets by its public form on that server.
"""

import importlib
import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any

from bench import load, pgbench
from bench.database import database
from bench.figures import Figure, at_least, at_most
from bench.peers import helpdesk
from bench.sizes import size

TITLE = "Bringing a matter over HTTP"
CLIENTS = 32
AIM = 300
AIM_SHARE = 0.35
TEXT = "(测量)小区门口的路灯不亮已经三天了，晚上老人出门容易摔倒，请尽快派人来修。第 {n} 次测量。"


def run() -> list[Figure]:
    """Measure."""
    with database() as home:
        importlib.import_module("gongzhi.project.cli_run").prepare()
        clock = importlib.import_module("django.utils.timezone")
        importlib.import_module("gongzhi.project.first_tree").ensure(clock.now())
        done = _ours(home)
        kept = _kept()
        raw = pgbench.rate(home, CLIENTS, size().seconds)
        peer = helpdesk.rate(home, CLIENTS, size().seconds)
    rate = done["answered"] / done["seconds"]
    wrong = sum(n for status, n in done["statuses"].items() if status != "201")
    given = done["statuses"].get("201", 0)
    figures = [
        at_least("ours", rate, "matters/s", AIM, f"{CLIENTS} clients, p95 {done['p95_ms']:.0f} ms"),
        at_most("answers that were no receipt", wrong, "", 0),
        at_most("receipts without a matter", max(0, given - kept), "", 0),
        Figure("peer: pgbench, the same rows", raw, "matters/s"),
        at_least("ours to pgbench", rate / raw if raw else 0, "", AIM_SHARE),
    ]
    note = peer.note if not peer.rate else f"{peer.note}; ours is {rate / peer.rate:.1f} times as fast"
    return [*figures, Figure("peer: django-helpdesk", peer.rate, "tickets/s", note=note)]


def _kept() -> int:
    with importlib.import_module("django.db").connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM matters_matter")
        return int(cursor.fetchone()[0])


def _ours(home: Path) -> dict[str, Any]:
    headers = "Content-Type: application/json\r\n"
    body = {"text": TEXT, "name": "测量", "contact": "13800000000", "lon": 114.4895, "lat": 36.6116}
    with serving(home, "gongzhi.project.wsgi:application", {}, "/health/live") as port:
        return loaded(port, "/api/v1/matters", headers, json.dumps(body, ensure_ascii=False))


@contextmanager
def serving(
    home: Path, application: str, environment: dict[str, str], path: str, python: str = ""
) -> Iterator[int]:
    """Serve a WSGI application by granian with two workers, as the platform does; yield the port."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = int(free.getsockname()[1])
    env = {**os.environ, "GONGZHI_MODE": "demo", "GONGZHI_INTAKE_PER_MINUTE": "0", **environment}
    command = [python or sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1"]
    command += [
        "--port",
        str(port),
        "--workers",
        "2",
        "--blocking-threads",
        "4",
        "--backlog",
        "2048",
        "--backpressure",
        "1024",
    ]
    command += ["--no-ws", "--log-level", "warning", application]
    with (home / "granian.log").open("ab") as log:
        server = subprocess.Popen(command, env=env, stdout=log, stderr=log)
        try:
            _wait(port, server, home / "granian.log")
            yield port
        finally:
            server.terminate()
            server.wait(20)


def _wait(port: int, server: "subprocess.Popen[bytes]", log: Path) -> None:
    limit = time.monotonic() + 60
    while time.monotonic() < limit:
        if server.poll() is not None:
            raise RuntimeError(f"The server ended: {log.read_text(errors='replace')[-2000:]}")
        try:
            with socket.create_connection(("127.0.0.1", port), 1):
                return
        except OSError:
            time.sleep(0.2)
    raise RuntimeError("The server did not open its port within a minute.")


def loaded(port: int, path: str, headers: str, body: str) -> dict[str, Any]:
    """Return what the load client, in a process of its own, found."""
    asked = load.Load("127.0.0.1", port, path, CLIENTS, size().seconds, headers, body)
    done = subprocess.run(
        [sys.executable, "-m", "bench.load"],
        input=json.dumps(asdict(asked)),
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    found: dict[str, Any] = json.loads(done.stdout)
    return found
