"""Notes that staff write into a matter, and looking again (回头看) by somebody outside the handling unit."""

from datetime import datetime

from django.db import transaction

from gongzhi.core.identity.rules.verbs import require_role
from gongzhi.core.ledger.actions import record
from gongzhi.core.matters.actions import locking
from gongzhi.core.matters.models import Matter
from gongzhi.core.matters.queries.work import given, units_of
from gongzhi.kernel.actor import Actor
from gongzhi.kernel.errors import InvalidInput, NotAllowed

LONGEST = 5000


def _text(name: str, text: str, why: str) -> str:
    text = text.replace("\x00", "").strip()
    if not text:
        raise InvalidInput(field=name, why=why)
    if len(text) > LONGEST:
        raise InvalidInput(
            field=name, why="最多 %(most)s 个字，现在有 %(now)s 个，请缩短。", most=LONGEST, now=len(text)
        )
    return text


@transaction.atomic(durable=True)
def write_note(actor: Actor, number: str, note: str, at: datetime) -> Matter:
    """Write a note that staff alone read; like every entry it is never changed."""
    require_role(actor, "matters.note")
    text = _text("note", note, "请写下要记录的内容。")
    matter = locking.lock_number(actor, number)
    record(stream=matter.stream, verb="matter.noted", actor=actor, at=at, data={"note": text})
    return matter


@transaction.atomic(durable=True)
def follow_up(actor: Actor, number: str, finding: str, at: datetime, *, holds: bool) -> Matter:
    """Keep what was found on looking again after an answer: whether it holds; by nobody who handled the matter."""
    require_role(actor, "matters.call_back")
    text = _text("finding", finding, "请写明回头看的情况：怎么核实的，问题有没有反弹。")
    matter = locking.lock_number(actor, number)
    handled = {unit for unit, *_ in given(matter.id)}
    if handled & (set(units_of(actor.unit_id)) | set(actor.unit_path)):
        raise NotAllowed(why="回头看要由承办单位以外的人来做。")
    if matter.answered_at is None:
        raise InvalidInput(field="number", why="这件事还没有答复，答复以后才能回头看。")
    record(
        stream=matter.stream,
        verb="matter.followed_up",
        actor=actor,
        at=at,
        data={"finding": text, "holds": holds},
    )
    return matter
