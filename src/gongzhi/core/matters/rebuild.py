"""Proves the matters' own columns against the ledger, and the tally against the matters."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import cast

from gongzhi.core.ledger import rebuild
from gongzhi.core.ledger.models import Entry
from gongzhi.core.ledger.queries import entries_of
from gongzhi.core.ledger.rebuild import Difference, Tally
from gongzhi.core.matters.models import Matter
from gongzhi.core.matters.queries import work
from gongzhi.core.orgs import queries as orgs
from gongzhi.core.workflow import queries as workflow
from gongzhi.core.workflow.models import Proceeding

BATCH = 500
Data = Mapping[str, object]


@dataclass(slots=True)
class Told:
    """What the ledger tells of a matter besides the course of its proceedings."""

    owner: object = None
    lead: object = None
    category: str = ""
    returned: int = 0
    reopened: int = 0


def register() -> None:
    """Make both checks known to `gongzhi ledger rebuild --check`."""
    rebuild.register("事项", check_matters)
    rebuild.register("计数", check_tally)


def check_matters(tally: Tally) -> Iterator[Difference]:
    """Compare every matter's status, stage, owner, lead, due day and end with what its ledger tells."""
    for batch in work.in_batches(BATCH):
        told = entries_of({one.stream for one in batch})
        mains = workflow.mains_of([one.id for one in batch])
        for one in batch:
            tally.rows += 1
            yield from _matter(one, mains.get(one.id), told[one.stream])


def _matter(kept: Matter, main: Proceeding | None, told: Sequence[Entry]) -> Iterator[Difference]:
    if main is None:
        yield Difference(kept.number, "proceeding", None, "main")
        return
    procedure = workflow.procedure_of(main)
    course = workflow.replayed(main, procedure, told)
    state = procedure.state(course.state)
    facts = retold(told)
    rebuilt = {
        "system": procedure.system,
        "status": course.state,
        "stage": state.stage,
        "is_open": not state.is_closed,
        "ending": (state.ending or state.name) if state.is_closed else "",
        "owner_id": facts.owner,
        "owner_path": orgs.unit_path(cast(int, facts.owner)) if facts.owner else (),
        "lead_id": facts.lead,
        "category": facts.category,
        "returned": facts.returned,
        "reopened": facts.reopened,
        "due_at": None if state.is_closed else work.next_due(main.id),
    }
    for column, value in rebuilt.items():
        if getattr(kept, column) != value:
            yield Difference(kept.number, column, getattr(kept, column), value)


def retold(told: Sequence[Entry]) -> Told:
    """Return what the entries of a matter say of its owner, lead, category, returns and reopenings."""
    found = Told()
    for entry in told:
        data = cast(Data, entry.data)
        if entry.verb == "matter.submitted":
            found.owner, found.category = data.get("owner"), str(data.get("category", ""))
        elif entry.verb == "workflow.moved":
            _move(found, cast(Data, data.get("facts", {})), cast(Data, data.get("fields", {})))
    return found


def _move(found: Told, facts: Data, fields: Data) -> None:
    if "owner" in facts:
        found.owner = facts["owner"]
    if "lead" in facts:
        found.lead = facts["lead"]
    if "category_before" in facts:
        found.category = str(fields.get("category", ""))
    if "returned" in facts:
        found.returned = int(cast(int, facts["returned"]))
    if "reopened" in facts:
        found.reopened = int(cast(int, facts["reopened"]))


def check_tally(tally: Tally) -> Iterator[Difference]:
    """Compare the counts of every unit and stage with the open matters themselves."""
    counted, told = work.counted_open(), work.told_open()
    for unit, stage in sorted(counted.keys() | told.keys()):
        tally.rows += 1
        here, there = told.get((unit, stage), 0), counted.get((unit, stage), 0)
        if here != there:
            yield Difference(f"{orgs.unit_name(unit)} {stage}", "n", here, there)
