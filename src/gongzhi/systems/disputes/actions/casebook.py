"""Opens cases before institutions, begins other ways over a file that is there, and keeps what belongs to a case."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

import psycopg
from django.db import transaction

from gongzhi.core.identity import sealing
from gongzhi.core.identity.rules.verbs import require_role
from gongzhi.core.ledger.actions import record
from gongzhi.core.matters.actions import bulk, locking, tasks
from gongzhi.core.matters.actions.submit import keep_procedure, place
from gongzhi.core.matters.models import Matter
from gongzhi.core.matters.queries.work import given, units_of
from gongzhi.core.matters.submission import Submission, Submitted, checked
from gongzhi.core.orgs import queries as orgs
from gongzhi.core.workflow import library
from gongzhi.core.workflow import queries as workflow
from gongzhi.core.workflow.actions.begin import begin
from gongzhi.core.workflow.actions.each import perform_each
from gongzhi.core.workflow.actions.perform import MoveRequest, perform_joined
from gongzhi.core.workflow.models import Proceeding
from gongzhi.kernel.actor import Actor, ActorKind
from gongzhi.kernel.errors import Conflict, InvalidInput, NotAllowed, NotFound
from gongzhi.kernel.terms import CHINA
from gongzhi.systems.disputes.models import (
    Application,
    CaseSide,
    EvidenceItem,
    Institution,
    Service,
    ServicePaper,
    ServiceWay,
    Speaker,
    SpeakerKind,
)
from gongzhi.systems.disputes.queries import institutions
from gongzhi.systems.disputes.rules import tribunals

PATHS = (
    "labour_arbitration",
    "arbitration",
    "land_arbitration",
    "administrative_adjudication",
    "reconsideration",
    "litigation",
    "administrative_litigation",
    "payment_order",
)
"""The ways on which a file may be taken here, in the order of the list."""
STREAM = "disputes:institutions"
_EVIDENCE_MOST = 300


@dataclass(frozen=True, slots=True)
class NewCase:
    """An application as it was brought to the institution's window; the applicant's name and contact are kept sealed."""

    procedure: str
    title: str
    text: str
    received_on: date
    claims: str
    respondent: str
    name: str
    contact: str = ""
    respondent_contact: str = ""
    act: str = ""
    people: int = 1
    submit_key: str | None = None


@dataclass(frozen=True, slots=True)
class NewEvidence:
    """One line of a list of evidence."""

    side: str
    title: str
    proves: str
    source: str = ""
    pages: int | None = None
    is_late: bool = False


# ---------------------------------------------------------------- opening


def open_case(actor: Actor, new: NewCase, at: datetime) -> Submitted:
    """Take in an application at the institution's own window: matter, receipt and filing in one transaction.

    The same form again returns the first number.
    """
    require_role(actor, "disputes.run_case")
    found = institutions.mine(actor, new.procedure, at)
    if found is None:
        raise NotAllowed(why="您单位没有登记为办理这类案件的机构，不能在这里立案。")
    submission = place(checked(_submission(new, found, at)))
    keep_procedure(submission, at)
    try:
        with transaction.atomic(durable=True):
            return _open(actor, new, found, submission, at)
    except psycopg.errors.UniqueViolation:
        known = Matter.objects.filter(submit_key=new.submit_key).first()
        if known is None:
            raise
        return Submitted(known.id, known.number, "", repeated=True)


def _submission(new: NewCase, found: Institution, at: datetime) -> Submission:
    if not new.name.strip():
        raise InvalidInput(field="name", why="请写申请人的姓名或者名称。")
    return Submission(
        title=new.title.strip(),
        text=new.text,
        channel="window",
        brought_at=at,
        system="disputes",
        procedure=new.procedure,
        area_code=orgs.unit(found.unit_id).area_code,
        name=new.name.strip(),
        contact=new.contact.strip(),
        submit_key=new.submit_key,
    )


def _open(actor: Actor, new: NewCase, found: Institution, submission: Submission, at: datetime) -> Submitted:
    batch = bulk.Batch()
    made = bulk.build(batch, submission, actor, at)
    bulk.tell_owner(batch, submission, made, actor, at)
    bulk.write(batch)
    matter = locking.lock(made.matter_id)
    proceeding = workflow.main_of(matter.id)
    tasks.give_first(matter, proceeding.id, found.unit_id, "当事人到本机构申请", at)
    locking.keep(matter)
    fields: dict[str, object] = {
        "institution": found.unit_id,
        "received_on": new.received_on.isoformat(),
        "respondent": new.respondent,
        "words": new.claims,
        "act": new.act,
        "people": new.people,
        "collective": new.people >= tribunals.MANY,
    }
    perform_joined(actor, MoveRequest(proceeding.id, "file", fields), at)
    if new.respondent_contact.strip():
        Application.objects.filter(proceeding_id=proceeding.id).update(
            respondent_sealed=sealing.seal(new.respondent_contact.strip())
        )
    return made


@transaction.atomic(durable=True)
def begin_path(actor: Actor, number: str, procedure: str, why: str, at: datetime) -> Proceeding:
    """Take a file that is there on another way; it goes along whole, and what runs already runs on."""
    require_role(actor, "disputes.begin_path")
    matter = locking.lock_number(actor, number)
    own = set(units_of(actor.unit_id))
    if not own & ({*matter.owner_path} | {unit for unit, *_ in given(matter.id)}):
        raise NotFound
    if procedure not in PATHS:
        raise InvalidInput(field="procedure", why="请从列出的途径里选一个。")
    if matter.system != "disputes" and matter.is_open:
        raise Conflict(why="这件事还在另一个系统里办理，请先在那里导入法定途径，再转到这里。")
    known = [
        one for one in workflow.of_matter(matter.id) if one.procedure == procedure and one.closed_at is None
    ]
    if known:
        raise Conflict(why="这件事已经在走这条途径，不用再开始一次。")
    found = library.current("disputes", procedure, at.astimezone(CHINA).date())
    return begin(matter, found, actor=actor, at=at, unit_id=matter.owner_id, why=why.strip())


def accept_by_silence(at: datetime) -> int:
    """Accept every reconsideration whose examination ran out without a decision (行政复议法 art. 30); return how many."""
    over = institutions.overdue_examinations(at)
    return perform_each("deem_accepted", ((one, {"decided_on": day.isoformat()}) for one, day in over), at)


# ---------------------------------------------------------------- what belongs to a case


def _entered(actor: Actor, number: str, procedure: str, at: datetime) -> tuple[Matter, Application]:
    """Return a case that the actor's institution works on, its matter locked; raise NotFound for anybody else."""
    require_role(actor, "disputes.run_case")
    matter = locking.lock_number(actor, number)
    application, proceeding = institutions.case(actor, procedure, matter)
    if application.institution_id not in units_of(actor.unit_id):
        raise NotFound
    if proceeding.closed_at is not None:
        raise Conflict(why="这件案子已经结束，不能再改。")
    return matter, application


def _note(actor: Actor, matter: Matter, verb: str, at: datetime, **data: object) -> None:
    record(stream=matter.stream, verb=f"disputes.{verb}", actor=actor, at=at, data=data)


@transaction.atomic(durable=True)
def keep_respondent(
    actor: Actor, number: str, procedure: str, name: str, contact: str, at: datetime
) -> Application:
    """Keep who the respondent is and how it is reached, the contact sealed."""
    matter, application = _entered(actor, number, procedure, at)
    if not name.strip():
        raise InvalidInput(field="respondent", why="请写被申请人的名称。")
    application.respondent = name.strip()[:200]
    application.respondent_sealed = sealing.seal(contact.strip()[:500])
    application.save()
    _note(actor, matter, "respondent_kept", at, proceeding=application.proceeding_id)
    return application


@transaction.atomic(durable=True)
def add_evidence(
    actor: Actor, number: str, procedure: str, items: Sequence[NewEvidence], at: datetime
) -> list[EvidenceItem]:
    """Add lines to the list of evidence."""
    matter, application = _entered(actor, number, procedure, at)
    last = application.evidence.count()
    if last + len(items) > _EVIDENCE_MOST:
        raise InvalidInput(field="title", why="一件案子最多列 %(most)s 份证据，请合并。", most=_EVIDENCE_MOST)
    made = [_evidence(actor, application, last + n, one, at) for n, one in enumerate(items, 1)]
    _note(actor, matter, "evidence_added", at, numbers=[one.n for one in made])
    return made


def _evidence(actor: Actor, application: Application, n: int, new: NewEvidence, at: datetime) -> EvidenceItem:
    if new.side not in CaseSide.values:
        raise InvalidInput(field="side", why="请选是哪一方提交的。")
    if not new.title.strip() or not new.proves.strip():
        raise InvalidInput(field="title", why="请写证据的名称和要证明什么。")
    return EvidenceItem.objects.create(
        application=application,
        n=n,
        side=new.side,
        title=new.title.strip()[:200],
        source=new.source.strip()[:200],
        proves=new.proves.strip()[:500],
        pages=new.pages,
        is_late=new.is_late,
        added_by=actor.name,
        added_at=at,
    )


@transaction.atomic(durable=True)
def answer_evidence(
    actor: Actor, number: str, procedure: str, n: int, answer: str, at: datetime
) -> EvidenceItem:
    """Keep what the other side said about a piece of evidence (质证)."""
    matter, application = _entered(actor, number, procedure, at)
    found = application.evidence.filter(n=n).first()
    if found is None:
        raise NotFound
    if not answer.strip():
        raise InvalidInput(field="answer", why="请写质证意见。")
    found.answer = answer.strip()[:500]
    found.save()
    _note(actor, matter, "evidence_answered", at, number=n)
    return found


@transaction.atomic(durable=True)
def add_speaker(
    actor: Actor,
    number: str,
    procedure: str,
    side: str,
    kind: str,
    name: str,
    at: datetime,
    *,
    has_special_powers: bool = False,
) -> Speaker:
    """Keep who speaks for a side by power of attorney; his name is sealed."""
    matter, application = _entered(actor, number, procedure, at)
    if side not in CaseSide.values or kind not in SpeakerKind.values or kind == SpeakerKind.ELECTED:
        raise InvalidInput(field="kind", why="请选代表哪一方、是什么身份；推举的代表人另外登记。")
    if not name.strip():
        raise InvalidInput(field="speaker", why="请写代理人的姓名。")
    made = _speaker(actor, application, side, kind, name, at, has_special_powers=has_special_powers)
    _note(actor, matter, "speaker_added", at, speaker=made.pk, side=side, kind=kind)
    return made


def _speaker(
    actor: Actor,
    application: Application,
    side: str,
    kind: str,
    name: str,
    at: datetime,
    *,
    has_special_powers: bool,
) -> Speaker:
    return Speaker.objects.create(
        application=application,
        side=side,
        kind=kind,
        name_sealed=sealing.seal(name.strip()[:120]),
        has_special_powers=has_special_powers,
        added_by=actor.name,
        added_at=at,
    )


@transaction.atomic(durable=True)
def elect_speakers(
    actor: Actor, number: str, procedure: str, names: Sequence[str], at: datetime
) -> list[Speaker]:
    """Keep whom ten workers or more elected to speak for all; earlier ones step back."""
    matter, application = _entered(actor, number, procedure, at)
    why = tribunals.why_not_representatives(names, application.people)
    if why is not None:
        raise InvalidInput(field="elected", why=why)
    application.speakers.filter(kind=SpeakerKind.ELECTED, left_at__isnull=True).update(left_at=at)
    made = [
        _speaker(
            actor,
            application,
            CaseSide.APPLICANT,
            SpeakerKind.ELECTED,
            name,
            at,
            has_special_powers=False,
        )
        for name in names
    ]
    _note(actor, matter, "speakers_elected", at, speakers=[one.pk for one in made])
    return made


@transaction.atomic(durable=True)
def end_speaker(actor: Actor, number: str, procedure: str, speaker_id: int, at: datetime) -> Speaker:
    """Keep that somebody speaks for a side no longer."""
    matter, application = _entered(actor, number, procedure, at)
    found = application.speakers.filter(pk=speaker_id, left_at__isnull=True).first()
    if found is None:
        raise NotFound
    found.left_at = at
    found.save()
    _note(actor, matter, "speaker_ended", at, speaker=found.pk)
    return found


@transaction.atomic(durable=True)
def keep_service(
    actor: Actor,
    number: str,
    procedure: str,
    side: str,
    paper: str,
    way: str,
    served_on: date,
    proof: str,
    at: datetime,
) -> Service:
    """Keep the service of a paper from which no term is counted (a notice of the hearing, a notice of the tribunal)."""
    matter, application = _entered(actor, number, procedure, at)
    if (
        side not in CaseSide.values
        or way not in ServiceWay.values
        or paper not in (ServicePaper.NOTICE, ServicePaper.OTHER)
    ):
        raise InvalidInput(
            field="way", why="请选送达给谁、怎么送达；申请书副本、裁决书和决定书的送达在步骤里登记。"
        )
    if served_on > at.astimezone(CHINA).date():
        raise InvalidInput(field="served_on", why="送达日期还没有到，请写实际送达的日期。")
    made = Service.objects.create(
        application=application,
        paper=paper,
        side=side,
        way=way,
        served_on=served_on,
        proof=proof.strip()[:300],
        by_name=actor.name,
        at=at,
    )
    _note(actor, matter, "paper_served", at, service=made.pk)
    return made


# ---------------------------------------------------------------- institutions


@transaction.atomic(durable=True)
def keep_institution(
    actor: Actor,
    unit_id: int,
    procedures: Sequence[str],
    address: str,
    telephone: str,
    hours: str,
    at: datetime,
) -> Institution:
    """Register a unit as an institution that decides here, or change what is said of it; one that was closed opens again."""
    require_role(actor, "disputes.keep_institutions")
    _check_institution(actor, unit_id, procedures, address)
    on = at.astimezone(CHINA).date()
    kept = Institution.objects.select_for_update().filter(unit_id=unit_id).first()
    kept = kept or Institution(unit_id=unit_id, opened_on=on)
    kept.procedures = [name for name in institutions.RUN_HERE if name in procedures]
    kept.address, kept.telephone, kept.hours = address.strip(), telephone.strip(), hours.strip()
    kept.closed_on = None
    kept.save()
    data = {"unit": unit_id, "procedures": kept.procedures, "address": kept.address}
    record(stream=STREAM, verb="disputes.institution_kept", actor=actor, at=at, data=data)
    return kept


def _check_institution(actor: Actor, unit_id: int, procedures: Sequence[str], address: str) -> None:
    if actor.kind is not ActorKind.SYSTEM and not set(units_of(actor.unit_id)) & set(orgs.unit_path(unit_id)):
        raise NotFound
    if orgs.unit(unit_id).kind == "centre":
        raise InvalidInput(
            field="unit", why="仲裁委员会、复议机构要单独设为单位，不能是社会治理中心本身。请选它下面的单位。"
        )
    if not set(procedures) & set(institutions.RUN_HERE):
        raise InvalidInput(field="procedures", why="请至少选一样它在这里办理的案件。")
    if not address.strip():
        raise InvalidInput(field="address", why="请写办公地址，当事人要知道去哪里。")


@transaction.atomic(durable=True)
def close_institution(actor: Actor, unit_id: int, why: str, at: datetime) -> Institution:
    """Let an institution take no new cases; those it has run on."""
    require_role(actor, "disputes.keep_institutions")
    kept = Institution.objects.select_for_update().filter(unit_id=unit_id, closed_on__isnull=True).first()
    if kept is None or not set(units_of(actor.unit_id)) & set(orgs.unit_path(unit_id)):
        raise NotFound
    on = at.astimezone(CHINA).date()
    if on <= kept.opened_on:
        raise Conflict(why="今天刚登记的机构明天才能停办。")
    kept.closed_on = on
    kept.save()
    record(
        stream=STREAM,
        verb="disputes.institution_closed",
        actor=actor,
        at=at,
        data={"unit": unit_id},
        why=why.strip(),
    )
    return kept
