"""Health for load balancers and monitoring: alive, ready (with reasons), and a few counts; no personal data."""

from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

WORKER_SILENCE = 90.0  # seconds without a heartbeat after which the worker counts as gone


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that must hold before traffic is sent here."""

    name: str
    ok: bool
    note: str


@require_safe
@never_cache
def live(request: HttpRequest) -> HttpResponse:
    """Answer that this process serves requests; it asks nobody else."""
    return HttpResponse("ok\n", content_type="text/plain; charset=utf-8")


@require_safe
@never_cache
def ready(request: HttpRequest) -> JsonResponse:
    """Answer 200 when every check holds and 503 with the reasons otherwise."""
    return _answer(checks(), {})


@require_safe
@never_cache
def status(request: HttpRequest) -> JsonResponse:
    """Answer the checks with versions and the queue, for monitoring."""
    found = checks()
    more: dict[str, object] = {
        "version": version("gongzhi"),
        "mode": settings.MODE,
        "at": timezone.now().isoformat(),
    }
    if found[0].ok:
        more["jobs_waiting"] = _jobs_waiting()
        more["database"] = _server_version()
    return _answer(found, more)


def checks() -> list[Check]:
    """Return the checks, the database first; the others are left out when it does not answer."""
    database = _database()
    return [database, _migrations(), _worker()] if database.ok else [database]


def heartbeat_age() -> float | None:
    """Return the seconds since a worker last reported, or None when none ever did."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT max(last_heartbeat) FROM procrastinate_workers")
        row = cursor.fetchone()
    last: datetime | None = row[0] if row else None
    return None if last is None else (datetime.now(UTC) - last).total_seconds()


def _answer(found: list[Check], more: dict[str, object]) -> JsonResponse:
    ok = all(check.ok for check in found)
    body = {
        "ready": ok,
        "checks": {check.name: {"ok": check.ok, "note": check.note} for check in found},
        **more,
    }
    return JsonResponse(body, status=200 if ok else 503, json_dumps_params={"ensure_ascii": False})


def _database() -> Check:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError as error:
        return Check("database", ok=False, note=type(error).__name__)
    return Check("database", ok=True, note="")


def _migrations() -> Check:
    if _migrated:
        return Check("migrations", ok=True, note="")
    executor = MigrationExecutor(connection)
    waiting = len(executor.migration_plan(executor.loader.graph.leaf_nodes()))
    if waiting == 0:
        _migrated.append(True)
    return Check("migrations", ok=waiting == 0, note=f"{waiting} waiting" if waiting else "")


# A process that has once seen the whole schema in place need not look again: it is restarted to be upgraded.
_migrated: list[bool] = []


def _worker() -> Check:
    age = heartbeat_age()
    if age is None:
        return Check("worker", ok=False, note="no worker has reported")
    return Check("worker", ok=age < WORKER_SILENCE, note=f"last heartbeat {age:.0f} s ago")


def _jobs_waiting() -> dict[str, object]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*), min(scheduled_at) FROM procrastinate_jobs WHERE status = 'todo'")
        row = cursor.fetchone() or (0, None)
    return {"count": row[0], "oldest_due": row[1].isoformat() if row[1] else None}


def _server_version() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version")
        row = cursor.fetchone()
    return str(row[0]) if row else ""
