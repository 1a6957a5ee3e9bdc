"""Ways that end outside the platform: what travels with the file, whose days run, and the way back from court to mediation."""

from datetime import date
from io import BytesIO
from typing import Any

import pytest
from pypdf import PdfReader

from gongzhi.core.clocks import queries as clocks
from gongzhi.core.clocks.models import Clock
from gongzhi.core.files.models import Document
from gongzhi.core.files.press import letter
from gongzhi.core.identity.testing import Cast, at
from gongzhi.core.ledger.rebuild import Tally
from gongzhi.core.matters import rebuild as matters_rebuild
from gongzhi.core.matters.models import Matter
from gongzhi.core.workflow import queries as workflow
from gongzhi.core.workflow import rebuild as workflow_rebuild
from gongzhi.core.workflow.actions import MoveRequest, perform
from gongzhi.core.workflow.actions.perform import GuardRefused
from gongzhi.kernel.actor import Actor
from gongzhi.kernel.engine import MoveRefused
from gongzhi.kernel.errors import Conflict, DomainError, InvalidInput, NotAllowed, NotFound
from gongzhi.systems.disputes.actions import casebook, offers
from gongzhi.systems.disputes.actions.opening import Opened
from gongzhi.systems.disputes.tests import shared
from gongzhi.systems.disputes.tests.shared import Bench, make_bench

pytestmark = pytest.mark.django_db
FACT = "琴房和卧室共用一面墙，没有做隔音。"
CONCESSION = "愿意每周只练三次"
COURT = "丛台区人民法院，联纺西路，12368"


@pytest.fixture
def bench(cast: Cast) -> Bench:
    return make_bench(cast)


def assert_provable() -> None:
    """Every column that follows the ledger is what the ledger tells."""
    tally = Tally()
    found = [
        *workflow_rebuild.check_proceedings(tally),
        *workflow_rebuild.check_clocks(tally),
        *matters_rebuild.check_matters(tally),
    ]
    assert found == []


def matter_of(given: Opened) -> Matter:
    return Matter.objects.get(number=given.number)


def move(
    actor: Actor, given: Opened, procedure: str, name: str, when: str, reason: str = "", **fields: object
) -> None:
    proceeding = [one for one in workflow.of_matter(matter_of(given).id) if one.procedure == procedure][-1]
    perform(actor, MoveRequest(proceeding.id, name, fields, reason), at(when))


def clock(given: Opened, term: str) -> Clock:
    found = [one for one in clocks.of_matter(matter_of(given).id) if one.term == term]
    assert found, term
    return found[-1]


def mediated(bench: Bench) -> Opened:
    """Return a case whose mediation is under way, with a fact that nobody disputes and a concession of one side."""
    given = shared.open_one(bench.mediator)
    shared.to_mediating(bench, given)
    offers.put_fact(bench.mediator, given.number, FACT, at("2026-03-03 09:00"), ("a", "b"))
    offers.make(bench.mediator, given.number, "b", CONCESSION, at("2026-03-03 10:00"), carry=True)
    return given


def to_litigation(bench: Bench, procedure: str = "litigation", when: str = "2026-03-10 09:00") -> Opened:
    given = mediated(bench)
    casebook.begin_path(bench.cast["township_clerk"], given.number, procedure, "没有谈成", at(when))
    return given


def test_undisputed_facts_travel_and_concessions_do_not(bench: Bench) -> None:
    """S21; 人民法院在线调解规则 art. 18 and 22."""
    given = to_litigation(bench)
    clerk = bench.cast["township_clerk"]

    move(clerk, given, "litigation", "sue", "2026-03-12 09:00", court=COURT, filed_on="2026-03-11")

    package = Document.objects.get(template="case_package")
    assert package.data["facts_undisputed"] == [FACT]
    assert CONCESSION not in str(package.data)
    assert shared.NAME_B not in str(package.data)
    assert shared.PHONE_B not in str(package.data)
    printed = "".join(page.extract_text() for page in PdfReader(BytesIO(letter(package))).pages)
    assert FACT[:8] in printed
    assert CONCESSION not in printed
    assert clock(given, "filing").due_on == date(2026, 3, 18)
    assert clock(given, "filing").party == "outside"


def test_the_mediation_runs_on_beside_the_suit(bench: Bench) -> None:
    """人民调解法 art. 3: mediation never blocks another remedy."""
    given = to_litigation(bench)

    found = workflow.of_matter(matter_of(given).id)
    assert [(one.procedure, one.closed_at is None, one.is_main) for one in found] == [
        ("peoples_mediation", True, False),
        ("litigation", True, True),
    ]


def test_a_suit_through_two_instances_to_enforcement(bench: Bench) -> None:
    """CV-06 to CV-13."""
    given = to_litigation(bench)
    clerk = bench.cast["township_clerk"]

    def step(name: str, when: str, **fields: Any) -> None:
        move(clerk, given, "litigation", name, when, **fields)

    step("note_known", "2026-03-10 10:00", known_on="2026-01-05")
    step("sue", "2026-03-12 09:00", court=COURT, filed_on="2026-03-11")
    step("filed_summary", "2026-03-20 09:00", case_number="(2026)冀0403民初1号", decided_on="2026-03-16")
    assert clock(given, "summary_first_instance").due_on == date(2026, 6, 16)
    step("copy_served", "2026-03-25 09:00", served_on="2026-03-20")
    assert clock(given, "defence").party == "opposite"
    step("to_ordinary", "2026-05-01 09:00", decided_on="2026-03-16")
    assert clock(given, "ordinary_first_instance").due_on == date(2026, 9, 16)
    step("judged", "2026-09-05 09:00", served_on="2026-09-01", answer="停止侵害")
    assert clock(given, "appeal_judgment").due_on == date(2026, 9, 16)
    with pytest.raises(GuardRefused, match="还没有届满"):
        step("take_effect", "2026-09-16 09:00", perform_on="2026-09-16")
    step("appeal", "2026-09-15 09:00", asked_on="2026-09-15", by_whom="other")
    step("second_filed", "2026-10-20 09:00", case_number="(2026)冀04民终1号", decided_on="2026-10-12")
    step("second_judged", "2026-12-20 09:00", served_on="2026-12-18", answer="维持原判")
    assert clock(given, "enforcement").party == "resident"
    step("ask_enforcement", "2027-01-10 09:00", asked_on="2027-01-08", court=COURT)
    step("performed", "2027-03-01 09:00", done_on="2027-02-26")

    assert (matter_of(given).ending, matter_of(given).is_open) == ("performed", False)
    assert_provable()


def test_the_court_delegates_to_mediation_and_takes_the_case_back(bench: Bench) -> None:
    """S23, RM-12; 民事诉讼法 art. 125."""
    given = to_litigation(bench)
    clerk = bench.cast["township_clerk"]
    move(clerk, given, "litigation", "sue", "2026-03-12 09:00", court=COURT, filed_on="2026-03-11")
    move(
        clerk,
        given,
        "litigation",
        "filed_ordinary",
        "2026-03-17 09:00",
        case_number="(2026)冀0403民初1号",
        decided_on="2026-03-16",
    )
    told = {"court": "丛台区人民法院 秦法官", "delegated_on": "2026-03-20"}
    with pytest.raises(DomainError):
        move(clerk, given, "litigation", "delegate", "2026-03-21 09:00", **told)
    move(clerk, given, "litigation", "delegate", "2026-03-21 09:00", agreed=True, **told)

    assert clock(given, "ordinary_first_instance").state == "paused"
    assert matter_of(given).status == "applied"
    back = {"ended_on": "2026-04-10", "words": FACT}
    with pytest.raises(GuardRefused, match="还没有结束"):
        move(clerk, given, "litigation", "back_from_mediation", "2026-04-10 09:00", **back)
    move(
        bench.cast.citizen(matter_of(given).id),
        given,
        "court_mediation",
        "withdraw",
        "2026-04-10 09:00",
        "不想再谈",
    )
    move(clerk, given, "litigation", "back_from_mediation", "2026-04-11 09:00", **back)

    main = workflow.main_of(matter_of(given).id)
    assert (main.procedure, main.state) == ("litigation", "filed")
    assert clock(given, "ordinary_first_instance").state == "running"
    assert matter_of(given).is_open
    assert_provable()


@pytest.mark.parametrize(
    ("begun", "version", "received", "last"),
    [
        ("2026-02-10", "1995-09", "2026-02-27", date(2026, 8, 27)),
        ("2026-03-10", "2026-03", "2026-03-31", date(2026, 6, 30)),
    ],
    ids=["before the new law", "under the new law"],
)
def test_an_award_is_set_aside_in_the_time_of_the_law_in_force(
    bench: Bench, begun: str, version: str, received: str, last: date
) -> None:
    """AR-03: six months before 2026-03-01, three since."""
    given = shared.open_one(bench.mediator, when=at("2026-01-05 09:00"))
    clerk = bench.cast["township_clerk"]
    casebook.begin_path(clerk, given.number, "arbitration", "合同里有仲裁条款", at(f"{begun} 09:00"))
    assert workflow.main_of(matter_of(given).id).version == version

    def step(name: str, when: str, **fields: Any) -> None:
        move(clerk, given, "arbitration", name, when, **fields)

    step("file_elsewhere", f"{begun} 10:00", body="邯郸仲裁委员会", clause="合同第九条", filed_on=begun)
    step("elsewhere_accepted", f"{begun} 11:00", decided_on=begun)
    step("elsewhere_awarded", "2026-04-05 09:00", served_on=received, answer="支付货款")
    assert clock(given, "set_aside").due_on == last
    step("ask_set_aside", "2026-05-01 09:00", asked_on="2026-04-20", court="中院", ground="没有仲裁协议")
    step("set_aside_refused", "2026-06-30 09:00", ruled_on="2026-06-20")

    assert matter_of(given).ending == "awarded"
    assert_provable()


def test_procurement_goes_by_question_complaint_and_decision(bench: Bench) -> None:
    """AD-04."""
    given = to_litigation(bench, "administrative_adjudication", "2026-03-02 16:00")
    clerk = bench.cast["township_clerk"]

    def step(name: str, when: str, **fields: Any) -> None:
        move(clerk, given, "administrative_adjudication", name, when, **fields)

    step("note_known", "2026-03-03 09:00", known_on="2026-03-02")
    assert clock(given, "question").due_on == date(2026, 3, 11)
    step("raise_question", "2026-03-06 09:00", asked_on="2026-03-06", body="采购中心")
    step("question_answered", "2026-03-17 09:00", answered_on="2026-03-17", words="不成立")
    assert clock(given, "complaint").due_on == date(2026, 4, 8)
    step("apply_elsewhere", "2026-04-01 09:00", field="procurement", body="区财政局", filed_on="2026-04-01")
    step("elsewhere_accepted", "2026-04-09 09:00", decided_on="2026-04-09")
    assert clock(given, "decision").due_on == date(2026, 5, 25)
    step("elsewhere_decided", "2026-05-20 09:00", served_on="2026-05-20", answer="投诉成立")
    assert clock(given, "suit").due_on == date(2026, 11, 20)
    step("reconsider", "2026-06-01 09:00")

    assert workflow.main_of(matter_of(given).id).procedure == "reconsideration"
    assert_provable()


def test_land_arbitration_is_tracked_to_the_suit(bench: Bench) -> None:
    """RL-01."""
    given = to_litigation(bench, "land_arbitration")
    clerk = bench.cast["township_clerk"]

    def step(name: str, when: str, reason: str = "", **fields: object) -> None:
        move(clerk, given, "land_arbitration", name, when, reason, **fields)

    step("file_elsewhere", "2026-03-11 09:00", body="区农村土地承包仲裁委员会", filed_on="2026-03-11")
    step("elsewhere_accepted", "2026-03-16 09:00", decided_on="2026-03-16")
    step("elsewhere_extended", "2026-05-08 09:00", "案情复杂", length=30)
    assert clock(given, "award").due_on == date(2026, 6, 15), "90 days end on Sunday 14 June"
    step("elsewhere_awarded", "2026-06-10 09:00", served_on="2026-06-09", answer="返还承包地")
    assert clock(given, "suit").due_on == date(2026, 7, 9)
    step("sue", "2026-07-09 09:00", sued_on="2026-07-09")

    assert workflow.main_of(matter_of(given).id).procedure == "litigation"
    assert_provable()


def test_an_objection_turns_a_payment_order_into_a_suit(bench: Bench) -> None:
    """CV-12."""
    given = to_litigation(bench, "payment_order")
    clerk = bench.cast["township_clerk"]

    def step(name: str, when: str, **fields: Any) -> None:
        move(clerk, given, "payment_order", name, when, **fields)

    step("apply", "2026-03-11 09:00", court=COURT, filed_on="2026-03-11")
    step("accepted_there", "2026-03-16 09:00", decided_on="2026-03-16")
    step("order_served", "2026-03-24 09:00", served_on="2026-03-23")
    with pytest.raises(GuardRefused, match="还没有届满"):
        step("take_effect", "2026-04-07 09:00", over_on="2026-04-07")
    step("objected", "2026-04-02 09:00", asked_on="2026-04-01")

    assert workflow.main_of(matter_of(given).id).procedure == "litigation"


def test_time_lost_to_force_majeure_does_not_count_against_the_plaintiff(bench: Bench) -> None:
    """AL-01; 行政诉讼法 art. 48."""
    given = to_litigation(bench, "administrative_litigation")
    clerk = bench.cast["township_clerk"]

    def step(name: str, when: str, reason: str = "", **fields: object) -> None:
        move(clerk, given, "administrative_litigation", name, when, reason, **fields)

    step("note_known", "2026-03-10 10:00", known_on="2026-03-02")
    step("obstacle", "2026-04-01 09:00", "洪水，交通中断")
    assert clock(given, "direct").state == "paused"
    step("obstacle_over", "2026-04-15 09:00", gone_on="2026-04-15")
    assert clock(given, "direct").due_on == date(2026, 9, 16), "154 days were left on 1 April"
    assert clock(given, "obstacle_request").due_on == date(2026, 4, 27), "ten days end on Saturday"
    step("sue", "2026-05-08 09:00", court=COURT, filed_on="2026-05-08")
    step("registered_summary", "2026-05-11 09:00", case_number="(2026)行初1号", decided_on="2026-05-11")
    assert clock(given, "summary_first_instance").due_on == date(2026, 6, 25)


def test_a_day_that_has_not_come_is_refused(bench: Bench) -> None:
    given = to_litigation(bench)

    with pytest.raises(MoveRefused, match="还没有到"):
        move(
            bench.cast["township_clerk"],
            given,
            "litigation",
            "sue",
            "2026-03-12 09:00",
            court=COURT,
            filed_on="2026-03-13",
        )


def test_who_may_take_a_file_on_another_way(bench: Bench) -> None:
    given = mediated(bench)
    cast = bench.cast
    for who, error in ((cast.handler, NotAllowed), (cast.neighbour, NotFound), (bench.stranger, NotFound)):
        with pytest.raises(error):
            casebook.begin_path(who, given.number, "litigation", "试试", at("2026-03-10 09:00"))
    with pytest.raises(InvalidInput):
        casebook.begin_path(cast["township_clerk"], given.number, "petition", "试试", at("2026-03-10 09:00"))
    casebook.begin_path(bench.mediator, given.number, "litigation", "没有谈成", at("2026-03-10 09:00"))
    with pytest.raises(Conflict):
        casebook.begin_path(
            cast["township_clerk"], given.number, "litigation", "再来", at("2026-03-11 09:00")
        )
