"""Ids drawn in blocks from the tables' own sequences, so that a record is built whole before it is written."""

from collections import defaultdict
from threading import Lock

from django.db import connection

BLOCK = 100
_kept: dict[tuple[str, str], list[int]] = defaultdict(list)
_lock = Lock()


def take(sequence: str, n: int = 1) -> list[int]:
    """Return n fresh ids of a sequence; a block left over at the end of a process is simply never used."""
    key = (str(connection.settings_dict["NAME"]), sequence)
    with _lock:
        while len(_kept[key]) < n:
            _kept[key].extend(_draw(sequence, max(n, BLOCK)))
        taken = _kept[key][:n]
        del _kept[key][:n]
    return taken


def _draw(sequence: str, n: int) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval(%s) FROM generate_series(1, %s)", [sequence, n])
        return [row[0] for row in cursor.fetchall()]
