"""Keeps beside each suggestion what the person chose, agreed or not."""

from datetime import datetime

from gongzhi.core.suggest.models import Kind, Suggestion
from gongzhi.kernel.actor import Actor


def record_choice(*, matter_id: int, kind: Kind, chosen: str, actor: Actor, at: datetime) -> int:
    """Write a person's choice beside what was suggested and return beside how many; joins the caller's transaction.

    Only the first choice counts: what is changed later is another question than the one the machine answered.
    """
    return Suggestion.objects.filter(
        matter_id=matter_id, kind=kind, chosen_at__isnull=True, made_at__lte=at
    ).update(chosen=chosen[:80], chosen_by=actor.name[:120], chosen_at=at)
