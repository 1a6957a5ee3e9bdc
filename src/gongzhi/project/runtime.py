"""Brings up what a command needs: the embedded server (or the one named by DATABASE_URL), Django, and the schema."""

import os
from collections.abc import Callable
from pathlib import Path

import django
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from django.core.management import call_command
from django.db import connection, connections

from gongzhi.project.postgres import EmbeddedPostgres

_MIGRATION_LOCK = 0x676F6E677A6869  # "gongzhi": one migrator at a time, whoever starts first
_servers: list[EmbeddedPostgres] = []


def var_dir() -> Path:
    """Return the folder of all data, `./var` unless GONGZHI_VAR says otherwise."""
    return Path(os.environ.get("GONGZHI_VAR", "var")).resolve()


def embedded() -> EmbeddedPostgres | None:
    """Return the embedded server that this process uses, or None when DATABASE_URL names another."""
    return _servers[-1] if _servers else None


def start_database() -> Callable[[], None]:
    """Start or join the database, load Django; return what lets go of it again."""
    if not os.environ.get("DATABASE_URL"):
        server = EmbeddedPostgres(var_dir() / "postgres")
        os.environ["DATABASE_URL"] = server.acquire()
        _servers.append(server)
    django.setup()
    return let_go


def let_go() -> None:
    """Close the connections and stop the embedded server unless another process uses it."""
    close_connections()
    while _servers:
        _servers.pop().release()
        os.environ.pop("DATABASE_URL", None)


def close_connections() -> None:
    """Close this process's connections to the database."""
    for each in connections.all(initialized_only=True):
        each.close()
        if getattr(each, "pool", None):
            each.close_pool()  # type: ignore[attr-defined]


def migrate() -> None:
    """Bring the schema up to date; starters that come at the same moment wait for one another."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [_MIGRATION_LOCK])
        try:
            call_command("migrate", interactive=False, verbosity=0)
        finally:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [_MIGRATION_LOCK])


def compile_messages() -> None:
    """Compile the translations that are newer than their compiled file."""
    for source in (Path(__file__).parent / "locale").glob("*/LC_MESSAGES/*.po"):
        compiled = source.with_suffix(".mo")
        if compiled.exists() and compiled.stat().st_mtime >= source.stat().st_mtime:
            continue
        with source.open("rb") as read:
            catalog = read_po(read, locale=source.parent.parent.name)
        fresh = compiled.with_suffix(".mo.new")
        with fresh.open("wb") as write:
            write_mo(write, catalog)
        fresh.replace(compiled)
