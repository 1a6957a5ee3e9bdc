"""Splits a matter that holds several: each child is a matter of its own, the parent waits for all of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from gongzhi.core.identity.rules.verbs import require_role
from gongzhi.core.ledger.actions import record
from gongzhi.core.matters.actions import bulk, locking
from gongzhi.core.matters.actions.merging import told
from gongzhi.core.matters.actions.submit import keep_procedure
from gongzhi.core.matters.models import Link, LinkKind, Matter
from gongzhi.core.matters.queries.work import units_of
from gongzhi.core.matters.submission import Submission, checked
from gongzhi.kernel.actor import Actor
from gongzhi.kernel.errors import InvalidInput, NotAllowed
from gongzhi.kernel.identifiers import normal_number

MOST = 10


@dataclass(frozen=True, slots=True)
class Part:
    """One of the matters into which another is split."""

    title: str
    text: str
    category: str = ""


@transaction.atomic(durable=True)
def split(actor: Actor, number: str, parts: Sequence[Part], why: str, at: datetime) -> list[Matter]:
    """Split parts off an open matter and return them; the resident's receipt of the parent tells of each.

    Place, parties and the day on which it was brought go along, so that no day is lost. The parent stays open.
    """
    require_role(actor, "matters.split")
    if not why.strip():
        raise InvalidInput(field="why", why="请写明为什么拆分。")
    if not 1 <= len(parts) <= MOST:
        raise InvalidInput(field="parts", why="一次拆出 1 到 %(most)s 件。", most=MOST)
    parent = locking.lock_number(actor, number)
    _require_owner(actor, parent)
    children = [_child(actor, parent, part, at) for part in parts]
    for child in children:
        Link.objects.create(from_id=parent.id, to_id=child.id, kind=LinkKind.CHILD, why=why.strip(), at=at)
        told(parent, "matter.split", child, actor, at, why)
        told(child, "matter.split_from", parent, actor, at, why)
    return children


def _require_owner(actor: Actor, parent: Matter) -> None:
    if not parent.is_open:
        raise InvalidInput(field="number", why="这件事已经办结，不能再拆分。")
    if not set(units_of(actor.unit_id)) & set(parent.owner_path):
        raise NotAllowed(why="拆分由这件事的所属中心来办。")


def _child(actor: Actor, parent: Matter, part: Part, at: datetime) -> Matter:
    submission = checked(
        Submission(
            title=part.title,
            text=part.text,
            channel=parent.channel,
            brought_at=parent.brought_at,
            category=part.category or parent.category,
            place=parent.place,
            lon=parent.lon,
            lat=parent.lat,
            area_code=parent.area_code,
            is_anonymous=parent.is_anonymous,
            is_sealed=parent.is_sealed,
            is_urgent=parent.is_urgent,
            complained_units=tuple(parent.complained_units),
        )
    )
    keep_procedure(submission, at)
    batch = bulk.Batch()
    given = bulk.build(batch, submission, actor, at)
    bulk.tell_owner(batch, submission, given, actor, at)
    bulk.write(batch)
    child = locking.lock(given.matter_id)
    child.parent_id, child.resident_id = parent.id, parent.resident_id
    child.save(update_fields=["parent_id", "resident_id"])
    return child


@transaction.atomic(durable=True)
def excuse_child(actor: Actor, number: str, child_number: str, why: str, at: datetime) -> None:
    """Let a parent end without waiting for one of its children, with the reason kept in both ledgers."""
    require_role(actor, "matters.split")
    if not why.strip():
        raise InvalidInput(field="why", why="请写明为什么不等拆出的事项办完。")
    parent = locking.lock_number(actor, number)
    _require_owner(actor, parent)
    child = Matter.objects.filter(number=normal_number(child_number), parent_id=parent.id).first()
    if child is None:
        raise InvalidInput(
            field="child", why="「%(number)s」不是从这件事拆出的，请核对编号。", number=child_number
        )
    child = locking.lock(child.id)
    child.parent_id = None
    child.save(update_fields=["parent_id"])
    told(parent, "matter.child_excused", child, actor, at, why)
    record(
        stream=child.stream,
        verb="matter.child_excused",
        actor=actor,
        at=at,
        data={"other": parent.id, "other_number": child.number, "other_title": parent.title},
        why=why,
    )
