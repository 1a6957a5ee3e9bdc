"""Running a procedure: moves, refusals, clocks, flags."""

import pytest

from gongzhi.kernel.calendar import china
from gongzhi.kernel.engine import Course, Event, MoveRefused, Running, advance, begin, offers
from gongzhi.kernel.loader import loads
from gongzhi.kernel.procedure import Procedure
from gongzhi.kernel.terms import LengthUnit, LocalLimit, TermEventKind
from gongzhi.kernel.tests.samples import NINE, SMALL, later, small

PROCEDURE = small()
BY = {
    "classify": ("clerk", "owner"),
    "stop": ("clerk", "owner"),
    "go_on": ("clerk", "owner"),
    "extend": ("leader", "owner"),
    "hurry": ("supervisor", "superior"),
    "relax": ("supervisor", "superior"),
    "answer": ("handler", "lead_task"),
    "drop": ("clerk", "owner"),
    "appeal": ("resident", "party"),
}


def move(name: str, hours: float, *, reason: str = "", **data: object) -> Event:
    return Event(name, later(hours), *BY[name], data, reason)


def course(*events: Event, procedure: Procedure = PROCEDURE) -> Course:
    found = begin(procedure, NINE)
    for event in events:
        found = advance(procedure, found, event, calendar=china())
    return found


def kinds(clock: Running) -> list[str]:
    return [str(event.kind) for event in clock.events]


def test_a_course_begins_with_its_first_terms() -> None:
    found = begin(PROCEDURE, NINE, frozenset({"urgent"}))

    assert found == Course(
        "open", (Running("answer", 1, NINE, (), frozenset({"urgent"})),), (), frozenset({"urgent"})
    )


def test_a_move_meets_and_starts_terms_and_is_logged() -> None:
    answered = course(move("answer", 5))

    assert answered.state == "done"
    assert [(clock.term, clock.n, kinds(clock)) for clock in answered.clocks] == [
        ("answer", 1, ["met"]),
        ("appeal", 1, []),
    ]
    assert [event.move for event in answered.log] == ["answer"]
    assert answered.running("answer") is None
    assert answered.running("appeal") is not None


def test_closing_ends_what_bodies_owe_and_leaves_what_residents_may_do() -> None:
    dropped = course(move("drop", 5))

    assert kinds(dropped.clocks[0]) == ["cancelled"]
    assert dropped.clocks[0].events[0].reason == "终止"
    again = course(move("answer", 5), move("appeal", 9), move("drop", 12))
    assert [(clock.term, clock.n, kinds(clock)) for clock in again.clocks] == [
        ("answer", 1, ["met"]), ("appeal", 1, ["met"]), ("answer", 2, ["cancelled"])
    ]  # fmt: skip


def test_closing_leaves_a_running_right_alone() -> None:
    text = SMALL.replace('starts = ["answer"]\nflags', 'starts = ["answer", "appeal"]\nflags')

    dropped = course(move("drop", 5), procedure=small(text))

    assert [kinds(clock) for clock in dropped.clocks] == [["cancelled"], []]


def test_reopening_runs_the_term_a_second_time() -> None:
    reopened = course(move("answer", 5), move("appeal", 9))

    assert reopened.state == "open"
    assert reopened.running("answer") == Running("answer", 2, later(9))


def test_a_term_that_runs_is_not_started_again() -> None:
    text = SMALL.replace('pauses = ["answer"]', 'pauses = ["answer"]\nstarts = ["answer"]')

    found = course(move("stop", 1), procedure=small(text))

    assert [(clock.n, kinds(clock)) for clock in found.clocks] == [(1, ["paused"])]


def test_pausing_twice_is_one_pause() -> None:
    found = course(move("stop", 1), move("stop", 2), move("go_on", 3), move("go_on", 4))

    assert kinds(found.clocks[0]) == ["paused", "resumed"]
    assert not found.clocks[0].is_paused
    assert course(move("stop", 1)).clocks[0].is_paused


def test_flags_follow_the_fields_and_restart_what_runs() -> None:
    found = course(move("classify", 1, kind="hard", urgent=True))

    assert found.flags == {"hard", "urgent"}
    assert [(clock.n, kinds(clock), clock.flags) for clock in found.clocks] == [
        (1, ["cancelled"], frozenset()), (2, [], frozenset({"hard", "urgent"}))
    ]  # fmt: skip
    assert course(
        move("classify", 1, kind="hard", urgent=True), move("classify", 2, kind="easy", urgent=False)
    ).flags == {"easy"}
    assert course(move("classify", 1)).flags == frozenset()


def test_flags_open_and_shut_moves() -> None:
    assert course(move("hurry", 1)).flags == {"urgent"}
    assert course(move("hurry", 1), move("relax", 2)).flags == frozenset()
    with pytest.raises(MoveRefused, match="已标明「紧急」"):
        course(move("hurry", 1), move("hurry", 2))
    with pytest.raises(MoveRefused, match="只有标明「紧急」以后"):
        course(move("relax", 1))


def test_an_extension_lengthens_by_what_is_granted() -> None:
    granted = course(move("extend", 2, reason="复杂", length=3)).clocks[0].events[0]
    whole = course(move("extend", 2, reason="复杂")).clocks[0].events[0]

    assert (granted.kind, granted.length, granted.reason, granted.by) == (
        TermEventKind.EXTENDED,
        3,
        "复杂",
        "leader",
    )
    assert whole.length == 5


@pytest.mark.parametrize(
    ("events", "says"),
    [
        ([move("extend", 2, length=3)], "写明理由"),
        ([move("extend", 2, reason="复杂", length=6)], "一次最多延长 5 个工作日，不能延长 6"),
        ([move("extend", 2, reason="复杂", length=0)], "不能延长 0"),
        ([move("extend", 2, reason="复杂"), move("extend", 3, reason="复杂")], "最多延长 1 次"),
        ([move("extend", 200, reason="复杂")], "已在2026年3月10日(周二)00:00届满"),
    ],
    ids=["no reason", "too long", "nothing", "too often", "too late"],
)
def test_an_extension_is_refused(events: list[Event], says: str) -> None:
    with pytest.raises(MoveRefused) as caught:
        course(*events)
    assert says in caught.value.sentence()
    assert caught.value.http_status == 409


def test_an_extension_in_time_by_the_citys_own_limit() -> None:
    limits = {"demo.answer_limit": LocalLimit(20, LengthUnit.WORKING_DAYS, "本市规定")}
    late = move("extend", 200, reason="复杂")

    found = advance(PROCEDURE, begin(PROCEDURE, NINE), late, calendar=china(), settings=limits)

    assert kinds(found.clocks[0]) == ["extended"]


def test_an_extension_while_paused_is_in_time() -> None:
    assert kinds(course(move("stop", 1), move("extend", 500, reason="复杂")).clocks[0]) == [
        "paused",
        "extended",
    ]


def test_a_history_replays_without_a_calendar() -> None:
    late = move("extend", 500, reason="复杂")

    assert kinds(advance(PROCEDURE, begin(PROCEDURE, NINE), late).clocks[0]) == ["extended"]


def test_an_extension_may_come_after_expiry_where_the_rule_says_so() -> None:
    text = SMALL.replace('tell = "resident"', 'tell = "resident"\nbefore_expiry = false')

    assert kinds(course(move("extend", 500, reason="复杂"), procedure=small(text)).clocks[0]) == ["extended"]


def test_what_does_not_run_is_not_extended() -> None:
    text = SMALL.replace(
        'title_en = "Extend"\nfrom = ["open"]', 'title_en = "Extend"\nfrom = ["open", "done"]'
    )

    with pytest.raises(MoveRefused, match="现在没有计时"):
        course(move("answer", 1), move("extend", 2, reason="复杂"), procedure=small(text))


def test_an_extension_by_nothing_is_not_taken_for_a_number() -> None:
    assert course(move("extend", 2, reason="复杂", length=True)).clocks[0].events[0].length == 5


@pytest.mark.parametrize(
    ("event", "says"),
    [
        (Event("fly", NINE, "clerk", "owner"), "里没有「fly」这一步"),
        (Event("appeal", NINE, "resident", "party"), "现在是「办理中」，要在「已办结」时才能办「申请复查」"),
        (Event("answer", NINE, "clerk", "owner"), "由承办人(主办单位)、系统(自动)来办"),
        (Event("answer", NINE, "handler", "owner"), "由承办人(主办单位)"),
    ],
    ids=["unknown move", "wrong state", "wrong role", "wrong relation"],
)
def test_a_move_is_refused_in_a_full_sentence(event: Event, says: str) -> None:
    with pytest.raises(MoveRefused) as caught:
        advance(PROCEDURE, begin(PROCEDURE, NINE), event)
    assert says in caught.value.sentence()
    assert caught.value.sentence().endswith("。")


def test_the_platform_itself_may_make_its_moves() -> None:
    found = advance(PROCEDURE, begin(PROCEDURE, NINE), Event("answer", NINE, "system", "system"))

    assert found.state == "done"


def test_offers_name_what_a_role_may_do_and_why_not_yet() -> None:
    began = begin(PROCEDURE, NINE)

    assert {offer.move for offer in offers(PROCEDURE, began, frozenset({"clerk"}))} == {
        "classify",
        "stop",
        "go_on",
        "drop",
    }
    found = {offer.move: offer for offer in offers(PROCEDURE, began, frozenset({"supervisor", "leader"}))}
    assert found["hurry"].open
    assert not found["relax"].open
    assert "紧急" in found["relax"].why_not
    assert found["extend"].open
    extended = course(move("extend", 2, reason="复杂"))
    assert [offer.why_not for offer in offers(PROCEDURE, extended, frozenset({"leader"}))] == [
        "「答复」最多延长 1 次，已经用完，不能再延长。"
    ]
    assert offers(PROCEDURE, began, frozenset({"public"})) == ()


def test_an_unknown_name_in_the_model_is_a_bug() -> None:
    for ask in (PROCEDURE.state, PROCEDURE.move, PROCEDURE.term, PROCEDURE.flag):
        with pytest.raises(LookupError, match="demo.small 1 has no"):
            ask("nothing")
    assert PROCEDURE.move("answer").target == "done"
    assert PROCEDURE.flag("hard").title == "疑难"


def test_a_procedure_is_in_force_between_its_days() -> None:
    day = NINE.date()
    old = loads(SMALL.replace("valid_to = 2027-01-01\n", "").encode())

    assert PROCEDURE.in_force(day)
    assert not PROCEDURE.in_force(day.replace(year=2025))
    assert not PROCEDURE.in_force(day.replace(year=2027))
    assert old.in_force(day.replace(year=2099))


DATED = SMALL.replace(
    'meets = ["answer"]\nstarts = ["appeal"]',
    'meets = ["answer"]\nstarts = ["appeal"]\ndated_by = "served_on"\n'
    'fields = [{ name = "served_on", title = "送达日期", title_en = "Served on", type = "date" }]',
)


def test_a_dated_move_counts_from_the_day_it_names() -> None:
    found = course(move("answer", 72, served_on="2026-03-03"), procedure=small(DATED))

    met, right = found.clocks
    assert [event.at.isoformat() for event in met.events] == ["2026-03-03T00:00:00+08:00"]
    assert right.started_at.isoformat() == "2026-03-03T00:00:00+08:00"
    assert found.log[0].at == later(72)


def test_a_dated_move_without_its_day_counts_from_when_it_is_made() -> None:
    found = course(move("answer", 5), procedure=small(DATED))

    assert found.clocks[1].started_at == later(5)


def test_a_moment_with_its_own_zone_is_kept_as_it_is() -> None:
    found = course(move("answer", 72, served_on="2026-03-03T12:00:00+00:00"), procedure=small(DATED))

    assert found.clocks[1].started_at.isoformat() == "2026-03-03T12:00:00+00:00"


def test_what_is_dated_before_a_term_began_never_ends_it_before_its_start() -> None:
    found = course(move("answer", 72, served_on="2026-02-01"), procedure=small(DATED))

    assert found.clocks[0].events[0].at == NINE


def test_a_day_to_come_is_refused() -> None:
    with pytest.raises(MoveRefused, match="还没有到"):
        course(move("answer", 5, served_on="2026-03-03"), procedure=small(DATED))


def test_the_right_of_the_other_side_outlives_the_end_and_a_courts_term_does_not() -> None:
    for party, ends in (("opposite", []), ("outside", ["cancelled"])):
        text = SMALL.replace('party = "lead"', f'party = "{party}"')
        assert kinds(course(move("drop", 1), procedure=small(text)).clocks[0]) == ends
