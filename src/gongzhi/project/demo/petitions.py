"""Some forty petitions in every state, each walked there by the people whose moves they are; nothing is written past the actions.

Other parts of the demonstration build on these people: `offices` hires them once, `Offices.head` and `Offices.clerk`
give who leads or takes in where.
"""

import random
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from importlib.resources import files
from typing import Any

from gongzhi.core.clocks import queries as clocks
from gongzhi.core.identity import queries as identity
from gongzhi.core.matters.models import Matter
from gongzhi.core.matters.submission import Submission
from gongzhi.core.orgs import queries as orgs
from gongzhi.core.workflow import queries as workflow
from gongzhi.core.workflow.actions.perform import MoveRequest, perform
from gongzhi.kernel.actor import PUBLIC, Actor, ActorKind
from gongzhi.kernel.terms import CHINA
from gongzhi.project.demo.people import DISTRICT, Staff, hire, person
from gongzhi.systems.petitions import queries
from gongzhi.systems.petitions.actions.intake import Brought, take_in
from gongzhi.systems.petitions.actions.ladder import end_unasked
from gongzhi.systems.petitions.actions.routing import Sorting, sort_and_route

SEED = 2022
Progress = Callable[[str, int, int], None]
Fields = Mapping[str, object]
OPINION: Fields = {
    "facts": "经调阅档案、现场查看并听取双方陈述，信访人反映的情况基本属实，有原始单据、照片和笔录为证。",
    "grounds": "有关单位的做法与当时的规定不完全一致，信访人的请求应当区分处理。",
    "basis": "《信访工作条例》第三十二条；《中华人民共和国村民委员会组织法》第三十条",
    "answer": "由本单位会同属地逐项核对，结果书面告知信访人；不能支持的部分已经当面说明理由。",
}


@dataclass(slots=True)
class Offices:
    """Who acts for the petitions beside the listed staff: heads of bodies, and the office of the city."""

    staff: Staff
    at: datetime
    heads: dict[int, Actor] = field(default_factory=dict)
    clerks: dict[int, Actor] = field(default_factory=dict)

    def head(self, unit_id: int) -> Actor:
        """Return the head of a body, taken on the first time that he is needed; the city's is the listed leader."""
        if unit_id not in self.heads:
            if unit_id == orgs.root().id:
                self.heads[unit_id] = identity.actor_for_account("leader")
            else:
                self.heads[unit_id] = hire(
                    f"head{unit_id}", person(unit_id * 3 + 1), unit_id, ("leader",), self.at
                )
        return self.heads[unit_id]

    def clerk(self, unit_id: int) -> Actor:
        """Return who takes in and drafts at a centre, taken on the first time that he is needed."""
        if unit_id not in self.clerks:
            self.clerks[unit_id] = hire(
                f"petitions{unit_id}", person(unit_id * 3 + 2), unit_id, ("clerk", "dispatcher"), self.at
            )
        return self.clerks[unit_id]


_offices: dict[int, Offices] = {}


def offices(staff: Staff, at: datetime) -> Offices:
    """Return the people of the petitions; the same for the same staff, so that every part of the demonstration shares them."""
    return _offices.setdefault(id(staff), Offices(staff, at))


class NotYet(Exception):
    """The next step would lie in the future: the petition stands where it is."""


@dataclass(slots=True)
class Case:
    """One petition on its way; `at` is when the last thing happened to it."""

    told: Mapping[str, Any]
    number: str
    matter_id: int
    at: datetime
    office: Actor
    body: int


def build(staff: Staff, progress: Progress, now: datetime) -> None:
    """Write the petitions, oldest first."""
    luck = random.Random(SEED)
    told = tomllib.loads((files(__package__) / "petitions.toml").read_text())["petition"]
    teller = Teller(offices(staff, now), luck, now)
    ordered = sorted(told, key=lambda one: -int(one["days"]))
    for n, one in enumerate(ordered):
        progress("信访事项", n, len(ordered))
        teller.tell(one)
    end_unasked(now)
    progress("信访事项", len(ordered), len(ordered))


@dataclass(slots=True)
class Teller:
    """Tells one petition's story step by step until it ends or reaches the present."""

    offices: Offices
    luck: random.Random
    now: datetime
    numbers: dict[str, str] = field(default_factory=dict)

    def tell(self, told: Mapping[str, Any]) -> None:
        """Bring a petition and walk it as far as its steps and the present allow."""
        case = self._bring(told)
        self.numbers[str(told["title"])] = case.number
        try:
            if told["way"]:
                self._sort(case)
            for step in told["steps"]:
                STEPS[step](self, case)
        except NotYet:
            return

    def _bring(self, told: Mapping[str, Any]) -> Case:
        district = next(unit for unit in orgs.children(orgs.root().id) if unit.area_code == DISTRICT)
        towns = [unit for unit in orgs.children(district.id) if unit.kind == "centre"]
        at_district = "same" in told or "joined" in told or self.luck.random() < 0.55
        here = district if at_district else self.luck.choice(towns)
        office = (
            self.offices.staff.of(DISTRICT, "clerk")
            if here.id == district.id
            else self.offices.clerk(here.id)
        )
        at = self._moment(self.now - timedelta(days=int(told["days"])))
        people = tuple(told.get("people", ()))
        sender = str(told.get("sender", ""))
        brought = Brought(
            is_real_name=bool(people),
            is_joint="joined" in told,
            joined=str(told.get("joined", "")),
            representatives=people if "joined" in told else (),
            sender=sender,
            sender_number=str(told.get("sender_number", "")),
            return_on=(at + timedelta(days=int(told["return_in"]))).astimezone(CHINA).date()
            if sender
            else None,
        )
        submission = Submission(
            title=told["title"],
            text=told["text"],
            channel=told["channel"],
            brought_at=at,
            area_code=here.area_code,
            name=people[0] if people else "示例居民",
            contact="13800000000",
        )
        by = PUBLIC if told["channel"] == "web" else office
        given = take_in(by, submission, brought, at)
        bodies = [unit for unit in orgs.departments_for(DISTRICT) if unit.area_code == DISTRICT]
        body = self.luck.choice(bodies[:6]).id
        return Case(told, given.number, given.matter_id, at, office, body)

    def _sort(self, case: Case) -> None:
        way = str(case.told["way"])
        first = case.told["steps"][0] if case.told["steps"] else ""
        sorting = Sorting(way=way)
        if way == "petition" and first != "here":
            sorting = Sorting(
                way="petition" if first in ("transfer", "assign") else "class_only",
                lead=case.body,
                ask="请依法办理，按期书面答复信访人。",
            )
            if first == "assign":
                due = (self._next(case, 1) + timedelta(days=60)).astimezone(CHINA).date()
                sorting = Sorting(way="petition", lead=case.body, ask="请依法办理并反馈结果。", report_on=due)
        if way == "suggestion":
            sorting = Sorting(way="suggestion" if first == "study" else "class_only", lead=case.body)
            if first != "study":
                sorting = Sorting(way="suggestion", lead=case.body)
        if way == "accusation":
            sorting = Sorting(way="accusation", body="丛台区纪委监委")
        if way == "same":
            sorting = Sorting(way="same", into=self.numbers[str(case.told["same"])])
        at = self._next(case, 1)
        sort_and_route(case.office, case.number, sorting, at)
        case.at = at

    # One step each ------------------------------------------------------------------------------------------------

    def nothing(self, case: Case) -> None:
        """What the sorting has done already."""

    def do(
        self,
        case: Case,
        actor: Actor,
        move: str,
        days: float,
        fields: Fields | None = None,
        why: str = "",
        procedure: str = "",
    ) -> None:
        """Make a move some days after the last one."""
        at = self._next(case, days)
        found = workflow.of_matter(case.matter_id)
        named = [one for one in found if one.procedure == procedure] if procedure else []
        proceeding = named[-1] if named else workflow.main_of(case.matter_id)
        perform(actor, MoveRequest(proceeding.id, move, fields or {}, why), at)
        case.at = at

    def matter(self, case: Case) -> Matter:
        """Return the matter as it is now."""
        return queries.matter_now(case.matter_id)

    def lead(self, case: Case) -> Actor:
        """Return the handler of the body that leads now."""
        lead = self.matter(case).lead_id
        assert lead is not None
        return self.offices.staff.handler(lead)

    def head(self, case: Case) -> Actor:
        """Return the head of the body that leads now."""
        lead = self.matter(case).lead_id
        assert lead is not None
        return self.offices.head(lead)

    def petitioner(self, case: Case) -> Actor:
        """Return the petitioner as he acts by his receipt."""
        return Actor(
            ActorKind.RESIDENT, "信访人", frozenset({"resident"}), matter_ids=frozenset({case.matter_id})
        )

    def centre(self, case: Case) -> Actor:
        """Return who drafts at the centre before which a review stands."""
        lead = self.matter(case).lead_id
        assert lead is not None
        return self.offices.clerk(lead)

    def _next(self, case: Case, days: float) -> datetime:
        at = self._moment(case.at + timedelta(days=days))
        if at >= self.now:
            raise NotYet
        return at

    def _moment(self, moment: datetime) -> datetime:
        """Return the moment in office hours of a working day, never after the present."""
        local = moment.astimezone(CHINA)
        day = clocks.calendar().next_working_day(local.date() - timedelta(days=1))
        found = datetime.combine(day, time(8, 40), CHINA) + timedelta(minutes=self.luck.randrange(0, 500))
        return min(
            max(found, local.replace(hour=8, minute=30)),
            self.now - timedelta(minutes=self.luck.randrange(2, 60)),
        )


def _accept(t: Teller, c: Case) -> None:
    t.do(c, t.lead(c), "accept", 3, {"contact_person": f"{t.lead(c).name} 0310-3110000"})


def _contact(t: Teller, c: Case) -> None:
    words = {"way": "visit", "words": "上门听取陈述，收下材料复印件，告知办理期限。"}
    t.do(c, t.lead(c), "contact", 3, words)


def _investigate(t: Teller, c: Case) -> None:
    found = {
        "heard": "信访人、经手人和两位邻居",
        "findings": "调取原始单据四份，现场丈量并拍照，各方在笔录上签字。",
    }
    t.do(c, t.lead(c), "investigate", 6, found)


def _dispute(t: Teller, c: Case) -> None:
    other = next(
        one.id for one in orgs.departments_for(DISTRICT) if one.id != c.body and one.area_code == DISTRICT
    )
    ground = {"ground": "“三定”规定第四条", "advice": other}
    t.do(c, t.lead(c), "object_competence", 2, ground, "该事项的主管职责在另一部门，本单位只负责配合。")


def _superior(t: Teller, c: Case) -> None:
    district = next(unit.id for unit in orgs.children(orgs.root().id) if unit.area_code == DISTRICT)
    fields: Fields = {"way": "superior", "lead": c.body, "ask": "由你单位牵头，另一部门协办。"}
    t.do(c, t.offices.head(district), "decide_competence", 3, fields, "依“三定”规定，牵头责任在原接收单位。")


def _draft(outcome: str) -> Callable[[Teller, Case], None]:
    def step(t: Teller, c: Case) -> None:
        fields: dict[str, object] = {**OPINION, "outcome": outcome, "request": c.told["text"][:300]}
        if outcome == "supported":
            fields["perform_by"] = (t._next(c, 6) + timedelta(days=30)).astimezone(CHINA).date().isoformat()
            fields["answer"] = "予以支持：由本单位核发差额，并在执行期限内送达信访人。"
        t.do(c, t.lead(c), "draft_opinion", 6, fields)

    return step


def _decide(procedure: str) -> Callable[[Teller, Case], None]:
    def step(t: Teller, c: Case) -> None:
        fields = dict(OPINION) | {
            "result": "upheld",
            "request": "撤销原意见，重新办理。",
            "answer": "原意见认定事实清楚、依据正确，予以维持；对没有写明的日期，责成原办理机关补充告知。",
        }
        t.do(c, t.centre(c), "draft_decision", 6, fields, procedure=procedure)
        t.do(c, t.head(c), "sign_decision", 2, procedure=procedure)

    return step


def _review(procedure: str) -> Callable[[Teller, Case], None]:
    def step(t: Teller, c: Case) -> None:
        words: Fields = {"words": "意见没有写明由谁、到哪一天恢复，请上一级机关查清。"}
        t.do(c, t.petitioner(c), "request", 5, words, procedure=procedure)

    return step


def _hearing(t: Teller, c: Case) -> None:
    held = (t._next(c, 3) + timedelta(days=5)).isoformat()
    t.do(
        c,
        t.centre(c),
        "open_hearing",
        3,
        {"held_at": held, "place": "市信访接待中心二楼"},
        procedure="re_review",
    )


def _heard(t: Teller, c: Case) -> None:
    record: Fields = {"record": "双方到场陈述，听证员五人；一致认为原意见的事实部分清楚，日期部分应当补充。"}
    t.do(c, t.centre(c), "close_hearing", 6, record, procedure="re_review")


def _objected(t: Teller, c: Case) -> None:
    t.do(c, t.petitioner(c), "object_route", 4, why="我认为这件事机关自己就能处理，不用打官司。")


def _upheld(t: Teller, c: Case) -> None:
    told: Fields = {
        "body": "丛台区人民法院",
        "guidance": "请在判决书写明的期限内上诉，立案电话 12368；需要法律援助拨打 12348。",
    }
    reviewer = (
        t.offices.staff.of(DISTRICT, "reviewer")
        if c.office.unit_path == t.offices.staff.of(DISTRICT, "clerk").unit_path
        else t.offices.head(t.matter(c).owner_id or 0)
    )
    t.do(c, reviewer, "uphold_route", 5, told, "涉及生效裁判，应当通过审判监督程序处理。")


def _hearing_called(t: Teller, c: Case) -> None:
    held = (t._next(c, 2) + timedelta(days=7)).isoformat()
    fields: Fields = {
        "held_at": held,
        "place": "教育局三楼会议室",
        "host": "没有经办过的副局长",
        "questions": "划片的依据和调整的可能",
    }
    t.do(c, t.lead(c), "hold_hearing", 2, fields)


def _both(words: Fields) -> Fields:
    return {"petitioner_agrees": True, "other_agrees": True, **words}


STEPS: dict[str, Callable[[Teller, Case], None]] = {
    "transfer": Teller.nothing,
    "assign": Teller.nothing,
    "here": lambda t, c: t.do(c, c.office, "contact", 1, {"way": "visit", "words": "当面听取了陈述。"}),
    "study": Teller.nothing,
    "passed": Teller.nothing,
    "accept": _accept,
    "contact": _contact,
    "investigate": _investigate,
    "dispute": _dispute,
    "superior": _superior,
    "refused": lambda t, c: t.do(c, c.office, "refuse_return", 1, why="依“三定”规定属于你单位职责。"),
    "returned": lambda t, c: t.do(c, c.office, "agree_return", 1, why="经核对，同意退回，另行转送。"),
    "extend": lambda t, c: t.do(c, t.head(c), "extend", 4, {"length": "20"}, "涉及三个单位，需要现场检测。"),
    "draft": _draft("not_supported"),
    "draft_explained": _draft("explained"),
    "draft_supported": _draft("supported"),
    "sign": lambda t, c: t.do(c, t.head(c), "sign_opinion", 2),
    "sign_supported": lambda t, c: t.do(c, t.head(c), "sign_supported", 2),
    "performed": lambda t, c: t.do(c, t.lead(c), "report_performance", 10, {"done": "差额已经打到信访人账户，有回单。"}),
    "confirmed": lambda t, c: t.do(c, c.office, "confirm_performed", 3, {"checked": "电话核实信访人已收到，查看了回单。"}),
    "review": _review("review"),
    "reviewed": _decide("review"),
    "re_review": _review("re_review"),
    "hearing": _hearing,
    "heard": _heard,
    "final": _decide("re_review"),
    "call_hearing": _hearing_called,
    "mediate": lambda t, c: t.do(c, t.lead(c), "mediate", 3, _both({"record": "双方到场，商定各退一步，共同清淤。"})),
    "settle": lambda t, c: t.do(c, t.lead(c), "settle", 4, _both({"answer": "双方各出工一天恢复排水沟，沟宽四十厘米，今后共同维护。"})),
    "objected": _objected,
    "upheld": _upheld,
    "to_order": lambda t, c: t.do(c, c.office, "hand_to_service_order", 1),
    "adopted": lambda t, c: t.do(
        c, t.lead(c), "reply_suggestion", 15, {"adopted": "part", "answer": "采纳设斑马线的建议，已列入本季度计划；减速带由交警复核后决定。", "reward": "感谢信"}
    ),
    "told": lambda t, c: t.do(c, c.office, "answer_accusation", 20, {"answer": "接收机关已经受理并开展核查，结果将依纪依法反馈。"}),
    "withdrawn": lambda t, c: t.do(c, t.petitioner(c), "withdraw", 5),
}  # fmt: skip


__all__ = ["Offices", "build", "offices"]
