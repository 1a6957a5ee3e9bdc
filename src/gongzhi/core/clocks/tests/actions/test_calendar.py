"""A yearly table comes in: it holds, and every open clock that it touches moves and says why."""

from datetime import date, timedelta

import pytest

from gongzhi.core.clocks import queries
from gongzhi.core.clocks.actions import calendar
from gongzhi.core.clocks.actions.calendar import import_table, recompute
from gongzhi.core.clocks.models import CalendarDay, CalendarImport, Clock, ClockState
from gongzhi.core.clocks.tests.shared import at, clock, term_of
from gongzhi.core.ledger.queries import entries
from gongzhi.core.ledger.verify import verify
from gongzhi.kernel.actor import Actor, ActorKind
from gongzhi.kernel.calendar import CalendarTableInvalid, CalendarUnknown

pytestmark = pytest.mark.django_db
ADMIN = Actor(ActorKind.STAFF, "赵管理", frozenset({"system_admin"}))
NOW = at("2026-03-03 09:00")
ONE_MORE_REST = {date(2026, 3, 4): False}


def year(number: int) -> dict[date, bool]:
    """Return a whole year's table: Monday to Friday, with the first thirteen weekdays of February at rest."""
    days = [date(number, 1, 1) + timedelta(days=n) for n in range(365)]
    return {day: day.weekday() < 5 and not (day.month == 2 and day.day <= 19) for day in days}


def test_an_open_clock_moves_and_says_why() -> None:
    running = clock(1)

    brought = import_table(ADMIN, ONE_MORE_REST, "国办发明电〔2026〕1号", term_of, NOW)

    running.refresh_from_db()
    assert (running.due_on, running.due_at) == (date(2026, 3, 10), at("2026-03-11 00:00"))
    entry = entries("matter:1")[0]
    assert (entry.verb, entry.why) == ("clock.moved", "工作日历有变：国办发明电〔2026〕1号")
    assert (entry.data["from"], entry.data["to"]) == (
        "2026-03-09T16:00:00.000000Z",
        "2026-03-10T16:00:00.000000Z",
    )
    assert (brought.clocks_moved, brought.days, brought.finished_at) == (1, 1, NOW)
    assert entries("settings")[0].verb == "calendar.imported"
    assert not queries.calendar().is_working_day(date(2026, 3, 4))


def test_clocks_that_ended_or_are_not_touched_stay() -> None:
    met = clock(1, state=ClockState.MET, ended_at=NOW)
    earlier = clock(2, due="2026-02-14 00:00", started="2026-02-06 09:00")

    brought = import_table(ADMIN, ONE_MORE_REST, "表", term_of, NOW)

    assert brought.clocks_moved == 0
    for one in (met, earlier):
        before = one.due_at
        one.refresh_from_db()
        assert one.due_at == before
        assert entries(f"matter:{one.matter_id}") == []


def test_a_clock_marked_late_by_an_old_table_is_late_no_more() -> None:
    running = clock(1, breached_at=at("2026-03-10 00:00"), warned_at=at("2026-03-09 00:00"))

    import_table(ADMIN, ONE_MORE_REST, "表", term_of, at("2026-03-10 09:00"))

    running.refresh_from_db()
    assert (running.breached_at, running.warned_at) == (None, None)


def test_a_provisional_end_becomes_certain_with_the_next_year() -> None:
    running = clock(1, started="2026-12-30 09:00", due="2027-01-08 00:00", is_provisional=True)

    import_table(ADMIN, year(2027), "2027 年放假安排", term_of, at("2026-12-31 09:00"))

    running.refresh_from_db()
    assert running.due_on == date(2027, 1, 6)
    assert not running.is_provisional
    assert len(queries.days_of(2027)) == 365


def test_a_newer_table_of_a_day_holds() -> None:
    import_table(ADMIN, ONE_MORE_REST, "先", term_of, NOW)
    import_table(ADMIN, {date(2026, 3, 4): True}, "后", term_of, NOW)

    assert queries.calendar().is_working_day(date(2026, 3, 4))
    assert CalendarDay.objects.get().source.source == "后"


def test_a_table_that_does_not_join_is_refused_whole() -> None:
    with pytest.raises(CalendarTableInvalid):
        import_table(ADMIN, year(2029), "太早", term_of, NOW)

    assert not CalendarImport.objects.exists()
    assert entries("settings") == []
    with pytest.raises(CalendarUnknown):
        queries.calendar().is_working_day(date(2029, 1, 1))


def test_an_import_cut_short_is_made_good(monkeypatch: pytest.MonkeyPatch) -> None:
    running = clock(1)
    monkeypatch.setattr(calendar, "recompute", lambda *parts: parts[1])
    import_table(ADMIN, ONE_MORE_REST, "表", term_of, NOW)
    monkeypatch.undo()
    brought = queries.unfinished_import()
    assert brought is not None
    seen: list[tuple[int, int]] = []

    recompute(ADMIN, brought, term_of, NOW, lambda done, total: seen.append((done, total)))

    running.refresh_from_db()
    assert running.due_on == date(2026, 3, 10)
    assert queries.unfinished_import() is None
    assert seen == [(1, 1)]


def test_computing_again_what_stands_right_writes_nothing() -> None:
    clock(1)
    brought = import_table(ADMIN, ONE_MORE_REST, "表", term_of, NOW)
    before = len(entries("matter:1"))

    recompute(ADMIN, brought, term_of, NOW)

    assert len(entries("matter:1")) == before


def test_thousands_move_in_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(calendar, "BATCH", 10)
    for n in range(35):
        clock(n % 5 + 1, proceeding_id=n + 1)
    heard: list[int] = []
    listener = lambda clocks, at: heard.extend(one.id for one in clocks)  # noqa: E731 - as small as it gets
    calendar.on_moved(listener)

    brought = import_table(ADMIN, ONE_MORE_REST, "表", term_of, NOW)

    calendar._moved.remove(listener)
    assert brought.clocks_moved == len(heard) == 35
    assert Clock.objects.filter(due_on=date(2026, 3, 10)).count() == 35
    assert verify().is_whole
