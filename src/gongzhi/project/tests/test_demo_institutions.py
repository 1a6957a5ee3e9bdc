"""The demonstration's cases before institutions come to where they are meant to stand."""

import pytest

from gongzhi.core.identity.testing import Cast, at, make_unit
from gongzhi.core.orgs import cache
from gongzhi.core.workflow.models import Proceeding
from gongzhi.project.demo import disputes_institutions
from gongzhi.project.demo.people import DISTRICT, Staff

pytestmark = pytest.mark.django_db


def test_the_cases_stand_in_every_state(cast: Cast) -> None:
    for code, name in (("labour", "丛台区人力资源和社会保障局"), ("justice", "丛台区司法局")):
        make_unit(code, name, "department", cast.units["district"], "130403")
    cache.changed()
    staff = Staff(centres={DISTRICT: {"clerk": cast.clerk}})

    disputes_institutions.build(staff, lambda *_: None, at("2026-08-20 15:00"))

    found = Proceeding.objects.order_by("id").values_list("procedure", "state")
    assert sorted(found) == sorted(
        [
            ("labour_arbitration", "in_court"),
            ("litigation", "tried"),
            ("labour_arbitration", "settled"),
            ("labour_arbitration", "awarded"),
            ("labour_arbitration", "award_drafted"),
            ("labour_arbitration", "hearing_set"),
            ("labour_arbitration", "correcting"),
            ("labour_arbitration", "received"),
            ("reconsideration", "decided"),
            ("reconsideration", "refused"),
            ("reconsideration", "stopped"),
            ("reconsideration", "examining"),
            ("reconsideration", "examining"),
            ("reconsideration", "examining_summary"),
            ("reconsideration", "received"),
        ]
    )
