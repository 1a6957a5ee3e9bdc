"""Levels of codes."""

import pytest

from gongzhi.core.geo.rules.levels import Level, ladder, level_of, parent_of


@pytest.mark.parametrize(
    ("code", "level", "parent"),
    [
        ("1304", Level.CITY, ""),
        ("130403", Level.COUNTY, "1304"),
        ("130403009", Level.TOWNSHIP, "130403"),
        ("130403009001", Level.VILLAGE, "130403009"),
        ("130403009001002", Level.GRID, "130403009001"),
        ("13040", None, ""),
        ("13O4", None, ""),
        ("", None, ""),
    ],
)
def test_the_length_of_a_code_says_its_level(code: str, level: Level | None, parent: str) -> None:
    assert level_of(code) is level
    assert parent_of(code) == parent


def test_the_ladder_climbs_to_the_city() -> None:
    assert list(ladder("130403009001002")) == [
        "130403009001002",
        "130403009001",
        "130403009",
        "130403",
        "1304",
    ]
    assert list(ladder("")) == []
