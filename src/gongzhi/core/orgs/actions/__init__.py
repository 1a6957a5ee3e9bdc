"""Writes over the orgs: build the tree from the division table, change it by date, set duties and settings."""

from gongzhi.core.orgs.actions.build import Built, City, add_categories, import_areas
from gongzhi.core.orgs.actions.change import (
    NewUnit,
    Part,
    add_unit,
    close_unit,
    merge_units,
    rename_unit,
    split_unit,
)
from gongzhi.core.orgs.actions.duties import NewDuty, set_duty
from gongzhi.core.orgs.actions.settings import confirm_setting, set_setting

__all__ = [
    "Built",
    "City",
    "NewDuty",
    "NewUnit",
    "Part",
    "add_categories",
    "add_unit",
    "close_unit",
    "confirm_setting",
    "import_areas",
    "merge_units",
    "rename_unit",
    "set_duty",
    "set_setting",
    "split_unit",
]
