"""The whole platform, started as an operator starts it, hurt as accidents hurt it, and stopped without a trace."""

import json
import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from gongzhi.project.nats import free_port

pytestmark = [pytest.mark.faults, pytest.mark.slow]


class Running:
    """A platform on a data folder of its own."""

    def __init__(self, var: Path) -> None:
        self.var = var
        self.port = free_port()
        kept = {name: value for name, value in os.environ.items() if name not in {"DATABASE_URL", "NATS_URL"}}
        self.environment = {**kept, "GONGZHI_VAR": str(var), "GONGZHI_MODE": "dev", "PORT": str(self.port)}
        self.log = (var.parent / "serve.log").open("w+")
        self.process = subprocess.Popen(
            [sys.executable, "-m", "gongzhi", "serve"], env=self.environment, stdout=self.log, stderr=self.log
        )

    def get(self, page: str) -> tuple[int, str]:
        """Return status and text of a page, status 0 when nobody answers."""
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/{page}", timeout=5) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as error:
            return error.code, error.read().decode()
        except OSError:
            return 0, ""

    def said(self) -> str:
        """Return all that the supervisor printed."""
        return Path(self.log.name).read_text()

    def processes(self) -> dict[int, str]:
        """Return all living processes that belong to it, by their environment or their arguments."""
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

    def command(self, *words: str) -> "subprocess.CompletedProcess[str]":
        """Run another command on the same data."""
        return subprocess.run(
            [sys.executable, "-m", "gongzhi", *words],
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
        )


@pytest.fixture(scope="module")
def platform(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    folder = tmp_path_factory.mktemp("platform")
    running = Running(folder / "var")
    try:
        wait_for(lambda: running.process.poll() is not None or running.get("readyz")[0] == 200, running, 120)
        assert running.process.poll() is None, running.said()
        yield running
    finally:
        running.process.terminate()
        running.process.wait(60)
        running.log.close()


def wait_for(holds: Callable[[], bool], running: Running, limit: float = 60.0) -> None:
    end = time.monotonic() + limit
    while not holds():
        assert time.monotonic() < end, (
            f"{running.said()}\n{running.get('status.json')}\n{running.processes()}"
        )
        time.sleep(0.2)


def test_it_is_ready_and_says_so(platform: Running) -> None:
    status, text = platform.get("status.json")

    assert status == 200
    assert json.loads(text)["checks"]["worker"]["ok"]


def test_a_second_one_on_the_same_data_is_refused_in_one_sentence(platform: Running) -> None:
    refused = platform.command("serve")

    assert refused.returncode == 2
    assert str(platform.port) in refused.stderr
    assert "Traceback" not in refused.stderr


def test_another_command_works_beside_it(platform: Running) -> None:
    done = platform.command("sweep", "--json")

    assert json.loads(done.stdout) == {"late": 0, "warned": 0}, done.stderr


@pytest.mark.parametrize("victim", ["granian", "gongzhi work", "postgres -D", "nats-server"])
def test_what_is_killed_comes_back(platform: Running, victim: str) -> None:
    pid = min(pid for pid, command in platform.processes().items() if victim in command)
    os.kill(pid, signal.SIGKILL)

    wait_for(
        lambda: any(victim in command for other, command in platform.processes().items() if other != pid),
        platform,
    )
    wait_for(lambda: platform.get("readyz")[0] == 200, platform, 90)


def test_killing_the_supervisor_leaves_no_process(platform: Running) -> None:
    platform.process.kill()
    platform.process.wait()

    wait_for(lambda: not platform.processes(), platform, 40)
