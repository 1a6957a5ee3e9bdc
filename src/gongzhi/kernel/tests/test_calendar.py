"""The working calendar: published years, imported tables, and years that are not out yet."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongzhi.kernel.calendar import CalendarTableInvalid, CalendarUnknown, WorkCalendar, china, parse_table
from gongzhi.kernel.expected import expected_holidays

DAYS = st.dates(date(2004, 1, 1), date(2026, 12, 31))


@pytest.mark.parametrize(
    ("day", "worked"),
    [
        pytest.param("2026-02-13", True, id="Friday before Spring Festival"),
        pytest.param("2026-02-14", True, id="Saturday made up before Spring Festival"),
        pytest.param("2026-02-15", False, id="first day of Spring Festival rest"),
        pytest.param("2026-02-23", False, id="last day of Spring Festival rest"),
        pytest.param("2026-02-28", True, id="Saturday made up after Spring Festival"),
        pytest.param("2025-09-28", True, id="Sunday made up before National Day 2025"),
        pytest.param("2025-10-08", False, id="last day of the joint National Day and Mid-Autumn rest"),
        pytest.param("2025-10-11", True, id="Saturday made up after National Day 2025"),
        pytest.param("2025-05-02", False, id="second day of Labour Day, statutory since 2025"),
        pytest.param("2024-02-09", True, id="New Year's Eve 2024, officially worked"),
        pytest.param("2026-10-10", True, id="Saturday made up after National Day 2026"),
    ],
)
def test_working_day_follows_the_yearly_notice(day: str, worked: bool) -> None:
    assert china().is_working_day(date.fromisoformat(day)) is worked


def test_counting_skips_rest_and_counts_make_up_days() -> None:
    assert china().add_working_days(date(2026, 2, 10), 5) == date(2026, 2, 24)
    assert china().add_working_days(date(2026, 2, 24), -5) == date(2026, 2, 10)
    assert china().add_working_days(date(2026, 2, 15), 0) == date(2026, 2, 15)
    assert china().next_working_day(date(2026, 2, 15)) == date(2026, 2, 24)
    assert china().next_working_day(date(2026, 2, 14)) == date(2026, 2, 14)
    assert china().previous_working_day(date(2026, 2, 23)) == date(2026, 2, 14)


@given(DAYS, st.integers(1, 200))
def test_counting_forward_and_between_agree(day: date, count: int) -> None:
    calendar = china().with_provisional()
    end = calendar.add_working_days(day, count)

    assert calendar.working_days_between(day, end) == count
    assert calendar.is_working_day(end)


@given(DAYS, DAYS)
def test_days_between_equal_a_walk_over_days(one: date, other: date) -> None:
    first, last = min(one, other), min(max(one, other), min(one, other) + timedelta(days=400))
    walked = sum(china().is_working_day(first + timedelta(days=n)) for n in range(1, (last - first).days + 1))

    assert china().working_days_between(first, last) == walked
    assert china().working_days_between(last, first) == 0


@pytest.mark.parametrize("day", [date(2003, 12, 31), date(2027, 1, 1)], ids=["before 2004", "after 2026"])
def test_a_day_outside_the_published_years_is_refused_with_what_to_do(day: date) -> None:
    with pytest.raises(CalendarUnknown) as caught:
        china().is_working_day(day)

    assert str(day.year) in caught.value.sentence()
    assert "gongzhi calendar import" in caught.value.sentence()


def test_counting_out_of_the_published_years_is_refused() -> None:
    with pytest.raises(CalendarUnknown):
        china().add_working_days(date(2026, 12, 30), 5)
    with pytest.raises(CalendarUnknown):
        china().add_working_days(date(2004, 1, 5), -5)


def test_a_table_overrides_single_days() -> None:
    changed = china().with_days({date(2026, 3, 2): False, date(2026, 3, 1): True})

    assert not changed.is_working_day(date(2026, 3, 2))
    assert changed.is_working_day(date(2026, 3, 1))
    assert china().is_working_day(date(2026, 3, 2))


def holidays_2027() -> dict[date, bool]:
    return dict.fromkeys(expected_holidays(2027), False)


def test_a_new_year_follows_monday_to_friday_but_for_its_days_of_rest() -> None:
    longer = china().with_days(holidays_2027())

    assert longer.last == date(2027, 12, 31)
    assert not longer.is_working_day(date(2027, 1, 1))
    assert longer.is_working_day(date(2027, 1, 4))
    assert not longer.is_working_day(date(2027, 1, 9))


def test_a_year_with_too_few_days_of_rest_is_refused() -> None:
    with pytest.raises(CalendarTableInvalid) as caught:
        china().with_days({date(2027, 1, 1): False})
    assert "2027 年只列了 1 个休息日" in caught.value.sentence()


def test_a_gap_between_known_years_and_the_table_is_refused() -> None:
    days = dict.fromkeys(expected_holidays(2029), False)

    with pytest.raises(CalendarTableInvalid) as caught:
        china().with_days(days)
    assert "2027 年、2028 年" in caught.value.sentence()


def test_a_calendar_needs_days_without_a_gap() -> None:
    with pytest.raises(CalendarTableInvalid):
        WorkCalendar.of({date(2026, 1, 1): False, date(2026, 1, 3): True})


def test_the_provisional_calendar_answers_for_years_without_a_notice_and_says_so() -> None:
    provisional = china().with_provisional()

    assert provisional.add_working_days(date(2026, 12, 28), 5) == date(2027, 1, 5)
    assert not provisional.is_working_day(date(2027, 2, 8)), "the third day of the Spring Festival of 2027"
    assert not provisional.knows(date(2027, 1, 5))
    assert provisional.knows(date(2026, 12, 31))
    assert provisional.published is china()
    assert provisional.with_provisional() is provisional
    assert china().with_provisional() is provisional


def test_a_table_imported_over_a_provisional_calendar_makes_its_year_sure() -> None:
    renewed = china().with_provisional().with_days(holidays_2027())

    assert renewed.knows(date(2027, 6, 1))
    assert not renewed.knows(date(2028, 1, 1))
    assert renewed.is_working_day(date(2028, 1, 3))


def test_the_expected_holidays_are_those_of_the_law() -> None:
    assert len(expected_holidays(2027)) == 13
    assert date(2027, 4, 5) in expected_holidays(2027)
    assert len(expected_holidays(2041)) == 7, "only fixed days and Qingming beyond the table of lunar feasts"
    assert len(expected_holidays(1999)) == 6


@pytest.mark.parametrize(
    "text",
    [
        "date,is_workday\n2027-01-01,0\n2027-01-04,1\n",
        "日期,是否上班,名称\n2027/1/1,休,元旦\n2027年1月4日,班,\n",
        "\ufeff2027-01-01,false\n\n2027-01-04,true\n",
    ],
    ids=["plain with header", "Chinese words and dates", "byte order mark and blank line"],
)
def test_a_table_is_read_in_the_ways_people_write_it(text: str) -> None:
    assert parse_table(text) == {date(2027, 1, 1): False, date(2027, 1, 4): True}


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "表是空的"),
        ("2027-01-01\n", "第 1 行：要有两列"),
        ("2027-01-01,maybe\n", "第 1 行：“maybe”不能说明是否上班"),
        ("2027-13-01,1\n", "第 1 行：“2027-13-01”不是日期"),
        ("2027-01-01,1\n2027-01-01,0\n", "第 2 行：2027-01-01 在表里出现两次"),
    ],
    ids=["empty", "one column", "unknown word", "no such day", "contradiction"],
)
def test_a_wrong_table_is_refused_row_by_row(text: str, says: str) -> None:
    with pytest.raises(CalendarTableInvalid) as caught:
        parse_table(text)
    assert says in caught.value.sentence()
