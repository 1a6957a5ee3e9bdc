"""Tries a centre's draft of rules on last month's matters and keeps the figures; without that it cannot be started."""

from datetime import datetime

from django.db import transaction

from gongzhi.core.matters.queries.trial import Trial, trial
from gongzhi.core.suggest import queries as suggest
from gongzhi.core.suggest.actions.rule_sets import keep_trial, require_unit
from gongzhi.kernel.actor import Actor
from gongzhi.kernel.errors import NotFound


@transaction.atomic(durable=True)
def try_rules(actor: Actor, at: datetime) -> Trial:
    """Return what the draft of the actor's unit would have said of last month's matters; nothing of them changes."""
    draft = suggest.rule_draft(require_unit(actor))
    if draft is None:
        raise NotFound
    found = trial(actor, draft, at)
    keep_trial(draft.pk, found.figures(), actor, at)
    return found
