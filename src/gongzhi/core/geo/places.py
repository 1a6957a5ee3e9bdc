"""Locating points in the standing areas: the finest level that has outlines answers, coarser ones fill the gaps."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely

from gongzhi.core.geo.models import Outline
from gongzhi.core.geo.rules.levels import Level
from gongzhi.reading.locate import Floats, Locator

_FINEST_FIRST = (Level.GRID, Level.VILLAGE, Level.TOWNSHIP, Level.COUNTY, Level.CITY)


@dataclass(frozen=True, slots=True)
class Places:
    """One locator for each level that has outlines, the finest first."""

    locators: tuple[Locator, ...]

    @classmethod
    def read(cls) -> "Places":
        """Return locators over the outlines of all standing areas."""
        return cls(tuple(locator for level in _FINEST_FIRST if (locator := _locator(level)) is not None))

    def locate(self, lon: float, lat: float) -> str:
        """Return the code of the finest area that covers a point, "" outside."""
        return next((code for one in self.locators if (code := one.locate(lon, lat))), "")

    def locate_many(self, lons: Sequence[float] | Floats, lats: Sequence[float] | Floats) -> list[str]:
        """Return the code of the finest area that covers each point, "" outside."""
        x, y = np.asarray(lons, dtype=np.float64), np.asarray(lats, dtype=np.float64)
        answers = np.full(len(x), "", dtype=object)
        left = np.arange(len(x))
        for locator in self.locators:
            found = locator.locate_many(x[left], y[left])
            hit = found >= 0
            answers[left[hit]] = np.array(locator.codes, dtype=object)[found[hit]]
            left = left[~hit]
        return list(answers)


def _locator(level: Level) -> Locator | None:
    rows = Outline.objects.filter(area__level=level, area__valid_to__isnull=True)
    pairs = list(rows.values_list("area__code", "wkb"))
    if not pairs:
        return None
    polygons = shapely.from_wkb([bytes(wkb) for _, wkb in pairs])
    return Locator.build([code for code, _ in pairs], list(polygons))
