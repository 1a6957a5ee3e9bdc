"""One look at what an agreement has in common with others: who looked and why is in the ledger, what he saw is nowhere."""

from datetime import datetime

from django.db import transaction

from gongzhi.core.identity.rules.verbs import require_role
from gongzhi.core.ledger.actions import record
from gongzhi.core.matters.actions import locking
from gongzhi.kernel.actor import Actor
from gongzhi.kernel.errors import InvalidInput, NotFound
from gongzhi.systems.disputes.queries import agreements, sham
from gongzhi.systems.disputes.queries.sham import Comparison

WHY_LONGEST = 300


@transaction.atomic(durable=True)
def look(actor: Actor, number: str, why: str, at: datetime) -> Comparison:
    """Return what one agreement has in common with others, and note who looked for which reason."""
    require_role(actor, "disputes.sham_check")
    if not why.strip() or len(why.strip()) > WHY_LONGEST:
        raise InvalidInput(
            field="why", why="请写明为什么核对，最多 %(most)s 个字；会记入台账。", most=WHY_LONGEST
        )
    matter = locking.lock_number(actor, number)
    agreement = agreements.current(matter.id)
    if agreement is None:
        raise NotFound
    record(
        stream=matter.stream,
        verb="agreement.compared",
        actor=actor,
        at=at,
        data={"agreement": agreement.pk},
        why=why.strip(),
    )
    return sham.compare(actor, matter, agreement, at)
