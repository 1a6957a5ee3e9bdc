"""A small piece of the tree of areas for tests of the network: a city, two counties, townships with population."""

from datetime import date

from django.db import transaction

from gongzhi.core.geo import cache
from gongzhi.core.geo.models import Area

SINCE = date(2004, 1, 1)
AREAS = (
    ("1304", 2, "邯郸市", "", 9_410_000),
    ("130403", 3, "丛台区", "1304", 400_000),
    ("130402", 3, "邯山区", "1304", 500_000),
    ("130403001", 4, "人民路街道", "130403", 60_000),
    ("130403002", 4, "联纺街道", "130403", 40_000),
    ("130402001", 4, "火磨街道", "130402", 50_000),
    ("130403001001", 5, "展览路社区", "130403001", 8_000),
)


@transaction.atomic
def make_areas() -> None:
    """Write the areas and have them read anew."""
    for code, level, name, parent, population in AREAS:
        Area.objects.create(
            code=code,
            level=level,
            name=name,
            parent_code=parent,
            valid_from=SINCE,
            population=population,
            source="测试人口表",
        )
    cache.changed()
