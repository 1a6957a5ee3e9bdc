"""Rows of the areas."""

from gongzhi.core.geo.models.alias import Alias
from gongzhi.core.geo.models.area import Area, AreaQuerySet, Succession, SuccessionKind, Version
from gongzhi.core.geo.models.layer import Cell, CellFate, Layer
from gongzhi.core.geo.models.outline import Outline

__all__ = [
    "Alias",
    "Area",
    "AreaQuerySet",
    "Cell",
    "CellFate",
    "Layer",
    "Outline",
    "Succession",
    "SuccessionKind",
    "Version",
]
