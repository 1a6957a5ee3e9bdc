"""django-helpdesk in a folder and database of its own, installed by hash from `requirements/bench.txt`.

Its public form is served by the same granian with as many workers as ours; its check of the form's token is left out,
which spares it work. Where its packages cannot be had (no network), the run says so.
"""

import importlib
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote, urlsplit, urlunsplit

ROOT = Path(__file__).resolve().parents[2]
VENV = ROOT / "var" / "bench" / "peers"
_NAME = "helpdesk_peer"


@dataclass(frozen=True, slots=True)
class Peer:
    """How fast it was, and what must be known of it; the rate is 0 when it did not run."""

    rate: float
    note: str


def rate(home: Path, clients: int, seconds: int) -> Peer:
    """Return how many tickets a second its public form takes."""
    if why := _install():
        return Peer(0.0, f"not measured: {why}")
    address = _database()
    env = {"DATABASE_URL": address, "PYTHONPATH": str(ROOT), "DJANGO_SETTINGS_MODULE": "bench.peers.site"}
    python = str(VENV / "bin" / "python")
    made = subprocess.run(
        [python, "-m", "bench.peers.site"],
        env={**os.environ, **env},
        cwd=home,
        capture_output=True,
        text=True,
        check=False,
    )
    if made.returncode != 0:
        return Peer(0.0, f"not measured: {made.stderr.strip().splitlines()[-1][:120]}")
    submit = importlib.import_module("bench.http_submit")
    text = "小区门口的路灯不亮已经三天了，晚上老人出门容易摔倒，请尽快派人来修。第 "
    body = f"queue=1&title={quote('路灯不亮')}&body={quote(text)}{{n}}&priority=3&submitter_email=a%40example.org"
    headers = "Content-Type: application/x-www-form-urlencoded\r\n"
    with submit.serving(home, "bench.peers.site:application", env, "/", python) as port:
        done = submit.loaded(port, "/tickets/submit/", headers, body)
    version = made.stdout.strip().splitlines()[-1]
    wrong = {status: n for status, n in done["statuses"].items() if status != "302"}
    note = f"{version}, its public form, p95 {done['p95_ms']:.0f} ms"
    return Peer(done["answered"] / done["seconds"] if not wrong else 0.0, f"{note}{wrong or ''}")


def _install() -> str:
    """Install the locked packages into a folder of their own; return why not, "" when they are there."""
    mark = VENV / "installed"
    lock = ROOT / "requirements" / "bench.txt"
    if mark.exists() and mark.stat().st_mtime >= lock.stat().st_mtime:
        return ""
    for command in (
        [sys.executable, "-m", "venv", str(VENV)],
        [str(VENV / "bin" / "pip"), "install", "-q", "--require-hashes", "-r", str(lock)],
    ):
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode != 0:
            lines = done.stderr.strip().splitlines() or ["pip failed"]
            return f"its packages could not be installed ({lines[-1][:160]})"
    mark.touch()
    return ""


def _database() -> str:
    """Make an empty database beside ours and return its address."""
    psycopg = importlib.import_module("psycopg")
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as database:
        database.execute(f"DROP DATABASE IF EXISTS {_NAME} WITH (FORCE)")
        database.execute(f"CREATE DATABASE {_NAME}")
    parts = urlsplit(os.environ["DATABASE_URL"])
    return urlunsplit(parts._replace(path=f"/{_NAME}"))
