"""The ways that simulated matters take: each run once through the kernel's engine for a moment, then shared by many.

What differs from matter to matter (ids, unit, words) stands in the texts as a mark that is filled in at the end.
"""

import random
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from gongzhi.core.clocks import queries as clocks
from gongzhi.core.clocks.actions.keep import ended
from gongzhi.core.clocks.rules.facts import event_to_json, limit_to_json
from gongzhi.core.workflow.actions.begin import began
from gongzhi.kernel import engine
from gongzhi.kernel.actor import Actor, ActorKind
from gongzhi.kernel.procedure import Procedure
from gongzhi.kernel.terms import CHINA, compute, limit_for

PROCEEDING, TASK, LEAD = 7_000_000_000_000_001, 7_000_000_000_000_002, 7_000_000_000_000_003
CATEGORY, LEAD_NAME = "⟦category⟧", "⟦lead⟧"
ANSWER = "(模拟)已经到现场处理完毕，请您查看。"
DAYS = 365


@dataclass(frozen=True, slots=True)
class Step:
    """One move of a way: by whom, how many hours after the last, with which fields and facts."""

    move: str
    role: str
    relation: str
    hours: float
    fields: Mapping[str, object] = field(default_factory=dict)
    facts: Mapping[str, object] = field(default_factory=dict)


_TRIAGE = Step(
    "triage",
    "clerk",
    "owner",
    3,
    {"category": CATEGORY, "kind": "general", "urgent": False, "is_public": True},
    {"category_before": CATEGORY},
)
_DISPATCH = Step(
    "dispatch",
    "dispatcher",
    "owner",
    2,
    {"lead": LEAD, "ask": "(模拟)请核实办理。"},
    {"lead": LEAD, "lead_name": LEAD_NAME, "task": TASK, "helper_names": []},
)
_SIGN = Step("sign", "handler", "lead_task", 4, {}, {"task": TASK})
_ANSWER_NOW = Step("answer_now", "clerk", "owner", 5, {"answer": ANSWER})
_CALL_BACK = Step(
    "call_back", "caller", "outside_handler", 30, {"reached": True, "solved": "yes", "satisfied": 5}
)
_ARCHIVE = Step("archive", "caller", "owner", 6)
WAYS: tuple[tuple[float, tuple[Step, ...]], ...] = (
    (0.56, ()),
    (0.08, (_TRIAGE,)),
    (0.10, (_TRIAGE, _DISPATCH)),
    (0.08, (_TRIAGE, _DISPATCH, _SIGN)),
    (0.18, (_ANSWER_NOW, _CALL_BACK, _ARCHIVE)),
)
"""Share of the matters, and the moves; a way whose next move would lie in the future ends before it."""


@dataclass(frozen=True, slots=True)
class Told:
    """One ledger entry of a story."""

    verb: str
    actor: Actor
    at: datetime
    data: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class ClockRow:
    """One clock as it stands at the end of a story."""

    term: str
    n: int
    party: str
    started_at: datetime
    events: list[dict[str, object]]
    flags: list[str]
    limit: dict[str, object] | None
    state: str
    due_on: object
    due_at: datetime | None
    ended_at: datetime | None
    is_provisional: bool


@dataclass(frozen=True, slots=True)
class Story:
    """Where a matter stands after its way, and everything that tells how it came there."""

    procedure: Procedure
    opened_at: datetime
    state: str
    stage: str
    is_closed: bool
    ending: str
    closed_at: datetime | None
    flags: tuple[str, ...]
    clocks: tuple[ClockRow, ...]
    due_at: datetime | None
    told: tuple[Told, ...]
    moves: int
    is_public: bool
    answered_at: datetime | None
    sent_at: datetime | None
    signed_at: datetime | None
    rated_at: datetime | None


def moments(luck: random.Random, now: datetime, n: int) -> list[datetime]:
    """Return moments by day within the last year, half of them in the last seven weeks."""
    found = []
    for _ in range(n):
        days = luck.uniform(0.2, DAYS) if luck.random() < 0.5 else luck.uniform(0.2, 49)
        moment = (now - timedelta(days=days)).astimezone(CHINA)
        said = moment.replace(
            hour=luck.randrange(8, 20), minute=luck.randrange(60), second=luck.randrange(60), microsecond=0
        )
        found.append(min(said, now - timedelta(minutes=1)))
    return sorted(found)


def tell(procedure: Procedure, way: tuple[Step, ...], opened_at: datetime, now: datetime) -> Story:
    """Return the story of a matter brought at a moment that takes a way."""
    course = engine.begin(procedure, opened_at)
    told = [Told("workflow.began", PLATFORM, opened_at, began(procedure, PROCEEDING, frozenset(), main=True))]
    done: dict[str, datetime] = {}
    at = opened_at
    for step in way:
        at = at + timedelta(hours=step.hours)
        if at >= now:
            break
        before = course
        event = engine.Event(step.move, at, step.role, step.relation, step.fields, "")
        course = engine.advance(procedure, course, event)
        told.append(Told("workflow.moved", STAFF[step.role], at, _moved(procedure, step, before, course)))
        done[step.move] = at
    state = procedure.state(course.state)
    rows = tuple(_clock(procedure, running) for running in course.clocks)
    dues = [row.due_at for row in rows if row.state == "running" and row.party != "resident" and row.due_at]
    return Story(
        procedure,
        opened_at,
        course.state,
        state.stage,
        state.is_closed,
        (state.ending or state.name) if state.is_closed else "",
        at if state.is_closed else None,
        tuple(sorted(course.flags)),
        rows,
        min(dues, default=None) if not state.is_closed else None,
        tuple(told),
        len(course.log),
        "triage" in done,
        done.get("answer_now"),
        done.get("dispatch"),
        done.get("sign"),
        done.get("call_back"),
    )


def _moved(
    procedure: Procedure, step: Step, before: engine.Course, after: engine.Course
) -> dict[str, object]:
    move = procedure.move(step.move)
    return {
        "proceeding": PROCEEDING,
        "system": procedure.system,
        "procedure": procedure.name,
        "version": procedure.version,
        "move": move.name,
        "title": move.title,
        "title_en": move.title_en,
        "from": before.state,
        "to": after.state,
        "role": step.role,
        "relation": step.relation,
        "fields": dict(step.fields),
        "facts": dict(step.facts),
    }


def _clock(procedure: Procedure, running: engine.Running) -> ClockRow:
    term, calendar = procedure.term(running.term), clocks.calendar()
    limit = limit_for(term, clocks.limits(), running.flags)
    found = compute(
        term, running.started_at, running.events, calendar, running.flags, limit, provisional_ok=True
    )
    last = running.events[-1] if running.has_ended else None
    return ClockRow(
        running.term,
        running.n,
        str(term.party),
        running.started_at,
        [event_to_json(event) for event in running.events],
        sorted(running.flags),
        limit_to_json(limit),
        str(ended(last.kind, last.at, found.due_at)) if last else "running",
        found.due_on,
        found.due_at,
        last.at if last else None,
        found.provisional,
    )


def _staff(role: str, name: str) -> Actor:
    return Actor(ActorKind.STAFF, f"模拟{name}", frozenset({role}))


PLATFORM = Actor(ActorKind.SYSTEM, "模拟", frozenset({"system"}))
STAFF = {
    "clerk": _staff("clerk", "受理员"),
    "dispatcher": _staff("dispatcher", "派单员"),
    "handler": _staff("handler", "承办人"),
    "caller": _staff("caller", "回访员"),
}
