"""Orders of supervision (督办) as numbered objects with a due day and a reply, and urging (催办) by one click."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from django.db import transaction

from gongzhi.core.files.actions import make_document
from gongzhi.core.identity.rules.verbs import require_role
from gongzhi.core.ledger.actions import record, record_many
from gongzhi.core.ledger.rules.chain import Draft
from gongzhi.core.matters.actions import locking
from gongzhi.core.matters.models import Matter, OrderLevel, SupervisionOrder
from gongzhi.core.matters.queries.timing import due_text
from gongzhi.core.matters.queries.work import has_handled, units_of
from gongzhi.core.notify.actions import notify
from gongzhi.core.notify.recipients import unit
from gongzhi.core.orgs import queries as orgs
from gongzhi.kernel.actor import SYSTEM, Actor
from gongzhi.kernel.errors import DomainError, InvalidInput, NotAllowed, NotFound, said
from gongzhi.kernel.terms import CHINA

LONGEST = 5000


class OrderEnded(DomainError):
    """The order was answered or ended already."""

    code = "matters.order_ended"
    message = "这份督办%(what)s，请刷新页面看最新情况。"
    http_status = 409


@dataclass(frozen=True, slots=True)
class Order:
    """What is demanded of whom by when; `level` is one of OrderLevel.

    A system may have its own letter for an order: `template` is its kind, `paper` what it prints besides.
    """

    number: str
    level: str
    to_unit_id: int
    demand: str
    due_at: datetime
    template: str = "supervision_order"
    title: str = "督办通知书"
    paper: Mapping[str, object] = field(default_factory=dict)


class OrderHooks(Protocol):
    """What a system adds to orders over its matters; each is called inside the order's own transaction."""

    def replied(self, order: SupervisionOrder, matter: Matter, actor: Actor, at: datetime) -> None:
        """Go on after the unit answered in writing."""

    def why_not_close(self, order: SupervisionOrder, matter: Matter) -> str | None:
        """Return why an order cannot be ended now, None when it can."""


_hooks: list[OrderHooks] = []


def register_hooks(hooks: OrderHooks) -> None:
    """Take in what a system adds to orders."""
    if hooks not in _hooks:
        _hooks.append(hooks)


@transaction.atomic(durable=True)
def issue(actor: Actor, order: Order, at: datetime) -> SupervisionOrder:
    """Issue a numbered order to a unit that owns or handles the matter, from a unit that stands above it."""
    return issue_joined(actor, order, at)


def issue_joined(actor: Actor, order: Order, at: datetime) -> SupervisionOrder:
    """Issue an order inside the caller's transaction."""
    require_role(actor, "matters.supervise")
    demand = _required("demand", order.demand, "请写明督办要求。")
    if order.level not in set(OrderLevel):
        raise InvalidInput(field="level", why="请选择督办的级别：督办、约谈、通报或挂牌督办。")
    if order.due_at <= at:
        raise InvalidInput(field="due_at", why="答复期限要晚于现在，请另选日期。")
    matter = locking.lock_number(actor, order.number)
    if not matter.is_open:
        raise InvalidInput(field="number", why="这件事已经办结，不能再发督办。需要时请先重新打开。")
    _require_addressee(actor, matter, order.to_unit_id)
    made = SupervisionOrder.objects.create(
        number=f"pending:{matter.id}:{at.timestamp()}",
        matter_id=matter.id,
        level=order.level,
        to_unit_id=order.to_unit_id,
        by_unit_id=actor.unit_id or 0,
        by_name=actor.name,
        demand=demand,
        issued_at=at,
        due_at=order.due_at,
    )
    _number(made, order, matter, actor, at)
    _record(made, matter, "order.issued", actor, at, demand)
    _tell(made, matter, made.to_unit_id, "收到督办", demand, actor, at)
    return made


def _required(name: str, text: str, why: str) -> str:
    text = text.replace("\x00", "").strip()
    if not text:
        raise InvalidInput(field=name, why=why)
    if len(text) > LONGEST:
        raise InvalidInput(
            field=name, why="最多 %(most)s 个字，现在有 %(now)s 个，请缩短。", most=LONGEST, now=len(text)
        )
    return text


def _require_addressee(actor: Actor, matter: Matter, to_unit: int) -> None:
    if to_unit not in matter.owner_path and not has_handled(matter.id, to_unit):
        raise InvalidInput(field="to_unit", why="督办要发给这件事的所属中心或承办单位，请另选。")
    if to_unit in units_of(actor.unit_id):
        raise InvalidInput(field="to_unit", why="不能督办自己的单位，请另选。")
    if not set(orgs.unit_path(to_unit)) & set(units_of(actor.unit_id)):
        raise NotAllowed(why="督办由上级单位向下级发出，这个单位不归您的单位督办。")


def _number(made: SupervisionOrder, order: Order, matter: Matter, actor: Actor, at: datetime) -> None:
    """Make the letter; the order bears its number."""
    level = str(OrderLevel(made.level).label)
    letter = make_document(
        matter_id=matter.id,
        proceeding_id=None,
        template=order.template,
        title=order.title,
        data={
            "number": matter.number,
            "title": matter.title,
            "text": matter.text,
            "level": level,
            "demand": made.demand,
            "to_unit": orgs.unit_name(made.to_unit_id),
            "unit": actor.unit_name,
            "day": at.astimezone(CHINA).date().isoformat(),
            "due_on": due_text(made.due_at),
            **order.paper,
        },
        actor=actor,
        at=at,
    )
    made.number, made.document_id = letter.number, letter.pk
    made.save(update_fields=["number", "document_id"])


def _record(
    order: SupervisionOrder, matter: Matter, verb: str, actor: Actor, at: datetime, why: str = ""
) -> None:
    data = {
        "order_id": order.pk,
        "order": order.number,
        "level": order.level,
        "level_title": str(OrderLevel(order.level).label),
        "unit": order.to_unit_id,
        "unit_name": orgs.unit_name(order.to_unit_id),
        "due_at": order.due_at.isoformat(),
    }
    record(stream=matter.stream, verb=verb, actor=actor, at=at, data=data, why=why)


def _tell(
    order: SupervisionOrder, matter: Matter, to: int, what: str, body: str, actor: Actor, at: datetime
) -> None:
    notify(
        matter_id=matter.id,
        to=unit(to),
        subject=f"{matter.number} {what} {order.number}",
        body=body,
        actor=actor,
        at=at,
        key=f"order:{order.pk}:{what}",
        statutory=True,
    )


def _lock_order(actor: Actor, order_id: int) -> tuple[SupervisionOrder, Matter]:
    known = SupervisionOrder.objects.filter(id=order_id).first()
    number = (
        Matter.objects.filter(id=known.matter_id).values_list("number", flat=True).first() if known else None
    )
    if number is None:
        raise NotFound
    matter = locking.lock_number(actor, number)
    return SupervisionOrder.objects.select_for_update().get(id=order_id), matter


@transaction.atomic(durable=True)
def reply_order(actor: Actor, order_id: int, reply: str, at: datetime) -> SupervisionOrder:
    """Answer an order in writing; only the unit to which it was issued may."""
    require_role(actor, "matters.reply_order")
    order, matter = _lock_order(actor, order_id)
    if order.to_unit_id not in units_of(actor.unit_id):
        raise NotAllowed(why="督办由收到它的单位答复。")
    keep_reply(order, matter, reply, actor, at)
    for hooks in _hooks:
        hooks.replied(order, matter, actor, at)
    return order


def keep_reply(order: SupervisionOrder, matter: Matter, reply: str, actor: Actor, at: datetime) -> None:
    """Keep the written answer to an order inside the caller's transaction and tell whoever issued it."""
    if order.closed_at is not None or order.replied_at is not None:
        raise OrderEnded(what=said("已经答复或办结"))
    order.reply = _required("reply", reply, "请写明督办事项的办理情况。")
    order.replied_at = at
    order.save()
    _record(order, matter, "order.replied", actor, at, order.reply)
    _tell(order, matter, order.by_unit_id, "督办已答复", order.reply, actor, at)


@transaction.atomic(durable=True)
def close_order(actor: Actor, order_id: int, note: str, at: datetime) -> SupervisionOrder:
    """End an order; only the unit that issued it may, and it says with what result."""
    return close_joined(actor, order_id, note, at)


def close_joined(actor: Actor, order_id: int, note: str, at: datetime) -> SupervisionOrder:
    """End an order inside the caller's transaction."""
    require_role(actor, "matters.supervise")
    order, matter = _lock_order(actor, order_id)
    if order.by_unit_id not in units_of(actor.unit_id):
        raise NotAllowed(why="督办由发出它的单位办结。")
    if order.closed_at is not None:
        raise OrderEnded(what=said("已经办结"))
    for hooks in _hooks:
        if why := hooks.why_not_close(order, matter):
            raise InvalidInput(field="note", why=why)
    order.closing_note = _required("note", note, "请写明督办的结果。")
    order.closed_at = at
    order.save()
    _record(order, matter, "order.closed", actor, at, order.closing_note)
    _tell(order, matter, order.to_unit_id, "督办已办结", order.closing_note, actor, at)
    return order


@transaction.atomic(durable=True)
def raise_unanswered(at: datetime, batch: int = 500) -> int:
    """Tell the issuer, once for each, of orders whose day has passed without a reply; return how many."""
    late = SupervisionOrder.objects.filter(
        closed_at__isnull=True, replied_at__isnull=True, raised_at__isnull=True, due_at__lte=at
    )
    orders = list(late.order_by("due_at").select_for_update(skip_locked=True)[:batch])
    matters = Matter.objects.in_bulk([order.matter_id for order in orders])
    drafts = []
    for order in orders:
        matter = matters[order.matter_id]
        drafts.append(
            Draft(matter.stream, "order.raised", SYSTEM, {"order_id": order.pk, "order": order.number})
        )
        _tell(order, matter, order.by_unit_id, "督办到期未答复", order.demand, SYSTEM, at)
    record_many(drafts, at)
    SupervisionOrder.objects.filter(id__in=[order.pk for order in orders]).update(raised_at=at)
    return len(orders)


def urge_text(matter: Matter) -> str:
    """Return the words of an urging, filled in, for the form to show and the person to change."""
    due = due_text(matter.due_at)
    limit = f"办理期限为 {due}," if due else ""
    return f"请抓紧办理「{matter.title}」({matter.number}),{limit}并及时联系诉求人、反馈进展。"


@transaction.atomic(durable=True)
def urge(actor: Actor, number: str, at: datetime, words: str = "") -> Matter:
    """Remind whoever leads (or owns) the matter; empty words stand for the text filled in."""
    require_role(actor, "matters.urge")
    matter = locking.lock_number(actor, number)
    to = matter.lead_id or matter.owner_id
    if not matter.is_open or to is None:
        raise InvalidInput(field="number", why="这件事已经办结，不用再催办。")
    text = _required("words", words or urge_text(matter), "请写明催办的话。")
    entry = record(
        stream=matter.stream,
        verb="matter.urged",
        actor=actor,
        at=at,
        data={"unit": to, "unit_name": orgs.unit_name(to), "words": text},
        why=text,
    )
    notify(
        matter_id=matter.id,
        to=unit(to),
        subject=f"{matter.number} 催办",
        body=text,
        actor=actor,
        at=at,
        key=f"urge:{matter.id}:{entry.n}",
        statutory=False,
    )
    return matter
