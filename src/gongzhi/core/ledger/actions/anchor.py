"""Anchors the ledger: one hash over every head that moved since the anchor before."""

from datetime import date, datetime

from django.db import connection, transaction

from gongzhi.core.ledger.models import Anchor
from gongzhi.core.ledger.rules import chain, merkle

_LEAVES = """
    WITH moved AS (
        INSERT INTO ledger_anchorleaf (anchor_id, stream, n, hash)
        SELECT %s, stream, n, hash FROM ledger_head WHERE n > anchored_n
        RETURNING stream, n, hash
    ), kept AS (
        UPDATE ledger_head SET anchored_n = moved.n FROM moved WHERE ledger_head.stream = moved.stream
        RETURNING 1
    )
    SELECT stream, n, hash, (SELECT sum(n - anchored_n) FROM ledger_head WHERE n > anchored_n)
    FROM moved ORDER BY stream
"""


@transaction.atomic(durable=True)
def anchor(day: date, at: datetime) -> Anchor:
    """Anchor all that was appended since the last anchor and return it; a second call of a day adds another.

    The hash may be published (a notice board, a newspaper, a neighbour's server): whoever knows it can prove later
    that nothing before it was changed, with `gongzhi ledger verify --anchor HASH`.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('ledger_anchor'))")
        cursor.execute("SELECT nextval(pg_get_serial_sequence('ledger_anchor', 'id'))")
        number = cursor.fetchone()[0]
        cursor.execute(_LEAVES, [number])
        moved = cursor.fetchall()
    leaves = [merkle.leaf(stream, n, digest) for stream, n, digest, _ in moved]
    before = Anchor.objects.order_by("-n").first()
    made = Anchor(
        id=number,
        n=before.n + 1 if before else 1,
        day=day,
        at=at,
        streams=len(leaves),
        entries=moved[0][3] if moved else 0,
        root=merkle.root(leaves),
        prev=before.hash if before else "",
    )
    made.hash = anchor_hash(made)
    made.save(force_insert=True)
    return made


def anchor_hash(made: Anchor) -> str:
    """Return the hash that covers an anchor's own columns."""
    moment = chain.moment_text(made.at)
    told = [made.n, made.day.isoformat(), moment, made.streams, made.entries, made.root, made.prev]
    return chain.digest_text(chain.plain_json(told))
