"""The desk's pages of agreements and confirmation, and the parties' own page: success, refusal, and what nobody must see."""

from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pytest_django import Settings

from gongzhi.core.identity.testing import at, make_actor
from gongzhi.core.matters.tests.web.desk.shared import browser, text_of
from gongzhi.systems.disputes.actions import keys, talks
from gongzhi.systems.disputes.actions import offers as offering
from gongzhi.systems.disputes.actions.opening import Opened
from gongzhi.systems.disputes.models import AgreementDraft, ConfirmationConsent, Note, Signature
from gongzhi.systems.disputes.queries import agreements
from gongzhi.systems.disputes.tests.agreements import SCAN, current, draft, item, mediating, settle
from gongzhi.systems.disputes.tests.shared import NAME_A, NAME_B, PHONE_A, PHONE_B, Bench

pytestmark = pytest.mark.django_db
TALKED = at("2026-03-03 09:00")
FORM = {
    "form": "written",
    "facts": "甲方深夜练琴，乙方就医。",
    "c1-kind": "pay",
    "c1-by": "b",
    "c1-to": "a",
    "c1-amount": "12,000",
    "c1-way": "银行转账",
    "c1-parts": "12",
    "c1-first_on": "2030-03-31",
    "c1-every": "1",
    "is_final": "1",
}


@pytest.fixture(autouse=True)
def _store(settings: Settings, tmp_path: Path) -> None:
    settings.MEDIA_DIR = tmp_path


@pytest.fixture
def case(bench: Bench) -> Opened:
    return mediating(bench)


def phone(bench: Bench, given: Opened, code: str) -> tuple[Client, str]:
    """Return a browser that opened one side's page, and the side's code."""
    secret = keys.give_key(bench.mediator, given.number, code, TALKED)
    client = Client()
    answer = client.post("/disputes/open/", {"number": given.number, "secret": secret})
    assert answer.status_code == 302
    return client, secret


def page(client: Client, given: Opened) -> str:
    return client.get(f"/disputes/{given.number}/").content.decode()


# ------------------------------------------------------------------------------------------------ the desk


def test_a_mediator_spreads_a_sum_and_saves_the_draft(bench: Bench, case: Opened) -> None:
    client, address = browser("mediator"), f"/desk/disputes/{case.number}/agreement/draft/"

    spread = client.post(address, FORM | {"go": "spread"}).content.decode()
    assert "2031-02-28 1000.00" in spread
    lines = "\n".join(f"{2030 + (n + 2) // 12}-{(n + 2) % 12 + 1:02d}-28 1000" for n in range(12))
    saved = client.post(address, FORM | {"c1-schedule": lines, "go": "save"})

    assert saved.status_code == 302, saved.content.decode()[:3000]
    assert len(agreements.newest_draft(current(case)).terms.clauses[0].instalments) == 12
    assert "人民币壹万贰仟元整" in text_of(client, f"/desk/disputes/{case.number}/agreement/")


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"c1-amount": "一万"}, "金额请写成"),
        ({"c1-schedule": "明年"}, "看不懂的一行"),
        ({"facts": ""}, "第29条"),
        ({"c1-kind": ""}, "请选择是哪一类"),
        ({"form": "oral"}, "哪一天达成"),
        ({"called_due_after": "很快"}, "请写整数"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field_and_kept(
    bench: Bench, case: Opened, change: dict[str, str], says: str
) -> None:
    sent = FORM | {"c1-schedule": "2030-03-31 12000", "go": "save"} | change
    answer = browser("mediator").post(f"/desk/disputes/{case.number}/agreement/draft/", sent)

    assert answer.status_code == 422
    assert says in answer.content.decode()
    assert "银行转账" in answer.content.decode()
    assert not AgreementDraft.objects.exists()


def test_others_find_no_agreement(bench: Bench, case: Opened) -> None:
    draft(bench, case)
    address = f"/desk/disputes/{case.number}/agreement/"

    assert browser("colleague").get(address).status_code == 200
    assert browser("township_clerk").get(address).status_code == 200
    assert browser("stranger").get(address).status_code == 404
    assert browser("leader").get(address).status_code == 403
    assert browser("constable").get(address).status_code in (403, 404)
    assert Client().get(address).status_code == 302


def test_the_draft_is_printed_for_signing(bench: Bench, case: Opened) -> None:
    draft(bench, case)
    answer = browser("mediator").get(f"/desk/disputes/{case.number}/agreement/draft.pdf")

    assert answer["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF")


def test_paper_signatures_and_the_mediators_own_complete_it(bench: Bench, case: Opened) -> None:
    draft(bench, case)
    client, base = browser("mediator"), f"/desk/disputes/{case.number}/agreement/"
    client.post(f"{base}paper/", {"signers": ["a", "b"], "signed_on": "2026-03-09"})
    assert not Signature.objects.exists()
    from_file = SimpleUploadedFile(SCAN.name, SCAN.content, "image/png")
    client.post(f"{base}paper/", {"signers": ["a", "b"], "signed_on": "2026-03-09", "scan": from_file})
    client.post(f"{base}sign/", {"read": agreements.newest_draft(current(case)).sha256})

    assert Signature.objects.count() == 3
    assert "签名齐全，盖章生效" in text_of(client, base)


def test_the_schedule_lists_what_is_late_and_leads_to_it(bench: Bench, case: Opened) -> None:
    settle(bench, case)
    client = browser("mediator")

    found = text_of(client, "/desk/disputes/performance/?view=late")
    assert case.number in found
    client.post(
        f"/desk/disputes/{case.number}/agreement/items/{item(case, 2, 1).pk}/",
        {"act": "breach", "words": "电话问过，没有付"},
    )
    shown = text_of(client, f"/desk/disputes/{case.number}/agreement/")
    assert item(case, 2, 1).state == "breached"
    assert "现在可以怎么办" in shown
    assert "人民调解法第31条" in shown
    assert case.number not in text_of(browser("stranger"), "/desk/disputes/performance/?view=all")


def test_a_day_that_cannot_be_read_is_told_and_never_taken_for_today(bench: Bench, case: Opened) -> None:
    settle(bench, case)
    first, client = item(case, 2, 1), browser("mediator")
    before = first.state

    answer = client.post(
        f"/desk/disputes/{case.number}/agreement/items/{first.pk}/",
        {"act": "performed", "day": "2026/3/9", "words": "收到"},
        follow=True,
    )

    assert "请写成 2026-03-02 这样的日期。" in answer.content.decode()
    assert item(case, 2, 1).state == before


def test_the_confirmation_page_takes_the_check_and_the_papers(bench: Bench, case: Opened) -> None:
    settle(bench, case)
    client, base = browser("mediator"), f"/desk/disputes/{case.number}/confirmation/"
    client.post(f"{base}check/", {"contents": ["title"]})
    assert "确权" in text_of(client, base)
    scan = SimpleUploadedFile(SCAN.name, SCAN.content, "image/png")
    client.post(f"{base}consent/", {"side": "a", "wants": "1", "scan": scan})
    identity = {"side": "a", "name": NAME_A, "paper_kind": "居民身份证", "paper": "130403199001011234"}
    client.post(f"{base}identity/", identity | {"address": "展览路", "contact": PHONE_A})

    shown = text_of(client, base)
    assert ConfirmationConsent.objects.get().wants
    assert "身份信息已填写" in shown
    assert case.number in text_of(client, "/desk/disputes/confirmations/")
    assert browser("leader").get(base).status_code == 403


def test_the_confirmer_says_why_before_he_looks(bench: Bench, case: Opened) -> None:
    settle(bench, case)
    make_actor("confirmer", "董审核", bench.cast.unit("district"), ("reviewer",))
    client, address = browser("confirmer"), f"/desk/disputes/{case.number}/sham/"

    assert "为什么核对" in text_of(client, address)
    assert client.post(address, {"why": ""}).status_code == 422
    assert "没有相同之处" in client.post(address, {"why": "审查司法确认"}).content.decode()
    assert browser("mediator").get(address).status_code == 403


# ------------------------------------------------------------------------------------------------ the parties


def test_nothing_opens_without_the_code(bench: Bench, case: Opened) -> None:
    client = Client()
    assert client.get(f"/disputes/{case.number}/")["Location"].startswith("/disputes/open/")
    assert client.post("/disputes/open/", {"number": case.number, "secret": "WRONG"}).status_code == 403
    assert client.get(f"/disputes/{case.number}/text/").status_code == 403
    assert client.post(f"/disputes/{case.number}/say/", {"text": "x"}).status_code == 302
    assert not Note.objects.exists()


def test_each_side_sees_its_own_file_and_never_the_others(bench: Bench, case: Opened) -> None:
    talks.write_note(bench.mediator, case.number, talks.Said("甲方私下说底线是八千", "caucus", "a"), TALKED)
    offering.make(bench.mediator, case.number, "a", "甲方愿意降到九千", TALKED)
    (one, _), (two, _) = phone(bench, case, "a"), phone(bench, case, "b")

    first, second = page(one, case), page(two, case)

    assert "底线是八千" in first
    assert "降到九千" in first
    for secret in ("底线是八千", "降到九千", PHONE_A, f"****{PHONE_A[-4:]}"):
        assert secret not in second
    for secret in (PHONE_B, f"****{PHONE_B[-4:]}"):
        assert secret not in first


def test_a_side_talks_offers_and_answers(bench: Bench, case: Opened) -> None:
    (one, _), (two, _) = phone(bench, case, "a"), phone(bench, case, "b")
    one.post(f"/disputes/{case.number}/say/", {"text": "只想睡个好觉"})
    one.post(f"/disputes/{case.number}/offer/", {"text": "每晚十点前停止", "carry": "1"})

    shown = page(two, case)
    assert "每晚十点前停止" in shown
    assert "只想睡个好觉" not in shown
    number = shown.split('name="id" value="')[1].split('"')[0]
    two.post(f"/disputes/{case.number}/take-offer/", {"id": number, "answer": "accept"})
    assert "对方接受" in page(one, case)


def test_a_side_signs_only_with_its_own_code_after_the_text(bench: Bench, case: Opened) -> None:
    draft(bench, case)
    (one, first), (_two, second) = phone(bench, case, "a"), phone(bench, case, "b")
    text = one.get(f"/disputes/{case.number}/text/").content.decode()
    read = text.split('name="read" value="')[1].split('"')[0]
    assert "人民币壹万贰仟元整" in text
    wrong = one.post(f"/disputes/{case.number}/sign/", {"name": "高申请", "read": read, "secret": second})
    assert wrong.status_code == 422
    assert "另一方的查询码" in wrong.content.decode()

    one.post(f"/disputes/{case.number}/sign/", {"name": "高申请", "read": read, "secret": first})

    assert Signature.objects.get().side == "a"
    assert "您已经签名" in page(one, case)


def test_a_side_opens_its_papers_and_no_others(bench: Bench, case: Opened) -> None:
    agreement = settle(bench, case)
    one, _ = phone(bench, case, "a")

    mine = one.get(f"/disputes/{case.number}/documents/{agreement.document_id}.pdf")
    assert mine.content.startswith(b"%PDF")
    assert one.get(f"/disputes/{case.number}/documents/999999.pdf").status_code == 404
    assert Client().get(f"/disputes/{case.number}/documents/{agreement.document_id}.pdf").status_code == 403
    assert one.get(f"/follow/{case.number}/").status_code != 200


def test_a_missed_payment_shows_both_what_may_be_done(bench: Bench, case: Opened) -> None:
    settle(bench, case)
    (one, _), (two, _) = phone(bench, case, "a"), phone(bench, case, "b")
    one.post(f"/disputes/{case.number}/not-received/", {"id": str(item(case, 2, 1).pk), "words": "没有收到"})

    for client in (one, two):
        shown = page(client, case)
        assert "现在可以怎么办" in shown
        assert "申请支付令" in shown


def test_identity_for_the_court_is_never_shown_to_the_other_side(bench: Bench, case: Opened) -> None:
    settle(bench, case)
    (one, _), (two, _) = phone(bench, case, "a"), phone(bench, case, "b")
    given = {
        "name": NAME_A,
        "paper_kind": "居民身份证",
        "paper": "130403199001011234",
        "address": "展览路3号楼101",
        "contact": PHONE_A,
    }
    # The thirty days are over by the real clock, so the identity is refused; what was typed stays on its own page only.
    one.post(f"/disputes/{case.number}/identity/", given)

    shown = page(two, case)
    assert "130403199001011234" not in shown
    assert "展览路3号楼101" not in shown
    assert NAME_B in shown or NAME_A in page(one, case)


def test_a_key_that_was_taken_back_shuts_the_page(bench: Bench, case: Opened) -> None:
    one, _ = phone(bench, case, "a")
    keys.give_key(bench.mediator, case.number, "a", TALKED)

    assert one.get(f"/disputes/{case.number}/").status_code == 302


def test_all_is_put_away_on_a_shared_telephone(bench: Bench, case: Opened) -> None:
    one, _ = phone(bench, case, "a")
    one.post("/disputes/close/")

    assert one.get(f"/disputes/{case.number}/").status_code == 302


def test_a_side_rates_once_it_is_over(bench: Bench, case: Opened) -> None:
    one, _ = phone(bench, case, "a")
    assert "评价这次调解" not in page(one, case)
    settle(bench, case)
    one.post(f"/disputes/{case.number}/rate/", {"satisfied": "5", "words": "公道"})

    assert "评价这次调解" not in page(one, case)
    assert one.post(f"/disputes/{case.number}/rate/", {"satisfied": "1"}).status_code == 422
