"""The demonstration city: Handan's real tree, synthetic grids, and a year of plausible matters that we wrote ourselves.

Every matter goes the real way: submitted, triaged, dispatched, signed for, answered, checked, called back; nothing is
written past the actions, so what one sees is what the platform does.
"""

from collections.abc import Callable

from django.utils import timezone

from gongzhi.core.ledger.actions.anchor import anchor
from gongzhi.core.matters.actions.folding import fold_figures, fold_tallies
from gongzhi.kernel.terms import CHINA
from gongzhi.project.demo import history, people, places
from gongzhi.project.demo.people import DemoAccount

Progress = Callable[[str, int, int], None]
MATTERS = 1500


def load(progress: Progress, matters: int = MATTERS) -> None:
    """Fill an empty database with the demonstration city."""
    at = timezone.now()
    places.build(progress, at)
    staff = people.build(progress, at)
    history.build(staff, matters, progress, at)
    fold_tallies(at)
    fold_figures(at)
    anchor(at.astimezone(CHINA).date(), at)


def accounts() -> list[DemoAccount]:
    """Return one account for each role."""
    return people.listed()
