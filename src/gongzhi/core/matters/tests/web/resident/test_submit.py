"""Bringing a matter on the resident site, step by step, without JavaScript."""

import io

import pytest
from django.test import Client
from PIL import Image

from gongzhi.core.files.models import Attachment
from gongzhi.core.identity.testing import Cast
from gongzhi.core.matters.models import Matter
from gongzhi.core.matters.tests.shared import AREA, make_category

WORDS = "小区门口路灯不亮，晚上老人出门容易摔倒。"
SENT = {
    "step": "3",
    "go": "next",
    "submit_key": "form-1",
    "text": WORDS,
    "place": "展览路 3 号",
    "area": AREA,
}


def picture() -> io.BytesIO:
    held = io.BytesIO()
    Image.new("RGB", (40, 30), "teal").save(held, "JPEG")
    held.seek(0)
    held.name = "灯.jpg"
    return held


def test_the_three_steps_carry_what_was_typed(cast: Cast, client: Client) -> None:
    first = client.get("/submit/")
    second = client.post("/submit/", {"step": "1", "go": "next", "text": WORDS, "submit_key": "form-1"})
    third = client.post("/submit/", {**SENT, "step": "2"})

    assert first.status_code == second.status_code == third.status_code == 200
    assert WORDS in second.content.decode()
    assert "人民路街道社会治理中心" in third.content.decode()
    assert Matter.objects.count() == 0


def test_a_text_brought_along_from_the_front_page_starts_at_the_place(cast: Cast, client: Client) -> None:
    assert "第 2 步" in client.get("/submit/", {"text": WORDS}).content.decode()


def test_the_last_step_writes_the_matter_and_shows_the_receipt_once(cast: Cast, client: Client) -> None:
    page = client.post("/submit/", {**SENT, "name": "张三", "contact": "13800000001"}).content.decode()
    again = client.post("/submit/", SENT).content.decode()

    matter = Matter.objects.get()
    assert matter.number in page
    assert "data-secret" in page
    assert "这件事已经收到过" in again
    assert 'data-secret=""' in again
    assert (matter.text, matter.area_code, matter.channel) == (WORDS, AREA, "web")
    assert client.get(f"/follow/{matter.number}/").status_code == 200


def test_a_picture_comes_along(cast: Cast, client: Client) -> None:
    client.post("/submit/", {**SENT, "photos": picture()})

    kept = Attachment.objects.get()
    assert kept.matter_id == Matter.objects.get().id
    assert kept.media_type == "image/jpeg"


def test_a_file_of_a_forbidden_kind_is_refused_with_all_that_was_typed(cast: Cast, client: Client) -> None:
    program = io.BytesIO(b"MZ\x90\x00 not a picture")
    program.name = "灯.jpg"

    answer = client.post("/submit/", {**SENT, "photos": program, "name": "张三"})

    page = answer.content.decode()
    assert answer.status_code == 422
    assert WORDS in page
    assert "张三" in page
    assert Matter.objects.count() == 0


@pytest.mark.parametrize(
    ("given", "step", "sentence"),
    [
        ({"step": "1", "text": ""}, 1, "请写下您要反映的事情"),
        ({"step": "1", "text": WORDS, "category": "nothing"}, 1, "没有这个类别"),
        ({"step": "1", "text": "长" * 5001}, 1, "内容最多 5000 个字"),
        ({"step": "2", "text": WORDS}, 2, "三样有一样就行"),
        ({"step": "2", "text": WORDS, "lon": "x", "lat": "y"}, 2, "位置没有读出来"),
        ({"step": "3", "text": WORDS, "place": "路口", "contact": "打我电话"}, 3, "请写手机号"),
        ({"step": "3", "text": "", "place": "路口"}, 1, "请写下您要反映的事情"),
    ],
)
def test_what_is_wrong_is_said_beside_the_field_and_nothing_is_lost(
    cast: Cast, client: Client, given: dict[str, str], step: int, sentence: str
) -> None:
    answer = client.post("/submit/", {"go": "next", "submit_key": "k", **given})

    page = answer.content.decode()
    assert answer.status_code == 422
    assert sentence in page
    assert f"第 {step} 步" in page
    assert all(value in page for name, value in given.items() if name not in {"step", "category"})


def test_going_back_keeps_everything_and_checks_nothing(cast: Cast, client: Client) -> None:
    answer = client.post("/submit/", {**SENT, "go": "back", "contact": "打我电话"})

    assert answer.status_code == 200
    assert "第 2 步" in answer.content.decode()
    assert "打我电话" in answer.content.decode()


def test_words_of_danger_name_the_number_to_ring_and_stop_nothing(cast: Cast, client: Client) -> None:
    answer = client.post(
        "/submit/", {"step": "1", "go": "next", "text": "楼道里有煤气味，快来人", "submit_key": "k"}
    )

    page = answer.content.decode()
    assert answer.status_code == 200
    assert 'href="tel:119"' in page


def test_an_anonymous_matter_keeps_no_name(cast: Cast, client: Client) -> None:
    client.post("/submit/", {**SENT, "is_anonymous": "1", "name": "张三", "contact": "13800000001"})

    matter = Matter.objects.get()
    assert matter.is_anonymous
    assert matter.resident_id is None


def test_a_category_chosen_by_the_resident_names_who_will_handle_it(cast: Cast, client: Client) -> None:
    category = make_category()

    page = client.post("/submit/", {**SENT, "step": "2", "category": category}).content.decode()

    assert "受理派单" in page
