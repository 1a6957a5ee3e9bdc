"""Gives a category in an area to another lead from a day on; the old row says who had it before."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from gongzhi.core.ledger.actions import record
from gongzhi.core.orgs import cache
from gongzhi.core.orgs.models import Category, Duty, Unit
from gongzhi.kernel.actor import Actor
from gongzhi.kernel.errors import InvalidInput


@dataclass(frozen=True, slots=True)
class NewDuty:
    """What a duty is to be: units by their codes, the article it comes from, the day it begins."""

    category: str
    area_code: str
    lead: str
    helpers: Sequence[str]
    law: str
    valid_from: date


@transaction.atomic(durable=True)
def set_duty(actor: Actor, new: NewDuty, at: datetime) -> Duty:
    """Give a category in an area to a lead; the duty that held so far ends on that day."""
    if not Category.objects.filter(code=new.category, valid_to__isnull=True).exists():
        raise InvalidInput(
            field="category",
            why="没有「%(category)s」这个类别，请看 gongzhi orgs categories。",
            category=new.category,
        )
    if not new.law.strip():
        raise InvalidInput(field="law", why="请写明依据，例如「物业管理条例第五条」。")
    lead, *helpers = (_unit(code) for code in (new.lead, *new.helpers))
    held = Duty.objects.filter(category=new.category, area_code=new.area_code, valid_to__isnull=True).first()
    if held is not None:
        if new.valid_from <= held.valid_from:
            raise InvalidInput(
                field="on", why="现在的分工从 %(since)s 开始，新的要晚于这一天。", since=held.valid_from
            )
        held.valid_to = new.valid_from
        held.save(update_fields=["valid_to"])
    made = Duty.objects.create(
        category=new.category,
        area_code=new.area_code,
        lead=lead,
        helpers=[unit.id for unit in helpers],
        law=new.law,
        valid_from=new.valid_from,
    )
    data: dict[str, object] = {
        "category": new.category,
        "area": new.area_code,
        "lead": new.lead,
        "helpers": list(new.helpers),
    }
    data |= {"law": new.law, "on": new.valid_from, "before": held.lead.code if held else None}
    record(stream="orgs", verb="orgs.duty_set", actor=actor, at=at, data=data)
    cache.changed()
    return made


def _unit(code: str) -> Unit:
    unit = Unit.objects.filter(code=code, valid_to__isnull=True).first()
    if unit is None:
        raise InvalidInput(field="lead", why="没有编码为「%(code)s」的机构，或者它已经撤销。", code=code)
    return unit
