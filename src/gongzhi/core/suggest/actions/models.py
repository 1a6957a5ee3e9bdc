"""Keeps in the ledger what came of learning anew: which model took over, or why the one in use stayed."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from gongzhi.core.ledger.actions import record
from gongzhi.kernel.actor import SYSTEM

STREAM = "models"
TOOK_OVER, STAYED = "models.took_over", "models.stayed"


@transaction.atomic(durable=True)
def note_learned(verb: str, facts: Mapping[str, object], at: datetime) -> None:
    """Write down that a model took over, or that the newer one did worse and was left aside."""
    record(stream=STREAM, verb=verb, actor=SYSTEM, at=at, data=dict(facts))
