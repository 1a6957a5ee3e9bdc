"""The time to rate ends with its last day, noted or not; and what is hidden until then is hidden no longer."""

from datetime import datetime

import pytest
from tests.conformance.petitions.shared import bring, clocks, matter, move, proceeding, to_opinion

from gongzhi.core.clocks.models import ClockState
from gongzhi.core.identity.testing import Cast, at
from gongzhi.core.ledger.queries import entries
from gongzhi.core.ledger.rebuild import Tally
from gongzhi.core.matters import queries
from gongzhi.core.matters.models import Rating
from gongzhi.core.matters.queries.archived import is_archived
from gongzhi.core.matters.queries.filters import Filter
from gongzhi.core.matters.submission import Submitted
from gongzhi.core.workflow import rebuild as workflow_rebuild
from gongzhi.core.workflow.actions.perform import GuardRefused
from gongzhi.kernel.actor import SYSTEM
from gongzhi.kernel.errors import DomainError
from gongzhi.project.jobs import run_chores
from gongzhi.systems.petitions.actions import call_back, rating
from gongzhi.systems.petitions.actions.call_back import Call
from gongzhi.systems.petitions.models import CallTask

pytestmark = pytest.mark.django_db

IN_TIME = at("2026-05-06 23:59")
OVER = at("2026-05-07 00:00")
"""2 April + 30 days falls into the holidays of May; the rights of residents roll to 6 May."""


def called_satisfied(cast: Cast, given: Submitted) -> None:
    """Call back the matter from its own page: solved, five of five."""
    fields = {"reached": "1", "solved": "yes", "satisfied": "5"}
    move(cast["township_clerk"], given, "call_back", at("2026-04-03 09:00"), fields=fields)


def seen(cast: Cast, given: Submitted, when: datetime) -> tuple[int, int]:
    """Return how many ratings the handling body reads on the page and finds by the list's mark."""
    wanted = Filter(state="all", measure="satisfied")
    rows = queries.page(cast.handler, wanted, at=when).rows
    return len(queries.ratings(cast.handler, matter(given), when)), len(rows)


def test_an_unrated_petition_is_archived_by_its_day_alone(cast: Cast) -> None:
    """XF-23, art. 21: no chore has run."""
    given = bring()
    to_opinion(cast, given)
    called_satisfied(cast, given)

    (clock,) = clocks(given, "rate")
    assert (clock.state, clock.due_at) == (ClockState.RUNNING, OVER)
    assert not is_archived(matter(given), IN_TIME)
    assert seen(cast, given, IN_TIME) == (0, 0)
    assert is_archived(matter(given), OVER)
    assert seen(cast, given, OVER) == (1, 1)


def test_a_call_that_waits_keeps_it_pending_after_the_day(cast: Cast) -> None:
    """XF-23: a call-back is a measure of its own."""
    given = bring()
    to_opinion(cast, given)
    call_back.draw_calls(at("2026-04-02 18:00"))
    task = CallTask.objects.get(matter_id=given.matter_id)

    assert not is_archived(matter(given), OVER)
    call_back.make_call(cast["township_clerk"], task.pk, Call(True, "yes", 5), at("2026-05-07 09:00"))
    assert is_archived(matter(given), at("2026-05-07 10:00"))


def test_the_chore_ends_the_time_to_rate_and_tells_the_ledger(cast: Cast) -> None:
    """XF-23, art. 21."""
    given = bring()
    to_opinion(cast, given)

    assert rating.end_unrated(IN_TIME) == 0
    assert run_chores(OVER, ["petitions.unrated"]) == {"petitions.unrated": 1}
    assert rating.end_unrated(OVER) == 0, "it may run twice without harm"

    (clock,) = clocks(given, "rate")
    assert (clock.state, clock.breached_at) == (ClockState.CANCELLED, None), "a right, no duty missed"
    assert (proceeding(given).state, matter(given).is_open) == ("concluded", False)
    last = list(entries(f"matter:{given.matter_id}"))[-1]
    assert (last.verb, last.data["move"], last.actor_kind) == ("workflow.moved", "end_rating", "system")
    tally = Tally()
    assert [*workflow_rebuild.check_proceedings(tally), *workflow_rebuild.check_clocks(tally)] == []


def test_what_is_being_performed_stays_open_when_the_time_to_rate_ends(cast: Cast) -> None:
    """XF-23, art. 32."""
    given = bring()
    to_opinion(cast, given, "supported", perform_by="2026-06-30")

    assert rating.end_unrated(OVER) == 1

    assert (proceeding(given).state, matter(given).is_open) == ("performing", True)


def test_a_rated_petition_has_nothing_to_end(cast: Cast) -> None:
    """XF-23."""
    given = bring()
    to_opinion(cast, given)
    words = {"solved": "yes", "satisfied": "4"}
    move(cast.citizen(given.matter_id), given, "rate", at("2026-04-03 09:00"), fields=words)

    assert rating.end_unrated(OVER) == 0


def test_who_did_not_rate_in_time_may_still_say_it(cast: Cast) -> None:
    """XF-23: nothing blocks."""
    given = bring()
    to_opinion(cast, given)
    rating.end_unrated(OVER)

    words = {"solved": "no", "satisfied": "2"}
    move(cast.citizen(given.matter_id), given, "rate", at("2026-05-10 09:00"), fields=words)

    assert Rating.objects.get(matter_id=given.matter_id).satisfied == 2


def test_nobody_ends_the_time_to_rate_by_hand_or_early(cast: Cast) -> None:
    """XF-23."""
    given = bring()
    to_opinion(cast, given)

    for who in ("handler", "township_clerk", "department_leader", "caller"):
        with pytest.raises(DomainError):
            move(cast[who], given, "end_rating", OVER)
    with pytest.raises(GuardRefused):
        move(SYSTEM, given, "end_rating", IN_TIME)


def test_what_is_handled_anew_is_rated_anew_in_full_time(cast: Cast) -> None:
    """XF-23, art. 21: the time of the first answer does not run on under the second."""
    given = bring()
    to_opinion(cast, given)
    call_back.draw_calls(at("2026-04-02 18:00"))
    task = CallTask.objects.get(matter_id=given.matter_id)
    call_back.make_call(cast["township_clerk"], task.pk, Call(True, "no", 2), at("2026-04-03 09:00"))
    assert [one.state for one in clocks(given, "rate")] == [ClockState.CANCELLED]

    agree = {"petitioner_agrees": "1", "other_agrees": "1", "answer": "再修一次"}
    move(cast.handler, given, "settle", at("2026-04-20 09:00"), fields=agree)

    assert [str(one.due_on) for one in clocks(given, "rate")][-1] == "2026-05-20"
    assert rating.end_unrated(OVER) == 0
