"""What every installation starts with: the shipped categories; settings come from their declarations."""

from datetime import date, datetime

from django.db import transaction

from gongzhi.core.orgs import cache
from gongzhi.core.orgs.actions.build import add_categories

SINCE = date(2021, 1, 1)


@transaction.atomic
def load(at: datetime) -> None:
    """Add the shipped categories that are missing; what an installation changed stays as it is."""
    if add_categories(SINCE):
        cache.changed()
