"""Levels, gaps, coverage, states, and when an owned case may be ended."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from gongzhi.kernel.terms import CHINA
from gongzhi.systems.petitions.rules import cells, ownership, periods
from gongzhi.systems.petitions.rules.indicators import INDICATORS, ZEROS
from gongzhi.systems.petitions.rules.ownership import CaseFacts, Check
from gongzhi.systems.petitions.rules.periods import Period

ASKED = datetime(2026, 11, 2, 9, tzinfo=CHINA)
GOOD = Check(ASKED + timedelta(days=1), 7, is_outside=True, reached=True, solved=True)


@pytest.mark.parametrize(
    ("code", "level"),
    [("1304", "city"), ("130400", "city"), ("130403", "county"), ("130403001", "township"), ("130403001001", "village"), ("", ""), ("13", "")],
)  # fmt: skip
def test_levels(code: str, level: str) -> None:
    assert ownership.level_of(code) == level


def test_areas_of_a_place_and_the_levels_that_are_missing() -> None:
    assert ownership.areas_of("130403001001") == {
        "county": "130403", "township": "130403001", "village": "130403001001",
    }  # fmt: skip
    assert ownership.areas_of("130403") == {"county": "130403"}
    assert ownership.missing_levels({"township"}) == ("county", "village")


@pytest.mark.parametrize(
    ("facts", "state"),
    [
        (CaseFacts(is_owned=False), "to_own"),
        (CaseFacts(is_owned=True), "owned"),
        (CaseFacts(is_owned=True, has_plan=True), "planned"),
        (CaseFacts(is_owned=True, has_met=True), "working"),
        (CaseFacts(is_owned=True, has_plan=True, has_met=True, closing_asked=True), "asked"),
        (CaseFacts(is_owned=True, has_ended=True), "ended"),
    ],
)
def test_states(facts: CaseFacts, state: str) -> None:
    assert ownership.state_of(facts) == state


@pytest.mark.parametrize(
    ("asked", "checks", "word"),
    [
        (None, [GOOD], "先提出结案申请"),
        (ASKED, [], "还没有独立"),
        (ASKED, [replace(GOOD, at=ASKED - timedelta(days=1))], "还没有独立"),
        (ASKED, [replace(GOOD, account_id=5)], "还没有独立"),
        (ASKED, [replace(GOOD, is_outside=False)], "还没有独立"),
        (ASKED, [replace(GOOD, reached=False, solved=None)], "没有联系上"),
        (ASKED, [replace(GOOD, solved=False)], "没有解决"),
        (ASKED, [GOOD, replace(GOOD, at=GOOD.at + timedelta(days=1), solved=False)], "没有解决"),
        (ASKED, [GOOD], None),
    ],
)
def test_ending_needs_a_check_by_somebody_else(
    asked: datetime | None, checks: list[Check], word: str | None
) -> None:
    found = ownership.why_not_end(5, asked, checks)
    assert (found is None) if word is None else (found is not None and word in found)


def test_percent() -> None:
    assert ownership.percent(1, 3) == 33.3
    assert ownership.percent(0, 0) is None


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ([10, 20, 0], ["10", "20", "0"]),
        ([10, 3, 4], ["10", "少于 5", "少于 5"]),
        ([10, 3, 20], ["少于 5", "少于 5", "20"]),
        ([3], ["少于 5"]),
        ([0, 2], ["0", "少于 5"]),
    ],
)
def test_small_cells_and_the_one_that_would_tell_them_are_held_back(
    values: list[int], told: list[str]
) -> None:
    assert [str(one) for one in cells.told(values)] == told


def test_one_number_alone() -> None:
    assert [str(cells.told_alone(n)) for n in (0, 1, 4, 5)] == ["0", "少于 5", "少于 5", "5"]


def test_periods() -> None:
    assert periods.month(date(2026, 2, 14)) == Period(date(2026, 2, 1), date(2026, 2, 28))
    assert periods.year(2026) == Period(date(2026, 1, 1), date(2026, 12, 31))
    found = periods.months(date(2026, 1, 9), 3)
    assert [one.since for one in found] == [date(2025, 11, 1), date(2025, 12, 1), date(2026, 1, 1)]
    assert Period(date(2026, 2, 1), date(2026, 1, 1)).why_not() is not None
    assert Period(date(2000, 1, 1), date(2026, 1, 1)).why_not() is not None
    assert periods.year(2026).why_not() is None


def test_no_indicator_counts_people_or_where_they_went() -> None:
    words = "".join(
        f"{one.name}{one.title}{one.part}{one.whole}{one.part_en}{one.whole_en}" for one in INDICATORS
    ) + "".join(f"{one.name}{one.title}{one.formula}{one.formula_en}" for one in ZEROS)
    for forbidden in (
        "人次",
        "人数",
        "上行",
        "赴省",
        "进京",
        "越级",
        "户数",
        "persons",
        "people",
        "visitors",
    ):
        assert forbidden not in words
    assert len({one.name for one in INDICATORS}) == len(INDICATORS)
    assert all(one.law and one.part and one.whole for one in INDICATORS)
