"""Keeps the city's words of one meaning: every change is a new version with its reason."""

from datetime import datetime

from django.db import transaction

from gongzhi.core.identity.rules.verbs import require_role
from gongzhi.core.ledger.actions import record
from gongzhi.core.search.models import SynonymList
from gongzhi.core.search.queries import synonyms as queries
from gongzhi.core.search.rules import synonyms
from gongzhi.kernel.actor import Actor
from gongzhi.kernel.errors import InvalidInput

STREAM = "search"


@transaction.atomic(durable=True)
def keep_synonyms(actor: Actor, text: str, note: str, at: datetime) -> SynonymList:
    """Put a list (a group a line) in force as the next version; the one before stays readable."""
    require_role(actor, "search.words")
    groups = synonyms.parse(text)
    why = note.replace("\x00", "").strip()
    if not why:
        raise InvalidInput(field="note", why="请写明为什么改，例如「增加本地叫法」，它会记入台账。")
    before = queries.newest()
    if before is not None and before.groups == [list(words) for words in groups]:
        raise InvalidInput(field="words", why="和现在用的一样，没有改动。")
    made = SynonymList.objects.create(
        groups=[list(words) for words in groups], note=why[:300], made_by=actor.name, made_at=at
    )
    old = {tuple(words) for words in before.groups} if before else set()
    data = {
        "version": made.pk,
        "groups": len(groups),
        "added": [list(one) for one in groups if one not in old][:200],
        "removed": [list(one) for one in sorted(old - set(groups))][:200],
    }
    record(stream=STREAM, verb="search.synonyms_set", actor=actor, at=at, data=data, why=why)
    return made
