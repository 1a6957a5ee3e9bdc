"""Conversion between the Chinese map datum and WGS 84."""

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from gongzhi.core.geo.rules.datum import Datum, gcj02_to_wgs84, to_wgs84, wgs84_to_gcj02

METRES = 111_320.0


@given(lon=st.floats(74, 134), lat=st.floats(18, 53))
def test_there_and_back_is_within_a_centimetre(lon: float, lat: float) -> None:
    there = wgs84_to_gcj02(np.array([lon]), np.array([lat]))
    back = gcj02_to_wgs84(*there)

    assert abs(back[0][0] - lon) * METRES < 0.01
    assert abs(back[1][0] - lat) * METRES < 0.01


def test_in_handan_the_shift_is_some_hundred_metres_to_the_east() -> None:
    lon, lat = wgs84_to_gcj02(np.array([114.49]), np.array([36.61]))

    assert 300 < (lon[0] - 114.49) * METRES * np.cos(np.radians(36.61)) < 700
    assert 0 < (lat[0] - 36.61) * METRES < 300


# Published pairs: Tiananmen as both kinds of map give it, to within what they print.
@pytest.mark.parametrize(("wgs", "gcj"), [((116.391331, 39.907369), (116.397573, 39.908771))])
def test_a_published_pair_is_met_within_two_metres(
    wgs: tuple[float, float], gcj: tuple[float, float]
) -> None:
    lon, lat = wgs84_to_gcj02(np.array([wgs[0]]), np.array([wgs[1]]))

    assert abs(lon[0] - gcj[0]) * METRES < 2
    assert abs(lat[0] - gcj[1]) * METRES < 2


def test_outlines_are_converted_point_by_point_or_left_alone() -> None:
    box = shapely.box(114.4, 36.5, 114.5, 36.6)

    assert to_wgs84(box, Datum.WGS84) is box
    moved = to_wgs84(box, Datum.GCJ02)
    assert len(moved.exterior.coords) == 5
    assert 0.003 < box.bounds[0] - moved.bounds[0] < 0.008
