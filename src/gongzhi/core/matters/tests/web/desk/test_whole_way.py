"""The whole way of a matter through the pages alone: resident, clerk, dispatcher, handler, reviewer, caller."""

import re

import pytest
from django.test import Client

from gongzhi.core.identity.models import Post
from gongzhi.core.identity.testing import Cast, account_of
from gongzhi.core.matters.models import Matter, Rating
from gongzhi.core.matters.tests.shared import make_category
from gongzhi.core.matters.tests.web.desk.shared import browser, page, text_of

pytestmark = pytest.mark.django_db


def do(client: Client, number: str, move: str, **fields: object) -> None:
    """Fill in a move's form as it stands and send it."""
    address = f"{page(number)}{move}/"
    form = text_of(client, address)
    kept = dict(re.findall(r'<input type="hidden" name="(expect|proceeding)" value="([^"]*)">', form))
    answer = client.post(address, kept | fields)
    assert answer.status_code == 302, answer.content.decode()


def test_six_people_bring_a_matter_to_its_end(cast: Cast, client: Client) -> None:
    make_category()
    Post.objects.filter(account_id=account_of(cast.reviewer)).update(unit_id=cast.unit("district"))
    said = {
        "step": "3",
        "go": "next",
        "text": "路灯不亮，晚上容易摔倒",
        "area": "130403",
        "contact": "13800000001",
    }
    client.post("/submit/", said)
    number = Matter.objects.get().number

    clerk, dispatcher, handler = browser("clerk"), browser("dispatcher"), browser("handler")
    clerk.post(
        f"/desk/triage/{number}/", {"category": "light", "kind": "general", "go": "triage", "expect": "0"}
    )
    dispatcher.post(
        f"/desk/triage/{number}/", {"lead": cast.unit("department"), "go": "dispatch", "expect": "1"}
    )
    do(handler, number, "sign")
    do(handler, number, "contact", way="telephone", reached="1", words="已经约好")
    do(handler, number, "answer", answer="灯已换新。")
    do(browser("reviewer"), number, "approve", answer="您好，灯已换新。")
    do(browser("caller"), number, "call_back", reached="1", solved="yes", satisfied="5")
    do(browser("caller"), number, "archive")

    ended = Matter.objects.get()
    assert (ended.status, ended.ending, ended.answer) == ("archived", "answered", "您好，灯已换新。")
    assert Rating.objects.get().satisfied == 5
    assert "灯已换新" in text_of(client, f"/follow/{number}/")
    story = text_of(handler, page(number))
    for word in ("受理分类", "派单", "签收", "联系诉求人", "提交答复", "审核通过并答复", "回访", "归档"):
        assert word in story


def test_the_neighbour_gets_nowhere_on_that_way(cast: Cast, client: Client) -> None:
    client.post("/submit/", {"step": "3", "go": "next", "text": "路灯不亮", "area": "130403"})
    number = Matter.objects.get().number
    other = browser("neighbour")

    for move in (
        "triage",
        "answer_now",
        "refuse",
        "merge",
        "pass_on",
        "sign",
        "answer",
        "call_back",
        "archive",
    ):
        assert other.get(f"{page(number)}{move}/").status_code == 404
        assert other.post(f"{page(number)}{move}/", {"reason": "x"}).status_code == 404
    assert Matter.objects.get().status == "received"
