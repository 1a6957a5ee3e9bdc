"""Proves proceedings and clocks against the ledger: each course is replayed and each due moment computed again."""

from collections.abc import Iterator, Mapping, Sequence

from gongzhi.core.clocks import queries as clocks
from gongzhi.core.clocks.actions.keep import ended
from gongzhi.core.clocks.models import Clock, ClockState
from gongzhi.core.clocks.rules.facts import events_from_json
from gongzhi.core.ledger import rebuild
from gongzhi.core.ledger.models import Entry
from gongzhi.core.ledger.queries import entries_of
from gongzhi.core.ledger.rebuild import Difference, Tally
from gongzhi.core.workflow import queries
from gongzhi.core.workflow.models import Proceeding
from gongzhi.kernel.engine import Course, Running
from gongzhi.kernel.procedure import Procedure

BATCH = 500


def register() -> None:
    """Make both checks known to `gongzhi ledger rebuild --check`."""
    rebuild.register("程序", check_proceedings)
    rebuild.register("时限", check_clocks)


def check_proceedings(tally: Tally) -> Iterator[Difference]:
    """Compare every proceeding with its course replayed from the ledger."""
    for batch in queries.in_batches(BATCH):
        told = entries_of({f"matter:{one.matter_id}" for one in batch})
        for one in batch:
            tally.rows += 1
            yield from _proceeding(one, told[f"matter:{one.matter_id}"])


def _proceeding(kept: Proceeding, told: Sequence[Entry]) -> Iterator[Difference]:
    procedure = queries.procedure_of(kept)
    course = queries.replayed(kept, procedure, told)
    state = procedure.state(course.state)
    closed_at = _closed_at(procedure, course) if state.is_closed else None
    rebuilt = {
        "state": course.state,
        "stage": state.stage,
        "flags": sorted(course.flags),
        "moves": len(course.log),
        "closed_at": closed_at,
        "ending": (state.ending or state.name) if state.is_closed else "",
    }
    yield from _differences(f"proceeding {kept.id}", kept, rebuilt)


def _closed_at(procedure: Procedure, course: Course) -> object:
    """Return when the course came to its end: the first of the closed states in which it still is."""
    since = None
    for event in course.log:
        target = procedure.move(event.move).target
        if not target:
            continue
        since = (since or event.at) if procedure.state(target).is_closed else None
    return since


def _differences(where: str, kept: object, rebuilt: Mapping[str, object]) -> Iterator[Difference]:
    for column, value in rebuilt.items():
        if getattr(kept, column) != value:
            yield Difference(where, column, getattr(kept, column), value)


def check_clocks(tally: Tally) -> Iterator[Difference]:
    """Compare every clock of a course with the replayed facts, and every open clock's due moment with a new count."""
    for batch in queries.in_batches(BATCH):
        told = entries_of({f"matter:{one.matter_id}" for one in batch})
        rows = clocks.of_proceedings([one.id for one in batch])
        for one in batch:
            procedure = queries.procedure_of(one)
            course = queries.replayed(one, procedure, told[f"matter:{one.matter_id}"])
            kept = rows.get(one.id, [])
            tally.rows += len(kept)
            yield from _course(one, course, kept)
            for clock in kept:
                yield from _due(clock, procedure)


def _course(proceeding: Proceeding, course: Course, kept: Sequence[Clock]) -> Iterator[Difference]:
    rebuilt = {(run.term, run.n): run for run in course.clocks}
    for clock in kept:
        if clock.task_id is not None:
            continue
        run = rebuilt.pop((clock.term, clock.n), None)
        where = f"clock {clock.id} {clock.term}#{clock.n}"
        if run is None:
            yield Difference(where, "exists", True, False)
            continue
        yield from _facts(where, clock, run)
    for term, n in rebuilt:
        yield Difference(f"proceeding {proceeding.id} clock {term}#{n}", "exists", False, True)


def _facts(where: str, clock: Clock, run: Running) -> Iterator[Difference]:
    facts = {
        "started_at": (clock.started_at, run.started_at),
        "events": (events_from_json(clock.events), run.events),
        "flags": (frozenset(clock.flags), run.flags),
    }
    for column, (kept, told) in facts.items():
        if kept != told:
            yield Difference(where, column, kept, told)


def _due(clock: Clock, procedure: Procedure) -> Iterator[Difference]:
    where = f"clock {clock.id} {clock.term}#{clock.n}"
    events = events_from_json(clock.events)
    if events and events[-1].kind.ends:
        # The calendar may have changed after it ended; what was late then stays as it was judged.
        state = ended(events[-1].kind, events[-1].at, clock.due_at)
        yield from _differences(where, clock, {"state": state, "ended_at": events[-1].at})
        return
    found = clocks.deadline(clock, procedure.term(clock.term))
    state = ClockState.PAUSED if found.due_at is None else ClockState.RUNNING
    rebuilt = {"state": state, "due_at": found.due_at, "due_on": found.due_on, "ended_at": None}
    yield from _differences(where, clock, rebuilt)
