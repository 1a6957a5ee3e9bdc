"""Sessions of a mediation, and notes behind their walls; texts are sealed, the ledger keeps their digests only."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Max

from gongzhi.kernel.actor import Actor
from gongzhi.kernel.errors import Conflict, InvalidInput, NotFound
from gongzhi.systems.disputes.actions import telling
from gongzhi.systems.disputes.actions.entering import Entered, enter_to_mediate, sealed_text, side_of
from gongzhi.systems.disputes.models import Note, NoteDraft, Place, Session, SessionState
from gongzhi.systems.disputes.models.sealed import close
from gongzhi.systems.disputes.queries.people import sides_of
from gongzhi.systems.disputes.rules.walls import Wall


@dataclass(frozen=True, slots=True)
class Plan:
    """A session to come; `side` is "" for all sides together, else the one side with which the mediator talks alone."""

    planned_at: datetime
    place: str
    where: str = ""
    link: str = ""
    side: str = ""


@dataclass(frozen=True, slots=True)
class Said:
    """A note as typed: behind which wall, of which side's private talk, in which session, correcting which note."""

    text: str
    wall: str = str(Wall.JOINT)
    side: str = ""
    session_id: int | None = None
    corrects_id: int | None = None


@transaction.atomic(durable=True)
def plan(actor: Actor, number: str, wanted: Plan, at: datetime) -> Session:
    """Fix a session and tell those who are to come; of a talk with one side the others learn nothing."""
    entered = enter_to_mediate(actor, number)
    if wanted.place not in Place.values:
        raise InvalidInput(field="place", why="请选择是现场、电话还是视频。")
    if wanted.planned_at <= at:
        raise InvalidInput(field="planned_at", why="约定的时间要晚于现在；已经谈过的请直接登记为已进行。")
    _check_place(wanted)
    made = _new(entered, wanted)
    sides = [one for one in sides_of(entered.case) if not wanted.side or one.code == wanted.side]
    _tell(entered, actor, "dispute.session_planned", at, made)
    telling.invite(entered.matter, made, sides, actor, at)
    return made


@transaction.atomic(durable=True)
def hold(
    actor: Actor,
    number: str,
    session_id: int,
    present: Sequence[str],
    others: str,
    held_at: datetime,
    at: datetime,
) -> Session:
    """Keep that a session took place and who was there; when a side that was to come did not, that it was missed."""
    entered = enter_to_mediate(actor, number)
    session = _session(entered, session_id)
    if session.state != SessionState.PLANNED:
        raise Conflict(why="这一次调解已经登记过。")
    if held_at > at:
        raise InvalidInput(field="held_at", why="进行的时间不能晚于现在。")
    expected = {session.side} if session.side else {one.code for one in sides_of(entered.case)}
    session.present = sorted(set(present) & expected)
    if not session.present:
        raise InvalidInput(field="present", why="请勾选到场的各方；谁都没有到的，请取消这一次并写明原因。")
    session.state = SessionState.HELD if set(session.present) == expected else SessionState.MISSED
    session.held_at, session.others = held_at, others.strip()[:300]
    session.save()
    _tell(entered, actor, "dispute.session_held", at, session)
    return session


@transaction.atomic(durable=True)
def hold_now(
    actor: Actor, number: str, wanted: Plan, present: Sequence[str], others: str, at: datetime
) -> Session:
    """Keep a talk that took place without having been fixed before, a telephone call for example."""
    entered = enter_to_mediate(actor, number)
    if wanted.place not in Place.values:
        raise InvalidInput(field="place", why="请选择是现场、电话还是视频。")
    if wanted.planned_at > at:
        raise InvalidInput(field="planned_at", why="进行的时间不能晚于现在。")
    expected = {wanted.side} if wanted.side else {one.code for one in sides_of(entered.case)}
    if not set(present) & expected:
        raise InvalidInput(field="present", why="请勾选参加的各方。")
    made = _new(entered, wanted)
    made.state, made.held_at = SessionState.HELD, wanted.planned_at
    made.present, made.others = sorted(set(present) & expected), others.strip()[:300]
    made.save()
    _tell(entered, actor, "dispute.session_held", at, made)
    return made


@transaction.atomic(durable=True)
def cancel(actor: Actor, number: str, session_id: int, why: str, at: datetime) -> Session:
    """Call off a session and tell those who were to come."""
    entered = enter_to_mediate(actor, number)
    session = _session(entered, session_id)
    if session.state != SessionState.PLANNED:
        raise Conflict(why="这一次调解已经登记过，不能取消。")
    if not why.strip():
        raise InvalidInput(field="why", why="请写明为什么取消，来的各方看得到。")
    session.state, session.why = SessionState.CANCELLED, why.strip()[:300]
    session.save()
    _tell(entered, actor, "dispute.session_cancelled", at, session)
    telling.call_off(entered.matter, session, sides_of(entered.case), actor, at)
    return session


@transaction.atomic(durable=True)
def write_note(actor: Actor, number: str, said: Said, at: datetime) -> Note:
    """Write a note behind a wall; like every entry it is never changed, a correction is a further note."""
    entered = enter_to_mediate(actor, number)
    side = _wall(entered, said)
    sealed, digest = sealed_text("text", said.text, "请写下要记录的内容。")
    session = None if said.session_id is None else _session(entered, said.session_id)
    if session is not None and session.side and (said.wall == Wall.JOINT or side not in ("", session.side)):
        raise InvalidInput(
            field="wall", why="单方谈话的记录不能放到各方都看得到的地方，请选这一方的单方谈话，或者自己看。"
        )
    corrected = _corrected(entered, said, side)
    made = Note.objects.create(
        case=entered.case,
        proceeding_id=entered.proceeding.id,
        session=session,
        wall=said.wall,
        side=side,
        text_sealed=sealed,
        digest=digest,
        corrects_id=corrected,
        author_id=actor.account_id,
        author_name=actor.name,
        at=at,
    )
    _drop_draft(entered, actor)
    entered.tell(actor, "dispute.noted", at, {"note": made.pk, "wall": _hidden(said.wall), "digest": digest})
    return made


@transaction.atomic(durable=True)
def save_draft(actor: Actor, number: str, said: Said, at: datetime) -> None:
    """Keep an unfinished note for oneself, sealed, so that nothing typed is lost; an empty one drops it."""
    entered = enter_to_mediate(actor, number)
    if not said.text.strip():
        _drop_draft(entered, actor)
        return
    side = _wall(entered, said)
    assert actor.account_id is not None
    NoteDraft.objects.update_or_create(
        case=entered.case,
        account_id=actor.account_id,
        defaults={"wall": said.wall, "side": side, "text_sealed": close(said.text)[0], "saved_at": at},
    )


def _drop_draft(entered: Entered, actor: Actor) -> None:
    assert actor.account_id is not None
    NoteDraft.objects.filter(case=entered.case, account_id=actor.account_id).delete()


def _wall(entered: Entered, said: Said) -> str:
    """Return the side of a caucus note, "" for others; raise InvalidInput for what is no wall."""
    if said.wall not in set(Wall):
        raise InvalidInput(field="wall", why="请选择谁看得到这条记录。")
    return side_of(entered, said.side).code if said.wall == Wall.CAUCUS else ""


def _hidden(wall: str) -> str:
    """Return what the ledger tells of a wall: joint or not, for a private talk is nobody else's to know of."""
    return "joint" if wall == Wall.JOINT else "private"


def _corrected(entered: Entered, said: Said, side: str) -> int | None:
    if said.corrects_id is None:
        return None
    known = Note.objects.filter(id=said.corrects_id, case=entered.case, wall=said.wall, side=side)
    if not known.exists():
        raise InvalidInput(field="corrects", why="更正要和原来的记录放在同一处，请选同样的「谁看得到」。")
    return said.corrects_id


def _check_place(wanted: Plan) -> None:
    if wanted.place == Place.ON_SITE and not wanted.where.strip():
        raise InvalidInput(field="where", why="请写明地点。")
    if wanted.place in (Place.VIDEO, Place.MIXED) and not wanted.link.strip():
        raise InvalidInput(field="link", why="请写明视频会议的地址或者会议号。")


def _new(entered: Entered, wanted: Plan) -> Session:
    side = side_of(entered, wanted.side).code if wanted.side else ""
    last = Session.objects.filter(case=entered.case).aggregate(n=Max("n"))["n"] or 0
    return Session.objects.create(
        case=entered.case,
        proceeding_id=entered.proceeding.id,
        n=last + 1,
        side=side,
        place=wanted.place,
        where=wanted.where.strip()[:300],
        link=wanted.link.strip()[:300],
        is_open=entered.case.is_open_session and not side,
        planned_at=wanted.planned_at,
    )


def _tell(entered: Entered, actor: Actor, verb: str, at: datetime, session: Session) -> None:
    """Write a session into the ledger; of a private talk nothing but that there was an entry."""
    told: dict[str, object] = {"session": session.pk}
    if not session.side:
        told |= {"place": session.place, "planned_at": session.planned_at, "state": session.state}
        told["present"] = list(session.present)
    entered.tell(actor, "dispute.private_talk" if session.side else verb, at, told)


def _session(entered: Entered, session_id: int) -> Session:
    found = Session.objects.filter(
        case=entered.case, id=session_id, proceeding_id=entered.proceeding.id
    ).first()
    if found is None:
        raise NotFound
    return found
