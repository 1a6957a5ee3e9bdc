"""The ways of art. 31 as questions, and what words suggest."""

import pytest

from gongzhi.systems.petitions.rules.reading import named_bodies, read
from gongzhi.systems.petitions.rules.ways import ROUTES, WAYS, asked_after


@pytest.mark.parametrize(
    ("answers", "way"),
    [
        ((), None),
        ((True,), "litigation"),
        ((False, True), "arbitration"),
        ((False, False, True), "party"),
        ((False,) * 3 + (True,), "administrative"),
        ((False,) * 4 + (True,), "duty"),
        ((False,) * 4, None),
        ((False,) * 5, "petition"),
    ],
)
def test_the_first_yes_decides_and_five_times_no_leaves_the_petition(
    answers: tuple[bool, ...], way: str | None
) -> None:
    found = asked_after(answers)

    assert (found.name if found else None) == way


def test_the_six_ways_are_numbered_as_in_the_article_and_no_key_serves_two() -> None:
    assert [way.key for way in ROUTES] == ["1", "2", "3", "4", "5", "6"]
    assert len({way.key for way in WAYS}) == len(WAYS)
    assert all(way.question for way in ROUTES[:-1])
    assert all(way.body and way.reason and way.guidance for way in WAYS if way.is_route)


@pytest.mark.parametrize(
    ("title", "way"),
    [
        ("不服法院判决，要求再审", "litigation"),
        ("公司解除劳动合同不给经济补偿", "arbitration"),
        ("对党内警告处分不服，申请复审", "party"),
        ("不服工伤认定结论", "administrative"),
        ("请查处小区里的违章建筑", "duty"),
        ("征地补偿款三年没有发", "petition"),
        ("建议在小学门口设斑马线", "suggestion"),
        ("举报村主任套取低保", "accusation"),
    ],
)
def test_words_suggest_a_way_and_are_its_reasons(title: str, way: str) -> None:
    found = read(title, title + "。")

    assert found.way.name == way
    assert all(word in title for word in found.words)
    assert found.words


def test_where_nothing_speaks_the_petition_procedure_stands_without_confidence() -> None:
    found = read("您好", "希望领导看一看。")

    assert (found.way.name, found.confidence, found.is_sure) == ("petition", 0.0, False)


def test_bodies_named_in_full_are_pointed_out() -> None:
    bodies = [(1, "丛台区城市管理局"), (2, "城管"), (3, "丛台区环卫中心")]

    assert named_bodies("丛台区城市管理局不管，城管也不管", bodies) == [1]
