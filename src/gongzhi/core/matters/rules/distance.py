"""Distances between points on the ground."""

from math import asin, cos, radians, sin, sqrt

EARTH = 6_371_008.8


def metres(lon: float, lat: float, other_lon: float, other_lat: float) -> float:
    """Return the distance of two points (WGS 84 degrees) in metres along the mean sphere."""
    south, north = radians(lat), radians(other_lat)
    half = sin((north - south) / 2) ** 2
    half += cos(south) * cos(north) * sin(radians(other_lon - lon) / 2) ** 2
    return 2 * EARTH * asin(sqrt(min(1.0, half)))
