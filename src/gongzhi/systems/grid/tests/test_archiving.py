"""A called-back work order that nobody rated is archived once the time to rate is over."""

import pytest

from gongzhi.core.clocks.models import Clock
from gongzhi.core.identity.testing import Cast, at
from gongzhi.core.ledger.queries import entries
from gongzhi.core.matters import queries
from gongzhi.core.matters.submission import Submitted
from gongzhi.core.matters.tests.shared import bring, matter_of, move, reviewer, to_handling
from gongzhi.systems.grid import actions
from gongzhi.systems.grid import queries as grid

pytestmark = pytest.mark.django_db
IN_TIME = at("2026-03-18 23:59")
OVER = at("2026-03-19 00:00")


def answered(cast: Cast, given: Submitted, day: str = "2026-03-03") -> None:
    """Answer and approve on a day."""
    move(cast.handler, given, "answer", at(f"{day} 10:00"), fields={"answer": "好了"})
    move(reviewer(cast), given, "approve", at(f"{day} 11:00"))


def called(cast: Cast, given: Submitted, day: str = "2026-03-04", **said: str) -> None:
    """Call back on a day."""
    move(cast["township_clerk"], given, "call_back", at(f"{day} 10:00"), fields={"reached": "1"} | said)


def test_an_unrated_order_is_archived_when_its_time_to_rate_is_over(cast: Cast) -> None:
    given = bring()
    to_handling(cast, given)
    answered(cast, given)
    called(cast, given, solved="yes", satisfied="2")

    assert actions.archive_called_back(IN_TIME) == 0
    assert queries.ratings(cast.handler, matter_of(given), IN_TIME) == []
    assert actions.archive_called_back(OVER) == 1
    assert actions.archive_called_back(OVER) == 0, "it may run twice without harm"

    assert (matter_of(given).status, matter_of(given).is_open) == ("archived", False)
    assert len(queries.ratings(cast.handler, matter_of(given), OVER)) == 1
    moved = [one for one in entries(f"matter:{given.matter_id}") if one.verb == "workflow.moved"][-1]
    assert (moved.data["move"], moved.actor_kind) == ("archive", "system")


def test_a_rated_order_waits_for_the_same_day(cast: Cast) -> None:
    given = bring()
    to_handling(cast, given)
    answered(cast, given)
    words = {"solved": "yes", "satisfied": "4"}
    move(cast.citizen(given.matter_id), given, "rate", at("2026-03-03 12:00"), fields=words)
    called(cast, given, solved="yes")

    assert actions.archive_called_back(IN_TIME) == 0
    assert actions.archive_called_back(OVER) == 1


def test_what_is_not_solved_is_left_to_people(cast: Cast) -> None:
    given = bring()
    to_handling(cast, given)
    answered(cast, given)
    called(cast, given, solved="no")

    assert actions.archive_called_back(OVER) == 0

    assert matter_of(given).status == "called_back"


def test_what_was_not_called_back_yet_is_left_alone(cast: Cast) -> None:
    given = bring()
    to_handling(cast, given)
    answered(cast, given)

    assert actions.archive_called_back(OVER) == 0


def test_a_redone_order_is_rated_anew_in_full_time(cast: Cast) -> None:
    given = bring()
    to_handling(cast, given)
    answered(cast, given)
    called(cast, given, solved="no")
    again = {"lead": cast.unit("department"), "ask": "再去看"}
    move(cast["township_clerk"], given, "redo", at("2026-03-05 09:00"), "没有解决", again)
    move(cast.handler, given, "sign", at("2026-03-05 10:00"))
    answered(cast, given, "2026-03-16")
    called(cast, given, "2026-03-17", solved="yes")

    assert actions.archive_called_back(OVER) == 0

    last = Clock.objects.filter(matter_id=given.matter_id, term="rate").order_by("n").last()
    assert last is not None
    assert str(last.due_on) == "2026-03-31"
    assert actions.archive_called_back(at("2026-04-01 00:00")) == 1


def test_one_that_fails_holds_back_no_other(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    given = bring()
    to_handling(cast, given)
    answered(cast, given)
    called(cast, given, solved="yes")
    absent = 10_000_000
    found = [absent, *grid.to_archive(OVER)]
    monkeypatch.setattr(grid, "to_archive", lambda at: found)

    assert actions.archive_called_back(OVER) == 1
