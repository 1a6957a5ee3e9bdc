"""Tampering is found: every kind of it, with the first place named."""

from collections.abc import Callable
from datetime import date

import pytest
from django.db import connection, transaction

from gongzhi.core.ledger.actions import anchor, record_many
from gongzhi.core.ledger.models import Anchor
from gongzhi.core.ledger.rules.chain import Draft
from gongzhi.core.ledger.tests.shared import AT, CLERK
from gongzhi.core.ledger.verify import FaultKind, verify

pytestmark = pytest.mark.django_db
Tamper = Callable[[str], None]


@pytest.fixture
def three_streams() -> None:
    with transaction.atomic():
        record_many(
            [Draft(f"matter:{s}", "matter.noted", CLERK, {"n": n}) for s in (1, 2, 3) for n in range(4)], AT
        )


@pytest.fixture
def tamper() -> Tamper:
    """Do what only somebody who owns the database can: switch the guard off, change, switch it on again."""

    def run(statement: str) -> None:
        tables = ("entry", "head", "anchor", "anchorleaf")
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            for table in tables:
                cursor.execute(f"ALTER TABLE ledger_{table} DISABLE TRIGGER USER")
            cursor.execute(statement)
            for table in tables:
                cursor.execute(f"ALTER TABLE ledger_{table} ENABLE TRIGGER USER")

    return run


def test_a_whole_ledger_is_found_whole(three_streams: None) -> None:
    anchor(date(2026, 3, 2), AT)
    seen: list[int] = []

    report = verify(seen.append)

    assert report.is_whole
    assert (report.entries, report.streams, report.anchors) == (12, 3, 1)
    assert report.per_second > 0
    assert seen == [12]


def test_an_empty_ledger_is_whole() -> None:
    assert verify().is_whole


@pytest.mark.parametrize(
    ("statement", "kind", "stream", "n"),
    [
        pytest.param(
            "UPDATE ledger_entry SET data = '{\"n\":9}' WHERE stream = 'matter:2' AND n = 2",
            FaultKind.ALTERED, "matter:2", 2, id="data changed",
        ),
        pytest.param(
            "UPDATE ledger_entry SET at = at + interval '1 microsecond' WHERE stream = 'matter:2' AND n = 3",
            FaultKind.ALTERED, "matter:2", 3, id="moment changed by a microsecond",
        ),
        pytest.param(
            "UPDATE ledger_entry SET actor_account = 99 WHERE stream = 'matter:1' AND n = 1",
            FaultKind.ALTERED, "matter:1", 1, id="person changed",
        ),
        pytest.param(
            "DELETE FROM ledger_entry WHERE stream = 'matter:2' AND n = 2",
            FaultKind.MISSING, "matter:2", 2, id="one in the middle gone",
        ),
        pytest.param(
            "DELETE FROM ledger_entry WHERE stream = 'matter:2' AND n = 4",
            FaultKind.MISSING, "matter:2", 4, id="the last gone",
        ),
        pytest.param(
            "DELETE FROM ledger_entry WHERE stream = 'matter:1'",
            FaultKind.MISSING, "matter:1", 1, id="first stream gone",
        ),
        pytest.param(
            "DELETE FROM ledger_entry WHERE stream = 'matter:3'",
            FaultKind.MISSING, "matter:3", 1, id="last stream gone",
        ),
        pytest.param(
            "DELETE FROM ledger_head WHERE stream = 'matter:2'",
            FaultKind.HEAD, "matter:2", 4, id="head gone",
        ),
        pytest.param(
            "UPDATE ledger_head SET n = 3 WHERE stream = 'matter:2'",
            FaultKind.HEAD, "matter:2", 4, id="head shortened",
        ),
        pytest.param(
            "UPDATE ledger_head SET hash = repeat('0', 64) WHERE stream = 'matter:2'",
            FaultKind.HEAD, "matter:2", 4, id="head changed",
        ),
        pytest.param(
            "UPDATE ledger_head SET anchored_n = 4 WHERE stream = 'matter:2'",
            FaultKind.HEAD, "matter:2", 4, id="head said to be anchored",
        ),
        pytest.param(
            "UPDATE ledger_entry SET n = CASE n WHEN 2 THEN 3002 ELSE 3003 END WHERE stream = 'matter:2' AND n IN (2, 3);"
            "UPDATE ledger_entry SET n = CASE n WHEN 3002 THEN 3 ELSE 2 END WHERE stream = 'matter:2' AND n > 3000",
            FaultKind.REORDERED, "matter:2", 2, id="two exchanged",
        ),
    ],
)  # fmt: skip
def test_tampering_is_found_and_named(
    three_streams: None, tamper: Tamper, statement: str, kind: FaultKind, stream: str, n: int
) -> None:
    tamper(statement)

    fault = verify().fault

    assert fault is not None
    assert (fault.kind, fault.stream, fault.n) == (kind, stream, n)
    assert fault.why.endswith("。")


def test_a_stream_rewritten_with_all_its_hashes_no_longer_matches_the_anchor(
    three_streams: None, tamper: Tamper
) -> None:
    anchor(date(2026, 3, 2), AT)
    tamper(
        "DELETE FROM ledger_entry WHERE stream = 'matter:2'; DELETE FROM ledger_head WHERE stream = 'matter:2'"
    )
    with transaction.atomic():
        record_many([Draft("matter:2", "matter.noted", CLERK, {"n": "forged"}) for _ in range(4)], AT)

    fault = verify().fault

    assert fault is not None
    assert (fault.kind, fault.stream, fault.n) == (FaultKind.ANCHOR, "matter:2", 4)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE ledger_anchor SET day = day - 1 WHERE n = 1",
        "UPDATE ledger_anchor SET root = repeat('0', 64) WHERE n = 1",
        "DELETE FROM ledger_anchorleaf WHERE stream = 'matter:2'",
        "DELETE FROM ledger_anchorleaf WHERE anchor_id = (SELECT min(id) FROM ledger_anchor);"
        "DELETE FROM ledger_anchor WHERE n = 1",
    ],
)
def test_a_changed_anchor_is_found(three_streams: None, tamper: Tamper, statement: str) -> None:
    anchor(date(2026, 3, 2), AT)
    anchor(date(2026, 3, 3), AT)
    tamper(statement)

    fault = verify().fault

    assert fault is not None
    assert fault.kind is FaultKind.ANCHOR


def test_a_published_anchor_must_still_be_there(three_streams: None, tamper: Tamper) -> None:
    published = anchor(date(2026, 3, 2), AT).hash
    assert verify(published=published.upper()).is_whole

    tamper("DELETE FROM ledger_anchorleaf; DELETE FROM ledger_anchor; UPDATE ledger_head SET anchored_n = 0")

    assert verify().is_whole
    fault = verify(published=published).fault
    assert fault is not None
    assert fault.kind is FaultKind.ANCHOR


def test_an_anchor_covers_only_what_moved_since_the_one_before(three_streams: None) -> None:
    first = anchor(date(2026, 3, 2), AT)
    with transaction.atomic():
        record_many([Draft("matter:2", "matter.noted", CLERK, {})], AT)
    second = anchor(date(2026, 3, 3), AT)
    third = anchor(date(2026, 3, 4), AT)

    assert (first.streams, first.entries) == (3, 12)
    assert (second.streams, second.entries, second.prev) == (1, 1, first.hash)
    assert (third.streams, third.prev) == (0, second.hash)
    assert Anchor.objects.count() == 3
    assert verify().is_whole
