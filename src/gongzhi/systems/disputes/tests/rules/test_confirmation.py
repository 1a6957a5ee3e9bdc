"""Whether a court can confirm an agreement (民诉法解释 art. 355 to 358)."""

from dataclasses import replace
from datetime import date

import pytest

from gongzhi.systems.disputes.rules.confirmation import ConfirmationFacts, Content, Ground, findings, is_open

GOOD = ConfirmationFacts(
    effective_on=date(2026, 3, 2),
    on=date(2026, 4, 1),
    last_on=date(2026, 4, 1),
    contents=frozenset(),
    by_organisation=True,
    court_delegated=False,
    ground=Ground.ORGANISATION,
)


def test_an_ordinary_agreement_is_open_on_its_last_day() -> None:
    assert is_open(GOOD)
    assert findings(GOOD) == []


@pytest.mark.parametrize(
    ("change", "law"),
    [
        ({"effective_on": None}, "人民调解法第29条"),
        ({"on": date(2026, 4, 2)}, "民事诉讼法第205条"),
        ({"by_organisation": False}, "民事诉讼法第205条"),
        ({"contents": frozenset({Content.STATUS})}, "民诉法解释第355条第3项"),
        ({"contents": frozenset({Content.TITLE})}, "民诉法解释第355条第5项"),
        ({"contents": frozenset({Content.OTHER_PROCEDURE})}, "民诉法解释第355条第4项"),
        ({"contents": frozenset({Content.NOT_CIVIL})}, "民诉法解释第355条第1项"),
        ({"court_delegated": True}, "民事诉讼法第205条第1项"),
        ({"ground": Ground.INVITED}, "民事诉讼法第205条第2项"),
    ],
    ids=str,
)
def test_each_ground_shuts_the_way_with_its_article(change: dict[str, object], law: str) -> None:
    facts = replace(GOOD, **change)  # type: ignore[arg-type]

    assert not is_open(facts)
    assert findings(facts)[0].law == law


def test_an_invited_mediation_goes_to_the_court_that_invited() -> None:
    assert is_open(replace(GOOD, court_delegated=True, ground=Ground.INVITED))
    assert is_open(replace(GOOD, court_delegated=True, ground=None))


def test_money_without_a_day_is_a_risk_and_shuts_nothing() -> None:
    facts = replace(GOOD, has_money_without_day=True, contents=frozenset({Content.TITLE}))

    assert [one.shuts for one in findings(facts)] == [True, False]
    assert is_open(replace(GOOD, has_money_without_day=True))
