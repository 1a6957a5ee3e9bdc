"""Writes together what comes in at the same time: one statement and one wait for the disk for several matters.

Whoever has a matter to write puts it in the queue and waits for the turn; who gets the turn writes all that wait, each
whole or not at all, and only then does any of them get its receipt. Where nobody else waits, nobody is waited for.
"""

from collections import defaultdict, deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from threading import Lock

from gongzhi.core.matters.actions.bulk import Batch, Shape

SIZES = (8, 4, 2, 1)
"""How many are written together: few sizes, so that the database knows every statement already."""


@dataclass(slots=True, eq=False)
class _Waiting:
    """One batch in the queue: not written yet, written, or failed with others and to be written by its own thread."""

    batch: Batch
    is_written: bool = False
    is_alone: bool = False


class Together:
    """A queue before one writer; `write` makes a batch durable in one go, or raises and keeps nothing of it."""

    def __init__(self, write: Callable[[Batch], None]) -> None:
        self._write = write
        self._queue: deque[_Waiting] = deque()
        self._turn = Lock()

    def write(self, batch: Batch) -> None:
        """Return when the batch is durable; raise what its own writing raised, never what another's did."""
        mine = _Waiting(batch)
        self._queue.append(mine)
        with self._turn:
            while not (mine.is_written or mine.is_alone):
                self._write_some()
        if mine.is_alone:
            self._write(batch)

    def _write_some(self) -> None:
        alike: dict[Shape, list[_Waiting]] = defaultdict(list)
        for _ in range(min(SIZES[0], len(self._queue))):
            one = self._queue.popleft()
            alike[one.batch.shape()].append(one)
        for group in alike.values():
            for part in _parts(group):
                self._write_part(part)

    def _write_part(self, part: Sequence[_Waiting]) -> None:
        try:
            self._write(Batch.joined([one.batch for one in part]) if len(part) > 1 else part[0].batch)
        except Exception:  # whose fault it was shows when each thread writes its own
            for one in part:
                one.is_alone = True
        else:
            for one in part:
                one.is_written = True


def _parts(group: list[_Waiting]) -> Iterator[list[_Waiting]]:
    """Yield a group in parts of the known sizes, the largest first."""
    taken = 0
    while taken < len(group):
        size = next(size for size in SIZES if size <= len(group) - taken)
        yield group[taken : taken + size]
        taken += size
