"""One throw-away PostgreSQL for a whole test session, shared by its parallel workers; nothing stays behind."""

import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import django
import pytest
import pytest_django

from gongzhi.project.postgres import EmbeddedPostgres

os.environ["DJANGO_SETTINGS_MODULE"] = "gongzhi.project.settings"

_SERVER = pytest.StashKey[EmbeddedPostgres]()


def pytest_configure(config: pytest.Config) -> None:
    """Start the server in the controlling process, before Django reads its settings."""
    os.environ["GONGZHI_MODE"] = "test"
    if "PYTEST_XDIST_WORKER" not in os.environ and not os.environ.get("DATABASE_URL"):
        _start_server(config)
    django.setup()


def _start_server(config: pytest.Config) -> None:
    home = Path(tempfile.mkdtemp(prefix="gongzhi-test-"))
    home.chmod(0o755)
    os.environ["GONGZHI_VAR"] = str(home / "var")
    server = EmbeddedPostgres(home / "postgres", durable=False)
    os.environ["DATABASE_URL"] = server.acquire()
    config.stash[_SERVER] = server


def pytest_unconfigure(config: pytest.Config) -> None:
    """Stop the server and remove its data."""
    server = config.stash.get(_SERVER, None)
    if server is not None:
        server.release(force=True)
        shutil.rmtree(server.home.parent, ignore_errors=True)


@pytest.fixture(autouse=True)
def _fresh_language() -> Iterator[None]:
    """Every test starts in Chinese."""
    from django.utils import translation  # noqa: PLC0415 - Django is not configured when this file is read

    with translation.override("zh-hans"):
        yield


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: pytest_django.DjangoDbBlocker) -> None:
    """Let tests that commit be cleaned up after: here alone the ledger may be emptied, never changed."""
    from django.db import connection  # noqa: PLC0415 - Django is not configured when this file is read

    with django_db_blocker.unblock(), connection.cursor() as cursor:
        for table in ("entry", "head", "anchor", "anchorleaf"):
            cursor.execute(f"ALTER TABLE ledger_{table} DISABLE TRIGGER ledger_{table}_no_truncate")


@pytest.fixture(autouse=True)
def _nothing_kept_in_memory() -> None:
    """What a process keeps of the orgs and of the calendar belongs to the test that wrote it."""
    for name in ("gongzhi.core.orgs.cache", "gongzhi.core.clocks.queries"):
        if name in sys.modules:
            sys.modules[name].forget()
