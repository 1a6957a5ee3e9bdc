"""Watching over the performance of agreements: what each side says, what the organisation finds, reminders."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from gongzhi.core.files.actions import attach
from gongzhi.core.identity.rules.verbs import require_role
from gongzhi.core.ledger.actions import record
from gongzhi.core.matters.actions import locking
from gongzhi.core.matters.actions.follow import Upload
from gongzhi.core.matters.models import Matter
from gongzhi.core.notify.actions import notify
from gongzhi.core.notify.recipients import resident, unit
from gongzhi.core.workflow.actions.each import perform_each
from gongzhi.core.workflow.actions.perform import MoveRequest, perform_joined
from gongzhi.kernel.actor import SYSTEM, Actor
from gongzhi.kernel.errors import Conflict, InvalidInput, NotAllowed, NotFound
from gongzhi.kernel.terms import CHINA
from gongzhi.systems.disputes.actions.entering import enter_as_side, side_actor
from gongzhi.systems.disputes.models import (
    AgreementState,
    Case,
    ItemState,
    PerformanceItem,
    PerformanceWord,
    Reminder,
    Said,
)
from gongzhi.systems.disputes.models.sealed import close
from gongzhi.systems.disputes.queries import agreements, cases, confirmations, performance
from gongzhi.systems.disputes.queries.people import sides_of
from gongzhi.systems.disputes.rules.agreement import day_words


@dataclass(frozen=True, slots=True)
class Told:
    """What is said of one performance: the day on which it happened, words, a proof."""

    day: date | None = None
    words: str = ""
    proof: Upload | None = None


# ------------------------------------------------------------------------------------------------ the sides


@transaction.atomic(durable=True)
def say_performed(side_id: int, item_id: int, told: Told, at: datetime) -> PerformanceItem:
    """Let the side that owes something say that it did it; the other side or the organisation checks it."""
    entered, side = enter_as_side(side_id)
    item = _item(entered.matter.id, item_id)
    if item.by_side != side.code:
        raise NotFound
    _require_owed(item)
    _keep(side_actor(side), entered.matter, item, Said.PERFORMED, side.code, told, at)
    item.state = ItemState.REPORTED
    item.save()
    return item


@transaction.atomic(durable=True)
def say_received(side_id: int, item_id: int, told: Told, at: datetime) -> PerformanceItem:
    """Let the side to which something is owed confirm that it was done."""
    entered, side = enter_as_side(side_id)
    item = _item(entered.matter.id, item_id)
    if item.to_side != side.code:
        raise NotFound
    _require_owed(item)
    actor = side_actor(side)
    _keep(actor, entered.matter, item, Said.RECEIVED, side.code, told, at)
    _perform(entered.matter, item, told.day or _reported_day(item) or _today(at), at)
    return item


@transaction.atomic(durable=True)
def say_not_received(side_id: int, item_id: int, told: Told, at: datetime) -> PerformanceItem:
    """Let the side to which something is owed say that it was not done; what lasts may be broken on any day."""
    entered, side = enter_as_side(side_id)
    item = _item(entered.matter.id, item_id)
    if item.by_side == side.code or item.to_side not in ("", side.code):
        raise NotFound
    _require_owed(item)
    if item.due_on is not None and item.due_on >= _today(at):
        raise InvalidInput(
            field="words",
            why="最迟的日期%(day)s还没有过，过后仍未履行再告诉我们。",
            day=day_words(item.due_on),
        )
    _keep(side_actor(side), entered.matter, item, Said.NOT_RECEIVED, side.code, told, at)
    _breach(item, at)
    _tell_breach(entered.matter, entered.case, item, at)
    return item


# ------------------------------------------------------------------------------------------------ the organisation


def _supervised(actor: Actor, number: str, item_id: int) -> tuple[Matter, Case, PerformanceItem]:
    require_role(actor, "disputes.supervise_agreement")
    matter = locking.lock_number(actor, number)
    _, case = agreements.for_supervision(actor, number)
    return matter, case, _item(matter.id, item_id)


@transaction.atomic(durable=True)
def mark_performed(actor: Actor, number: str, item_id: int, told: Told, at: datetime) -> PerformanceItem:
    """Record that something was performed, with a proof or with how it was found out."""
    matter, _, item = _supervised(actor, number, item_id)
    _require_owed(item)
    if told.proof is None and not told.words.strip():
        raise InvalidInput(field="words", why="请上传履行的凭证，或者写明怎么核实的（问了谁、看了什么）。")
    _keep(actor, matter, item, Said.RECEIVED, "", told, at)
    _perform(matter, item, told.day or _today(at), at)
    return item


@transaction.atomic(durable=True)
def record_breach(actor: Actor, number: str, item_id: int, told: Told, at: datetime) -> PerformanceItem:
    """Record that something was not performed by its day; both sides are told what may be done now."""
    matter, case, item = _supervised(actor, number, item_id)
    _require_owed(item)
    if item.due_on is not None and item.due_on >= _today(at):
        raise InvalidInput(field="words", why="最迟的日期%(day)s还没有过。", day=day_words(item.due_on))
    if not told.words.strip():
        raise InvalidInput(field="words", why="请写明怎么核实的（问了谁、对方怎么说）。")
    _keep(actor, matter, item, Said.BREACHED, "", told, at)
    _breach(item, at)
    _tell_breach(matter, case, item, at)
    return item


@transaction.atomic(durable=True)
def urge(actor: Actor, number: str, item_id: int, words: str, at: datetime) -> PerformanceItem:
    """Urge the side that owes something (人民调解法 art. 31); it is told in its own words and nobody else's."""
    matter, case, item = _supervised(actor, number, item_id)
    _require_owed(item)
    if not words.strip():
        raise InvalidInput(field="words", why="请写明督促的内容。")
    _keep(actor, matter, item, Said.URGED, "", Told(words=words), at)
    subject = f"{matter.number} 请履行调解协议"
    _tell(matter, case, item.by_side, subject, words.strip(), f"urge:{item.pk}:{at.isoformat()}", actor, at)
    return item


def _item(matter_id: int, item_id: int) -> PerformanceItem:
    found = PerformanceItem.objects.select_for_update(of=("self",)).select_related("agreement")
    item = found.filter(pk=item_id, matter_id=matter_id).first()
    if item is None:
        raise NotFound
    if item.agreement.state != AgreementState.EFFECTIVE:
        raise NotAllowed(why="这份协议已经变更，请按新的协议履行。")
    return item


def _require_owed(item: PerformanceItem) -> None:
    if item.state == ItemState.PERFORMED:
        raise Conflict(why="这一项已经登记为履行。")


def _keep(
    actor: Actor, matter: Matter, item: PerformanceItem, said: Said, side: str, told: Told, at: datetime
) -> None:
    if told.day is not None and told.day > _today(at):
        raise InvalidInput(field="day", why="日期还没有到，请写实际履行的日期。")
    if told.proof is not None:
        proof = attach(
            matter_id=matter.id,
            actor=actor,
            name=told.proof.name,
            content=told.proof.content,
            at=at,
            internal=True,
        )
        item.proof_ids = sorted({*item.proof_ids, proof.pk})
    sealed, digest = close(told.words.replace("\x00", "").strip()[:2000])
    PerformanceWord.objects.create(
        item=item, side=side, said=said, day=told.day, words_sealed=sealed, by_name=actor.name, at=at
    )
    data = {
        "item": item.pk,
        "clause": item.clause,
        "part": item.part,
        "said": str(said),
        "side": side,
        "day": told.day.isoformat() if told.day else None,
        "words_digest": digest,
    }
    record(stream=matter.stream, verb="agreement.performance", actor=actor, at=at, data=data)


def _reported_day(item: PerformanceItem) -> date | None:
    found = item.words.filter(said=Said.PERFORMED).order_by("-id").first()
    return found.day if found else None


def _perform(matter: Matter, item: PerformanceItem, day: date, at: datetime) -> None:
    item.state, item.performed_on = ItemState.PERFORMED, day
    item.save()
    proceeding = confirmations.confirmed_open(matter.id)
    if proceeding is not None and not agreements.unperformed(item.agreement):
        perform_joined(SYSTEM, MoveRequest(proceeding.id, "performed"), at)


def _breach(item: PerformanceItem, at: datetime) -> None:
    item.state, item.breached_on = ItemState.BREACHED, item.breached_on or _today(at)
    item.save()


def _tell_breach(matter: Matter, case: Case, item: PerformanceItem, at: datetime) -> None:
    """Tell both sides and the organisation; the page of each says what may be done now, by which day and article."""
    subject = f"{matter.number} 协议有一项没有履行"
    body = (
        "调解协议有一项到期没有履行。请打开当事人页面，那里写明现在可以怎么办、每条途径的最后一天和法律依据。"
    )
    key = f"breach:{item.pk}:{item.breached_on}"
    for side in sides_of(case):
        _tell(matter, case, side.code, subject, body, key, SYSTEM, at)
    _tell_body(matter, case, subject, key, at)


def _tell(
    matter: Matter, case: Case, code: str, subject: str, body: str, key: str, actor: Actor, at: datetime
) -> None:
    side = agreements.side_by_code(case, code)
    if side is not None and side.resident_id is not None:
        notify(
            matter_id=matter.id,
            to=resident(side.resident_id),
            subject=subject,
            body=body,
            actor=actor,
            at=at,
            key=key,
            statutory=False,
        )


# ------------------------------------------------------------------------------------------------ the chore


def watch_performance(at: datetime) -> dict[str, int]:
    """Remind who owes something a week ahead, on the day, and once it is late; begin the two years for enforcement."""
    today = _today(at)
    reminded = sum(_remind(item, today, at) for item in performance.waiting(today))
    over = performance.period_over(today)
    begun = perform_each("period_over", ((one, {"last_on": last.isoformat()}) for one, last in over), at)
    return {"reminded": reminded, "enforcement_begun": begun}


_KINDS = {
    "ahead": (
        "调解协议有一项快到期了",
        "调解协议有一项最迟在%s履行，请按时履行；已经履行的，请在当事人页面说一声。",
    ),
    "due": (
        "调解协议有一项今天到期",
        "调解协议有一项今天（%s）是最后一天，请在今天履行；已经履行的，请在当事人页面说一声。",
    ),
    "late": (
        "调解协议有一项已经逾期",
        "调解协议有一项最迟应在%s履行，已经过了。请立即履行；有困难的，请联系调解组织。",
    ),
}


def _remind(item: PerformanceItem, today: date, at: datetime) -> int:
    assert item.due_on is not None
    if item.state == ItemState.REPORTED:
        return 0
    kind = "late" if item.due_on < today else "due" if item.due_on == today else "ahead"
    with transaction.atomic(durable=True):
        _, is_new = Reminder.objects.get_or_create(item=item, kind=kind, defaults={"at": at})
        if not is_new:
            return 0
        matter = locking.lock(item.matter_id)
        case = cases.case_of(matter.id)
        assert case is not None
        title, body = _KINDS[kind]
        subject, key = f"{matter.number} {title}", f"reminder:{item.pk}:{kind}"
        _tell(matter, case, item.by_side, subject, body % day_words(item.due_on), key, SYSTEM, at)
        if kind == "late":
            _tell_late(matter, case, item, subject, key, at)
        data = {"item": item.pk, "clause": item.clause, "part": item.part, "kind": kind}
        record(stream=matter.stream, verb="agreement.reminded", actor=SYSTEM, at=at, data=data)
    return 1


def _tell_body(matter: Matter, case: Case, subject: str, key: str, at: datetime) -> None:
    """Tell the organisation that mediates, where there is one."""
    if case.unit_id is not None:
        notify(
            matter_id=matter.id,
            to=unit(case.unit_id),
            subject=subject,
            body=matter.title,
            actor=SYSTEM,
            at=at,
            key=key,
            statutory=False,
        )


def _tell_late(
    matter: Matter, case: Case, item: PerformanceItem, subject: str, key: str, at: datetime
) -> None:
    body = "对方有一项到期没有登记履行。已经收到的，请确认；没有收到的，请在当事人页面说一声，那里写明可以怎么办。"
    _tell(matter, case, item.to_side, subject, body, key, SYSTEM, at)
    _tell_body(matter, case, subject, key, at)


def _today(at: datetime) -> date:
    return at.astimezone(CHINA).date()
