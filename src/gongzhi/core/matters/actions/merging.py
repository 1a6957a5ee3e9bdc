"""Ties matters together: merge look-alikes, link related ones; a tie is ended with its day, never deleted."""

from datetime import datetime

from django.db import transaction

from gongzhi.core.access.queries import matters_for
from gongzhi.core.identity.rules.verbs import require_role
from gongzhi.core.ledger.actions import record
from gongzhi.core.matters.actions import locking
from gongzhi.core.matters.models import Follower, Link, LinkKind, Matter
from gongzhi.core.workflow.context import MoveContext
from gongzhi.kernel.actor import Actor
from gongzhi.kernel.errors import InvalidInput, NotFound
from gongzhi.kernel.identifiers import normal_number

WHY_LONGEST = 500


def merge_into(context: MoveContext, number: str) -> None:
    """Join the context's matter to another open one; its residents follow that one from now on."""
    target = _target(context.actor, context.matter.id, number)
    matter = context.matter
    assert isinstance(matter, Matter)
    Link.objects.create(
        from_id=matter.id, to_id=target.id, kind=LinkKind.DUPLICATE, why=context.reason, at=context.at
    )
    _carry_followers(matter, target, context.at)
    matter.merged_into_id = target.id
    context.facts.update(into=target.id, other_number=target.number, other_title=target.title)
    told(target, "matter.joined", matter, context.actor, context.at, context.reason)


def part_from(context: MoveContext) -> None:
    """Undo a merge: the tie ends with its day, and whoever came along follows his own matter again."""
    matter = context.matter
    assert isinstance(matter, Matter)
    if matter.merged_into_id is None:
        raise InvalidInput(field="into", why="这件事没有并入别的事项，不用撤销。")
    target = locking.lock(matter.merged_into_id)
    ties = Link.objects.filter(from_id=matter.id, to_id=target.id, kind=LinkKind.DUPLICATE)
    ties.filter(undone_at__isnull=True).update(undone_at=context.at)
    carried = Follower.objects.filter(matter_id=target.id, came_with_id=matter.id)
    carried.filter(resident_id=matter.resident_id).delete()
    carried.update(matter_id=matter.id, came_with_id=None)
    matter.merged_into_id = None
    context.facts.update(other_number=target.number, other_title=target.title)
    told(target, "matter.parted", matter, context.actor, context.at, context.reason)


def told(here: Matter, verb: str, there: Matter, actor: Actor, at: datetime, why: str = "") -> None:
    """Append to a matter's ledger what happened between it and another one."""
    data = {"other": there.id, "other_number": there.number, "other_title": there.title}
    record(stream=here.stream, verb=verb, actor=actor, at=at, data=data, why=why)


def _target(actor: Actor, matter_id: int, number: str) -> Matter:
    try:
        target = locking.lock_number(actor, number)
    except NotFound as error:
        raise InvalidInput(
            field="into", why="没有找到编号「%(number)s」的事项，或您看不到它。请核对编号。", number=number
        ) from error
    if target.id == matter_id:
        raise InvalidInput(field="into", why="不能并入它自己，请填另一件事的编号。")
    if not target.is_open or target.merged_into_id is not None:
        raise InvalidInput(field="into", why="那件事已经办结或已并入别的事项，请选一件还在办的。")
    return target


def _carry_followers(matter: Matter, target: Matter, at: datetime) -> None:
    Follower.objects.filter(matter_id=matter.id).update(matter_id=target.id, came_with_id=matter.id)
    if matter.resident_id is not None:
        Follower.objects.create(
            matter_id=target.id, resident_id=matter.resident_id, since=at, came_with_id=matter.id
        )


@transaction.atomic(durable=True)
def link(actor: Actor, number: str, other: str, why: str, at: datetime) -> Link:
    """Tie two matters as related; both ledgers say so. Tying them again returns the tie there is."""
    require_role(actor, "matters.link")
    one, two = _pair(actor, number, other)
    ties = Link.objects.filter(kind=LinkKind.RELATED, undone_at__isnull=True)
    known = ties.filter(from_id=one.id, to_id=two.id) | ties.filter(from_id=two.id, to_id=one.id)
    if found := known.first():
        return found
    tie = Link.objects.create(
        from_id=one.id, to_id=two.id, kind=LinkKind.RELATED, why=why[:WHY_LONGEST], at=at
    )
    told(one, "matter.linked", two, actor, at, why)
    told(two, "matter.linked", one, actor, at, why)
    return tie


@transaction.atomic(durable=True)
def unlink(actor: Actor, number: str, other: str, why: str, at: datetime) -> None:
    """End a tie between related matters, with a reason; merges and splits are not undone this way."""
    require_role(actor, "matters.link")
    if not why.strip():
        raise InvalidInput(field="why", why="请写明为什么解除关联。")
    one, two = _pair(actor, number, other)
    ties = Link.objects.filter(kind=LinkKind.RELATED, undone_at__isnull=True)
    ended = (ties.filter(from_id=one.id, to_id=two.id) | ties.filter(from_id=two.id, to_id=one.id)).update(
        undone_at=at
    )
    if not ended:
        raise InvalidInput(field="other", why="这两件事没有关联，不用解除。")
    told(one, "matter.unlinked", two, actor, at, why)
    told(two, "matter.unlinked", one, actor, at, why)


def _pair(actor: Actor, number: str, other: str) -> tuple[Matter, Matter]:
    """Return both matters, locked in the order of their ids so that two people never wait for each other."""
    seen = matters_for(actor, Matter.objects.all())
    one = seen.filter(number=normal_number(number)).first()
    if one is None:
        raise NotFound
    two = seen.filter(number=normal_number(other)).first()
    if two is None or one.id == two.id:
        raise InvalidInput(field="other", why="没有找到另一件事「%(other)s」，请核对编号。", other=other)
    locked = {found.id: found for found in (locking.lock(one_id) for one_id in sorted((one.id, two.id)))}
    return locked[one.id], locked[two.id]
