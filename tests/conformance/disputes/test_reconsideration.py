"""Reconsideration with people in their posts: ordinary and summary, from the window to the suit (行政复议法)."""

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
from gongzhi.core.workflow.context import MoveContext
from gongzhi.kernel.actor import Actor
from gongzhi.kernel.engine import MoveRefused
from gongzhi.kernel.errors import DomainError
from gongzhi.systems.disputes.actions import casebook
from gongzhi.systems.disputes.models import OpinionLetter, Ruling
from gongzhi.systems.disputes.tests import offices as shared
from gongzhi.systems.disputes.tests.offices import (
    Offices,
    clock,
    make_offices,
    matter,
    open_reconsideration,
    papers,
    proceeding,
)

pytestmark = pytest.mark.django_db
SERVED = {"way": "in_person", "proof": "签收单"}
VIEWS = {"way": "phone", "words": "坚持原来的请求"}
DECISION: dict[str, Any] = {
    "outcome": "revoked",
    "request": "撤销处罚",
    "facts": "证据不足",
    "grounds": "主要事实不清",
    "basis": "行政复议法第64条",
    "answer": "撤销该处罚决定",
}


@pytest.fixture
def offices(cast: Cast) -> Offices:
    return make_offices(cast)


def move(
    actor: Actor, given: Submitted, name: str, when: str, reason: str = "", **fields: object
) -> MoveContext:
    return shared.move(actor, given, name, when, reason, "reconsideration", **fields)


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


def to_examining(offices: Offices, *, summary: bool = False, **changes: Any) -> Submitted:
    """Walk an application to where it is examined; accepted on 5 March."""
    given = open_reconsideration(offices)
    move(offices.recon_clerk, given, "accept", "2026-03-05 10:00", decided_on="2026-03-05")
    if summary:
        ground = {"summary_ground": "disclosure"}
        move(
            offices.adjudicator,
            given,
            "choose_summary",
            "2026-03-05 11:00",
            decided_on="2026-03-05",
            **ground,
        )
    else:
        move(
            offices.adjudicator,
            given,
            "choose_ordinary",
            "2026-03-05 11:00",
            decided_on="2026-03-05",
            **changes,
        )
    return given


def with_reply(offices: Offices) -> Submitted:
    """Walk an ordinary case to where the reply is there and the applicant was heard."""
    given = to_examining(offices)
    move(offices.recon_clerk, given, "serve_copy", "2026-03-10 09:00", served_on="2026-03-10", **SERVED)
    move(
        offices.recon_clerk,
        given,
        "receive_reply",
        "2026-03-20 09:00",
        reply_on="2026-03-20",
        words="处罚合法",
    )
    move(offices.adjudicator, given, "hear_views", "2026-03-25 09:00", **VIEWS)
    return given


def to_decided(offices: Offices, **changes: object) -> Submitted:
    """Walk an ordinary case to its signed decision on 20 April."""
    given = with_reply(offices)
    move(offices.adjudicator, given, "draft_decision", "2026-04-10 09:00", **(DECISION | changes))
    move(offices.recon_head, given, "sign_decision", "2026-04-20 09:00", signed_on="2026-04-20")
    return given


def test_the_ordinary_way_from_the_window_to_the_suit(offices: Offices) -> None:
    """AP-02, AP-04, AP-06, AP-10; art. 30, 48, 49, 62, 75."""
    given = open_reconsideration(offices)
    assert clock(given, "examination").due_on == date(2026, 3, 9)
    move(offices.recon_clerk, given, "accept", "2026-03-05 10:00", decided_on="2026-03-05")
    move(offices.adjudicator, given, "choose_ordinary", "2026-03-05 11:00", decided_on="2026-03-05")
    assert clock(given, "ordinary_decision").due_on == date(2026, 5, 6), (
        "60 days end on 4 May, in the holidays"
    )
    assert clock(given, "copy").due_on == date(2026, 3, 16)
    move(offices.recon_clerk, given, "serve_copy", "2026-03-10 09:00", served_on="2026-03-10", **SERVED)
    assert clock(given, "reply").due_on == date(2026, 3, 24)
    move(
        offices.recon_clerk,
        given,
        "receive_reply",
        "2026-03-20 09:00",
        reply_on="2026-03-20",
        words="处罚合法",
    )
    move(offices.adjudicator, given, "hear_views", "2026-03-25 09:00", **VIEWS)
    move(offices.adjudicator, given, "draft_decision", "2026-04-10 09:00", **DECISION)
    move(offices.recon_head, given, "sign_decision", "2026-04-20 09:00", signed_on="2026-04-20")
    move(offices.recon_clerk, given, "serve_decision", "2026-04-22 09:00", served_on="2026-04-21", **SERVED)
    assert clock(given, "after_decision").due_on == date(2026, 5, 6)
    move(offices.recon_clerk, given, "sue", "2026-05-06 09:00", sued_on="2026-05-06")

    assert [one.procedure for one in workflow.of_matter(given.matter_id)] == [
        "reconsideration",
        "administrative_litigation",
    ]
    assert papers(given) == [
        "case_receipt",
        "recon_accepted",
        "recon_answer_notice",
        "service_receipt",
        "recon_decision",
        "service_receipt",
    ]
    for one in Document.objects.filter(matter_id=given.matter_id):
        assert letter(one).startswith(b"%PDF")
        assert "白店主" not in str(one.data)
    assert_provable()


def test_the_summary_way_in_thirty_days(offices: Offices) -> None:
    """AP-05, AP-06; art. 53, 54, 62."""
    given = to_examining(offices, summary=True)
    assert clock(given, "summary_decision").due_on == date(2026, 4, 7), (
        "30 days end on Saturday 4 April, Qingming"
    )
    assert clock(given, "summary_copy").due_on == date(2026, 3, 10)
    move(
        offices.recon_clerk, given, "serve_copy_summary", "2026-03-09 09:00", served_on="2026-03-09", **SERVED
    )
    assert clock(given, "summary_reply").due_on == date(2026, 3, 16)
    move(
        offices.recon_clerk,
        given,
        "receive_reply",
        "2026-03-12 09:00",
        reply_on="2026-03-12",
        words="已经公开",
    )
    move(
        offices.adjudicator,
        given,
        "draft_decision",
        "2026-03-20 09:00",
        **(DECISION | {"outcome": "perform", "perform_by": "2026-04-20"}),
    )
    move(offices.recon_head, given, "sign_decision", "2026-03-23 09:00", signed_on="2026-03-23")

    assert clock(given, "summary_decision").state == "met"
    assert Ruling.objects.get().outcome == "perform"
    assert_provable()


def test_silence_accepts_by_itself_on_the_last_day(offices: Offices) -> None:
    """AP-02; art. 30 para. 3."""
    given = open_reconsideration(offices)

    assert casebook.accept_by_silence(at("2026-03-09 23:59")) == 0
    assert casebook.accept_by_silence(at("2026-03-10 00:05")) == 1

    assert matter(given).status == "accepted"
    move(offices.adjudicator, given, "choose_ordinary", "2026-03-11 09:00", decided_on="2026-03-09")
    assert clock(given, "ordinary_decision").due_on == date(2026, 5, 8)
    assert_provable()


def test_after_the_examination_is_over_nothing_can_be_asked_for(offices: Offices) -> None:
    given = open_reconsideration(offices)

    with pytest.raises(GuardRefused, match="视为受理"):
        move(offices.recon_clerk, given, "ask_correction", "2026-03-10 09:00", missing="身份证")


def test_corrections_in_ten_working_days_else_given_up(cast: Cast, offices: Offices) -> None:
    """AP-03; art. 31."""
    given = open_reconsideration(offices)
    move(offices.recon_clerk, given, "ask_correction", "2026-03-04 09:00", missing="处罚决定书\n身份证")
    assert clock(given, "correction").due_on == date(2026, 3, 18)

    with pytest.raises(GuardRefused, match="还没有届满"):
        move(offices.recon_clerk, given, "abandon", "2026-03-18 09:00", "没有补正")
    move(offices.recon_clerk, given, "abandon", "2026-03-19 09:00", "没有补正，也没有说明")
    assert matter(given).ending == "abandoned"


def test_corrections_that_come_start_the_examination_anew(cast: Cast, offices: Offices) -> None:
    given = open_reconsideration(offices)
    move(offices.recon_clerk, given, "ask_correction", "2026-03-04 09:00", missing="处罚决定书")
    move(cast.citizen(given.matter_id), given, "corrected", "2026-03-10 09:00", words="补了")

    assert clock(given, "examination").due_on == date(2026, 3, 17)
    with pytest.raises(MoveRefused, match="已要求补正"):
        move(offices.recon_clerk, given, "ask_correction", "2026-03-11 09:00", missing="还要一样")


def test_more_time_to_correct_for_good_reason(offices: Offices) -> None:
    given = open_reconsideration(offices)
    move(offices.recon_clerk, given, "ask_correction", "2026-03-04 09:00", missing="处罚决定书")
    move(offices.recon_clerk, given, "extend_correction", "2026-03-16 09:00", "住院")

    assert clock(given, "correction").due_on == date(2026, 3, 30)


def test_the_days_of_the_decision_are_counted_from_acceptance_and_no_other_day(offices: Offices) -> None:
    given = open_reconsideration(offices)
    move(offices.recon_clerk, given, "accept", "2026-03-05 10:00", decided_on="2026-03-05")

    with pytest.raises(GuardRefused, match="从受理之日"):
        move(offices.adjudicator, given, "choose_ordinary", "2026-03-12 11:00", decided_on="2026-03-12")


def test_a_summary_case_turned_ordinary_counts_on_from_acceptance(offices: Offices) -> None:
    """Art. 55."""
    given = to_examining(offices, summary=True)
    move(offices.recon_head, given, "to_ordinary", "2026-03-25 09:00", "案情复杂", decided_on="2026-03-05")

    assert clock(given, "ordinary_decision").due_on == date(2026, 5, 6)
    assert clock(given, "summary_decision").state == "cancelled"


def test_without_a_reply_the_act_cannot_be_upheld(offices: Offices) -> None:
    """AP-04; art. 70."""
    given = to_examining(offices)
    move(offices.recon_clerk, given, "serve_copy", "2026-03-10 09:00", served_on="2026-03-10", **SERVED)
    with pytest.raises(GuardRefused, match="还没有届满"):
        move(offices.recon_clerk, given, "note_no_reply", "2026-03-24 09:00")
    move(offices.recon_clerk, given, "note_no_reply", "2026-03-25 09:00")
    move(offices.adjudicator, given, "hear_views", "2026-03-25 10:00", **VIEWS)

    with pytest.raises(GuardRefused, match="视为该行政行为没有证据"):
        move(
            offices.adjudicator,
            given,
            "draft_decision",
            "2026-04-10 09:00",
            **(DECISION | {"outcome": "upheld"}),
        )
    move(offices.adjudicator, given, "draft_decision", "2026-04-10 10:00", **DECISION)


def test_a_third_partys_evidence_can_carry_the_act(offices: Offices) -> None:
    """Art. 70."""
    given = to_examining(offices)
    move(offices.recon_clerk, given, "serve_copy", "2026-03-10 09:00", served_on="2026-03-10", **SERVED)
    move(offices.recon_clerk, given, "join_third", "2026-03-11 09:00", who="相邻店主", words="排水受影响")
    move(offices.recon_clerk, given, "note_no_reply", "2026-03-25 09:00")
    move(offices.adjudicator, given, "hear_views", "2026-03-25 10:00", **VIEWS)

    move(
        offices.adjudicator,
        given,
        "draft_decision",
        "2026-04-10 09:00",
        **(DECISION | {"outcome": "upheld", "third_evidence": True}),
    )
    assert matter(given).status == "decision_drafted"


def test_no_change_for_the_worse(offices: Offices) -> None:
    """AP-11; art. 63."""
    given = with_reply(offices)

    with pytest.raises(GuardRefused, match="更为不利"):
        move(
            offices.adjudicator,
            given,
            "draft_decision",
            "2026-04-10 09:00",
            **(DECISION | {"outcome": "changed"}),
        )
    move(
        offices.adjudicator,
        given,
        "draft_decision",
        "2026-04-10 09:00",
        **(DECISION | {"outcome": "changed", "not_worse": True}),
    )


def test_the_ordinary_way_hears_the_applicant_first(offices: Offices) -> None:
    """Art. 49."""
    given = to_examining(offices)

    with pytest.raises(GuardRefused, match="听取当事人意见"):
        move(offices.adjudicator, given, "draft_decision", "2026-04-10 09:00", **DECISION)


def test_a_grave_case_has_its_hearing_five_working_days_after_the_notice(offices: Offices) -> None:
    """AP-07; art. 50, 51."""
    given = to_examining(offices, grave=True)
    move(offices.adjudicator, given, "hear_views", "2026-03-25 10:00", **VIEWS)
    with pytest.raises(GuardRefused, match="应当组织听证"):
        move(offices.adjudicator, given, "draft_decision", "2026-04-10 09:00", **DECISION)
    hearing = {"place": "听证室", "presiding": "简审理", "members": "支审理、昝审理", "secretary": "管记录"}
    with pytest.raises(GuardRefused, match="五个工作日"):
        move(
            offices.adjudicator,
            given,
            "set_hearing",
            "2026-03-27 09:00",
            held_at="2026-04-02T09:00",
            **hearing,
        )
    move(offices.adjudicator, given, "set_hearing", "2026-03-26 09:00", held_at="2026-04-02T09:00", **hearing)
    move(
        offices.adjudicator,
        given,
        "hold_hearing",
        "2026-04-02 11:00",
        attended="双方",
        record="陈述、质证",
        head_came=True,
    )

    move(offices.adjudicator, given, "draft_decision", "2026-04-10 09:00", **DECISION)
    assert "recon_hearing" in papers(given)


def test_mediation_stops_the_clock_only_when_both_agree(offices: Offices) -> None:
    """AP-06; art. 39 no. 5 and art. 5."""
    given = to_examining(offices)

    with pytest.raises(GuardRefused, match="都同意"):
        move(offices.adjudicator, given, "stop", "2026-03-15 09:00", "正在调解", ground="mediation")
    move(
        offices.adjudicator,
        given,
        "stop",
        "2026-03-15 09:00",
        "正在调解",
        ground="mediation",
        both_agree=True,
    )
    assert clock(given, "ordinary_decision").due_on is None
    move(offices.adjudicator, given, "go_on", "2026-04-14 09:00", "没有谈成")

    assert clock(given, "ordinary_decision").due_on == date(2026, 6, 3), "50 days were left on 15 March"
    assert papers(given)[-2:] == ["case_stopped", "case_resumed"]
    assert_provable()


def test_a_settlement_of_both_sides_ends_it(offices: Offices) -> None:
    """Art. 73."""
    given = to_examining(offices)
    move(
        offices.adjudicator,
        given,
        "stop",
        "2026-03-15 09:00",
        "正在调解",
        ground="mediation",
        both_agree=True,
    )
    move(
        offices.adjudicator,
        given,
        "settle",
        "2026-04-14 09:00",
        terms="罚款改为二千元",
        both_agree=True,
        settled_on="2026-04-14",
    )

    assert (matter(given).ending, papers(given)[-1]) == ("settled", "recon_settlement")


def test_a_stop_without_reason_is_lifted_by_the_body_above(cast: Cast, offices: Offices) -> None:
    """Art. 40."""
    given = to_examining(offices)
    move(offices.adjudicator, given, "stop", "2026-03-15 09:00", "等另案", ground="other_case")

    with pytest.raises(DomainError):
        move(offices.adjudicator, given, "order_go_on", "2026-03-20 09:00", "没有正当理由")
    move(cast.leader, given, "order_go_on", "2026-03-20 09:00", "没有正当理由")


def test_the_ordinary_time_is_extended_once_by_the_head(offices: Offices) -> None:
    """AP-06; art. 62."""
    given = to_examining(offices)
    with pytest.raises(DomainError):
        move(offices.recon_head, given, "extend_decision", "2026-04-20 09:00", "复杂", length=31)
    move(offices.recon_head, given, "extend_decision", "2026-04-20 09:00", "情况复杂", length=30)

    assert clock(given, "ordinary_decision").due_on == date(2026, 6, 3)
    with pytest.raises(MoveRefused, match="已经用完"):
        move(offices.recon_head, given, "extend_decision", "2026-05-20 09:00", "再延", length=10)


def test_a_summary_case_cannot_be_extended(offices: Offices) -> None:
    given = to_examining(offices, summary=True)

    with pytest.raises(MoveRefused):
        move(offices.recon_head, given, "extend_decision", "2026-03-20 09:00", "复杂", length=10)


def test_an_attached_norm_within_ones_power_is_dealt_with_in_thirty_days(offices: Offices) -> None:
    """AP-08; art. 56 to 59."""
    given = with_reply(offices)
    asked: dict[str, Any] = {"norm": "丛政发〔2024〕3号第5条", "asked_on": "2026-03-20", "competence": True}
    move(offices.adjudicator, given, "norm_asked", "2026-03-26 09:00", **asked)
    assert clock(given, "norm_own").due_on == date(2026, 4, 20), "30 days end on Sunday 19 April"
    assert clock(given, "norm_ask").due_on == date(2026, 3, 25)
    move(offices.adjudicator, given, "stop", "2026-03-26 10:00", "附带审查", ground="norm")
    move(
        offices.adjudicator,
        given,
        "norm_maker_asked",
        "2026-03-27 09:00",
        told_on="2026-03-27",
        body="丛台区人民政府",
    )
    assert clock(given, "norm_reply").due_on == date(2026, 4, 13)
    move(
        offices.adjudicator,
        given,
        "norm_maker_replied",
        "2026-04-08 09:00",
        reply_on="2026-04-08",
        words="有上位法依据",
    )
    move(offices.adjudicator, given, "norm_dealt", "2026-04-10 09:00", dealt_on="2026-04-10", result="lawful")
    move(offices.adjudicator, given, "go_on", "2026-04-10 10:00", "已经处理")

    move(offices.adjudicator, given, "draft_decision", "2026-04-15 09:00", **DECISION)
    assert_provable()


def test_a_norm_beyond_ones_power_is_forwarded_and_the_decision_waits(offices: Offices) -> None:
    """AP-08; art. 56, 60."""
    given = with_reply(offices)
    move(offices.adjudicator, given, "norm_asked", "2026-03-26 09:00", norm="省厅文件", asked_on="2026-03-26")
    assert clock(given, "norm_forward").due_on == date(2026, 4, 7)
    with pytest.raises(GuardRefused, match="还没有处理完"):
        move(offices.adjudicator, given, "draft_decision", "2026-04-10 09:00", **DECISION)
    move(
        offices.adjudicator,
        given,
        "norm_forwarded",
        "2026-04-03 09:00",
        sent_on="2026-04-03",
        body="省司法厅",
    )
    assert clock(given, "norm_answer").due_on == date(2026, 6, 2)
    assert clock(given, "norm_own").state == "cancelled"


def test_an_opinion_letter_is_answered_within_sixty_days(offices: Offices) -> None:
    """AP-11; art. 76."""
    given = to_decided(offices)
    opinion = {"to_body": "丛台区城市管理局", "sent_on": "2026-04-21", "demand": "改正执法程序"}
    move(offices.recon_head, given, "send_opinion", "2026-04-22 09:00", **opinion)
    assert clock(given, "opinion_report").due_on == date(2026, 6, 22), "60 days end on Saturday 20 June"
    move(
        offices.recon_clerk,
        given,
        "report_opinion",
        "2026-06-01 09:00",
        reported_on="2026-06-01",
        report="已经整改",
    )

    assert OpinionLetter.objects.get().report == "已经整改"
    with pytest.raises(GuardRefused, match="没有等待报告"):
        move(
            offices.recon_clerk,
            given,
            "report_opinion",
            "2026-06-02 09:00",
            reported_on="2026-06-02",
            report="再报",
        )
    assert letter(Document.objects.get(template="recon_opinion")).startswith(b"%PDF")


def test_refusal_opens_the_court_for_fifteen_days(cast: Cast, offices: Offices) -> None:
    """AP-10; art. 34."""
    given = open_reconsideration(offices)
    move(offices.adjudicator, given, "refuse", "2026-03-06 09:00", "超过期限", guidance="可以起诉")
    assert clock(given, "prior_suit").due_on == date(2026, 3, 23)
    move(cast.citizen(given.matter_id), given, "sue_unheard", "2026-03-20 09:00", sued_on="2026-03-20")

    assert matter(given).status == "to_sue"
    assert_provable()


def test_an_overdue_decision_opens_the_court(cast: Cast, offices: Offices) -> None:
    """AP-10; art. 34."""
    given = to_examining(offices)
    resident = cast.citizen(given.matter_id)

    with pytest.raises(GuardRefused, match="还没有届满"):
        move(resident, given, "overdue", "2026-05-06 09:00")
    move(resident, given, "overdue", "2026-05-07 09:00")

    assert matter(given).ending == "not_decided"
    assert clock(given, "prior_suit").state == "running"


def test_a_withdrawal_is_of_free_will(cast: Cast, offices: Offices) -> None:
    given = to_examining(offices)
    resident = cast.citizen(given.matter_id)

    with pytest.raises(DomainError):
        move(resident, given, "withdraw", "2026-03-20 09:00", "不想再争")
    move(resident, given, "withdraw", "2026-03-20 09:00", "达成和解", free_will=True)

    assert matter(given).ending == "withdrawn"


@pytest.mark.parametrize("who", ["clerk", "handler", "complained", "neighbour"])
def test_nobody_else_examines(cast: Cast, offices: Offices, who: str) -> None:
    given = open_reconsideration(offices)

    with pytest.raises(DomainError):
        move(cast[who], given, "accept", "2026-03-05 10:00", decided_on="2026-03-05")


def test_the_respondent_itself_never_decides(cast: Cast, offices: Offices) -> None:
    given = open_reconsideration(offices)
    move(cast.citizen(given.matter_id), given, "withdraw", "2026-03-03 09:00", "先谈", free_will=True)
    found = matter(given)
    found.complained_units = [offices.bureau]
    found.save()
    casebook.begin_path(cast.clerk, given.number, "reconsideration", "没有谈成", at("2026-03-10 09:00"))

    with pytest.raises(DomainError, match=r"被申请人|被反映"):
        move(
            cast.clerk,
            given,
            "file",
            "2026-03-10 10:00",
            institution=offices.bureau,
            received_on="2026-03-10",
            respondent="复议机构自己",
            act="处罚",
            words="撤销",
        )


def test_a_body_elsewhere_is_only_tracked(cast: Cast, offices: Offices) -> None:
    given = open_reconsideration(offices)
    move(cast.citizen(given.matter_id), given, "withdraw", "2026-03-03 09:00", "向市政府申请", free_will=True)
    casebook.begin_path(cast.clerk, given.number, "reconsideration", "归市政府管", at("2026-03-04 09:00"))
    move(cast.clerk, given, "note_known", "2026-03-04 09:30", known_on="2026-02-10")
    assert clock(given, "application").due_on == date(2026, 4, 13), "60 days end on Saturday 11 April"
    move(
        cast.clerk, given, "apply_elsewhere", "2026-03-05 09:00", body="邯郸市人民政府", filed_on="2026-03-05"
    )
    move(
        cast.clerk,
        given,
        "elsewhere_decided",
        "2026-04-30 09:00",
        served_on="2026-04-28",
        outcome="upheld",
        answer="维持",
    )

    assert clock(given, "after_decision").due_on == date(2026, 5, 13)
    assert proceeding(given, "reconsideration").state == "decided"
    assert_provable()
