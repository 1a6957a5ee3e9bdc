"""Call-backs with people in their posts: who is asked, by whom, what follows, and who does not learn of it in time."""

from dataclasses import replace
from datetime import datetime

import pytest
from django.test import Client
from tests.conformance.petitions.shared import (
    bring,
    clocks,
    matter,
    move,
    papers,
    proceeding,
    to_handling,
    to_opinion,
)

from gongzhi.core.clocks.models import ClockState
from gongzhi.core.identity.testing import Cast, at
from gongzhi.core.ledger.queries import entries
from gongzhi.core.ledger.rebuild import Tally
from gongzhi.core.matters import queries
from gongzhi.core.matters import rebuild as matters_rebuild
from gongzhi.core.matters.models import Rating
from gongzhi.core.matters.queries.filters import Filter
from gongzhi.core.matters.submission import Submitted
from gongzhi.core.notify.models import Notice
from gongzhi.core.orgs import cache
from gongzhi.core.orgs.models import Setting
from gongzhi.core.workflow import rebuild as workflow_rebuild
from gongzhi.core.workflow.actions.perform import GuardRefused
from gongzhi.kernel.errors import Conflict, DomainError, InvalidInput, NotAllowed, NotFound
from gongzhi.systems.petitions.actions import call_back
from gongzhi.systems.petitions.actions.call_back import Call
from gongzhi.systems.petitions.models import CallBack, CallDraw, CallScript, CallTask
from gongzhi.systems.petitions.queries import calls, oversight
from gongzhi.systems.petitions.rules.call_back import Question, drawn, shipped

pytestmark = pytest.mark.django_db
NEXT = at("2026-04-02 18:00")


def everybody_drawn() -> None:
    """Let the day's lot draw all."""
    Setting.objects.create(
        name="petitions.call_back_share",
        value=100,
        source="试验",
        set_by="许系统",
        set_at=at("2026-01-01 09:00"),
    )
    cache.changed()


def rate(
    cast: Cast, given: Submitted, solved: str = "no", satisfied: str = "1", day: str = "2026-04-03"
) -> None:
    """Rate as the petitioner."""
    fields = {"solved": solved, "satisfied": satisfied, "words": "没有人来看过"}
    move(cast.citizen(given.matter_id), given, "rate", at(f"{day} 09:00"), fields=fields)


def listed(cast: Cast, given: Submitted, when: datetime = NEXT) -> CallTask:
    """Draw the lot and return the call of a matter."""
    call_back.draw_calls(when)
    return CallTask.objects.get(matter_id=given.matter_id, done_at__isnull=True)


def assert_provable() -> None:
    """Every column that follows the ledger is what the ledger tells."""
    tally = Tally()
    assert [
        *workflow_rebuild.check_proceedings(tally),
        *workflow_rebuild.check_clocks(tally),
        *matters_rebuild.check_matters(tally),
        *matters_rebuild.check_tally(tally),
    ] == []


NOT_SOLVED = Call(True, "no", 2, "perfunctory", "说修了，没有修", (("contacted", "no"),))


def test_the_lot_is_drawn_once_a_day_and_can_be_drawn_again_from_the_ledger(cast: Cast) -> None:
    """XF-23, art. 21: seed, share and pool are kept."""
    given = [bring() for _ in range(5)]
    for one in given:
        to_opinion(cast, one)

    assert call_back.draw_calls(NEXT) == 1, "20 % of five"
    assert call_back.draw_calls(at("2026-04-02 19:00")) == 0

    draw = CallDraw.objects.get()
    (entry,) = [one for one in entries("petitions.calls") if one.verb == "petition.calls_drawn"]
    assert (draw.pool, draw.drawn, draw.share) == (5, 1, 20)
    again = drawn([one.number for one in given], draw.share, draw.seed)
    assert entry.data["sample"] == again
    assert CallTask.objects.get().matter_id == next(one.matter_id for one in given if one.number == again[0])


def test_every_unhappy_rating_is_called_whatever_the_lot_says(cast: Cast) -> None:
    """XF-23, art. 21."""
    given = bring()
    to_opinion(cast, given)
    Setting.objects.create(
        name="petitions.call_back_share",
        value=0,
        source="试验",
        set_by="许系统",
        set_at=at("2026-01-01 09:00"),
    )
    cache.changed()
    rate(cast, given)

    task = listed(cast, given, at("2026-04-03 18:00"))

    assert task.ground == "unhappy"
    assert call_back.draw_calls(at("2026-04-03 19:00")) == 0, "one call waits already"
    told = str([one.data for one in entries("petitions.calls")])
    assert given.number not in told, "the entry tells how many, never who was unhappy"


def test_a_happy_rating_alone_calls_nobody(cast: Cast) -> None:
    """XF-23, art. 21."""
    given = bring()
    to_opinion(cast, given)
    call_back.draw_calls(NEXT)
    before = CallTask.objects.count()
    rate(cast, given, "yes", "5")

    call_back.draw_calls(at("2026-04-04 18:00"))

    assert CallTask.objects.count() == before


def test_only_callers_outside_the_handling_body_have_the_list(cast: Cast) -> None:
    """XF-23: outside the handler."""
    everybody_drawn()
    given = bring()
    to_opinion(cast, given)
    task = listed(cast, given)

    assert [one.task.pk for one in calls.waiting(cast["township_clerk"])] == [task.pk]
    for who in ("handler", "department_leader", "district_leader", "clerk", "supervisor", "neighbour"):
        assert calls.waiting(cast[who]) == []
    inside = replace(cast.handler, roles=frozenset({"caller"}))
    assert calls.waiting(inside) == []
    for actor, error in ((inside, NotFound), (cast.neighbour, NotFound), (cast.handler, NotAllowed)):
        with pytest.raises(error):
            call_back.make_call(actor, task.pk, Call(True, "yes", 5), at("2026-04-03 09:00"))


def test_what_a_centre_handled_itself_is_called_by_the_one_above(cast: Cast) -> None:
    """XF-23: outside the handler."""
    everybody_drawn()
    given = bring()
    move(cast["township_clerk"], given, "sort", at("2026-03-03 09:00"), fields={"kind": "claim"})
    move(
        cast["township_clerk"],
        given,
        "accept_here",
        at("2026-03-04 09:00"),
        fields={"contact_person": "周 3110001"},
    )
    agree = {"petitioner_agrees": "1", "other_agrees": "1", "answer": "双方各退一步"}
    move(cast["township_clerk"], given, "settle", at("2026-04-02 09:00"), fields=agree)

    task = listed(cast, given)

    assert task.unit_id == cast.unit("district")
    assert calls.waiting(cast["township_clerk"]) == []
    assert [one.task.pk for one in calls.waiting(cast.caller)] == [task.pk]


def test_solved_ends_the_call(cast: Cast) -> None:
    """XF-23: three measures."""
    everybody_drawn()
    given = bring()
    to_opinion(cast, given)
    task = listed(cast, given)

    result = call_back.make_call(
        cast["township_clerk"], task.pk, Call(True, "yes", 4), at("2026-04-03 09:00")
    )

    task.refresh_from_db()
    assert (result, task.ending, matter(given).is_open) == ("done", "done", False)
    kept = CallBack.objects.get()
    assert (kept.reached, kept.solved, kept.satisfied, kept.lead_id) == (
        True,
        True,
        4,
        cast.unit("department"),
    )
    assert Rating.objects.get().by_resident is False
    with pytest.raises(NotFound):
        call_back.make_call(cast["township_clerk"], task.pk, Call(True, "yes", 4), at("2026-04-03 09:01"))


def test_not_reached_is_tried_again_and_ends_after_the_third_time(cast: Cast) -> None:
    """XF-23: reached is a measure of its own."""
    everybody_drawn()
    given = bring()
    to_opinion(cast, given)
    task = listed(cast, given)

    for n, day in enumerate(("2026-04-03", "2026-04-07", "2026-04-08"), start=1):
        assert (
            call_back.make_call(cast["township_clerk"], task.pk, Call(False), at(f"{day} 09:00"))
            == "unreached"
        )
        task.refresh_from_db()
        assert (task.attempts, task.done_at is not None) == (n, n == 3)
    assert task.ending == "unreached"
    assert not matter(given).is_open, "nobody reached is no ground to reopen"


def test_not_solved_reopens_with_the_same_body_and_sixty_days_anew(cast: Cast) -> None:
    """XF-23, art. 21, 40."""
    everybody_drawn()
    given = bring()
    to_opinion(cast, given)
    task = listed(cast, given)

    result = call_back.make_call(cast["township_clerk"], task.pk, NOT_SOLVED, at("2026-04-03 09:00"))

    found = matter(given)
    assert (result, found.is_open, found.status, found.lead_id) == (
        "reopened",
        True,
        "handling",
        cast.unit("department"),
    )
    assert papers(given)[-1] == "reopened_notice"
    runs = clocks(given, "handling")
    assert (runs[-1].state, str(runs[-1].due_on)) == (ClockState.RUNNING, "2026-06-02")
    assert clocks(given, "request")[0].state == ClockState.RUNNING, "the right to a review stays as it was"
    assert Notice.objects.filter(recipient_kind="resident", subject__contains="重新办理").exists()
    assert_provable()


def test_not_solved_twice_goes_one_level_up(cast: Cast) -> None:
    """XF-23, art. 21, 40."""
    everybody_drawn()
    given = bring()
    to_opinion(cast, given)
    task = listed(cast, given)
    call_back.make_call(cast["township_clerk"], task.pk, NOT_SOLVED, at("2026-04-03 09:00"))
    agree = {"petitioner_agrees": "1", "other_agrees": "1", "answer": "再修一次"}
    move(cast.handler, given, "settle", at("2026-04-20 09:00"), fields=agree)
    again = listed(cast, given, at("2026-04-20 18:00"))
    assert again.ground == "again"

    result = call_back.make_call(cast["township_clerk"], again.pk, NOT_SOLVED, at("2026-04-21 09:00"))

    found = matter(given)
    assert (result, found.status, found.reopened) == ("raised", "handling", 2)
    assert (found.lead_id, found.owner_id) == (cast.unit("district"), cast.unit("district"))
    assert_provable()


def test_reopening_needs_a_call_that_said_so(cast: Cast) -> None:
    """XF-23."""
    given = bring()
    to_opinion(cast, given)

    for name in ("reopen_unsolved", "raise_unsolved"):
        with pytest.raises(GuardRefused):
            move(cast["township_clerk"], given, name, at("2026-04-03 09:00"), "想重办")


def test_what_is_before_a_review_is_not_reopened_beside_it(cast: Cast) -> None:
    """XF-12, XF-23."""
    everybody_drawn()
    given = bring()
    to_opinion(cast, given)
    task = listed(cast, given)
    words = {"words": "不服"}
    move(
        cast.citizen(given.matter_id),
        given,
        "request",
        at("2026-04-03 09:00"),
        fields=words,
        procedure="review",
    )

    with pytest.raises(NotFound):
        call_back.make_call(cast["township_clerk"], task.pk, NOT_SOLVED, at("2026-04-03 10:00"))
    call_back.draw_calls(at("2026-04-03 18:00"))
    task.refresh_from_db()
    assert task.ending == "in_review"
    assert matter(given).status == "requested"


def test_evasion_found_by_a_call_is_a_ground_of_supervision_without_the_petitioners_words(cast: Cast) -> None:
    """XF-21, XF-23; art. 40."""
    everybody_drawn()
    given = bring()
    to_opinion(cast, given)
    task = listed(cast, given)
    call_back.make_call(cast["township_clerk"], task.pk, NOT_SOLVED, at("2026-04-03 09:00"))

    (breach,) = oversight.breaches(cast.supervisor, at("2026-04-04 09:00"))

    assert breach.trigger.name == "evasive"
    assert "敷衍" in breach.evidence
    assert "没有修" not in breach.evidence


@pytest.mark.parametrize(
    "call", [Call(True), Call(True, "maybe"), Call(True, "yes", 6), Call(True, "yes", 3, "lazy")]
)
def test_a_call_says_at_least_one_thing_and_nothing_else(cast: Cast, call: Call) -> None:
    everybody_drawn()
    given = bring()
    to_opinion(cast, given)
    task = listed(cast, given)

    with pytest.raises(InvalidInput):
        call_back.make_call(cast["township_clerk"], task.pk, call, at("2026-04-03 09:00"))


def test_who_handled_does_not_learn_of_a_rating_before_the_dispute_is_over(
    cast: Cast, client: Client
) -> None:
    """XF-20, XF-23; art. 21: page, lists, API, notices."""
    given = bring()
    to_opinion(cast, given)
    rate(cast, given)
    found = matter(given)
    now = at("2026-04-04 09:00")

    for who in ("handler", "department_leader"):
        assert queries.ratings(cast[who], found, now) == []
        assert "评价" not in [one.text for one in queries.story(cast[who], found, now)]
        for measure in ("rated", "dissatisfied", "asked_solved", "unsolved"):
            wanted = Filter(state="all", measure=measure)
            assert queries.page(cast[who], wanted, at=now).rows == []
    told = Notice.objects.filter(matter_id=given.matter_id, recipient_kind="unit", subject__contains="评价")
    assert {one.recipient_id for one in told} == {cast.unit("township")}
    assert not any("没有人来看过" in one.body for one in Notice.objects.all())
    assert len(queries.ratings(cast.caller, found, now)) == 1, "who calls back may know"


def test_after_the_last_day_of_the_review_everybody_may_know(cast: Cast) -> None:
    """XF-23, art. 21."""
    from gongzhi.systems.petitions.actions import ladder  # noqa: PLC0415

    given = bring()
    to_opinion(cast, given)
    rate(cast, given, "yes", "4")
    ladder.end_unasked(at("2026-05-07 00:00"))

    assert len(queries.ratings(cast.handler, matter(given))) == 1


def test_the_script_of_a_centre_has_versions_and_calls_keep_theirs(cast: Cast) -> None:
    """XF-23: questions as data."""
    questions = [Question("asked", "工作人员态度怎么样？", "scale")]

    with pytest.raises(NotAllowed):
        call_back.save_script(cast.handler, "您好", "谢谢", questions, NEXT)
    with pytest.raises(InvalidInput):
        call_back.save_script(cast.caller, "", "谢谢", questions, NEXT)
    first = call_back.save_script(cast.caller, "您好", "谢谢", questions, NEXT)
    second = call_back.save_script(cast.caller, "您好啊", "谢谢", questions, at("2026-04-03 09:00"))

    first.refresh_from_db()
    assert (first.version, second.version, first.ended_at) == (1, 2, at("2026-04-03 09:00"))
    assert calls.script(cast.unit("district")).version == 2
    assert calls.script(cast.unit("township")).version == 2, "the nearest above"
    assert calls.script(cast.unit("neighbour")) == shipped()
    assert CallScript.objects.count() == 2


def test_the_report_counts_matters_by_body_and_hides_small_cells(cast: Cast) -> None:
    """XF-23; red line: no persons, no small cells."""
    everybody_drawn()
    given = [bring() for _ in range(6)]
    for one in given:
        to_opinion(cast, one)
    call_back.draw_calls(NEXT)
    for n, task in enumerate(CallTask.objects.order_by("id")):
        call = Call(True, "yes", 5) if n else Call(True, "no", 1)
        call_back.make_call(cast["township_clerk"], task.pk, call, at("2026-04-03 09:00"))

    day = at("2026-04-03 00:00").date()
    report = calls.report(cast.supervisor, day, day)
    assert [(one.unit_id, one.measures.solved.percent) for one in report.units] == [
        (cast.unit("department"), 83.3)
    ]
    assert calls.report(cast.handler, day, day).units == ()
    assert calls.report(cast.neighbour, day, day).units == ()


def test_two_callers_never_make_one_call(cast: Cast) -> None:
    everybody_drawn()
    given = bring()
    to_opinion(cast, given)
    task = listed(cast, given)
    CallTask.objects.filter(id=task.pk).update(done_at=NEXT)

    with pytest.raises((Conflict, NotFound)):
        call_back.make_call(cast["township_clerk"], task.pk, Call(True, "yes", 5), at("2026-04-03 09:00"))


def test_a_call_from_the_matters_own_page_is_kept_the_same_way(cast: Cast) -> None:
    """XF-23."""
    given = bring()
    to_opinion(cast, given)
    fields = {"reached": "1", "solved": "yes", "satisfied": "5"}
    move(cast["township_clerk"], given, "call_back", at("2026-04-03 09:00"), fields=fields)

    assert CallTask.objects.get().ground == "direct"
    assert CallBack.objects.get().solved is True
    with pytest.raises(DomainError):
        move(cast.handler, given, "call_back", at("2026-04-03 09:00"), fields=fields)
    assert proceeding(given).state == "concluded"


def test_a_handled_petition_is_no_call_yet(cast: Cast) -> None:
    everybody_drawn()
    given = bring()
    to_handling(cast, given)

    assert call_back.draw_calls(NEXT) == 0
