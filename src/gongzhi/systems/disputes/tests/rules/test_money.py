"""Money in figures and in capital numerals."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongzhi.systems.disputes.rules.money import MOST, capital, fen_of, typed, yuan_text


@pytest.mark.parametrize(
    ("fen", "words"),
    [
        (0, "人民币零元整"),
        (1, "人民币壹分"),
        (10, "人民币壹角整"),
        (105, "人民币壹元零伍分"),
        (50_00, "人民币伍拾元整"),
        (107_000_53, "人民币壹拾万柒仟元零伍角叁分"),
        (1_409_50, "人民币壹仟肆佰零玖元伍角整"),
        (6_007_14, "人民币陆仟零柒元壹角肆分"),
        (16_409_02, "人民币壹万陆仟肆佰零玖元零贰分"),
        (325_04, "人民币叁佰贰拾伍元零肆分"),
        (12_000_00, "人民币壹万贰仟元整"),
        (100_000_000_00, "人民币壹亿元整"),
        (100_010_000_00, "人民币壹亿零壹万元整"),
        (1_000_000_001_00, "人民币壹拾亿零壹元整"),
        (10_100_00, "人民币壹万零壹佰元整"),
        (100_000_00, "人民币壹拾万元整"),
    ],
)
def test_sums_are_written_out_as_bills_are(fen: int, words: str) -> None:
    assert capital(fen) == words


@pytest.mark.parametrize(
    ("text", "fen"),
    [
        ("12000", 12_000_00),
        ("12,000.50", 12_000_50),
        ("¥ 3.05元", 3_05),
        ("1.2万", 12_000_00),
        ("1.2 万元", 12_000_00),
        ("0", None),
        ("-5", None),
        ("1.005", None),
        ("NaN", None),
        ("一千", None),
        ("", None),
        ("99999999999999", None),
    ],
)
def test_typed_sums_are_read_as_whole_fen(text: str, fen: int | None) -> None:
    assert fen_of(text) == fen


@given(st.integers(min_value=1, max_value=MOST))
def test_a_sum_reads_back_as_it_was_written(fen: int) -> None:
    assert fen_of(yuan_text(fen)) == fen
    assert fen_of(typed(fen)) == fen


@given(st.integers(min_value=0, max_value=MOST))
def test_numerals_never_stutter(fen: int) -> None:
    words = capital(fen)

    assert "零零" not in words
    assert "零元" not in words or fen < 100
    assert words.endswith(("整", "分"))


def test_sums_beyond_reason_are_refused() -> None:
    with pytest.raises(ValueError, match="cannot be written"):
        capital(MOST + 1)
