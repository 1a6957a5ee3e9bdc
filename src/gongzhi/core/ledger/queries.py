"""Reads of the ledger."""

from collections.abc import Iterable

from django.db import connection

from gongzhi.core.ledger.models import Anchor, Entry, Head


def entries(stream: str) -> list[Entry]:
    """Return the entries of a stream in their order, [] for an unknown one."""
    return list(Entry.objects.filter(stream=stream).order_by("n"))


def entries_of(streams: Iterable[str]) -> dict[str, list[Entry]]:
    """Return the entries of many streams by one query, each stream's in order."""
    found: dict[str, list[Entry]] = {stream: [] for stream in streams}
    for entry in Entry.objects.filter(stream__in=list(found)).order_by("stream", "n"):
        found[entry.stream].append(entry)
    return found


def said_in(verb: str, streams: Iterable[str]) -> list[tuple[str, object]]:
    """Return stream and data of the entries of one verb in many streams, each stream's in order."""
    found = Entry.objects.filter(verb=verb, stream__in=list(streams)).order_by("stream", "n")
    return list(found.values_list("stream", "data"))


def head(stream: str) -> Head | None:
    """Return where a stream ends, None for an unknown one."""
    return Head.objects.filter(stream=stream).first()


def anchors() -> list[Anchor]:
    """Return all anchors, oldest first."""
    return list(Anchor.objects.order_by("n"))


def count() -> int:
    """Return about how many entries there are, from the planner's statistics (exact while there are few)."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT reltuples::bigint FROM pg_class WHERE oid = 'ledger_entry'::regclass")
        found = int(cursor.fetchone()[0])
    return found if found > 100_000 else Entry.objects.count()
