"""A helper that stays silent is excused with a reason, so that it cannot hold an opinion past its sixty days."""

import pytest
from tests.conformance.petitions.shared import OPINION, bring, clocks, matter, move, proceeding, to_handling

from gongzhi.core.clocks.models import ClockState
from gongzhi.core.identity.testing import Cast, at
from gongzhi.core.ledger.queries import entries
from gongzhi.core.matters.models import Task
from gongzhi.core.matters.submission import Submitted
from gongzhi.core.notify.models import Notice
from gongzhi.core.workflow.actions.perform import GuardRefused
from gongzhi.kernel.engine import MoveRefused
from gongzhi.kernel.errors import DomainError, NotAllowed

pytestmark = pytest.mark.django_db

DRAFT = OPINION | {"outcome": "not_supported"}
LAST_DAY = "2026-05-04"
WHY = "协办期限已过，两次催办没有答复"


def helped(cast: Cast) -> Submitted:
    """Return a petition in handling whose lead asked the station for help."""
    given = bring()
    to_handling(cast, given)
    ask = {"helpers": [cast.unit("station")], "ask": "请查看现场"}
    move(cast.handler, given, "ask_help", at("2026-03-06 09:00"), fields=ask)
    return given


def test_a_silent_helper_cannot_hold_the_opinion_past_its_sixty_days(cast: Cast) -> None:
    """XF-10, art. 34: accepted on 5 March, the last day is 4 May."""
    given = helped(cast)
    (handling,) = clocks(given, "handling")
    assert str(handling.due_on) == LAST_DAY
    with pytest.raises(GuardRefused, match="还没有答复"):
        move(cast.handler, given, "draft_opinion", at(f"{LAST_DAY} 09:00"), fields=DRAFT)

    station = {"unit": cast.unit("station")}
    move(cast.handler, given, "excuse_helper", at(f"{LAST_DAY} 10:00"), WHY, station)
    move(cast.handler, given, "draft_opinion", at(f"{LAST_DAY} 11:00"), fields=DRAFT)
    move(cast["department_leader"], given, "sign_opinion", at(f"{LAST_DAY} 15:00"))

    (handling,) = clocks(given, "handling")
    assert (handling.state, proceeding(given).state) == (ClockState.MET, "concluded")


def test_the_excuse_is_kept_with_its_reason_and_told(cast: Cast) -> None:
    """XF-10: task, clock, ledger, notice."""
    given = helped(cast)

    move(cast.handler, given, "excuse_helper", at("2026-04-01 09:00"), WHY, {"unit": cast.unit("station")})

    task = Task.objects.get(matter_id=given.matter_id, role="helper")
    assert (task.state, task.reason) == ("excused", WHY)
    (clock,) = clocks(given, "help")
    assert clock.state == ClockState.CANCELLED
    last = [one for one in entries(f"matter:{given.matter_id}") if one.verb == "workflow.moved"][-1]
    assert (last.data["move"], last.why) == ("excuse_helper", WHY)
    told = Notice.objects.filter(matter_id=given.matter_id, subject__contains="免去协办")
    expected = {cast.unit("station"), cast.unit("township"), cast.unit("department")}
    assert {one.recipient_id for one in told} == expected
    assert {one.recipient_kind for one in told} == {"unit"}
    assert matter(given).is_open


def test_the_owner_may_excuse_too(cast: Cast) -> None:
    """XF-10: lead or owner."""
    given = helped(cast)

    station = {"unit": cast.unit("station")}
    move(cast["township_clerk"], given, "excuse_helper", at("2026-04-01 09:00"), WHY, station)

    assert Task.objects.get(matter_id=given.matter_id, role="helper").state == "excused"


def test_nobody_else_excuses_and_never_without_a_reason(cast: Cast) -> None:
    """XF-10: the helper does not excuse itself."""
    given = helped(cast)
    station, lead = {"unit": cast.unit("station")}, {"unit": cast.unit("department")}

    for who in ("station_handler", "other_handler", "neighbour", "caller"):
        with pytest.raises(DomainError):
            move(cast[who], given, "excuse_helper", at("2026-04-01 09:00"), WHY, station)
    with pytest.raises(NotAllowed):
        move(cast.citizen(given.matter_id), given, "excuse_helper", at("2026-04-01 09:00"), WHY, station)
    with pytest.raises(MoveRefused):
        move(cast.handler, given, "excuse_helper", at("2026-04-01 09:00"), "", station)
    with pytest.raises(DomainError):
        move(cast.handler, given, "excuse_helper", at("2026-04-01 09:00"), WHY, lead)
    assert Task.objects.get(matter_id=given.matter_id, role="helper").is_open
