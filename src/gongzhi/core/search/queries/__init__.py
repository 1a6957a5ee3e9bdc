"""Full text over matters that the caller may see: exact first, else the nearest; and the look-alikes of a text."""

from gongzhi.core.search.queries.near import Alike, alike, nearest, similar
from gongzhi.core.search.queries.words import Words, exactly, first, holding, look_up, matching

__all__ = [
    "Alike",
    "Words",
    "alike",
    "exactly",
    "first",
    "holding",
    "look_up",
    "matching",
    "nearest",
    "similar",
]
