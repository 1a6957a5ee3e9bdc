"""The page of a matter: what is asked, what may be done, why each day, the story; its acts; the contact in clear."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from gongzhi.core.files.models import Attachment
from gongzhi.core.files.tests.shared import PDF
from gongzhi.core.identity.models import AccessLog, Reveal
from gongzhi.core.identity.testing import PASSWORD, Cast
from gongzhi.core.ledger.queries import entries
from gongzhi.core.matters.models import Link, Matter, SupervisionOrder, Task
from gongzhi.core.matters.submission import Submitted
from gongzhi.core.matters.tests.shared import bring, to_archived
from gongzhi.core.matters.tests.web.desk.shared import browser, dispatched, handled, page, text_of

pytestmark = pytest.mark.django_db
MOST_QUERIES = 40


def act(client: Client, given: Submitted, name: str, **fields: object) -> tuple[int, str]:
    """Do an act of the matter's page and return the status and the page that is shown in the end."""
    answer = client.post(f"{page(given.number)}act/{name}/", fields)
    if answer.status_code == 302:
        return 302, client.get(answer["Location"]).content.decode()
    return answer.status_code, answer.content.decode()


def verbs(given: Submitted) -> list[str]:
    return [entry.verb for entry in entries(f"matter:{given.matter_id}")]


def test_the_centre_reads_it_and_the_neighbour_finds_nothing(cast: Cast) -> None:
    given = bring()

    shown = text_of(browser("township_clerk"), page(given.number))

    assert "小区门口路灯不亮" in shown
    assert "受理分类" in shown
    assert "138****0001" in shown
    assert "13800000001" not in shown
    text_of(browser("neighbour"), page(given.number), 404)
    text_of(browser("other_handler"), page(given.number), 404)


def test_a_number_that_is_none_is_not_found(cast: Cast) -> None:
    client = browser("clerk")

    for number in ("GZ-20260302-000001-9", "abc", "1"):
        text_of(client, page(number), 404)


def test_whoever_is_complained_about_never_sees_it(cast: Cast) -> None:
    given = bring(complained_units=(cast.unit("complained"),))

    for who in ("complained", "complained_below"):
        text_of(browser(who), page(given.number), 404)


def test_a_sealed_matter_is_for_its_owner_alone(cast: Cast) -> None:
    given = bring(is_sealed=True)

    assert "保密" in text_of(browser("township_clerk"), page(given.number))
    text_of(browser("clerk"), page(given.number), 404)
    text_of(browser("leader"), page(given.number), 404)


def test_the_handler_is_told_what_is_asked_and_by_when(cast: Cast) -> None:
    given = dispatched(cast)

    shown = text_of(browser("handler"), page(given.number))

    assert "请您单位签收并主办" in shown
    assert "请修理" in shown
    assert "最后时间" in shown
    assert f"{page(given.number)}sign/" in shown
    assert "再次退单" not in shown


def test_a_move_that_must_wait_says_why(cast: Cast) -> None:
    given = handled(cast, "station")

    shown = text_of(browser("handler"), page(given.number))

    assert "现在不能做的" in shown
    assert "还没有答复" in shown
    assert f"{page(given.number)}answer/" not in shown


def test_the_handler_does_not_see_the_rating_before_the_archive(cast: Cast) -> None:
    given = bring()
    to_archived(cast, given)
    Matter.objects.filter(id=given.matter_id).update(is_open=True, closed_at=None)

    assert "满意度 5/5" not in text_of(browser("handler"), page(given.number))
    Matter.objects.filter(id=given.matter_id).update(is_open=False, closed_at=timezone.now())
    assert "满意度 5/5" in text_of(browser("handler"), page(given.number))


def test_the_page_costs_a_fixed_number_of_queries(cast: Cast) -> None:
    given = handled(cast)
    client = browser("handler")
    text_of(client, page(given.number))

    with CaptureQueriesContext(connection) as few:
        text_of(client, page(given.number))
    for n in range(5):
        act(client, given, "note", note=f"第{n}条")
    text_of(client, page(given.number))
    with CaptureQueriesContext(connection) as many:
        text_of(client, page(given.number))

    assert abs(len(many) - len(few)) <= 1  # the tree of units asks once in a while whether it changed
    assert len(many) <= MOST_QUERIES


def test_a_note_is_kept_for_staff_and_an_empty_one_comes_back(cast: Cast) -> None:
    given = bring()
    client = browser("clerk")

    status, shown = act(client, given, "note", note="打过电话，没人接")
    assert status == 302
    assert "打过电话，没人接" in shown

    status, shown = act(client, given, "note", note=" ")
    assert status == 422
    assert "请写下要记录的内容" in shown
    assert act(browser("neighbour"), given, "note", note="x")[0] == 404
    assert verbs(given).count("matter.noted") == 1


def test_files_are_internal_unless_said_otherwise(cast: Cast) -> None:
    given = handled(cast)
    client = browser("handler")

    act(client, given, "attach", files=SimpleUploadedFile("现场.pdf", PDF), who="internal")
    act(client, given, "attach", files=SimpleUploadedFile("说明.pdf", PDF + b"\n"), who="resident")

    kept = dict(Attachment.objects.filter(matter_id=given.matter_id).values_list("name", "is_internal"))
    assert kept == {"现场.pdf": True, "说明.pdf": False}
    assert act(client, given, "attach", who="internal")[0] == 422


def test_related_matters_are_linked_and_unlinked_with_a_reason(cast: Cast) -> None:
    one, two = bring(), bring(title="同一盏灯")
    client = browser("clerk")

    assert "同一盏灯" in act(client, one, "link", other=two.number, why="同一处")[1]
    assert act(client, one, "unlink", other=two.number, unlink_why="")[0] == 422
    act(client, one, "unlink", other=two.number, unlink_why="不是一处")

    assert Link.objects.get().undone_at is not None
    status, shown = act(client, one, "link", other="GZ-20260302-000009-9", why="")
    assert status == 422
    assert 'value="GZ-20260302-000009-9"' in shown


def test_a_matter_is_split_by_its_owner_alone(cast: Cast) -> None:
    given = bring()
    parts = {
        "title1": "路灯",
        "text1": "路灯不亮",
        "title2": "井盖",
        "text2": "井盖松动",
        "split_why": "两件事",
    }

    status, shown = act(browser("township_clerk"), given, "split", **parts)
    assert status == 302
    assert "井盖" in shown
    assert Matter.objects.filter(parent_id=given.matter_id).count() == 2
    child = Matter.objects.filter(parent_id=given.matter_id).first()
    assert child is not None
    act(browser("township_clerk"), given, "excuse_child", child=child.number, excuse_why="另办")
    assert Matter.objects.filter(parent_id=given.matter_id).count() == 1
    status, shown = act(browser("township_clerk"), given, "split", title1="只有标题", why="两件事")
    assert status == 422
    assert "都要写标题和内容" in shown
    assert act(browser("handler"), given, "split", **parts)[0] == 404


def test_urging_and_orders_go_to_whoever_handles_it(cast: Cast) -> None:
    given = handled(cast)
    client = browser("supervisor")
    due = (timezone.now() + timedelta(days=3)).strftime("%Y-%m-%dT%H:%M")

    assert act(client, given, "urge", words="请抓紧")[0] == 302
    order = {"level": "supervise", "to_unit": cast.unit("department"), "demand": "三日内办结", "due_at": due}
    assert "三日内办结" in act(client, given, "order_issue", **order)[1]
    assert act(client, given, "order_issue", **order | {"due_at": "昨天"})[0] == 422
    made = SupervisionOrder.objects.get()
    assert "三日内办结" in text_of(browser("handler"), page(given.number))
    assert act(browser("handler"), given, "order_reply", order=made.pk, reply="已经派人")[0] == 302
    assert act(client, given, "order_close", order=made.pk, closing="")[0] == 422
    assert act(client, given, "order_close", order=made.pk, closing="办好了")[0] == 302
    assert act(browser("handler"), given, "urge", words="x")[0] == 403


def test_a_helper_signs_and_returns_its_own_task(cast: Cast) -> None:
    given = handled(cast, "station")
    task = Task.objects.get(matter_id=given.matter_id, role="helper")
    client = browser("station_handler")

    assert "请您单位协办" in text_of(client, page(given.number))
    assert act(browser("handler"), given, "help_sign", task=task.pk)[0] == 404
    assert act(client, given, "help_sign", task=task.pk)[0] == 302
    assert act(client, given, "help_return", task=task.pk, help_reason="")[0] == 422
    assert act(client, given, "help_return", task=task.pk, help_reason="不归我队")[0] == 302
    task.refresh_from_db()
    assert task.state == "returned"


def test_words_are_added_and_an_answer_is_looked_at_again(cast: Cast) -> None:
    given = bring()
    to_archived(cast, given)

    assert act(browser("caller"), given, "follow_up", finding="灯亮着", holds="yes")[0] == 302
    assert act(browser("caller"), given, "follow_up", finding="灯亮着")[0] == 422
    assert act(browser("clerk"), bring(), "words", words="又坏了一盏")[0] == 302
    assert act(browser("handler"), given, "follow_up", finding="x", holds="yes")[0] == 403


def test_an_unknown_act_is_not_found_and_a_get_is_refused(cast: Cast) -> None:
    given = bring()
    client = browser("clerk")

    assert act(client, given, "delete")[0] == 404
    assert client.get(f"{page(given.number)}act/note/").status_code == 405


def test_forms_without_our_mark_are_refused(cast: Cast) -> None:
    given = bring()
    client = Client(enforce_csrf_checks=True)
    client.cookies = browser("clerk").cookies

    assert client.post(f"{page(given.number)}act/note/", {"note": "x"}).status_code == 403


def test_a_contact_is_shown_once_for_a_purpose_and_noted(cast: Cast) -> None:
    given = handled(cast)
    client = browser("handler")
    address = f"{page(given.number)}contact/reveal/"

    shown = client.post(address, {"purpose": "约上门时间"}).content.decode()
    assert "13800000001" in shown
    assert (Reveal.objects.get().purpose, Reveal.objects.get().actor_name) == ("约上门时间", "郑承办")
    assert client.post(address, {"purpose": ""}).status_code == 422
    assert browser("neighbour").post(address, {"purpose": "x"}).status_code == 404
    assert browser("leader").post(address, {"purpose": "x"}).status_code == 403
    assert client.get(address).status_code == 405


def test_a_contact_is_not_shown_to_whoever_did_not_prove_himself_lately(cast: Cast) -> None:
    given = handled(cast)
    client = browser("handler")
    session = client.session
    session["confirmed"] = 0
    session.save()
    address = f"{page(given.number)}contact/reveal/"

    answer = client.post(
        address, {"purpose": "约上门时间"}, headers={"referer": f"http://testserver{page(given.number)}"}
    )

    assert answer["Location"].startswith("/account/confirm/")
    assert not Reveal.objects.exists()
    assert client.post(answer["Location"], {"password": PASSWORD})["Location"] == page(given.number)


def test_the_whole_file_is_a_pdf_and_its_taking_is_logged(cast: Cast) -> None:
    given = handled(cast)

    answer = browser("handler").get(f"{page(given.number)}file.pdf")

    assert answer.content.startswith(b"%PDF")
    assert AccessLog.objects.filter(kind="exported", detail__contains=given.number).exists()
    assert browser("neighbour").get(f"{page(given.number)}file.pdf").status_code == 404


def test_points_are_those_in_reach(cast: Cast) -> None:
    given = bring(lon=114.49, lat=36.61)

    def features(who: str) -> int:
        answer = browser(who).get(f"/desk/points.geojson?ids={given.matter_id}")
        return len(answer.json()["features"])

    assert features("clerk") == 1
    assert features("neighbour") == 0
