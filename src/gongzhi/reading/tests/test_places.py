"""Which areas a text may mean: several, with reasons; a made-up tree of two counties."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongzhi.core.geo.rules.names import gazetteer
from gongzhi.reading.places import Gazetteer, Why

TREE = (
    ("1304", "邯郸市"), ("130403", "丛台区"), ("130402", "邯山区"),
    ("130403001", "人民路街道"), ("130403002", "苏曹镇"), ("130402001", "浴新街道"), ("130402002", "北张庄镇"),
    ("130403001001", "展览馆社区居民委员会"), ("130403002001", "张庄村村民委员会"), ("130403002002", "东柳村村民委员会"),
    ("130402002001", "张庄村民委员会"), ("130402002002", "李庄村民委员会"),
)  # fmt: skip
ALIASES = (("130403001001", "锦绣家园"), ("130403001", "老城"), ("130402001", "老城"))


@pytest.fixture(scope="module")
def places() -> Gazetteer:
    return gazetteer(TREE, ALIASES)


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        pytest.param("丛台区人民路街道展览馆社区路灯坏了", ["130403001001"], id="whole"),
        pytest.param("张庄村的路坏了，属于丛台区苏曹镇", ["130403002001"], id="in another order"),
        pytest.param("张庄村没水", ["130402002001", "130403002001"], id="two of one name"),
        pytest.param("邯山区张庄村没水", ["130402002001"], id="the county decides"),
        pytest.param("锦绣家园3号楼停水", ["130403001001"], id="another name"),
        pytest.param("老城这边", ["130402001", "130403001"], id="another name of two"),
        pytest.param("老城这边，邯山区", ["130402001"], id="another name of two, the county decides"),
        pytest.param("人民路12号", [], id="a road is no area"),
        pytest.param("丛台区有人占道", ["130403"], id="only the county"),
        pytest.param("李庄", ["130402002002"], id="a short village by itself, hardly sure"),
        pytest.param("苏曹镇东柳", ["130403002002"], id="a short village behind its township"),
        pytest.param("没有地方", [], id="nothing"),
    ],
)
def test_the_likeliest_come_first(places: Gazetteer, text: str, codes: list[str]) -> None:
    found = [one.code for one in places.read(text).candidates]

    assert found[: max(len(codes), 1)] == codes


def test_a_short_name_by_itself_is_hardly_sure(places: Gazetteer) -> None:
    assert places.read("李庄").candidates[0].score < 0.3


def test_reasons_say_what_speaks_for_it(places: Gazetteer) -> None:
    (best, *_) = places.read("丛台区苏曹镇张庄村").candidates
    told = [(one.why, one.word) for one in best.reasons]

    assert (Why.FOLLOWS, "苏曹镇") in told
    assert (Why.WITHIN, "丛台区") in told
    assert places.read("张庄村").candidates[0].reasons[-1].number == 2


def test_more_that_agrees_makes_it_surer(places: Gazetteer) -> None:
    scores = [
        places.read(text).candidates[0].score for text in ("张庄村", "丛台区张庄村", "丛台区苏曹镇张庄村")
    ]

    assert scores == sorted(scores)
    assert scores[0] < 0.5 < scores[1]


def test_a_point_goes_before_the_words(places: Gazetteer) -> None:
    found = places.read("邯山区张庄村", point="130403002001").candidates

    assert (found[0].code, found[0].reasons[0].why) == ("130403002001", Why.POINT)
    assert found[0].score > 0.95
    assert all(one.score < 0.5 for one in found[1:])


def test_roads_numbers_and_estates_are_told_besides(places: Gazetteer) -> None:
    found = places.read("丛台区人民路街道滏东大街12号春晓花园")

    assert [one.text for one in found.elements] == ["滏东大街", "12号", "春晓花园"]


def test_only_what_lies_within_counts_when_it_is_known(places: Gazetteer) -> None:
    assert [one.code for one in places.read("张庄村", within="130402").candidates] == ["130402002001"]


@given(st.text("丛台区人民路街道张庄村老城锦绣家园12号 ，", max_size=60))
def test_any_text_gives_scores_within_bounds_in_order(text: str) -> None:
    found = gazetteer(TREE, ALIASES).read(text).candidates

    assert all(0 < one.score < 1 for one in found)
    assert [one.score for one in found] == sorted((one.score for one in found), reverse=True)
    assert len({one.code for one in found}) == len(found)


def test_thousands_a_second(places: Gazetteer) -> None:
    began = time.perf_counter()

    for _ in range(1000):
        places.read("丛台区人民路街道展览馆社区滏东大街12号春晓花园门口的路灯坏了两个月没人修")

    assert time.perf_counter() - began < 2
