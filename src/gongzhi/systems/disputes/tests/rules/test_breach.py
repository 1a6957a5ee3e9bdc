"""What may be done when something was not performed: every way, open or shut, with article and last day."""

from dataclasses import replace
from datetime import date

import pytest

from gongzhi.kernel.calendar import china
from gongzhi.systems.disputes.rules.breach import BreachFacts, Way, enforcement_last_on, ways

CALENDAR = china().with_provisional()
FACTS = BreachFacts(
    on=date(2026, 4, 2),
    due_on=date(2026, 3, 31),
    last_due_on=date(2027, 2, 28),
    is_money=True,
    is_confirmed=False,
    confirmation_last_on=date(2026, 4, 8),
)


def by_name(facts: BreachFacts) -> dict[str, Way]:
    return {one.name: one for one in ways(facts, CALENDAR)}


def test_before_confirmation_one_may_urge_confirm_ask_for_an_order_or_sue() -> None:
    found = by_name(FACTS)

    assert {name for name, way in found.items() if way.open} == {
        "urge",
        "confirmation",
        "payment_order",
        "suit",
    }
    assert found["suit"].last_on == date(2030, 2, 28)
    assert "没有经过法院确认" in found["enforcement"].why


def test_after_confirmation_one_enforces_and_does_not_sue() -> None:
    found = by_name(replace(FACTS, is_confirmed=True, confirmation_last_on=None))

    assert found["enforcement"].open
    assert found["enforcement"].last_on == date(2029, 2, 28)
    assert not found["suit"].open
    assert not found["confirmation"].open


def test_the_thirty_days_over_confirmation_is_shut_and_still_named() -> None:
    assert not by_name(replace(FACTS, confirmation_last_on=None))["confirmation"].open
    assert not by_name(replace(FACTS, on=date(2026, 4, 9)))["confirmation"].open


def test_what_is_no_money_has_no_payment_order() -> None:
    assert "payment_order" not in by_name(replace(FACTS, is_money=False))


@pytest.mark.parametrize(
    ("is_pay", "law"), [(True, "劳动争议调解仲裁法第16条"), (False, "民事诉讼法第225条")]
)
def test_wages_have_their_own_payment_order_and_arbitration(is_pay: bool, law: str) -> None:
    found = by_name(replace(FACTS, is_labour=True, is_pay_owed=is_pay))

    assert found["payment_order"].law == law
    assert found["arbitration"].last_on == date(2027, 3, 31)
    assert "先经仲裁" in found["suit"].why


def test_open_ways_come_first_and_every_way_names_its_law() -> None:
    found = ways(FACTS, CALENDAR)

    assert [one.open for one in found] == sorted((one.open for one in found), reverse=True)
    assert all(one.law and one.why for one in found)


def test_after_the_last_days_nothing_but_asking_is_open() -> None:
    found = by_name(replace(FACTS, on=date(2031, 1, 1), is_confirmed=True))

    assert not found["enforcement"].open
    assert found["urge"].open


def test_a_last_day_of_rest_moves_to_the_next_working_day() -> None:
    assert enforcement_last_on(date(2024, 10, 1), CALENDAR) == date(2026, 10, 8)
