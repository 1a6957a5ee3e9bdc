"""Look-alikes: the same matter is found in the same words, in nearly the same and in other words, with reasons."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gongzhi.reading.alike import Index, Tier, reasons, word_groups
from gongzhi.reading.tests.hot_corpus import once

_OTHERS = [f"{one.title}。{one.text}" for one in once(300)]


@pytest.fixture(scope="module")
def index() -> Index:
    return Index(["锦澜小区三号楼门前路灯不亮", *_OTHERS])


@pytest.mark.parametrize(
    ("asked", "tier"),
    [
        ("锦澜小区三号楼门前路灯不亮", Tier.EXACT),
        ("锦澜小区 三号楼门前路灯不亮", Tier.EXACT),
        ("锦澜小区3号楼门前路灯不亮", Tier.EXACT),
        ("锦澜小区三号楼门前的路灯不亮了", Tier.NEAR),
        ("锦澜三号楼外街灯坏掉", Tier.MEANING),
    ],
)
def test_the_same_matter_comes_first(index: Index, asked: str, tier: Tier) -> None:
    first = index.like(asked)[0]

    assert (first.row, first.tier) == (0, tier)


def test_scores_fall_and_lie_between_0_and_1(index: Index) -> None:
    scores = [one.score for one in index.like(_OTHERS[7], 20)]

    assert scores == sorted(scores, reverse=True)
    assert all(0 < score <= 1.0001 for score in scores)


def test_asking_twice_gives_the_same(index: Index) -> None:
    assert index.like(_OTHERS[3]) == index.like(_OTHERS[3])


@pytest.mark.parametrize("asked", ["", "。", "囍"])
def test_what_nobody_wrote_has_no_like(index: Index, asked: str) -> None:
    assert index.like(asked) == []


def test_an_empty_index_finds_nothing() -> None:
    assert Index([]).like("路灯不亮") == []


@settings(deadline=None)
@given(st.lists(st.text(max_size=30), min_size=1, max_size=20), st.integers(0, 19))
def test_every_text_with_a_word_finds_itself_or_its_copy(texts: list[str], n: int) -> None:
    text = texts[n % len(texts)]
    found = Index(texts).like(text, len(texts))

    assert not found or any(one.tier is Tier.EXACT for one in found)


def test_reasons_tell_what_is_shared_and_what_differs() -> None:
    told = reasons("锦澜小区三号楼路灯不亮", "锦澜小区五号楼路灯坏了")

    assert "锦澜小区" in told.shared
    assert ("不亮", "坏了") in told.same_meaning
    assert any((span.mine, span.theirs) == ("三", "五") for span in told.differences)


def test_each_of_the_citys_words_has_one_meaning() -> None:
    words = [word for group in word_groups() for word in group]

    assert len(words) >= 300
    assert len(words) == len(set(words)), sorted({word for word in words if words.count(word) > 1})
