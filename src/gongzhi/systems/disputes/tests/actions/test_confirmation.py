"""The joint application to the court: the check, both sides' word and identity, the bundle, the result, enforcement."""

import io
import json
from datetime import date, datetime
from pathlib import Path

import pytest
from pypdf import PdfReader
from pytest_django import Settings

from gongzhi.core.clocks.models import Clock
from gongzhi.core.files import queries as files
from gongzhi.core.files.actions import pdf
from gongzhi.core.files.models import Document
from gongzhi.core.identity.testing import at
from gongzhi.core.ledger.queries import entries
from gongzhi.core.workflow.actions import MoveRequest, perform
from gongzhi.core.workflow.actions.perform import GuardRefused
from gongzhi.core.workflow.models import Proceeding
from gongzhi.kernel.actor import Actor
from gongzhi.kernel.errors import InvalidInput, NotAllowed, NotFound
from gongzhi.systems.disputes.actions import confirmation as acting
from gongzhi.systems.disputes.actions import performance as watching
from gongzhi.systems.disputes.actions.confirmation import NothingToConfirm
from gongzhi.systems.disputes.actions.opening import Opened
from gongzhi.systems.disputes.actions.performance import Told
from gongzhi.systems.disputes.models import ConfirmationIdentity
from gongzhi.systems.disputes.queries import confirmations, performance
from gongzhi.systems.disputes.queries.confirmations import Identity
from gongzhi.systems.disputes.tests.agreements import SCAN, current, item, mediating, settle
from gongzhi.systems.disputes.tests.shared import Bench, case_of, matter_of, side_of

pytestmark = pytest.mark.django_db
DAY = at("2026-03-16 10:00")
ID_A = Identity("高申请", "居民身份证", "130403199001011234", "展览路社区3号楼101", "13911110001")
ID_B = Identity("柳被申", "居民身份证", "130403198505055678", "展览路社区3号楼201", "13922220002")
APPLY = {
    "court": "邯郸市丛台区人民法院",
    "court_ground": "organisation",
    "handed_in_on": "2026-03-16",
    "way": "in_person",
}


@pytest.fixture(autouse=True)
def _store(settings: Settings, tmp_path: Path) -> None:
    settings.MEDIA_DIR = tmp_path


@pytest.fixture
def case(bench: Bench) -> Opened:
    given = mediating(bench)
    settle(bench, given)
    return given


def proceeding(given: Opened) -> Proceeding:
    found = confirmations.of_matter(matter_of(given).id)
    assert found is not None
    return found


def step(actor: Actor, given: Opened, name: str, when: datetime, reason: str = "", **fields: object) -> None:
    perform(actor, MoveRequest(proceeding(given).id, name, fields, reason), when)


def ready(bench: Bench, given: Opened) -> None:
    """Answer the check, have both sides want it and give who they are."""
    acting.answer_check(bench.mediator, given.number, [], [], DAY)
    for code, identity in (("a", ID_A), ("b", ID_B)):
        side = side_of(given, code).pk
        acting.consent_as_side(side, True, DAY)
        acting.keep_identity_as_side(side, identity, DAY)


def confirm(bench: Bench, given: Opened) -> None:
    """Bring the application to the court's confirmation."""
    ready(bench, given)
    step(bench.mediator, given, "apply", DAY, **APPLY)
    step(
        bench.mediator,
        given,
        "court_accepts",
        at("2026-03-18 10:00"),
        accepted_on="2026-03-18",
        case_number="（2026）冀0403民特12号",
    )
    step(
        bench.mediator,
        given,
        "court_confirms",
        at("2026-03-26 10:00"),
        ruling="（2026）冀0403民特12号",
        served_on="2026-03-26",
        reasons="协议内容不违反法律强制性规定。",
    )


@pytest.mark.parametrize("missing", ["check", "consent", "identity"])
def test_nothing_is_handed_in_before_all_is_there(bench: Bench, case: Opened, missing: str) -> None:
    if missing != "check":
        acting.answer_check(bench.mediator, case.number, [], [], DAY)
    for code, identity in (("a", ID_A), ("b", ID_B)):
        if missing != "consent" or code == "a":
            acting.consent_as_side(side_of(case, code).pk, True, DAY)
        if missing != "identity" or code == "a":
            acting.keep_identity_as_side(side_of(case, code).pk, identity, DAY)

    with pytest.raises(GuardRefused) as refused:
        step(bench.mediator, case, "apply", DAY, **APPLY)

    said = {"check": "逐项核对", "consent": "还没有同意的：乙方", "identity": "身份信息的：乙方"}
    assert said[missing] in refused.value.sentence()


@pytest.mark.parametrize(
    ("content", "says"),
    [("status", "婚姻"), ("title", "确权"), ("other_procedure", "特别程序"), ("not_civil", "民事案件")],
)
def test_what_a_court_does_not_confirm_is_refused_with_its_ground(
    bench: Bench, case: Opened, content: str, says: str
) -> None:
    ready(bench, case)
    acting.answer_check(bench.mediator, case.number, [content], [], DAY)

    with pytest.raises(GuardRefused) as refused:
        step(bench.mediator, case, "apply", DAY, **APPLY)

    assert says in refused.value.sentence()


def test_the_court_that_did_not_invite_is_the_wrong_one(bench: Bench, case: Opened) -> None:
    ready(bench, case)

    with pytest.raises(GuardRefused):
        step(bench.mediator, case, "apply", DAY, **(APPLY | {"court_ground": "invited"}))


def test_the_thirtieth_day_is_in_time_and_the_next_is_not(bench: Bench, case: Opened) -> None:
    ready(bench, case)
    with pytest.raises(GuardRefused):
        step(
            bench.mediator, case, "apply", at("2026-04-09 09:00"), **(APPLY | {"handed_in_on": "2026-04-09"})
        )

    # Posted on the last day and typed in later: what counts is the day of posting.
    step(
        bench.mediator,
        case,
        "apply",
        at("2026-04-10 09:00"),
        **(APPLY | {"handed_in_on": "2026-04-08", "way": "post"}),
    )

    assert proceeding(case).state == "handed_in"
    assert Clock.objects.get(proceeding_id=proceeding(case).id, term="application").state == "met"


def test_a_word_taken_back_counts(bench: Bench, case: Opened) -> None:
    ready(bench, case)
    acting.consent_as_side(side_of(case, "b").pk, False, DAY)

    with pytest.raises(GuardRefused):
        step(bench.mediator, case, "apply", DAY, **APPLY)


def test_a_consent_on_paper_needs_the_paper(bench: Bench, case: Opened) -> None:
    with pytest.raises(InvalidInput):
        acting.record_consent(bench.mediator, case.number, "a", True, None, DAY)

    made = acting.record_consent(bench.mediator, case.number, "a", True, SCAN, DAY)

    assert made.attachment_id is not None


@pytest.mark.parametrize("who", ["stranger", "constable"])
def test_others_do_not_apply(bench: Bench, case: Opened, who: str) -> None:
    with pytest.raises((NotFound, NotAllowed)):
        acting.answer_check(getattr(bench, who), case.number, [], [], DAY)
    ready(bench, case)
    with pytest.raises((NotFound, NotAllowed, GuardRefused)):
        step(getattr(bench, who), case, "apply", DAY, **APPLY)


def test_identities_are_sealed_and_told_to_nobody(bench: Bench, case: Opened) -> None:
    ready(bench, case)

    kept = ConfirmationIdentity.objects.get(side="a")
    assert ID_A.paper.encode() not in bytes(kept.sealed)
    assert confirmations.side_identity(proceeding(case).id, side_of(case, "a").pk) == ID_A
    told = "".join(str(one.data) for one in entries(matter_of(case).stream))
    assert ID_A.paper not in told
    assert ID_A.address not in told


def text_of(document: Document) -> str:
    """Return what is printed, without the gaps that typesetting puts between Chinese and figures."""
    pages = PdfReader(io.BytesIO(pdf(document))).pages
    return "".join("".join(page.extract_text() for page in pages).split())


def test_the_bundle_is_one_file_with_all_that_the_court_wants(bench: Bench, case: Opened) -> None:
    acting.record_consent(bench.mediator, case.number, "a", True, SCAN, DAY)
    ready(bench, case)
    step(bench.mediator, case, "apply", DAY, **APPLY)

    paper = Document.objects.get(template="confirmation_bundle")
    printed, kept = text_of(paper), json.dumps(paper.data, ensure_ascii=False)
    for part in (
        "司法确认申请书",
        "当事人身份信息表",
        "主持调解的证明",
        "人民调解协议书",
        ID_A.paper,
        ID_B.address,
        "签名页.png",
    ):
        assert part in printed
    for secret in (ID_A.paper, ID_B.address, ID_A.name):
        assert secret not in kept

    def reads(actor: Actor) -> bool:
        return any(one.pk == paper.pk for one in files.documents(actor, matter_of(case).id))

    assert reads(bench.mediator)
    assert not reads(bench.cast["leader"])
    assert not reads(bench.cast["district_leader"])


def test_the_court_confirms_and_the_two_years_begin_after_the_last_day(bench: Bench, case: Opened) -> None:
    confirm(bench, case)
    assert confirmations.reasons(proceeding(case).id) == "协议内容不违反法律强制性规定。"
    objection = Clock.objects.get(proceeding_id=proceeding(case).id, term="objection")
    assert objection.due_on == date(2026, 4, 10)

    watching.watch_performance(at("2027-02-28 08:00"))
    assert confirmations.enforcement_last_on(proceeding(case).id) is None
    watching.watch_performance(at("2027-03-01 08:00"))

    assert confirmations.enforcement_last_on(proceeding(case).id) == date(2029, 2, 28)
    assert watching.watch_performance(at("2027-03-02 08:00"))["enforcement_begun"] == 0


def test_the_side_that_was_not_paid_gets_the_application_to_enforce(bench: Bench, case: Opened) -> None:
    confirm(bench, case)
    late = at("2026-04-02 09:00")
    with pytest.raises(InvalidInput):
        acting.make_enforcement_application_as_side(side_of(case, "b").pk, late)

    paper = acting.make_enforcement_application_as_side(side_of(case, "a").pk, late)
    owed = performance.chief(performance.late_items(case_of(case), current(case), late))
    assert owed is not None
    ways = {one.name: one for one in performance.ways(case_of(case), current(case), owed, late)}

    assert "1,000.00" in text_of(paper)
    assert "（2026）冀0403民特12号" in text_of(paper)
    assert (ways["enforcement"].open, ways["enforcement"].last_on) == (True, date(2029, 2, 28))
    assert not ways["suit"].open
    assert not ways["payment_order"].open


def test_performed_in_full_it_ends_by_itself(bench: Bench, case: Opened) -> None:
    confirm(bench, case)
    for clause, part in [(3, 0), *((2, n) for n in range(1, 13))]:
        told = Told(date(2026, 4, 1), "核对了收条")
        watching.mark_performed(
            bench.mediator, case.number, item(case, clause, part).pk, told, at("2026-04-02 09:00")
        )

    assert proceeding(case).state == "performed"


def test_the_court_may_refuse_with_its_reasons(bench: Bench, case: Opened) -> None:
    ready(bench, case)
    step(bench.mediator, case, "apply", DAY, **APPLY)
    step(
        bench.mediator,
        case,
        "court_does_not_accept",
        at("2026-03-18 10:00"),
        decided_on="2026-03-18",
        ground="jurisdiction",
        reasons="不属于本院管辖。",
    )

    kept = confirmations.row(proceeding(case).id)
    assert kept is not None
    assert (proceeding(case).state, kept.result) == ("not_accepted", "not_accepted")


def test_the_right_lapses_after_its_last_day(case: Opened) -> None:
    assert acting.lapse_unasked(at("2026-04-08 23:00")) == 0
    assert acting.lapse_unasked(at("2026-04-09 00:30")) == 1

    assert proceeding(case).state == "not_applied"
    with pytest.raises(NothingToConfirm):
        acting.consent_as_side(side_of(case, "a").pk, True, at("2026-04-09 09:00"))
