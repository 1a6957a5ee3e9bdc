"""The list of matters: filters in the address, nothing lost on a wrong value, saved filters, things looked at together."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from gongzhi.core.identity.testing import Cast, account_of
from gongzhi.core.matters.models import Matter, SavedFilter
from gongzhi.core.matters.tests.shared import START, bring
from gongzhi.core.matters.tests.web.desk.shared import browser, handled, text_of, triaged

pytestmark = pytest.mark.django_db
MOST_QUERIES = 14


def test_the_list_shows_what_is_in_reach_and_to_the_neighbour_nothing(cast: Cast) -> None:
    given = bring(title="井盖松动")

    assert "井盖松动" in text_of(browser("clerk"), "/desk/matters/")
    other = text_of(browser("neighbour"), "/desk/matters/")
    assert given.number not in other
    assert "没有符合条件的事项" in other


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("stage=intake", {"一", "二"}),
        ("status=received", {"一"}),
        ("stage=handling", {"三"}),
        ("urgent=1", {"一"}),
        ("channel=phone", {"一"}),
        ("category=light", {"二", "三"}),
        ("area=130403", {"一", "二", "三"}),
        ("area=130402", set()),
        ("since=2026-03-03", set()),
        ("until=2026-03-02&q=路灯", {"一", "二", "三"}),
        ("state=closed", set()),
        ("returned=1", set()),
    ],
)
def test_each_filter_narrows(cast: Cast, query: str, shown: set[str]) -> None:
    bring(title="第一件", is_urgent=True, channel="phone")
    for title, given in (("第二件", triaged(cast)), ("第三件", handled(cast))):
        Matter.objects.filter(id=given.matter_id).update(title=title)

    page = text_of(browser("township_clerk"), f"/desk/matters/?{query}")

    assert {one for one in "一二三" if f"第{one}件" in page} == shown


def test_a_value_that_cannot_be_meant_is_told_and_what_was_typed_stays(cast: Cast) -> None:
    bring(title="井盖松动")

    page = text_of(browser("clerk"), "/desk/matters/?since=2026-13-99&q=井盖&stage=nowhere", 422)

    assert "读不懂" in page
    assert 'value="2026-13-99"' in page
    assert 'value="井盖"' in page
    assert "井盖松动" in page


def test_a_page_that_lost_its_place_begins_again(cast: Cast) -> None:
    bring(title="井盖松动")

    page = text_of(browser("clerk"), "/desk/matters/?cursor=abc", 422)

    assert "翻页的位置已经失效" in page
    assert "井盖松动" in page


def test_heads_sort_and_pages_go_on(cast: Cast) -> None:
    for n in range(55):
        bring(title=f"第{n}件", brought_at=START + timedelta(minutes=n))
    client = browser("clerk")

    newest = text_of(client, "/desk/matters/?sort=-opened")
    assert newest.index("第54件") < newest.index("第53件")
    assert 'aria-sort="descending"' in newest
    assert 'rel="next"' in text_of(client, "/desk/matters/?sort=opened")


def test_a_number_opens_its_matter(cast: Cast) -> None:
    given = bring()
    client = browser("clerk")

    assert (
        client.get(f"/desk/search/?q={given.number.lower()}")["Location"] == f"/desk/matters/{given.number}/"
    )
    assert client.get(f"/desk/matters/?q={given.number}")["Location"] == f"/desk/matters/{given.number}/"
    unseen = text_of(browser("neighbour"), f"/desk/search/?q={given.number}")
    assert "没有找到" in unseen
    assert "小区门口路灯不亮" not in unseen


def test_a_filter_is_kept_under_a_name_used_and_dropped(cast: Cast) -> None:
    client = browser("clerk")

    client.post("/desk/filters/", {"name": "早上先看", "query": "due=late&urgent=1"})

    kept = SavedFilter.objects.get(account_id=account_of(cast.clerk))
    assert kept.query == "due=late&urgent=1"
    assert "早上先看" in text_of(client, "/desk/matters/")
    assert "早上先看" not in text_of(browser("dispatcher"), "/desk/matters/")
    browser("dispatcher").post(f"/desk/filters/{kept.pk}/drop/")
    assert SavedFilter.objects.count() == 1
    client.post(f"/desk/filters/{kept.pk}/drop/")
    assert not SavedFilter.objects.exists()


def test_a_filter_without_a_name_is_not_kept(cast: Cast) -> None:
    answer = browser("clerk").post("/desk/filters/", {"name": " ", "query": "due=late"}, follow=True)

    assert "请给筛选起一个名字" in answer.content.decode()


def test_ticked_matters_are_shown_side_by_side_and_others_are_left_out(cast: Cast) -> None:
    one, two, three = bring(text="第一段话"), bring(text="第二段话"), bring(text="第三段话")

    page = text_of(browser("clerk"), f"/desk/matters/?ids={one.matter_id}&ids={two.matter_id}")

    assert "第一段话" in page
    assert "第二段话" in page
    assert three.number not in page
    assert one.number not in text_of(browser("neighbour"), f"/desk/matters/?ids={one.matter_id}")


def test_the_number_of_queries_does_not_grow_with_the_rows(cast: Cast) -> None:
    client = browser("clerk")
    bring()
    text_of(client, "/desk/matters/")
    with CaptureQueriesContext(connection) as few:
        text_of(client, "/desk/matters/")
    for _ in range(20):
        bring()
    with CaptureQueriesContext(connection) as many:
        text_of(client, "/desk/matters/")

    assert abs(len(many) - len(few)) <= 1  # the tree of units asks once in a while whether it changed
    assert len(many) <= MOST_QUERIES
