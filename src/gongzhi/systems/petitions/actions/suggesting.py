"""Reads what waits to be sorted and keeps what its words suggest; the class stays a person's act."""

from collections import Counter
from datetime import datetime

from django.db import transaction

from gongzhi.core.orgs import queries as orgs
from gongzhi.core.suggest import switches
from gongzhi.core.suggest.actions.keep import keep_suggestions
from gongzhi.core.suggest.models import Kind, Suggestion
from gongzhi.systems.petitions.queries import sorting
from gongzhi.systems.petitions.rules import reading

MOST = 1000


@transaction.atomic(durable=True)
def suggest_ways(at: datetime) -> dict[str, int]:
    """Suggest a way for the petitions that wait and have no suggestion yet; return how many of each way, {} when none waits."""
    if not orgs.setting(switches.WAY):
        return {}
    rows = [
        Suggestion(
            matter_id=matter_id,
            kind=Kind.WAY,
            model=reading.NAME,
            version=reading.VERSION,
            value=found.way.name,
            confidence=found.confidence,
            is_sure=found.is_sure,
            reasons=list(found.words),
            made_at=at,
        )
        for matter_id, found in (
            (one, reading.read(title, text))
            for one, title, text in sorting.unread(reading.NAME, reading.VERSION, MOST)
        )
    ]
    keep_suggestions(rows)
    return dict(Counter(row.value for row in rows))
