"""One throw-away PostgreSQL for a whole test session, shared by its parallel workers; nothing stays behind.

The schema is migrated once into a template; every worker's database is a copy of it, made in a fraction of a second.
"""

import fcntl
import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import django
import psycopg
import pytest
from psycopg import sql
from pytest_django.plugin import DjangoDbBlocker

from gongzhi.project.postgres import EmbeddedPostgres

if TYPE_CHECKING:
    from gongzhi.core.identity.testing import Cast

os.environ["DJANGO_SETTINGS_MODULE"] = "gongzhi.project.settings"

_SERVER = pytest.StashKey[EmbeddedPostgres]()
_TEMPLATE = "test_gongzhi_template"
_TEARDOWN = "_fixture_teardown"


def pytest_configure(config: pytest.Config) -> None:
    """Start the server in the controlling process, before Django reads its settings."""
    os.environ["GONGZHI_MODE"] = "test"
    if "PYTEST_XDIST_WORKER" not in os.environ:
        _start_server(config)
    django.setup()


def _start_server(config: pytest.Config) -> None:
    home = Path(tempfile.mkdtemp(prefix="gongzhi-test-"))
    home.chmod(0o755)
    (home / "var" / "static").mkdir(parents=True)
    os.environ["GONGZHI_VAR"] = str(home / "var")
    server = EmbeddedPostgres(home / "postgres", durable=False)
    if not os.environ.get("DATABASE_URL"):
        os.environ["DATABASE_URL"] = server.acquire()
    config.stash[_SERVER] = server


def pytest_unconfigure(config: pytest.Config) -> None:
    """Stop the server and remove its data."""
    server = config.stash.get(_SERVER, None)
    if server is not None:
        server.release(force=True)
        shutil.rmtree(server.home.parent, ignore_errors=True)


@pytest.fixture(scope="session")
def django_db_keepdb() -> bool:
    """Tell pytest-django to use the copy that lies ready."""
    return True


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    django_db_modify_db_settings_parallel_suffix: None, django_db_blocker: DjangoDbBlocker
) -> None:
    """Copy the migrated template into this worker's own database."""
    from django.conf import settings  # noqa: PLC0415 - Django is not configured when this file is read
    from django.db import connections  # noqa: PLC0415

    wrapper = connections["default"]
    name = wrapper.settings_dict["TEST"]["NAME"] or f"test_{wrapper.settings_dict['NAME']}"
    address = os.environ["DATABASE_URL"]
    with (
        (settings.VAR_DIR / "template.lock").open("w") as gate,
        psycopg.connect(address, autocommit=True) as server,
    ):
        fcntl.flock(gate, fcntl.LOCK_EX)
        if not (settings.VAR_DIR / "template.made").exists():
            _recreate(server, _TEMPLATE)
            with django_db_blocker.unblock():
                _migrate_template()
            (settings.VAR_DIR / "template.made").touch()
        _recreate(server, name, _TEMPLATE)


def _recreate(server: psycopg.Connection, name: str, template: str = "template0") -> None:
    server.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))
    server.execute(
        sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(sql.Identifier(name), sql.Identifier(template))
    )


def _migrate_template() -> None:
    from django.core.management import call_command  # noqa: PLC0415
    from django.db import connections  # noqa: PLC0415

    wrapper = connections["default"]
    real = wrapper.settings_dict["NAME"]
    wrapper.close()
    wrapper.settings_dict["NAME"] = _TEMPLATE
    try:
        call_command("migrate", verbosity=0, interactive=False)
    finally:
        wrapper.close()
        wrapper.settings_dict["NAME"] = real


@pytest.fixture(scope="session", autouse=True)
def _emptying_may_pass_the_ledger() -> Iterator[None]:
    """Between transactional tests all tables are emptied, the ledger too, which its trigger would refuse."""
    from django.db import connection  # noqa: PLC0415
    from django.test import TransactionTestCase  # noqa: PLC0415

    original: Callable[[TransactionTestCase], None] = getattr(TransactionTestCase, _TEARDOWN)

    def teardown(case: TransactionTestCase) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SET session_replication_role = replica")
        original(case)
        with connection.cursor() as cursor:
            cursor.execute("SET session_replication_role = DEFAULT")

    setattr(TransactionTestCase, _TEARDOWN, teardown)
    yield
    setattr(TransactionTestCase, _TEARDOWN, original)


@pytest.fixture(autouse=True)
def _fresh_language() -> Iterator[None]:
    """Every test starts in Chinese."""
    from django.utils import translation  # noqa: PLC0415

    with translation.override("zh-hans"):
        yield


@pytest.fixture(autouse=True)
def _nothing_kept_in_memory() -> None:
    """What a process keeps of the orgs and of the calendar belongs to the test that wrote it."""
    for name in ("gongzhi.core.orgs.cache", "gongzhi.core.clocks.queries", "gongzhi.core.geo.cache"):
        if name in sys.modules:
            sys.modules[name].forget()


@pytest.fixture
def cast(db: None) -> Iterator["Cast"]:
    """The people and units that tests share; `gongzhi.core.identity.testing` draws the tree."""
    from gongzhi.core.identity.testing import make_cast  # noqa: PLC0415 - Django is not configured when this file is read
    from gongzhi.core.orgs import cache  # noqa: PLC0415

    cache.forget()
    yield make_cast()
    cache.forget()
