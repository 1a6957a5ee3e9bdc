"""The published criteria, ages, and agendas: from facts of the matter alone."""

from dataclasses import fields, replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongzhi.systems.petitions.rules import agenda, backlog
from gongzhi.systems.petitions.rules.agenda import ListedFacts
from gongzhi.systems.petitions.rules.backlog import MatterFacts

TODAY = date(2026, 11, 2)
QUIET = MatterFacts(is_open=True, brought_on=date(2026, 10, 1))
CRITERIA = backlog.published().criteria


def names(facts: MatterFacts) -> list[str]:
    return [one.name for one in backlog.met(facts, CRITERIA, TODAY)]


@pytest.mark.parametrize(
    ("changes", "met"),
    [
        ({}, []),
        ({"brought_on": date(2026, 5, 2)}, ["open_longer"]),
        ({"brought_on": date(2026, 5, 3)}, []),
        ({"brought_on": date(2020, 1, 1), "is_open": False}, []),
        ({"late_days": 30}, ["late_longer"]),
        ({"late_days": 29}, []),
        ({"returned": 2}, ["returned"]),
        ({"reopened": 2}, ["reopened"]),
        ({"rungs": 2, "is_open": False}, ["rungs"]),
        ({"ended_unsolved": True, "is_open": False}, ["unsolved"]),
        ({"unperformed_days": 30}, ["unperformed"]),
        ({"bodies": 4}, ["bodies"]),
        ({"bodies": 4, "is_open": False}, []),
        ({"objections": 2}, ["objections"]),
        ({"orders": 2}, ["supervised"]),
        ({"returned": 3, "orders": 5}, ["returned", "supervised"]),
    ],
)
def test_each_criterion_by_its_number(changes: dict[str, object], met: list[str]) -> None:
    assert names(replace(QUIET, **changes)) == met  # type: ignore[arg-type]


def test_the_reason_says_the_fact() -> None:
    facts = replace(QUIET, brought_on=date(2026, 1, 2), returned=3)
    assert backlog.reasons(facts, CRITERIA, TODAY) == ("已满 10 个月没有办结", "已被退回 3 次")


def test_a_number_of_nought_switches_a_criterion_off() -> None:
    off = tuple(replace(one, number=0) for one in CRITERIA)
    assert backlog.met(replace(QUIET, returned=9, orders=9, late_days=900), off, TODAY) == ()


def test_no_fact_is_about_a_person() -> None:
    words = " ".join(field.name for field in fields(MatterFacts))
    assert not any(word in words for word in ("person", "resident", "petitioner", "visit", "times_came"))


@pytest.mark.parametrize(
    ("start", "end", "months"),
    [
        (date(2026, 1, 31), date(2026, 2, 28), 0),
        (date(2026, 1, 31), date(2026, 3, 31), 2),
        (date(2025, 11, 2), TODAY, 12),
        (TODAY, date(2026, 1, 1), 0),
    ],
)
def test_full_months(start: date, end: date, months: int) -> None:
    assert backlog.months_between(start, end) == months


@given(st.dates(date(2005, 1, 1), date(2040, 12, 31)), st.integers(1, 60))
def test_so_many_months_back_is_at_least_so_many_months(day: date, months: int) -> None:
    back = backlog.months_back(day, months)
    # Within one month's end: 31 March less one month is 28 February, from which a full month has gone by on 31 March.
    assert backlog.months_between(back, day) >= months
    assert backlog.months_between(back + timedelta(days=1), day) <= months


@given(st.integers(0, 5000))
def test_every_age_lies_in_one_bucket(days: int) -> None:
    buckets = backlog.published().buckets
    found = backlog.bucket_of(days, buckets)
    first, last = backlog.spans(buckets)[found.name]
    assert first <= days
    assert last is None or days <= last


CALM = ListedFacts(1, date(2026, 1, 1), is_owned=True, discussed_on=date(2026, 10, 20))


@pytest.mark.parametrize(
    ("changes", "word"),
    [
        ({"late_since": date(2026, 10, 1)}, "法定期限"),
        ({"is_owned": False}, "没有包案领导"),
        ({"decision_due": date(2026, 11, 1)}, "会议决定"),
        ({"milestone_due": date(2026, 11, 1)}, "节点"),
        ({"promise_due": date(2026, 11, 1)}, "答应的事"),
        ({"in_competence": True}, "争议"),
        ({"discussed_on": None}, "还没有研究过"),
        ({"discussed_on": date(2026, 10, 3)}, "上次研究"),
    ],
)
def test_what_brings_a_matter_on_the_agenda(changes: dict[str, object], word: str) -> None:
    assert agenda.agenda_reasons(CALM, TODAY) == ()
    found = agenda.agenda_reasons(replace(CALM, **changes), TODAY)  # type: ignore[arg-type]
    assert len(found) == 1
    assert word in found[0]


def test_today_is_in_time_and_the_most_pressing_comes_first() -> None:
    assert agenda.agenda_reasons(replace(CALM, decision_due=TODAY), TODAY) == ()
    pressing = replace(CALM, matter_id=2, is_owned=False, in_competence=True)
    one = replace(CALM, matter_id=3, is_owned=False)
    assert [facts.matter_id for facts, _ in agenda.agenda([one, CALM, pressing], TODAY)] == [2, 3]


def test_a_body_complained_about_takes_no_part() -> None:
    assert agenda.why_not_attend((1, 2, 3), [[2]]) is not None
    assert agenda.why_not_attend((1, 2), [[3]]) is None
