"""The situations of the regulation as data: what was given, who did what and when, what must follow, which article."""

import tomllib
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import pytest

from gongzhi.kernel.calendar import china
from gongzhi.kernel.engine import Course, Event, MoveRefused, Running, advance, begin
from gongzhi.kernel.loader import load
from gongzhi.kernel.procedure import Procedure
from gongzhi.kernel.terms import CHINA, TermEventKind, compute

HERE = Path(__file__).parent
ROOT = HERE.parents[2] / "src" / "gongzhi" / "systems" / "petitions" / "procedures"
PROCEDURES = {path.stem: load(path) for path in ROOT.glob("*.toml")}
SCENARIOS = tomllib.loads((HERE / "scenarios.toml").read_text("utf-8"))["scenario"]
CLOCKS = tomllib.loads((HERE / "clocks.toml").read_text("utf-8"))["case"]
CALENDAR = china().with_provisional()
RECEIVED = datetime(2026, 3, 2, 10, tzinfo=CHINA)
ELSEWHERE = {"XF-16", "XF-17"}
"""Rows that are no clock and no step: representatives (test_ladder.py) and the address book of reception places."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """Where a scenario ended, and the refusal of its last step."""

    procedure: Procedure
    course: Course
    refused: str


def step(text: str) -> Event:
    """Return the event that a line of a scenario describes."""
    said, _, reason = text.partition(" | ")
    moment, move, by, *fields = said.split()
    role, _, relation = by.partition("/")
    data = {name: value(text) for name, _, text in (one.partition("=") for one in fields)}
    return Event(move, datetime.fromisoformat(moment).replace(tzinfo=CHINA), role, relation, data, reason)


def value(text: str) -> object:
    """Return a field as the type that it stands for."""
    if text in ("true", "false"):
        return text == "true"
    return int(text) if text.isdigit() else text


def played(scenario: dict[str, object]) -> Outcome:
    """Return what comes of the steps, each taken by the engine alone."""
    procedure = PROCEDURES[str(scenario.get("procedure", "petition"))]
    course, refused = begin(procedure, RECEIVED), ""
    for line in scenario["when"]:  # type: ignore[attr-defined]
        assert not refused, f"only the last step may be refused: {refused}"
        try:
            course = advance(procedure, course, step(line), calendar=CALENDAR)
        except MoveRefused as error:
            refused = error.sentence()
    return Outcome(procedure, course, refused)


def kind_of(procedure: Procedure, clock: Running) -> str:
    """Return how a clock stands: met, late, cancelled, paused or running."""
    due_at = compute(procedure.term(clock.term), clock.started_at, clock.events, CALENDAR, clock.flags).due_at
    if not clock.has_ended:
        return "paused" if due_at is None else "running"
    last = clock.events[-1]
    if last.kind is TermEventKind.CANCELLED:
        return "cancelled"
    return "late" if due_at is not None and last.at >= due_at else "met"


@pytest.mark.parametrize("scenario", SCENARIOS, ids=[f"{one['row']} {one['given']}" for one in SCENARIOS])
def test_the_regulation_is_kept(scenario: dict[str, object]) -> None:
    then = scenario["then"]
    assert isinstance(then, dict)

    outcome = played(scenario)

    course = outcome.course
    assert course.state == then["state"]
    assert (str(then.get("refused", "")) in outcome.refused) if "refused" in then else not outcome.refused
    assert set(then.get("flags", ())) <= course.flags
    stands = {(clock.term, kind_of(outcome.procedure, clock)) for clock in course.clocks}
    for kind in ("met", "late", "running", "paused", "cancelled"):
        for term in then.get(kind, ()):
            assert (term, kind) in stands
    for term, day in then.get("due", {}).items():
        clock = course.running(term)
        assert clock is not None
        found = compute(outcome.procedure.term(term), clock.started_at, clock.events, CALENDAR, clock.flags)
        assert str(found.due_on) == day


def test_there_are_enough_of_them_and_every_row_is_among_them() -> None:
    rows = {one["row"] for one in (*SCENARIOS, *CLOCKS)}

    assert len(SCENARIOS) >= 60
    assert {f"XF-{n:02d}" for n in range(1, 26)} - rows == ELSEWHERE


def test_what_the_regulation_leaves_open_is_a_setting_to_confirm() -> None:
    certain = {
        f"{name}.{term.name}" for name, one in PROCEDURES.items() for term in one.terms if term.certain
    }

    assert certain == {
        "petition.acceptance_notice",
        "petition.competence_objection",
        "petition.handling",
        "review.request",
        "review.decision",
        "re_review.request",
        "re_review.decision",
    }


def test_every_step_that_ends_against_the_petitioner_tells_why_and_leaves_a_way() -> None:
    for procedure in PROCEDURES.values():
        for move in procedure.moves:
            if not move.target or procedure.state(move.target).ending != "not_accepted":
                continue
            assert move.needs_reason
            assert "resident" in move.notify
            assert move.documents
            assert any(field.name == "guidance" and field.required for field in move.fields)
            assert any(
                move.target in one.sources and any(by.role == "resident" for by in one.by)
                for one in procedure.moves
            )
