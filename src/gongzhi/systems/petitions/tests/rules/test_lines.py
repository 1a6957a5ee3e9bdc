"""Above and below among bodies: the accused line, common superiors, the next higher body."""

import pytest

from gongzhi.systems.petitions.rules.lines import (
    is_common_superior,
    is_in_line,
    nearest_above_line,
    next_higher,
)

CITY, DISTRICT, BUREAU, TEAM, OTHER = 1, 2, 3, 4, 5


@pytest.mark.parametrize(
    ("path", "accused", "expected"),
    [
        pytest.param((CITY, DISTRICT, BUREAU), {BUREAU}, True, id="the accused itself"),
        pytest.param((CITY, DISTRICT, BUREAU, TEAM), {BUREAU}, True, id="below the accused"),
        pytest.param((CITY, DISTRICT), {BUREAU}, False, id="above the accused"),
        pytest.param((CITY, DISTRICT, OTHER), {BUREAU}, False, id="beside the accused"),
        pytest.param((), {BUREAU}, False, id="nobody"),
    ],
)
def test_the_line_of_an_accusation_runs_downwards(
    path: tuple[int, ...], accused: set[int], expected: bool
) -> None:
    assert is_in_line(path, accused) is expected


@pytest.mark.parametrize(
    ("unit", "paths", "expected"),
    [
        pytest.param(DISTRICT, [(CITY, DISTRICT, BUREAU), (CITY, DISTRICT, OTHER)], True, id="above both"),
        pytest.param(CITY, [(CITY, DISTRICT, BUREAU)], True, id="two levels above one"),
        pytest.param(BUREAU, [(CITY, DISTRICT, BUREAU), (CITY, DISTRICT, OTHER)], False, id="one of them"),
        pytest.param(DISTRICT, [(CITY, DISTRICT, BUREAU), (CITY, OTHER)], False, id="above one only"),
        pytest.param(DISTRICT, [], False, id="of nobody"),
    ],
)
def test_a_common_superior_stands_above_all_of_them(
    unit: int, paths: list[tuple[int, ...]], expected: bool
) -> None:
    assert is_common_superior(unit, paths) is expected


def test_the_next_higher_body_is_the_nearest_that_is_not_accused() -> None:
    assert next_higher((CITY, DISTRICT, BUREAU)) == DISTRICT
    assert next_higher((CITY, DISTRICT, BUREAU), {DISTRICT}) == CITY
    assert next_higher((CITY,)) is None


def test_an_owner_in_the_accused_line_makes_way_for_the_nearest_above_it() -> None:
    assert nearest_above_line((CITY, DISTRICT, BUREAU), {OTHER}) == BUREAU
    assert nearest_above_line((CITY, DISTRICT, BUREAU), {DISTRICT}) == CITY
    assert nearest_above_line((CITY, DISTRICT), {CITY}) is None
