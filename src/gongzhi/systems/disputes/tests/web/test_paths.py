"""The path advisor's pages: questions step by step, every path at the end, nothing kept."""

import pytest
from django.test import Client

from gongzhi.core.identity.testing import PASSWORD, Cast
from gongzhi.core.matters.models import Matter
from gongzhi.core.matters.tests.shared import bring
from gongzhi.core.orgs import cache

pytestmark = pytest.mark.django_db


def test_the_first_page_asks_what_it_is_about(client: Client, cast: Cast) -> None:
    page = client.get("/disputes/paths/")

    assert page.status_code == 200
    assert "是什么争议" in page.content.decode()


def test_without_an_answer_the_question_is_asked_again(client: Client, cast: Cast) -> None:
    page = client.post("/disputes/paths/", {"step": "1", "asked": "kind"})

    assert page.status_code == 422
    assert "请选择是什么争议" in page.content.decode()


def test_steps_lead_to_every_path_with_reasons(client: Client, cast: Cast) -> None:
    sent = {"kind": "labour", "step": "1", "asked": "kind"}
    second = client.post("/disputes/paths/", sent).content.decode()
    assert "您是哪一方" in second

    last = {
        "kind": "labour", "applicant": "worker", "known": "2026-09-01", "step": "4",
        "asked": "kind known event interrupted employment_ended obstacle_from obstacle_to claim minimum_wage",
    }  # fmt: skip
    page = client.post("/disputes/paths/", last).content.decode()

    assert "劳动人事争议仲裁" in page
    assert "2027-09-01" in page
    assert "先仲裁：劳动争议要先申请" in page
    assert "商事仲裁" in page


def test_a_question_that_an_answer_brings_up_is_asked_before_going_on(client: Client, cast: Cast) -> None:
    sent = {
        "kind": "loan",
        "agreement": "mediated",
        "step": "3",
        "asked": "kind applicant clause agreement mediation",
    }

    page = client.post("/disputes/paths/", sent).content.decode()

    assert "双方都愿意一起去法院申请确认吗" in page
    assert 'name="agreement" value="mediated"' in page


def test_back_leads_to_the_step_before_with_the_answers_kept(client: Client, cast: Cast) -> None:
    page = client.post("/disputes/paths/", {"kind": "loan", "applicant": "person", "step": "3", "go": "back"})

    assert page.status_code == 200
    assert 'value="person" checked' in page.content.decode()


def test_a_wrong_day_is_told_beside_its_question(client: Client, cast: Cast) -> None:
    sent = {"kind": "loan", "known": "2090-01-01", "step": "4", "asked": "kind known"}

    page = client.post("/disputes/paths/", sent)

    assert page.status_code == 422
    assert "这一天还没到" in page.content.decode()


def test_nothing_is_kept_of_who_asks(client: Client, cast: Cast) -> None:
    client.post(
        "/disputes/paths/", {"kind": "loan", "known": "2026-01-01", "step": "4", "asked": "kind known"}
    )

    assert "sessionid" not in client.cookies


def test_in_english_the_paths_are_told_in_english(client: Client, cast: Cast) -> None:
    sent = {"kind": "loan", "step": "4", "asked": "kind known event interrupted claim average_wage"}

    page = client.post("/disputes/paths/", sent, headers={"accept-language": "en"}).content.decode()

    assert "Civil litigation" in page
    assert "One may sue at once" in page


def dispute(cast: Cast) -> Matter:
    given = bring()
    Matter.objects.filter(id=given.matter_id).update(system="disputes")
    return Matter.objects.get(id=given.matter_id)


def login(who: str) -> Client:
    client = Client()
    assert client.post("/login/", {"username": who, "password": PASSWORD}).status_code == 302
    return client


def test_the_desk_sees_the_same_advice_beside_a_dispute(cast: Cast) -> None:
    cache.forget()
    matter = dispute(cast)

    page = login("clerk").get(f"/desk/matters/{matter.number}/paths/?kind=labour&known=2026-09-01")

    assert page.status_code == 200
    assert "2027-09-01" in page.content.decode()


def test_a_neighbour_does_not_find_the_dispute(cast: Cast) -> None:
    matter = dispute(cast)

    assert login("neighbour").get(f"/desk/matters/{matter.number}/paths/").status_code == 404
