"""Giving a category to another lead."""

from dataclasses import replace
from datetime import date

import pytest

from gongzhi.core.ledger.queries import entries
from gongzhi.core.orgs import queries
from gongzhi.core.orgs.actions import NewDuty, set_duty
from gongzhi.core.orgs.tests.shared import ADMIN, AT, build
from gongzhi.kernel.errors import InvalidInput

pytestmark = pytest.mark.django_db
NEW = NewDuty("noise.living", "130402", "130402-urban", ["130402-police"], "本区职责清单", date(2026, 3, 1))


def test_the_new_lead_holds_from_its_day_and_the_old_one_before() -> None:
    build()

    set_duty(ADMIN, NEW, AT)

    after, before = (
        queries.duty_for("noise.living", "130402001", day) for day in (NEW.valid_from, date(2026, 2, 28))
    )
    assert after is not None
    assert (after.lead.code, [one.code for one in after.helpers]) == ("130402-urban", ["130402-police"])
    assert before is not None
    assert before.lead.code == "130402-police"
    entry = entries("orgs")[-1]
    assert (entry.verb, entry.data["before"]) == ("orgs.duty_set", "130402-police")


@pytest.mark.parametrize(
    "change",
    [{"category": "无"}, {"law": " "}, {"lead": "nobody"}, {"valid_from": date(2020, 1, 1)}],
)
def test_a_faulty_duty_is_refused(change: dict[str, object]) -> None:
    build()

    with pytest.raises(InvalidInput):
        set_duty(ADMIN, replace(NEW, **change), AT)  # type: ignore[arg-type]
