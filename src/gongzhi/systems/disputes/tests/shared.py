"""What tests over cases of mediation share: people who mediate, a case opened, walked a part of its way."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from gongzhi.core.identity.testing import Cast, at, make_actor, make_unit
from gongzhi.core.matters.models import Matter
from gongzhi.core.orgs import cache
from gongzhi.core.workflow import queries as workflow
from gongzhi.core.workflow.actions import MoveRequest, perform
from gongzhi.core.workflow.context import MoveContext
from gongzhi.core.workflow.models import Proceeding
from gongzhi.kernel.actor import Actor
from gongzhi.systems.disputes.actions import consents, mediators, opening
from gongzhi.systems.disputes.actions.opening import CaseInput, Opened, SideInput, Story
from gongzhi.systems.disputes.models import About, Case, Side
from gongzhi.systems.disputes.queries import cases

PHONE_A = "13911110001"
PHONE_B = "13922220002"
NAME_A = "高申请"
NAME_B = "柳被申"


@dataclass(frozen=True, slots=True)
class Bench:
    """Who mediates in the tests: a committee below the township with two mediators, the police, a neighbour's committee."""

    cast: Cast
    committee: int
    hospital: int
    police: int
    mediator: Actor
    colleague: Actor
    doctor: Actor
    constable: Actor
    sergeant: Actor
    stranger: Actor


@transaction.atomic
def make_bench(cast: Cast) -> Bench:
    """Write the bodies and posts that mediate."""
    township, district, neighbour = (cast.units[one] for one in ("township", "district", "neighbour"))
    committee = make_unit("committee", "人民路街道人民调解委员会", "department", township, "130403001")
    hospital = make_unit("medical", "丛台区医疗纠纷人民调解委员会", "department", district, "130403")
    police = make_unit("police", "丛台区公安分局人民路派出所", "department", township, "130403001")
    other = make_unit("elsewhere", "邯山区人民调解委员会", "department", neighbour, "130402")
    cache.changed()
    return Bench(
        cast=cast,
        committee=committee.id,
        hospital=hospital.id,
        police=police.id,
        mediator=make_actor("mediator", "白调解", committee.id, ("mediator",)),
        colleague=make_actor("colleague", "田同事", committee.id, ("mediator",)),
        doctor=make_actor("doctor", "石医调", hospital.id, ("mediator",)),
        constable=make_actor("constable", "雷民警", police.id, ("handler",)),
        sergeant=make_actor("sergeant", "龙所长", police.id, ("leader",)),
        stranger=make_actor("stranger", "外区调解", other.id, ("mediator",)),
    )


def sides(agrees: str = "", **second: object) -> list[SideInput]:
    """Return an applicant and a respondent with contacts of their own."""
    values: dict[str, object] = {
        "part": "respondent",
        "name": NAME_B,
        "contact": PHONE_B,
        "agrees": agrees,
    } | second
    return [
        SideInput("applicant", NAME_A, PHONE_A, address="展览路社区 3 号楼", agrees=agrees),
        SideInput(**values),  # type: ignore[arg-type]
    ]


def open_one(
    actor: Actor,
    kind: str = "peoples_mediation",
    cause: str = "neighbours",
    when: datetime | None = None,
    agrees: str = "",
    **about: object,
) -> Opened:
    """Open a case on the morning of 2 March 2026."""
    told = Story(
        "楼上每天深夜练琴，影响休息，要求晚上十点以后不再练。", title="楼上深夜练琴", area_code="130403001001"
    )
    case = CaseInput(kind, cause, **about)  # type: ignore[arg-type]
    return opening.open_case(actor, told, case, sides(agrees), when or at("2026-03-02 09:00"))


def matter_of(given: Opened) -> Matter:
    """Return the matter as it is now."""
    return Matter.objects.get(number=given.number)


def case_of(given: Opened) -> Case:
    """Return the case as it is now."""
    return Case.objects.get(matter_id=matter_of(given).id)


def side_of(given: Opened, code: str) -> Side:
    """Return a side of the case."""
    return Side.objects.get(case_id=matter_of(given).id, code=code)


def now_at(given: Opened) -> Proceeding:
    """Return the newest mediation."""
    return cases.mediation_now(matter_of(given).id)


def newest(given: Opened) -> Proceeding:
    """Return the newest proceeding of any kind."""
    return workflow.of_matter(matter_of(given).id)[-1]


def move(
    actor: Actor,
    given: Opened,
    name: str,
    when: datetime,
    reason: str = "",
    fields: Mapping[str, object] | None = None,
) -> MoveContext:
    """Perform a move of the newest mediation."""
    return perform(actor, MoveRequest(now_at(given).id, name, fields or {}, reason), when)


def answer(
    actor: Actor,
    given: Opened,
    code: str,
    said: str,
    when: datetime,
    about: str = "mediation",
    detail: str | None = None,
    words: str = "",
) -> None:
    """Record how a side answered by telephone."""
    kind = now_at(given).procedure if detail is None and about == About.MEDIATION else detail or ""
    told = consents.Said(about, kind, said, "phone", words)
    consents.record_answer(actor, given.number, code, told, when)


def consent_of_all(actor: Actor, given: Opened, about: str, detail: str, when: datetime) -> None:
    """Ask both sides for something and record that both said yes."""
    consents.ask(actor, given.number, about, detail, when)
    for code in ("a", "b"):
        answer(actor, given, code, "given", when, about, detail)


def to_accepted(bench: Bench, given: Opened, when: datetime | None = None) -> None:
    """Ask both, both agree, the case is accepted on the afternoon of 2 March."""
    moment = when or at("2026-03-02 15:00")
    actor = _who(bench, given)
    move(actor, given, "ask_consent", moment)
    for code in ("a", "b"):
        answer(actor, given, code, "given", moment)
    move(actor, given, "accept", moment)


def to_mediating(bench: Bench, given: Opened, when: datetime | None = None) -> None:
    """Walk a fresh case to where it is mediated."""
    moment = when or at("2026-03-02 15:00")
    actor = _who(bench, given)
    to_accepted(bench, given, moment)
    take(actor, given, moment)
    move(actor, given, "start", moment)


def take(actor: Actor, given: Opened, when: datetime) -> None:
    """Choose the actor as mediator and have him declare that he has no tie."""
    mediators.choose(actor, given.number, mediators.Chosen("body", actor.account_id), when)
    mediators.declare(actor, given.number, [], when)


def _who(bench: Bench, given: Opened) -> Actor:
    by_unit = {bench.hospital: bench.doctor, bench.police: bench.constable}
    return by_unit.get(matter_of(given).lead_id or 0, bench.mediator)
