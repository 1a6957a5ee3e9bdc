"""The confirmer's look at what an agreement has in common with others: who may, what is found, what is kept."""

import pytest

from gongzhi.core.identity.testing import Cast, at, make_actor
from gongzhi.core.ledger.queries import entries
from gongzhi.kernel.actor import Actor
from gongzhi.kernel.errors import InvalidInput, NotAllowed, NotFound
from gongzhi.systems.disputes.actions import sham
from gongzhi.systems.disputes.tests.agreements import mediating, settle
from gongzhi.systems.disputes.tests.shared import Bench, matter_of

pytestmark = pytest.mark.django_db
DAY = at("2026-03-16 10:00")


@pytest.fixture
def confirmer(cast: Cast) -> Actor:
    return make_actor("confirmer", "董审核", cast.unit("district"), ("reviewer",))


def test_the_same_people_and_sums_are_shown_with_their_evidence(bench: Bench, confirmer: Actor) -> None:
    first, second = mediating(bench), mediating(bench)
    settle(bench, first)
    settle(bench, second)

    found = sham.look(confirmer, second.number, "双方陈述高度一致", DAY)

    assert found.compared == 1
    assert {one.alike for one in found.evidence} >= {"person", "sum", "address"}
    assert {one.number for one in found.evidence} == {first.number}
    person = next(one for one in found.evidence if one.alike == "person")
    assert "姓名" in person.what
    assert "高申请" in person.here


def test_the_ledger_tells_who_looked_and_why_and_not_what_was_seen(bench: Bench, confirmer: Actor) -> None:
    first, second = mediating(bench), mediating(bench)
    settle(bench, first)
    settle(bench, second)
    sham.look(confirmer, second.number, "双方陈述高度一致", DAY)

    told = [one for one in entries(matter_of(second).stream) if one.verb == "agreement.compared"]
    assert (told[0].why, told[0].actor_name) == ("双方陈述高度一致", "董审核")
    assert first.number not in str(told[0].data)
    assert not [one for one in entries(matter_of(first).stream) if one.verb == "agreement.compared"]


def test_without_a_reason_nobody_looks(bench: Bench, confirmer: Actor) -> None:
    given = mediating(bench)
    settle(bench, given)

    with pytest.raises(InvalidInput):
        sham.look(confirmer, given.number, " ", DAY)


def test_mediators_and_neighbours_do_not_look(bench: Bench, cast: Cast) -> None:
    given = mediating(bench)
    settle(bench, given)

    with pytest.raises(NotAllowed):
        sham.look(bench.mediator, given.number, "看看", DAY)
    with pytest.raises(NotFound):
        sham.look(cast["neighbour"], given.number, "看看", DAY)
