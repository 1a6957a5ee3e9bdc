"""Drawn-up borders tile the county, nest exactly, and come out the same each time."""

import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from gongzhi.core.geo.rules.drawing import Group, draw, grids_of, is_community, is_street

OUTLINES = {
    "box": shapely.box(114.4, 36.5, 114.6, 36.6),
    "horseshoe": shapely.box(114, 36, 115, 37).difference(shapely.box(114.2, 36.2, 114.8, 37.1)),
    "with a hole": shapely.box(114, 36, 115, 37).difference(shapely.box(114.3, 36.3, 114.7, 36.7)),
    "two parts": shapely.MultiPolygon([shapely.box(114, 36, 115, 37), shapely.box(115.2, 36, 115.5, 36.5)]),
}


def groups(townships: int, villages: int) -> list[Group]:
    found = []
    for t in range(townships):
        code = f"130403{t + 1 if t % 2 else t + 101:03d}"
        below = [f"{code}{v + 1 if v % 3 == 0 else v + 201:03d}" for v in range(villages)]
        found.append(
            Group(
                code,
                tuple(
                    Group(v, tuple(Group(f"{v}{n:03d}") for n in range(1, grids_of(v) + 1))) for v in below
                ),
            )
        )
    return found


@settings(max_examples=25, deadline=None)
@given(
    outline=st.sampled_from(sorted(OUTLINES)),
    townships=st.integers(1, 8),
    villages=st.integers(1, 12),
    seed=st.integers(0, 2**31),
)
def test_tiles_are_valid_cover_the_outline_and_do_not_overlap(
    outline: str, townships: int, villages: int, seed: int
) -> None:
    county = OUTLINES[outline]
    wanted = groups(townships, villages)
    drawn = draw(county, wanted, seed)
    grids = [shape for code, shape in drawn.items() if len(code) == 15]

    assert len(grids) == sum(one.size for one in wanted)
    assert all(shape.is_valid and shape.area > 0 for shape in drawn.values())
    assert shapely.coverage_is_valid(grids)
    assert abs(sum(shape.area for shape in grids) / county.area - 1) < 1e-4
    for group in wanted:
        together = sum(drawn[village.code].area for village in group.parts)
        assert abs(drawn[group.code].area / together - 1) < 1e-6


def test_what_is_cut_off_from_its_seed_goes_to_a_neighbour() -> None:
    teeth = [shapely.box(114 + n / 10, 36, 114.02 + n / 10, 36.5) for n in range(10)]
    comb = shapely.union_all([shapely.box(114, 35.98, 114.92, 36), *teeth])
    drawn = draw(comb, groups(5, 8), 3)
    grids = [shape for code, shape in drawn.items() if len(code) == 15]

    assert all(shape.geom_type == "Polygon" for shape in grids)
    assert shapely.coverage_is_valid(grids)


def test_an_island_without_a_seed_of_its_own_stays_with_the_nearest() -> None:
    drawn = draw(
        OUTLINES["two parts"], [Group("130403100", (Group("130403100200", (Group("130403100200001"),)),))], 1
    )

    assert drawn["130403100200001"].equals(OUTLINES["two parts"])


def test_the_same_seed_draws_the_same_map() -> None:
    one, again, other = (draw(OUTLINES["box"], groups(4, 6), seed) for seed in (7, 7, 8))

    assert all(shape.equals_exact(again[code], 0) for code, shape in one.items())
    assert not all(shape.equals(other[code]) for code, shape in one.items())


def test_a_county_without_villages_draws_nothing() -> None:
    assert draw(OUTLINES["box"], [], 1) == {}


def test_numbers_tell_streets_and_communities() -> None:
    assert is_street("130403009")
    assert not is_street("130403100")
    assert is_community("130403009001")
    assert not is_community("130403100200")
