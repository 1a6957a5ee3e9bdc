"""Several matters written together: each gets its own outcome, whatever the others' is."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Event, Lock

import pytest

from gongzhi.core.matters.actions.bulk import Batch
from gongzhi.core.matters.actions.together import SIZES, Together


def batch(n: int, heads: int = 1) -> Batch:
    """Return a batch of one matter known by its number."""
    return Batch(matters=[(n,)], heads=[(n,)] * heads)


class Table:
    """A table that refuses some rows, as a whole statement, and lets the first statement wait."""

    def __init__(self, refused: frozenset[int] = frozenset()) -> None:
        self.refused = refused
        self.statements: list[list[int]] = []
        self.is_open = Event()
        self.is_writing = Event()
        self._lock = Lock()

    def write(self, rows: Batch) -> None:
        """Keep the rows of a statement or refuse them all."""
        found = [int(str(row[0])) for row in rows.matters]
        self.is_writing.set()
        assert self.is_open.wait(10)
        if self.refused & set(found):
            raise ValueError(found)
        with self._lock:
            self.statements.append(found)

    @property
    def rows(self) -> list[int]:
        """Return all rows in their order."""
        return sorted(row for statement in self.statements for row in statement)


def written_at_once(table: Table, batches: list[Batch]) -> list[Callable[[], None]]:
    """Have all batches wait behind the first one's statement, then let go; return their outcomes."""
    together = Together(table.write)
    with ThreadPoolExecutor(len(batches)) as threads:
        first = threads.submit(together.write, batches[0])
        assert table.is_writing.wait(10)
        others = [threads.submit(together.write, one) for one in batches[1:]]
        while len(together._queue) < len(others):
            pass
        table.is_open.set()
        return [one.result for one in (first, *others)]


def test_what_waits_is_written_by_one_statement() -> None:
    table = Table()

    outcomes = written_at_once(table, [batch(n) for n in range(1 + SIZES[0])])

    assert [outcome() for outcome in outcomes] == [None] * 9
    assert [len(one) for one in table.statements] == [1, 8]
    assert table.rows == list(range(9))


def test_sizes_are_few_so_that_statements_are_known() -> None:
    table = Table()

    for outcome in written_at_once(table, [batch(n) for n in range(8)]):
        outcome()

    assert [len(one) for one in table.statements] == [1, 4, 2, 1]


def test_other_shapes_are_written_apart() -> None:
    table = Table()

    for outcome in written_at_once(table, [batch(n, heads=1 + n % 2) for n in range(5)]):
        outcome()

    assert sorted(len(one) for one in table.statements) == [1, 2, 2]
    assert table.rows == list(range(5))


def test_who_fails_fails_alone() -> None:
    table = Table(refused=frozenset({3}))

    outcomes = written_at_once(table, [batch(n) for n in range(5)])

    for n, outcome in enumerate(outcomes):
        if n == 3:
            with pytest.raises(ValueError, match="3"):
                outcome()
        else:
            outcome()
    assert table.rows == [0, 1, 2, 4]


def test_counts_are_kept_row_by_row() -> None:
    one, other = batch(1), batch(2)
    one.tallies[7, "intake"] = other.tallies[7, "intake"] = 1

    joined = Batch.joined([one, other])

    assert ("matters_tally", 2) in joined.shape()
    assert dict(joined.shape()) == {name: 2 * n for name, n in one.shape()}
