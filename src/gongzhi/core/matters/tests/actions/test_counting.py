"""Counts that are folded, and past days that are counted once."""

from datetime import date, datetime

import pytest
from django.db.models import Sum

from gongzhi.core.matters.actions.counting import count_days, count_last_days, fold_tallies
from gongzhi.core.matters.models import DailyFigure, Matter, Tally
from gongzhi.kernel.terms import CHINA

pytestmark = pytest.mark.django_db
AT = datetime(2026, 3, 5, 0, 10, tzinfo=CHINA)


def matter(number: int, opened: datetime, closed: datetime | None = None) -> Matter:
    return Matter.objects.create(
        id=number,
        number=f"GZ-20260302-{number:06d}-0",
        system="grid",
        channel="web",
        title="路灯不亮",
        text="路口的路灯三天不亮了。",
        category="city.light",
        county_code="130403",
        opened_at=opened,
        brought_at=opened,
        status="closed" if closed else "received",
        stage="closed" if closed else "intake",
        is_open=closed is None,
        closed_at=closed,
    )


def test_folding_keeps_every_sum_and_drops_what_is_nothing() -> None:
    rows = [(1, "intake", 1), (1, "intake", 1), (2, "intake", 1), (2, "intake", -1), (1, "handling", 1)]
    Tally.objects.bulk_create(Tally(unit_id=unit, stage=stage, n=n) for unit, stage, n in rows)

    fold_tallies(AT)

    assert sorted(Tally.objects.values_list("unit_id", "stage", "n")) == [
        (1, "handling", 1),
        (1, "intake", 2),
    ]


def test_folding_twice_changes_nothing() -> None:
    Tally.objects.create(unit_id=1, stage="intake", n=5)

    fold_tallies(AT)
    fold_tallies(AT)

    assert Tally.objects.aggregate(total=Sum("n"))["total"] == 5


def test_a_day_is_the_citys_day() -> None:
    matter(1, datetime(2026, 3, 2, 23, 59, tzinfo=CHINA), datetime(2026, 3, 3, 0, 1, tzinfo=CHINA))

    count_days(date(2026, 3, 1), date(2026, 3, 5))

    figures = DailyFigure.objects.order_by("day").values_list("day", "opened", "closed", "closed_late")
    assert list(figures) == [(date(2026, 3, 2), 1, 0, 0), (date(2026, 3, 3), 0, 1, 0)]


def test_counting_again_replaces_and_today_is_left_alone() -> None:
    matter(1, datetime(2026, 3, 4, 9, tzinfo=CHINA))
    matter(2, datetime(2026, 3, 5, 0, 5, tzinfo=CHINA))

    first = count_last_days(AT)
    second = count_last_days(AT)

    assert (first, second) == (1, 1)
    assert DailyFigure.objects.get().day == date(2026, 3, 4)
