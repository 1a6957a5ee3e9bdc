"""Tokens, queries, and that each text is found by every piece of it."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongzhi.core.search.rules import bigrams


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("路灯坏了", ["路灯", "灯坏", "坏了", "了"], id="pairs and the last character"),
        pytest.param("灯", ["灯"], id="one character"),
        pytest.param("人民路12号", ["人民", "民路", "路", "12", "号"], id="numbers are words"),
        pytest.param("路燈壞了", ["路灯", "灯坏", "坏了", "了"], id="traditional is simplified"),
        pytest.param("ＷＩＦＩ 慢", ["wifi", "慢"], id="full width and upper case"),
        pytest.param("停水,停电", ["停水", "水", "停电", "电"], id="no pair over a comma"),
        pytest.param("停水停水", ["停水", "水停", "水"], id="each token once"),
        pytest.param("GZ-20261124-000123-7", ["gz", "20261124", "000123", "7"], id="a matter's number"),
        pytest.param("冀D12345", ["冀", "d12345"], id="letters and digits are one word"),
        pytest.param("𠮷野家", ["𠮷野", "野家", "家"], id="characters beyond the basic plane"),
        pytest.param("e_mail", ["e", "mail"], id="underscore parts words"),
        pytest.param("café Привет", ["café", "привет"], id="other scripts"),
        pytest.param("!?…  \n", [], id="nothing to look for"),
    ],
)
def test_tokens(text: str, expected: list[str]) -> None:
    assert bigrams.tokens(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("路灯不亮", "'路灯' & '灯不' & '不亮'"),
        ("灯", "'灯':*"),
        ("路灯 12 abc", "'路灯' & '12' & 'abc':*"),
        ("路灯路灯", "'路灯' & '灯路'"),
        ("'; DROP TABLE x; --", "'drop':* & 'table':* & 'x'"),
        ("&|!()", ""),
        ("", ""),
    ],
)
def test_query(text: str, expected: str) -> None:
    assert bigrams.query(text) == expected


def test_the_literal_holds_title_and_text_once() -> None:
    assert bigrams.tsvector_literal("路灯", "路灯坏") == "路灯 灯 灯坏 坏"


def test_a_very_long_word_is_cut_alike_in_text_and_query() -> None:
    word = "a" * 5000

    assert bigrams.tokens(word) == ["a" * 40]
    assert bigrams.query(word) == f"'{'a' * 40}':*"


def test_pairs_leave_single_characters_out() -> None:
    assert bigrams.pairs("路灯坏 x") == ["路灯", "灯坏"]


def test_any_of_joins_by_or() -> None:
    assert bigrams.any_of(["路灯", "灯坏"]) == "'路灯' | '灯坏'"


_TEXT = st.text(st.one_of(st.characters(), st.sampled_from("路灯坏了停水abc12,。 ")), max_size=60)


@given(_TEXT)
def test_tokens_never_hold_what_a_tsvector_would_misread(text: str) -> None:
    for token in bigrams.tokens(text):
        assert token
        assert not set(token) & set(" '\\:&|!()<>\t\n\r\x00")


@given(_TEXT, st.data())
def test_every_piece_of_a_run_finds_its_text(text: str, data: st.DataObject) -> None:
    runs = [run for run in bigrams.runs(text) if bigrams.is_han(run)]
    if not runs:
        return
    run = data.draw(st.sampled_from(runs))
    start = data.draw(st.integers(0, len(run) - 1))
    piece = run[start : data.draw(st.integers(start + 1, len(run)))]

    have = set(bigrams.tokens(text))

    for wanted in bigrams.query(piece).split(" & "):
        word = wanted.split("'")[1]
        assert word in have or (wanted.endswith(":*") and any(one.startswith(word) for one in have))


def test_ten_thousand_texts_a_second() -> None:
    text = (
        "丛台区人民路与光明大街交叉口的路灯坏了两个多月,晚上很黑,老人孩子出门不安全,打了电话也没有人来修,请尽快处理。"
        * 2
    )
    began = time.perf_counter()

    for _ in range(2000):
        bigrams.tsvector_literal("路灯坏了", text)

    assert 2000 / (time.perf_counter() - began) > 5000  # twice as much alone; the machine may be busy
