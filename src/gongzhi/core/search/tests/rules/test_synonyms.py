"""Words of one meaning: reading the list, and asking for all of them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongzhi.core.search.rules import bigrams
from gongzhi.core.search.rules.synonyms import Synonyms, parse, write
from gongzhi.kernel.errors import InvalidInput

CITY = Synonyms((("不亮", "坏了", "熄灭"), ("路灯", "街灯"), ("ktv", "歌厅")), 1)


def test_a_list_has_a_group_a_line() -> None:
    assert parse("路灯 街灯，照明灯\n\n# 备注\n噪音＝噪聲") == (
        ("路灯", "街灯", "照明灯"),
        ("噪音", "噪声"),
    )


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("路灯", "2 到 30 个"),
        ("路灯 灯", "「灯」不能用"),
        ("路灯 街，", "「街」不能用"),
        ("路灯 a-b", "不能用"),
        ("路灯 街灯\n照明 路灯", "第 1 行和第 2 行都有"),
    ],
)
def test_a_bad_line_is_told(text: str, said: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        parse(text)

    assert said in refused.value.sentence()


def test_writing_gives_what_was_read() -> None:
    assert parse(write(CITY.groups)) == CITY.groups


def test_a_query_asks_for_each_word_or_its_like() -> None:
    assert CITY.query("路灯不亮") == (
        "( ( '路灯' & '灯不' & '不亮' ) | ( ( '路灯' | '街灯' ) & ( '不亮' | '坏了' | '熄灭' ) ) )"
    )
    assert CITY.query("人民路") == bigrams.query("人民路")
    assert CITY.query("KTV") == "( 'ktv':* | ( 'ktv':* | '歌厅' ) )"
    assert Synonyms().query("路灯不亮") == bigrams.query("路灯不亮")


def test_what_stands_between_is_kept() -> None:
    assert CITY.split("门口路灯老是不亮") == [
        ("门口",),
        ("路灯", "街灯"),
        ("老是",),
        ("不亮", "坏了", "熄灭"),
    ]
    assert set(CITY.terms("路灯不亮")) == {"路灯不亮", "路灯", "街灯", "不亮", "坏了", "熄灭"}


@given(st.text("路灯不亮坏了人民a1 ", max_size=20))
def test_splitting_loses_nothing(text: str) -> None:
    for run in bigrams.runs(text):
        assert "".join(words[0] for words in CITY.split(run)) == run
