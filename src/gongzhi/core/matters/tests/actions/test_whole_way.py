"""The whole way of a matter by its own moves: resident, clerk, dispatcher, handler, reviewer, caller, archive."""

from datetime import timedelta

import pytest

from gongzhi.core.clocks.models import Clock, ClockState
from gongzhi.core.files.models import Document
from gongzhi.core.identity.testing import Cast, at
from gongzhi.core.ledger.queries import entries
from gongzhi.core.matters import queries
from gongzhi.core.matters.models import Rating, Task
from gongzhi.core.matters.tests.shared import (
    bring,
    dispatch,
    matter_of,
    move,
    reviewer,
    to_archived,
    to_handling,
    triage,
)
from gongzhi.core.notify.models import Notice
from gongzhi.core.workflow import queries as workflow
from gongzhi.core.workflow.actions.perform import GuardRefused
from gongzhi.kernel.engine import MoveRefused
from gongzhi.kernel.errors import DomainError, InvalidInput, NotAllowed

pytestmark = pytest.mark.django_db


def test_a_matter_goes_from_the_residents_words_to_a_checked_ending(cast: Cast) -> None:
    given = bring()

    to_archived(cast, given)

    matter = matter_of(given)
    assert (matter.status, matter.stage, matter.is_open, matter.ending) == (
        "archived",
        "closed",
        False,
        "answered",
    )
    assert matter.answer == "已换灯。"
    assert matter.closed_at == at("2026-03-04 11:00")
    assert [task.state for task in Task.objects.filter(matter_id=matter.id)] == ["answered"]
    assert Rating.objects.get(matter_id=matter.id).solved is True
    assert {doc.template for doc in Document.objects.filter(matter_id=matter.id)} == {
        "acceptance_notice",
        "transfer_notice",
        "answer",
    }
    met = Clock.objects.filter(matter_id=matter.id, state=ClockState.MET).values_list("term", flat=True)
    assert {"intake", "sign", "handle", "check", "call_back"} <= set(met)
    assert Notice.objects.filter(matter_id=matter.id, recipient_kind="resident").exists()
    assert all(count == 0 for count in queries.counts(cast.leader).values())


def test_each_step_tells_the_ledger_and_a_replay_gives_the_same_state(cast: Cast) -> None:
    given = bring()

    to_archived(cast, given)

    main = workflow.main_of(given.matter_id)
    moves = [
        entry.data["move"] for entry in entries(f"matter:{given.matter_id}") if entry.verb == "workflow.moved"
    ]
    assert moves == ["triage", "dispatch", "sign", "answer", "approve", "call_back", "archive"]
    assert workflow.replayed(main, workflow.procedure_of(main)).state == "archived"


@pytest.mark.parametrize("who", ["neighbour", "other_handler", "complained", "system_admin", "grid_worker"])
def test_nobody_else_makes_the_clerks_move(cast: Cast, who: str) -> None:
    given = bring(complained_units=(cast.unit("complained"),))

    with pytest.raises(DomainError):
        triage_as(cast, who, given)

    assert matter_of(given).status == "received"


def triage_as(cast: Cast, who: str, given: object) -> None:
    move(cast[who], given, "triage", at("2026-03-02 10:00"), fields={"category": "", "kind": "general"})  # type: ignore[arg-type]


def test_a_return_goes_back_and_the_second_to_the_arbiter_while_the_handling_clock_runs_on(
    cast: Cast,
) -> None:
    given = bring()
    triage(cast, given, at("2026-03-02 09:30"))
    dispatch(cast, given, at("2026-03-02 10:00"))
    due = Clock.objects.get(matter_id=given.matter_id, term="handle").due_at
    ground = {"ground": "城市道路照明归住建部门"}

    move(cast.handler, given, "return_order", at("2026-03-02 11:00"), "不归我局", ground)
    dispatch(cast, given, at("2026-03-02 12:00"))
    with pytest.raises(GuardRefused):
        move(cast.handler, given, "return_order", at("2026-03-02 13:00"), "还是不归我局", ground)
    move(cast.handler, given, "return_again", at("2026-03-02 13:00"), "还是不归我局", ground)

    assert matter_of(given).status == "arbitration"
    assert matter_of(given).returned == 2
    clock = Clock.objects.get(matter_id=given.matter_id, term="handle")
    assert (clock.state, clock.due_at) == (ClockState.RUNNING, due)

    move(cast.arbiter, given, "arbitrate", at("2026-03-02 15:00"), "三定规定", {"lead": cast.unit("station")})
    assert matter_of(given).lead_id == cast.unit("station")
    assert matter_of(given).status == "handling"


def test_a_return_without_a_reason_is_refused(cast: Cast) -> None:
    given = bring()
    triage(cast, given, at("2026-03-02 09:30"))
    dispatch(cast, given, at("2026-03-02 10:00"))

    with pytest.raises(MoveRefused):
        move(cast.handler, given, "return_order", at("2026-03-02 11:00"), fields={"ground": "无"})


def test_the_lead_waits_for_its_helpers_each_with_a_clock_of_its_own(cast: Cast) -> None:
    given = bring()
    to_handling(cast, given, helpers=("station",))

    help_clock = Clock.objects.get(matter_id=given.matter_id, term="help")
    assert help_clock.unit_id == cast.unit("station")
    with pytest.raises(GuardRefused):
        move(cast.handler, given, "answer", at("2026-03-03 10:00"), fields={"answer": "好了"})

    move(cast["station_handler"], given, "answer_help", at("2026-03-03 11:00"), fields={"answer": "杆已扶正"})
    move(cast.handler, given, "answer", at("2026-03-03 12:00"), fields={"answer": "好了"})

    help_clock.refresh_from_db()
    assert help_clock.state == ClockState.MET
    assert matter_of(given).answer == "好了"


def test_a_helper_is_excused_with_a_reason(cast: Cast) -> None:
    given = bring()
    to_handling(cast, given, helpers=("station",))

    move(
        cast.handler,
        given,
        "excuse_helper",
        at("2026-03-03 10:00"),
        "不需要了",
        {"unit": cast.unit("station")},
    )
    move(cast.handler, given, "answer", at("2026-03-03 12:00"), fields={"answer": "好了"})

    assert Task.objects.get(matter_id=given.matter_id, role="helper").state == "excused"


def test_a_unit_complained_about_never_gets_the_task(cast: Cast) -> None:
    given = bring(complained_units=(cast.unit("complained"),))
    triage(cast, given, at("2026-03-02 09:30"))

    with pytest.raises((GuardRefused, InvalidInput)):
        move(
            cast["township_clerk"],
            given,
            "dispatch",
            at("2026-03-02 10:00"),
            fields={"lead": cast.unit("complained")},
        )


def test_whoever_handled_it_does_not_check_it(cast: Cast) -> None:
    given = bring()
    to_handling(cast, given)
    move(cast.handler, given, "answer", at("2026-03-03 10:00"), fields={"answer": "好了"})

    with pytest.raises(NotAllowed):
        move(cast.reviewer, given, "approve", at("2026-03-03 11:00"))


def test_what_is_not_solved_is_redone_once(cast: Cast) -> None:
    given = bring()
    to_handling(cast, given)
    move(cast.handler, given, "answer", at("2026-03-03 10:00"), fields={"answer": "好了"})
    move(reviewer(cast), given, "approve", at("2026-03-03 11:00"))
    move(
        cast["township_clerk"],
        given,
        "call_back",
        at("2026-03-04 10:00"),
        fields={"reached": "1", "solved": "no"},
    )

    again = {"lead": cast.unit("station"), "ask": "换个人去看"}
    move(cast["township_clerk"], given, "redo", at("2026-03-04 11:00"), "没有解决", again)

    assert matter_of(given).status == "dispatched"
    assert matter_of(given).lead_id == cast.unit("station")
    assert Clock.objects.filter(matter_id=given.matter_id, term="redo", state="running").exists()


def test_a_resident_reopens_within_the_term_and_not_after(cast: Cast) -> None:
    given = bring()
    to_archived(cast, given)
    resident = cast.citizen(given.matter_id)

    with pytest.raises(GuardRefused):
        move(resident, given, "reopen", at("2026-04-10 10:00"), "又不亮了")
    move(resident, given, "reopen", at("2026-03-10 10:00"), "又不亮了")

    matter = matter_of(given)
    assert (matter.status, matter.is_open, matter.reopened) == ("dispatched", True, 1)
    assert queries.counts(cast.leader)["handling"] == 1
    assert (
        Task.objects.filter(matter_id=matter.id, state="sent", unit_id=cast.unit("department")).count() == 1
    )


def test_a_resident_rates_and_another_resident_does_not(cast: Cast) -> None:
    given = bring()
    to_archived(cast, given)
    words = {"solved": "yes", "satisfied": "4", "words": "谢谢"}

    with pytest.raises(NotAllowed):
        move(cast.citizen(given.matter_id + 1), given, "rate", at("2026-03-05 10:00"), fields=words)
    move(cast.citizen(given.matter_id), given, "rate", at("2026-03-05 10:00"), fields=words)

    assert Rating.objects.get(matter_id=given.matter_id, by_resident=True).satisfied == 4


def test_a_late_clock_stays_late(cast: Cast) -> None:
    given = bring()
    due = matter_of(given).due_at
    assert due is not None

    triage(cast, given, due + timedelta(hours=1))
    dispatch(cast, given, due + timedelta(hours=2))

    assert Clock.objects.get(matter_id=given.matter_id, term="intake").state == ClockState.MET_LATE


def test_marking_urgent_counts_the_running_clocks_anew(cast: Cast) -> None:
    given = bring()
    triage(cast, given, at("2026-03-02 09:30"))

    move(cast["township_clerk"], given, "mark_urgent", at("2026-03-02 10:00"), "停电")

    matter = matter_of(given)
    assert matter.is_urgent
    assert matter.due_at == at("2026-03-02 12:00")


def test_passing_on_moves_the_counts_with_the_owner(cast: Cast) -> None:
    given = bring()

    move(
        cast["township_clerk"],
        given,
        "pass_on",
        at("2026-03-02 10:00"),
        "在邯山区",
        {"owner": cast.unit("neighbour")},
    )

    assert queries.counts(cast["township_clerk"])["intake"] == 0
    assert queries.counts(cast.neighbour)["intake"] == 1
