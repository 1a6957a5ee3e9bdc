"""Texts as symbols: one spelling, however it was typed."""

import pytest

from gongzhi.reading import text


def symbols(message: str) -> str:
    """Return a message's symbols as text, gaps as "|"."""
    return "".join(chr(code) if code else "|" for code in text.encode([message]).symbols.tolist())


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        pytest.param("路燈壞了", "路灯坏了|", id="traditional"),
        pytest.param("ＡＰＰ打不开", "app打不开|", id="full-width"),
        pytest.param("停水 三 天", "停水三天|", id="spaces"),
        pytest.param("电话13800000001号", "电话0号|", id="digits are one"),
        pytest.param("坏了!!!修", "坏了|修|", id="signs are one gap"),
        pytest.param("𠮷家路口", "𠮷家路口|", id="beyond the basic plane"),
        pytest.param("", "|", id="nothing"),
    ],
)
def test_one_spelling(typed: str, read: str) -> None:
    assert symbols(typed) == read


def test_texts_are_kept_apart_and_know_their_place() -> None:
    encoded = text.encode(["路灯", "", "停 水"])

    assert encoded.texts == 3
    assert encoded.row[encoded.symbols != 0].tolist() == [0, 0, 2, 2]
    assert encoded.place[encoded.symbols != 0].tolist() == [0, 1, 0, 2]


def test_no_texts_have_no_symbols() -> None:
    assert len(text.encode([]).symbols) == 0


def test_a_half_character_does_not_stop_the_reading() -> None:
    assert symbols("坏\ud800了") in {"坏|了|", "坏了|"}


def test_the_title_is_the_first_line_when_it_is_short() -> None:
    assert text.head_length("路灯不亮\n晚上很黑") == 4
    assert text.head_length("没有标题的来件" * 20) == text.HEAD
    assert text.head_length("很长" * 50 + "\n第二行") == text.HEAD


def test_fields_are_joined_without_empty_ones() -> None:
    assert text.join(["标题", " ", "正文 "]) == "标题\n正文"


def test_words_between_spaces_are_noticed() -> None:
    assert text.is_cut_into_words(["路灯 不亮 请 来 修"])
    assert not text.is_cut_into_words(["路灯不亮,请来修"])
    assert not text.is_cut_into_words([])


def test_a_very_long_text_is_read_to_its_limit() -> None:
    assert text.encode(["路" * 9999]).place.max() == text.LONGEST_TEXT
