"""The story and the clocks of a matter: in full for staff, without what is internal for others; the figures add up."""

import json
from datetime import timedelta

import pytest
from django.utils import translation

from gongzhi.core.clocks.actions import sweep
from gongzhi.core.identity.testing import Cast, at
from gongzhi.core.ledger.rebuild import Tally
from gongzhi.core.matters import queries, rebuild
from gongzhi.core.matters.actions import counting, follow, helping, merging, notes, split, supervise
from gongzhi.core.matters.actions.split import Part
from gongzhi.core.matters.actions.supervise import Order
from gongzhi.core.matters.models import DailyFigure, Follower, Matter, SupervisionOrder, Task
from gongzhi.core.matters.queries import Filter
from gongzhi.core.matters.queries.board import forget
from gongzhi.core.matters.tests.shared import (
    START,
    bring,
    bring_public,
    matter_of,
    move,
    reviewer,
    to_archived,
    to_handling,
    triage,
)
from gongzhi.core.notify.models import Notice
from gongzhi.core.workflow.actions.perform import GuardRefused
from gongzhi.kernel.actor import PUBLIC
from gongzhi.kernel.errors import DomainError, InvalidInput, NotAllowed, NotFound

pytestmark = pytest.mark.django_db
LATER = at("2026-03-05 10:00")


def differences() -> list[object]:
    return [*rebuild.check_matters(Tally()), *rebuild.check_tally(Tally())]


def test_staff_read_who_did_what_as_what_and_a_resident_reads_units_only(cast: Cast) -> None:
    given = bring()
    to_archived(cast, given)
    notes.write_note(cast.handler, given.number, "内部：注意安全", LATER)

    full = queries.story(cast.clerk, matter_of(given))
    own = queries.story(cast.citizen(given.matter_id), matter_of(given))

    assert full[0].text == "内部：注意安全"
    assert any("郑承办" in item.who for item in full)
    assert not any("郑承办" in item.who or "内部" in item.text for item in own)
    assert own[-1].who == "您"
    assert any(item.who == "丛台区城市管理局" for item in own)
    assert not any("回访" in item.text for item in own)


def test_the_story_is_told_in_english_too(cast: Cast) -> None:
    given = bring()
    triage(cast, given, at("2026-03-02 09:30"))

    with translation.override("en"):
        story = queries.story(cast.clerk, matter_of(given))

    assert story[0].text.startswith("Accept and classify")


def test_every_clock_says_what_is_left_and_why(cast: Cast) -> None:
    given = bring()
    to_handling(cast, given)

    views = {
        view.name: view for view in queries.clock_views(cast.clerk, matter_of(given), at("2026-03-02 11:00"))
    }

    handle = views["handle"]
    assert (handle.state, handle.words, handle.due) == ("running", "还剩 5 个工作日", "2026-03-09")
    assert handle.steps
    assert handle.unconfirmed
    assert views["sign"].words == "已按时完成"
    late = {
        view.name: view for view in queries.clock_views(cast.clerk, matter_of(given), at("2026-03-12 11:00"))
    }
    assert late["handle"].state == "late"
    assert "超期" in late["handle"].words


def test_the_handler_does_not_see_ratings_before_the_matter_is_archived(cast: Cast) -> None:
    given = bring()
    to_handling(cast, given)
    move(cast.handler, given, "answer", at("2026-03-03 10:00"), fields={"answer": "好了"})
    move(reviewer(cast), given, "approve", at("2026-03-03 11:00"))
    move(
        cast["township_clerk"],
        given,
        "call_back",
        at("2026-03-04 10:00"),
        fields={"reached": "1", "solved": "yes", "satisfied": "2"},
    )

    assert queries.ratings(cast.handler, matter_of(given)) == []
    assert queries.ratings(cast.supervisor, matter_of(given))[0].satisfied == 2
    move(cast["township_clerk"], given, "archive", at("2026-03-04 11:00"))
    assert queries.ratings(cast.handler, matter_of(given))[0].satisfied == 2


def test_a_resident_adds_words_and_a_stranger_does_not(cast: Cast) -> None:
    given = bring_public()

    follow.add_words(cast.citizen(given.matter_id), given.number, "在三号楼旁边", LATER)

    assert "三号楼" in queries.story(cast.clerk, matter_of(given))[0].text
    assert not any("三号楼" in item.text for item in queries.story(PUBLIC, matter_of(given)))
    with pytest.raises(NotAllowed):
        follow.add_words(cast.citizen(), given.number, "我也说", LATER)
    with pytest.raises(InvalidInput):
        follow.add_words(cast.citizen(given.matter_id), given.number, " ", LATER)


def test_somebody_joins_a_public_matter_with_a_receipt_of_his_own(cast: Cast) -> None:
    given, closed = bring_public(), bring()

    joined = follow.join(PUBLIC, given.number, "13900000002", LATER)

    assert joined.number == given.number
    assert joined.secret
    assert Follower.objects.get(matter_id=given.matter_id).receipt_id is not None
    with pytest.raises(NotFound):
        follow.join(PUBLIC, closed.number, "", LATER)


def test_a_merge_carries_the_residents_and_keeps_both_histories(cast: Cast) -> None:
    target, other = bring(), bring(title="同一盏灯")
    clerk = cast["township_clerk"]

    move(clerk, other, "merge", LATER, "同一件事", {"into": target.number})

    assert (matter_of(other).ending, matter_of(other).merged_into_id) == ("merged", target.matter_id)
    assert Follower.objects.get(matter_id=target.matter_id).resident_id == matter_of(other).resident_id
    assert "并入" in queries.story(clerk, matter_of(target))[0].text
    assert [link.number for link in queries.links(clerk, matter_of(target))] == [other.number]
    with pytest.raises(InvalidInput):
        move(clerk, target, "merge", LATER, "反过来", {"into": other.number})
    assert differences() == []

    move(clerk, other, "unmerge", at("2026-03-06 10:00"), "不是同一盏灯")
    assert (matter_of(other).status, matter_of(other).merged_into_id) == ("received", None)
    assert not Follower.objects.filter(matter_id=target.matter_id).exists()
    assert queries.links(clerk, matter_of(target)) == []
    assert differences() == []


def test_units_hear_once_of_what_is_late_and_what_ends_soon(cast: Cast) -> None:
    given = bring()
    to_handling(cast, given)

    for _ in range(2):
        sweep.warn(at("2026-03-03 09:00"), timedelta(hours=24))
        sweep.sweep(at("2026-03-04 09:00"))

    told = Notice.objects.filter(key__startswith="clock:", recipient_id=cast.unit("department"))
    assert [one.subject for one in told.order_by("id")] == [
        f"{given.number} 即将到期",
        f"{given.number} 已超期",
    ]
    assert "没有完成" in queries.story(cast.clerk, matter_of(given))[0].text


def test_a_split_matter_waits_for_its_children_or_excuses_them(cast: Cast) -> None:
    given = bring()
    clerk = cast["township_clerk"]
    (child,) = split.split(clerk, given.number, [Part("另有井盖破损", "路口井盖破损")], "两件事", LATER)
    assert child.parent_id == given.matter_id
    to_handling(cast, given)
    move(cast.handler, given, "answer", at("2026-03-03 10:00"), fields={"answer": "好了"})
    move(reviewer(cast), given, "approve", at("2026-03-03 11:00"))
    move(clerk, given, "call_back", at("2026-03-04 10:00"), fields={"reached": "1"})

    with pytest.raises(GuardRefused):
        move(clerk, given, "archive", at("2026-03-04 11:00"))
    split.excuse_child(clerk, given.number, child.number, "另行办理", at("2026-03-04 11:00"))
    move(clerk, given, "archive", at("2026-03-04 12:00"))

    assert not matter_of(given).is_open
    assert Matter.objects.get(id=child.id).is_open
    with pytest.raises(DomainError):
        split.split(cast.neighbour, child.number, [Part("x", "x")], "x", LATER)
    assert differences() == []


def test_an_order_is_numbered_answered_by_its_addressee_and_closed_by_its_issuer_alone(cast: Cast) -> None:
    given = bring()
    to_handling(cast, given)
    order = Order(given.number, "supervise", cast.unit("department"), "三日内办结", at("2026-03-06 18:00"))

    made = supervise.issue(cast.supervisor, order, LATER)

    assert made.number
    assert made.document_id
    late = queries.late_orders(cast.supervisor, at("2026-03-07 09:00"))
    assert [one.number for one in late] == [made.number]
    assert supervise.raise_unanswered(at("2026-03-07 09:00")) == 1
    assert supervise.raise_unanswered(at("2026-03-07 09:00")) == 0
    with pytest.raises(DomainError):
        supervise.reply_order(cast["station_handler"], made.id, "好了", LATER)
    supervise.reply_order(cast.handler, made.id, "已经办好", LATER)
    with pytest.raises(NotAllowed):
        supervise.close_order(cast["district_leader"], made.id, "可以", LATER)
    supervise.close_order(cast.supervisor, made.id, "属实", LATER)
    with pytest.raises(supervise.OrderEnded):
        supervise.close_order(cast.supervisor, made.id, "再来", LATER)
    assert SupervisionOrder.objects.get().closing_note == "属实"
    assert queries.page(cast.supervisor, Filter(orders=True), at=LATER).rows == []


def test_an_order_goes_down_the_tree_only(cast: Cast) -> None:
    given = bring()
    to_handling(cast, given)

    for who, unit in (("supervisor", "neighbour"), ("handler", "department"), ("neighbour", "department")):
        with pytest.raises(DomainError):
            supervise.issue(
                cast[who],
                Order(given.number, "supervise", cast.unit(unit), "x", at("2026-03-06 18:00")),
                LATER,
            )


def test_urging_fills_in_its_text(cast: Cast) -> None:
    given = bring()
    to_handling(cast, given)

    supervise.urge(cast.supervisor, given.number, LATER)

    assert "2026-03-03" in queries.story(cast.clerk, matter_of(given))[0].why
    with pytest.raises(NotAllowed):
        supervise.urge(cast.handler, given.number, LATER)


def test_a_helper_signs_answers_or_returns_its_own_task(cast: Cast) -> None:
    given = bring()
    to_handling(cast, given, helpers=("station", "other"))
    station = Task.objects.get(unit_id=cast.unit("station"))
    other = Task.objects.get(unit_id=cast.unit("other"))

    helping.sign_help(cast["station_handler"], station.id, LATER)
    helping.answer_help(cast["station_handler"], station.id, "好了", LATER)
    helping.return_help(cast.other_handler, other.id, "不在我区", LATER)
    with pytest.raises(NotFound):
        helping.sign_help(cast.handler, station.id, LATER)

    assert set(Task.objects.filter(role="helper").values_list("state", flat=True)) == {"answered", "returned"}
    assert [view.is_mine for view in queries.tasks(cast.handler, matter_of(given), LATER)] == [
        True,
        False,
        False,
    ]


def test_links_are_made_once_and_ended_with_a_reason(cast: Cast) -> None:
    one, two = bring(), bring()

    merging.link(cast.clerk, one.number, two.number, "同一路段", LATER)
    merging.link(cast.clerk, two.number, one.number, "同一路段", LATER)
    assert len(queries.links(cast.clerk, matter_of(one))) == 1
    merging.unlink(cast.clerk, one.number, two.number, "弄错了", LATER)

    assert queries.links(cast.clerk, matter_of(one)) == []
    with pytest.raises(InvalidInput):
        merging.link(cast.clerk, one.number, one.number, "", LATER)


def test_the_board_adds_up_with_the_rows_behind_each_figure(cast: Cast) -> None:
    given, handled, gone = bring(), bring(), bring()
    bring(brought_at=at("2026-03-05 09:00"))
    to_handling(cast, handled)
    to_archived(cast, gone)
    now = at("2026-03-05 10:00")

    found = queries.figures(cast.leader, now)

    assert (found.open, found.late) == (3, 2)
    for count, wanted in (
        (found.open, found.open_filter),
        (found.late, found.late_filter),
        (found.opened_today, found.opened_today_filter),
    ):
        assert len(queries.page(cast.leader, wanted, at=now).rows) == count
    district = next(one for one in found.units if one.unit_id == cast.unit("district"))
    assert (district.open, district.late) == (3, 2)
    assert len(queries.page(cast.leader, district.filter, at=now).rows) == 3
    assert [(load.unit_id, load.count) for load in queries.load_by_unit(cast.leader, now)] == [
        (cast.unit("department"), 1)
    ]
    assert queries.at_risk(cast.leader, now)
    counting.count_days(at("2026-03-01 00:00").date(), at("2026-03-05 00:00").date())
    assert sum(DailyFigure.objects.values_list("opened", flat=True)) == 3
    days = {day.day.isoformat(): (day.opened, day.closed) for day in queries.trend(cast.leader, now, 7)}
    assert days["2026-03-02"] == (3, 0)
    assert days["2026-03-04"] == (0, 1)
    assert days["2026-03-05"] == (1, 0)
    forget()
    assert queries.open_figures(now).opened == 3
    assert matter_of(given).is_open


def test_the_map_is_drawn_from_the_list(cast: Cast) -> None:
    bring(lon=114.49, lat=36.61)
    bring_public(lon=114.60, lat=36.61)

    found = json.loads(queries.map_features(cast.leader, Filter(), (114.4, 36.5, 114.55, 36.7), at=START))
    open_ones = json.loads(queries.public_features(at=START))
    heat = json.loads(queries.heat_features(cast.leader, Filter(), at=START, resolution=7))

    assert [one["geometry"]["coordinates"] for one in found["features"]] == [[114.49, 36.61]]
    assert found["features"][0]["properties"]["state"] == "soon"
    assert len(open_ones["features"]) == 1
    assert sum(one["properties"]["count"] for one in heat["features"]) == 2


def test_lookalikes_are_near_and_public_for_residents(cast: Cast) -> None:
    near = bring_public(lon=114.49, lat=36.61)
    bring(lon=114.49, lat=36.61)
    bring_public(lon=114.52, lat=36.61)

    found = queries.lookalikes(PUBLIC, text="", lon=114.4905, lat=36.6102, at=LATER)

    assert [one.number for one in found] == [near.number]
    assert len(queries.lookalikes(cast.clerk, text="", lon=114.4905, lat=36.6102, at=LATER)) == 2
    assert queries.lookalikes(PUBLIC, text="", lon=None, lat=None, at=LATER) == []


def test_the_residents_page_shows_what_comes_next(cast: Cast) -> None:
    given = bring()
    to_handling(cast, given)

    page = queries.resident_page(cast.citizen(given.matter_id), matter_of(given), LATER)

    assert page["is_mine"]
    assert [turn.move.name for turn in page["turns"]] == ["withdraw"]  # type: ignore[attr-defined]
    assert page["answer"] == ""


def test_columns_and_counts_equal_a_rebuild_from_the_ledger(cast: Cast) -> None:
    bring()
    to_handling(cast, bring())
    to_archived(cast, bring())

    assert differences() == []
    Matter.objects.filter(status="handling").update(lead_id=None, stage="intake")
    assert len(differences()) >= 3
