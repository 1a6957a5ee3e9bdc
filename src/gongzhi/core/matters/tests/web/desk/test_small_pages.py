"""Registering, tasks, texts for answers, procedures, and taking lists out as files."""

import csv
import io
import re

import pytest
from django.utils import timezone
from openpyxl import load_workbook

from gongzhi.core.identity.models import AccessLog
from gongzhi.core.identity.testing import PASSWORD, Cast
from gongzhi.core.matters.models import AnswerTemplate, Matter
from gongzhi.core.matters.tests.shared import bring, make_category
from gongzhi.core.matters.tests.web.desk.shared import browser, dispatched, handled, text_of

pytestmark = pytest.mark.django_db
CALL = {
    "channel": "phone",
    "text": "楼下的路灯坏了三天",
    "place": "展览路社区",
    "name": "李四",
    "contact": "13900000002",
}


def key_of(form: str) -> str:
    found = re.search(r'name="submit_key" value="([0-9a-f]+)"', form)
    assert found is not None
    return found[1]


def test_a_call_is_registered_with_a_receipt_shown_once(cast: Cast) -> None:
    client = browser("clerk")
    fields = CALL | {"submit_key": key_of(text_of(client, "/desk/new/"))}

    receipt = client.post("/desk/new/", fields).content.decode()

    made = Matter.objects.get()
    assert (made.channel, made.title) == ("phone", "楼下的路灯坏了三天")
    assert made.number in receipt
    secret = re.search(r"desk-secret\">([^<]+)<", receipt)
    assert secret is not None
    again = client.post("/desk/new/", fields).content.decode()
    assert "没有重复登记" in again
    assert secret[1] not in again
    assert Matter.objects.count() == 1


def test_what_is_wrong_comes_back_with_everything_typed(cast: Cast) -> None:
    answer = browser("clerk").post(
        "/desk/new/", CALL | {"text": "", "contact": "打电话给我", "channel": "web"}
    )

    form = answer.content.decode()
    assert answer.status_code == 422
    for field in ("channel", "text", "contact"):
        assert f'href="#f-{field}"' in form
    assert 'value="打电话给我"' in form
    assert not Matter.objects.exists()


def test_a_grid_worker_reports_and_a_handler_may_not(cast: Cast) -> None:
    client = browser("grid_worker")

    assert 'name="channel" value="grid"' in text_of(client, "/desk/new/")
    client.post("/desk/new/", {"channel": "grid", "text": "井盖松动", "area": "130403001"})
    assert Matter.objects.get().channel == "grid"
    assert browser("handler").get("/desk/new/").status_code == 403


def test_look_alikes_are_shown_while_one_writes(cast: Cast) -> None:
    given = bring(brought_at=timezone.now())
    ask = "/desk/new/alike/?text=小区门口路灯不亮，晚上看不见"

    assert given.number in text_of(browser("clerk"), ask)
    assert given.number not in text_of(browser("neighbour"), ask)
    assert "119" in text_of(browser("clerk"), "/desk/new/alike/?text=楼道冒烟了")


def test_tasks_stand_under_what_comes_next(cast: Cast) -> None:
    to_sign, to_contact = dispatched(cast), handled(cast, "station")

    page = text_of(browser("handler"), "/desk/tasks/")
    assert (
        page.index('id="sign"')
        < page.index(to_sign.number)
        < page.index('id="contact"')
        < page.index(to_contact.number)
    )
    assert 'id="help"' in text_of(browser("station_handler"), "/desk/tasks/")
    assert "没有要办的任务" in text_of(browser("other_handler"), "/desk/tasks/")


def test_texts_are_kept_changed_and_ended_never_deleted(cast: Cast) -> None:
    client = browser("handler")
    given = {"title": "修灯", "text": "路灯已修复。", "category": make_category()}

    client.post("/desk/templates/new/", given)
    first = AnswerTemplate.objects.get()
    assert "路灯已修复。" in text_of(client, f"/desk/templates/{first.pk}/")
    client.post(f"/desk/templates/{first.pk}/", given | {"text": "路灯已经换新。"})
    second = AnswerTemplate.objects.get(ended_at__isnull=True)
    assert second.text == "路灯已经换新。"
    assert client.post("/desk/templates/new/", given | {"title": ""}).status_code == 422
    text_of(browser("other_handler"), f"/desk/templates/{second.pk}/", 404)
    assert browser("other_handler").post(f"/desk/templates/{second.pk}/end/").status_code == 404
    client.post(f"/desk/templates/{second.pk}/end/")
    assert "还没有模板" in text_of(client, "/desk/templates/")
    assert AnswerTemplate.objects.count() == 2
    assert browser("supervisor").get("/desk/templates/").status_code == 403


def test_a_procedure_shows_chart_terms_and_who_may_do_what(cast: Cast) -> None:
    client = browser("clerk")

    page = text_of(client, "/desk/procedures/grid/service_order/")
    assert "/procedures/grid/service_order.svg" in page
    assert "首次联系诉求人" in page
    assert "派单员(所属中心)" in page
    assert "本地待确认" in page
    text_of(client, "/desk/procedures/grid/nothing/", 404)
    text_of(client, "/desk/procedures/nothing/x/", 404)


def test_a_list_leaves_as_csv_and_xlsx_without_formulas_bearing_a_name(cast: Cast) -> None:
    bring(title='=HYPERLINK("http://x")')
    client = browser("supervisor")

    assert "1 件事项" in text_of(client, "/desk/matters/export/?state=all")
    sheet = b"".join(client.get("/desk/matters/export/csv/?state=all").streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
    rows = list(csv.reader(io.StringIO(sheet)))
    assert "朱督办" in rows[0][0]
    assert rows[2][1] == '\'=HYPERLINK("http://x")'
    book = load_workbook(io.BytesIO(client.get("/desk/matters/export/xlsx/?state=all").content))
    cells = list(book.active.iter_rows(values_only=True))
    assert "朱督办" in str(cells[0][0])
    assert cells[2][1] == '\'=HYPERLINK("http://x")'
    assert AccessLog.objects.filter(kind="exported").count() == 2
    assert client.get("/desk/matters/export/pdf/").status_code == 404


def test_only_what_is_in_reach_leaves_and_only_by_those_who_may(cast: Cast) -> None:
    given = bring()
    sheet = b"".join(browser("neighbour").get("/desk/matters/export/csv/").streaming_content).decode()  # type: ignore[attr-defined]

    assert given.number not in sheet
    assert browser("handler").get("/desk/matters/export/csv/").status_code == 403
    assert browser("handler").get("/desk/matters/export/").status_code == 403


def test_whoever_did_not_prove_himself_lately_is_asked_first(cast: Cast) -> None:
    client = browser("supervisor")
    session = client.session
    session["confirmed"] = 0
    session.save()

    answer = client.get("/desk/matters/export/csv/?state=all")

    assert answer["Location"].startswith("/account/confirm/")
    assert not AccessLog.objects.filter(kind="exported").exists()
    back = client.post(answer["Location"], {"password": PASSWORD})["Location"]
    assert back == "/desk/matters/export/csv/?state=all"
