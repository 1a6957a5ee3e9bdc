"""The regulation with people in their posts: who may see, who may decide, what is written, what is owed."""

from dataclasses import replace
from datetime import timedelta

import pytest
from tests.conformance.petitions.shared import (
    OPINION,
    bring,
    clocks,
    decide,
    matter,
    move,
    papers,
    proceeding,
    somebody_else,
    sort,
    to_end,
    to_handling,
    to_opinion,
    to_review,
    transfer,
)

from gongzhi.core.clocks.models import ClockState
from gongzhi.core.files.models import Document
from gongzhi.core.files.press import letter
from gongzhi.core.identity.testing import Cast, at, in_role
from gongzhi.core.ledger.queries import entries
from gongzhi.core.ledger.rebuild import Tally
from gongzhi.core.matters import queries
from gongzhi.core.matters import rebuild as matters_rebuild
from gongzhi.core.matters.models import Matter, Party
from gongzhi.core.matters.tests.shared import bring as bring_order
from gongzhi.core.matters.tests.shared import move as move_main
from gongzhi.core.notify.models import Notice
from gongzhi.core.workflow import queries as workflow
from gongzhi.core.workflow import rebuild as workflow_rebuild
from gongzhi.core.workflow.actions.perform import GuardRefused
from gongzhi.kernel.errors import DomainError, InvalidInput, NotAllowed, NotFound
from gongzhi.systems.petitions.actions import ladder, people
from gongzhi.systems.petitions.models import (
    Assignment,
    CompetenceCase,
    Opinion,
    PerformanceDuty,
    Petition,
    Recusal,
)
from gongzhi.systems.petitions.queries import performance_due, reports_due

pytestmark = pytest.mark.django_db
GUIDE = {"body": "丛台区人民法院", "guidance": "联纺西路68号立案庭，电话 12368"}


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


def test_from_the_first_word_to_the_end_of_re_review(cast: Cast) -> None:
    """XF-01 to XF-14; art. 22 to 36."""
    given = bring()

    to_end(cast, given)

    found = matter(given)
    assert (found.status, found.is_open, found.system) == ("final", False, "petitions")
    assert papers(given) == [
        "petition_received",
        "petition_transferred",
        "petition_accepted",
        "opinion_letter",
        "review_received",
        "review_decision",
        "review_received",
        "re_review_decision",
        "procedure_end_notice",
    ]
    assert [one.procedure for one in workflow.of_matter(found.id)] == ["petition", "review", "re_review"]
    assert [(one.procedure, one.unit_id) for one in Opinion.objects.order_by("id")] == [
        ("petition", cast.unit("department")),
        ("review", cast.unit("district")),
        ("re_review", cast.unit("city")),
    ]
    assert {clock.state for term in ("handling", "request", "decision") for clock in clocks(given, term)} == {
        ClockState.MET
    }
    assert_provable()


def test_every_letter_of_the_whole_way_is_rendered(cast: Cast) -> None:
    """XF-08; every notice is a numbered document."""
    given = bring()
    to_end(cast, given)

    for one in Document.objects.filter(matter_id=given.matter_id):
        assert letter(one).startswith(b"%PDF")
        assert one.number
    told = Document.objects.get(matter_id=given.matter_id, template="opinion_letter")
    assert told.title == "信访事项处理意见书"
    assert told.data["decision"] == OPINION["answer"]
    assert "2026年5月6日前" in told.data["rights"][0], "30 days end on a day of rest and roll on (art. 35)"
    assert "丛台区社会治理中心" in told.data["rights"][0]


def test_the_right_to_a_review_is_a_clock_of_its_own_from_the_day_of_the_opinion(cast: Cast) -> None:
    """XF-12, art. 35."""
    given = bring()
    to_opinion(cast, given)

    right = clocks(given, "request")[0]
    assert (right.party, right.state, str(right.due_on)) == ("resident", ClockState.RUNNING, "2026-05-06")
    assert not matter(given).is_open
    assert proceeding(given, "review").state == "may_request"


def test_a_review_opens_the_matter_again_before_the_next_higher_body(cast: Cast) -> None:
    """XF-12, art. 35."""
    given = bring()
    to_review(cast, given)

    found = matter(given)
    assert (found.is_open, found.status) == (True, "requested")
    assert (found.lead_id, found.owner_id) == (cast.unit("district"), cast.unit("district"))
    assert str(clocks(given, "decision")[0].due_on) == "2026-05-10"
    assert_provable()


@pytest.mark.parametrize(
    "who", ["handler", "department_leader", "station_handler", "neighbour", "complained"]
)
def test_who_decided_first_never_decides_the_review(cast: Cast, who: str) -> None:
    """XF-12, art. 35."""
    given = bring()
    to_review(cast, given)

    with pytest.raises(DomainError):
        move(
            cast[who],
            given,
            "draft_decision",
            at("2026-04-20 09:00"),
            fields=OPINION | {"result": "upheld"},
            procedure="review",
        )


def test_a_person_who_took_part_does_not_review_after_moving_up(cast: Cast) -> None:
    """XF-12, XF-19; art. 28, 35."""
    given = bring()
    to_review(cast, given)
    moved_up = replace(cast.clerk, account_id=cast.handler.account_id)

    with pytest.raises(GuardRefused, match="参与过"):
        move(
            moved_up,
            given,
            "draft_decision",
            at("2026-04-20 09:00"),
            fields=OPINION | {"result": "upheld"},
            procedure="review",
        )


def test_a_late_request_is_told_what_to_do_and_a_good_reason_opens_it(cast: Cast) -> None:
    """XF-12 late; art. 35."""
    given = bring()
    to_opinion(cast, given)
    words = {"words": "没有收到信"}

    with pytest.raises(GuardRefused, match="正当理由"):
        move(
            cast.citizen(given.matter_id),
            given,
            "request",
            at("2026-05-07 00:00"),
            fields=words,
            procedure="review",
        )
    move(
        cast["township_clerk"],
        given,
        "request_late",
        at("2026-05-08 09:00"),
        "住院，有医院证明",
        words,
        procedure="review",
    )

    assert matter(given).status == "requested"


def test_the_right_ends_by_itself_only_after_its_last_day(cast: Cast) -> None:
    """XF-12, art. 35."""
    given = bring()
    to_opinion(cast, given)

    assert ladder.end_unasked(at("2026-05-06 23:59")) == 0
    assert ladder.end_unasked(at("2026-05-07 00:00")) == 1
    assert proceeding(given, "review").state == "not_requested"
    assert matter(given).status == "concluded"
    assert_provable()


def test_a_revoked_opinion_is_handled_anew_over_the_same_file(cast: Cast) -> None:
    """XF-12, art. 35: hand-over to a new proceeding, nothing typed twice."""
    given = bring()
    to_review(cast, given)

    decide(cast, given, "review", cast.clerk, cast["district_leader"], "2026-04-20", "revoked")

    found = matter(given)
    assert (found.status, found.is_open, found.stage) == ("registered", True, "intake")
    assert [one.procedure for one in workflow.of_matter(found.id)] == ["petition", "review", "petition"]
    assert str(clocks(given, "acceptance_notice")[-1].due_on) == "2026-05-05"
    assert_provable()


def test_after_the_end_it_is_registered_and_answered_and_new_facts_begin_anew(cast: Cast) -> None:
    """XF-14, art. 36 and 37."""
    given = bring()
    to_end(cast, given)
    resident = cast.citizen(given.matter_id)

    move(
        resident,
        given,
        "raise_again",
        at("2026-06-01 09:00"),
        fields={"words": "不服"},
        procedure="re_review",
    )
    assert papers(given)[-1] == "earlier_decision_notice"
    assert not matter(given).is_open

    move(resident, given, "new_facts", at("2026-06-02 09:00"), "找到了合同原件", procedure="re_review")
    assert matter(given).status == "registered"
    assert_provable()


def test_the_highest_body_here_passes_a_review_up_and_nothing_is_refused(cast: Cast) -> None:
    """XF-12, art. 35."""
    given = bring(area_code="130400")
    clerk = cast.parent_clerk
    move(clerk, given, "sort", at("2026-03-03 09:00"), fields={"kind": "claim"})
    move(clerk, given, "accept_here", at("2026-03-04 09:00"), fields={"contact_person": "秦市级"})
    draft = OPINION | {"outcome": "explained"}
    move(clerk, given, "draft_opinion", at("2026-04-01 09:00"), fields=draft)
    move(cast.leader, given, "sign_opinion", at("2026-04-02 09:00"))
    words = {"words": "不服"}
    move(
        cast.citizen(given.matter_id),
        given,
        "request",
        at("2026-04-10 09:00"),
        fields=words,
        procedure="review",
    )

    with pytest.raises(DomainError):
        move(
            clerk,
            given,
            "draft_decision",
            at("2026-04-11 09:00"),
            fields=OPINION | {"result": "upheld"},
            procedure="review",
        )
    up = {"body": "河北省信访局", "guidance": "石家庄市，电话 0311-12345"}
    move(clerk, given, "pass_up", at("2026-04-11 10:00"), "市级意见由省级复查", up, procedure="review")

    assert matter(given).ending == "passed_on"


def test_what_has_a_superior_here_is_not_sent_out(cast: Cast) -> None:
    """XF-12, art. 35."""
    given = bring()
    to_review(cast, given)

    with pytest.raises(GuardRefused, match="有上一级"):
        move(
            cast.clerk,
            given,
            "pass_up",
            at("2026-04-11 10:00"),
            "省里办",
            {"body": "省局", "guidance": "电话"},
            procedure="review",
        )


def test_an_accusation_is_sealed_and_never_reaches_the_accused_line(cast: Cast) -> None:
    """XF-11, art. 30."""
    given = bring()
    sort(cast, given, "accusation", against=[cast.unit("complained")])

    found = matter(given)
    assert found.is_sealed
    assert found.complained_units == [cast.unit("complained")]
    for who in ("complained", "complained_below", "handler", "neighbour", "clerk", "leader"):
        with pytest.raises(NotFound):
            queries.matter(cast[who], given.number)
    for unit in ("complained", "below"):
        with pytest.raises(GuardRefused, match="被反映"):
            move(
                cast["township_clerk"],
                given,
                "pass_accusation",
                at("2026-03-04 09:00"),
                fields={"body": "环卫", "lead": cast.unit(unit)},
            )
    move(
        cast["township_clerk"],
        given,
        "pass_accusation",
        at("2026-03-04 10:00"),
        fields={"body": "丛台区纪委监委"},
    )
    assert matter(given).status == "accusation_passed"
    notice = Document.objects.get(matter_id=given.matter_id, template="accusation_notice")
    assert letter(notice).startswith(b"%PDF")


@pytest.mark.parametrize("name", ["transfer", "study", "accept_here", "route_litigation"])
def test_no_open_way_takes_an_accusation(cast: Cast, name: str) -> None:
    """XF-11, art. 30."""
    given = bring()
    sort(cast, given, "accusation")

    fields = {"lead": cast.unit("department"), "contact_person": "某人", **GUIDE}
    with pytest.raises(DomainError):
        move(cast["township_clerk"], given, name, at("2026-03-04 09:00"), "理由", fields)


def test_a_matter_against_its_own_owner_goes_one_level_up(cast: Cast) -> None:
    """XF-11, art. 30."""
    given = bring()
    sort(cast, given, "accusation", against=[cast.unit("township")])

    assert matter(given).owner_id == cast.unit("district")
    with pytest.raises(NotFound):
        queries.matter(cast["township_clerk"], given.number)
    assert queries.matter(cast.clerk, given.number).id == given.matter_id
    assert_provable()


@pytest.mark.parametrize("unit", ["complained", "below"])
def test_a_claim_is_not_transferred_to_whom_it_complains_about(cast: Cast, unit: str) -> None:
    """XF-11, XF-19; art. 28, 30."""
    given = bring()
    sort(cast, given, against=[cast.unit("complained")])

    with pytest.raises(GuardRefused):
        transfer(cast, given, unit)


@pytest.mark.parametrize(
    "name", ["route_litigation", "route_arbitration", "route_party", "route_administrative", "route_duty"]
)
def test_every_route_is_an_exit_with_reason_place_and_appeal(cast: Cast, name: str) -> None:
    """XF-09, XF-18; art. 31."""
    given = bring()
    sort(cast, given)
    clerk = cast["township_clerk"]

    with pytest.raises(InvalidInput, match="请填写"):
        move(clerk, given, name, at("2026-03-04 09:00"), "理由", {"body": "法院"})
    move(clerk, given, name, at("2026-03-04 09:00"), "依法应当走这条途径", GUIDE)

    assert Petition.objects.get(matter_id=given.matter_id).route == name.removeprefix("route_")
    paper = Document.objects.get(matter_id=given.matter_id, template="petition_routed")
    assert {row["name"] for row in paper.data["fields"]} >= {"body", "guidance"}
    assert Notice.objects.filter(matter_id=given.matter_id, recipient_kind="resident").exists()
    move(cast.citizen(given.matter_id), given, "object_route", at("2026-03-06 09:00"), "没有可诉的行为")
    assert matter(given).status == "route_review"


def test_who_sorted_does_not_review_the_sorting(cast: Cast) -> None:
    """XF-09, art. 31."""
    given = bring()
    sort(cast, given)
    sorter = cast["township_clerk"]
    move(sorter, given, "route_litigation", at("2026-03-04 09:00"), "应当起诉", GUIDE)
    move(cast.citizen(given.matter_id), given, "object_route", at("2026-03-06 09:00"), "不能起诉")
    in_both = in_role(sorter, "reviewer")

    with pytest.raises(GuardRefused, match="没有作过甄别"):
        move(in_both, given, "lift_route", at("2026-03-07 09:00"), "撤销")
    move(cast["district_leader"], given, "lift_route", at("2026-03-07 09:00"), "确实不能起诉")

    assert matter(given).status == "sorted"


def test_a_duty_handled_here_takes_the_file_along(cast: Cast) -> None:
    """XF-09, art. 31 no. 5: hand-over to a service order."""
    given = bring()
    sort(cast, given)
    clerk = cast["township_clerk"]
    move(clerk, given, "route_duty", at("2026-03-04 09:00"), "申请查处违建", GUIDE)
    move(clerk, given, "hand_to_service_order", at("2026-03-04 10:00"))

    found = matter(given)
    assert (found.system, found.status, found.is_open, found.number) == (
        "grid",
        "received",
        True,
        given.number,
    )
    assert_provable()


def test_other_routes_are_not_turned_into_service_orders(cast: Cast) -> None:
    """XF-09, art. 31."""
    given = bring()
    sort(cast, given)
    move(cast["township_clerk"], given, "route_arbitration", at("2026-03-04 09:00"), "劳动争议", GUIDE)

    with pytest.raises(GuardRefused, match="第5项"):
        move(cast["township_clerk"], given, "hand_to_service_order", at("2026-03-04 10:00"))


def test_an_objection_within_five_working_days_is_settled_by_the_common_superior(cast: Cast) -> None:
    """XF-04, XF-05; art. 23, 24."""
    given = bring()
    sort(cast, given)
    transfer(cast, given)
    before = clocks(given, "acceptance_notice")[-1].due_at
    move(
        cast.handler,
        given,
        "object_competence",
        at("2026-03-11 17:00"),
        "归住建",
        {"ground": "三定规定第2条"},
    )

    assert matter(given).lead_id == cast.unit("department"), (
        "until it is agreed the matter stays with the body"
    )
    decision = {"way": "superior", "lead": cast.unit("station")}
    arbiter = in_role(cast["township_clerk"], "arbiter")
    with pytest.raises(GuardRefused, match="共同的上级"):
        move(arbiter, given, "decide_competence", at("2026-03-12 09:00"), "指定", decision)
    move(
        cast["district_leader"], given, "decide_competence", at("2026-03-12 10:00"), "由执法二队办", decision
    )

    case = CompetenceCase.objects.get(matter_id=given.matter_id)
    assert (case.way, case.lead_id, case.unit_id) == (
        "superior",
        cast.unit("station"),
        cast.unit("department"),
    )
    assert clocks(given, "acceptance_notice")[-1].due_at == before, "the petitioner's clock never stops"
    assert clocks(given, "acceptance_notice")[-1].state == ClockState.RUNNING


def test_an_objection_after_five_working_days_is_refused(cast: Cast) -> None:
    """XF-04 late; art. 23."""
    given = bring()
    sort(cast, given)
    transfer(cast, given)

    with pytest.raises(GuardRefused, match="5 个工作日"):
        move(
            cast.handler, given, "object_competence", at("2026-03-12 00:00"), "归住建", {"ground": "三定规定"}
        )


def test_a_return_by_consent_does_not_start_the_fifteen_days_anew(cast: Cast) -> None:
    """XF-04, art. 23."""
    given = bring()
    sort(cast, given)
    transfer(cast, given)
    due = clocks(given, "acceptance_notice")[-1].due_at
    move(cast.handler, given, "object_competence", at("2026-03-05 09:00"), "归别局", {"ground": "三定规定"})
    move(cast["township_clerk"], given, "agree_return", at("2026-03-06 09:00"), "理由成立")
    assert matter(given).lead_id is None
    with pytest.raises(DomainError):
        transfer(cast, given)
    again = {"lead": cast.unit("station")}
    move(cast["township_clerk"], given, "transfer_again", at("2026-03-09 09:00"), "由执法二队办", again)

    assert clocks(given, "acceptance_notice")[-1].due_at == due
    assert matter(given).lead_id == cast.unit("station")
    assert_provable()


def test_an_assignment_names_the_day_of_its_report(cast: Cast) -> None:
    """XF-01, art. 22."""
    given = bring()
    sort(cast, given)
    fields = {"lead": cast.unit("department"), "ask": "请报结果", "report_on": "2026-03-03"}
    with pytest.raises(GuardRefused, match="晚于今天"):
        move(cast["township_clerk"], given, "assign", at("2026-03-04 09:00"), fields=fields)
    move(
        cast["township_clerk"],
        given,
        "assign",
        at("2026-03-04 09:00"),
        fields=fields | {"report_on": "2026-05-20"},
    )

    day = at("2026-05-21 09:00").date()
    assert [one.matter_id for one in reports_due(cast["township_clerk"], day)] == [given.matter_id]
    assert list(reports_due(cast.neighbour, day)) == []
    move(cast.handler, given, "report_assignment", at("2026-05-21 10:00"), fields={"report": "已办结"})
    assert Assignment.objects.get(matter_id=given.matter_id).reported_at == at("2026-05-21 10:00")


def test_a_grave_matter_is_told_upwards_in_the_same_moment(cast: Cast) -> None:
    """XF-06, art. 25."""
    given = bring()
    when = at("2026-03-02 09:05")
    move(cast["township_clerk"], given, "report_grave", when, "有人要跳楼", {"measures": "已报警并派人到场"})

    told = set(
        Notice.objects.filter(matter_id=given.matter_id, recipient_kind="unit", made_at=when).values_list(
            "recipient_id", flat=True
        )
    )
    assert {cast.unit("township"), cast.unit("district"), cast.unit("city")} <= told
    assert matter(given).is_urgent
    assert papers(given) == ["grave_report"]


def test_only_the_head_of_the_body_extends(cast: Cast) -> None:
    """XF-07, art. 34."""
    given = bring()
    to_handling(cast, given)
    why, length = "需要鉴定", {"length": "30"}

    with pytest.raises(GuardRefused, match="负责人"):
        move(cast["district_leader"], given, "extend", at("2026-04-20 09:00"), why, length)
    move(cast["department_leader"], given, "extend", at("2026-04-20 09:00"), why, length)

    assert str(clocks(given, "handling")[0].due_on) == "2026-06-03"
    assert "petition_extended" in papers(given)
    paper = Document.objects.get(matter_id=given.matter_id, template="petition_extended")
    assert (paper.data["reason"], paper.data["due_on"]) == (why, "2026-06-03")
    with pytest.raises(DomainError, match="已经用完"):
        move(cast["department_leader"], given, "extend", at("2026-05-20 09:00"), why, length)


def test_an_opinion_after_sixty_days_is_late_and_stays_late(cast: Cast) -> None:
    """XF-07, art. 34 and 45."""
    given = bring()
    to_handling(cast, given)
    due = clocks(given, "handling")[0].due_at
    assert due is not None
    draft = OPINION | {"outcome": "explained"}
    move(cast.handler, given, "draft_opinion", due + timedelta(hours=1), fields=draft)
    move(cast["department_leader"], given, "sign_opinion", due + timedelta(hours=2))

    assert clocks(given, "handling")[0].state == ClockState.MET_LATE


@pytest.mark.parametrize("missing", ["request", "facts", "grounds", "basis", "answer", "outcome"])
def test_an_opinion_lacks_none_of_its_parts(cast: Cast, missing: str) -> None:
    """XF-08, art. 32."""
    given = bring()
    to_handling(cast, given)
    draft = {name: value for name, value in (OPINION | {"outcome": "explained"}).items() if name != missing}

    with pytest.raises(InvalidInput):
        move(cast.handler, given, "draft_opinion", at("2026-04-01 09:00"), fields=draft)


def test_what_is_supported_is_followed_to_its_end(cast: Cast) -> None:
    """XF-08, art. 32 and 42."""
    given = bring()
    to_opinion(cast, given, "supported", perform_by="2026-05-30")
    clerk, resident = cast["township_clerk"], cast.citizen(given.matter_id)

    assert matter(given).status == "performing"
    assert [one.matter_id for one in performance_due(clerk, at("2026-05-31 09:00").date())] == [
        given.matter_id
    ]
    move(cast.handler, given, "report_performance", at("2026-05-20 09:00"), fields={"done": "已恢复路面"})
    with pytest.raises(DomainError):
        move(cast.handler, given, "confirm_performed", at("2026-05-21 09:00"), fields={"checked": "看过"})
    move(clerk, given, "confirm_performed", at("2026-05-21 09:00"), fields={"checked": "到现场看过"})
    assert matter(given).status == "concluded"
    move(resident, given, "dispute_performance", at("2026-06-10 09:00"), fields={"words": "又塌了"})

    assert matter(given).status == "performing"
    duty = PerformanceDuty.objects.filter(matter_id=given.matter_id).latest("id")
    assert (duty.done_at, duty.unit_id) == (None, cast.unit("department"))
    assert_provable()


def test_support_without_a_day_is_refused(cast: Cast) -> None:
    """XF-08, art. 32."""
    given = bring()
    to_handling(cast, given)

    for by, says in (("", "写明执行到哪一天"), ("2026-03-31", "不能早于今天")):
        with pytest.raises(GuardRefused, match=says):
            move(
                cast.handler,
                given,
                "draft_opinion",
                at("2026-04-01 09:00"),
                fields=OPINION | {"outcome": "supported", "perform_by": by},
            )


def test_mediation_needs_the_consent_of_both(cast: Cast) -> None:
    """XF-24, art. 33."""
    given = bring()
    to_handling(cast, given)
    consents = {"petitioner_agrees": "1", "other_agrees": "1"}

    with pytest.raises(GuardRefused, match="自愿"):
        move(
            cast.handler,
            given,
            "mediate",
            at("2026-03-20 09:00"),
            fields={"petitioner_agrees": "1", "record": "谈了"},
        )
    move(cast.handler, given, "mediate", at("2026-03-20 09:00"), fields=consents | {"record": "谈了"})
    assert str(clocks(given, "handling")[0].due_on) == "2026-05-04"
    move(cast.handler, given, "settle", at("2026-03-25 09:00"), fields=consents | {"answer": "一次补偿"})
    assert matter(given).ending == "settled"


def test_who_stepped_aside_takes_no_part_and_a_colleague_goes_on(cast: Cast) -> None:
    """XF-19, art. 28."""
    given = bring()
    to_handling(cast, given)
    found = {"heard": "信访人", "findings": "属实"}
    move(cast.handler, given, "recuse", at("2026-03-06 09:00"), "是亲属")

    with pytest.raises(GuardRefused, match="回避"):
        move(cast.handler, given, "investigate", at("2026-03-07 09:00"), fields=found)
    move(somebody_else(cast.handler), given, "investigate", at("2026-03-07 09:00"), fields=found)


def test_the_head_has_somebody_step_aside(cast: Cast) -> None:
    """XF-19, art. 28."""
    given = bring()
    to_handling(cast, given)
    account = cast.handler.account_id or 0
    when = at("2026-03-06 09:00")

    with pytest.raises(NotAllowed):
        people.order_recusal(cast.handler, given.number, account, "郑承办", "亲属", when)
    with pytest.raises(InvalidInput):
        people.order_recusal(cast["department_leader"], given.number, account, "郑承办", " ", when)
    people.order_recusal(cast["department_leader"], given.number, account, "郑承办", "是对方亲属", when)

    assert Recusal.objects.get(matter_id=given.matter_id).account_id == account
    assert entries(f"matter:{given.matter_id}")[-1].verb == "petition.recused"


def test_five_speak_and_their_names_are_sealed(cast: Cast) -> None:
    """XF-16, art. 20."""
    given = bring(channel="visit")
    when = at("2026-03-02 10:00")
    clerk = cast["township_clerk"]
    people.name_representatives(clerk, given.number, ["甲某", "乙某", "丙某", "丁某"], when)

    with pytest.raises(InvalidInput, match="不超过 5 人"):
        people.name_representatives(clerk, given.number, ["戊某", "己某"], when)
    people.name_representatives(clerk, given.number, ["戊某"], when)

    named = Party.objects.filter(matter_id=given.matter_id, role="represents")
    assert named.count() == 5
    assert {one.name for one in named} == {""}
    assert "甲某" not in str([entry.data for entry in entries(f"matter:{given.matter_id}")])
    with pytest.raises(NotFound):
        people.name_representatives(cast.neighbour, given.number, ["庚某"], when)


def test_the_same_matter_raised_above_in_time_is_linked_and_told(cast: Cast) -> None:
    """XF-15, art. 19."""
    live = bring()
    to_handling(cast, live)
    again = bring(area_code="130400", name="李四", contact="13900000002")
    clerk = cast.parent_clerk

    with pytest.raises(InvalidInput, match="不是事项编号"):
        move(clerk, again, "link_live", at("2026-03-06 09:00"), "同一事项", {"into": again.number[:-1] + "x"})
    move(clerk, again, "link_live", at("2026-03-06 09:00"), "区里正在办", {"into": live.number})

    assert (matter(again).status, matter(again).merged_into_id) == ("linked", live.matter_id)
    assert papers(again) == ["repeat_notice"]
    move(cast.citizen(again.matter_id), again, "unlink", at("2026-03-09 09:00"), "不是一回事")
    assert (matter(again).status, matter(again).merged_into_id) == ("registered", None)


def test_a_closed_matter_is_no_live_matter(cast: Cast) -> None:
    """XF-15, art. 19."""
    closed = bring()
    to_opinion(cast, closed)
    again = bring()

    with pytest.raises(GuardRefused, match="已经办结"):
        move(
            cast["township_clerk"],
            again,
            "link_live",
            at("2026-04-06 09:00"),
            "同一事项",
            {"into": closed.number},
        )


def test_only_a_matter_ended_by_re_review_answers_another_one(cast: Cast) -> None:
    """XF-14, art. 36."""
    ended, unended = bring(), bring()
    to_end(cast, ended)
    again = bring()
    help_ = {"guidance": "可以申请法律援助，电话 12348"}

    with pytest.raises(GuardRefused, match="没有经过复核终结"):
        move(
            cast.parent_clerk,
            again,
            "answer_repeat",
            at("2026-06-01 09:00"),
            "同一事实",
            help_ | {"earlier": unended.number},
        )
    move(
        cast.parent_clerk,
        again,
        "answer_repeat",
        at("2026-06-01 09:00"),
        "同一事实",
        help_ | {"earlier": ended.number},
    )

    assert matter(again).status == "earlier_decision"
    paper = Document.objects.get(matter_id=again.matter_id, template="earlier_decision_notice")
    assert (paper.data["earlier"], paper.data["earlier_answer"]) == (ended.number, OPINION["answer"])


def test_nobody_drops_the_notice_while_a_name_is_known(cast: Cast) -> None:
    """XF-02, art. 23."""
    known, unknown = bring(), bring(name="", contact="", is_anonymous=True)

    with pytest.raises(GuardRefused, match="应当书面告知"):
        move(cast["township_clerk"], known, "cannot_tell", at("2026-03-03 09:00"), "没有地址")
    move(cast["township_clerk"], unknown, "cannot_tell", at("2026-03-03 09:00"), "没有地址")

    assert matter(unknown).is_open


def test_a_report_of_retaliation_goes_one_level_up_and_stays_unknown_to_its_cause(cast: Cast) -> None:
    """XF-20, art. 18, 30, 46."""
    given = bring()
    to_handling(cast, given)
    before = len(entries(f"matter:{given.matter_id}"))

    made = people.report_retaliation(
        cast.citizen(given.matter_id), given.number, "承办人威胁我", at("2026-03-10 09:00")
    )

    assert len(entries(f"matter:{given.matter_id}")) == before
    report = Matter.objects.get(id=made.matter_id)
    assert (report.owner_id, report.is_sealed) == (cast.unit("district"), True)
    for who in ("handler", "department_leader", "township_clerk", "station_handler", "neighbour"):
        with pytest.raises(NotFound):
            queries.matter(cast[who], made.number)
    assert queries.matter(cast.clerk, made.number).id == made.matter_id
    with pytest.raises(NotFound):
        people.report_retaliation(cast.citizen(made.matter_id), given.number, "x", at("2026-03-10 09:00"))


def test_a_service_order_that_is_a_petition_is_handed_over_with_its_file(cast: Cast) -> None:
    """Hand-over from the grid: the same number, the whole story, the clocks of the regulation from then on."""
    given = bring_order()

    move_main(
        cast["township_clerk"],
        given,
        "hand_to_petition",
        at("2026-03-02 10:00"),
        "对行政机关的处理不服，要求作出书面意见",
    )

    found = matter(given)
    assert (found.number, found.system, found.status, found.is_open) == (
        given.number,
        "petitions",
        "registered",
        True,
    )
    assert str(clocks(given, "acceptance_notice")[0].due_on) == "2026-03-17"
    assert [one.state for one in workflow.of_matter(found.id)] == ["handed_over", "registered"]
    assert_provable()
    to_handling(cast, given)
    assert matter(given).status == "handling"


@pytest.mark.parametrize("who", ["neighbour", "other_handler", "grid_worker", "system_admin", "complained"])
def test_nobody_from_elsewhere_sorts(cast: Cast, who: str) -> None:
    """XF-01, art. 22."""
    given = bring()

    with pytest.raises(DomainError):
        move(cast[who], given, "sort", at("2026-03-03 09:00"), fields={"kind": "claim"})
    assert not Petition.objects.exists()


def test_a_suggestion_is_studied_and_answered_whether_adopted_or_not(cast: Cast) -> None:
    """XF-10, art. 29."""
    given = bring()
    sort(cast, given, "suggestion")
    study = {"lead": cast.unit("department"), "ask": "请研究"}
    move(cast["township_clerk"], given, "study", at("2026-03-04 09:00"), fields=study)
    reply = {"adopted": "part", "answer": "路灯改造列入明年计划", "reward": "感谢信"}
    move(cast.handler, given, "reply_suggestion", at("2026-04-20 09:00"), fields=reply)

    found = matter(given)
    assert (found.status, found.answer) == ("suggestion_answered", "路灯改造列入明年计划")
    assert papers(given) == ["petition_received", "petition_accepted", "suggestion_reply"]
    assert_provable()


def test_a_corrected_class_seals_and_unseals(cast: Cast) -> None:
    """XF-11, art. 28 and 30."""
    given = bring()
    sort(cast, given)
    clerk = cast["township_clerk"]
    move(clerk, given, "resort", at("2026-03-03 10:00"), "实为检举", {"kind": "accusation"})
    assert matter(given).is_sealed
    move(clerk, given, "resort", at("2026-03-03 11:00"), "仍是求决", {"kind": "claim"})

    assert not matter(given).is_sealed
    assert Petition.objects.get(matter_id=given.matter_id).kind == "claim"


def test_a_body_on_the_platform_receives_the_sealed_file_and_answers(cast: Cast) -> None:
    """XF-11, art. 30."""
    given = bring()
    sort(cast, given, "accusation", against=[cast.unit("complained")])
    to = {"body": "丛台区城市管理局", "lead": cast.unit("department")}
    move(cast["township_clerk"], given, "pass_accusation", at("2026-03-04 09:00"), fields=to)

    assert queries.matter(cast.handler, given.number).id == given.matter_id
    answer = {"answer": "已核查，依规处理"}
    move(cast.handler, given, "answer_accusation", at("2026-04-04 09:00"), fields=answer)
    assert (matter(given).status, matter(given).answer) == ("accusation_answered", "已核查，依规处理")
    with pytest.raises(NotFound):
        queries.matter(cast["complained"], given.number)


def test_letters_name_the_last_day_that_is_in_time(cast: Cast) -> None:
    """XF-01, XF-03, XF-07: the first late instant is midnight after it."""
    given = bring()
    to_handling(cast, given)

    days = {one.template: one.data["due_on"] for one in Document.objects.filter(matter_id=given.matter_id)}
    assert days == {
        "petition_received": "2026-03-17",
        "petition_transferred": "2026-03-19",
        "petition_accepted": "2026-05-04",
    }
