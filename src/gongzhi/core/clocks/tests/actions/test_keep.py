"""A clock's row follows its facts."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from gongzhi.core.clocks import queries
from gongzhi.core.clocks.actions import keep
from gongzhi.core.clocks.models import Clock, ClockState
from gongzhi.core.clocks.rules.facts import event_from_json, event_to_json, limit_from_json, limit_to_json
from gongzhi.core.clocks.tests.shared import TERM, at, clock
from gongzhi.kernel.terms import LengthUnit, LocalLimit, TermEvent, TermEventKind

pytestmark = pytest.mark.django_db


def test_beyond_the_published_years_an_end_is_provisional() -> None:
    running = clock(1, started="2026-12-30 09:00")

    keep.settle(running, TERM, at("2026-12-30 09:00"))

    assert running.is_provisional
    assert running.due_on is not None
    assert running.due_on > date(2026, 12, 31)


def test_a_local_limit_kept_with_the_clock_holds_for_it() -> None:
    limit = LocalLimit(48, LengthUnit.HOURS, "本地")
    running = clock(1, limit=limit_to_json(limit))

    keep.settle(running, TERM, at("2026-03-02 09:00"))

    assert (running.due_on, running.due_at) == (None, at("2026-03-04 09:00"))


@pytest.mark.parametrize(
    ("kind", "moment", "state"),
    [
        (TermEventKind.MET, "2026-03-09 23:59", ClockState.MET),
        (TermEventKind.MET, "2026-03-10 00:00", ClockState.MET_LATE),
        (TermEventKind.CANCELLED, "2026-03-12 00:00", ClockState.CANCELLED),
    ],
)
def test_ending_a_clock_judges_it_once(kind: TermEventKind, moment: str, state: ClockState) -> None:
    running = clock(1)

    keep.end(running, kind, at(moment), "李承办", "办完了")

    running.refresh_from_db()
    assert (running.state, running.ended_at) == (state, at(moment))
    assert running.events[-1]["reason"] == "办完了"
    assert list(queries.due(at("2026-04-01 00:00"))) == []


def test_running_clocks_come_first() -> None:
    met = clock(1, state=ClockState.MET)
    running = clock(1, proceeding_id=2)

    assert queries.of_matter(1) == [running, met]
    assert queries.of_proceedings([1, 2]) == {1: [met], 2: [running]}


def test_a_running_clock_must_have_an_end_and_is_there_once() -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        clock(1, due_at=None)
    clock(1)
    with pytest.raises(IntegrityError), transaction.atomic():
        clock(1)
    assert Clock.objects.count() == 1


def test_facts_read_back_as_they_were() -> None:
    event = TermEvent(TermEventKind.EXTENDED, at("2026-03-02 09:00"), 5, "复杂", "leader")
    limit = LocalLimit(5, LengthUnit.MONTHS, "本地")

    bare = TermEvent(TermEventKind.MET, at("2026-03-02 09:00"))

    assert event_from_json(event_to_json(event)) == event
    assert event_from_json(event_to_json(bare)) == bare
    assert limit_from_json(limit_to_json(limit)) == limit
    assert limit_from_json(limit_to_json(None)) is None


@pytest.mark.django_db(transaction=True)
def test_clocks_are_kept_in_a_transaction_only() -> None:
    with pytest.raises(RuntimeError):
        keep.keep(keep.Owner(1, 1), None, (), at("2026-03-02 09:00"))  # type: ignore[arg-type]
