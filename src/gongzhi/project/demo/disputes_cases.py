"""A township's mediator with cases in every state, each walked there by the people whose steps they are."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from gongzhi.core.matters.actions.submit import submit
from gongzhi.core.matters.submission import Submission
from gongzhi.core.orgs import queries as orgs
from gongzhi.core.workflow.actions.perform import MoveRequest, perform
from gongzhi.kernel.actor import PUBLIC, Actor
from gongzhi.project.demo.people import DISTRICT, PASSWORD, DemoAccount, Staff, hire
from gongzhi.systems.disputes.actions import alarms, consents, keys, mediators, offers, opening, talks
from gongzhi.systems.disputes.actions.consents import Said
from gongzhi.systems.disputes.actions.opening import CaseInput, SideInput, Story
from gongzhi.systems.disputes.queries import cases

Progress = Callable[[str, int, int], None]
LISTED = (DemoAccount("调解员(街道人民调解委员会)", "mediator", PASSWORD),)
# days ago, title, what happened, cause, applicant, respondent
_STORIES: tuple[tuple[int, str, str, str, str, str], ...] = (
    (1, "两家共用的过道堆放杂物", "对门把旧家具堆在共用过道，出入要侧身，说了几次都没有搬。要求一周内清空。", "neighbours", "史玉兰", "郝志强"),
    (2, "分家时老屋怎么分说不拢", "父亲去世后，兄弟三人对两间老屋的使用说法不一，请帮着坐下来谈。", "family", "孟庆丰", "孟庆余"),
    (9, "租户退房不退押金", "合同到期一个月，房东以墙面磨损为由不退两千元押金。", "contract", "段小雨", "侯建业"),
    (12, "楼上深夜练琴影响休息", "楼上每晚十点以后练琴，老人睡不着。要求九点半以后不再练。", "neighbours", "高小琴", "柳文博"),
    (20, "楼上漏水泡坏天花板", "卫生间漏水，泡坏了楼下的天花板和柜子，对原因说法不一，要求修好并赔偿。", "damages", "汪秀英", "龚海涛"),
    (26, "装修欠款谈不拢", "装修完工三个月，尾款六千元没有付，业主说有质量问题。", "contract", "覃永胜", "邱丽娟"),
    (14, "十二名工人被拖欠工资", "工地停工两个月，十二名工人的工资共十八万六千元没有发。", "labour", "温建国", "某建筑劳务公司"),
)  # fmt: skip


@dataclass(slots=True)
class Told:
    """One case on its way: its number, its mediator, and when it came."""

    number: str
    who: Actor
    came: datetime
    now: datetime

    def at(self, days: float) -> datetime:
        """Return a moment so many days after it came, never after the present."""
        return min(self.came + timedelta(days=days), self.now)

    def move(self, days: float, name: str, why: str = "", **fields: object) -> None:
        """Make a move of its mediation."""
        matter, _case = cases.case_for(self.who, self.number)
        perform(self.who, MoveRequest(cases.mediation_now(matter.id).id, name, fields, why), self.at(days))

    def agree(self, days: float, about: str, detail: str, *answers: str) -> None:
        """Ask both sides and record what they said."""
        consents.ask(self.who, self.number, about, detail, self.at(days))
        for code, answer in zip("ab", answers, strict=False):
            consents.record_answer(
                self.who, self.number, code, Said(about, detail, answer, "phone"), self.at(days)
            )

    def to_mediating(self, kind: str = "peoples_mediation") -> None:
        """Walk it to where it is mediated."""
        self.move(0.1, "ask_consent")
        for code in "ab":
            said = Said("mediation", kind, "given", "in_person")
            consents.record_answer(self.who, self.number, code, said, self.at(1))
        self.move(1, "accept")
        mediators.choose(self.who, self.number, mediators.Chosen("body", self.who.account_id), self.at(1))
        mediators.declare(self.who, self.number, [], self.at(1))
        self.move(1, "start")


def build(staff: Staff, progress: Progress, at: datetime) -> None:
    """Open the cases and bring each to where it stands."""
    below = orgs.children(orgs.area_owner(DISTRICT))
    township = next(one.area_code for one in below if one.kind == "centre")
    unit = orgs.area_owner(township)
    who = hire("mediator", "康和平", unit, ("mediator",), at - timedelta(days=60), password=PASSWORD)
    for n, story in enumerate(_STORIES):
        _WALKS[n](_open(who, township, story, at))
        progress("调解案件", n + 1, len(_STORIES) + 1)
    _taken_in(
        township,
        at,
        hire("mediation_clerk", "路公道", unit, ("clerk", "dispatcher"), at - timedelta(days=60)),
    )
    progress("调解案件", len(_STORIES) + 1, len(_STORIES) + 1)


def _open(who: Actor, township: str, story: tuple[int, str, str, str, str, str], at: datetime) -> Told:
    days, title, text, cause, applicant, respondent = story
    came = at - timedelta(days=days)
    is_labour = cause == "labour"
    kind = "labour_mediation" if is_labour else "peoples_mediation"
    made = opening.open_case(
        who,
        Story(text, title=title, area_code=township),
        CaseInput(kind, cause, amount=18_600_000 if is_labour else None),
        [
            SideInput("applicant", applicant, "13900000001", people=12 if is_labour else 1),
            SideInput("respondent", respondent, "13900000002", is_organisation=is_labour),
        ],
        came,
    )
    return Told(made.number, who, came, at)


def _applied(told: Told) -> None:
    keys.give_key(told.who, told.number, "b", told.at(0.1))


def _asked(told: Told) -> None:
    told.move(0.1, "ask_consent")
    said = Said("mediation", "peoples_mediation", "given", "phone", "愿意坐下来谈")
    consents.record_answer(told.who, told.number, "a", said, told.at(0.5))


def _refused(told: Told) -> None:
    told.move(0.1, "ask_consent")
    said = Said("mediation", "peoples_mediation", "refused", "phone", "没什么好谈的")
    consents.record_answer(told.who, told.number, "b", said, told.at(2))


def _talked(told: Told) -> None:
    told.to_mediating()
    number, who = told.number, told.who
    on_site = talks.Plan(told.at(4), "on_site", "街道调解室")
    talks.hold_now(who, number, on_site, ("a", "b"), "", told.at(4))
    talks.write_note(who, number, talks.Said("双方到场，各自说明了练琴的时间和影响。", "joint"), told.at(4))
    talks.write_note(
        who, number, talks.Said("主要怕老人再住院，九点半停就能接受。", "caucus", "a"), told.at(5)
    )
    talks.write_note(who, number, talks.Said("可以先从加装隔音垫谈起。", "own"), told.at(5))
    offers.make(who, number, "b", "平时九点半停，周末到十点，自己出钱装隔音垫。", told.at(6), carry=True)
    offers.put_fact(who, number, "双方住上下楼，练琴的是乙方的孩子。", told.at(6), ("a", "b"))
    talks.plan(who, number, talks.Plan(told.now + timedelta(days=2), "on_site", "街道调解室"), told.now)


def _at_expert(told: Told) -> None:
    told.to_mediating()
    told.agree(6, "expert", "", "given", "given")
    told.move(7, "send_expert", institution="市建筑工程质量检测中心", question="漏水的原因和修复的费用")


def _failed(told: Told) -> None:
    told.to_mediating()
    told.agree(15, "extension", "10", "given", "refused")
    offers.put_fact(told.who, told.number, "装修在三个月前完工，尾款六千元没有付。", told.at(10), ("a", "b"))
    told.move(20, "end", "双方对质量问题分歧较大，没有达成协议", ending="not_reached")


def _to_arbitration(told: Told) -> None:
    told.to_mediating("labour_mediation")
    people = alarms.Alarm(
        "order", _told_body(told), "工人情绪激动，打算到工地门口聚集", "已到现场劝说，约定三日内再谈"
    )
    alarms.raise_alarm(told.who, told.number, people, told.at(3))
    offers.put_fact(told.who, told.number, "十二名工人在工地干活两个月，工资没有发。", told.at(5), ("a", "b"))
    told.move(12, "to_labour_arbitration", "期限将满，工人要求申请仲裁")


def _told_body(told: Told) -> int:
    matter, _case = cases.case_for(told.who, told.number)
    return matter.owner_path[-2]


def _taken_in(township: str, at: datetime, clerk: Actor) -> None:
    """Bring a service order over an argument into mediation; its sides wait to be registered."""
    came = at - timedelta(days=1)
    given = submit(
        PUBLIC,
        Submission(
            title="楼下饭店油烟和住户争执",
            text="楼下饭店的油烟口正对住户窗户，双方吵过几次，希望有人来说和。",
            channel="web",
            brought_at=came,
            area_code=township,
            name="华春梅",
            contact="13900000003",
        ),
        came,
    )
    opening.take_in(clerk, given.number, "peoples_mediation", "双方都愿意请人说和", came + timedelta(hours=3))


_WALKS: tuple[Callable[[Told], None], ...] = (
    _applied,
    _asked,
    _refused,
    _talked,
    _at_expert,
    _failed,
    _to_arbitration,
)
