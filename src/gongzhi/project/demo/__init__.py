"""The demonstration city: Handan's real tree, synthetic grids, and a year of plausible matters that we wrote ourselves.

Every matter goes the real way: submitted, triaged, dispatched, signed for, answered, checked, called back; nothing is
written past the actions, so what one sees is what the platform does.
"""

from collections.abc import Callable
from datetime import timedelta

from django.db import connection
from django.utils import timezone

from gongzhi.core.ledger.actions.anchor import anchor
from gongzhi.core.matters.actions.counting import count_days, fold_tallies
from gongzhi.kernel.terms import CHINA
from gongzhi.project.demo import (
    disputes_agreements,
    disputes_cases,
    disputes_institutions,
    disputes_network,
    history,
    people,
    petitions,
    petitions_ownership,
    petitions_reception,
    places,
    reading,
)
from gongzhi.project.demo.people import DemoAccount

Progress = Callable[[str, int, int], None]
MATTERS = 420


def load(progress: Progress, matters: int = MATTERS) -> None:
    """Fill an empty database with the demonstration city."""
    at = timezone.now()
    with connection.cursor() as cursor:
        # Loading that is cut short starts afresh, so nothing here has to survive a power cut on its own.
        cursor.execute("SET synchronous_commit = off")
    places.build(progress, at)
    staff = people.build(progress, at)
    history.build(staff, matters, progress, at)
    petitions.build(staff, progress, at)
    petitions_ownership.build(staff, progress, at)
    petitions_reception.build(staff, progress, at)
    disputes_institutions.build(staff, progress, at)
    disputes_network.build(staff, progress, at)
    disputes_cases.build(staff, progress, at)
    disputes_agreements.build(staff, progress, at)
    reading.build(staff, progress, at)
    today = at.astimezone(CHINA).date()
    fold_tallies(at)
    count_days(today - timedelta(days=history.DAYS + 1), today)
    anchor(today, at)
    with connection.cursor() as cursor:
        cursor.execute("RESET synchronous_commit")


def accounts() -> list[DemoAccount]:
    """Return one account for each role, and those of the institutions."""
    return [*people.listed(), *disputes_institutions.LISTED, *disputes_cases.LISTED]
