"""One throw-away PostgreSQL for a whole test session, shared by its parallel workers; nothing stays behind."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from gongzhi.project.postgres import EmbeddedPostgres

os.environ["DJANGO_SETTINGS_MODULE"] = "gongzhi.project.settings"

_SERVER = pytest.StashKey[EmbeddedPostgres]()


def pytest_configure(config: pytest.Config) -> None:
    """Start the server in the controlling process, before Django reads its settings."""
    os.environ["GONGZHI_MODE"] = "test"
    if "PYTEST_XDIST_WORKER" in os.environ or os.environ.get("DATABASE_URL"):
        return
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
