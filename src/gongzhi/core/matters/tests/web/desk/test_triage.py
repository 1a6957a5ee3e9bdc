"""Triage: what waits, the duty table's proposal, accepted and dispatched by one press, the next one after it."""

import pytest
from django.utils import timezone

from gongzhi.core.identity.testing import Cast
from gongzhi.core.matters.models import Task
from gongzhi.core.matters.tests.shared import bring, make_category, matter_of
from gongzhi.core.matters.tests.web.desk.shared import browser, make_duty, text_of, triaged
from gongzhi.core.matters.web.desk.differences import marked
from gongzhi.core.workflow import queries as workflow

pytestmark = pytest.mark.django_db
ACCEPTED = {"category": "light", "kind": "general"}


def one(number: str) -> str:
    return f"/desk/triage/{number}/"


def test_a_clerk_sees_what_came_in_and_the_neighbour_nothing(cast: Cast) -> None:
    given = bring()

    assert given.number in text_of(browser("clerk"), "/desk/triage/")
    assert "都分派完了" in text_of(browser("neighbour"), "/desk/triage/")
    text_of(browser("neighbour"), one(given.number), 404)
    assert browser("handler").get("/desk/triage/").status_code == 403


def test_lead_and_helpers_are_proposed_by_the_duty_table(cast: Cast) -> None:
    make_duty(cast, "department", "station")
    given = bring(category="light")

    shown = text_of(browser("township_clerk"), one(given.number))

    assert f'<option value="{cast.unit("department")}" selected>' in shown
    assert "城市照明管理规定第四条" in shown


def test_another_category_brings_other_bodies(cast: Cast) -> None:
    make_duty(cast, "department")
    given = bring()
    client = browser("township_clerk")

    part = text_of(client, f"{one(given.number)}duty/?category=light")
    assert f'<option value="{cast.unit("department")}" selected>' in part
    assert "请您来定" in text_of(client, f"{one(given.number)}duty/?category=other")
    whole = client.post(one(given.number), ACCEPTED | {"go": "duty"}).content.decode()
    assert f'<option value="{cast.unit("department")}" selected>' in whole
    assert matter_of(given).status == "received"


def test_one_press_accepts_dispatches_and_opens_the_next(cast: Cast) -> None:
    make_category()
    first, second = bring(), bring()
    client = browser("township_clerk")

    answer = client.post(
        one(first.number),
        ACCEPTED
        | {"go": "dispatch", "lead": cast.unit("department"), "ask": "请修", "expect": "0", "urgent": "1"},
    )

    assert answer["Location"] == one(second.number)
    assert (matter_of(first).status, matter_of(first).is_urgent) == ("dispatched", True)
    assert Task.objects.get(matter_id=first.matter_id).ask == "请修"


def test_a_clerk_accepts_alone(cast: Cast) -> None:
    make_category()
    given = bring()
    client = browser("clerk")

    assert 'name="lead"' not in text_of(client, one(given.number))
    answer = client.post(one(given.number), ACCEPTED | {"go": "triage", "expect": "0"})

    assert answer["Location"] == "/desk/triage/"
    assert matter_of(given).status == "triaged"


def test_when_only_the_dispatch_fails_it_says_that_the_matter_is_accepted(cast: Cast) -> None:
    make_category()
    given = bring()

    answer = browser("township_clerk").post(
        one(given.number), ACCEPTED | {"go": "dispatch", "lead": "", "ask": "我写的", "expect": "0"}
    )

    shown = answer.content.decode()
    assert answer.status_code == 422
    assert "已经受理，但还没有派出" in shown
    assert 'href="#f-lead"' in shown
    assert "我写的" in shown
    assert matter_of(given).status == "triaged"


def test_what_is_missing_comes_back_in_place_and_nothing_is_done(cast: Cast) -> None:
    given = bring()

    answer = browser("township_clerk").post(
        one(given.number), {"category": "", "kind": "general", "go": "triage"}
    )

    assert answer.status_code == 422
    assert 'href="#f-category"' in answer.content.decode()
    assert workflow.main_of(given.matter_id).moves == 0


def test_of_two_people_the_second_is_refused(cast: Cast) -> None:
    given = triaged(cast)

    answer = browser("township_clerk").post(
        one(given.number), ACCEPTED | {"go": "dispatch", "lead": cast.unit("department"), "expect": "0"}
    )

    assert answer.status_code == 409
    assert matter_of(given).status == "triaged"


def test_the_pane_alone_is_a_piece_of_the_page(cast: Cast) -> None:
    given = bring()

    part = text_of(browser("clerk"), f"{one(given.number)}?part=detail")

    assert "小区门口路灯不亮" in part
    assert "<html" not in part


def test_look_alikes_show_what_differs_and_how_far_they_are(cast: Cast) -> None:
    make_category()
    now = timezone.now()
    bring(text="小区门口路灯不亮，晚上老人出门容易摔倒。", lon=114.4900, lat=36.6100, brought_at=now)
    given = bring(text="小区门口路灯不亮，三天没有人来修。", lon=114.4905, lat=36.6100, brought_at=now)

    shown = text_of(browser("township_clerk"), one(given.number))

    assert "相似的 1 件" in shown
    assert "相距 45 米" in shown
    assert "<mark>" in shown


def test_differences_are_told_by_pieces() -> None:
    pieces = marked("人民路的路灯不亮", "中华街的路灯不亮")

    assert [(piece.text, piece.same) for piece in pieces] == [("人民路", False), ("的路灯不亮", True)]
    assert marked("完全另外一件", "") == marked("完全另外一件", "xyz")
