"""Agreements as structured terms: what must be in them, how they are worded, what they oblige to."""

from datetime import date

import pytest

from gongzhi.systems.disputes.rules import agreement as rules
from gongzhi.systems.disputes.rules.agreement import Clause, ClauseKind, Terms
from gongzhi.systems.disputes.rules.instalments import Instalment, equal

ON = date(2026, 3, 2)
SIDES = ("a", "b")
TITLES = {"a": "甲方", "b": "乙方"}
PAY = Clause(ClauseKind.PAY, "a", "b", "医疗费", "银行转账", 100_00, date(2026, 3, 31))


def terms(*clauses: Clause, **changes: object) -> Terms:
    values: dict[str, object] = {"facts": "事实", "points": "", "responsibility": "", "clauses": clauses}
    return Terms(**(values | changes))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("given", "field", "says"),
    [
        (terms(PAY, facts=" "), "facts", "第29条"),
        (terms(), "clauses", "至少要写一项"),
        (terms(*[PAY] * 21), "clauses", "最多 20 项"),
        (terms(PAY, called_due_after=91), "called_due_after", "90 日"),
        (terms(Clause(ClauseKind.PAY, "", "b", "", "转账", 1, ON)), "clause1", "哪一方履行"),
        (terms(Clause(ClauseKind.PAY, "a", "", "", "转账", 1, ON)), "clause1", "向哪一方"),
        (terms(Clause(ClauseKind.PAY, "a", "a", "", "转账", 1, ON)), "clause1", "同一方"),
        (terms(Clause(ClauseKind.PAY, "a", "b", "", "转账", 0, ON)), "clause1", "金额"),
        (terms(Clause(ClauseKind.PAY, "a", "b", "", "", 1, ON)), "clause1", "怎么支付"),
        (
            terms(Clause(ClauseKind.PAY, "a", "b", "", "转账", 2, None, (Instalment(ON, 1),))),
            "clause1",
            "合计",
        ),
        (terms(Clause(ClauseKind.ACT, "a", "b", " ", due_on=ON)), "clause1", "具体做什么"),
        (terms(Clause(ClauseKind.ACT, "a", "b", "拆除")), "clause1", "到哪一天"),
        (
            terms(Clause(ClauseKind.HAND_OVER, "a", "b", "钥匙", due_on=date(2026, 3, 1))),
            "clause1",
            "不能早于",
        ),
    ],
)
def test_what_is_missing_or_wrong_is_said_in_a_sentence(given: Terms, field: str, says: str) -> None:
    found = rules.problems(given, SIDES, ON)

    assert field in {one.field for one in found}
    assert any(says in one.why for one in found)


def test_an_agreement_of_every_kind_of_clause_stands() -> None:
    given = terms(
        PAY,
        Clause(ClauseKind.REFRAIN, "a", "", "深夜练琴"),
        Clause(ClauseKind.APOLOGISE, "a", "b", "当面", due_on=ON),
        Clause(ClauseKind.HAND_OVER, "b", "a", "钥匙一把", due_on=ON),
        Clause(ClauseKind.ACT, "b", "a", "修好门锁", due_on=ON),
        called_due_after=0,
    )

    assert rules.problems(given, SIDES, ON) == []
    assert rules.from_plain(rules.plain(given)) == given


def test_every_kind_has_its_wording() -> None:
    given = terms(
        PAY,
        Clause(ClauseKind.REFRAIN, "a", "", "深夜练琴。"),
        Clause(ClauseKind.APOLOGISE, "a", "b", "当面", due_on=ON),
        Clause(ClauseKind.HAND_OVER, "b", "a", "钥匙一把", due_on=ON),
        Clause(ClauseKind.ACT, "b", "a", "修好门锁", due_on=ON),
        penalty="逾期按日支付万分之三",
    )

    assert rules.sentences(given, TITLES) == [
        "一、甲方于2026年3月31日前（含当日）一次性向乙方支付（医疗费）人民币 100.00 元（大写：人民币壹佰元整），支付方式：银行转账。",
        "二、自本协议生效之日起，甲方不再有下列行为：深夜练琴。",
        "三、甲方于2026年3月2日前（含当日）向乙方赔礼道歉，方式：当面。",
        "四、乙方于2026年3月2日前（含当日）向甲方交付：钥匙一把。",
        "五、乙方于2026年3月2日前（含当日）完成：修好门锁。",
        "六、违约责任：逾期按日支付万分之三。",
        "七、上述各项履行完毕后，各方就本纠纷再无其他争议。",
    ]


@pytest.mark.parametrize(("days", "says"), [(0, "任何一期逾期未付的"), (15, "逾期超过 15 日未付的")])
def test_instalments_are_worded_with_their_schedule_and_grace(days: int, says: str) -> None:
    clause = Clause(ClauseKind.PAY, "a", "b", "", "转账", 120_00, None, equal(120_00, 12, date(2026, 3, 31)))
    found = rules.sentences(terms(clause, called_due_after=days, is_final=False), TITLES)

    assert "分 12 期付清：自2026年3月31日起，至2027年2月28日止" in found[0]
    assert says in found[1]
    assert len(found) == 2


def test_duties_come_in_the_order_of_their_days_and_what_lasts_comes_last() -> None:
    clause = Clause(ClauseKind.PAY, "a", "b", "", "转账", 20, None, equal(20, 2, date(2026, 4, 1)))
    given = terms(
        Clause(ClauseKind.REFRAIN, "a", "", "吵闹"),
        clause,
        Clause(ClauseKind.ACT, "b", "a", "修锁", due_on=ON),
    )

    found = rules.duties(given)

    assert [(one.clause, one.part) for one in found] == [(3, 0), (2, 1), (2, 2), (1, 0)]
    assert rules.total(given, "a") == 20


@pytest.mark.parametrize(("n", "text"), [(1, "一"), (10, "十"), (11, "十一"), (20, "二十"), (23, "二十三")])
def test_numerals(n: int, text: str) -> None:
    assert rules.numeral(n) == text


def test_unreadable_parts_of_old_terms_become_empty_not_errors() -> None:
    assert rules.from_plain({}).clauses == ()
