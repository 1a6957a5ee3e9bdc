"""Puts a matter on the backlog list and takes it off, and runs it as a project by milestones: one matter at a time, with reasons."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from gongzhi.core.identity.rules.verbs import require_role
from gongzhi.core.ledger.actions import record
from gongzhi.core.matters.actions import locking
from gongzhi.core.matters.models import Matter
from gongzhi.core.matters.queries.work import has_handled, units_of
from gongzhi.core.notify.actions import notify
from gongzhi.core.notify.recipients import unit
from gongzhi.core.orgs import queries as orgs
from gongzhi.kernel.actor import Actor
from gongzhi.kernel.errors import InvalidInput, NotAllowed
from gongzhi.systems.petitions.actions.wording import said
from gongzhi.systems.petitions.models import BacklogEntry, Milestone
from gongzhi.systems.petitions.queries import backlog as queries
from gongzhi.systems.petitions.queries.ownership import SYSTEM, today
from gongzhi.systems.petitions.rules.lines import is_in_line


@dataclass(frozen=True, slots=True)
class NewMilestone:
    """One step: what, which body, until when; `owner_name` is who in the body sees to it."""

    title: str
    unit_id: int
    due_on: date
    owner_name: str = ""


@transaction.atomic(durable=True)
def put_on_list(actor: Actor, number: str, reason: str, at: datetime) -> BacklogEntry:
    """List a matter as backlog: it meets a published criterion, or the person says why it belongs there all the same."""
    require_role(actor, "petitions.backlog")
    matter = _lock(actor, number)
    if queries.entry_of(matter.id) is not None:
        raise InvalidInput(field="reason", why="这件事已经在积案清单上。")
    found = queries.criteria_met(actor, matter, at)
    reason = reason.replace("\x00", "").strip()[:3000]
    if not found.criteria and not reason:
        raise InvalidInput(field="reason", why="这件事不符合公布的认定标准；确实要列入的，请写明理由。")
    made = BacklogEntry.objects.create(
        matter_id=matter.id,
        unit_id=actor.unit_id or 0,
        criteria=[one.name for one in found.criteria],
        reasons=list(found.reasons),
        reason=reason,
        listed_at=at,
        listed_by=f"{actor.unit_name} {actor.name}".strip(),
    )
    data = {"entry": made.pk, "criteria": made.criteria, "reasons": "；".join(made.reasons) or reason}
    record(stream=matter.stream, verb="backlog.listed", actor=actor, at=at, data=data, why=reason)
    return made


@transaction.atomic(durable=True)
def take_off_list(actor: Actor, number: str, reason: str, at: datetime) -> BacklogEntry:
    """Take a matter off the list, with the reason; every stay on the list stays readable."""
    require_role(actor, "petitions.backlog")
    matter = _lock(actor, number)
    entry = BacklogEntry.objects.select_for_update().filter(matter_id=matter.id, off_at__isnull=True).first()
    if entry is None:
        raise InvalidInput(field="off_reason", why="这件事不在积案清单上，请刷新页面。")
    entry.off_at, entry.off_by = at, f"{actor.unit_name} {actor.name}".strip()
    entry.off_reason = said("off_reason", reason, "请写明为什么移出，例如怎样化解的、依法终结的文号。")
    entry.save()
    record(stream=matter.stream, verb="backlog.taken_off", actor=actor, at=at, data={"entry": entry.pk}, why=entry.off_reason)  # fmt: skip
    return entry


@transaction.atomic(durable=True)
def add_milestone(actor: Actor, number: str, new: NewMilestone, at: datetime) -> Milestone:
    """Add a step to a hard matter; the clocks of the law run on beside it."""
    require_role(actor, "petitions.milestones")
    matter = _lock(actor, number)
    if is_in_line(orgs.unit_path(new.unit_id), matter.complained_units):
        raise InvalidInput(field="unit_id", why="反映的是这个单位或者它的上级，不能把节点交给它。")
    if new.unit_id not in matter.owner_path and not has_handled(matter.id, new.unit_id):
        raise InvalidInput(field="unit_id", why="节点要交给所属中心或者承办、协办这件事的单位。")
    if new.due_on < today(at):
        raise InvalidInput(field="due_on", why="节点的日期不能早于今天。")
    made = Milestone.objects.create(
        matter_id=matter.id,
        title=said("title", new.title, "请写明这个节点要做成什么。", 200),
        unit_id=new.unit_id,
        owner_name=new.owner_name.strip()[:60],
        due_on=new.due_on,
        made_by=actor.name,
        made_at=at,
    )
    data = _milestone_data(made)
    record(stream=matter.stream, verb="milestone.added", actor=actor, at=at, data=data)
    if made.unit_id not in units_of(actor.unit_id):
        notify(
            matter_id=matter.id, to=unit(made.unit_id), subject=f"{matter.number} 项目节点",
            body=f"{made.title}，{made.due_on.isoformat()} 前完成。", actor=actor, at=at,
            key=f"milestone:{made.pk}", statutory=False,
        )  # fmt: skip
    return made


@transaction.atomic(durable=True)
def move_milestone(actor: Actor, milestone_id: int, due_on: date, why: str, at: datetime) -> Milestone:
    """Move the day of a step, with the reason; the day before stays in the ledger, and no clock of the law moves."""
    require_role(actor, "petitions.milestones")
    found, matter = _lock_milestone(actor, milestone_id)
    if due_on < today(at) or due_on == found.due_on:
        raise InvalidInput(field="due_on", why="请选今天或者以后的另一个日期。")
    before = found.due_on
    found.due_on, found.moved_why = due_on, said("why", why, "请写明为什么改期。")
    found.told_at = None
    found.save()
    data = _milestone_data(found) | {"from": before.isoformat()}
    record(stream=matter.stream, verb="milestone.moved", actor=actor, at=at, data=data, why=found.moved_why)
    return found


@transaction.atomic(durable=True)
def finish_milestone(actor: Actor, milestone_id: int, words: str, at: datetime) -> Milestone:
    """Write down that a step is done; its own body does it, or the centre that owns the matter."""
    require_role(actor, "petitions.finish_milestone")
    found, matter = _lock_milestone(actor, milestone_id)
    own = set(units_of(actor.unit_id))
    if found.unit_id not in own and not own & set(matter.owner_path):
        raise NotAllowed(why="节点由负责它的单位，或者所属中心登记完成。")
    found.done_on, found.done_words = today(at), said("words", words, "请写明做成了什么、依据是什么。")
    found.save()
    data = _milestone_data(found) | {"words": found.done_words}
    record(stream=matter.stream, verb="milestone.done", actor=actor, at=at, data=data)
    return found


def _milestone_data(one: Milestone) -> dict[str, object]:
    return {
        "milestone": one.pk, "title": one.title, "unit": one.unit_id,
        "unit_name": orgs.unit_name(one.unit_id), "due_on": one.due_on.isoformat(),
    }  # fmt: skip


def _lock_milestone(actor: Actor, milestone_id: int) -> tuple[Milestone, Matter]:
    known, matter = queries.milestone_of(actor, milestone_id)
    locked = locking.lock_number(actor, matter.number)
    found = Milestone.objects.select_for_update().get(id=known.pk)
    if found.done_on is not None:
        raise InvalidInput(field="words", why="这个节点已经完成，请刷新页面。")
    return found, locked


def _lock(actor: Actor, number: str) -> Matter:
    matter = locking.lock_number(actor, number)
    if matter.system != SYSTEM:
        raise InvalidInput(field="number", why="只有信访事项才进积案清单。")
    if matter.is_sealed:
        raise InvalidInput(field="number", why="密封的检举控告不进积案清单，也不上会。")
    return matter
