"""An order that nobody answers goes up one level: as a proposal to the next higher supervisor, told to both, decided by a person."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from gongzhi.core.identity.rules.verbs import require_role
from gongzhi.core.ledger.actions import record
from gongzhi.core.matters.actions import locking
from gongzhi.core.matters.models import Matter, OrderLevel, SupervisionOrder
from gongzhi.core.matters.queries.work import units_of
from gongzhi.core.notify.actions import notify
from gongzhi.core.notify.recipients import unit
from gongzhi.core.orgs import queries as orgs
from gongzhi.kernel.actor import SYSTEM, Actor
from gongzhi.kernel.errors import Conflict, InvalidInput, NotAllowed, NotFound
from gongzhi.systems.petitions.actions.oversight import Ask, order_joined
from gongzhi.systems.petitions.models import Escalation
from gongzhi.systems.petitions.queries import oversight
from gongzhi.systems.petitions.rules.ladder import next_step
from gongzhi.systems.petitions.rules.lines import next_higher

BATCH = 200


@dataclass(frozen=True, slots=True)
class Decision:
    """What the next higher supervisor decides: to take it up with words and a day, or why not."""

    is_taken: bool
    why: str
    words: str = ""
    due_on: date | None = None


@transaction.atomic(durable=True)
def propose_unanswered(at: datetime) -> int:
    """Put every unanswered order whose day has passed before the next higher supervisor, once; return how many."""
    made = 0
    for late in oversight.late_orders(at, BATCH):
        matter = locking.lock(late.matter_id)
        order = SupervisionOrder.objects.select_for_update().get(id=late.pk)
        if order.replied_at is None and order.closed_at is None:
            made += _propose(order, matter, at)
    return made


def _propose(order: SupervisionOrder, matter: Matter, at: datetime) -> int:
    higher = _higher(order, matter)
    level = next_step(order.level)
    made, is_new = Escalation.objects.get_or_create(
        order_id=order.pk,
        defaults={"matter_id": matter.id, "unit_id": higher, "level": level, "proposed_at": at},
    )
    if not is_new:
        return 0
    data = {
        "order": order.number,
        "order_id": order.pk,
        "unit": orgs.unit_name(higher),
        "level": str(OrderLevel(level).label),
    }
    record(stream=matter.stream, verb="petition.escalated", actor=SYSTEM, at=at, data=data)
    for to in dict.fromkeys((higher, order.by_unit_id)):
        notify(
            matter_id=matter.id,
            to=unit(to),
            subject=f"{matter.number} 督办 {order.number} 到期没有书面答复",
            body=f"提请{orgs.unit_name(higher)}决定是否提级为{OrderLevel(level).label}。",
            actor=SYSTEM,
            at=at,
            key=f"escalation:{made.pk}",
            statutory=True,
        )
    return 1


def _higher(order: SupervisionOrder, matter: Matter) -> int:
    """Return who decides: the next body above the issuer that is not accused; the issuer where none sees the matter."""
    if matter.is_sealed:
        return order.by_unit_id
    return next_higher(orgs.unit_path(order.by_unit_id), matter.complained_units) or order.by_unit_id


@transaction.atomic(durable=True)
def decide(actor: Actor, escalation_id: int, decision: Decision, at: datetime) -> Escalation:
    """Take a proposal up with an order of the next step, or say why not; only the unit it was put before may."""
    require_role(actor, "matters.supervise")
    known = Escalation.objects.filter(id=escalation_id).first()
    matter = Matter.objects.filter(id=known.matter_id).first() if known else None
    if known is None or matter is None:
        raise NotFound
    locking.lock_number(actor, matter.number)
    found = Escalation.objects.select_for_update().get(id=escalation_id)
    if found.unit_id not in units_of(actor.unit_id):
        raise NotAllowed(why="提级由收到提请的上一级单位决定。")
    if found.decided_at is not None:
        raise Conflict(why="这件提请已经有了决定。")
    if not decision.why.strip():
        raise InvalidInput(field="why", why="请写明提级或者不提级的理由。")
    order = SupervisionOrder.objects.get(id=found.order_id)
    if decision.is_taken:
        ask = Ask(
            matter.number, decision.words, found.level, order.to_unit_id, decision.due_on, why=decision.why
        )
        found.next_order_id = order_joined(actor, ask, at).pk
    found.decided_at, found.decided_by = at, actor.name
    found.is_taken, found.why = decision.is_taken, decision.why.strip()
    found.save()
    _note(found, order, matter, actor, at)
    return found


def _note(found: Escalation, order: SupervisionOrder, matter: Matter, actor: Actor, at: datetime) -> None:
    text = "提级" if found.is_taken else "不提级"
    data = {"order": order.number, "order_id": order.pk, "decision": text, "next_order": found.next_order_id}
    record(
        stream=matter.stream, verb="petition.escalation_decided", actor=actor, at=at, data=data, why=found.why
    )
    if order.by_unit_id not in units_of(actor.unit_id):
        notify(
            matter_id=matter.id,
            to=unit(order.by_unit_id),
            subject=f"{matter.number} 督办 {order.number} {text}",
            body=found.why,
            actor=actor,
            at=at,
            key=f"escalation:{found.pk}:decided",
            statutory=True,
        )
