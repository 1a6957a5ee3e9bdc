"""Corrects where a matter lies when its words or its pin said too little; who answers for it stays as it is."""

from datetime import datetime

from django.db import transaction

from gongzhi.core.geo import queries as geo
from gongzhi.core.identity.rules.verbs import require_role
from gongzhi.core.ledger.actions import record
from gongzhi.core.matters.actions import locking
from gongzhi.core.matters.actions.bulk import area_columns
from gongzhi.core.matters.models import Matter
from gongzhi.kernel.actor import Actor
from gongzhi.kernel.errors import InvalidInput

AREA = ("area_code", "county_code", "township_code", "village_code", "grid_code")


@transaction.atomic(durable=True)
def set_place(actor: Actor, number: str, area_code: str, at: datetime) -> Matter:
    """Set the area of an open matter to one that stands; the owner is changed by passing it on, not by this."""
    require_role(actor, "matters.place")
    matter = locking.lock_number(actor, number)
    if not matter.is_open:
        raise InvalidInput(field="area", why="这件事已经办结，不能再改地点。")
    code = area_code.strip()
    if not (code.isascii() and code.isdigit() and geo.area_name(code)) or geo.area(code).valid_to is not None:
        raise InvalidInput(field="area", why="没有代码为「%(code)s」的地方，请从列表里选择。", code=code[:20])
    if code == matter.area_code:
        raise InvalidInput(field="area", why="这件事本来就定在那里，不用再改。")
    before = matter.area_code
    for column, value in zip(AREA, area_columns(code), strict=True):
        setattr(matter, column, value)
    locking.keep(matter)
    data = {
        "from": before,
        "from_name": geo.full_name(before) if before else "",
        "to": code,
        "to_name": geo.full_name(code),
    }
    record(stream=matter.stream, verb="matter.placed", actor=actor, at=at, data=data)
    return matter
