"""Claims, tribunals, final awards and reconsideration decisions, as tables."""

import pytest

from gongzhi.systems.disputes.rules import claims, final_awards, reconsidering, tribunals
from gongzhi.systems.disputes.rules.claims import Claim


@pytest.mark.parametrize(
    ("line", "claim"),
    [
        ("2025年11月工资 | 5200", Claim("2025年11月工资", 520_000)),
        ("经济补偿｜1.2万元", Claim("经济补偿", 1_200_000)),
        ("确认劳动关系", Claim("确认劳动关系")),
        ("甲 | 乙", Claim("甲 | 乙")),
        ("| 500", Claim("| 500")),
    ],
    ids=["a sum", "a wide bar and ten thousands", "no sum", "no number", "nothing before the bar"],
)
def test_a_line_is_a_claim(line: str, claim: Claim) -> None:
    assert claims.claims_of(f"\n {line} \n") == [claim]


def test_claims_are_added_up_and_bounded() -> None:
    found = claims.claims_of("工资 | 100\n加班费 | 50.5\n补缴社保")

    assert claims.total(found) == 15_050
    assert claims.why_not(found) is None
    assert "一行一项" in str(claims.why_not([]))
    assert "最多" in str(claims.why_not([Claim("一项")] * 31))


@pytest.mark.parametrize(
    ("kind", "presiding", "members", "is_collective", "says"),
    [
        ("sole", "甲", (), False, None),
        ("sole", "甲", ("乙",), False, "只有一名"),
        ("sole", "甲", (), True, "三名"),
        ("three", "甲", ("乙", "丙"), True, None),
        ("three", "甲", ("乙",), False, "要写两名"),
        ("three", "甲", ("甲", "丙"), False, "同一个人"),
    ],
)
def test_who_may_sit(
    kind: str, presiding: str, members: tuple[str, ...], is_collective: bool, says: str | None
) -> None:
    why = tribunals.why_not_tribunal(kind, presiding, members, is_collective=is_collective)

    assert (why is None) if says is None else (says in str(why))


@pytest.mark.parametrize(
    ("member", "decider", "replacement", "is_granted", "says"),
    [
        ("甲", "主任", "丁", True, None),
        ("甲", "主任", "", False, None),
        ("戊", "主任", "", False, "不在本案"),
        ("甲", "甲", "", False, "不能由被申请回避的人"),
        ("甲", "主任", "", True, "换成谁"),
        ("甲", "主任", "乙", True, "已经是"),
    ],
)
def test_how_recusal_is_decided(
    member: str, decider: str, replacement: str, is_granted: bool, says: str | None
) -> None:
    why = tribunals.why_not_recusal(("甲", "乙"), member, decider, replacement, is_granted=is_granted)

    assert (why is None) if says is None else (says in str(why))


def test_nobody_sits_before_a_tribunal_is_formed() -> None:
    assert "还没有定" in str(tribunals.why_not_recusal((), "甲", "主任", "", is_granted=False))


@pytest.mark.parametrize(
    ("names", "people", "says"),
    [
        (("甲", "乙", "丙"), 12, None),
        (("甲", "乙", "丙"), 9, "十人以上"),
        (("甲", "乙"), 12, "3 到 5"),
        (tuple("甲乙丙丁戊己"), 12, "3 到 5"),
        (("甲", "甲", "乙"), 12, "两次"),
    ],
)
def test_who_may_speak_for_ten_workers(names: tuple[str, ...], people: int, says: str | None) -> None:
    why = tribunals.why_not_representatives(names, people)

    assert (why is None) if says is None else (says in str(why))


def test_names_are_parted_at_any_comma() -> None:
    assert tribunals.names_of("甲、乙，丙 丁") == ("甲", "乙", "丙", "丁")


@pytest.mark.parametrize(
    ("ground", "wage", "sums", "says"),
    [
        ("standards", None, (None,), None),
        ("small_money", 2200, (2_640_000, 100), None),
        ("small_money", 2200, (2_640_001,), "超过"),
        ("small_money", None, (100,), "最低工资"),
        ("small_money", 2200, (100, None), "没有写金额"),
        ("small_money", 2200, (), "没有写金额"),
        ("", 2200, (100,), "哪一种情形"),
    ],
    ids=[
        "standards",
        "at the limit",
        "a fen over",
        "no wage",
        "a claim without sum",
        "no claims",
        "no ground",
    ],
)
def test_when_an_award_is_final(
    ground: str, wage: int | None, sums: tuple[int | None, ...], says: str | None
) -> None:
    why = final_awards.why_not_final(ground, wage, sums)

    assert (why is None) if says is None else (says in str(why))


def test_a_change_is_never_worse_but_for_a_third_party() -> None:
    assert reconsidering.why_worse("changed", is_said_not_worse=False, has_third_party=False)
    assert not reconsidering.why_worse("changed", is_said_not_worse=True, has_third_party=False)
    assert not reconsidering.why_worse("changed", is_said_not_worse=False, has_third_party=True)
    assert not reconsidering.why_worse("revoked", is_said_not_worse=False, has_third_party=False)


@pytest.mark.parametrize("outcome", list(reconsidering.OUTCOMES))
def test_without_a_reply_the_act_has_no_evidence(outcome: str) -> None:
    why = reconsidering.why_no_evidence(outcome, has_reply=False, has_third_evidence=False)

    assert bool(why) == (outcome in {"upheld", "rejected"})
    assert reconsidering.why_no_evidence(outcome, has_reply=True, has_third_evidence=False) is None
    assert reconsidering.why_no_evidence(outcome, has_reply=False, has_third_evidence=True) is None


def test_the_ordinary_procedure_hears_the_sides_and_grave_cases_are_heard_in_public() -> None:
    assert reconsidering.why_not_heard(is_ordinary=True, are_views_heard=False)
    assert not reconsidering.why_not_heard(is_ordinary=True, are_views_heard=True)
    assert not reconsidering.why_not_heard(is_ordinary=False, are_views_heard=False)
    assert reconsidering.why_no_hearing(is_grave=True, was_held=False)
    assert not reconsidering.why_no_hearing(is_grave=True, was_held=True)
    assert not reconsidering.why_no_hearing(is_grave=False, was_held=False)
