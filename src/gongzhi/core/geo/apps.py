"""Django app of the areas."""

from django.apps import AppConfig


class GeoConfig(AppConfig):
    """Areas, outlines, layers of grids."""

    name = "gongzhi.core.geo"
    label = "geo"
    verbose_name = "区划和网格"
