"""What is looked at before an opinion is signed."""

from dataclasses import replace
from datetime import date

import pytest

from gongzhi.systems.petitions.rules.opinions import OpinionFacts, checks

GOOD = OpinionFacts(
    outcome="supported",
    request="恢复路面",
    facts="路面没有恢复，有照片。",
    grounds="占道到期应当恢复。",
    basis="《城市道路管理条例》第三十三条",
    text="由施工单位在五月三十日前恢复路面，逾期由本局代为恢复。",
    perform_by=date(2026, 5, 30),
    is_opinion=True,
    heard=True,
    investigated=True,
    today=date(2026, 4, 1),
    last_day=date(2026, 5, 4),
)


def failing(one: OpinionFacts) -> set[str]:
    return {check.name for check in checks(one) if not check.holds}


def test_a_good_opinion_passes_every_check() -> None:
    assert failing(GOOD) == set()


@pytest.mark.parametrize(
    ("changes", "name"),
    [
        ({"facts": " "}, "parts"),
        ({"basis": "按有关规定"}, "article"),
        ({"text": "同意。"}, "length"),
        ({"facts": "电话 13800000001 核实"}, "private"),
        ({"last_day": date(2026, 3, 31)}, "in_time"),
        ({"heard": False}, "heard"),
        ({"investigated": False}, "investigated"),
        ({"perform_by": None}, "perform_by"),
        ({"perform_by": date(2026, 3, 1)}, "perform_by"),
    ],
)
def test_each_check_says_what_is_missing(changes: dict[str, object], name: str) -> None:
    assert name in failing(replace(GOOD, **changes))  # type: ignore[arg-type]


def test_a_review_is_not_asked_whether_it_investigated_anew() -> None:
    names = {check.name for check in checks(replace(GOOD, is_opinion=False, outcome="upheld"))}

    assert names.isdisjoint({"heard", "investigated", "perform_by"})
