"""Rules of the network and of prevention: composition, hours, coverage, lawyers, small numbers."""

from datetime import date, datetime, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongzhi.kernel.calendar import china
from gongzhi.systems.disputes.rules.network import hours, lawyers
from gongzhi.systems.disputes.rules.network.composition import Made, Member, Sort, findings, term_to
from gongzhi.systems.disputes.rules.network.coverage import RoomDays, coverage
from gongzhi.systems.disputes.rules.prevention.suppress import (
    Cell,
    hidden_cells,
    hidden_totals,
    per_ten_thousand,
)

HEAD, WOMAN, MAN = Member(is_head=True), Member(is_woman=True), Member()


def made(
    *members: Member, term_from: date = date(2025, 1, 1), seal: bool = True, mixed: bool = False
) -> Made:
    return Made(members, term_from, seal, mixed)


def test_a_committee_as_the_law_asks_has_no_findings() -> None:
    assert findings(made(HEAD, WOMAN, MAN), date(2026, 3, 2)) == ()


@pytest.mark.parametrize(
    ("committee", "sort"),
    [
        (made(HEAD, WOMAN), Sort.TOO_FEW),
        (made(HEAD, WOMAN, *[MAN] * 8), Sort.TOO_MANY),
        (made(HEAD, MAN, MAN), Sort.NO_WOMAN),
        (made(MAN, WOMAN, MAN), Sort.NO_HEAD),
        (made(HEAD, WOMAN, MAN, seal=False), Sort.NO_SEAL),
        (made(HEAD, WOMAN, MAN, mixed=True), Sort.NO_MINORITY),
        (made(HEAD, WOMAN, MAN, term_from=date(2023, 3, 1)), Sort.TERM_OVER),
        (made(HEAD, WOMAN, MAN, term_from=date(2023, 5, 1)), Sort.TERM_ENDS),
    ],
)
def test_each_want_is_found_with_its_article(committee: Made, sort: Sort) -> None:
    (found,) = findings(committee, date(2026, 3, 2))

    assert found.sort is sort
    assert found.law.startswith("人民调解法")
    assert found.title_en
    assert found.is_warning is (sort is Sort.TERM_ENDS)


@pytest.mark.parametrize("n", [3, 9])
def test_three_and_nine_members_are_lawful(n: int) -> None:
    assert not findings(made(HEAD, WOMAN, *[MAN] * (n - 2)), date(2026, 3, 2))


def test_a_term_is_three_years() -> None:
    assert term_to(date(2023, 3, 2)) == date(2026, 3, 1)
    committee = made(HEAD, WOMAN, MAN, term_from=date(2023, 3, 2))
    assert [one.sort for one in findings(committee, date(2026, 3, 1))] == [Sort.TERM_ENDS]
    assert [one.sort for one in findings(committee, date(2026, 3, 2))] == [Sort.TERM_OVER]


@pytest.mark.parametrize(
    ("text", "spans"),
    [
        ("", ()),
        ("09:00-11:30", ((time(9), time(11, 30)),)),
        ("9:00-11:30，14:00至17:00", ((time(9), time(11, 30)), (time(14), time(17)))),
        ("11:30-09:00", None),
        ("09:00-12:00,11:00-13:00", None),
        ("09:00-25:00", None),
        ("上午", None),
    ],
)
def test_hours_are_read_as_people_write_them(text: str, spans: tuple[hours.Span, ...] | None) -> None:
    assert hours.spans_of(text) == spans


WEEK = ["09:00-11:00"] * 5 + ["", ""]


def test_slots_follow_the_calendar_with_holidays_and_make_up_days() -> None:
    worked, holiday, make_up, sunday = (
        date(2026, 3, 2),
        date(2026, 10, 1),
        date(2026, 2, 28),
        date(2026, 3, 8),
    )

    assert list(hours.slots_on(worked, WEEK, 60, china())) == [time(9), time(10)]
    assert list(hours.slots_on(holiday, WEEK, 60, china())) == []
    assert list(hours.slots_on(make_up, WEEK, 60, china())) == [time(9), time(10)]
    assert list(hours.slots_on(sunday, WEEK, 60, china())) == []
    assert list(hours.slots_on(worked, WEEK, 45, china())) == [time(9), time(9, 45)]


def test_free_slots_leave_out_what_is_taken_or_too_near() -> None:
    now = datetime(2026, 3, 2, 7, 30)  # noqa: DTZ001 - hours of a room are local

    found = hours.free_slots(now, 2, WEEK, 60, {(date(2026, 3, 3), time(9))}, china())

    assert found == [(date(2026, 3, 2), (time(10),)), (date(2026, 3, 3), (time(10),))]


def test_the_week_is_told_in_spans() -> None:
    assert hours.week_text(["9", "9", "9", "9", "9", "", "10"]) == [("周一至周五", "9"), ("周日", "10")]


def test_thirteen_new_eighteen_in_all_and_full_coverage_come_out_of_records() -> None:
    townships = [f"1304030{n:02d}" for n in range(1, 17)]
    rooms = [RoomDays(code, date(2018, 5, 1), None) for code in townships[:5]]
    rooms += [RoomDays(code, date(2019, 6, 1), None) for code in townships[5:]]
    rooms += [RoomDays(townships[0], date(2019, 7, 1), None), RoomDays(townships[1], date(2019, 7, 1), None)]

    found = coverage(townships, rooms, date(2019, 12, 31))

    assert (found.new, found.rooms, found.percent, found.gaps) == (13, 18, 100.0, ())
    before = coverage(townships, rooms, date(2019, 5, 31))
    assert (before.new, before.rooms, before.covered) == (0, 5, 5)
    assert before.gaps == tuple(townships[5:])


def test_a_closed_room_covers_no_longer_and_a_merged_township_is_covered_by_its_heir() -> None:
    closed = RoomDays("130403001", date(2018, 1, 1), date(2020, 1, 1))
    merged = RoomDays("130403009", date(2018, 1, 1), None)
    heirs = {"130403009": ("130403002",)}

    found = coverage(["130403001", "130403002"], [closed, merged], date(2020, 1, 1), heirs)

    assert (found.rooms, found.covered, found.gaps) == (1, 1, ("130403001",))
    assert coverage([], [], date(2020, 1, 1)).percent is None


def test_a_lawyer_who_mediated_does_not_represent_and_the_other_way_round() -> None:
    assert "不能再代理" in (lawyers.why_not("represents", {"mediates"}) or "")
    assert "不能主持" in (lawyers.why_not("mediates", {"represents"}) or "")
    assert lawyers.why_not("mediates", {"mediates"}) is None
    assert lawyers.why_not("represents", ()) is None


def test_a_small_number_takes_a_second_one_along_in_its_row_and_column() -> None:
    counts: dict[Cell, int] = {
        ("a", "x"): 3,
        ("a", "y"): 8,
        ("a", "z"): 20,
        ("b", "x"): 9,
        ("b", "y"): 7,
        ("b", "z"): 30,
    }

    hidden = hidden_cells(counts)

    assert hidden == {("a", "x"), ("a", "y"), ("b", "x"), ("b", "y")}
    assert hidden_totals(counts, hidden) == (frozenset(), frozenset())


def test_zeros_stay_and_a_small_total_is_hidden_with_a_second_one() -> None:
    counts: dict[Cell, int] = {("a", "x"): 2, ("a", "y"): 0, ("b", "x"): 9, ("b", "y"): 12}

    hidden = hidden_cells(counts)
    rows, _columns = hidden_totals(counts, hidden)

    assert ("a", "y") not in hidden
    assert rows == {"a", "b"}


def test_what_the_table_above_hides_is_hidden_below() -> None:
    counts: dict[Cell, int] = {("a", "x"): 30, ("a", "y"): 10, ("b", "x"): 0, ("b", "y"): 12}

    assert ("a", "x") in hidden_cells(counts, lost_columns=frozenset({"x"}))


@given(
    st.dictionaries(
        st.tuples(st.sampled_from("abcd"), st.sampled_from("wxyz")),
        st.integers(0, 30),
        min_size=16,
        max_size=16,
    )
)
def test_no_small_number_can_be_worked_out_from_one_row_or_column(counts: dict[Cell, int]) -> None:
    hidden = hidden_cells(counts)
    rows, columns = hidden_totals(counts, hidden)

    assert all(n == 0 or n >= 5 for cell, n in counts.items() if cell not in hidden)
    for axis, lost in ((0, rows), (1, columns)):
        for line in {cell[axis] for cell in counts} - lost:
            unknown = [cell for cell in counts if cell[axis] == line and cell in hidden]
            assert len(unknown) != 1
            assert not unknown or sum(counts[cell] for cell in unknown) >= 5


def test_the_rate_is_per_ten_thousand_people() -> None:
    assert per_ten_thousand(12, 48_000) == 2.5
    assert per_ten_thousand(12, None) is None
    assert per_ten_thousand(12, 0) is None
