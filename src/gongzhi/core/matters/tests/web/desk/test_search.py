"""The search page: the query language, synonyms, ranking, marks, and never more than one may see."""

from datetime import timedelta

import pytest
from django.utils import timezone

from gongzhi.core.identity.testing import Cast, at
from gongzhi.core.matters.actions.follow import add_words
from gongzhi.core.matters.actions.indexing import rebuild
from gongzhi.core.matters.queries import found as finding
from gongzhi.core.matters.queries.filters import Filter
from gongzhi.core.matters.tests.shared import START, bring, make_category, move, to_archived, to_handling
from gongzhi.core.matters.tests.web.desk.shared import browser, text_of
from gongzhi.core.search.actions import keep_synonyms
from gongzhi.core.search.models import SynonymList
from gongzhi.kernel.errors import InvalidInput, NotAllowed

pytestmark = pytest.mark.django_db
NOW = START + timedelta(days=3)


def titles(cast: Cast, q: str, who: str = "clerk") -> list[str]:
    return [hit.row.title for hit in finding.find(cast[who], q, NOW).hits]


@pytest.fixture
def _three(cast: Cast) -> None:
    bring(title="路灯不亮", text="人民路的路灯不亮，晚上看不清。")
    bring(title="路灯施工", text="和平路路灯施工挖断了水管。", channel="phone")
    bring(title="噪音扰民", text="歌厅夜里太吵，路灯下面还有人唱歌。", area_code="130403")


@pytest.mark.usefixtures("_three")
@pytest.mark.parametrize(
    ("q", "expected"),
    [
        pytest.param("路灯", ["路灯不亮", "路灯施工", "噪音扰民"], id="word"),
        pytest.param("路燈", ["路灯不亮", "路灯施工", "噪音扰民"], id="traditional"),
        pytest.param("路灯 -施工", ["路灯不亮", "噪音扰民"], id="minus"),
        pytest.param("“路灯不亮”", ["路灯不亮"], id="quoted"),
        pytest.param("“灯下路面”", [], id="quoted and nowhere: nothing near is shown"),
        pytest.param("路灯 channel:phone", ["路灯施工"], id="field"),
        pytest.param("渠道:电话", ["路灯施工"], id="a field alone"),
        pytest.param("路灯 状态:已答复", [], id="stage"),
        pytest.param("路灯 从:2026-03-03", [], id="from a day"),
        pytest.param("路灯 到:2026.3.2 -施工 -吵", ["路灯不亮"], id="to a day"),
    ],
)
def test_a_query_finds_what_it_asks_for(cast: Cast, q: str, expected: list[str]) -> None:
    assert sorted(titles(cast, q)) == sorted(expected)


@pytest.mark.usefixtures("_three")
def test_the_best_answer_comes_first(cast: Cast) -> None:
    assert titles(cast, "路灯不亮")[0] == "路灯不亮"
    assert titles(cast, "路灯")[-1] == "噪音扰民"


@pytest.mark.usefixtures("_three")
@pytest.mark.parametrize(
    ("q", "said"),
    [
        ("colour:red", "没有「colour:」这个字段"),
        ("类别:没有这一类", "没有「没有这一类」这个类别"),
        ("地方:火星", "没有认出「火星」"),
        ("单位:局", "请写全名"),
        ("单位:没有局", "没有找到单位"),
        ("状态:飞", "没有「飞」这个状态"),
        ("渠道:飞鸽", "没有「飞鸽」这个渠道"),
        ("从:去年", "读不懂"),
        ("-施工", "没有写要找什么"),
        ("“路灯", "引号只写了一半"),
    ],
)
def test_what_cannot_be_meant_is_told_on_every_page(cast: Cast, q: str, said: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        finding.find(cast.clerk, q, NOW)

    assert said in refused.value.sentence()
    assert said in text_of(browser("clerk"), f"/desk/search/?q={q}", 422)
    assert said in text_of(browser("clerk"), f"/desk/matters/?q={q}", 422)


def test_fields_take_names_and_codes(cast: Cast) -> None:
    make_category()
    unit = cast.unit("department")

    found = Filter.parse({"q": "坏了 类别:路灯 单位:丛台区城市管理局 从:20260301", "state": "open"})

    assert (found.q, found.category, found.unit, str(found.since)) == ("坏了", "light", unit, "2026-03-01")
    assert Filter.parse({"q": "状态:超期"}).due == "late"


def test_synonyms_are_looked_for_too_and_named(cast: Cast) -> None:
    bring(title="街灯坏了", text="门口街灯坏了")
    keep_synonyms(cast["system_admin"], "路灯 街灯\n不亮 坏了", "本地叫法", NOW)

    found = finding.find(cast.clerk, "路灯不亮", NOW)

    assert [hit.row.title for hit in found.hits] == ["街灯坏了"]
    assert not found.is_near
    assert {"街灯", "坏了"} <= set(found.others)
    assert "同义词也找了" in text_of(browser("clerk"), "/desk/search/?q=路灯不亮")
    assert titles(cast, "“路灯不亮”") == []


def test_synonyms_are_kept_version_by_version_by_those_whose_duty_it_is(cast: Cast) -> None:
    keep_synonyms(cast["system_admin"], "路灯 街灯", "第一版", NOW)
    keep_synonyms(cast.dispatcher, "路灯 街灯 照明灯", "补充", NOW)

    assert [one.note for one in SynonymList.objects.order_by("pk")] == ["第一版", "补充"]
    with pytest.raises(InvalidInput):
        keep_synonyms(cast.dispatcher, "路灯 街灯 照明灯", "没有改动", NOW)
    with pytest.raises(NotAllowed):
        keep_synonyms(cast.handler, "路灯 灯杆", "不归我", NOW)


def test_what_was_added_later_and_the_published_answer_are_found_before_and_after_a_rebuild(
    cast: Cast,
) -> None:
    given = bring()
    citizen = cast.citizen(given.matter_id)
    add_words(citizen, given.number, "灯杆编号是丙午七号", START)
    add_words(citizen, given.number, "旁边的变压器也在冒火花", START)
    to_archived(cast, given)

    for _ in range(2):
        assert len(titles(cast, "丙午七号")) == 1
        assert len(titles(cast, "变压器")) == 1
        assert len(titles(cast, "“丙午七号”")) == 1
        assert len(titles(cast, "已换灯")) == 1
        rebuild(lambda n: None)


def test_an_answer_that_nobody_approved_is_not_found(cast: Cast) -> None:
    given = bring()
    to_handling(cast, given)
    move(cast.handler, given, "answer", at("2026-03-03 10:00"), fields={"answer": "等待采购琉璃灯罩"})

    for _ in range(2):
        assert titles(cast, "“琉璃灯罩”") == []
        rebuild(lambda n: None)


def test_snippets_mark_the_words_and_say_where_they_stand(cast: Cast) -> None:
    given = bring()
    add_words(cast.citizen(given.matter_id), given.number, "灯杆编号是丙午七号", START)

    shown = text_of(browser("clerk"), "/desk/search/?q=丙午七号")

    assert "后来补充的话" in shown
    assert "<mark>丙午七号</mark>" in shown


def test_a_search_stays_right_and_quick_when_rights_leave_next_to_nothing(cast: Cast) -> None:
    """Zammad #1696: a search that ranks first and filters afterwards shows an empty page to whoever sees few."""
    for n in range(120):
        bring(title=f"邻区路灯{n}", area_code="130402", brought_at=START + timedelta(minutes=n))
    for n in range(3):
        bring(title=f"本区路灯{n}", brought_at=START)

    began = timezone.now()
    found = finding.find(cast["township_clerk"], "路灯", NOW)
    took = timezone.now() - began

    assert sorted(hit.row.title for hit in found.hits) == ["本区路灯0", "本区路灯1", "本区路灯2"]
    assert not found.is_cut
    assert not found.is_near
    assert took < timedelta(seconds=2)
    assert len(finding.find(cast["neighbour"], "路灯", NOW).hits) == finding.SHOWN


def test_the_help_tells_every_field(cast: Cast) -> None:
    shown = text_of(browser("clerk"), "/desk/search/")

    assert '<code lang="zh-Hans">编号:</code>' in shown
    assert all(f"<code>{name}:</code>" in shown for name in ("category", "area", "state", "from", "to"))


def test_the_page_for_synonyms(cast: Cast) -> None:
    client = browser("system_admin")
    assert "还没有同义词" in text_of(client, "/admin/synonyms/")

    answer = client.post("/admin/synonyms/", {"words": "路灯 街灯", "note": "本地叫法"}, follow=True)

    assert "已保存为第" in answer.content.decode()
    assert client.post("/admin/synonyms/", {"words": "路灯", "note": "x"}).status_code == 422
    assert browser("handler").get("/admin/synonyms/").status_code == 403
