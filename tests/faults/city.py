"""A whole platform on a data folder of its own, its processes to be killed, and its database to be looked into."""

import json
import os
import random
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

from gongzhi.project.nats import free_port
from gongzhi.project.postgres import EmbeddedPostgres

VICTIMS = ("web", "web worker", "worker", "postgres")
_SIGN = {
    "web": "granian",
    "web worker": "granian",
    "worker": "-m gongzhi work",
    "postgres": "bin/postgres -D",
}


class Platform:
    """One running `gongzhi serve`."""

    def __init__(self, folder: Path, messages: int, spread: float) -> None:
        self.var = folder / "var"
        self.port = free_port()
        kept = {name: value for name, value in os.environ.items() if name not in {"DATABASE_URL", "NATS_URL"}}
        self.environment = {
            **kept,
            "GONGZHI_VAR": str(self.var),
            "GONGZHI_MODE": "dev",
            "PORT": str(self.port),
        }
        self.command("-m", "tests.faults.ground", str(messages), str(spread))
        self.told: dict[str, str] = {}
        """What residents hold: the number on the receipt of each form."""
        self.log = (folder / "serve.log").open("w+")
        self.process = subprocess.Popen(
            [sys.executable, "-m", "gongzhi", "serve"], env=self.environment, stdout=self.log, stderr=self.log
        )

    def command(self, *words: str) -> str:
        """Run a Python command on the same data and return what it printed; raise when it fails."""
        done = subprocess.run(
            [sys.executable, *words], env=self.environment, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, f"{words}: {done.stdout[-2000:]}\n{done.stderr[-4000:]}"
        return done.stdout

    @property
    def address(self) -> str:
        """Return the address without a slash at its end."""
        return f"http://127.0.0.1:{self.port}"

    def wait_until_ready(self, limit: float) -> None:
        """Wait until database, schema and worker are reported well."""
        end = time.monotonic() + limit
        while not self._is_ready():
            assert self.process.poll() is None, self.said()
            assert time.monotonic() < end, self.said()
            time.sleep(0.2)

    def _is_ready(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.address}/readyz", timeout=3) as answer:
                return bool(answer.status == 200)
        except (OSError, urllib.error.HTTPError):
            return False

    def said(self) -> str:
        """Return all that the supervisor printed."""
        return Path(self.log.name).read_text()

    def processes(self) -> dict[int, str]:
        """Return all living processes of this data folder with their command lines."""
        found = {}
        for folder in Path("/proc").iterdir():
            if folder.name.isdigit() and int(folder.name) != os.getpid():
                try:
                    command = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
                    variables = (folder / "environ").read_bytes().decode(errors="replace")
                except OSError:
                    continue
                if command and (str(self.var) in command or f"GONGZHI_VAR={self.var}" in variables):
                    found[int(folder.name)] = command
        return found

    def kill(self, victim: str, luck: random.Random) -> int | None:
        """Kill -9 one process of a kind and return its id, or None when none lives just now."""
        pids = sorted(pid for pid, command in self.processes().items() if _SIGN[victim] in command)
        if victim == "web worker":
            pids = pids[1:]  # the first is their master
        if not pids:
            return None
        chosen = luck.choice(pids) if victim == "web worker" else pids[0]
        try:
            os.kill(chosen, signal.SIGKILL)
        except ProcessLookupError:
            return None
        return chosen

    def database(self) -> "psycopg.Connection[tuple[object, ...]]":
        """Return a connection of one's own to the database; it may be refused while the server starts again."""
        return psycopg.connect(
            EmbeddedPostgres(self.var / "postgres").url, autocommit=True, connect_timeout=3
        )

    def verified(self) -> dict[str, object]:
        """Return what `gongzhi ledger verify --json` says."""
        found = json.loads(self.command("-m", "gongzhi", "ledger", "verify", "--json").splitlines()[-1])
        assert isinstance(found, dict)
        return found

    def stop(self) -> None:
        """Stop it all; whatever does not go by itself is killed."""
        self.process.terminate()
        try:
            self.process.wait(45)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        for pid in self.processes():
            with _already_gone():
                os.kill(pid, signal.SIGKILL)
        self.log.close()


@contextmanager
def _already_gone() -> Iterator[None]:
    try:
        yield
    except ProcessLookupError:
        return
