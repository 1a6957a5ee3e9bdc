"""Drafting, signing and sealing an agreement: who may, what is refused, what follows."""

import io
import json
from datetime import date
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
from gongzhi.core.workflow.actions.perform import GuardRefused
from gongzhi.kernel.errors import Conflict, InvalidInput, NotAllowed, NotFound
from gongzhi.systems.disputes.actions import agreement as writing
from gongzhi.systems.disputes.actions.agreement import Drafting, NoAgreement, TextChanged
from gongzhi.systems.disputes.actions.entering import NotMediating
from gongzhi.systems.disputes.actions.opening import Opened
from gongzhi.systems.disputes.models import AgreementDraft, PerformanceItem, Signature
from gongzhi.systems.disputes.queries import agreements, confirmations
from gongzhi.systems.disputes.rules.agreement import Clause, ClauseKind
from gongzhi.systems.disputes.tests.agreements import (
    DRAFTED,
    SCAN,
    SEALED,
    SIGNED,
    current,
    draft,
    mediating,
    settle,
    sign_all,
    terms,
)
from gongzhi.systems.disputes.tests.shared import (
    NAME_A,
    NAME_B,
    PHONE_A,
    PHONE_B,
    Bench,
    answer,
    case_of,
    matter_of,
    move,
    side_of,
)

pytestmark = pytest.mark.django_db
HAND_OVER = Clause(ClauseKind.HAND_OVER, "b", "a", "电子琴一台", due_on=date(2026, 6, 30))


@pytest.fixture(autouse=True)
def _store(settings: Settings, tmp_path: Path) -> None:
    settings.MEDIA_DIR = tmp_path


@pytest.fixture
def case(bench: Bench) -> Opened:
    return mediating(bench)


def test_a_draft_is_kept_sealed_and_told_by_its_digest(bench: Bench, case: Opened) -> None:
    made = draft(bench, case)

    view = agreements.newest_draft(current(case))
    told = [one for one in entries(matter_of(case).stream) if one.verb == "agreement.drafted"]
    assert view.terms == terms()
    assert "练琴" in view.text
    assert "练琴".encode() not in bytes(made.body_sealed)
    assert told[0].data["text_sha256"] == made.sha256
    assert "练琴" not in json.dumps(told[0].data, ensure_ascii=False)


def test_a_changed_draft_is_a_new_version_and_the_same_is_not(bench: Bench, case: Opened) -> None:
    draft(bench, case)
    draft(bench, case)

    second = draft(bench, case, facts="另一个事实")

    assert second.n == 2
    assert AgreementDraft.objects.filter(agreement=current(case)).count() == 2


@pytest.mark.parametrize("who", ["colleague", "stranger"])
def test_nobody_but_the_mediator_of_the_case_drafts(bench: Bench, case: Opened, who: str) -> None:
    with pytest.raises((NotMediating, NotFound)):
        writing.draft_agreement(getattr(bench, who), case.number, Drafting("written", terms()), DRAFTED)


def test_a_role_without_the_duty_does_not_draft(bench: Bench, case: Opened) -> None:
    with pytest.raises(NotAllowed):
        writing.draft_agreement(
            bench.cast["township_clerk"], case.number, Drafting("written", terms()), DRAFTED
        )


def test_terms_that_cannot_stand_are_refused(bench: Bench, case: Opened) -> None:
    with pytest.raises(InvalidInput) as refused:
        draft(bench, case, clauses=(Clause(ClauseKind.PAY, "b", "a", "", "转账", 100),))

    assert "到哪一天" in refused.value.sentence()


def test_nobody_signs_another_text_than_he_read(bench: Bench, case: Opened) -> None:
    draft(bench, case)
    read = agreements.newest_draft(current(case)).sha256
    draft(bench, case, facts="改过的事实")

    with pytest.raises(TextChanged):
        writing.sign_as_side(side_of(case, "a").pk, "高申请", read, SIGNED)


def test_a_side_signs_once_and_by_name(bench: Bench, case: Opened) -> None:
    draft(bench, case)
    read, side = agreements.newest_draft(current(case)).sha256, side_of(case, "a")
    with pytest.raises(InvalidInput):
        writing.sign_as_side(side.pk, "  ", read, SIGNED)
    writing.sign_as_side(side.pk, "高申请", read, SIGNED)

    with pytest.raises(Conflict):
        writing.sign_as_side(side.pk, "高申请", read, SIGNED)

    kept = Signature.objects.get(side="a")
    assert "高申请".encode() not in bytes(kept.name_sealed)


def test_without_a_draft_there_is_nothing_to_sign(bench: Bench, case: Opened) -> None:
    with pytest.raises(NoAgreement):
        writing.sign_as_mediator(bench.mediator, case.number, "", SIGNED)


def test_signatures_under_an_older_version_do_not_count(bench: Bench, case: Opened) -> None:
    draft(bench, case)
    sign_all(bench, case)
    draft(bench, case, facts="改过的事实")

    with pytest.raises(GuardRefused) as refused:
        move(bench.mediator, case, "agree", SEALED)

    assert "甲方、乙方、调解员" in refused.value.sentence()


def test_paper_signatures_need_the_scan_and_a_day_after_the_draft(bench: Bench, case: Opened) -> None:
    draft(bench, case)
    with pytest.raises(InvalidInput):
        writing.record_paper_signatures(bench.mediator, case.number, ["a"], date(2026, 3, 8), SCAN, SIGNED)
    with pytest.raises(InvalidInput):
        writing.record_paper_signatures(bench.mediator, case.number, [], date(2026, 3, 9), SCAN, SIGNED)

    made = writing.record_paper_signatures(
        bench.mediator, case.number, ["a", "b", "mediator"], date(2026, 3, 9), SCAN, SIGNED
    )

    assert len(made) == 3
    assert {one.attachment_id for one in made} == {made[0].attachment_id}
    assert not agreements.missing(case_of(case), current(case))


def test_the_seal_makes_it_binding_opens_what_is_owed_and_begins_the_thirty_days(
    bench: Bench, case: Opened
) -> None:
    agreement = settle(bench, case)

    assert (agreement.state, agreement.effective_on) == ("effective", date(2026, 3, 9))
    assert PerformanceItem.objects.filter(agreement=agreement).count() == 14
    proceeding = confirmations.of_matter(matter_of(case).id)
    assert proceeding is not None
    assert not proceeding.is_main
    assert confirmations.last_on(proceeding.id) == date(2026, 4, 8)
    assert matter_of(case).status == "agreed"
    assert not Clock.objects.filter(matter_id=matter_of(case).id, term="settlement", state="running").exists()


def test_the_seal_may_be_of_an_earlier_day_but_not_before_the_last_signature(
    bench: Bench, case: Opened
) -> None:
    draft(bench, case)
    sign_all(bench, case, at("2026-03-10 10:00"))
    with pytest.raises(GuardRefused):
        move(bench.mediator, case, "agree", at("2026-03-12 09:00"), fields={"sealed_on": "2026-03-09"})

    move(bench.mediator, case, "agree", at("2026-03-12 09:00"), fields={"sealed_on": "2026-03-11"})

    proceeding = confirmations.of_matter(matter_of(case).id)
    assert proceeding is not None
    assert current(case).effective_on == date(2026, 3, 11)
    assert confirmations.last_on(proceeding.id) == date(2026, 4, 10)


def test_an_oral_agreement_binds_from_the_day_it_was_reached(bench: Bench, case: Opened) -> None:
    with pytest.raises(InvalidInput):
        writing.draft_agreement(bench.mediator, case.number, Drafting("oral", terms()), DRAFTED)
    given = Drafting("oral", terms(), date(2026, 3, 7))
    writing.draft_agreement(bench.mediator, case.number, given, DRAFTED)
    move(bench.mediator, case, "agree", SEALED)

    paper = Document.objects.get(template="oral_agreement_record")
    proceeding = confirmations.of_matter(matter_of(case).id)
    assert proceeding is not None
    assert current(case).effective_on == date(2026, 3, 7)
    assert confirmations.last_on(proceeding.id) == date(2026, 4, 7)  # 6 April 2026 is a day of rest
    assert "口头" in paper.title


def text_of(document: Document) -> str:
    pages = PdfReader(io.BytesIO(pdf(document))).pages
    return "".join(page.extract_text() for page in pages).replace("\n", "")


def test_the_paper_names_the_sides_and_the_row_does_not(bench: Bench, case: Opened) -> None:
    settle(bench, case)
    paper = Document.objects.get(template="mediation_agreement")
    printed, kept = text_of(paper), json.dumps(paper.data, ensure_ascii=False)

    assert NAME_A in printed
    assert NAME_B in printed
    assert "壹万贰仟元整" in printed
    assert "人民路街道人民调解委员会" in printed
    for secret in (NAME_A, NAME_B, "练琴", "12,000"):
        assert secret not in kept
    for contact in (PHONE_A, PHONE_B):
        assert contact not in printed


def test_the_paper_is_read_by_the_body_and_the_centre_only(bench: Bench, case: Opened) -> None:
    settle(bench, case)
    matter_id = matter_of(case).id

    def reads(actor: object) -> bool:
        found = files.documents(actor, matter_id)  # type: ignore[arg-type]
        return any(one.template == "mediation_agreement" for one in found)

    assert reads(bench.mediator)
    assert reads(bench.colleague)
    assert reads(bench.cast["township_clerk"])
    assert not reads(bench.stranger)
    assert not reads(bench.constable)
    assert not reads(bench.cast["leader"])


def test_a_second_agreement_takes_the_place_of_the_first(bench: Bench, case: Opened) -> None:
    first = settle(bench, case)
    again = at("2026-05-06 09:00")
    move(bench.mediator, case, "again", again, "双方要求变更还款的日期")
    for code in ("a", "b"):
        answer(bench.mediator, case, code, "given", again)
    move(bench.mediator, case, "accept", again)
    draft(bench, case, again, facts="双方再次调解以后的事实", clauses=(HAND_OVER,))
    sign_all(bench, case, at("2026-05-06 10:00"))
    move(bench.mediator, case, "agree", at("2026-05-06 11:00"))

    second = current(case)
    first.refresh_from_db()
    assert (first.state, second.state, second.changes_id) == ("changed", "effective", first.pk)
    proceeding = confirmations.of_matter(matter_of(case).id)
    assert proceeding is not None
    assert confirmations.last_on(proceeding.id) == date(2026, 6, 5)
