"""Opens a case of mediation: a new matter with its sides, the sides of a matter that came in, a matter brought in."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

import psycopg
from django.db import transaction

from gongzhi.core.identity import sealing
from gongzhi.core.identity.actions.residents import make_resident
from gongzhi.core.identity.receipts import hash_secret
from gongzhi.core.identity.rules.verbs import require_role
from gongzhi.core.matters.actions import bulk, locking, tasks
from gongzhi.core.matters.actions.submit import keep_procedure, place
from gongzhi.core.matters.models import Matter
from gongzhi.core.matters.submission import Submission, checked, title_of
from gongzhi.core.orgs import queries as orgs
from gongzhi.core.workflow import library
from gongzhi.core.workflow import queries as workflow
from gongzhi.core.workflow.actions.begin import begin
from gongzhi.core.workflow.actions.perform import MoveRequest, perform_joined
from gongzhi.kernel.actor import SYSTEM, Actor
from gongzhi.kernel.errors import Conflict, InvalidInput, NotAllowed
from gongzhi.kernel.terms import CHINA
from gongzhi.systems.disputes.actions.entering import Entered, enter_to_keep
from gongzhi.systems.disputes.models import (
    About,
    Answer,
    Case,
    Consent,
    Origin,
    Part,
    Representative,
    Side,
    SideKey,
    Way,
)
from gongzhi.systems.disputes.queries import cases
from gongzhi.systems.disputes.rules.causes import CAUSES, MEDIATIONS

CODES = "abcdefghij"
HAND_IN = {"service_order": "hand_to_mediation"}
"""The move by which a procedure of another system gives the whole matter over to mediation."""


@dataclass(frozen=True, slots=True)
class SideInput:
    """A side as it is registered; `agrees` is the way by which it consented already, "" when it was not asked."""

    part: str
    name: str
    contact: str = ""
    address: str = ""
    is_organisation: bool = False
    people: int = 1
    representative: str = ""
    representative_kind: str = ""
    unit_id: int | None = None
    agrees: str = ""


@dataclass(frozen=True, slots=True)
class CaseInput:
    """What a case is about. `amount` is in fen; `flags` are those of the procedure (a court's kind of delegation)."""

    kind: str
    cause: str
    origin: str = str(Origin.ONE_SIDE)
    amount: int | None = None
    people: int = 0
    is_open_session: bool = False
    court_reference: str = ""
    flags: frozenset[str] = field(default_factory=frozenset)


@dataclass(frozen=True, slots=True)
class Opened:
    """A new case: its number, and the applicant's secret, which is shown this once ("" when the form came again)."""

    number: str
    secret: str
    repeated: bool = False


@dataclass(frozen=True, slots=True)
class Story:
    """What happened, in the words of whoever brought it, where, and the key of the form."""

    text: str
    title: str = ""
    place: str = ""
    area_code: str = ""
    channel: str = "window"
    submit_key: str | None = None
    category: str = ""


def open_case(
    actor: Actor, told: Story, about: CaseInput, sides: Sequence[SideInput], at: datetime
) -> Opened:
    """Register a new dispute with its sides; whoever mediates takes it on at once, a clerk leaves it to be assigned."""
    require_role(actor, "disputes.register")
    _check(about, sides)
    applicant = next((one for one in sides if one.part == Part.APPLICANT), None)
    submission = place(
        checked(
            Submission(
                title=told.title.strip() or title_of(told.text),
                text=told.text,
                channel=told.channel,
                brought_at=at,
                system="disputes",
                procedure=about.kind,
                category=told.category,
                place=told.place,
                area_code=told.area_code,
                name=applicant.name if applicant else "",
                contact=applicant.contact if applicant else "",
                submit_key=told.submit_key,
                flags=about.flags,
            )
        )
    )
    submission = _placed(actor, submission)
    keep_procedure(submission, at)
    try:
        with transaction.atomic(durable=True):
            return _open(actor, submission, about, sides, at)
    except psycopg.errors.UniqueViolation:
        known = Matter.objects.filter(submit_key=told.submit_key).first()
        if known is None:
            raise
        return Opened(known.number, "", repeated=True)


def _placed(actor: Actor, submission: Submission) -> Submission:
    """Return the submission with an area: the one found, else that of the actor's own body."""
    if submission.area_code or actor.unit_id is None:
        return submission
    return replace(submission, area_code=actor.area_code or orgs.unit(actor.unit_id).area_code)


def _open(
    actor: Actor, submission: Submission, about: CaseInput, sides: Sequence[SideInput], at: datetime
) -> Opened:
    batch = bulk.Batch()
    given = bulk.build(batch, submission, actor, at)
    bulk.tell_owner(batch, submission, given, actor, at)
    bulk.write(batch)
    matter = locking.lock(given.matter_id)
    _keep(actor, matter, about, sides, at, secret=given.secret)
    if actor.has_role(*cases.MEDIATING_ROLES) and actor.unit_id is not None:
        proceeding = cases.mediation_now(matter.id)
        perform_joined(SYSTEM, MoveRequest(proceeding.id, "assign", {"lead": actor.unit_id}), at)
        task = tasks.lead_task(proceeding.id)
        if task is not None:
            tasks.sign(task, actor.account_id, at)
    return Opened(given.number, given.secret)


@transaction.atomic(durable=True)
def register_case(
    actor: Actor, number: str, about: CaseInput, sides: Sequence[SideInput], at: datetime
) -> Case:
    """Register the sides of a matter that came into mediation without them; the first applicant is who brought it."""
    require_role(actor, "disputes.register")
    matter = locking.lock_number(actor, number)
    proceeding = cases.mediation_now(matter.id)
    if not cases.may_keep(actor, matter):
        raise NotAllowed(why="这件纠纷由所属中心的受理员，或者承担调解的组织来登记。")
    if cases.case_of(matter.id) is not None:
        raise Conflict(why="这件纠纷的各方已经登记。")
    _check(about, sides)
    if about.kind != proceeding.procedure:
        raise InvalidInput(field="kind", why="这件纠纷走的是另一种调解，请刷新页面。")
    return _keep(actor, matter, about, sides, at)


@transaction.atomic(durable=True)
def take_in(actor: Actor, number: str, kind: str, why: str, at: datetime) -> Matter:
    """Bring a matter that is here already into mediation: the whole of it where its procedure may give it over, else beside.

    Beside means that the clocks of the procedure it runs under run on, so that nobody loses a day by trying to settle.
    """
    require_role(actor, "disputes.register")
    if kind not in MEDIATIONS:
        raise InvalidInput(field="kind", why="请选择走哪一种调解。")
    if not why.strip():
        raise InvalidInput(field="why", why="请写明为什么转入调解，双方都看得到。")
    matter = locking.lock_number(actor, number)
    running = cases.mediation_of(matter.id)
    if running is not None and running.closed_at is None:
        raise Conflict(why="这件事已经在调解。")
    if running is not None:
        raise Conflict(why="这件事调解过。请在原来的案件里办「双方愿意，再次调解」或者转入其他调解。")
    main = workflow.main_of(matter.id)
    hand_in = HAND_IN.get(main.procedure)
    if hand_in is not None and main.closed_at is None:
        perform_joined(actor, MoveRequest(main.id, hand_in, {}, why), at)
        if kind != "peoples_mediation":
            begun = cases.mediation_now(matter.id)
            perform_joined(actor, MoveRequest(begun.id, f"to_{kind}", {}, why), at)
        return matter
    if not actor.has_role(*cases.KEEPING_ROLES):
        raise NotAllowed(why="把事项转入调解由所属中心的受理员、派单员来办。")
    procedure = library.current("disputes", kind, at.astimezone(CHINA).date())
    begin(
        matter,
        procedure,
        actor=actor,
        at=at,
        main=main.closed_at is not None,
        unit_id=matter.owner_id,
        why=why.strip(),
    )
    return matter


@transaction.atomic(durable=True)
def add_side(actor: Actor, number: str, side: SideInput, at: datetime) -> Side:
    """Add a side to a case, a third party for example; it is asked for its consent like every other."""
    entered = enter_to_keep(actor, number)
    taken = {one.code for one in entered.case.sides.all()}
    code = next((one for one in CODES if one not in taken), None)
    if code is None:
        raise InvalidInput(field="side", why="一件纠纷最多登记 10 方；人多的请推选代表，写明人数。")
    _check_side(side)
    made = _side(entered.case, code, side, None, at)
    _agreed(made, side, entered.proceeding.id, entered.case.kind, actor, at)
    entered.tell(actor, "dispute.side_added", at, {"side": code, "part": side.part, "people": side.people})
    return made


@transaction.atomic(durable=True)
def change_case(actor: Actor, number: str, about: CaseInput, at: datetime) -> Case:
    """Correct what a case is about; what it was before stays in the ledger."""
    entered = enter_to_keep(actor, number)
    case = entered.case
    _check_about(about)
    before = {"cause": case.cause, "amount": case.amount, "people": case.people, "open": case.is_open_session}
    case.cause, case.amount, case.is_open_session = about.cause, about.amount, about.is_open_session
    case.people = max(about.people, _people(case))
    case.court_reference = about.court_reference.strip()
    case.save()
    after = {"cause": case.cause, "amount": case.amount, "people": case.people, "open": case.is_open_session}
    entered.tell(actor, "dispute.changed", at, {"before": before, "after": after})
    return case


@transaction.atomic(durable=True)
def change_representative(
    actor: Actor, number: str, code: str, name: str, kind: str, contact: str, at: datetime
) -> Side:
    """Set who speaks for a side; an earlier representative's row stays, nothing is overwritten."""
    entered = enter_to_keep(actor, number)
    side = next((one for one in entered.case.sides.all() if one.code == code), None)
    if side is None:
        raise InvalidInput(field="side", why="请选择是哪一方。")
    if name.strip() and kind not in Representative.values:
        raise InvalidInput(field="representative_kind", why="请选择代理人是什么身份。")
    side.representative_id = make_resident(name, contact, at)
    side.representative_kind = kind if name.strip() else ""
    side.save()
    entered.tell(actor, "dispute.representative_set", at, {"side": code, "kind": side.representative_kind})
    return side


def _keep(
    actor: Actor, matter: Matter, about: CaseInput, sides: Sequence[SideInput], at: datetime, secret: str = ""
) -> Case:
    proceeding = cases.mediation_now(matter.id)
    case = Case.objects.create(
        matter_id=matter.id,
        kind=about.kind,
        cause=about.cause,
        amount=about.amount,
        people=max(about.people, sum(one.people for one in sides), 2),
        is_open_session=about.is_open_session,
        origin=about.origin,
        court_reference=about.court_reference.strip(),
        unit_id=matter.lead_id,
        registered_at=at,
    )
    for code, side in zip(CODES, sides, strict=False):
        is_bringer = (
            side.part == Part.APPLICANT and not case.sides.filter(resident_id=matter.resident_id).exists()
        )
        made = _side(case, code, side, matter.resident_id if is_bringer else None, at)
        if secret and is_bringer:
            SideKey.objects.create(side=made, secret_hash=hash_secret(secret), made_at=at, made_by=actor.name)
            secret = ""
        _agreed(made, side, proceeding.id, about.kind, actor, at)
    told: dict[str, object] = {
        "kind": about.kind,
        "cause": about.cause,
        "origin": about.origin,
        "people": case.people,
        "sides": [one.part for one in sides],
    }
    Entered(matter, case, proceeding).tell(actor, "dispute.registered", at, told)
    return case


def _side(case: Case, code: str, side: SideInput, resident_id: int | None, at: datetime) -> Side:
    return Side.objects.create(
        case=case,
        code=code,
        part=side.part,
        is_organisation=side.is_organisation,
        resident_id=resident_id or make_resident(side.name, side.contact, at),
        address_sealed=sealing.seal(side.address.strip()),
        people=max(side.people, 1),
        unit_id=side.unit_id,
        representative_id=make_resident(side.representative, "", at),
        representative_kind=side.representative_kind if side.representative.strip() else "",
        added_at=at,
    )


def _agreed(side: Side, given: SideInput, proceeding_id: int, kind: str, actor: Actor, at: datetime) -> None:
    """Keep the consent that a side gave when the case was registered."""
    if given.agrees:
        Consent.objects.create(
            side=side,
            proceeding_id=proceeding_id,
            about=About.MEDIATION,
            detail=kind,
            answer=Answer.GIVEN,
            way=given.agrees,
            asked_at=at,
            answered_at=at,
            recorded_by=actor.name,
        )


def _check(about: CaseInput, sides: Sequence[SideInput]) -> None:
    _check_about(about)
    if len(sides) < 2:
        raise InvalidInput(field="sides", why="一件纠纷至少要登记两方：申请人和被申请人。")
    if len(sides) > len(CODES):
        raise InvalidInput(field="sides", why="一件纠纷最多登记 10 方；人多的请推选代表，写明人数。")
    if not {one.part for one in sides} >= {str(Part.APPLICANT), str(Part.RESPONDENT)}:
        raise InvalidInput(
            field="sides", why="至少要有一个申请人和一个被申请人。主动调解的，把先说起纠纷的一方作申请人。"
        )
    for one in sides:
        _check_side(one)


def _check_about(about: CaseInput) -> None:
    if about.kind not in MEDIATIONS:
        raise InvalidInput(field="kind", why="请选择走哪一种调解。")
    if about.cause not in CAUSES:
        raise InvalidInput(field="cause", why="请选择是什么纠纷。")
    if about.origin not in Origin.values:
        raise InvalidInput(field="origin", why="请选择这件纠纷是怎么来的。")
    if about.amount is not None and about.amount < 0:
        raise InvalidInput(field="amount", why="金额不能小于零。")


def _check_side(side: SideInput) -> None:
    if side.part not in Part.values:
        raise InvalidInput(field="part", why="请选择是申请人、被申请人还是第三人。")
    if not side.name.strip():
        raise InvalidInput(field="name", why="请写明每一方的姓名或者名称。")
    if side.people < 1:
        raise InvalidInput(field="people", why="人数至少是 1。")
    if side.representative.strip() and side.representative_kind not in Representative.values:
        raise InvalidInput(field="representative_kind", why="请选择代理人是什么身份。")
    if side.agrees and side.agrees not in Way.values:
        raise InvalidInput(field="agrees", why="请选择是怎么同意的。")


def _people(case: Case) -> int:
    return max(2, sum(one.people for one in case.sides.all()))
