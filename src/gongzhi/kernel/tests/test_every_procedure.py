"""Properties that hold for every procedure file of every system, whatever is done in it."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gongzhi.kernel.calendar import china
from gongzhi.kernel.engine import Course, Event, MoveRefused, advance, begin, offers
from gongzhi.kernel.loader import load, load_all
from gongzhi.kernel.procedure import FieldType, Flag, Move, Procedure, Relation, State
from gongzhi.kernel.procedure_check import unknown_hand_overs
from gongzhi.kernel.terms import Term, compute
from gongzhi.kernel.tests.samples import FILES, NINE, small

PROCEDURES = [small(), *(load(path) for path in FILES)]
EVERY = pytest.mark.parametrize(
    "procedure", PROCEDURES, ids=lambda one: f"{one.system}.{one.name}-{one.version}"
)
CALENDAR = china().with_provisional()


def test_the_files_are_found_and_fit_together() -> None:
    assert FILES
    assert list(unknown_hand_overs(load_all(FILES))) == []


def legal_events(procedure: Procedure, move: Move, data: st.DataObject) -> Event:
    by = data.draw(st.sampled_from(move.by))
    fields: dict[str, object] = {}
    for spec in move.fields:
        if spec.type is FieldType.BOOL:
            fields[spec.name] = data.draw(st.booleans())
        elif spec.choices:
            fields[spec.name] = data.draw(st.sampled_from([choice.value for choice in spec.choices]))
        elif spec.type is FieldType.NUMBER:
            fields[spec.name] = 1
    return Event(move.name, NINE, by.role, by.relation, fields, "有理由")


def histories(procedure: Procedure, data: st.DataObject) -> Iterator[tuple[Event, Course, Course]]:
    """Yield each step of one legal history: the event, the course before, the course after."""
    known = [flag.name for flag in procedure.flags]
    flags = frozenset(data.draw(st.sets(st.sampled_from(known), max_size=2)) if known else ())
    course = begin(procedure, NINE, flags)
    roles = frozenset(by.role for move in procedure.moves for by in move.by)
    for number in range(data.draw(st.integers(1, 25))):
        open_moves = [offer.move for offer in offers(procedure, course, roles) if offer.open]
        if not open_moves:
            return
        move = procedure.move(data.draw(st.sampled_from(open_moves)))
        event = replace(legal_events(procedure, move, data), at=NINE + timedelta(hours=number + 1))
        after = advance(procedure, course, event)
        yield event, course, after
        course = after


@EVERY
@given(data=st.data())
@settings(max_examples=20, deadline=None)
def test_a_clock_never_vanishes_and_its_facts_only_grow(procedure: Procedure, data: st.DataObject) -> None:
    for _, before, after in histories(procedure, data):
        kept = {(clock.term, clock.n): clock for clock in after.clocks}
        assert len(kept) == len(after.clocks), "no term runs twice under one number"
        for clock in before.clocks:
            later = kept[clock.term, clock.n]
            assert (later.started_at, later.flags) == (clock.started_at, clock.flags)
            assert later.events[: len(clock.events)] == clock.events
            assert not clock.has_ended or later.events == clock.events


@EVERY
@given(data=st.data())
@settings(max_examples=20, deadline=None)
def test_when_it_is_closed_no_body_owes_anything(procedure: Procedure, data: st.DataObject) -> None:
    for _, _, after in histories(procedure, data):
        running = [clock.term for clock in after.clocks if not clock.has_ended]
        assert len(running) == len(set(running))
        if procedure.state(after.state).is_closed:
            assert all(procedure.term(name).party.is_right for name in running)


@EVERY
@given(data=st.data())
@settings(max_examples=20, deadline=None)
def test_replay_of_a_legal_history_gives_the_same_course(procedure: Procedure, data: st.DataObject) -> None:
    steps = list(histories(procedure, data))
    end = steps[-1][2]

    again = begin(procedure, NINE, steps[0][1].flags)
    for event, _, _ in steps:
        again = advance(procedure, again, event)

    assert again == end
    assert again.log == tuple(event for event, _, _ in steps)


@EVERY
@given(data=st.data())
@settings(max_examples=20, deadline=None)
def test_no_move_by_a_wrong_role_or_relation(procedure: Procedure, data: st.DataObject) -> None:
    wrong_role = data.draw(st.sampled_from(["public", "audit_admin", "nobody"]))
    relation = data.draw(st.sampled_from(list(Relation)))
    for event, before, _ in histories(procedure, data):
        for by, how in ((wrong_role, event.relation), (wrong_role, relation), (event.by, "stranger")):
            with pytest.raises(MoveRefused):
                advance(procedure, before, replace(event, by=by, relation=how))


@EVERY
@given(data=st.data())
@settings(max_examples=20, deadline=None)
def test_every_running_clock_has_its_due_day_with_reasons(procedure: Procedure, data: st.DataObject) -> None:
    for _, _, after in histories(procedure, data):
        for clock in after.clocks:
            term = procedure.term(clock.term)
            found = compute(term, clock.started_at, clock.events, CALENDAR, clock.flags)
            assert found.due_at is not None or "paused" in [event.kind for event in clock.events]
            assert all(step.text and step.text_en for step in found.steps)


@EVERY
def test_from_every_state_somebody_can_bring_it_to_an_end(procedure: Procedure) -> None:
    ends = {state.name for state in procedure.states if state.is_closed}
    reached = {procedure.initial}
    while True:
        more = {
            move.target for move in procedure.moves if move.target and reached & set(move.sources)
        } - reached
        if not more:
            break
        reached |= more
    assert reached == {state.name for state in procedure.states}
    for state in procedure.states:
        seen, new = {state.name}, {state.name}
        while new:
            new = {move.target for move in procedure.moves if move.target and new & set(move.sources)} - seen
            seen |= new
        assert seen & ends, state.name


@EVERY
def test_everything_has_its_titles_and_its_law(procedure: Procedure) -> None:
    things: list[State | Move | Term | Flag] = [
        *procedure.states,
        *procedure.moves,
        *procedure.terms,
        *procedure.flags,
    ]
    assert all(thing.title and thing.title_en for thing in things)
    for move in procedure.moves:
        assert move.law or procedure.system == "demo", f"{move.name} names no law"
    assert all(term.certain or term.setting for term in procedure.terms)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_file_is_named_as_its_procedure(path: Path) -> None:
    found = load(path)

    assert path.parent.parent.name == found.system
    assert path.stem.startswith(found.name)
