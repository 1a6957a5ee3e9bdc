"""An alarm to the police or to another body when a dispute may turn to harm, at once and with what was done already.

Law: 人民调解法 art. 25. It is about this dispute: nothing of it marks a person, and it stops nothing.
"""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from gongzhi.core.notify.actions import notify
from gongzhi.core.notify.recipients import unit
from gongzhi.core.orgs import queries as orgs
from gongzhi.kernel.actor import Actor
from gongzhi.kernel.errors import InvalidInput, NotFound
from gongzhi.systems.disputes.actions.entering import enter_to_keep, sealed_text
from gongzhi.systems.disputes.models import Danger, RiskAlarm

ANSWER_LONGEST = 2000


@dataclass(frozen=True, slots=True)
class Alarm:
    """What may happen, to which body it is told, and what was done already."""

    danger: str
    unit_id: int
    text: str
    measures: str = ""


@transaction.atomic(durable=True)
def raise_alarm(actor: Actor, number: str, alarm: Alarm, at: datetime) -> RiskAlarm:
    """Tell a body at once; the centre that owns the matter hears of it too."""
    entered = enter_to_keep(actor, number)
    if alarm.danger not in Danger.values:
        raise InvalidInput(field="danger", why="请选择可能发生什么。")
    told = orgs.unit(alarm.unit_id)
    sealed, digest = sealed_text("text", alarm.text, "请写明在哪里、可能发生什么、现在怎么样。")
    made = RiskAlarm.objects.create(
        case=entered.case,
        proceeding_id=entered.proceeding.id,
        danger=alarm.danger,
        unit_id=told.id,
        text_sealed=sealed,
        digest=digest,
        measures=alarm.measures.strip()[:300],
        sent_at=at,
        by_name=actor.name,
    )
    title = str(made.get_danger_display())
    number_ = entered.matter.number
    body = f"{entered.matter.title}\n{alarm.text.strip()}\n已经采取的措施：{alarm.measures.strip() or '无'}"
    notify(
        matter_id=None,
        to=unit(told.id),
        subject=f"{number_} 纠纷紧急情况：{title}",
        body=body,
        actor=actor,
        at=at,
        key=f"dispute-alarm:{made.pk}:{told.id}",
        statutory=True,
    )
    if entered.matter.owner_id not in (None, told.id):
        assert entered.matter.owner_id is not None
        notify(
            matter_id=entered.matter.id,
            to=unit(entered.matter.owner_id),
            subject=f"{number_} 纠纷紧急情况：{title}",
            body=f"{entered.matter.title}：已经报告{told.name}。",
            actor=actor,
            at=at,
            key=f"dispute-alarm:{made.pk}:{entered.matter.owner_id}",
            statutory=True,
        )
    data = {
        "alarm": made.pk,
        "danger": alarm.danger,
        "unit": told.id,
        "unit_name": told.name,
        "digest": digest,
    }
    entered.tell(actor, "dispute.alarm_raised", at, data)
    return made


@transaction.atomic(durable=True)
def answer_alarm(actor: Actor, number: str, alarm_id: int, answer: str, at: datetime) -> RiskAlarm:
    """Keep what the body said or did about an alarm."""
    entered = enter_to_keep(actor, number)
    found = RiskAlarm.objects.filter(case=entered.case, id=alarm_id).first()
    if found is None:
        raise NotFound
    if not answer.strip():
        raise InvalidInput(field="answer", why="请写明接到报告的单位怎么处理。")
    found.answer, found.answered_at = answer.strip()[:ANSWER_LONGEST], at
    found.save()
    entered.tell(actor, "dispute.alarm_answered", at, {"alarm": found.pk})
    return found
