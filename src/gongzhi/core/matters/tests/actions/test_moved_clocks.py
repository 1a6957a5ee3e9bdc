"""A new calendar moves clocks, and with them the due days of matters."""

from datetime import date

import pytest

from gongzhi.core.clocks.actions.calendar import import_table
from gongzhi.core.clocks.models import Clock
from gongzhi.core.identity.testing import Cast, at
from gongzhi.core.ledger import rebuild
from gongzhi.core.ledger.queries import entries
from gongzhi.core.ledger.verify import verify
from gongzhi.core.matters.actions.moved_clocks import claim
from gongzhi.core.matters.tests.shared import START, bring, matter_of
from gongzhi.core.workflow.queries import term_of
from gongzhi.kernel.actor import SYSTEM

pytestmark = pytest.mark.django_db


def test_the_matter_is_due_when_its_moved_clock_is(cast: Cast) -> None:
    given = bring()
    before = matter_of(given).due_at

    import_table(SYSTEM, {date(2026, 3, 3): False}, "国办发明电", term_of, START)

    matter = matter_of(given)
    assert matter.due_at == Clock.objects.get(matter_id=matter.id).due_at == at("2026-03-05 00:00")
    assert before == at("2026-03-04 00:00")
    assert entries(matter.stream)[-1].verb == "clock.moved"


def test_all_caches_still_prove_after_an_import(cast: Cast) -> None:
    for _ in range(3):
        bring()

    import_table(SYSTEM, {date(2026, 3, 3): False}, "国办发明电", term_of, START)

    for name in rebuild.checks():
        assert rebuild.run(name).differences == ()
    assert verify().is_whole


def test_a_matter_that_is_not_there_holds_nobody_up(cast: Cast) -> None:
    given = bring()

    assert claim({given.matter_id, 999_999}) == {given.matter_id, 999_999}
