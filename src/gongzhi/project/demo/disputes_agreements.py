"""Agreements of the township's mediator in every state: to be signed, running, late, confirmed by the court, performed."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

from gongzhi.core.identity import queries as identity
from gongzhi.core.orgs import queries as orgs
from gongzhi.core.workflow.actions.perform import MoveRequest, perform
from gongzhi.kernel.actor import Actor
from gongzhi.kernel.lengths import add_months, local_day
from gongzhi.project.demo.disputes_cases import Told
from gongzhi.project.demo.people import DISTRICT, Staff
from gongzhi.systems.disputes.actions import agreement as writing
from gongzhi.systems.disputes.actions import confirmation, opening, performance
from gongzhi.systems.disputes.actions.agreement import Drafting
from gongzhi.systems.disputes.actions.opening import CaseInput, SideInput, Story
from gongzhi.systems.disputes.actions.performance import Told as Said
from gongzhi.systems.disputes.models import PerformanceItem
from gongzhi.systems.disputes.queries import agreements, cases, confirmations
from gongzhi.systems.disputes.queries.confirmations import Identity
from gongzhi.systems.disputes.queries.people import sides_of
from gongzhi.systems.disputes.rules.agreement import Clause, ClauseKind, Terms
from gongzhi.systems.disputes.rules.instalments import equal

Progress = Callable[[str, int, int], None]
COURT = "邯郸市丛台区人民法院"
RULING = "（2026）冀0403民特12号"
# days ago, title, what happened, applicant, respondent
_STORIES: tuple[tuple[int, str, str, str, str], ...] = (
    (6, "广场舞音响太吵", "楼下每晚跳舞到十点半，音响开得很大，孩子没法写作业。要求九点以前结束。", "艾小芳", "穆春兰"),
    (40, "借款三万元没有还", "去年借给同乡三万元，说好半年还清，一直没有还。", "池永贵", "庞大勇"),
    (24, "电动车撞伤医药费", "在小区里被电动车撞伤，花了九千六百元医药费。", "蓝玉梅", "项学军"),
    (95, "水管漏水泡坏地板", "楼上水管爆裂，泡坏了地板和家具，要求赔一万二千元。", "倪建平", "费立新"),
    (30, "摩托车停在自家门口", "邻居的摩托车总停在我家门口，进出不便，要求挪走。", "芦长海", "阎小军"),
)  # fmt: skip


def build(staff: Staff, progress: Progress, at: datetime) -> None:
    """Open the cases, mediate them and bring each agreement to where it stands."""
    who = identity.actor_for_account("mediator")
    below = orgs.children(orgs.area_owner(DISTRICT))
    township = next(one.area_code for one in below if one.kind == "centre")
    walks = (_to_be_signed, _running, _to_be_confirmed, _confirmed_and_late, _oral_and_performed)
    for n, (story, walk) in enumerate(zip(_STORIES, walks, strict=True), 1):
        walk(_mediating(who, township, story, at))
        progress("调解协议", n, len(_STORIES))


def _mediating(who: Actor, township: str, story: tuple[int, str, str, str, str], at: datetime) -> Told:
    days, title, text, applicant, respondent = story
    came = at - timedelta(days=days)
    made = opening.open_case(
        who,
        Story(text, title=title, area_code=township),
        CaseInput("peoples_mediation", "neighbours" if "元" not in text else "damages"),
        [
            SideInput("applicant", applicant, "13900000011", address="人民路 8 号院"),
            SideInput("respondent", respondent, "13900000012", address="人民路 8 号院"),
        ],
        came,
    )
    told = Told(made.number, who, came, at)
    told.to_mediating()
    return told


def _terms(told: Told, facts: str, *clauses: Clause, grace: int | None = None) -> Terms:
    return Terms(facts, "", "双方各自承担相应的责任。", clauses, called_due_after=grace)


def _draft(told: Told, days: float, terms: Terms) -> str:
    writing.draft_agreement(told.who, told.number, Drafting("written", terms), told.at(days))
    agreement = agreements.current(_matter(told))
    assert agreement is not None
    return agreements.newest_draft(agreement).sha256


def _settle(told: Told, days: float, terms: Terms) -> None:
    """Have a written agreement signed by all and sealed."""
    read = _draft(told, days, terms)
    for side, name in zip(_sides(told), ("申请人签名", "被申请人签名"), strict=True):
        writing.sign_as_side(side, name, read, told.at(days))
    writing.sign_as_mediator(told.who, told.number, read, told.at(days))
    told.move(days, "agree")


def _matter(told: Told) -> int:
    return cases.case_for(told.who, told.number)[0].id


def _sides(told: Told) -> list[int]:
    return [one.pk for one in sides_of(cases.case_for(told.who, told.number)[1])]


def _day(told: Told, days: float) -> date:
    return local_day(told.at(days))


def _pay(told: Told, days: float, fen: int, parts: int, what: str) -> Clause:
    first = add_months(_day(told, days), 1) if parts > 1 else _day(told, days) + timedelta(days=20)
    if parts == 1:
        return Clause(ClauseKind.PAY, "b", "a", what, "银行转账", fen, first)
    return Clause(ClauseKind.PAY, "b", "a", what, "银行转账", fen, None, equal(fen, parts, first))


def _item(told: Told, part: int) -> PerformanceItem:
    agreement = agreements.effective(_matter(told))
    found = agreements.instalment(agreement, part) if agreement else None
    assert found is not None
    return found


def _perform(told: Told, days: float, part: int) -> None:
    item = _item(told, part)
    debtor, creditor = _sides(told)[1], _sides(told)[0]
    performance.say_performed(debtor, item.pk, Said(_day(told, days), "已经转账"), told.at(days))
    performance.say_received(creditor, item.pk, Said(), told.at(days))


def _to_be_signed(told: Told) -> None:
    quiet = Clause(ClauseKind.REFRAIN, "b", "", "每日二十一时至次日八时在小区内使用音响")
    read = _draft(told, 4, _terms(told, "乙方每晚在楼下使用音响，影响甲方休息。", quiet))
    writing.sign_as_side(_sides(told)[0], "艾小芳", read, told.at(5))


def _running(told: Told) -> None:
    _settle(
        told, 4, _terms(told, "乙方借甲方三万元，至今未还。", _pay(told, 4, 30_000_00, 6, "借款"), grace=10)
    )
    _perform(told, 35, 1)


def _to_be_confirmed(told: Told) -> None:
    _settle(told, 5, _terms(told, "乙方骑电动车撞伤甲方。", _pay(told, 5, 9_600_00, 3, "医药费"), grace=10))
    confirmation.answer_check(told.who, told.number, [], [], told.at(7))
    confirmation.consent_as_side(_sides(told)[0], True, told.at(8))


def _confirmed_and_late(told: Told) -> None:
    _settle(
        told,
        5,
        _terms(told, "乙方家水管爆裂，泡坏甲方地板。", _pay(told, 5, 12_000_00, 12, "赔偿款"), grace=15),
    )
    confirmation.answer_check(told.who, told.number, [], [], told.at(8))
    for n, side in enumerate(_sides(told)):
        confirmation.consent_as_side(side, True, told.at(9))
        given = Identity(
            ("倪建平", "费立新")[n], "居民身份证", f"13040319800101{n}011", "人民路 8 号院", "13900000011"
        )
        confirmation.keep_identity_as_side(side, given, told.at(9))
    day = _day(told, 10).isoformat()
    _court(told, 10, "apply", court=COURT, court_ground="organisation", handed_in_on=day, way="in_person")
    _court(told, 12, "court_accepts", accepted_on=_day(told, 12).isoformat(), case_number=RULING)
    _court(
        told,
        22,
        "court_confirms",
        ruling=RULING,
        served_on=_day(told, 22).isoformat(),
        reasons="协议出于双方自愿，内容不违反法律强制性规定。",
    )
    _perform(told, 34, 1)
    late = _item(told, 2)
    performance.say_not_received(_sides(told)[0], late.pk, Said(words="第二期没有收到"), told.at(75))


def _court(told: Told, days: float, move: str, **fields: object) -> None:
    proceeding = confirmations.of_matter(_matter(told))
    assert proceeding is not None
    perform(told.who, MoveRequest(proceeding.id, move, fields), told.at(days))


def _oral_and_performed(told: Told) -> None:
    by = _day(told, 8)
    move_away = Clause(ClauseKind.ACT, "b", "a", "把摩托车挪到公共车棚停放", due_on=by)
    terms = _terms(told, "乙方的摩托车常停在甲方门口。", move_away)
    writing.draft_agreement(told.who, told.number, Drafting("oral", terms, _day(told, 3)), told.at(3))
    told.move(3, "agree")
    item = _item(told, 0)
    performance.mark_performed(told.who, told.number, item.pk, Said(by, "上门看过，车已经挪走"), told.at(9))
