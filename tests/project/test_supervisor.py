"""The supervisor keeps its children running and leaves nothing behind, however it ends."""

import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from gongzhi.project import supervisor as module
from gongzhi.project.platform import NoFreePort, free_port
from gongzhi.project.supervisor import (
    AlreadyRunning,
    Child,
    ChildFailed,
    Supervisor,
    rotate,
    running,
    stop_other,
)

_SLEEPER = [sys.executable, "-c", "import time; print('up', flush=True); time.sleep(600)"]


@pytest.fixture
def supervisor(tmp_path: Path) -> Iterator[Supervisor]:
    made = Supervisor(tmp_path / "var", lambda text: None)
    yield made
    made.stop()


def wait_for(holds: Callable[[], bool], limit: float = 15.0) -> None:
    end = time.monotonic() + limit
    while not holds():
        assert time.monotonic() < end, "it did not come about in time"
        time.sleep(0.05)


def is_alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return False


def sleeper(tmp_path: Path, name: str = "sleeper") -> Child:
    return Child(name, _SLEEPER, tmp_path / "log" / f"{name}.log")


def test_a_child_is_started_and_writes_to_its_log(supervisor: Supervisor, tmp_path: Path) -> None:
    child = sleeper(tmp_path)

    supervisor.start(child)

    wait_for(lambda: child.tail() == "up")
    assert child.is_running()


def test_a_dead_child_is_started_again_after_a_pause(supervisor: Supervisor, tmp_path: Path) -> None:
    child = sleeper(tmp_path)
    supervisor.start(child)
    first = child.process
    assert first is not None
    first.kill()
    first.wait()

    def is_mended() -> bool:
        supervisor._mend()
        return child.process is not first

    wait_for(is_mended)

    assert child.is_running()
    assert child.failures == 1


def test_a_child_that_dies_at_once_is_reported_with_the_end_of_its_log(
    supervisor: Supervisor, tmp_path: Path
) -> None:
    child = Child("broken", [sys.executable, "-c", "raise SystemExit('no luck')"], tmp_path / "broken.log")
    supervisor.start(child)

    with pytest.raises(ChildFailed, match="no luck"):
        supervisor.wait_until(child, lambda: False, 30)


def test_stopping_ends_children_that_refuse_to_go(
    supervisor: Supervisor, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "STOP_LIMIT", 0.5)
    stubborn = (
        "import signal, time; signal.signal(15, signal.SIG_IGN); print('up', flush=True); time.sleep(600)"
    )
    child = Child("stubborn", [sys.executable, "-c", stubborn], tmp_path / "stubborn.log")
    supervisor.start(child)
    wait_for(lambda: child.tail() == "up")

    supervisor.stop()

    assert not child.is_running()


def test_grandchildren_of_a_killed_child_are_swept_away(supervisor: Supervisor, tmp_path: Path) -> None:
    code = "import subprocess, sys, time; print(subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(600)']).pid, flush=True); time.sleep(600)"
    child = Child("parent", [sys.executable, "-c", code], tmp_path / "parent.log")
    supervisor.start(child)
    wait_for(lambda: child.tail().isdigit())
    grandchild = int(child.tail())
    assert child.process is not None
    child.process.kill()
    child.process.wait()

    child.sweep_group()

    wait_for(lambda: not is_alive(grandchild))


def test_a_second_supervisor_is_refused(supervisor: Supervisor, tmp_path: Path) -> None:
    supervisor.claim("http://127.0.0.1:8000/")

    with pytest.raises(AlreadyRunning, match="8000"):
        Supervisor(tmp_path / "var", lambda text: None).claim("http://127.0.0.1:8001/")


def test_killing_the_supervisor_takes_its_children_along(tmp_path: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from gongzhi.project.supervisor import *\n"
        "var = Path(sys.argv[1]); s = Supervisor(var, print); s.claim('here'); s.on_signals()\n"
        "c = Child('c', [sys.executable, '-c', 'import time; time.sleep(600)'], var / 'log' / 'c.log')\n"
        "s.start(c); print(c.process.pid, flush=True)\n"
        "try:\n s.run()\nfinally:\n s.stop()\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code, str(tmp_path)], stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        child = int(process.stdout.readline())
        time.sleep(0.5)  # the child must have had the time to ask for word of its parent's death
        assert running(tmp_path) == process.pid
        process.send_signal(signal.SIGKILL)
        process.wait()

    wait_for(lambda: not is_alive(child))
    assert running(tmp_path) is None


def test_stop_ends_another_supervisor_in_order(tmp_path: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from gongzhi.project.supervisor import *\n"
        "s = Supervisor(Path(sys.argv[1]), print); s.claim('here'); s.on_signals()\n"
        "try:\n print('up', flush=True); s.run()\nexcept KeyboardInterrupt:\n s.stop()\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code, str(tmp_path)], stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        process.stdout.readline()

        assert stop_other(tmp_path)

        assert process.wait(10) == 0
    assert not stop_other(tmp_path)


def test_a_large_log_is_set_aside_and_five_are_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "LOG_SIZE", 10)
    log = tmp_path / "web.log"
    for n in range(8):
        log.write_text(f"lines of round {n}\n")
        rotate(log)

    assert log.read_text() == ""
    assert (tmp_path / "web.log.1").read_text() == "lines of round 7\n"
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "web.log",
        *(f"web.log.{n}" for n in range(1, 6)),
    ]


def test_a_busy_port_gives_way_to_the_next_free_one() -> None:
    wanted = free_port("127.0.0.1", 18000)
    with listening_on(wanted):
        assert free_port("127.0.0.1", wanted) > wanted


def test_no_free_port_is_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    wanted = free_port("127.0.0.1", 18100)
    monkeypatch.setattr("gongzhi.project.platform._PORTS_TRIED", 1)

    with listening_on(wanted), pytest.raises(NoFreePort, match="PORT="):
        free_port("127.0.0.1", wanted)


def listening_on(port: int) -> socket.socket:
    listening = socket.socket()
    listening.bind(("127.0.0.1", port))
    listening.listen()
    return listening
