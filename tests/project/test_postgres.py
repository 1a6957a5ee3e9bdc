"""The embedded database: started once for all its users, stopped after the last, however that one ended."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from gongzhi.project.postgres import EmbeddedPostgres

pytestmark = pytest.mark.slow
_USER = "from gongzhi.project.postgres import *; import sys, time; EmbeddedPostgres(Path(sys.argv[1]), durable=False).acquire(); print('up', flush=True); time.sleep(600)"


@pytest.fixture
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    folder = tmp_path_factory.mktemp("pg")
    yield folder
    EmbeddedPostgres(folder).release(force=True)


def wait_for_end(server: EmbeddedPostgres, limit: float = 30.0) -> None:
    end = time.monotonic() + limit
    while server.pid() is not None:
        assert time.monotonic() < end, "the server is still there"
        time.sleep(0.05)


def test_it_serves_several_users_and_stops_after_the_last(home: Path) -> None:
    first, second = EmbeddedPostgres(home, durable=False), EmbeddedPostgres(home, durable=False)

    assert first.acquire() == second.acquire()
    first.release()
    with psycopg.connect(second.url) as connection:
        assert connection.execute("SELECT current_database()").fetchone() == ("gongzhi",)
    second.release()

    assert first.pid() is None


def test_it_never_runs_as_root_and_listens_on_no_port(home: Path) -> None:
    server = EmbeddedPostgres(home, durable=False)
    with psycopg.connect(server.acquire()) as connection:
        assert connection.execute("SHOW listen_addresses").fetchone() == ("",)
    pid = server.pid()

    assert pid is not None
    assert Path(f"/proc/{pid}").stat().st_uid != 0


def test_chinese_is_found_by_trigrams(home: Path) -> None:
    server = EmbeddedPostgres(home, durable=False)
    with psycopg.connect(server.acquire(), autocommit=True) as connection:
        connection.execute("CREATE EXTENSION pg_trgm")

        assert connection.execute("SELECT similarity('路灯不亮了', '路灯不亮') > 0.5").fetchone() == (True,)


def test_what_was_committed_is_there_after_kill_nine(home: Path) -> None:
    server = EmbeddedPostgres(home)
    with psycopg.connect(server.acquire(), autocommit=True) as connection:
        connection.execute("CREATE TABLE kept (n int)")
        connection.execute("INSERT INTO kept VALUES (1)")
    pid = server.pid()
    assert pid is not None
    os.kill(pid, signal.SIGKILL)

    with psycopg.connect(server.acquire()) as connection:
        assert connection.execute("SELECT n FROM kept").fetchone() == (1,)


def test_it_stops_when_its_only_user_is_killed(home: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", _USER, str(home)], stdout=subprocess.PIPE, text=True
    ) as user:
        assert user.stdout is not None
        assert user.stdout.readline() == "up\n"
        server = EmbeddedPostgres(home)
        assert server.pid() is not None
        user.kill()
        user.wait()

    wait_for_end(server)
