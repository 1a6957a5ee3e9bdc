"""Watching over the performance of an agreement: what each side says, what the body finds, reminders, what then."""

from datetime import date
from pathlib import Path

import pytest
from pytest_django import Settings

from gongzhi.core.identity.testing import at
from gongzhi.core.ledger.queries import entries
from gongzhi.core.notify.models import Notice
from gongzhi.kernel.errors import Conflict, InvalidInput, NotAllowed, NotFound
from gongzhi.systems.disputes.actions import performance as watching
from gongzhi.systems.disputes.actions.opening import Opened
from gongzhi.systems.disputes.actions.performance import Told
from gongzhi.systems.disputes.queries import agreements, performance
from gongzhi.systems.disputes.tests.agreements import SCAN, current, item, mediating, settle
from gongzhi.systems.disputes.tests.shared import Bench, case_of, matter_of, side_of

pytestmark = pytest.mark.django_db
APRIL = at("2026-04-02 09:00")


@pytest.fixture(autouse=True)
def _store(settings: Settings, tmp_path: Path) -> None:
    settings.MEDIA_DIR = tmp_path


@pytest.fixture
def case(bench: Bench) -> Opened:
    given = mediating(bench)
    settle(bench, given)
    return given


def test_the_debtor_says_it_the_creditor_confirms_it(case: Opened) -> None:
    first = item(case, 2, 1)
    watching.say_performed(
        side_of(case, "b").pk, first.pk, Told(date(2026, 3, 30), "转账", SCAN), at("2026-03-30 20:00")
    )
    assert item(case, 2, 1).state == "reported"
    watching.say_received(side_of(case, "a").pk, first.pk, Told(), at("2026-03-31 08:00"))

    done = item(case, 2, 1)
    assert (done.state, done.performed_on, len(done.proof_ids)) == ("performed", date(2026, 3, 30), 1)
    with pytest.raises(Conflict):
        watching.say_performed(side_of(case, "b").pk, first.pk, Told(), at("2026-03-31 09:00"))


@pytest.mark.parametrize(
    ("code", "act"),
    [("a", watching.say_performed), ("b", watching.say_received), ("b", watching.say_not_received)],
)
def test_a_side_says_only_what_is_its_own_to_say(case: Opened, code: str, act: object) -> None:
    with pytest.raises(NotFound):
        act(side_of(case, code).pk, item(case, 2, 1).pk, Told(), APRIL)  # type: ignore[operator]


def test_a_breach_before_its_day_is_none(case: Opened) -> None:
    with pytest.raises(InvalidInput):
        watching.say_not_received(side_of(case, "a").pk, item(case, 2, 1).pk, Told(), at("2026-03-31 23:00"))


def test_what_lasts_may_be_broken_on_any_day(case: Opened) -> None:
    watching.say_not_received(
        side_of(case, "a").pk, item(case, 1).pk, Told(words="昨晚又弹了"), at("2026-03-12 08:00")
    )

    assert item(case, 1).state == "breached"


def test_a_missed_instalment_is_told_to_both_sides_and_the_body(bench: Bench, case: Opened) -> None:
    watching.say_not_received(side_of(case, "a").pk, item(case, 2, 1).pk, Told(words="没有收到"), APRIL)

    told = Notice.objects.filter(key__startswith="breach:", channel="in_app")
    assert {(one.recipient_kind, one.recipient_id) for one in told} == {
        ("resident", side_of(case, "a").resident_id),
        ("resident", side_of(case, "b").resident_id),
        ("unit", bench.committee),
    }
    assert all("没有收到" not in one.body for one in told)


def test_the_body_records_with_a_reason_and_urges_the_debtor_alone(bench: Bench, case: Opened) -> None:
    first = item(case, 2, 1)
    with pytest.raises(InvalidInput):
        watching.mark_performed(bench.mediator, case.number, first.pk, Told(), APRIL)
    watching.urge(bench.mediator, case.number, first.pk, "请三天内付清", APRIL)
    watching.record_breach(
        bench.colleague, case.number, first.pk, Told(words="电话问过，对方承认没付"), APRIL
    )

    urged = Notice.objects.filter(key__startswith="urge:", channel="in_app")
    assert [one.recipient_id for one in urged] == [side_of(case, "b").resident_id]
    assert item(case, 2, 1).state == "breached"


@pytest.mark.parametrize("who", ["stranger", "constable"])
def test_others_do_not_touch_it(bench: Bench, case: Opened, who: str) -> None:
    with pytest.raises((NotFound, NotAllowed)):
        watching.urge(getattr(bench, who), case.number, item(case, 2, 1).pk, "快付", APRIL)


def test_words_stay_sealed_in_the_ledger(case: Opened) -> None:
    watching.say_not_received(side_of(case, "a").pk, item(case, 1).pk, Told(words="昨晚又弹了"), APRIL)

    told = [one for one in entries(matter_of(case).stream) if one.verb == "agreement.performance"]
    assert "又弹" not in str(told[0].data)
    assert agreements.items(case_of(case), current(case))[-1].words[0].words == "昨晚又弹了"


def test_the_chore_reminds_once_of_each_kind(bench: Bench, case: Opened) -> None:
    assert (
        watching.watch_performance(at("2026-03-25 08:00"))["reminded"] == 2
    )  # apology late, first payment ahead
    assert watching.watch_performance(at("2026-03-25 09:00"))["reminded"] == 0
    assert watching.watch_performance(at("2026-03-31 08:00"))["reminded"] == 1
    assert watching.watch_performance(APRIL)["reminded"] == 1

    late = Notice.objects.filter(key=f"reminder:{item(case, 2, 1).pk}:late", channel="in_app")
    assert {one.recipient_kind for one in late} == {"resident", "unit"}
    assert late.count() == 3


def test_what_was_said_to_be_done_is_not_reminded_of(case: Opened) -> None:
    watching.say_performed(side_of(case, "b").pk, item(case, 2, 1).pk, Told(), at("2026-03-30 20:00"))
    watching.watch_performance(APRIL)

    assert not Notice.objects.filter(key=f"reminder:{item(case, 2, 1).pk}:late").exists()


def test_the_schedule_shows_what_is_due_late_and_to_be_checked(bench: Bench, case: Opened) -> None:
    def parts(view: str, day: date) -> list[tuple[int, int]]:
        return [(one.item.clause, one.item.part) for one in performance.schedule(bench.mediator, view, day)]

    assert parts("week", date(2026, 3, 26)) == [(2, 1)]
    assert parts("late", date(2026, 4, 2)) == [(3, 0), (2, 1)]
    watching.say_performed(side_of(case, "b").pk, item(case, 3).pk, Told(), APRIL)
    assert parts("reported", date(2026, 4, 2)) == [(3, 0)]
    assert len(parts("all", date(2026, 4, 2))) == 13
    assert performance.schedule(bench.stranger, "all", date(2026, 4, 2)) == []
    assert performance.schedule(bench.constable, "all", date(2026, 4, 2)) == []


def test_what_then_names_every_way_with_its_last_day(case: Opened) -> None:
    found = current(case)
    late = performance.late_items(case_of(case), found, APRIL)
    ways = {one.name: one for one in performance.ways(case_of(case), found, late[-1], APRIL)}

    assert ways["urge"].open
    assert not ways["enforcement"].open
    assert (ways["confirmation"].open, ways["confirmation"].last_on) == (True, date(2026, 4, 8))
    assert ways["payment_order"].open
    assert (ways["suit"].open, ways["suit"].last_on) == (True, date(2030, 2, 28))


def test_a_grace_that_is_over_calls_everything_due(case: Opened) -> None:
    found = current(case)
    items = agreements.items(case_of(case), found)

    assert not performance.called_due(found, items, date(2026, 4, 15))
    assert performance.called_due(found, items, date(2026, 4, 16))
