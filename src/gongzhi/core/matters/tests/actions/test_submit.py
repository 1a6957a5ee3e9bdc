"""Bringing a matter: everything that belongs to it at once, exactly once, placed and told."""

from datetime import timedelta

import pytest

from gongzhi.core.clocks.models import Clock
from gongzhi.core.identity import receipts
from gongzhi.core.identity.models import Receipt, Resident
from gongzhi.core.identity.testing import Cast
from gongzhi.core.ledger.queries import entries
from gongzhi.core.matters import queries
from gongzhi.core.matters.actions.submit import submit, submit_many
from gongzhi.core.matters.models import Matter
from gongzhi.core.matters.submission import Submitted
from gongzhi.core.matters.tests.shared import START, bring, matter_of, submission, triage
from gongzhi.core.notify.models import Notice
from gongzhi.core.search.models import SearchText
from gongzhi.core.workflow.models import ProcedureText, Proceeding
from gongzhi.kernel.actor import PUBLIC, SYSTEM
from gongzhi.kernel.errors import InvalidInput, NotAllowed

pytestmark = pytest.mark.django_db


def test_a_submission_is_kept_with_proceeding_clocks_ledger_receipt_search_and_notice(cast: Cast) -> None:
    given = bring()

    matter = matter_of(given)
    assert (matter.number, matter.status, matter.stage, matter.is_open) == (
        given.number,
        "received",
        "intake",
        True,
    )
    assert matter.owner_path == tuple(cast.units["village"].path)[: len(matter.owner_path)]
    assert Proceeding.objects.get(matter_id=matter.id).state == "received"
    clock = Clock.objects.get(matter_id=matter.id)
    assert clock.term == "intake"
    assert matter.due_at == clock.due_at
    assert [entry.verb for entry in entries(matter.stream)] == ["matter.submitted", "workflow.began"]
    receipt = Receipt.objects.get(matter_id=matter.id)
    assert receipts.is_secret_of(given.secret, receipt.secret_hash)
    assert SearchText.objects.filter(matter_id=matter.id).exists()
    assert Notice.objects.filter(
        matter_id=matter.id, recipient_kind="unit", recipient_id=matter.owner_id or 0
    ).exists()
    assert ProcedureText.objects.exists()


def test_a_contact_is_kept_sealed_and_never_in_clear(cast: Cast) -> None:
    bring()

    resident = Resident.objects.get()
    assert b"13800000001" not in bytes(resident.contact_sealed)


def test_an_anonymous_matter_keeps_nobody(cast: Cast) -> None:
    given = bring(is_anonymous=True)

    assert matter_of(given).resident_id is None
    assert not Resident.objects.exists()


@pytest.mark.parametrize("key", ["submit_key", "source_key"])
def test_the_same_key_again_returns_the_first_number_without_the_secret(cast: Cast, key: str) -> None:
    first = bring(**{key: "form-1"})

    again = bring(**{key: "form-1"}, title="别的")

    assert again == Submitted(first.matter_id, first.number, "", repeated=True)
    assert Matter.objects.count() == 1


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"text": "  "}, "text"),
        ({"title": ""}, "title"),
        ({"text": "x" * 5001}, "text"),
        ({"lon": 114.5}, "lon"),
        ({"lon": 500.0, "lat": 36.6}, "lon"),
        ({"text": "a\x00b"}, "text"),
    ],
)
def test_a_wrong_field_is_refused_with_a_sentence_and_nothing_is_kept(
    cast: Cast, changes: dict[str, object], field: str
) -> None:
    with pytest.raises(InvalidInput) as refused:
        bring(**changes)

    assert refused.value.facts["field"] == field
    assert not Matter.objects.exists()


def test_the_tally_counts_a_new_matter_for_the_owner_and_all_above(cast: Cast) -> None:
    bring()

    for name in ("township_clerk", "clerk", "leader"):
        assert queries.counts(cast[name])["intake"] == 1
    assert queries.counts(cast.neighbour)["intake"] == 0


def test_clocks_run_from_when_it_was_brought_not_from_when_it_was_taken_in(cast: Cast) -> None:
    given = submit(SYSTEM, submission(brought_at=START - timedelta(days=30)), START)

    matter = matter_of(given)
    assert matter.opened_at == START
    assert Clock.objects.get(matter_id=matter.id).started_at == START - timedelta(days=30)


def test_many_are_kept_in_their_order_with_repeats_and_refusals(cast: Cast) -> None:
    known = bring(source_key="row-1")

    found = submit_many(
        SYSTEM,
        [
            submission(source_key="row-1"),
            submission(source_key="row-2"),
            submission(text=" "),
            submission(source_key="row-2"),
            submission(source_key="row-3", area_code="", text="位置不明"),
        ],
        START,
    )

    one, two, wrong, again, last = found
    assert one == Submitted(known.matter_id, known.number, "", repeated=True)
    assert isinstance(two, Submitted)
    assert two.secret
    assert isinstance(wrong, InvalidInput)
    assert again == Submitted(two.matter_id, two.number, "", repeated=True)
    assert isinstance(last, Submitted)
    assert Matter.objects.count() == 3
    assert matter_of(last).owner_id == cast.unit("city")


def test_a_handler_may_not_import(cast: Cast) -> None:
    with pytest.raises(NotAllowed):
        submit_many(cast.handler, [submission()], START)


def test_submitting_takes_few_statements(cast: Cast, django_assert_max_num_queries: object) -> None:
    bring()

    with django_assert_max_num_queries(4):  # type: ignore[operator]
        submit(PUBLIC, submission(), START)


def test_a_matter_is_public_only_after_the_resident_agreed_and_a_person_read_it(cast: Cast) -> None:
    agreed, silent = bring(is_public=True), bring()
    assert not matter_of(agreed).is_public

    for given in (agreed, silent):
        triage(cast, given, START + timedelta(hours=1))

    assert matter_of(agreed).is_public
    assert not matter_of(silent).is_public
