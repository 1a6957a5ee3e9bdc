"""Brings up what a command needs: the embedded server (or the one named by DATABASE_URL), Django, and the schema."""

import os
from collections.abc import Callable
from pathlib import Path

import django
from django.db import connections

from gongzhi.project.postgres import EmbeddedPostgres


def var_dir() -> Path:
    """Return the folder of all data, `./var` unless GONGZHI_VAR says otherwise."""
    return Path(os.environ.get("GONGZHI_VAR", "var")).resolve()


def start_database() -> Callable[[], None]:
    """Start or join the database, load Django; return what lets go of it again."""
    server: EmbeddedPostgres | None = None
    if not os.environ.get("DATABASE_URL"):
        server = EmbeddedPostgres(var_dir() / "postgres")
        os.environ["DATABASE_URL"] = server.acquire()
    django.setup()

    def let_go() -> None:
        for connection in connections.all(initialized_only=True):
            connection.close()
            if getattr(connection, "pool", None):
                connection.close_pool()
        if server is not None:
            server.release()

    return let_go
