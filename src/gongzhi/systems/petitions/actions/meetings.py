"""Coordination meetings: planned with an agenda filled by rule, called, recorded, minuted; decisions become tasks with a day."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from gongzhi.core.files.actions import make_document
from gongzhi.core.identity.rules.verbs import require_role
from gongzhi.core.ledger.actions import record
from gongzhi.core.matters.actions import locking, tasks
from gongzhi.core.matters.models import Matter, TaskState
from gongzhi.core.matters.queries.work import has_handled, units_of
from gongzhi.core.notify.actions import notify
from gongzhi.core.notify.recipients import unit
from gongzhi.core.orgs import queries as orgs
from gongzhi.core.workflow import queries as workflow
from gongzhi.kernel.actor import Actor
from gongzhi.kernel.errors import InvalidInput, NotAllowed, NotFound
from gongzhi.kernel.terms import CHINA
from gongzhi.systems.petitions.actions.wording import said
from gongzhi.systems.petitions.models import AgendaItem, CoordinationMeeting, Decision
from gongzhi.systems.petitions.queries import backlog
from gongzhi.systems.petitions.queries import meetings as queries
from gongzhi.systems.petitions.queries.ownership import SYSTEM, today
from gongzhi.systems.petitions.rules import agenda
from gongzhi.systems.petitions.rules.lines import is_in_line


@dataclass(frozen=True, slots=True)
class NewMeeting:
    """When, where, under whose chair, with which bodies."""

    title: str
    held_at: datetime
    place: str
    chair: str
    participants: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class NewDecision:
    """What which body does by which day."""

    unit_id: int
    what: str
    due_on: date


@transaction.atomic(durable=True)
def plan_meeting(actor: Actor, new: NewMeeting, at: datetime) -> CoordinationMeeting:
    """Plan a meeting of one's own centre; the agenda is filled by the rule from the listed matters."""
    require_role(actor, "petitions.meetings")
    if actor.unit_id is None or orgs.unit(actor.unit_id).kind != "centre":
        raise NotAllowed(why="协调会由社会治理中心召集。")
    made = CoordinationMeeting.objects.create(
        unit_id=actor.unit_id,
        title=said("title", new.title, "请写会议的名称。", 120),
        held_at=new.held_at,
        place=said("place", new.place, "请写会议的地点。", 200),
        chair=said("chair", new.chair, "请写由谁主持。", 120),
        participants=sorted(set(new.participants)),
        made_by=actor.name,
        made_at=at,
    )
    data = {
        "meeting": made.pk,
        "title": made.title,
        "held_at": made.held_at.isoformat(),
        "units": made.participants,
    }
    record(stream=stream(made), verb="meeting.planned", actor=actor, at=at, data=data)
    _fill(actor, made, at)
    return made


@transaction.atomic(durable=True)
def refill_agenda(actor: Actor, meeting_id: int, at: datetime) -> int:
    """Add what the rule puts on the agenda by now and return how many items are new; nothing is taken off."""
    meeting = _lock(actor, meeting_id)
    return _fill(actor, meeting, at)


def _fill(actor: Actor, meeting: CoordinationMeeting, at: datetime) -> int:
    known = set(AgendaItem.objects.filter(meeting_id=meeting.pk).values_list("matter_id", flat=True))
    found = agenda.agenda(backlog.listed_facts(actor, at), today(max(at, meeting.held_at)))
    fresh = [(facts, why) for facts, why in found if facts.matter_id not in known]
    for place, (facts, why) in enumerate(fresh, start=len(known) + 1):
        AgendaItem.objects.create(
            meeting_id=meeting.pk, matter_id=facts.matter_id, place=place, why=list(why)
        )
    if fresh:
        data = {"meeting": meeting.pk, "matters": [facts.matter_id for facts, _ in fresh]}
        record(stream=stream(meeting), verb="meeting.agenda_filled", actor=actor, at=at, data=data)
    return len(fresh)


@transaction.atomic(durable=True)
def add_item(actor: Actor, meeting_id: int, number: str, why: str, at: datetime) -> AgendaItem:
    """Put a petition on the agenda by hand, with the reason."""
    meeting = _lock(actor, meeting_id)
    matter = locking.lock_number(actor, number)
    if matter.system != SYSTEM or matter.is_sealed:
        raise InvalidInput(field="number", why="这里只研究信访事项；密封的检举控告不上会。")
    if AgendaItem.objects.filter(meeting_id=meeting.pk, matter_id=matter.id).exists():
        raise InvalidInput(field="number", why="这件事已经在议题里。")
    _require_attendance(meeting, [matter])
    made = AgendaItem.objects.create(
        meeting_id=meeting.pk,
        matter_id=matter.id,
        place=AgendaItem.objects.filter(meeting_id=meeting.pk).count() + 1,
        why=[said("why", why, "请写明为什么研究这件事。", 300)],
        added_by=actor.name,
    )
    record(stream=stream(meeting), verb="meeting.item_added", actor=actor, at=at, data={"matter": matter.id}, why=made.why[0])  # fmt: skip
    return made


@transaction.atomic(durable=True)
def leave_out(actor: Actor, item_id: int, why: str, at: datetime) -> AgendaItem:
    """Take an item off this agenda, with the reason; the rule puts it on the next one again."""
    meeting, item = _lock_item(actor, item_id)
    item.left_out_why = said("why", why, "请写明这次为什么不研究。", 300)
    item.save()
    record(stream=stream(meeting), verb="meeting.item_left_out", actor=actor, at=at, data={"matter": item.matter_id}, why=item.left_out_why)  # fmt: skip
    return item


@transaction.atomic(durable=True)
def call_meeting(actor: Actor, meeting_id: int, at: datetime) -> CoordinationMeeting:
    """Call the bodies that take part; none that an item complains about."""
    meeting = _lock(actor, meeting_id)
    if not meeting.participants:
        raise InvalidInput(field="participants", why="请先选参加会议的单位。")
    matters = _matters(meeting)
    if not matters:
        raise InvalidInput(field="agenda", why="议题还是空的，请先加入要研究的事项。")
    _require_attendance(meeting, matters)
    meeting.called_at = at
    meeting.save()
    when = meeting.held_at.astimezone(CHINA)
    body = f"{meeting.title}，{when:%Y-%m-%d %H:%M}，{meeting.place}，主持：{meeting.chair}，共 {len(matters)} 项议题。"
    for one in meeting.participants:
        notify(
            matter_id=None, to=unit(one), subject=f"会议通知：{meeting.title}", body=body, actor=actor, at=at,
            key=f"meeting:{meeting.pk}:call:{at.isoformat()}", statutory=False,
        )  # fmt: skip
    record(stream=stream(meeting), verb="meeting.called", actor=actor, at=at, data={"units": meeting.participants})  # fmt: skip
    return meeting


@transaction.atomic(durable=True)
def record_item(actor: Actor, item_id: int, discussed: str, concluded: str, at: datetime) -> AgendaItem:
    """Write down what was said about an item and what was concluded."""
    meeting, item = _lock_item(actor, item_id)
    item.discussed = said("discussed", discussed, "请写明讨论的情况。")
    item.concluded = said("concluded", concluded, "请写明形成的意见。")
    item.save()
    record(stream=stream(meeting), verb="meeting.item_recorded", actor=actor, at=at, data={"matter": item.matter_id})  # fmt: skip
    return item


@transaction.atomic(durable=True)
def decide(actor: Actor, item_id: int, new: NewDecision, at: datetime) -> Decision:
    """Make a decision a task of a body with a day; a body that had no part in the matter may open its file from then on."""
    meeting, item = _lock_item(actor, item_id)
    matter = locking.lock_number(actor, Matter.objects.get(id=item.matter_id).number)
    if is_in_line(orgs.unit_path(new.unit_id), matter.complained_units):
        raise InvalidInput(field="unit_id", why="反映的是这个单位或者它的上级，不能把决定交给它办。")
    if new.due_on < today(max(at, meeting.held_at)):
        raise InvalidInput(field="due_on", why="完成的日期不能早于开会的那天。")
    what = said("what", new.what, "请写明决定做什么。")
    made = Decision.objects.create(
        meeting_id=meeting.pk,
        matter_id=matter.id,
        unit_id=new.unit_id,
        task_id=_part_in(matter, new.unit_id, what, at),
        what=what,
        due_on=new.due_on,
        given_at=at,
        given_by=actor.name,
    )
    data = {
        "decision": made.pk, "meeting": meeting.pk, "unit": made.unit_id, "unit_name": orgs.unit_name(made.unit_id),
        "what": made.what, "due_on": made.due_on.isoformat(), "task": made.task_id,
    }  # fmt: skip
    record(stream=matter.stream, verb="meeting.decided", actor=actor, at=at, data=data)
    notify(
        matter_id=matter.id, to=unit(made.unit_id), subject=f"{matter.number} 会议决定",
        body=f"{what}（{made.due_on.isoformat()} 前完成并书面报告）", actor=actor, at=at,
        key=f"decision:{made.pk}", statutory=False,
    )  # fmt: skip
    return made


def _part_in(matter: Matter, unit_id: int, what: str, at: datetime) -> int | None:
    """Give a body that had no part in the matter one, so that it may open the file; None where it has one already.

    The part is excused at once: the decision's own day counts for it, and no opinion waits for it as for a helper.
    """
    if unit_id in matter.owner_path or has_handled(matter.id, unit_id):
        return None
    proceeding = workflow.main_of(matter.id)
    procedure = workflow.procedure_of(proceeding)
    if procedure.state(proceeding.state).is_closed:
        return None
    task = tasks.give_help(procedure, matter, proceeding.id, unit_id, what, at, frozenset(proceeding.flags))
    tasks.end(task, TaskState.EXCUSED, at, reason="按会议决定办理并报告")
    return task.id


@transaction.atomic(durable=True)
def write_minutes(actor: Actor, meeting_id: int, attended: str, at: datetime) -> CoordinationMeeting:
    """Close a meeting with numbered minutes; every item that was not left out has been spoken of."""
    meeting = _lock(actor, meeting_id)
    if meeting.held_at > at:
        raise InvalidInput(field="attended", why="会议还没有到召开的时间，不能印发纪要。")
    meeting.attended = said("attended", attended, "请写明到会的单位和人员。")
    items = [one for one in _items(meeting) if not one.left_out_why]
    waiting = [one for one in items if not one.discussed]
    if waiting or not items:
        raise InvalidInput(
            field="attended", why="还有议题没有写讨论情况和意见；这次没有研究的，请写明理由去掉。"
        )
    made = make_document(
        matter_id=None,
        proceeding_id=None,
        template="meeting_minutes",
        title="会议纪要",
        data=_minutes(meeting, items),
        actor=actor,
        at=at,
        stream=stream(meeting),
    )
    meeting.minuted_at, meeting.document_id, meeting.number = at, made.pk, made.number
    meeting.save()
    for item in items:
        data = {"meeting": meeting.pk, "minutes": made.number, "concluded": item.concluded}
        record(stream=f"matter:{item.matter_id}", verb="meeting.minuted", actor=actor, at=at, data=data)
    for one in meeting.participants:
        notify(
            matter_id=None, to=unit(one), subject=f"{made.number} {meeting.title}会议纪要",
            body="会议纪要已经印发，请按决定的日期办理。", actor=actor, at=at,
            key=f"meeting:{meeting.pk}:minutes", statutory=False,
        )  # fmt: skip
    return meeting


def _minutes(meeting: CoordinationMeeting, items: list[AgendaItem]) -> dict[str, object]:
    matters = Matter.objects.in_bulk([one.matter_id for one in items])
    decisions = list(Decision.objects.filter(meeting_id=meeting.pk).order_by("id"))
    when = meeting.held_at.astimezone(CHINA)
    return {
        "meeting": meeting.title,
        "held_on": when.date().isoformat(),
        "held_time": f"{when:%H:%M}",
        "place": meeting.place,
        "chair": meeting.chair,
        "units": "、".join(orgs.unit_name(one) for one in meeting.participants),
        "attended": meeting.attended,
        "items": [
            {
                "number": matters[item.matter_id].number,
                "title": matters[item.matter_id].title,
                "why": "；".join(item.why),
                "discussed": item.discussed,
                "concluded": item.concluded,
                "decisions": [
                    {"unit": orgs.unit_name(one.unit_id), "what": one.what, "due_on": one.due_on.isoformat()}
                    for one in decisions
                    if one.matter_id == item.matter_id
                ],
            }
            for item in items
        ],
    }


@transaction.atomic(durable=True)
def cancel_meeting(actor: Actor, meeting_id: int, why: str, at: datetime) -> CoordinationMeeting:
    """Call a meeting off, with the reason; what it would have spoken of comes on the next agenda."""
    meeting = _lock(actor, meeting_id)
    meeting.cancelled_at, meeting.cancelled_why = at, said("why", why, "请写明为什么取消。")
    meeting.save()
    record(stream=stream(meeting), verb="meeting.cancelled", actor=actor, at=at, data={"meeting": meeting.pk}, why=meeting.cancelled_why)  # fmt: skip
    if meeting.called_at is not None:
        for one in meeting.participants:
            notify(
                matter_id=None, to=unit(one), subject=f"会议取消：{meeting.title}", body=meeting.cancelled_why,
                actor=actor, at=at, key=f"meeting:{meeting.pk}:cancel", statutory=False,
            )  # fmt: skip
    return meeting


@transaction.atomic(durable=True)
def reply_decision(actor: Actor, decision_id: int, reply: str, at: datetime) -> Decision:
    """Report in writing that a decision is done; only the body to which it was given may."""
    require_role(actor, "petitions.reply_decision")
    found = _decision(decision_id)
    if found.unit_id not in units_of(actor.unit_id):
        raise NotFound
    if found.replied_at is not None or found.done_at is not None:
        raise InvalidInput(field="reply", why="这项决定已经报告过，请刷新页面。")
    found.reply, found.replied_at = said("reply", reply, "请写明做了什么、结果怎样。"), at
    found.save()
    record(stream=f"matter:{found.matter_id}", verb="meeting.decision_reported", actor=actor, at=at, data=_data(found))  # fmt: skip
    meeting = CoordinationMeeting.objects.get(id=found.meeting_id)
    notify(
        matter_id=found.matter_id, to=unit(meeting.unit_id), subject="会议决定已报告完成情况", body=found.reply[:300],
        actor=actor, at=at, key=f"decision:{found.pk}:reply:{at.isoformat()}", statutory=False,
    )  # fmt: skip
    return found


@transaction.atomic(durable=True)
def finish_decision(actor: Actor, decision_id: int, words: str, at: datetime) -> Decision:
    """Confirm that a decision is done; the centre that called the meeting does it."""
    found, words = _checked(actor, decision_id), said("words", words, "请写明怎样核对的。")
    found.done_at, found.done_words = at, words
    found.save()
    record(stream=f"matter:{found.matter_id}", verb="meeting.decision_done", actor=actor, at=at, data=_data(found), why=words)  # fmt: skip
    return found


@transaction.atomic(durable=True)
def send_decision_back(actor: Actor, decision_id: int, why: str, at: datetime) -> Decision:
    """Send a report back because the decision is not done; its day stays."""
    found, why = _checked(actor, decision_id), said("words", why, "请写明还缺什么。")
    found.replied_at = None
    found.save()
    record(stream=f"matter:{found.matter_id}", verb="meeting.decision_sent_back", actor=actor, at=at, data=_data(found), why=why)  # fmt: skip
    notify(
        matter_id=found.matter_id, to=unit(found.unit_id), subject="会议决定没有办完，请继续", body=why, actor=actor,
        at=at, key=f"decision:{found.pk}:back:{at.isoformat()}", statutory=False,
    )  # fmt: skip
    return found


def _checked(actor: Actor, decision_id: int) -> Decision:
    require_role(actor, "petitions.meetings")
    found = _decision(decision_id)
    meeting = queries.meeting_of(actor, found.meeting_id)
    if not queries.may_keep(actor, meeting):
        raise NotAllowed(why="会议决定由召集会议的中心核对。")
    if found.replied_at is None or found.done_at is not None:
        raise InvalidInput(field="words", why="这项决定没有等着核对的报告，请刷新页面。")
    return found


def _decision(decision_id: int) -> Decision:
    """Return a decision, its matter locked first as everywhere."""
    known = Decision.objects.filter(id=decision_id).values_list("matter_id", flat=True).first()
    if known is None:
        raise NotFound
    locking.lock(known)
    return Decision.objects.select_for_update().get(id=decision_id)


def _data(one: Decision) -> dict[str, object]:
    return {
        "decision": one.pk, "unit": one.unit_id, "unit_name": orgs.unit_name(one.unit_id), "what": one.what,
        "due_on": one.due_on.isoformat(),
    }  # fmt: skip


def stream(meeting: CoordinationMeeting) -> str:
    """Return the ledger stream of a meeting."""
    return f"petitions.meeting:{meeting.pk}"


def _items(meeting: CoordinationMeeting) -> list[AgendaItem]:
    return list(AgendaItem.objects.filter(meeting_id=meeting.pk).order_by("place", "id"))


def _matters(meeting: CoordinationMeeting) -> list[Matter]:
    ids = [one.matter_id for one in _items(meeting) if not one.left_out_why]
    return list(Matter.objects.filter(id__in=ids))


def _require_attendance(meeting: CoordinationMeeting, matters: list[Matter]) -> None:
    complained = [one.complained_units for one in matters]
    for one in meeting.participants:
        why = agenda.why_not_attend(orgs.unit_path(one), complained)
        if why is not None:
            raise InvalidInput(
                field="participants", why="%(unit)s：%(what)s", unit=orgs.unit_name(one), what=why
            )


def _lock(actor: Actor, meeting_id: int) -> CoordinationMeeting:
    require_role(actor, "petitions.meetings")
    known = queries.meeting_of(actor, meeting_id)
    if not queries.may_keep(actor, known):
        raise NotAllowed(why="会议由召集它的中心准备和记录。")
    found = CoordinationMeeting.objects.select_for_update().get(id=known.pk)
    if queries.state_of(found) in ("minuted", "cancelled"):
        raise InvalidInput(field="meeting", why="会议已经印发纪要或者取消，不能再改。")
    return found


def _lock_item(actor: Actor, item_id: int) -> tuple[CoordinationMeeting, AgendaItem]:
    known = AgendaItem.objects.filter(id=item_id).first()
    if known is None:
        raise NotFound
    meeting = _lock(actor, known.meeting_id)
    item = AgendaItem.objects.select_for_update().get(id=item_id)
    if item.left_out_why:
        raise InvalidInput(field="item", why="这个议题这次不研究，请刷新页面。")
    return meeting, item
