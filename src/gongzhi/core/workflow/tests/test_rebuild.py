"""What is computed from the ledger is proved against it."""

import pytest

from gongzhi.core.clocks.models import Clock
from gongzhi.core.ledger import rebuild
from gongzhi.core.workflow.models import Proceeding
from gongzhi.core.workflow.tests.shared import LEADER, RESIDENT, FakePort, move, started

pytestmark = pytest.mark.django_db


@pytest.fixture
def lived(port: FakePort) -> Proceeding:
    """A proceeding with a full life, and two others."""
    proceeding = started(port)
    move(proceeding, "accept", "2026-03-03 10:00")
    move(proceeding, "wait", "2026-03-05 10:00", reason="等鉴定")
    move(proceeding, "go_on", "2026-03-12 10:00")
    move(proceeding, "extend", "2026-03-13 10:00", LEADER, "案情复杂", length="5")
    move(proceeding, "finish", "2026-03-16 10:00", answer="修好了")
    move(proceeding, "reopen", "2026-03-20 10:00", RESIDENT)
    other = started(port, 2)
    move(other, "accept", "2026-03-11 10:00", urgent="是")
    started(port, 3, flags=frozenset({"urgent"}))
    return proceeding


def test_nothing_differs_after_a_full_life(lived: Proceeding) -> None:
    for name, rows in (("程序", 3), ("时限", 7)):
        found = rebuild.run(name)
        assert found.differences == (), found.differences
        assert found.rows == rows
    assert {"程序", "时限"} <= set(rebuild.checks())


@pytest.mark.parametrize(
    ("name", "change", "column"),
    [
        ("程序", {"state": "received"}, "state"),
        ("程序", {"stage": "closed"}, "stage"),
        ("程序", {"moves": 99}, "moves"),
        ("程序", {"flags": ["urgent"]}, "flags"),
        ("程序", {"ending": "done"}, "ending"),
        ("时限", {"due_at": "2030-01-01T00:00:00+08:00"}, "due_at"),
        ("时限", {"events": []}, "events"),
        ("时限", {"started_at": "2030-01-01T00:00:00+08:00"}, "started_at"),
        ("时限", {"state": "cancelled"}, "state"),
    ],
)
def test_a_changed_column_is_found(
    lived: Proceeding, name: str, change: dict[str, object], column: str
) -> None:
    if name == "程序":
        Proceeding.objects.filter(id=lived.id).update(**change)
    else:
        Clock.objects.filter(proceeding_id=lived.id, term="handle").update(**change)

    assert column in {difference.column for difference in rebuild.run(name).differences}


def test_a_missing_and_a_strange_clock_are_found(lived: Proceeding) -> None:
    clock = Clock.objects.filter(proceeding_id=lived.id, term="accept").get()
    clock.term, clock.pk = "reopen", None
    clock.n = 9
    clock.save()
    Clock.objects.filter(proceeding_id=lived.id, term="accept").delete()

    found = [(one.column, one.kept) for one in rebuild.run("时限").differences]

    assert ("exists", True) in found
    assert ("exists", False) in found
