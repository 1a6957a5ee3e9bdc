"""Puts word on the desks of many units at once, by one statement: a sweep may have thousands to tell."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from gongzhi.core.notify.models import OutgoingState
from gongzhi.core.notify.models.notice import Channel, RecipientKind

SUBJECT_LONGEST = 200
_TELL = """
    INSERT INTO notify_notice (key, matter_id, recipient_kind, recipient_id, channel, subject, body, statutory, made_by,
        made_at, next_at, state, sent_at, via, attempts, error, read_by, reference)
    SELECT word.key, word.matter_id, %(kind)s, word.unit_id, %(channel)s, word.subject, word.body, false, %(by)s,
        %(at)s, %(at)s, %(state)s, %(at)s, %(channel)s, 0, '', '', ''
    FROM unnest(%(keys)s::text[], %(matters)s::bigint[], %(units)s::bigint[], %(subjects)s::text[], %(bodies)s::text[])
        AS word (key, matter_id, unit_id, subject, body)
    ON CONFLICT DO NOTHING
"""


@dataclass(frozen=True, slots=True)
class Word:
    """One notice to a unit; the same key to the same unit is kept once."""

    key: str
    unit_id: int
    subject: str
    body: str
    matter_id: int | None = None


def tell_units(words: Sequence[Word], by: str, at: datetime) -> None:
    """Put in-app notices that no law demands before the units; the caller holds the transaction."""
    if not words:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            _TELL,
            {
                "kind": str(RecipientKind.UNIT),
                "channel": str(Channel.IN_APP),
                "state": str(OutgoingState.SENT),
                "by": by,
                "at": at,
                "keys": [word.key for word in words],
                "matters": [word.matter_id for word in words],
                "units": [word.unit_id for word in words],
                "subjects": [word.subject[:SUBJECT_LONGEST] for word in words],
                "bodies": [word.body for word in words],
            },
        )
