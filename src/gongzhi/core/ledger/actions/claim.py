"""Finds the streams that nobody is appending to, for work in bulk that must never make a person wait."""

from collections.abc import Iterable

from django.db import connection


def claim_free(streams: Iterable[str]) -> set[str]:
    """Lock the heads that are free now and return their streams, those without a head too; busy ones are left out.

    Whoever locks rows of a stream's subject first and its head here never waits, so that a move which holds the head
    and wants the row goes on undisturbed.
    """
    asked = sorted(set(streams))
    with connection.cursor() as cursor:
        cursor.execute("SELECT stream FROM ledger_head WHERE stream = ANY(%s)", [asked])
        known = {row[0] for row in cursor.fetchall()}
        cursor.execute(
            "SELECT stream FROM ledger_head WHERE stream = ANY(%s) ORDER BY stream FOR UPDATE SKIP LOCKED",
            [asked],
        )
        free = {row[0] for row in cursor.fetchall()}
    return free | (set(asked) - known)
