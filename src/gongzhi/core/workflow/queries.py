"""Reads of the workflow: where a proceeding stands, which moves an actor may make, and its course rebuilt."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import cast

from gongzhi.core.clocks import queries as clocks
from gongzhi.core.clocks.models import Clock
from gongzhi.core.clocks.rules.facts import events_from_json
from gongzhi.core.errors import spoken
from gongzhi.core.ledger.models import Entry
from gongzhi.core.ledger.queries import entries
from gongzhi.core.workflow import library
from gongzhi.core.workflow.context import Subject
from gongzhi.core.workflow.models import Proceeding
from gongzhi.core.workflow.port import port
from gongzhi.kernel import engine
from gongzhi.kernel.actor import Actor
from gongzhi.kernel.engine import Course, Event, Running
from gongzhi.kernel.errors import NotFound
from gongzhi.kernel.procedure import Move, Procedure
from gongzhi.kernel.terms import Term


@dataclass(frozen=True, slots=True)
class MoveOffer:
    """A move that the actor may see, open or with the reason why it is not."""

    move: Move
    open: bool
    why_not: str = ""


def of_matter(matter_id: int) -> list[Proceeding]:
    """Return all proceedings of a matter in the order they began."""
    return list(Proceeding.objects.filter(matter_id=matter_id).order_by("id"))


def in_batches(size: int) -> Iterator[list[Proceeding]]:
    """Yield all proceedings by id, so many at a time."""
    after = 0
    while batch := list(Proceeding.objects.filter(id__gt=after).order_by("id")[:size]):
        yield batch
        after = batch[-1].id


def main_of(matter_id: int) -> Proceeding:
    """Return the matter's main proceeding; raise NotFound when it has none."""
    found = Proceeding.objects.filter(matter_id=matter_id, is_main=True).first()
    if found is None:
        raise NotFound
    return found


def mains_of(matter_ids: Iterable[int]) -> dict[int, Proceeding]:
    """Return the main proceedings of many matters by matter."""
    found = Proceeding.objects.filter(matter_id__in=list(matter_ids), is_main=True)
    return {one.matter_id: one for one in found}


def procedure_of(proceeding: Proceeding) -> Procedure:
    """Return the version of the procedure the proceeding was born under."""
    return library.version(proceeding.system, proceeding.procedure, proceeding.version)


def term_of(clock: Clock) -> Term:
    """Return the term that a clock counts, from the version of the procedure it was born under."""
    return library.by_name(clock.procedure, clock.version).term(clock.term)


def move_of(procedure: Procedure, name: str) -> Move:
    """Return a move by name; raise NotFound for an unknown one."""
    for move in procedure.moves:
        if move.name == name:
            return move
    raise NotFound


def course(proceeding: Proceeding, procedure: Procedure, rows: Iterable[Clock] | None = None) -> Course:
    """Return the proceeding's course from its rows (the cache of the ledger)."""
    kept = clocks.of_proceeding(proceeding.id) if rows is None else rows
    return Course(
        state=proceeding.state,
        clocks=tuple(
            Running(row.term, row.n, row.started_at, events_from_json(row.events), frozenset(row.flags))
            for row in kept
        ),
        log=(),
        flags=frozenset(proceeding.flags),
    )


def replayed(proceeding: Proceeding, procedure: Procedure, told: Iterable[Entry] | None = None) -> Course:
    """Return the proceeding's course from the ledger alone; equal to `course` unless the cache is wrong.

    `told` are the entries of the matter's stream where the caller has read them already.
    """
    found: Course | None = None
    for entry in entries(f"matter:{proceeding.matter_id}") if told is None else told:
        data = cast(Mapping[str, object], entry.data)
        if data.get("proceeding") != proceeding.id:
            continue
        if entry.verb == "workflow.began":
            found = engine.begin(procedure, began_at(entry), frozenset(cast(list[str], data["flags"])))
        elif entry.verb == "workflow.moved" and found is not None:
            found = engine.advance(procedure, found, _event(data, entry.at, entry.why))
    if found is None:
        raise NotFound
    return found


def began_at(entry: Entry) -> datetime:
    """Return when a proceeding began: as the entry says, for a matter taken in later than it was brought."""
    told = cast(Mapping[str, object], entry.data).get("at")
    return datetime.fromisoformat(str(told)) if told else entry.at


def _event(data: Mapping[str, object], at: datetime, why: str) -> Event:
    return Event(
        move=str(data["move"]),
        at=at,
        by=str(data["role"]),
        relation=str(data["relation"]),
        data=cast(Mapping[str, object], data["fields"]),
        reason=why,
    )


def offers(actor: Actor, matter: Subject, proceeding: Proceeding) -> tuple[MoveOffer, ...]:
    """Return the moves of this proceeding that the actor's post may make now, or could make but not yet."""
    procedure = procedure_of(proceeding)
    relations = port().relations(actor, matter, proceeding)
    mine = {
        move.name
        for move in procedure.moves
        if any(by.role in actor.roles and str(by.relation) in relations for by in move.by)
    }
    found = engine.offers(procedure, course(proceeding, procedure), actor.roles)
    return tuple(
        MoveOffer(procedure.move(offer.move), offer.open, spoken(offer.why_not))
        for offer in found
        if offer.move in mine
    )
