"""The desk pages of a case: bringing a matter in, registering its sides, refusals in place, a key shown once, a contact."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from gongzhi.core.identity.models import Reveal
from gongzhi.core.identity.tests.web.test_login import log_in
from gongzhi.core.matters.tests.shared import bring
from gongzhi.systems.disputes.models import Case, Consent, Note
from gongzhi.systems.disputes.queries import cases
from gongzhi.systems.disputes.tests.shared import PHONE_B, Bench, open_one, side_of, to_accepted, to_mediating

pytestmark = pytest.mark.django_db
SIDES = {
    "name1": "高小琴",
    "contact1": "13911110001",
    "name2": "柳师傅",
    "people2": "3",
    "cause": "neighbours",
    "origin": "matter",
}


def address(name: str, number: str, **more: str) -> str:
    """Return an address of a case."""
    return reverse(name, kwargs={"number": number, **more})


def test_a_clerk_brings_a_matter_in_and_registers_its_sides(bench: Bench, client: Client) -> None:
    given = bring(title="楼上漏水争执", text="楼上漏水不肯赔")
    log_in(client, "township_clerk")
    assert "转入调解" in client.get(f"/desk/matters/{given.number}/").content.decode()

    sent = client.post(
        address("dispute_take_in", given.number), {"kind": "peoples_mediation", "why": "双方愿意坐下来谈"}
    )
    assert sent.headers["Location"] == address("dispute_register", given.number)
    assert given.number in client.get(reverse("dispute_cases") + "?tab=unregistered").content.decode()
    page = client.get(address("dispute_register", given.number)).content.decode()
    assert "甲方：申请人" in page
    refused = client.post(address("dispute_register", given.number), SIDES | {"name2": ""})
    assert refused.status_code == 422
    assert "请写明这一方的姓名或者名称" in refused.content.decode()
    client.post(address("dispute_register", given.number), SIDES)

    case = Case.objects.get(matter_id=given.matter_id)
    assert (case.people, case.sides.count()) == (4, 2)
    assert client.get(address("dispute_register", given.number)).status_code == 302


def test_what_is_wrong_is_said_beside_its_form_and_what_was_typed_stays(bench: Bench, client: Client) -> None:
    given = open_one(bench.mediator)
    to_mediating(bench, given)
    log_in(client, "mediator")

    answer = client.post(
        address("dispute_act", given.number, act="ask"),
        {"key": "ask", "about-ask": "extension", "days-ask": "many"},
    )

    shown = answer.content.decode()
    assert answer.status_code == 422
    assert 'href="#f-days-ask"' in shown
    assert 'value="many"' in shown
    assert not Consent.objects.filter(about="extension").exists()
    again = client.post(
        address("dispute_act", given.number, act="note"),
        {"key": "note", "wall-note": "nowhere", "text-note": "写好的话"},
    )
    assert "写好的话" in again.content.decode()
    assert not Note.objects.exists()
    assert client.post(address("dispute_act", given.number, act="nothing")).status_code == 404


def test_a_colleague_who_does_not_mediate_is_refused_in_a_sentence(bench: Bench, client: Client) -> None:
    given = open_one(bench.mediator)
    to_mediating(bench, given)
    log_in(client, "colleague")

    answer = client.post(
        address("dispute_act", given.number, act="note"),
        {"key": "note", "wall-note": "joint", "text-note": "记一笔"},
    )

    assert answer.status_code == 403
    assert "您不是本案的调解员" in answer.content.decode()


def test_a_key_is_shown_once_and_opens_that_side(bench: Bench, client: Client) -> None:
    given = open_one(bench.mediator)
    to_accepted(bench, given)
    log_in(client, "mediator")

    shown = client.post(address("dispute_key", given.number), {"side": "b"}).content.decode()

    found = re.search(r"([0-9A-Z]{4}-){3}[0-9A-Z]{4}", shown)
    assert found is not None
    assert cases.side_for(given.number, found.group(0)) == side_of(given, "b")
    assert found.group(0) not in client.get(address("dispute_case", given.number)).content.decode()


def test_a_contact_is_read_for_a_purpose_and_the_reading_is_kept(bench: Bench, client: Client) -> None:
    given = open_one(bench.mediator)
    to_mediating(bench, given)
    log_in(client, "mediator")

    refused = client.post(
        address("dispute_reveal", given.number), {"side": "b", "key": "revealb", "purpose-revealb": ""}
    )
    assert refused.status_code == 422
    shown = client.post(
        address("dispute_reveal", given.number),
        {"side": "b", "key": "revealb", "purpose-revealb": "约调解的时间"},
    )

    assert PHONE_B in shown.content.decode()
    assert Reveal.objects.get().purpose == "约调解的时间"


def test_nobody_of_another_centre_opens_any_of_it(bench: Bench, client: Client) -> None:
    given = open_one(bench.mediator)
    log_in(client, "stranger")

    assert client.get(address("dispute_case", given.number)).status_code == 404
    for name in ("dispute_key", "dispute_reveal", "dispute_take_in"):
        assert client.post(address(name, given.number), {"side": "a"}).status_code == 404
    assert client.get("/desk/disputes/nonsense/").status_code == 404
