"""Rows of the orgs."""

from gongzhi.core.orgs.models.category import Category
from gongzhi.core.orgs.models.duty import Duty
from gongzhi.core.orgs.models.setting import Setting, Version
from gongzhi.core.orgs.models.unit import Succession, SuccessionKind, Unit, UnitKind, UnitQuerySet

__all__ = [
    "Category",
    "Duty",
    "Setting",
    "Succession",
    "SuccessionKind",
    "Unit",
    "UnitKind",
    "UnitQuerySet",
    "Version",
]
