"""Secrecy: what was said behind a wall never appears for the wrong reader, wherever he looks.

One case is filled with sentences that exist nowhere else; then every way out is opened as every reader and searched.
"""

import base64
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse

from gongzhi.core.files.models import Document
from gongzhi.core.identity import sealing
from gongzhi.core.identity.testing import Cast, at
from gongzhi.core.identity.tests.web.test_login import log_in
from gongzhi.core.ledger.models import Entry
from gongzhi.core.matters.queries import story
from gongzhi.core.notify.models import Notice, WebhookCall
from gongzhi.core.notify.queries import inbox
from gongzhi.core.search.models import SearchText
from gongzhi.systems.disputes.actions import consents, keys, offers, talks
from gongzhi.systems.disputes.actions.consents import Said
from gongzhi.systems.disputes.actions.opening import Opened
from gongzhi.systems.disputes.models import Case, Consent, Note, NoteDraft, Offer, RiskAlarm, Side
from gongzhi.systems.disputes.models.sealed import matches, opened
from gongzhi.systems.disputes.queries import cases, people, records
from gongzhi.systems.disputes.rules.walls import COURT, PUBLIC
from gongzhi.systems.disputes.tests.shared import (
    PHONE_A,
    PHONE_B,
    Bench,
    case_of,
    make_bench,
    matter_of,
    move,
    open_one,
    side_of,
    to_mediating,
)

pytestmark = pytest.mark.django_db
ROOT = Path(__file__).parents[3] / "src" / "gongzhi" / "systems" / "disputes"

CAUCUS_A = "甲方悄悄说底线是八千"
CAUCUS_B = "乙方悄悄说怕邻居笑话"
OWN = "调解员觉得可以从孩子学业谈起"
DRAFT = "还没写完的一句草稿"
OFFER_A = "甲方私下愿意只收三千"
OFFER_B = "乙方提出每晚九点半停"
WORDS_B = "乙方答复时骂了一句"
JOINT = "各方到场陈述了练琴的时间"
FACT = "双方住上下楼"
DISPUTED = "乙方每晚练到十二点"
SECRETS_OF_A = (CAUCUS_A, OFFER_A, PHONE_A)
SECRETS_OF_B = (CAUCUS_B, WORDS_B, PHONE_B)
NEVER = (OWN, DRAFT)
ALL_SECRETS = (*SECRETS_OF_A, *SECRETS_OF_B, *NEVER, OFFER_B)


@dataclass(frozen=True, slots=True)
class Filled:
    """A case with something behind every wall."""

    bench: Bench
    given: Opened

    @property
    def case(self) -> Case:
        """The case as it is now."""
        return case_of(self.given)

    def side(self, code: str) -> Side:
        """Return one of its sides."""
        return side_of(self.given, code)


@pytest.fixture
def filled(cast: Cast) -> Filled:
    """Return a case in the middle of its mediation."""
    bench = make_bench(cast)
    given = open_one(bench.mediator)
    to_mediating(bench, given)
    who, when = bench.mediator, at("2026-03-04 09:00")
    consents.ask(who, given.number, "extension", "10", when)
    answered = Said("extension", "10", "refused", "phone", WORDS_B)
    consents.record_answer(who, given.number, "b", answered, when)
    talks.plan(who, given.number, talks.Plan(at("2026-03-06 09:00"), "on_site", "社区调解室"), when)
    talks.plan(who, given.number, talks.Plan(at("2026-03-07 09:00"), "phone", side="a"), when)
    for text, wall, side in (
        (JOINT, "joint", ""),
        (CAUCUS_A, "caucus", "a"),
        (CAUCUS_B, "caucus", "b"),
        (OWN, "own", ""),
    ):
        talks.write_note(who, given.number, talks.Said(text, wall, side), when)
    talks.save_draft(who, given.number, talks.Said(DRAFT, "own"), when)
    offers.make(who, given.number, "a", OFFER_A, when)
    offers.make(who, given.number, "b", OFFER_B, when, carry=True)
    offers.put_fact(who, given.number, FACT, when, ("a", "b"))
    offers.put_fact(who, given.number, DISPUTED, when, ("a",))
    return Filled(bench, given)


def everything(reader, case: Case) -> str:  # type: ignore[no-untyped-def]
    """Return in one text all that the queries give to a reader."""
    found = (
        people.side_views(reader, case),
        records.consents(reader, case),
        records.notes(reader, case),
        records.offers(reader, case),
        records.facts(reader, case),
        [(one.where, one.link, one.side) for one in records.sessions(reader, case)],
        [(one.institution, one.result) for one in records.experts(reader, case)],
        records.alarms(reader, case),
        [(one.name, one.found, one.words) for one in records.choices(reader, case)],
    )
    return repr(found)


def unsealed(paper: Document) -> str:
    """Return the sealed part of a paper as it is printed."""
    sealed = paper.data.get("sealed")
    return sealing.unseal(base64.b64decode(str(sealed))) if sealed else ""


def test_each_side_reads_its_own_and_the_joint_and_nothing_of_the_other(filled: Filled) -> None:
    as_a = everything(cases.reader_of_side(filled.side("a")), filled.case)
    as_b = everything(cases.reader_of_side(filled.side("b")), filled.case)

    for text in (JOINT, CAUCUS_A, OFFER_A, OFFER_B, FACT, DISPUTED):
        assert text in as_a
    for text in (*SECRETS_OF_B, *NEVER):
        assert text not in as_a
    for text in (JOINT, CAUCUS_B, OFFER_B, FACT, DISPUTED):
        assert text in as_b
    for text in (*SECRETS_OF_A, *NEVER):
        assert text not in as_b
    assert "139****" not in as_b.replace("1392222", "").replace("139****0002", "")


def test_other_staff_the_court_and_the_public_read_no_talk(filled: Filled) -> None:
    matter = matter_of(filled.given)
    for actor in (filled.bench.colleague, filled.bench.cast["township_clerk"], filled.bench.cast.supervisor):
        found = everything(cases.reader_of(actor, matter, filled.case), filled.case)
        for text in (*ALL_SECRETS, JOINT, DISPUTED):
            assert text not in found
        assert FACT in found
    assert FACT in everything(COURT, filled.case)
    for text in (*ALL_SECRETS, JOINT, DISPUTED):
        assert text not in everything(COURT, filled.case)
    assert FACT not in everything(PUBLIC, filled.case)


def test_only_the_mediator_reads_all_but_the_drafts_of_others(filled: Filled) -> None:
    reader = cases.reader_of(filled.bench.mediator, matter_of(filled.given), filled.case)
    found = everything(reader, filled.case)

    for text in (JOINT, CAUCUS_A, CAUCUS_B, OWN, OFFER_A, OFFER_B, WORDS_B):
        assert text in found
    assert records.draft(filled.bench.colleague.account_id, filled.case) is None
    kept = records.draft(filled.bench.mediator.account_id, filled.case)
    assert kept is not None
    assert kept.text == DRAFT


def test_nothing_of_it_stands_in_clear_in_a_row(filled: Filled) -> None:
    columns: list[object] = []
    for model in (Note, NoteDraft, Offer, Consent, RiskAlarm, Side, Case):
        columns += [value for row in model.objects.values_list() for value in row]
    told = " ".join(
        bytes(one).decode("utf-8", "replace") if isinstance(one, bytes | memoryview) else str(one)
        for one in columns
    )

    for text in ALL_SECRETS:
        assert text not in told


def test_the_ledger_keeps_digests_and_no_words_and_does_not_tell_whose_talk_it_was(filled: Filled) -> None:
    entries = list(Entry.objects.filter(stream=matter_of(filled.given).stream))
    told = json.dumps([[one.verb, one.data, one.why] for one in entries], ensure_ascii=False, default=str)

    for text in (*ALL_SECRETS, JOINT, FACT, DISPUTED):
        assert text not in told
    for note in Note.objects.all():
        assert note.digest in told
        assert matches(note.text_sealed, note.digest)
    digests = {one.digest for one in Note.objects.all()}
    assert len(digests) == 4
    assert {one.data.get("wall") for one in entries if one.verb == "dispute.noted"} == {"joint", "private"}
    assert not any(
        "side" in one.data
        for one in entries
        if one.verb.startswith(("dispute.noted", "dispute.offer", "dispute.private"))
    )


def test_the_same_words_twice_have_different_digests(filled: Filled) -> None:
    for _ in range(2):
        talks.write_note(
            filled.bench.mediator,
            filled.given.number,
            talks.Said("同一句话", "joint"),
            at("2026-03-05 09:00"),
        )
    first, second = (one for one in Note.objects.all() if opened(one.text_sealed) == "同一句话")
    assert first.digest != second.digest


def test_the_search_index_knows_nothing_of_it(filled: Filled) -> None:
    indexed = " ".join(str(row) for row in SearchText.objects.values_list())

    for text in ("底线", "怕邻居", "孩子学业", "三千", "九点半", PHONE_A, PHONE_B):
        assert text not in indexed


def test_story_documents_and_notices_tell_no_side_what_the_other_said(filled: Filled) -> None:
    matter = matter_of(filled.given)
    move(
        filled.bench.mediator,
        filled.given,
        "end",
        at("2026-03-20 09:00"),
        "分歧较大",
        {"ending": "not_reached"},
    )
    move(filled.bench.mediator, filled.given, "to_litigation", at("2026-03-21 09:00"), "甲方决定起诉")
    applicant = filled.bench.cast.citizen(matter.id, resident_id=matter.resident_id)

    for actor in (applicant, filled.bench.colleague, filled.bench.mediator):
        told = repr(story(actor, matter))
        for text in (*ALL_SECRETS, JOINT):
            assert text not in told
    for paper in Document.objects.filter(matter_id=matter.id):
        printed = json.dumps(paper.data, ensure_ascii=False, default=str) + unsealed(paper)
        for text in (*ALL_SECRETS, JOINT, DISPUTED):
            assert text not in printed
        assert FACT not in json.dumps(paper.data, ensure_ascii=False, default=str)
        assert (FACT in printed) == (paper.template == "mediation_package")
    for notice in Notice.objects.all():
        for text in (*ALL_SECRETS, JOINT, FACT):
            assert text not in f"{notice.subject} {notice.body}"
    called = json.dumps(list(WebhookCall.objects.values_list("payload", flat=True)), ensure_ascii=False)
    for text in (*ALL_SECRETS, JOINT, FACT):
        assert text not in called


def test_the_applicants_inbox_holds_no_notice_to_the_other_side(filled: Filled) -> None:
    matter = matter_of(filled.given)
    applicant = filled.bench.cast.citizen(matter.id, resident_id=matter.resident_id)

    assert {one.recipient_id for one in inbox(applicant)} <= {matter.resident_id}


def test_of_a_talk_with_one_side_the_other_is_not_told(filled: Filled) -> None:
    told = Notice.objects.filter(key__startswith="session:")

    both = {filled.side("a").resident_id, filled.side("b").resident_id}
    by_session: dict[str, set[int]] = {}
    for one in told:
        by_session.setdefault(one.key.split(":")[1], set()).add(one.recipient_id)
    assert sorted(map(len, by_session.values())) == [1, 2]
    assert both in by_session.values()
    assert {filled.side("a").resident_id} in by_session.values()


def pages(filled: Filled) -> Iterator[str]:
    """Yield the addresses of the desk that show the case, the matter, lists, searches and files."""
    number = filled.given.number
    yield reverse("dispute_case", kwargs={"number": number})
    yield reverse("dispute_cases") + "?tab=all"
    yield reverse("desk_matter", kwargs={"number": number})
    yield reverse("desk_matters")
    yield reverse("search") + "?q=底线"


WHO: dict[str, tuple[str, ...]] = {
    "mediator": (DRAFT,),
    "colleague": (*ALL_SECRETS, JOINT, DISPUTED),
    "township_clerk": (*ALL_SECRETS, JOINT, DISPUTED),
    "supervisor": (*ALL_SECRETS, JOINT, DISPUTED),
}
"""Who logs in, and what must not stand on any page that he opens; the mediator's own draft is in its box alone."""


@pytest.mark.parametrize("who", [one for one in WHO if one != "mediator"])
def test_no_page_of_the_desk_shows_the_wrong_reader_what_stands_behind_a_wall(
    filled: Filled, client: Client, who: str
) -> None:
    log_in(client, who)

    for address in pages(filled):
        answer = client.get(address)
        assert answer.status_code == 200, address
        shown = answer.content.decode()
        for text in WHO[who]:
            assert text not in shown.replace("q=底线", ""), f"{text} on {address}"


def test_the_mediators_page_shows_it_all_and_masks_contacts(filled: Filled, client: Client) -> None:
    log_in(client, "mediator")

    shown = client.get(reverse("dispute_case", kwargs={"number": filled.given.number})).content.decode()

    for text in (JOINT, CAUCUS_A, CAUCUS_B, OWN, OFFER_A, OFFER_B, WORDS_B, FACT, DRAFT):
        assert text in shown
    assert PHONE_A not in shown
    assert PHONE_B not in shown


def test_another_centre_finds_no_such_case(filled: Filled, client: Client) -> None:
    log_in(client, "stranger")

    assert client.get(reverse("dispute_case", kwargs={"number": filled.given.number})).status_code == 404


def test_the_applicants_own_page_shows_nothing_of_the_talks(filled: Filled, client: Client) -> None:
    client.post("/receipt/", {"number": filled.given.number, "secret": filled.given.secret})

    answer = client.get(f"/follow/{filled.given.number}/")
    shown = answer.content.decode()

    assert answer.status_code == 200
    assert filled.given.number in shown
    for text in (*SECRETS_OF_B, *NEVER, CAUCUS_A, OFFER_A):
        assert text not in shown


def test_the_api_and_the_export_give_nothing_of_it(filled: Filled, client: Client) -> None:
    as_applicant = {
        "HTTP_X_RECEIPT_NUMBER": filled.given.number,
        "HTTP_X_RECEIPT_SECRET": filled.given.secret,
    }
    given = client.get(f"/api/v1/matters/{filled.given.number}", **as_applicant)  # type: ignore[arg-type]
    assert given.status_code == 200
    answered = given.content.decode()
    log_in(client, "supervisor")
    sent = client.get("/desk/matters/export/csv/")
    exported = sent.getvalue()
    assert filled.given.number.encode() in exported

    for text in (*ALL_SECRETS, JOINT):
        assert text not in answered
        assert text.encode() not in exported


def test_every_query_of_these_rows_is_in_the_one_module_that_asks_the_walls() -> None:
    """Notes, offers, alarms and drafts are read for somebody in `queries/records.py` alone; actions write them."""
    named = re.compile(r"\b(Note|NoteDraft|Offer|Fact|RiskAlarm|Session|Consent|ExpertTime)\.objects")
    allowed = {
        "queries/records.py",
        "queries/standing.py",
        "queries/cases.py",
        "actions/talks.py",
        "actions/offers.py",
        "actions/alarms.py",
        "actions/consents.py",
        "actions/opening.py",
        "actions/mediation_moves.py",
        "actions/parties.py",
    }
    found = {
        str(path.relative_to(ROOT))
        for path in ROOT.rglob("*.py")
        if "tests" not in path.parts
        and "migrations" not in path.parts
        and named.search(path.read_text("utf-8"))
    }
    assert found <= allowed, f"these read rows behind the walls without asking: {sorted(found - allowed)}"


def test_a_wrong_key_opens_nothing_and_an_old_one_neither(filled: Filled) -> None:
    number, when = filled.given.number, at("2026-03-05 09:00")
    first = keys.give_key(filled.bench.mediator, number, "b", when)
    second = keys.give_key(filled.bench.mediator, number, "b", when)

    assert cases.side_for(number, first) is None
    assert cases.side_for(number, second) == filled.side("b")
    assert cases.side_for("GZ-20260302-999999-0", second) is None
    with pytest.raises(Exception, match="对不上"):
        keys.open_side(number=number, secret=first, address="203.0.113.5", at=when)
    assert replace(filled.bench.mediator).account_id == filled.bench.mediator.account_id
