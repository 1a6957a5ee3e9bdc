"""Many nets into one: the fates of cells."""

import itertools

import pytest
import shapely

from gongzhi.core.geo.rules.merging import Fate, LayerCell, resolve


def cell(layer: str, key: str, west: float, east: float, rank: int = 0) -> LayerCell:
    return LayerCell(layer, key, f"{key}号", "130403009001", shapely.box(west, 0, east, 1), rank)


@pytest.mark.parametrize(
    ("west", "east", "fate"),
    [
        (2.0, 3.0, Fate.TAKEN),
        (1.0, 2.0, Fate.TAKEN),
        (0.995, 2.0, Fate.TAKEN),
        (0.05, 1.05, Fate.MERGED),
        (0.0, 1.0, Fate.MERGED),
        (0.2, 0.8, Fate.COVERED),
        (0.5, 1.5, Fate.CUT),
        (-1.0, 2.0, Fate.CUT),
    ],
)
def test_a_cell_beside_a_grid_meets_its_fate(west: float, east: float, fate: Fate) -> None:
    first, second = resolve([cell("综治", "1", 0, 1, rank=1), cell("城管", "2", west, east, rank=2)])

    assert first.fate is Fate.TAKEN
    assert second.fate is fate
    assert bool(second.why) == (fate is not Fate.TAKEN)
    assert (second.into is not None) == (fate in (Fate.MERGED, Fate.COVERED))
    if second.shape is not None:
        assert shapely.intersection(first.shape, second.shape).area == 0


def test_the_order_in_which_cells_come_changes_nothing() -> None:
    cells = [
        cell("综治", "1", 0, 1, 1),
        cell("综治", "2", 1, 2, 1),
        cell("城管", "1", 0.5, 1.5, 2),
        cell("环卫", "9", 1.7, 3, 3),
    ]
    wanted = [(one.cell.layer, one.cell.key, one.fate) for one in resolve(cells)]

    for order in itertools.permutations(cells):
        assert [(one.cell.layer, one.cell.key, one.fate) for one in resolve(order)] == wanted


def test_the_lower_rank_keeps_its_ground() -> None:
    special = cell("专属", "学校", 0.2, 0.4, rank=1)
    general = cell("综治", "1", 0, 1, rank=2)
    first, second = resolve([general, special])

    assert (first.cell, first.fate) == (special, Fate.TAKEN)
    assert second.fate is Fate.CUT
    assert round(second.shape.area, 6) == 0.8


def test_no_cells_make_no_grids() -> None:
    assert resolve([]) == []
