"""The Chinese map datum GCJ-02 and WGS 84, in which we keep everything.

Published maps of China are shifted by a smooth field of some hundred metres. The shift is added by a known formula and
taken away by asking, a few times over, which point would be shifted to the given one. Round trip: below a centimetre.
"""

from enum import StrEnum
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

Floats = NDArray[np.float64]

_AXIS = 6378245.0
_ECCENTRICITY = 0.00669342162296594323
_ROUNDS = 6


class Datum(StrEnum):
    """What coordinates refer to."""

    WGS84 = "wgs84"
    GCJ02 = "gcj02"


def wgs84_to_gcj02(lon: Floats, lat: Floats) -> tuple[Floats, Floats]:
    """Return GCJ-02 degrees of WGS 84 degrees inside China."""
    x, y = lon - 105.0, lat - 35.0
    north = -100.0 + 2.0 * x + 3.0 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * np.sqrt(np.abs(x))
    north += _waves(x, 6.0, 2.0) + _series(y, ((1.0, 20.0), (3.0, 40.0), (12.0, 160.0), (30.0, 320.0)))
    east = 300.0 + x + 2.0 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * np.sqrt(np.abs(x))
    east += _waves(x, 6.0, 2.0) + _series(x, ((1.0, 20.0), (3.0, 40.0), (12.0, 150.0), (30.0, 300.0)))
    angle = np.radians(lat)
    bulge = 1.0 - _ECCENTRICITY * np.sin(angle) ** 2
    metres_north = _AXIS * (1.0 - _ECCENTRICITY) / (bulge * np.sqrt(bulge))
    metres_east = _AXIS / np.sqrt(bulge) * np.cos(angle)
    return lon + np.degrees(east / metres_east), lat + np.degrees(north / metres_north)


def gcj02_to_wgs84(lon: Floats, lat: Floats) -> tuple[Floats, Floats]:
    """Return WGS 84 degrees of GCJ-02 degrees inside China."""
    found_lon, found_lat = lon.copy(), lat.copy()
    for _ in range(_ROUNDS):
        shifted_lon, shifted_lat = wgs84_to_gcj02(found_lon, found_lat)
        found_lon += lon - shifted_lon
        found_lat += lat - shifted_lat
    return found_lon, found_lat


def to_wgs84(geometry: Any, datum: Datum) -> Any:
    """Return a shapely geometry in WGS 84."""
    if datum is Datum.WGS84:
        return geometry
    return shapely.transform(
        geometry, lambda points: np.column_stack(gcj02_to_wgs84(points[:, 0], points[:, 1]))
    )


def _waves(x: Floats, fast: float, slow: float) -> Floats:
    return (20.0 * np.sin(fast * x * np.pi) + 20.0 * np.sin(slow * x * np.pi)) * 2.0 / 3.0


def _series(value: Floats, terms: tuple[tuple[float, float], ...]) -> Floats:
    total = np.zeros_like(value)
    for over, height in terms:
        total = total + height * np.sin(value / over * np.pi)
    return total * 2.0 / 3.0
