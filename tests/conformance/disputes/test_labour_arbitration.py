"""Labour arbitration with people in their posts: from the window of the commission to the suit (劳动争议调解仲裁法)."""

from datetime import date
from typing import Any

import pytest

from gongzhi.core.files.models import Document
from gongzhi.core.files.press import letter
from gongzhi.core.identity.testing import Cast, at
from gongzhi.core.ledger.rebuild import Tally
from gongzhi.core.matters import rebuild as matters_rebuild
from gongzhi.core.matters.submission import Submitted
from gongzhi.core.workflow import queries as workflow
from gongzhi.core.workflow import rebuild as workflow_rebuild
from gongzhi.core.workflow.actions.perform import GuardRefused
from gongzhi.kernel.engine import MoveRefused
from gongzhi.kernel.errors import DomainError, InvalidInput, NotAllowed, NotFound
from gongzhi.systems.disputes.actions import casebook
from gongzhi.systems.disputes.actions.casebook import NewEvidence
from gongzhi.systems.disputes.models import Application, Hearing, PanelMember, Ruling, Service
from gongzhi.systems.disputes.tests.offices import (
    Offices,
    clock,
    make_offices,
    matter,
    move,
    open_labour,
    papers,
    proceeding,
)

pytestmark = pytest.mark.django_db
SERVED = {"way": "in_person", "proof": "签收单"}
TRIBUNAL = {"kind": "three", "presiding": "高仲裁", "members": "宋仲裁、唐仲裁", "secretary": "史书记"}
AWARD: dict[str, Any] = {
    "outcome": "supported",
    "finality": "final_award",
    "final_ground": "small_money",
    "minimum_wage": 2200,
    "request": "支付工资",
    "facts": "拖欠属实",
    "grounds": "劳动者提供了劳动",
    "basis": "劳动法第50条",
    "answer": "三十日内支付 10400 元",
}


@pytest.fixture
def offices(cast: Cast) -> Offices:
    return make_offices(cast)


def assert_provable() -> None:
    """Every column that follows the ledger is what the ledger tells."""
    tally = Tally()
    found = [
        *workflow_rebuild.check_proceedings(tally),
        *workflow_rebuild.check_clocks(tally),
        *matters_rebuild.check_matters(tally),
        *matters_rebuild.check_tally(tally),
    ]
    assert found == []


def to_accepted(offices: Offices, **changes: object) -> Submitted:
    given = open_labour(offices, **changes)
    move(offices.labour_clerk, given, "accept", "2026-03-05 10:00", decided_on="2026-03-05")
    return given


def to_tribunal(offices: Offices, **changes: object) -> Submitted:
    given = to_accepted(offices, **changes)
    move(offices.labour_clerk, given, "form_tribunal", "2026-03-10 09:00", **TRIBUNAL)
    return given


def to_heard(offices: Offices, **changes: object) -> Submitted:
    given = to_tribunal(offices, **changes)
    when = {"held_at": "2026-04-02T09:00", "place": "第一仲裁庭", "openness": "public"}
    move(offices.labour_clerk, given, "set_hearing", "2026-03-20 09:00", **when)
    record = {"attended": "双方到庭", "record": "质证、辩论"}
    move(offices.arbitrator, given, "hold_hearing", "2026-04-02 11:00", **record)
    return given


def to_awarded(offices: Offices, **changes: object) -> Submitted:
    given = to_heard(offices)
    move(offices.arbitrator, given, "draft_award", "2026-04-10 09:00", **(AWARD | changes))
    move(offices.labour_head, given, "sign_award", "2026-04-15 09:00", signed_on="2026-04-15")
    return given


def test_twelve_workers_from_the_window_to_the_suit(cast: Cast, offices: Offices) -> None:
    """LB-02 to LB-06; art. 7, 29 to 50."""
    given = open_labour(offices)
    elected = ["马工人", "牛工人", "杨工人"]
    casebook.elect_speakers(
        offices.labour_clerk, given.number, "labour_arbitration", elected, at("2026-03-02 11:00")
    )
    assert str(clock(given, "acceptance").due_on) == "2026-03-09"

    move(offices.labour_clerk, given, "accept", "2026-03-05 10:00", decided_on="2026-03-05")
    assert str(clock(given, "award").due_on) == "2026-04-20", "45 days end on Sunday 19 April and roll"
    move(offices.labour_clerk, given, "serve_copy", "2026-03-10 10:00", served_on="2026-03-09", **SERVED)
    assert str(clock(given, "defence").due_on) == "2026-03-23"
    move(
        offices.labour_clerk,
        given,
        "receive_defence",
        "2026-03-20 10:00",
        defence_on="2026-03-20",
        words="正在筹款",
    )
    move(offices.labour_clerk, given, "pass_on_defence", "2026-03-24 10:00", served_on="2026-03-24", **SERVED)
    move(offices.labour_clerk, given, "form_tribunal", "2026-03-12 09:00", **TRIBUNAL)
    when = {"held_at": "2026-04-02T09:00", "place": "第一仲裁庭", "openness": "public"}
    move(offices.labour_clerk, given, "set_hearing", "2026-03-25 09:00", **when)
    move(
        offices.arbitrator,
        given,
        "hold_hearing",
        "2026-04-02 11:00",
        attended="双方到庭",
        record="质证、辩论",
    )
    move(offices.arbitrator, given, "draft_award", "2026-04-10 09:00", **(AWARD | {"finality": "not_final"}))
    move(offices.labour_head, given, "sign_award", "2026-04-15 09:00", signed_on="2026-04-15")
    move(offices.labour_clerk, given, "serve_worker", "2026-04-17 09:00", served_on="2026-04-16", **SERVED)
    move(offices.labour_clerk, given, "serve_employer", "2026-04-20 09:00", served_on="2026-04-17", **SERVED)
    assert str(clock(given, "suit").due_on) == "2026-05-06", "1 May is a day of rest"
    assert str(clock(given, "employer_suit").due_on) == "2026-05-06"

    move(offices.labour_clerk, given, "sue", "2026-05-06 16:00", sued_on="2026-05-06", by_whom="employer")

    assert [one.procedure for one in workflow.of_matter(given.matter_id)] == [
        "labour_arbitration",
        "litigation",
    ]
    assert matter(given).status == "to_sue"
    assert clock(given, "award").state == "met"
    assert papers(given) == [
        "case_receipt",
        "labour_accepted",
        "labour_respond",
        "service_receipt",
        "service_receipt",
        "labour_tribunal",
        "labour_hearing",
        "labour_award",
        "service_receipt",
        "service_receipt",
    ]
    assert_provable()


def test_every_paper_of_the_way_is_set_and_names_the_sides_only_in_its_sealed_part(offices: Offices) -> None:
    given = to_awarded(offices)
    move(offices.labour_clerk, given, "serve_worker", "2026-04-17 09:00", served_on="2026-04-16", **SERVED)

    for one in Document.objects.filter(matter_id=given.matter_id):
        assert letter(one).startswith(b"%PDF")
        assert "马工人" not in str(one.data)
        assert "0310-1234567" not in str(one.data)


def test_at_the_window_one_receipt_and_the_same_form_once(offices: Offices) -> None:
    first = open_labour(offices, submit_key="labour-1")
    again = open_labour(offices, submit_key="labour-1")

    assert again.number == first.number
    assert first.secret
    assert (again.secret, again.repeated) == ("", True)
    kept = Application.objects.get(matter_id=first.matter_id)
    assert (kept.people, kept.respondent, kept.institution_id) == (
        12,
        "邯郸市某建筑劳务有限公司",
        offices.commission,
    )
    assert list(kept.claims.order_by("n").values_list("fen", flat=True)) == [520_000, 520_000]


def test_only_the_institution_itself_opens_a_case(cast: Cast, offices: Offices) -> None:
    for who in (cast.clerk, cast.neighbour, offices.recon_clerk):
        with pytest.raises(NotAllowed):
            open_labour(
                Offices(
                    **{**{name: getattr(offices, name) for name in offices.__slots__}, "labour_clerk": who}
                )
            )


@pytest.mark.parametrize("who", ["clerk", "neighbour", "handler", "other_handler"])
def test_nobody_else_accepts(cast: Cast, offices: Offices, who: str) -> None:
    given = open_labour(offices)

    with pytest.raises(DomainError):
        move(cast[who], given, "accept", "2026-03-05 10:00", decided_on="2026-03-05")


def test_the_neighbouring_district_does_not_see_the_case(cast: Cast, offices: Offices) -> None:
    given = open_labour(offices)

    with pytest.raises(NotFound):
        casebook.keep_respondent(
            cast.neighbour, given.number, "labour_arbitration", "某公司", "", at("2026-03-03 09:00")
        )


def test_silence_opens_the_court_only_after_the_last_day(cast: Cast, offices: Offices) -> None:
    """LB-02: 逾期未作决定的可以起诉."""
    given = open_labour(offices)
    resident = cast.citizen(given.matter_id)

    with pytest.raises(GuardRefused, match="还没有届满"):
        move(resident, given, "silent", "2026-03-09 23:00")
    move(resident, given, "silent", "2026-03-10 00:00")

    assert matter(given).ending == "not_decided"
    assert_provable()


def test_refusal_says_why_and_where_to_go(offices: Offices) -> None:
    given = open_labour(offices)

    with pytest.raises(MoveRefused, match="理由"):
        move(offices.labour_clerk, given, "refuse", "2026-03-06 10:00", guidance="向法院起诉")
    move(
        offices.labour_clerk,
        given,
        "refuse",
        "2026-03-06 10:00",
        "不属于劳动争议",
        guidance="向丛台区人民法院起诉",
    )

    assert papers(given)[-1] == "labour_refused"
    assert not matter(given).is_open


def test_corrections_are_asked_for_once_and_all_at_once(cast: Cast, offices: Offices) -> None:
    given = open_labour(offices)
    move(
        offices.labour_clerk,
        given,
        "ask_correction",
        "2026-03-04 10:00",
        missing="身份证复印件\n用人单位登记信息",
    )
    assert clock(given, "correction").due_on == date(2026, 3, 11)
    move(cast.citizen(given.matter_id), given, "corrected", "2026-03-06 10:00", words="都补了")
    assert clock(given, "acceptance").due_on == date(2026, 3, 13)

    with pytest.raises(MoveRefused, match="已要求补正"):
        move(offices.labour_clerk, given, "ask_correction", "2026-03-09 10:00", missing="还缺一样")


def test_ten_workers_need_three_arbitrators(offices: Offices) -> None:
    """LB-06."""
    given = to_accepted(offices)

    with pytest.raises(GuardRefused, match="三名仲裁员"):
        move(
            offices.labour_clerk,
            given,
            "form_tribunal",
            "2026-03-10 09:00",
            kind="sole",
            presiding="高仲裁",
            secretary="史书记",
        )
    alone = to_accepted(offices, people=1)
    move(
        offices.labour_clerk,
        alone,
        "form_tribunal",
        "2026-03-10 09:00",
        kind="sole",
        presiding="高仲裁",
        secretary="史书记",
    )
    assert PanelMember.objects.filter(application__matter_id=alone.matter_id).count() == 2


def test_representatives_are_elected_by_ten_or_more(offices: Offices) -> None:
    """LB-06, art. 7."""
    few = open_labour(offices, people=9)
    names = ["甲工", "乙工", "丙工"]

    with pytest.raises(InvalidInput, match="十人以上"):
        casebook.elect_speakers(
            offices.labour_clerk, few.number, "labour_arbitration", names, at("2026-03-03 09:00")
        )


def test_a_hearing_is_told_five_working_days_ahead(offices: Offices) -> None:
    """LB-03, art. 35."""
    given = to_tribunal(offices)
    when = {"place": "第一仲裁庭", "openness": "public"}

    with pytest.raises(GuardRefused, match="最晚2026年3月13日"):
        move(
            offices.labour_clerk, given, "set_hearing", "2026-03-16 09:00", held_at="2026-03-20T09:00", **when
        )
    move(offices.labour_clerk, given, "set_hearing", "2026-03-13 09:00", held_at="2026-03-20T09:00", **when)
    with pytest.raises(GuardRefused, match="还没有到"):
        move(offices.arbitrator, given, "hold_hearing", "2026-03-19 09:00", attended="双方", record="没有开")


def test_putting_a_hearing_off_is_asked_for_three_days_before(cast: Cast, offices: Offices) -> None:
    """LB-03, art. 35."""
    given = to_tribunal(offices)
    when = {"held_at": "2026-03-20T09:00", "place": "第一仲裁庭", "openness": "public"}
    move(offices.labour_clerk, given, "set_hearing", "2026-03-12 09:00", **when)
    resident = cast.citizen(given.matter_id)

    with pytest.raises(GuardRefused, match="3月17日"):
        move(resident, given, "ask_postponement", "2026-03-18 09:00", words="住院")
    move(resident, given, "ask_postponement", "2026-03-17 18:00", words="住院")
    move(offices.labour_clerk, given, "postpone", "2026-03-18 09:00", "有医院证明")

    assert Hearing.objects.get(application__matter_id=given.matter_id).state == "postponed"
    assert matter(given).status == "tribunal_formed"


def test_recusal_is_decided_by_the_head_and_somebody_else_sits(cast: Cast, offices: Offices) -> None:
    given = to_tribunal(offices)
    move(
        cast.citizen(given.matter_id),
        given,
        "ask_recusal",
        "2026-03-11 09:00",
        member="高仲裁",
        words="是亲戚",
    )

    with pytest.raises(GuardRefused, match="换成谁"):
        move(
            offices.labour_head,
            given,
            "decide_recusal",
            "2026-03-12 09:00",
            "属实",
            member="高仲裁",
            granted=True,
        )
    move(
        offices.labour_head,
        given,
        "decide_recusal",
        "2026-03-12 09:00",
        "属实",
        member="高仲裁",
        granted=True,
        replacement="温仲裁",
    )
    move(
        offices.labour_clerk,
        given,
        "set_hearing",
        "2026-03-13 09:00",
        held_at="2026-03-25T09:00",
        place="第一庭",
        openness="public",
    )
    move(offices.labour_clerk, given, "hold_hearing", "2026-03-25 11:00", attended="双方", record="质证")

    with pytest.raises(GuardRefused, match="已经回避"):
        move(offices.arbitrator, given, "draft_award", "2026-03-27 09:00", **AWARD)


def test_the_time_for_the_award_is_extended_once_by_the_head_and_told(cast: Cast, offices: Offices) -> None:
    """LB-04, art. 43."""
    given = to_accepted(offices)

    with pytest.raises(DomainError):
        move(offices.arbitrator, given, "extend_award", "2026-04-10 09:00", "复杂", length=15)
    with pytest.raises(DomainError, match="最多延长"):
        move(offices.labour_head, given, "extend_award", "2026-04-10 09:00", "复杂", length=16)
    move(offices.labour_head, given, "extend_award", "2026-04-10 09:00", "案情复杂，需要鉴定", length=15)

    assert clock(given, "award").due_on == date(2026, 5, 6), "60 days end on 4 May, within the holidays"
    assert papers(given)[-1] == "labour_extension"
    with pytest.raises(MoveRefused, match="已经用完"):
        move(offices.labour_head, given, "extend_award", "2026-04-20 09:00", "再延", length=5)


def test_time_stopped_is_not_counted(offices: Offices) -> None:
    given = to_accepted(offices)
    move(offices.labour_clerk, given, "stop", "2026-03-15 09:00", "等待工伤认定", ground="other_case")
    assert clock(given, "award").due_on is None
    move(offices.labour_clerk, given, "go_on", "2026-04-14 09:00", "认定已经作出")

    assert clock(given, "award").due_on == date(2026, 5, 19)


def test_an_overdue_award_opens_the_court(cast: Cast, offices: Offices) -> None:
    """LB-04, art. 43."""
    given = to_accepted(offices)
    resident = cast.citizen(given.matter_id)

    with pytest.raises(GuardRefused, match="还没有届满"):
        move(resident, given, "overdue", "2026-04-20 12:00")
    move(resident, given, "overdue", "2026-04-21 09:00")

    assert matter(given).status == "to_sue"


def test_a_final_award_over_small_money_is_checked_against_the_minimum_wage(offices: Offices) -> None:
    """LB-05, art. 47."""
    given = to_heard(offices, claims="经济补偿 | 30000")

    with pytest.raises(GuardRefused, match="超过月最低工资标准十二个月"):
        move(offices.arbitrator, given, "draft_award", "2026-04-10 09:00", **AWARD)
    move(offices.arbitrator, given, "draft_award", "2026-04-10 09:00", **(AWARD | {"finality": "not_final"}))


def test_against_a_final_award_the_worker_sues_and_the_employer_asks_to_set_it_aside(
    offices: Offices,
) -> None:
    """LB-05, art. 48 and 49."""
    given = to_awarded(offices)
    move(offices.labour_clerk, given, "serve_worker", "2026-04-17 09:00", served_on="2026-04-16", **SERVED)
    move(
        offices.labour_clerk,
        given,
        "serve_employer_final",
        "2026-04-17 09:00",
        served_on="2026-04-16",
        **SERVED,
    )
    assert clock(given, "set_aside").due_on == date(2026, 5, 18), "30 days end on Saturday 16 May"

    with pytest.raises(GuardRefused, match="不能起诉"):
        move(offices.labour_clerk, given, "sue", "2026-04-28 09:00", sued_on="2026-04-28", by_whom="employer")
    move(
        offices.labour_clerk,
        given,
        "ask_set_aside",
        "2026-05-10 09:00",
        asked_on="2026-05-09",
        court="邯郸市中级人民法院",
        ground="law",
    )
    move(offices.labour_clerk, given, "set_aside_granted", "2026-07-02 09:00", received_on="2026-07-01")

    assert clock(given, "suit_after_set_aside").due_on == date(2026, 7, 16)
    assert_provable()


def test_an_award_takes_effect_only_when_all_terms_are_over(offices: Offices) -> None:
    given = to_awarded(offices, finality="not_final")
    take = {"effective_on": "2026-05-06"}

    with pytest.raises(GuardRefused, match="送达"):
        move(offices.labour_clerk, given, "take_effect", "2026-06-01 09:00", **take)
    move(offices.labour_clerk, given, "serve_worker", "2026-04-17 09:00", served_on="2026-04-16", **SERVED)
    move(offices.labour_clerk, given, "serve_employer", "2026-04-17 09:00", served_on="2026-04-16", **SERVED)
    with pytest.raises(GuardRefused, match="还没有届满"):
        move(offices.labour_clerk, given, "take_effect", "2026-05-06 09:00", **take)
    move(offices.labour_clerk, given, "take_effect", "2026-05-07 09:00", **take)

    assert (matter(given).ending, matter(given).is_open) == ("awarded", False)
    assert clock(given, "enforcement").due_on == date(2028, 5, 8), "6 May 2028 is a Saturday"


def test_a_settlement_ends_the_case(offices: Offices) -> None:
    """Art. 42."""
    given = to_heard(offices)

    with pytest.raises(GuardRefused, match="自愿"):
        move(
            offices.arbitrator,
            given,
            "settle",
            "2026-04-03 09:00",
            terms="分两期支付",
            settled_on="2026-04-03",
        )
    move(
        offices.arbitrator,
        given,
        "settle",
        "2026-04-03 09:00",
        terms="分两期支付",
        both_agree=True,
        settled_on="2026-04-03",
    )

    assert papers(given)[-1] == "labour_settlement"
    assert Ruling.objects.get().outcome == "settled"
    assert clock(given, "award").state == "met"


def test_the_list_of_evidence_and_what_was_said_about_it(cast: Cast, offices: Offices) -> None:
    given = to_accepted(offices)
    items = [NewEvidence("applicant", "考勤表", "出勤天数", "工友提供", 3)]
    casebook.add_evidence(
        offices.arbitrator, given.number, "labour_arbitration", items, at("2026-03-11 09:00")
    )
    casebook.answer_evidence(
        offices.arbitrator, given.number, "labour_arbitration", 1, "真实性认可", at("2026-03-12 09:00")
    )

    kept = Application.objects.get(matter_id=given.matter_id).evidence.get()
    assert (kept.n, kept.answer) == (1, "真实性认可")
    with pytest.raises(NotFound):
        casebook.add_evidence(cast.clerk, given.number, "labour_arbitration", items, at("2026-03-12 09:00"))


def test_a_file_that_is_there_goes_to_arbitration_whole(cast: Cast, offices: Offices) -> None:
    """A closed matter of the centre begins the new way over the same file."""
    given = open_labour(offices)
    move(cast.citizen(given.matter_id), given, "withdraw", "2026-03-03 09:00", "再谈谈")
    assert not matter(given).is_open

    casebook.begin_path(cast.clerk, given.number, "labour_arbitration", "没有谈成", at("2026-04-01 09:00"))
    move(
        cast.clerk,
        given,
        "file",
        "2026-04-01 10:00",
        institution=offices.commission,
        received_on="2026-04-01",
        respondent="某公司",
        words="工资 | 100",
    )
    move(offices.labour_clerk, given, "accept", "2026-04-02 10:00", decided_on="2026-04-02")

    assert [one.procedure for one in workflow.of_matter(given.matter_id)] == ["labour_arbitration"] * 2
    assert proceeding(given, "labour_arbitration").state == "accepted"
    assert_provable()


def test_a_commission_elsewhere_is_only_tracked(cast: Cast, offices: Offices) -> None:
    given = open_labour(offices)
    move(cast.citizen(given.matter_id), given, "withdraw", "2026-03-03 09:00", "向单位所在地申请")
    casebook.begin_path(cast.clerk, given.number, "labour_arbitration", "外地的单位", at("2026-03-04 09:00"))
    move(
        cast.clerk,
        given,
        "file_elsewhere",
        "2026-03-05 09:00",
        body="石家庄市劳动人事争议仲裁委员会",
        filed_on="2026-03-04",
    )
    move(cast.clerk, given, "elsewhere_accepted", "2026-03-12 09:00", decided_on="2026-03-10")
    move(
        cast.clerk,
        given,
        "elsewhere_awarded",
        "2026-04-20 09:00",
        served_on="2026-04-16",
        finality="not_final",
        answer="支付工资",
    )

    assert papers(given)[-1] == "case_package"
    assert letter(Document.objects.get(template="case_package")).startswith(b"%PDF")
    assert clock(given, "suit").due_on == date(2026, 5, 6)
    assert clock(given, "outside_award").party == "outside"
    assert Service.objects.count() == 0
    assert_provable()
