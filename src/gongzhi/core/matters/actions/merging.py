"""Ties matters together: merge look-alikes, link related ones, split one into children."""

from datetime import datetime

from django.db import transaction

from gongzhi.core.access.queries import matters_for
from gongzhi.core.ledger.actions import record
from gongzhi.core.matters.models import Follower, Link, LinkKind, Matter
from gongzhi.core.workflow.context import MoveContext
from gongzhi.kernel.actor import Actor
from gongzhi.kernel.errors import InvalidInput, NotFound
from gongzhi.kernel.identifiers import normal_number


def merge_into(context: MoveContext, number: str) -> None:
    """Join the context's matter to another open one; its residents follow that one from now on."""
    target = _target(context.actor, context.matter.id, number)
    matter = Matter.objects.get(id=context.matter.id)
    Link.objects.get_or_create(
        from_id=matter.id,
        to_id=target.id,
        kind=LinkKind.DUPLICATE,
        defaults={"why": context.reason, "at": context.at},
    )
    _carry_followers(matter, target, context.at)
    context.matter.merged_into_id = target.id  # type: ignore[attr-defined]
    context.facts.update(into=target.id, into_number=target.number)
    record(
        stream=target.stream,
        verb="matter.joined",
        actor=context.actor,
        at=context.at,
        data={"matter": matter.id, "number": matter.number, "title": matter.title},
        why=context.reason,
    )


def _target(actor: Actor, matter_id: int, number: str) -> Matter:
    wanted = normal_number(number)
    target = matters_for(actor, Matter.objects.all()).filter(number=wanted).first()
    if target is None:
        raise InvalidInput(field="into", why=f"没有找到编号「{number}」的事项,或您看不到它。请核对编号。")
    if target.id == matter_id:
        raise InvalidInput(field="into", why="不能并入它自己,请填另一件事的编号。")
    if not target.is_open or target.merged_into_id is not None:
        raise InvalidInput(field="into", why="那件事已经办结或已并入别的事项,请选一件还在办的。")
    return target


def _carry_followers(matter: Matter, target: Matter, at: datetime) -> None:
    if matter.resident_id is not None:
        Follower.objects.create(matter_id=target.id, resident_id=matter.resident_id, since=at)
    Follower.objects.filter(matter_id=matter.id).update(matter_id=target.id)


@transaction.atomic(durable=True)
def link(actor: Actor, number: str, other: str, why: str, at: datetime) -> Link:
    """Tie two matters as related; both ledgers say so."""
    seen = matters_for(actor, Matter.objects.all())
    one, two = (seen.filter(number=normal_number(text)).first() for text in (number, other))
    if one is None:
        raise NotFound
    if two is None or one.id == two.id:
        raise InvalidInput(field="other", why=f"没有找到另一件事「{other}」,请核对编号。")
    tie, new = Link.objects.get_or_create(
        from_id=one.id, to_id=two.id, kind=LinkKind.RELATED, defaults={"why": why, "at": at}
    )
    for here, there in ((one, two), (two, one)) if new else ():
        record(
            stream=here.stream,
            verb="matter.linked",
            actor=actor,
            at=at,
            data={"number": there.number, "title": there.title},
            why=why,
        )
    return tie
