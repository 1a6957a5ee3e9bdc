"""Appending entries."""

import pytest
from django.db import connection, transaction
from django.db.utils import IntegrityError

from gongzhi.core.ledger import queries
from gongzhi.core.ledger.actions import record, record_many
from gongzhi.core.ledger.models import Entry, Head
from gongzhi.core.ledger.rules.chain import Draft, plain_json
from gongzhi.core.ledger.tests.shared import AT, CLERK, HANDLER

pytestmark = pytest.mark.django_db


def test_entries_of_a_stream_are_chained_from_one_on() -> None:
    with transaction.atomic():
        one = record(stream="matter:1", verb="matter.submitted", actor=CLERK, at=AT, data={"b": 1, "a": "字"})
        two = record(stream="matter:1", verb="matter.noted", actor=HANDLER, at=AT, data={}, why="现场看过")

    first, second = queries.entries("matter:1")
    assert (first.n, second.n) == (1, 2)
    assert (first.prev, second.prev) == ("", first.hash)
    assert (one.hash, two.hash) == (first.hash, second.hash)
    assert one.id == first.id
    assert one.data == first.data == {"a": "字", "b": 1}
    head = queries.head("matter:1")
    assert head is not None
    assert (head.n, head.hash) == (2, second.hash)


def test_an_entry_keeps_who_acted_as_what() -> None:
    with transaction.atomic():
        record(stream="matter:1", verb="matter.noted", actor=HANDLER, at=AT, data={}, why="现场看过")

    entry = queries.entries("matter:1")[0]
    assert (entry.actor_kind, entry.actor_name, entry.role) == ("staff", "李承办", "handler,reviewer")
    assert (entry.actor_account, entry.actor_post, entry.actor_unit) == (2, 20, 7)
    assert (entry.at, entry.why) == (AT, "现场看过")


def test_many_entries_of_many_streams_keep_their_order_within_each() -> None:
    drafts = [Draft(f"matter:{n % 3}", "matter.noted", CLERK, {"n": n}) for n in range(9)]
    with transaction.atomic():
        made = record_many(drafts, AT)

    assert len(made) == Entry.objects.count() == 9
    for n in range(3):
        assert [entry.data["n"] for entry in queries.entries(f"matter:{n}")] == [n, n + 3, n + 6]


def test_entries_come_back_with_their_own_ids() -> None:
    drafts = [Draft(f"matter:{n % 7}", "matter.noted", CLERK, {"n": n}) for n in range(50)]
    with transaction.atomic():
        made = record_many(drafts, AT)

    assert {entry.id: entry.data["n"] for entry in made} == {
        entry.id: entry.data["n"] for entry in Entry.objects.all()
    }


def test_nothing_to_record_writes_nothing() -> None:
    with transaction.atomic():
        assert record_many([], AT) == []

    assert not Head.objects.exists()


def test_data_is_kept_letter_by_letter() -> None:
    data = {"big": 10**22, "small": 1e-7, "deep": {"z": [1, None, True], "a": '\\ " 引号\n'}}
    with transaction.atomic():
        record(stream="matter:1", verb="matter.noted", actor=CLERK, at=AT, data=data)

    with connection.cursor() as cursor:
        cursor.execute("SELECT data::text FROM ledger_entry")
        assert cursor.fetchone()[0] == plain_json(data)
    assert queries.entries("matter:1")[0].data == data


@pytest.mark.django_db(transaction=True)
def test_an_entry_is_never_written_alone() -> None:
    with pytest.raises(RuntimeError):
        record(stream="matter:1", verb="matter.noted", actor=CLERK, at=AT, data={})


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE ledger_entry SET why = '改'",
        "DELETE FROM ledger_entry",
        "DELETE FROM ledger_head",
        "UPDATE ledger_head SET n = 0",
        "UPDATE ledger_head SET hash = 'x'",
        "UPDATE ledger_head SET stream = 'matter:2'",
    ],
)
def test_the_database_refuses_to_change_what_was_written(statement: str) -> None:
    with transaction.atomic():
        record(stream="matter:1", verb="matter.noted", actor=CLERK, at=AT, data={})

    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)

    assert queries.entries("matter:1")[0].why == ""


@pytest.mark.parametrize("table", ["entry", "head", "anchor", "anchorleaf"])
def test_the_database_refuses_to_empty_a_table(table: str) -> None:
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"TRUNCATE ledger_{table} CASCADE")
