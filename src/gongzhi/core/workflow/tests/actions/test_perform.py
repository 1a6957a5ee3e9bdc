"""Performing moves: state, clocks, ledger; and every way in which a move is refused."""

from datetime import date

import pytest

from gongzhi.core.clocks.models import Clock, ClockState
from gongzhi.core.ledger.queries import entries
from gongzhi.core.workflow import queries
from gongzhi.core.workflow.actions import MoveRequest, perform
from gongzhi.core.workflow.actions.perform import GuardRefused, perform_joined
from gongzhi.core.workflow.models import ProcedureText, Proceeding
from gongzhi.core.workflow.tests.shared import (
    CLERK,
    LEADER,
    NEIGHBOUR,
    RESIDENT,
    START,
    FakePort,
    at,
    move,
    started,
)
from gongzhi.kernel.engine import MoveRefused
from gongzhi.kernel.errors import Conflict, InvalidInput, NotAllowed, NotFound

pytestmark = pytest.mark.django_db


def clock(proceeding: Proceeding, term: str, n: int = 1) -> Clock:
    return Clock.objects.get(proceeding_id=proceeding.id, term=term, n=n)


def test_a_beginning_starts_the_first_clock_and_keeps_the_text(port: FakePort) -> None:
    proceeding = started(port)

    assert (proceeding.state, proceeding.stage, proceeding.moves) == ("received", "intake", 0)
    first = clock(proceeding, "accept")
    assert (first.state, first.due_on, first.unit_id) == (ClockState.RUNNING, date(2026, 3, 9), 7)
    assert first.due_at == at("2026-03-10 00:00")
    assert port.began == [proceeding.id]
    assert entries("matter:1")[0].verb == "workflow.began"
    assert ProcedureText.objects.get().procedure == "testing.errand"
    assert queries.main_of(1) == proceeding
    assert queries.of_matter(1) == [proceeding]


def test_a_move_changes_state_clocks_and_ledger_together(port: FakePort) -> None:
    proceeding = started(port)

    move(proceeding, "accept", "2026-03-03 10:00")

    proceeding.refresh_from_db()
    assert (proceeding.state, proceeding.stage, proceeding.moves) == ("handling", "handling", 1)
    assert clock(proceeding, "accept").state == ClockState.MET
    assert clock(proceeding, "handle").due_on == date(2026, 3, 24)
    entry = entries("matter:1")[-1]
    assert (entry.verb, entry.actor_name, entry.role) == ("workflow.moved", "王受理", "clerk")
    assert (entry.data["from"], entry.data["to"], entry.data["relation"]) == ("received", "handling", "owner")
    assert port.moved == ["accept"]


def test_a_flag_from_a_field_chooses_the_urgent_length(port: FakePort) -> None:
    proceeding = started(port)

    move(proceeding, "accept", "2026-03-03 10:00", urgent="1")

    proceeding.refresh_from_db()
    assert proceeding.flags == ["urgent"]
    assert clock(proceeding, "handle").due_at == at("2026-03-04 10:00")


def test_a_met_clock_that_was_late_says_so(port: FakePort) -> None:
    proceeding = started(port)

    move(proceeding, "accept", "2026-03-10 00:00")

    assert clock(proceeding, "accept").state == ClockState.MET_LATE


def test_a_clock_waits_goes_on_and_is_extended(port: FakePort) -> None:
    proceeding = started(port)
    move(proceeding, "accept", "2026-03-03 10:00")

    move(proceeding, "wait", "2026-03-05 10:00", reason="等鉴定")
    paused = clock(proceeding, "handle")
    assert (paused.state, paused.due_at) == (ClockState.PAUSED, None)

    move(proceeding, "go_on", "2026-03-12 10:00")
    assert clock(proceeding, "handle").due_on == date(2026, 3, 31)

    move(proceeding, "extend", "2026-03-13 10:00", LEADER, "案情复杂", length="5")
    extended = clock(proceeding, "handle")
    assert extended.due_on == date(2026, 4, 8)
    assert [event["kind"] for event in extended.events] == ["paused", "resumed", "extended"]
    with pytest.raises(MoveRefused, match="最多延长 1 次"):
        move(proceeding, "extend", "2026-03-14 10:00", LEADER, "还不够", length="5")


def test_an_extension_after_the_end_is_refused(port: FakePort) -> None:
    proceeding = started(port)
    move(proceeding, "accept", "2026-03-03 10:00")

    with pytest.raises(MoveRefused, match="届满"):
        move(proceeding, "extend", "2026-03-25 00:00", LEADER, "晚了", length="5")


def test_a_closed_proceeding_has_an_ending_and_can_be_reopened(port: FakePort) -> None:
    proceeding = started(port)
    move(proceeding, "accept", "2026-03-03 10:00")

    move(proceeding, "finish", "2026-03-06 10:00", answer="修好了")
    proceeding.refresh_from_db()
    assert (proceeding.stage, proceeding.ending, proceeding.closed_at) == (
        "closed",
        "done",
        at("2026-03-06 10:00"),
    )
    assert entries("matter:1")[-1].data["facts"] == {"noted": "修好了"}

    move(proceeding, "reopen", "2026-03-20 10:00", RESIDENT)
    proceeding.refresh_from_db()
    assert (proceeding.stage, proceeding.ending, proceeding.closed_at) == ("handling", "", None)
    assert clock(proceeding, "handle", 2).started_at == at("2026-03-20 10:00")
    assert clock(proceeding, "reopen").state == ClockState.MET


def test_the_course_from_the_rows_equals_the_course_from_the_ledger(port: FakePort) -> None:
    proceeding = started(port)
    move(proceeding, "accept", "2026-03-03 10:00", urgent="1")
    move(proceeding, "wait", "2026-03-03 11:00", reason="等")
    move(proceeding, "go_on", "2026-03-03 12:00")
    move(proceeding, "finish", "2026-03-06 10:00", answer="修好了")
    proceeding.refresh_from_db()
    procedure = queries.procedure_of(proceeding)

    kept, told = queries.course(proceeding, procedure), queries.replayed(proceeding, procedure)

    assert (kept.state, kept.flags) == (told.state, told.flags)
    assert kept.clocks == told.clocks


def test_refusals_change_nothing(port: FakePort) -> None:
    proceeding = started(port)
    move(proceeding, "accept", "2026-03-03 10:00")
    before = len(entries("matter:1"))

    with pytest.raises(NotAllowed):
        move(proceeding, "finish", "2026-03-06 10:00", NEIGHBOUR, answer="修好了")
    with pytest.raises(NotAllowed):
        move(proceeding, "finish", "2026-03-06 10:00", LEADER, answer="修好了")
    with pytest.raises(InvalidInput, match="请填写"):
        move(proceeding, "finish", "2026-03-06 10:00")
    with pytest.raises(MoveRefused, match="理由"):
        move(proceeding, "wait", "2026-03-06 10:00")
    with pytest.raises(MoveRefused):
        move(proceeding, "accept", "2026-03-06 10:00")
    with pytest.raises(GuardRefused, match="星期天"):
        move(proceeding, "finish", "2026-03-08 10:00", answer="修好了")
    with pytest.raises(NotFound):
        move(proceeding, "fly", "2026-03-06 10:00")
    with pytest.raises(NotFound):
        perform(CLERK, MoveRequest(999_999, "finish"), START)
    with pytest.raises(Conflict):
        perform(CLERK, MoveRequest(proceeding.id, "finish", {"answer": "x"}, expect=0), START)

    proceeding.refresh_from_db()
    assert (proceeding.state, proceeding.moves) == ("handling", 1)
    assert len(entries("matter:1")) == before


@pytest.mark.django_db(transaction=True)
def test_a_joined_move_needs_an_open_transaction(port: FakePort) -> None:
    with pytest.raises(RuntimeError):
        perform_joined(CLERK, MoveRequest(1, "finish"), START)


def test_offers_show_what_an_actor_may_do_now(port: FakePort) -> None:
    proceeding = started(port)
    errand = port.matters[1]

    def offered(actor: object) -> list[tuple[str, bool]]:
        found = queries.offers(actor, errand, proceeding)  # type: ignore[arg-type]
        return [(offer.move.name, offer.open) for offer in found]

    assert offered(CLERK) == [("accept", True)]
    assert offered(NEIGHBOUR) == []
    assert offered(RESIDENT) == []
    with pytest.raises(NotFound):
        queries.main_of(99)
