"""A year of matters: each is brought, handled and ended by the moves that people would make, on working days."""

import random
import tomllib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from importlib.resources import files
from typing import Any

from gongzhi.core.clocks import queries as clocks
from gongzhi.core.matters.actions.submit import submit
from gongzhi.core.matters.queries import texts
from gongzhi.core.matters.submission import Submission, Submitted
from gongzhi.core.orgs import queries as orgs
from gongzhi.core.suggest.actions import suggest_triage
from gongzhi.core.workflow import queries as workflow
from gongzhi.core.workflow.actions.perform import MoveRequest, perform
from gongzhi.kernel.actor import PUBLIC, Actor, ActorKind
from gongzhi.kernel.engine import MoveRefused
from gongzhi.kernel.errors import DomainError
from gongzhi.kernel.terms import CHINA
from gongzhi.project.demo import places
from gongzhi.project.demo.people import Staff

SEED = 1304
DAYS = 365
READ_SINCE = timedelta(days=45)
"""The machine's suggestions are kept beside what people chose for matters this young; older ones came before it."""
CHANNELS = ("web",) * 5 + ("phone",) * 4 + ("grid",) * 2 + ("window",)
WORDS = ("办得快，谢谢。", "问题解决了。", "态度好，就是慢了点。", "还行。", "")
URGENT = frozenset({"utility.gas", "utility.heat", "utility.water", "facility.manhole", "safety.passage"})


@dataclass(frozen=True, slots=True)
class Topic:
    """One kind of message with its texts."""

    category: str
    titles: tuple[str, ...]
    texts: tuple[str, ...]
    answers: tuple[str, ...]


@dataclass(slots=True)
class Case:
    """One matter on its way; `at` is when the last thing happened to it."""

    topic: Topic
    slots: dict[str, str]
    county: str
    given: Submitted
    proceeding: int
    at: datetime


class NotYet(Exception):
    """The next step would lie in the future: the matter stands where it is."""


def build(staff: Staff, matters: int, progress: Callable[[str, int, int], None], now: datetime) -> None:
    """Write the year, oldest matter first."""
    luck = random.Random(SEED)
    corpus = tomllib.loads((files(__package__) / "corpus.toml").read_text())
    topics = [
        Topic(t["category"], tuple(t["titles"]), tuple(t["texts"]), tuple(t["answers"]))
        for t in corpus["topic"]
    ]
    points = places.draw(luck)
    days = sorted(_moment(luck, now) for _ in range(matters))
    progress("一年的事项", 0, matters)
    for n, at in enumerate(days, start=1):
        teller = Teller(staff, luck, corpus["slots"], now)
        teller.tell(luck.choice(topics), next(points), at)
        if n % 25 == 0 or n == matters:
            progress("一年的事项", n, matters)


def _moment(luck: random.Random, now: datetime) -> datetime:
    """Return when somebody says something: a quarter of it in the last six days, mostly by day."""
    days = luck.uniform(0, luck.choices((DAYS, 45, 6), (40, 35, 25))[0])
    moment = (now - timedelta(days=days)).astimezone(CHINA)
    hour = luck.choices(
        range(24), [1, 1, 0, 0, 0, 1, 3, 6, 10, 11, 10, 8, 5, 6, 8, 9, 9, 8, 7, 7, 6, 5, 3, 2]
    )[0]
    said = moment.replace(hour=hour, minute=luck.randrange(60), second=luck.randrange(60))
    return min(said, now - timedelta(minutes=luck.randrange(1, 90)))


@dataclass(slots=True)
class Teller:
    """Tells one matter's story move by move until it ends or reaches the present."""

    staff: Staff
    luck: random.Random
    slots: dict[str, list[str]]
    now: datetime

    def tell(self, topic: Topic, place: places.Place, at: datetime) -> None:
        """Bring a matter of a topic at a place and take it as far as time and luck allow."""
        case = self._bring(topic, place, at)
        try:
            for step in self._way(case):
                step()
        except NotYet:
            return

    def _bring(self, topic: Topic, place: places.Place, at: datetime) -> Case:
        code, lon, lat = place
        slots = {name: self.luck.choice(words) for name, words in self.slots.items()}
        numbers = {"n": (3, 28), "days": (2, 9), "hour": (19, 23), "month": (2, 8)}
        slots |= {name: str(self.luck.randint(*span)) for name, span in numbers.items()}
        anonymous = self.luck.random() < 0.15
        kind = self.luck.randrange(len(topic.texts))
        given = submit(
            PUBLIC,
            Submission(
                title=_fill(topic.titles[kind % len(topic.titles)], slots),
                text=_fill(topic.texts[kind], slots),
                channel=self.luck.choice(CHANNELS),
                brought_at=at,
                category=topic.category if self.luck.random() < 0.5 else "",
                place=slots["road"] if self.luck.random() < 0.5 else slots["estate"],
                lon=lon,
                lat=lat,
                name="" if anonymous else "示例居民",
                contact="" if anonymous else "13800000000",
                is_anonymous=anonymous,
                is_public=self.luck.random() < 0.4,
            ),
            at,
        )
        if at > self.now - READ_SINCE:
            suggest_triage([texts.asked_of(given.matter_id)], at)
        proceeding = workflow.main_of(given.matter_id).id
        return Case(topic, slots, code[:6], given, proceeding, at)

    def _way(self, case: Case) -> Iterator[Callable[[], None]]:
        """Yield the steps of one of the ways that matters really take."""
        do, luck = self._do, self.luck
        is_slow = luck.random() < 0.07
        if luck.random() < 0.03:
            yield lambda: do(
                case, "clerk", "refuse", 6, self._refusal(), "属于诉讼处理的事项，法院已经立案。"
            )
            return
        if luck.random() < 0.05 and case.topic.category.startswith(
            ("advice", "service", "security", "health")
        ):
            fields = {"category": case.topic.category, "answer": self._answer(case)}
            yield lambda: do(case, "clerk", "answer_now", 4, fields)
            yield lambda: self._called_back(case, solved=True)
            yield lambda: do(case, "caller", "archive", 2)
            return
        yield lambda: do(case, "clerk", "triage", 60 if is_slow else 5, self._triage(case))
        yield lambda: do(case, "dispatcher", "dispatch", 5, self._dispatch(case))
        if luck.random() < 0.06:
            yield lambda: self._returned(case)
            yield lambda: do(case, "dispatcher", "dispatch", 5, self._dispatch(case))
        yield lambda: self._lead(case, "sign", 40 if is_slow else 5)
        yield lambda: self._lead(
            case,
            "contact",
            6,
            {"way": "telephone", "reached": True, "words": "已与反映人通话，约定现场查看。"},
        )
        if luck.random() < 0.08:
            yield lambda: self._extended(case)
        yield lambda: self._lead(
            case,
            "answer",
            luck.randint(120, 400) if is_slow else luck.randint(8, 80),
            {"answer": self._answer(case)},
        )
        if luck.random() < 0.07:
            ask = {"ask": "请写明整改的时间和责任人。"}
            yield lambda: do(case, "reviewer", "send_back", 5, ask, "答复没有说明结果。")
            yield lambda: self._lead(
                case, "answer", 15, {"answer": self._answer(case) + "责任人已在现场公示。"}
            )
        yield lambda: do(case, "reviewer", "approve", 6)
        solved = luck.random() < 0.9
        yield lambda: self._called_back(case, solved=solved)
        if not solved:
            redo = {"lead": str(self._lead_unit(case)), "ask": "问题没有解决，请再到现场办理。"}
            yield lambda: do(case, "dispatcher", "redo", 5, redo, "回访得知没有解决。")
            yield lambda: self._lead(case, "sign", 5)
            yield lambda: self._lead(
                case, "answer", 24, {"answer": self._answer(case) + "第二次到场后复查正常。"}
            )
            yield lambda: do(case, "reviewer", "approve", 6)
            yield lambda: self._called_back(case, solved=True)
        yield lambda: do(case, "caller", "archive", 3)
        if luck.random() < 0.25:
            yield lambda: self._rate(case)

    def _do(
        self,
        case: Case,
        role: str,
        move: str,
        hours: float,
        fields: dict[str, Any] | None = None,
        why: str = "",
    ) -> None:
        self._perform(case, self.staff.of(case.county, role), move, hours, fields or {}, why)

    def _lead(
        self, case: Case, move: str, hours: float, fields: dict[str, Any] | None = None, why: str = ""
    ) -> None:
        self._perform(case, self.staff.handler(self._lead_unit(case)), move, hours, fields or {}, why)

    def _perform(
        self, case: Case, actor: Actor, move: str, hours: float, fields: dict[str, Any], why: str
    ) -> None:
        at = _worked(case.at + timedelta(hours=hours * self.luck.uniform(0.4, 1.3)), self.luck)
        if at >= self.now:
            raise NotYet
        perform(actor, MoveRequest(case.proceeding, move, fields, why), at)
        case.at = at

    def _lead_unit(self, case: Case) -> int:
        duty = orgs.duty_for(case.topic.category, case.county, case.at.date())
        if duty is None:
            raise NotYet
        return duty.lead.id

    def _triage(self, case: Case) -> dict[str, Any]:
        kind = self.luck.choices(("general", "consultation", "complex"), (75, 10, 15))[0]
        urgent = case.topic.category in URGENT and self.luck.random() < 0.5
        return {"category": case.topic.category, "kind": kind, "urgent": urgent, "is_public": True}

    def _dispatch(self, case: Case) -> dict[str, Any]:
        duty = orgs.duty_for(case.topic.category, case.county, case.at.date())
        if duty is None:
            raise NotYet
        return {"lead": str(duty.lead.id), "ask": "请到现场核实，办理结果写明时间、做法和责任人。"}

    def _returned(self, case: Case) -> None:
        fields = {"ground": "“三定”方案第三条", "advice": "请核对管养单位。"}
        self._lead(case, "return_order", 6, fields, "该路段由另一单位管养，不在本单位职责内。")

    def _extended(self, case: Case) -> None:
        """Ask for more time and grant it; too late to ask is no reason for the story to stop."""
        try:
            self._lead(case, "ask_extension", 20, {"length": "5"}, "配件需要从外地调运。")
            self._do(case, "dispatcher", "extend", 4, {"length": "5"}, "情况属实，同意延长一次。")
        except MoveRefused:
            return

    def _refusal(self) -> dict[str, Any]:
        guidance = "请向已经立案的人民法院提出，或拨打 12368 咨询；需要法律援助可拨打 12348。"
        return {"ground": "litigation", "guidance": guidance}

    def _answer(self, case: Case) -> str:
        return _fill(self.luck.choice(case.topic.answers), case.slots)

    def _called_back(self, case: Case, *, solved: bool) -> None:
        fields = {
            "reached": True,
            "solved": "yes" if solved else "no",
            "satisfied": str(self.luck.choice((4, 5, 5)) if solved else self.luck.choice((1, 2))),
            "words": self.luck.choice(WORDS) if solved else "没有人来过，还是老样子。",
        }
        self._do(case, "caller", "call_back", 20, fields)

    def _rate(self, case: Case) -> None:
        citizen = Actor(
            ActorKind.RESIDENT, "居民", frozenset({"resident"}), matter_ids=frozenset({case.given.matter_id})
        )
        fields = {
            "solved": "yes",
            "satisfied": str(self.luck.choice((3, 4, 5, 5))),
            "words": self.luck.choice(WORDS),
        }
        try:
            self._perform(case, citizen, "rate", 10, fields, "")
        except DomainError:
            raise NotYet from None


def _fill(text: str, slots: dict[str, str]) -> str:
    for name, value in slots.items():
        text = text.replace("{" + name + "}", value)
    return text


def _worked(moment: datetime, luck: random.Random) -> datetime:
    """Return the moment itself in office hours, else a moment in the next morning that is worked."""
    local = moment.astimezone(CHINA)
    calendar = clocks.calendar()
    if calendar.is_working_day(local.date()) and time(8, 30) <= local.time() < time(17, 30):
        return local
    day = local.date() + timedelta(days=local.time() >= time(17, 30))
    worked = calendar.next_working_day(day)
    return datetime.combine(worked, time(8, 30), CHINA) + timedelta(minutes=luck.randrange(5, 150))
