"""Ranking texts and marking the words in them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongzhi.core.search.rules.marking import Piece, folded, holds_any, pieces, score, snippet


def hits(found: list[Piece]) -> list[str]:
    return [one.text for one in found if one.is_hit]


@pytest.mark.parametrize(
    ("text", "words", "expected"),
    [
        pytest.param("学院路的路燈不亮", ["路灯"], ["路燈"], id="traditional in the text"),
        pytest.param("ＫＴＶ很吵", ["ktv"], ["ＫＴＶ"], id="full width"),
        pytest.param("路灯不亮，路灯坏了", ["路灯"], ["路灯", "路灯"], id="every place"),
        pytest.param("路灯老是不亮", ["路灯不亮"], ["路灯", "不亮"], id="pairs when the whole is absent"),
        pytest.param("停水停电", ["停水", "停电"], ["停水停电"], id="neighbours are joined"),
        pytest.param("没有", ["路灯"], [], id="nothing"),
        pytest.param("𠮷野家门口", ["𠮷野"], ["𠮷野"], id="beyond the basic plane"),
        pytest.param("丄\ue815路", ["\ue815路"], ["\ue815路"], id="the private area of older systems"),
    ],
)
def test_words_are_marked_where_they_stand(text: str, words: list[str], expected: list[str]) -> None:
    found = pieces(text, words)

    assert hits(found) == expected
    assert "".join(one.text for one in found) == text
    assert holds_any(text, words) is bool(expected)


def test_a_snippet_shows_where_most_words_stand() -> None:
    text = "很长的开头" * 60 + "人民路和光明大街交叉口的路灯坏了两个月" + "很长的结尾" * 60

    found = snippet(text, ["路灯", "人民路"])

    assert set(hits(found)) == {"人民路", "路灯"}
    assert found[0].text == found[-1].text == "…"
    assert len("".join(one.text for one in found)) < 120


def test_a_snippet_without_hits_is_the_beginning() -> None:
    assert "".join(one.text for one in snippet("甲" * 300, ["路灯"])).startswith("甲甲")


def test_the_title_counts_more_than_the_text_and_the_word_more_than_its_like() -> None:
    def of(title: str, text: str) -> float:
        return score({"title": title, "text": text}, ["路灯"], ["街灯"], {"路灯": 3.0})

    assert of("路灯坏了", "") > of("", "路灯坏了") > of("", "街灯坏了") > of("", "停水") == 0


@given(st.text(max_size=40))
def test_folding_keeps_the_length(text: str) -> None:
    assert len(folded(text)) == len(text)


@given(
    st.text("路灯坏了人民 ,", max_size=60), st.lists(st.text("路灯坏了", min_size=1, max_size=3), max_size=3)
)
def test_pieces_are_the_text(text: str, words: list[str]) -> None:
    assert "".join(one.text for one in pieces(text, words)) == text
