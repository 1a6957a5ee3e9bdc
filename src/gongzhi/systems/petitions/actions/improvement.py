"""Advice to improve (改进建议): a numbered letter, a written answer, followed until whoever gave it closes it (art. 40)."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction

from gongzhi.core.clocks import queries as clocks
from gongzhi.core.files.actions import make_document
from gongzhi.core.identity.rules.verbs import require_role
from gongzhi.core.ledger.actions import record
from gongzhi.core.matters.actions import locking
from gongzhi.core.matters.models import Matter
from gongzhi.core.matters.queries.oversee import addressees
from gongzhi.core.matters.queries.work import units_of
from gongzhi.core.notify.actions import notify
from gongzhi.core.notify.recipients import unit
from gongzhi.core.orgs import queries as orgs
from gongzhi.core.orgs import settings
from gongzhi.kernel.actor import Actor
from gongzhi.kernel.errors import Conflict, InvalidInput, NotAllowed
from gongzhi.kernel.terms import CHINA, LengthUnit
from gongzhi.systems.petitions.models import ImprovementLetter, Outcome
from gongzhi.systems.petitions.queries import oversight
from gongzhi.systems.petitions.settings_oversight import ADVICE_REPLY

LONGEST = 5000


@dataclass(frozen=True, slots=True)
class Advice:
    """What is advised to whom, over which matter; without a day the setting's length counts from today."""

    number: str
    to_unit_id: int
    words: str
    due_on: date | None = None
    order_id: int | None = None


def last_day(at: datetime) -> date:
    """Return the last day for a written answer by the setting."""
    limit = settings.limit(orgs.setting(ADVICE_REPLY), "")
    today = at.astimezone(CHINA).date()
    if limit.unit is LengthUnit.WORKING_DAYS:
        return clocks.calendar().with_provisional().add_working_days(today, limit.length)
    return today + timedelta(days=limit.length)


def _text(field: str, text: str, why: str) -> str:
    plain = text.replace("\x00", "").strip()
    if not plain:
        raise InvalidInput(field=field, why=why)
    return plain[:LONGEST]


@transaction.atomic(durable=True)
def advise(actor: Actor, advice: Advice, at: datetime) -> ImprovementLetter:
    """Give a body below advice to improve, arising from a petition; it answers in writing."""
    require_role(actor, "matters.supervise")
    matter = locking.lock_number(actor, advice.number)
    words = _text("words", advice.words, "请写明建议怎样改进。")
    if advice.to_unit_id not in [one for one, _ in addressees(actor, matter)]:
        raise InvalidInput(field="to_unit", why="改进建议发给办理或者主管这件事的下级单位，请另选。")
    due_on = advice.due_on or last_day(at)
    if due_on < at.astimezone(CHINA).date():
        raise InvalidInput(field="due_on", why="书面反馈的日期已经过了，请另选。")
    letter = make_document(
        matter_id=matter.id,
        proceeding_id=None,
        template="advice_letter",
        title="改进工作建议书",
        data={
            "number": matter.number,
            "title": matter.title,
            "category": orgs.category_title(matter.category),
            "place": matter.place,
            "to_unit": orgs.unit_name(advice.to_unit_id),
            "demand": words,
            "due_on": due_on.isoformat(),
            "law": "信访工作条例第40条",
        },
        actor=actor,
        at=at,
    )
    made = ImprovementLetter.objects.create(
        matter_id=matter.id,
        order_id=advice.order_id,
        number=letter.number,
        document_id=letter.pk,
        by_unit_id=actor.unit_id or 0,
        to_unit_id=advice.to_unit_id,
        by_name=actor.name,
        advice=words,
        issued_at=at,
        due_on=due_on,
    )
    _note(made, matter, "petition.advised", words, actor, at)
    _tell(made, matter, made.to_unit_id, "收到改进建议", words, actor, at)
    return made


@transaction.atomic(durable=True)
def answer(actor: Actor, letter_id: int, outcome: str, words: str, at: datetime) -> ImprovementLetter:
    """Answer advice in writing; only the body that got it may, once."""
    require_role(actor, "matters.reply_order")
    found, matter = _locked(actor, letter_id)
    if found.to_unit_id not in units_of(actor.unit_id):
        raise NotAllowed(why="改进建议由收到它的单位反馈。")
    if found.feedback_at is not None:
        raise Conflict(why="已经书面反馈过了。")
    if outcome not in set(Outcome):
        raise InvalidInput(field="outcome", why="请选择采纳、部分采纳或者不采纳。")
    found.feedback = _text("feedback", words, "请写明怎样改、哪天完成；不采纳的写明理由。")
    found.outcome, found.feedback_at = outcome, at
    found.save()
    _note(found, matter, "petition.advice_answered", found.feedback, actor, at)
    _tell(found, matter, found.by_unit_id, "改进建议已反馈", found.feedback, actor, at)
    return found


@transaction.atomic(durable=True)
def close(actor: Actor, letter_id: int, note: str, at: datetime) -> ImprovementLetter:
    """End the following of advice; only the unit that gave it may, after the written answer."""
    require_role(actor, "matters.supervise")
    found, matter = _locked(actor, letter_id)
    if found.by_unit_id not in units_of(actor.unit_id):
        raise NotAllowed(why="改进建议由提出它的单位结束跟踪。")
    if found.closed_at is not None:
        raise Conflict(why="已经结束跟踪。")
    if found.feedback_at is None:
        raise InvalidInput(field="note", why="还没有书面反馈，先催办，不能结束跟踪。")
    found.closing_note = _text("note", note, "请写明改得怎么样。")
    found.closed_at = at
    found.save()
    _note(found, matter, "petition.advice_closed", found.closing_note, actor, at)
    return found


def _locked(actor: Actor, letter_id: int) -> tuple[ImprovementLetter, Matter]:
    known, matter = oversight.advice(actor, letter_id)
    locking.lock_number(actor, matter.number)
    return ImprovementLetter.objects.select_for_update().get(id=known.pk), matter


def _note(found: ImprovementLetter, matter: Matter, verb: str, why: str, actor: Actor, at: datetime) -> None:
    data = {"letter": found.number, "letter_id": found.pk, "unit": orgs.unit_name(found.to_unit_id)}
    if found.outcome:
        data["outcome"] = found.outcome
    record(stream=matter.stream, verb=verb, actor=actor, at=at, data=data, why=why)


def _tell(
    found: ImprovementLetter, matter: Matter, to: int, what: str, body: str, actor: Actor, at: datetime
) -> None:
    notify(
        matter_id=matter.id,
        to=unit(to),
        subject=f"{matter.number} {what} {found.number}",
        body=body,
        actor=actor,
        at=at,
        key=f"advice:{found.pk}:{what}",
        statutory=True,
    )
