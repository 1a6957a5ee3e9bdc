"""Performs one move: who, whether, with what; then the ledger, the effects, the clocks, in one transaction."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction

from gongzhi.core.clocks import queries as clocks
from gongzhi.core.clocks.actions.keep import Owner, keep
from gongzhi.core.ledger.actions import record
from gongzhi.core.workflow import library, manifest, queries
from gongzhi.core.workflow.context import FieldValue, MoveContext, Subject
from gongzhi.core.workflow.fields import clean
from gongzhi.core.workflow.models import Proceeding
from gongzhi.core.workflow.port import port
from gongzhi.kernel import engine
from gongzhi.kernel.actor import Actor
from gongzhi.kernel.errors import Both, Conflict, DomainError, NotAllowed, NotFound
from gongzhi.kernel.procedure import Move, Procedure


class GuardRefused(DomainError):
    """A condition of the move does not hold; `why` says which and what to do."""

    code = "workflow.guard"
    message = "这一步现在还不能办：%(why)s"
    http_status = 409


@dataclass(frozen=True, slots=True)
class MoveRequest:
    """What somebody wants to do: a move of a proceeding with its fields.

    `expect` is the number of moves the person saw (None: do not check), so that two people never act on one state.
    """

    proceeding_id: int
    move: str
    fields: Mapping[str, object] = field(default_factory=dict)
    reason: str = ""
    expect: int | None = None


def perform(actor: Actor, request: MoveRequest, at: datetime) -> MoveContext:
    """Perform a move in one durable transaction; raise a DomainError that says what is wrong, changing nothing."""
    with transaction.atomic(durable=True):
        return perform_joined(actor, request, at)


def perform_joined(actor: Actor, request: MoveRequest, at: datetime) -> MoveContext:
    """Perform a move inside the caller's transaction."""
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError(
            "A move is joined to a transaction that is already open; use `perform` to open one."
        )
    context = _prepare(actor, request, at)
    for name in context.move.guards:
        if why := manifest.guard(name)(context):
            raise GuardRefused(why=why)
    for name in context.move.effects:
        manifest.effect(name)(context)
    _write_course(context)
    port().after_move(context)
    _record(context)
    return context


def _prepare(actor: Actor, request: MoveRequest, at: datetime) -> MoveContext:
    proceeding, matter = _lock(request.proceeding_id)
    if request.expect is not None and request.expect != proceeding.moves:
        raise Conflict(why="这件事已经走了下一步。")
    procedure = library.version(proceeding.system, proceeding.procedure, proceeding.version)
    move = queries.move_of(procedure, request.move)
    role, relation = standing(actor, move, port().relations(actor, matter, proceeding))
    fields = clean(move, request.fields)
    before = queries.course(proceeding, procedure)
    event = engine.Event(
        move=move.name, at=at, by=role, relation=relation, data=_data(fields), reason=request.reason.strip()
    )
    after = engine.advance(procedure, before, event, calendar=clocks.calendar(), settings=clocks.limits())
    return MoveContext(
        matter, proceeding, procedure, move, actor, role, relation, at, fields, event.reason, before, after
    )


def _lock(proceeding_id: int) -> tuple[Proceeding, Subject]:
    """Lock the matter first and then its proceeding, always in this order."""
    known = Proceeding.objects.filter(id=proceeding_id).values_list("matter_id", flat=True).first()
    if known is None:
        raise NotFound
    matter = port().lock(known)
    return Proceeding.objects.select_for_update().get(id=proceeding_id), matter


def standing(actor: Actor, move: Move, relations: frozenset[str]) -> tuple[str, str]:
    """Return the role and relation in which the actor makes a move; raise NotAllowed when there is none."""
    for by in move.by:
        if by.role in actor.roles and str(by.relation) in relations:
            return by.role, str(by.relation)
    who = Both(engine.who(move.by), engine.who_en(move.by))
    raise NotAllowed(why="「%(title)s」由承担这件事的 %(who)s 来办。", title=move, who=who)


def _data(fields: Mapping[str, FieldValue]) -> dict[str, object]:
    return {name: value for name, value in fields.items() if value is not None}


def _write_course(context: MoveContext) -> None:
    proceeding, procedure, after = context.proceeding, context.procedure, context.after
    state = procedure.state(after.state)
    proceeding.state, proceeding.stage, proceeding.flags = after.state, state.stage, sorted(after.flags)
    proceeding.moves += 1
    if state.is_closed:
        # From one end to another (a refusal taken to court): it stays closed since the first, and ends as the last says.
        proceeding.closed_at = proceeding.closed_at or context.at
        proceeding.ending = state.ending or state.name
    else:
        proceeding.closed_at, proceeding.ending = None, ""
    proceeding.save()
    matter = context.matter
    owner = Owner(matter.id, proceeding.id, matter.lead_id or matter.owner_id)
    keep(owner, procedure, after.clocks, context.at)


def _record(context: MoveContext) -> None:
    procedure: Procedure = context.procedure
    record(
        stream=f"matter:{context.matter.id}",
        verb="workflow.moved",
        actor=context.actor,
        at=context.at,
        data={
            "proceeding": context.proceeding.id,
            "system": procedure.system,
            "procedure": procedure.name,
            "version": procedure.version,
            "move": context.move.name,
            "title": context.move.title,
            "title_en": context.move.title_en,
            "from": context.before.state,
            "to": context.after.state,
            "role": context.role,
            "relation": context.relation,
            "fields": _data(context.fields),
            "facts": context.facts,
        },
        why=context.reason,
    )
