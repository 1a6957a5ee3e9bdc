"""Ladders of codes."""

import pytest

from gongzhi.core.orgs.rules import codes


@pytest.mark.parametrize(
    ("code", "ladder"),
    [
        ("130402001006003", ["130402001006003", "130402001006", "130402001", "130402", "1304"]),
        ("130402001", ["130402001", "130402", "1304"]),
        ("1304", ["1304"]),
        ("", []),
    ],
)
def test_an_area_leads_up_to_its_city(code: str, ladder: list[str]) -> None:
    assert list(codes.ladder(code)) == ladder


def test_a_category_leads_up_to_its_parent() -> None:
    assert list(codes.category_ladder("noise.living")) == ["noise.living", "noise"]
    assert list(codes.category_ladder("")) == []
