"""The city's rules: which fits, in what order, and what cannot be kept."""

from datetime import datetime

import pytest

from gongzhi.core.suggest.rules.city import (
    Facts,
    Rule,
    checked,
    first,
    from_json,
    hours_of,
    to_json,
    words_of,
)
from gongzhi.kernel.errors import InvalidInput
from gongzhi.kernel.terms import CHINA

NIGHT = datetime(2026, 3, 2, 23, 30, tzinfo=CHINA)
GAS = Rule("燃气味", words=("燃气味", "煤气味"), without=("已经修好",), category="utility.gas", urgent=True)


@pytest.mark.parametrize(
    ("rule", "facts", "fits"),
    [
        pytest.param(GAS, Facts("楼道有煤气味"), True, id="one of the words"),
        pytest.param(GAS, Facts("樓道有煤氣味"), True, id="traditional characters"),
        pytest.param(GAS, Facts("煤气味没了，已经修好"), False, id="a word that must not be there"),
        pytest.param(GAS, Facts("停水"), False, id="none of the words"),
        pytest.param(Rule("x", categories=("noise",), urgent=True), Facts("", "noise.shop"), True, id="below a category"),
        pytest.param(Rule("x", categories=("noise",), urgent=True), Facts("", "noisex"), False, id="another category"),
        pytest.param(Rule("x", areas=("130403",), urgent=True), Facts("", area_code="130403001"), True, id="within an area"),
        pytest.param(Rule("x", areas=("130403",), urgent=True), Facts("", area_code=""), False, id="nowhere known"),
        pytest.param(Rule("x", channels=("phone",), urgent=True), Facts("", channel="web"), False, id="another way"),
        pytest.param(Rule("x", hours=(22, 6), urgent=True), Facts("", at=NIGHT), True, id="over midnight"),
        pytest.param(Rule("x", hours=(8, 17), urgent=True), Facts("", at=NIGHT), False, id="by day"),
        pytest.param(Rule("x", hours=(8, 17), urgent=True), Facts(""), False, id="no moment known"),
    ],
)  # fmt: skip
def test_a_rule_fits_when_every_condition_holds(rule: Rule, facts: Facts, fits: bool) -> None:
    assert (first([rule], facts) is not None) is fits


def test_the_first_that_fits_wins_and_tells_its_words() -> None:
    later = Rule("燃气", words=("燃气", "煤气"), category="utility")

    found = first([Rule("停水", words=("停水",), urgent=True), GAS, later], Facts("有煤气味，也有燃气味"))

    assert found is not None
    assert (found.n, found.rule, found.found) == (2, GAS, ("燃气味", "煤气味"))


@pytest.mark.parametrize(
    ("rule", "field"),
    [
        (Rule("", words=("a",), urgent=True), "title"),
        (Rule("x", urgent=True), "words"),
        (Rule("x", words=("停水",)), "category"),
        (Rule("x", words=("停水",), hours=(25, 3), urgent=True), "hours"),
        (Rule("x", words=tuple(map(str, range(70))), urgent=True), "words"),
        (Rule("x", words=("停水",), without=("长" * 41,), urgent=True), "without"),
    ],
)
def test_what_cannot_be_kept_is_told(rule: Rule, field: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        checked(rule)

    assert refused.value.facts["field"] == field


def test_a_rule_is_read_as_it_was_kept() -> None:
    rule = Rule(
        "夜间",
        words=("施工",),
        areas=("130403",),
        hours=(22, 6),
        category="noise",
        unit=7,
        urgent=True,
        law="条例",
    )

    assert from_json(to_json(checked(rule))) == rule
    assert "without" not in to_json(rule)


@pytest.mark.parametrize(
    ("text", "hours"), [("22-6", (22, 6)), ("22点到6点", (22, 6)), ("8：00—17:00", (8, 17)), ("", ())]
)
def test_hours_are_read_as_people_write_them(text: str, hours: tuple[int, ...]) -> None:
    assert hours_of(text) == hours


@pytest.mark.parametrize("text", ["夜里", "22", "22-6-7", "222-6"])
def test_hours_that_are_none_are_told(text: str) -> None:
    with pytest.raises(InvalidInput):
        hours_of(text)


def test_words_are_parted_as_people_part_them() -> None:
    assert words_of("停水、断水，没水 停水\n") == ("停水", "断水", "没水")
