"""Marking what is late, and warning of what soon will be."""

import threading
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta

import pytest
from django.db import connection, transaction

from gongzhi.core.clocks.actions import sweep
from gongzhi.core.clocks.models import Clock, ClockState
from gongzhi.core.clocks.tests.shared import at, clock
from gongzhi.core.ledger.models import Entry
from gongzhi.core.ledger.queries import entries
from gongzhi.core.ledger.verify import verify

pytestmark = pytest.mark.django_db
NOW = at("2026-03-10 00:00")


@pytest.fixture
def told() -> Iterator[list[int]]:
    """The matters of clocks of which listeners were told."""
    heard: list[int] = []

    def listener(clocks: Sequence[Clock], moment: datetime) -> None:
        heard.extend(one.matter_id for one in clocks)

    sweep.on_breach(listener)
    sweep.on_warning(listener)
    yield heard
    sweep._breached.remove(listener)
    sweep._warned.remove(listener)


def test_a_clock_is_late_from_its_due_moment_on(told: list[int]) -> None:
    late, not_yet = clock(1), clock(2, due="2026-03-10 00:00:01")

    assert sweep.sweep(NOW) == 1

    late.refresh_from_db()
    not_yet.refresh_from_db()
    assert (late.breached_at, not_yet.breached_at) == (NOW, None)
    assert late.state == ClockState.RUNNING
    assert told == [1]
    entry = entries("matter:1")[0]
    assert (entry.verb, entry.data["term"], entry.data["due_at"]) == (
        "clock.breached",
        "handle",
        "2026-03-09T16:00:00.000000Z",
    )


def test_sweeping_again_marks_nothing_twice(told: list[int]) -> None:
    clock(1)
    sweep.sweep(NOW)

    assert sweep.sweep(NOW + timedelta(days=1)) == 0

    assert len(entries("matter:1")) == 1
    assert told == [1]


@pytest.mark.parametrize(
    "columns",
    [
        {"party": "resident"},
        {"state": ClockState.PAUSED, "due_at": None},
        {"state": ClockState.MET},
        {"breached_at": at("2026-03-09 00:00")},
    ],
)
def test_rights_and_clocks_that_do_not_run_are_never_late(columns: dict[str, object]) -> None:
    Clock.objects.filter(id=clock(1).id).update(**columns)

    assert sweep.sweep(NOW) == 0
    assert entries("matter:1") == []


def test_many_are_marked_in_batches() -> None:
    for n in range(7):
        clock(n + 1)

    assert sweep.sweep(NOW, batch=3) == 7
    assert Clock.objects.filter(breached_at=NOW).count() == 7
    assert verify().entries == 7


def test_a_warning_comes_once_and_before_the_end(told: list[int]) -> None:
    clock(1, due="2026-03-10 12:00")
    clock(2, due="2026-03-12 00:00")
    clock(3, due="2026-03-09 00:00")
    clock(4, due="2026-03-10 12:00", party="resident")

    assert sweep.warn(NOW, timedelta(days=1)) == 2
    assert sweep.warn(NOW, timedelta(days=1)) == 0
    assert sorted(told) == [1, 4]


def in_threads(*functions: Callable[[], object]) -> None:
    """Run functions at once, each on a connection of its own."""
    failed: list[BaseException] = []

    def run(function: Callable[[], object]) -> None:
        try:
            function()
        except BaseException as error:
            failed.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[function]) for function in functions]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert failed == []


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_mark_each_clock_once(told: list[int]) -> None:
    for n in range(120):
        clock(n % 40 + 1, proceeding_id=n + 1)
    found: list[int] = []

    in_threads(*[lambda: found.append(sweep.sweep(NOW, batch=10))] * 2)

    # What one worker left because the other held it is found by the sweep a minute later.
    found.append(sweep.sweep(NOW))
    assert sum(found) == 120
    assert Entry.objects.count() == 120
    assert sorted(told) == sorted(n % 40 + 1 for n in range(120))
    assert verify().is_whole


@pytest.mark.django_db(transaction=True)
def test_a_sweep_waits_for_nobody(told: list[int]) -> None:
    held, free = clock(1), clock(2)

    with transaction.atomic():
        Clock.objects.select_for_update().get(id=held.id)
        in_threads(lambda: sweep.sweep(NOW))

    free.refresh_from_db()
    held.refresh_from_db()
    assert (free.breached_at, held.breached_at) == (NOW, None)
    assert sweep.sweep(NOW) == 1
