"""Keeps the platform's processes running: starts them, restarts what dies with growing pauses, stops all without a trace.

Each child leads its own process group, is told to stop by the kernel if the supervisor is killed, and writes to its own
log file. A lock on `var/gongzhi.lock` lets one supervisor only work on one data folder.
"""

import fcntl
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType
from typing import IO, NoReturn

from gongzhi.kernel.errors import DomainError

STOP_LIMIT = 20.0
LOG_SIZE = 10 * 1024 * 1024
LOGS_KEPT = 5
_LONGEST_PAUSE = 30.0
_STEADY_AFTER = 60.0
_TICK = 0.1
_STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class AlreadyRunning(DomainError):
    """Another supervisor holds this data folder."""

    code = "supervisor.already_running"
    message = "这份数据(%(var)s)已经有一个平台在运行，进程号 %(pid)s，地址 %(address)s。要停下它，请运行 gongzhi stop。"


class ChildFailed(DomainError):
    """A child did not come up."""

    code = "supervisor.child_failed"
    message = "%(name)s 没有启动起来。日志在 %(log)s，最后几行是：\n%(tail)s"


@dataclass(slots=True)
class Child:
    """One process to keep running."""

    name: str
    command: Sequence[str]
    log: Path
    environment: Mapping[str, str] = field(default_factory=dict)
    process: "subprocess.Popen[bytes] | None" = None
    started: float = 0.0
    failures: int = 0
    retry_at: float = 0.0

    def start(self) -> None:
        """Start it, in a process group of its own, with its output appended to its log."""
        rotate(self.log)
        wrapper = [sys.executable, "-m", "gongzhi.project.child", str(os.getpid())]
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [*wrapper, *self.command],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                env={**os.environ, **self.environment},
                start_new_session=True,
            )
        self.started = time.monotonic()

    def is_running(self) -> bool:
        """Whether the process is alive."""
        return self.process is not None and self.process.poll() is None

    def signal(self, number: int) -> None:
        """Send a signal to the child itself."""
        if self.is_running() and self.process is not None:
            self.process.send_signal(number)

    def sweep_group(self) -> None:
        """Kill whatever of its process group is left after its death, such as a killed web server's workers."""
        if self.process is None:
            return
        try:
            os.killpg(self.process.pid, signal.SIGKILL)
        except (ProcessLookupError, PermissionError):
            return

    def tail(self) -> str:
        """Return the last lines of its log."""
        if not self.log.exists():
            return ""
        return "\n".join(self.log.read_text(errors="replace").strip().splitlines()[-8:])


def rotate(log: Path) -> None:
    """Set a large log aside as `.1` to `.5`; the open file keeps its place because children only ever append."""
    if not log.exists() or log.stat().st_size < LOG_SIZE:
        return
    for n in range(LOGS_KEPT - 1, 0, -1):
        older = log.with_name(f"{log.name}.{n}")
        if older.exists():
            older.replace(log.with_name(f"{log.name}.{n + 1}"))
    log.with_name(f"{log.name}.1").write_bytes(log.read_bytes())
    os.truncate(log, 0)


class Supervisor:
    """The children of one data folder."""

    def __init__(self, var: Path, say: Callable[[str], None]) -> None:
        self.var = var
        self.say = say
        self.children: list[Child] = []
        self.checks: list[Callable[[], None]] = []
        self._lock: IO[str] | None = None

    def claim(self, address: str) -> None:
        """Take the data folder for this process; raise AlreadyRunning when another has it."""
        self.var.mkdir(parents=True, exist_ok=True)
        lock = (self.var / "gongzhi.lock").open("a+")
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.seek(0)
            raise AlreadyRunning(
                **{"var": self.var, "pid": "?", "address": "?", **_facts(lock.read())}
            ) from None
        lock.truncate(0)
        lock.write(json.dumps({"pid": os.getpid(), "address": address}))
        lock.flush()
        self._lock = lock

    def on_signals(self) -> None:
        """Have Ctrl-C, SIGTERM and a closed terminal stop everything in order."""
        for number in _STOP_SIGNALS:
            signal.signal(number, self._stop_asked)

    def start(self, child: Child) -> None:
        """Start one more child and keep it running from now on."""
        child.log.parent.mkdir(parents=True, exist_ok=True)
        self.children.append(child)
        child.start()

    def wait_until(self, child: Child, is_well: Callable[[], bool], limit: float) -> None:
        """Wait for a child to answer; raise ChildFailed with the end of its log when it dies or stays silent."""
        end = time.monotonic() + limit
        while not is_well():
            if not child.is_running() or time.monotonic() > end:
                raise ChildFailed(name=child.name, log=child.log, tail=child.tail())
            time.sleep(_TICK)

    def run(self) -> NoReturn:
        """Watch over the children until a signal interrupts."""
        last_check = time.monotonic()
        while True:
            self._mend()
            if time.monotonic() - last_check >= 1.0:
                last_check = time.monotonic()
                self._look_around()
            time.sleep(_TICK)

    def stop(self) -> None:
        """Stop all children, the newest first; what does not go in time is killed."""
        for child in reversed(self.children):
            child.signal(signal.SIGTERM)
        end = time.monotonic() + STOP_LIMIT
        for child in reversed(self.children):
            if child.process is not None:
                try:
                    child.process.wait(max(0.1, end - time.monotonic()))
                except subprocess.TimeoutExpired:
                    self.say(f"{child.name} 没有按时停下，已强行结束")
                child.sweep_group()
                child.process.wait(5)
        if self._lock is not None:
            self._lock.truncate(0)
            self._lock.close()
            self._lock = None

    def _stop_asked(self, number: int, frame: FrameType | None) -> None:
        for later in _STOP_SIGNALS:
            signal.signal(
                later, signal.SIG_IGN
            )  # stopping is under way; a second Ctrl-C must not cut it short
        raise KeyboardInterrupt

    def _mend(self) -> None:
        for child in self.children:
            if child.is_running():
                continue
            now = time.monotonic()
            if child.retry_at == 0.0:
                self._plan_restart(child, now)
            elif now >= child.retry_at:
                child.retry_at = 0.0
                child.start()

    def _plan_restart(self, child: Child, now: float) -> None:
        child.sweep_group()
        child.failures = 0 if now - child.started > _STEADY_AFTER else child.failures + 1
        pause = min(_LONGEST_PAUSE, 0.25 * 2 ** min(child.failures, 10))
        child.retry_at = now + pause
        code = child.process.returncode if child.process else None
        self.say(f"{child.name} 停了(代码 {code}),{pause:.1f} 秒后重新启动；日志 {child.log}")

    def _look_around(self) -> None:
        for child in self.children:
            rotate(child.log)
        for check in self.checks:
            check()


def running(var: Path) -> int | None:
    """Return the process id of the supervisor that holds a data folder, or None."""
    path = var / "gongzhi.lock"
    if not path.exists():
        return None
    with path.open("r") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            pid = _facts(lock.read()).get("pid")
            return int(str(pid)) if pid else None
    return None


def stop_other(var: Path, limit: float = STOP_LIMIT + 20) -> bool:
    """Tell the supervisor of a data folder to stop and wait for it; return whether there was one."""
    pid = running(var)
    if pid is None:
        return False
    os.kill(pid, signal.SIGTERM)
    end = time.monotonic() + limit
    while running(var) == pid and time.monotonic() < end:
        time.sleep(_TICK)
    return True


def _facts(text: str) -> dict[str, object]:
    try:
        found = json.loads(text)
    except json.JSONDecodeError:
        return {}
    return dict(found) if isinstance(found, dict) else {}
