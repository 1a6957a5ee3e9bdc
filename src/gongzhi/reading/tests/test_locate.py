"""Locating points: always the answer of shapely, by any way of asking."""

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from gongzhi.reading.locate import Locator


def brute(codes: list[str], polygons: list[shapely.Geometry], x: np.ndarray, y: np.ndarray) -> list[str]:
    """Ask shapely for every pair; the lowest code wins."""
    points = shapely.points(x, y)
    pairs = sorted(zip(codes, polygons, strict=True), key=lambda pair: pair[0])
    answers = np.full(len(x), "", dtype=object)
    for code, polygon in reversed(pairs):
        answers[shapely.covers(polygon, points)] = code
    return list(answers)


def asked(locator: Locator, x: np.ndarray, y: np.ndarray) -> list[str]:
    """Ask the locator in bulk."""
    return ["" if one < 0 else locator.codes[one] for one in locator.locate_many(x, y)]


def corners_and_middles(polygons: list[shapely.Geometry]) -> np.ndarray:
    """Return the points where rounding hurts: corners and the middles of edges."""
    points = shapely.get_coordinates(polygons)
    return np.concatenate([points, (points[1:] + points[:-1]) / 2])


coordinates = st.one_of(st.integers(-6, 6).map(float), st.floats(-6, 6, allow_nan=False, width=32))
rings = st.lists(st.tuples(coordinates, coordinates), min_size=3, max_size=9)


@st.composite
def polygons(draw: st.DrawFn) -> shapely.Geometry:
    """Return a valid polygon or multipolygon, often with holes: what a scribbled ring encloses an odd number of times."""
    shape = shapely.make_valid(shapely.Polygon(draw(rings)))
    if draw(st.booleans()):
        shape = shapely.symmetric_difference(shape, shapely.make_valid(shapely.Polygon(draw(rings))))
    parts = [one for one in shapely.get_parts(shape) if one.geom_type == "Polygon" and one.area > 0]
    found = shapely.MultiPolygon(parts) if len(parts) != 1 else parts[0]
    return found if parts and found.is_valid else shapely.box(-1, -1, 1, 1)


@settings(max_examples=400, deadline=None)
@given(
    shapes=st.lists(polygons(), min_size=1, max_size=5),
    spots=st.lists(st.tuples(coordinates, coordinates), min_size=1, max_size=40),
    cells=st.sampled_from([1, 9, 100, 2000]),
)
def test_the_answer_is_that_of_shapely_for_overlaps_holes_and_touching_points(
    shapes: list[shapely.Geometry], spots: list[tuple[float, float]], cells: int
) -> None:
    codes = [f"{n * 7 % 11:02d}" for n in range(len(shapes))]
    locator = Locator.build(codes, shapes, cells)
    points = np.concatenate([np.array(spots), corners_and_middles(shapes)])
    x, y = points[:, 0].copy(), points[:, 1].copy()

    assert asked(locator, x, y) == brute(codes, shapes, x, y)


def test_tiles_of_a_plane_answer_like_shapely_for_many_points() -> None:
    random = np.random.default_rng(20260302)
    cells = shapely.get_parts(shapely.voronoi_polygons(shapely.MultiPoint(random.random((300, 2)))))
    tiles = list(shapely.intersection(cells, shapely.Point(0.5, 0.5).buffer(0.5)))
    codes = [f"{n:04d}" for n in range(len(tiles))]
    locator = Locator.build(codes, tiles)
    spots = np.concatenate([random.random((50_000, 2)) * 1.2 - 0.1, corners_and_middles(tiles)])

    assert asked(locator, spots[:, 0], spots[:, 1]) == brute(codes, tiles, spots[:, 0], spots[:, 1])


def test_single_and_bulk_answers_agree() -> None:
    random = np.random.default_rng(7)
    tiles = [shapely.Point(*middle).buffer(0.2) for middle in random.random((30, 2))]
    locator = Locator.build([f"{n:02d}" for n in range(30)], tiles)
    spots = random.random((2000, 2)) * 2 - 0.5

    assert [locator.locate(x, y) for x, y in spots] == asked(locator, spots[:, 0], spots[:, 1])


def test_the_lowest_code_wins_on_a_shared_border_whatever_the_order_given() -> None:
    left, right = shapely.box(0, 0, 1, 1), shapely.box(1, 0, 2, 1)

    for codes, shapes in ((["a", "b"], [left, right]), (["b", "a"], [right, left])):
        assert Locator.build(codes, shapes).locate(1.0, 0.5) == "a"
    assert Locator.build(["b", "a"], [left, right]).locate(1.0, 0.5) == "a"


def test_a_hole_is_outside_and_its_border_inside() -> None:
    ring = shapely.Polygon(shapely.box(0, 0, 4, 4).exterior, [shapely.box(1, 1, 3, 3).exterior])
    locator = Locator.build(["ring"], [ring])

    assert [locator.locate(x, 2.0) for x in (0.0, 0.5, 1.0, 2.0, 3.0, 4.0, 4.1)] == [
        "ring", "ring", "ring", "", "ring", "ring", ""
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("lon", "lat"),
    [(float("nan"), 0.5), (0.5, float("nan")), (float("inf"), 0.5), (-1e308, 1e308), (181.0, 95.0)],
)
def test_what_is_no_place_is_outside(lon: float, lat: float) -> None:
    locator = Locator.build(["a"], [shapely.box(0, 0, 1, 1)])

    assert locator.locate(lon, lat) == ""
    assert list(locator.locate_many([lon, 0.5], [lat, 0.5])) == [-1, 0]


def test_nothing_is_located_among_no_polygons() -> None:
    locator = Locator.build([], [])

    assert len(locator) == 0
    assert locator.locate(1.0, 2.0) == ""
    assert list(locator.locate_many([1.0], [2.0])) == [-1]


def test_no_points_give_no_answers() -> None:
    assert len(Locator.build(["a"], [shapely.box(0, 0, 1, 1)]).locate_many([], [])) == 0


def test_a_broken_polygon_is_never_laid_over_the_raster() -> None:
    bow_tie = shapely.Polygon([(0, 0), (1, 1), (1, 0), (0, 1)])

    with pytest.raises(ValueError, match="b: Self-intersection"):
        Locator.build(["b", "a"], [bow_tie, shapely.box(0, 0, 1, 1)])
