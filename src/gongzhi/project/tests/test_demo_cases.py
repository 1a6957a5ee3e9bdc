"""The demonstration's cases of mediation come to where they are meant to stand."""

import pytest

from gongzhi.core.identity.testing import Cast, at
from gongzhi.core.matters.models import Matter
from gongzhi.project.demo import disputes_cases
from gongzhi.project.demo.people import DISTRICT, Staff
from gongzhi.systems.disputes.models import Case

pytestmark = pytest.mark.django_db


def test_the_cases_stand_in_every_state(cast: Cast) -> None:
    staff = Staff(centres={DISTRICT: {"clerk": cast.clerk}})

    disputes_cases.build(staff, lambda *_: None, at("2026-08-20 15:00"))

    found = Matter.objects.filter(system="disputes").order_by("id").values_list("status", flat=True)
    assert list(found) == [
        "applied",
        "consent_asked",
        "refused",
        "mediating",
        "expert",
        "ended",
        "to_file",
        "applied",
    ]
    assert Case.objects.count() == 7
