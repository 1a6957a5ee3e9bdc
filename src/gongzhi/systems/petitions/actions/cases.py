"""A leader owns a hard matter: taken or appointed, planned, spoken of with the petitioner, and ended after somebody else's check."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from gongzhi.core.identity import queries as identity
from gongzhi.core.identity.rules.verbs import can, require_role
from gongzhi.core.ledger.actions import record
from gongzhi.core.matters.actions import locking
from gongzhi.core.matters.models import Matter, Rating
from gongzhi.core.matters.queries.work import has_handled, residents_to_tell, units_of
from gongzhi.core.notify.actions import notify
from gongzhi.core.notify.recipients import Recipient, account, resident, unit
from gongzhi.core.orgs import queries as orgs
from gongzhi.core.workflow import queries as workflow
from gongzhi.kernel.actor import Actor
from gongzhi.kernel.errors import DomainError, InvalidInput, NotAllowed
from gongzhi.systems.petitions.actions.links import account_of, public_face
from gongzhi.systems.petitions.actions.wording import said
from gongzhi.systems.petitions.models import CaseMeeting, CaseOwner, CaseResult
from gongzhi.systems.petitions.queries import ownership as queries
from gongzhi.systems.petitions.rules import ownership
from gongzhi.systems.petitions.rules.lines import is_in_line


class CannotEnd(DomainError):
    """The case may not be ended now; `why` says what is missing."""

    code = "petitions.case_not_ended"
    message = "现在还不能结案：%(why)s"
    http_status = 409


@dataclass(frozen=True, slots=True)
class NewOwner:
    """The leader who is to own a matter; `username` is his account where he has one."""

    unit_id: int
    name: str
    duty: str
    contact: str
    username: str = ""


@dataclass(frozen=True, slots=True)
class NewMeeting:
    """One meeting with the petitioner; a promise needs the day until which it is kept."""

    day: date
    place: str
    spoke: str
    said: str
    promised: str = ""
    promise_on: date | None = None
    next_on: date | None = None


@dataclass(frozen=True, slots=True)
class NewCheck:
    """What somebody outside found: spoken with the petitioner, or (`is_seen`) looked at the place in his stead."""

    reached: bool
    solved: bool | None
    words: str
    is_seen: bool = False


@transaction.atomic(durable=True)
def take_case(actor: Actor, number: str, duty: str, contact: str, at: datetime) -> CaseOwner:
    """Take a hard matter as a leader, in one's own name."""
    require_role(actor, "petitions.own_case")
    matter = _lock(actor, number)
    assert actor.unit_id is not None
    name, duty, contact = public_face(actor.name, duty, contact)
    return _own(actor, matter, actor.unit_id, (name, duty, contact), actor.account_id, at)


@transaction.atomic(durable=True)
def appoint_owner(actor: Actor, number: str, new: NewOwner, at: datetime) -> CaseOwner:
    """Appoint a leader of one's own unit or of one below it to own a hard matter."""
    require_role(actor, "petitions.appoint_owner")
    matter = _lock(actor, number)
    if actor.unit_id not in orgs.unit_path(new.unit_id):
        raise InvalidInput(field="unit_id", why="只能指定本单位或者下级单位的领导包案。")
    face = public_face(new.name, new.duty, new.contact)
    return _own(actor, matter, new.unit_id, face, account_of(new.username), at)


def _own(
    actor: Actor,
    matter: Matter,
    unit_id: int,
    face: tuple[str, str, str],
    account_id: int | None,
    at: datetime,
) -> CaseOwner:
    level = _level(unit_id)
    if is_in_line(orgs.unit_path(unit_id), matter.complained_units):
        raise InvalidInput(field="unit_id", why="反映的是这个单位或者它的上级，不能由它的领导包案。")
    if CaseOwner.objects.filter(matter_id=matter.id, level=level, until__isnull=True).exists():
        raise InvalidInput(field="name", why="这一级已经有领导包案。要换人，请先写明理由换下原来的。")
    name, duty, contact = face
    made = CaseOwner.objects.create(
        matter_id=matter.id,
        level=level,
        unit_id=unit_id,
        account_id=account_id,
        name=name,
        duty=duty,
        contact=contact,
        since=queries.today(at),
        made_by=actor.name,
        made_at=at,
    )
    data = {"owner": made.pk, "name": name, "duty": duty, "unit": unit_id, "unit_name": orgs.unit_name(unit_id), "level": level}  # fmt: skip
    record(stream=matter.stream, verb="case.owned", actor=actor, at=at, data=data)
    _tell_owned(made, matter, actor, at)
    return made


def _level(unit_id: int) -> str:
    found = ownership.level_of(orgs.unit(unit_id).area_code)
    if not found:
        raise InvalidInput(field="unit_id", why="这个单位没有写明属于哪个地方，不能包案，请另选单位。")
    return found


def _tell_owned(made: CaseOwner, matter: Matter, actor: Actor, at: datetime) -> None:
    """Tell the leader that he answers, and the petitioner who does."""
    subject = f"{matter.number} 领导包案"
    if made.account_id is not None and made.account_id != actor.account_id:
        body = f"请您包案「{matter.title}」，制定化解方案并约见信访人。"
        _notify(matter, account(made.account_id), subject, body, actor, at, f"case:{made.pk}:owner")
    words = f"您反映的「{matter.title}」由{made.duty}{made.name}包案，办公电话 {made.contact}。"
    for one in residents_to_tell(matter):
        _notify(matter, resident(one), subject, words, actor, at, f"case:{made.pk}:owned")


@transaction.atomic(durable=True)
def plan_case(actor: Actor, owner_id: int, plan: str, at: datetime) -> CaseOwner:
    """Write down how the matter is to be solved: measures, who, until when."""
    owner, matter = _lock_case(actor, owner_id)
    _require_owner(actor, owner)
    owner.plan, owner.plan_at = said("plan", plan, "请写明化解方案：做什么、谁来做、什么时候做完。"), at
    owner.save()
    record(stream=matter.stream, verb="case.planned", actor=actor, at=at, data={"owner": owner.pk, "plan": owner.plan})  # fmt: skip
    return owner


@transaction.atomic(durable=True)
def log_meeting(actor: Actor, owner_id: int, new: NewMeeting, at: datetime) -> CaseMeeting:
    """Keep what was said and promised in a meeting with the petitioner."""
    owner, matter = _lock_case(actor, owner_id)
    _require_owner(actor, owner)
    promised = new.promised.strip()
    if new.day > queries.today(at):
        raise InvalidInput(field="day", why="见面的日期不能晚于今天。")
    if bool(promised) != (new.promise_on is not None):
        raise InvalidInput(
            field="promise_on", why="答应了什么事，要写明哪一天以前做到；没有答应的，两项都不填。"
        )
    for field, day in (("promise_on", new.promise_on), ("next_on", new.next_on)):
        if day is not None and day < new.day:
            raise InvalidInput(field=field, why="这个日期要在见面的日期之后。")
    made = CaseMeeting.objects.create(
        matter_id=matter.id,
        owner_id=owner.pk,
        day=new.day,
        place=said("place", new.place, "请写明在哪里见面。", 200),
        spoke=said("spoke", new.spoke, "请写明谁代表单位与信访人谈。", 200),
        said=said("said", new.said, "请写明信访人说了什么、单位答了什么。"),
        promised=promised,
        promise_on=new.promise_on,
        next_on=new.next_on,
        made_by=actor.name,
        made_at=at,
    )
    data = {"owner": owner.pk, "name": owner.name, "meeting": made.pk, "day": made.day.isoformat(), "place": made.place, "promised": promised, "promise_on": str(made.promise_on or ""), "next_on": str(made.next_on or "")}  # fmt: skip
    record(stream=matter.stream, verb="case.met", actor=actor, at=at, data=data)
    return made


@transaction.atomic(durable=True)
def keep_promise(actor: Actor, meeting_id: int, words: str, at: datetime) -> CaseMeeting:
    """Write down that what was promised in a meeting is done."""
    known, owner, _ = queries.meeting_of(actor, meeting_id)
    owner, matter = _lock_case(actor, owner.pk)
    _require_owner(actor, owner)
    found = CaseMeeting.objects.select_for_update().get(id=known.pk)
    if not found.promised or found.kept_at is not None:
        raise InvalidInput(field="words", why="这次见面没有等着兑现的事，请刷新页面。")
    found.kept_at, found.kept_words = at, said("words", words, "请写明做了什么。")
    found.save()
    data = {"owner": owner.pk, "meeting": found.pk, "promised": found.promised, "words": found.kept_words}
    record(stream=matter.stream, verb="case.promise_kept", actor=actor, at=at, data=data)
    return found


@transaction.atomic(durable=True)
def ask_closing(actor: Actor, owner_id: int, words: str, at: datetime) -> CaseOwner:
    """Ask to end the case; somebody outside the handling bodies is to check it first."""
    owner, matter = _lock_case(actor, owner_id)
    _require_owner(actor, owner)
    if owner.closing_at is not None:
        raise InvalidInput(field="words", why="已经申请过结案，正在等核实。")
    if CaseMeeting.objects.filter(owner_id=owner.pk, promised__gt="", kept_at__isnull=True).exists():
        raise InvalidInput(field="words", why="还有答应了没有兑现的事，兑现以后再申请结案。")
    owner.closing_at = at
    owner.closing_words = said("words", words, "请写明怎样化解的、信访人的意见、还有什么没有办。")
    owner.save()
    record(stream=matter.stream, verb="case.closing_asked", actor=actor, at=at, data={"owner": owner.pk, "name": owner.name}, why=owner.closing_words)  # fmt: skip
    if matter.owner_id is not None:
        body = f"「{matter.title}」的包案领导申请结案，请承办单位以外的人回访核实。"
        _notify(matter, unit(matter.owner_id), f"{matter.number} 待核实结案", body, actor, at, f"case:{owner.pk}:ask:{at.isoformat()}")  # fmt: skip
    return owner


@transaction.atomic(durable=True)
def check_closing(actor: Actor, owner_id: int, check: NewCheck, at: datetime) -> CaseOwner:
    """Keep what somebody outside the handling bodies found; not solved lets the request fall and the leader goes on."""
    require_role(actor, "petitions.check_closing")
    owner, matter = _lock_case(actor, owner_id)
    if owner.closing_at is None:
        raise InvalidInput(field="words", why="包案领导还没有申请结案，不用核实。")
    _require_check(actor, owner, matter, check)
    if not check.is_seen:
        _rate(matter, check, at)
    if check.solved and (check.reached or check.is_seen):
        owner.checked_at, owner.checked_by = at, f"{actor.unit_name} {actor.name}".strip()
        owner.checked_words = check.words.strip()
    elif check.reached and check.solved is False:
        owner.closing_at = None
    owner.save()
    record(stream=matter.stream, verb="case.checked", actor=actor, at=at, data={"owner": owner.pk, "seen": check.is_seen})  # fmt: skip
    _tell_checked(owner, matter, check, actor, at)
    return owner


def _require_check(actor: Actor, owner: CaseOwner, matter: Matter, check: NewCheck) -> None:
    why = ownership.why_not_check(
        handled=has_handled(matter.id, actor.unit_id),
        is_owner=owner.account_id is not None and owner.account_id == actor.account_id,
        reached=check.reached,
        solved=check.solved,
        words=check.words,
    )
    if why is not None:
        raise InvalidInput(field="checked", why=why)
    if check.is_seen:
        why = ownership.why_not_seen(queries.tries_of(owner), can_be_reached=_can_be_reached(actor, matter))
        if why is not None:
            raise InvalidInput(field="checked", why=why)


def _can_be_reached(actor: Actor, matter: Matter) -> bool:
    return bool(identity.resident_contact(actor, matter.resident_id))


def _rate(matter: Matter, check: NewCheck, at: datetime) -> None:
    Rating.objects.create(
        matter_id=matter.id,
        proceeding_id=workflow.main_of(matter.id).id,
        by_resident=False,
        reached=check.reached,
        solved=check.solved if check.reached else None,
        words=check.words.strip(),
        at=at,
    )


def _tell_checked(owner: CaseOwner, matter: Matter, check: NewCheck, actor: Actor, at: datetime) -> None:
    if owner.account_id is None or not (check.reached or check.is_seen):
        return
    result = "已经解决，可以结案" if check.solved else "没有解决，请继续化解"
    body = f"「{matter.title}」的结案申请已由{actor.unit_name}核实：{result}。"
    _notify(matter, account(owner.account_id), f"{matter.number} 结案核实", body, actor, at, f"case:{owner.pk}:check:{at.isoformat()}")  # fmt: skip


@transaction.atomic(durable=True)
def end_case(actor: Actor, owner_id: int, result: str, at: datetime) -> CaseOwner:
    """End a case: solved after somebody else's check; or as lawfully ended, which also takes the check and a closed matter."""
    owner, matter = _lock_case(actor, owner_id)
    _require_owner(actor, owner)
    if result not in (CaseResult.SOLVED, CaseResult.LAWFUL_END):
        raise InvalidInput(field="result", why="请选择结果：化解，或者依法终结。")
    why = queries.why_not_end(owner)
    if why is not None:
        raise CannotEnd(why=why)
    if result == CaseResult.LAWFUL_END and matter.is_open:
        raise CannotEnd(why="这件事还没有依法办结，不能按依法终结结案。")
    owner.until, owner.result = queries.today(at), result
    owner.save()
    data = {
        "owner": owner.pk,
        "name": owner.name,
        "result": result,
        "result_title": str(CaseResult(result).label),
    }
    record(stream=matter.stream, verb="case.ended", actor=actor, at=at, data=data)
    return owner


@transaction.atomic(durable=True)
def hand_on(actor: Actor, owner_id: int, why: str, at: datetime) -> CaseOwner:
    """Release a leader from a case, with the reason; the matter counts as unowned until the next one takes it."""
    require_role(actor, "petitions.appoint_owner")
    owner, matter = _lock_case(actor, owner_id)
    if actor.unit_id not in orgs.unit_path(owner.unit_id):
        raise NotAllowed(why="换人包案由包案领导的单位或者它的上级决定。")
    why = said("why", why, "请写明为什么换人。")
    owner.until, owner.result = queries.today(at), CaseResult.HANDED_ON
    owner.save()
    record(stream=matter.stream, verb="case.handed_on", actor=actor, at=at, data={"owner": owner.pk, "name": owner.name}, why=why)  # fmt: skip
    return owner


def _lock(actor: Actor, number: str) -> Matter:
    matter = locking.lock_number(actor, number)
    if matter.system != queries.SYSTEM:
        raise InvalidInput(field="number", why="只有信访事项才由领导包案。")
    if matter.is_sealed:
        raise InvalidInput(field="number", why="密封的检举控告只由所属中心和接收机关办理，不指定包案领导。")
    return matter


def _lock_case(actor: Actor, owner_id: int) -> tuple[CaseOwner, Matter]:
    known, matter = queries.owner_of(actor, owner_id)
    locked = locking.lock_number(actor, matter.number)
    owner = CaseOwner.objects.select_for_update().get(id=known.pk)
    if owner.until is not None:
        raise InvalidInput(field="owner", why="这次包案已经结束，请刷新页面。")
    return owner, locked


def _require_owner(actor: Actor, owner: CaseOwner) -> None:
    """Let the leader himself act, or the office of his own unit for him."""
    own = owner.account_id is not None and owner.account_id == actor.account_id
    if own and can(actor, "petitions.own_case"):
        return
    if not own and can(actor, "petitions.appoint_owner") and owner.unit_id in units_of(actor.unit_id):
        return
    raise NotAllowed(why="这一步由包案领导本人，或者他所在单位的督办、派单人员代为登记。")


def _notify(
    matter: Matter, to: Recipient, subject: str, body: str, actor: Actor, at: datetime, key: str
) -> None:
    notify(
        matter_id=matter.id, to=to, subject=subject, body=body, actor=actor, at=at, key=key, statutory=False
    )
