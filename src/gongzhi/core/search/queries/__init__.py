"""Full text over matters that the caller may see: exact first, else the nearest; and the look-alikes of a text."""

from gongzhi.core.search.queries.near import Alike, alike, nearest, similar
from gongzhi.core.search.queries.synonyms import in_force as synonyms_in_force
from gongzhi.core.search.queries.words import (
    Words,
    added,
    exactly,
    first,
    holding,
    look_up,
    looked_up,
    matching,
)

__all__ = [
    "Alike",
    "Words",
    "added",
    "alike",
    "exactly",
    "first",
    "holding",
    "look_up",
    "looked_up",
    "matching",
    "nearest",
    "similar",
    "synonyms_in_force",
]
