"""Supervision by people: an order for a breach that was found, the record of a talk, taking a matter off the list."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from gongzhi.core.files.actions import make_document
from gongzhi.core.identity.rules.verbs import require_role
from gongzhi.core.ledger.actions import record
from gongzhi.core.matters.actions import locking, supervise
from gongzhi.core.matters.models import Matter, OrderLevel, SupervisionOrder
from gongzhi.core.matters.queries.work import has_handled, units_of
from gongzhi.core.notify.actions import notify
from gongzhi.core.notify.recipients import unit
from gongzhi.core.orgs import queries as orgs
from gongzhi.core.workflow import queries as workflow
from gongzhi.core.workflow.actions import MoveRequest
from gongzhi.core.workflow.actions.perform import perform_joined
from gongzhi.kernel.actor import Actor
from gongzhi.kernel.errors import Conflict, InvalidInput, NotAllowed
from gongzhi.kernel.terms import CHINA
from gongzhi.kernel.wording import moment_text
from gongzhi.systems.petitions.models import Acceptance, OrderGround, Talk
from gongzhi.systems.petitions.queries import oversight

LONGEST = 5000
_LAW = "信访工作条例第39条、第40条"


@dataclass(frozen=True, slots=True)
class Ask:
    """What is ordered: the matter, the step of the ladder, of whom, by when; `trigger` names the breach, if one was found."""

    number: str
    words: str
    level: str = str(OrderLevel.SUPERVISE)
    to_unit_id: int | None = None
    due_on: date | None = None
    trigger: str = ""
    why: str = ""


@dataclass(frozen=True, slots=True)
class TalkAsk:
    """What a talk was: posts and not names of petitioners; what was promised has a day."""

    held_at: datetime
    place: str
    attended: str
    said: str
    promised: str
    due_on: date


@dataclass(frozen=True, slots=True)
class Proof:
    """On what a listing ends: who checked, when, what he found, which proof lies in the file."""

    checked_by: str
    checked_on: date
    findings: str
    proof: str


@transaction.atomic(durable=True)
def order(actor: Actor, ask: Ask, at: datetime) -> SupervisionOrder:
    """Issue an order over a petition at a step of the ladder, with the breach as its ground (art. 39, 40)."""
    require_role(actor, "matters.supervise")
    return order_joined(actor, ask, at)


def order_joined(actor: Actor, ask: Ask, at: datetime) -> SupervisionOrder:
    """Issue an order inside the caller's transaction."""
    matter = locking.lock_number(actor, ask.number)
    found = oversight.breach(actor, matter.number, ask.trigger, at) if ask.trigger else None
    if ask.trigger and found is None:
        raise Conflict(why="这一情形已经改正，或者有人刚刚办了。")
    fields: dict[str, object] = {"words": ask.words, "level": ask.level}
    if ask.to_unit_id is not None:
        fields["to_unit"] = ask.to_unit_id
    if ask.due_on is not None:
        fields["due_on"] = ask.due_on.isoformat()
    proceeding = workflow.main_of(matter.id)
    context = perform_joined(actor, MoveRequest(proceeding.id, "supervise", fields, ask.why), at)
    order_id = int(str(context.facts["order_id"]))
    if found is not None:
        OrderGround.objects.filter(order_id=order_id).update(
            trigger=found.trigger.name, evidence=found.evidence, since=found.since
        )
    return SupervisionOrder.objects.get(id=order_id)


def _own_order(actor: Actor, order_id: int) -> tuple[SupervisionOrder, Matter]:
    """Return an open order that the actor's unit issued, its matter locked."""
    require_role(actor, "matters.supervise")
    known, matter = oversight.order_in_reach(actor, order_id)
    locking.lock_number(actor, matter.number)
    found = SupervisionOrder.objects.select_for_update().get(id=known.pk)
    if found.by_unit_id not in units_of(actor.unit_id):
        raise NotAllowed(why="这份督办由发出它的单位来办。")
    if found.closed_at is not None:
        raise Conflict(why="这份督办已经办结。")
    return found, matter


def _text(field: str, text: str, why: str) -> str:
    plain = text.replace("\x00", "").strip()
    if not plain:
        raise InvalidInput(field=field, why=why)
    return plain[:LONGEST]


@transaction.atomic(durable=True)
def record_talk(actor: Actor, order_id: int, ask: TalkAsk, at: datetime) -> Talk:
    """Keep the record of a talk as a numbered document; only after a notice of a talk."""
    found, matter = _own_order(actor, order_id)
    if found.level != OrderLevel.CALL_IN:
        raise InvalidInput(field="held_at", why="先发约谈通知，再记约谈。")
    if ask.held_at > at:
        raise InvalidInput(field="held_at", why="约谈的时间还没有到。")
    if ask.due_on < ask.held_at.astimezone(CHINA).date():
        raise InvalidInput(field="due_on", why="承诺完成的日期不能早于约谈的那一天。")
    made = Talk(
        matter_id=matter.id,
        order_id=found.pk,
        held_at=ask.held_at,
        place=_text("place", ask.place, "请写明在哪里谈的。")[:200],
        attended=_text("attended", ask.attended, "请写明谁参加，写职务。"),
        said=_text("said", ask.said, "请写明谈了什么。"),
        promised=_text("promised", ask.promised, "请写明答应了什么。"),
        due_on=ask.due_on,
        by_name=actor.name,
        at=at,
    )
    letter = _talk_paper(made, found, matter, actor, at)
    made.document_id = letter
    made.save()
    data = _facts(found) | {"due": ask.due_on.isoformat()}
    record(stream=matter.stream, verb="petition.talked", actor=actor, at=at, data=data, why=made.promised)
    _tell(matter, found.to_unit_id, f"约谈承诺 {ask.due_on}", made.promised, actor, at, f"talk:{made.pk}")
    return made


def _talk_paper(made: Talk, found: SupervisionOrder, matter: Matter, actor: Actor, at: datetime) -> int:
    letter = make_document(
        matter_id=matter.id,
        proceeding_id=None,
        template="talk_record",
        title="约谈记录",
        data={
            "number": matter.number,
            "title": matter.title,
            "order": found.number,
            "to_unit": orgs.unit_name(found.to_unit_id),
            "held": moment_text(made.held_at),
            "place": made.place,
            "attended": made.attended,
            "said": made.said,
            "promised": made.promised,
            "due_on": made.due_on.isoformat(),
            "law": _LAW,
        },
        actor=actor,
        at=at,
    )
    return int(letter.pk)


@transaction.atomic(durable=True)
def keep_talk_promise(actor: Actor, talk_id: int, words: str, at: datetime) -> Talk:
    """Keep what became of a promise that a talk had."""
    known = Talk.objects.filter(id=talk_id).first()
    found, matter = _own_order(actor, known.order_id if known else 0)
    talk = Talk.objects.select_for_update().get(id=talk_id)
    talk.done_words = _text("words", words, "请写明核对的结果。")
    talk.done_at = at
    talk.save(update_fields=["done_words", "done_at"])
    record(
        stream=matter.stream,
        verb="petition.talk_kept",
        actor=actor,
        at=at,
        data=_facts(found),
        why=talk.done_words,
    )
    return talk


@transaction.atomic(durable=True)
def delist(actor: Actor, order_id: int, proof: Proof, at: datetime) -> SupervisionOrder:
    """Take a matter off the list: accepted with proof by somebody outside the body, told in a numbered letter, ended."""
    found, matter = _own_order(actor, order_id)
    if found.level != OrderLevel.LISTED:
        raise InvalidInput(field="findings", why="只有挂牌督办才要验收摘牌。")
    if found.replied_at is None:
        raise InvalidInput(field="findings", why="还没有收到书面答复，不能验收。")
    if has_handled(matter.id, actor.unit_id):
        raise NotAllowed(why="验收由承办单位以外的人来做。")
    if proof.checked_on > at.astimezone(CHINA).date():
        raise InvalidInput(field="checked_on", why="验收的日期不能晚于今天。")
    made = Acceptance.objects.create(
        matter_id=matter.id,
        order_id=found.pk,
        checked_by=_text("checked_by", proof.checked_by, "请写明谁验收的。")[:200],
        checked_on=proof.checked_on,
        findings=_text("findings", proof.findings, "请写明验收的结论。"),
        proof=_text("proof", proof.proof, "请写明凭证在哪里，例如现场照片、回访记录、卷宗编号。"),
        by_name=actor.name,
        at=at,
    )
    make_document(
        matter_id=matter.id,
        proceeding_id=None,
        template="delisting_notice",
        title="挂牌督办摘牌通知书",
        data={
            "number": matter.number,
            "title": matter.title,
            "order": found.number,
            "to_unit": orgs.unit_name(found.to_unit_id),
            "checked_by": made.checked_by,
            "checked_on": made.checked_on.isoformat(),
            "findings": made.findings,
            "proof": made.proof,
            "law": _LAW,
        },
        actor=actor,
        at=at,
    )
    record(
        stream=matter.stream,
        verb="petition.accepted_listing",
        actor=actor,
        at=at,
        data=_facts(found),
        why=made.findings,
    )
    return supervise.close_joined(actor, found.pk, made.findings, at)


def _facts(found: SupervisionOrder) -> dict[str, object]:
    return {"order": found.number, "order_id": found.pk, "unit": orgs.unit_name(found.to_unit_id)}


def _tell(matter: Matter, to: int, what: str, body: str, actor: Actor, at: datetime, key: str) -> None:
    notify(
        matter_id=matter.id,
        to=unit(to),
        subject=f"{matter.number} {what}",
        body=body,
        actor=actor,
        at=at,
        key=key,
        statutory=True,
    )
