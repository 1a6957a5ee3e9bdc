"""Begins a proceeding over a matter: its first state and the clocks that start with it."""

from datetime import datetime

from django.db import transaction

from gongzhi.core.clocks.actions.keep import Owner, keep
from gongzhi.core.ledger.actions import record
from gongzhi.core.workflow.context import Subject
from gongzhi.core.workflow.models import ProcedureText, Proceeding
from gongzhi.core.workflow.port import port
from gongzhi.kernel import engine
from gongzhi.kernel.actor import Actor
from gongzhi.kernel.procedure import Procedure


def begin(
    matter: Subject,
    procedure: Procedure,
    *,
    actor: Actor,
    at: datetime,
    flags: frozenset[str] = frozenset(),
    main: bool = True,
    unit_id: int | None = None,
    why: str = "",
    started_at: datetime | None = None,
) -> Proceeding:
    """Open a proceeding of a procedure over a locked matter and start its clocks; joinable.

    `started_at` is when its first clocks began to run, where that was before somebody wrote it down.
    """
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("A proceeding begins in the transaction of what brought it about.")
    keep_text(procedure, at)
    if main:
        Proceeding.objects.filter(matter_id=matter.id, is_main=True).update(is_main=False)
    course = engine.begin(procedure, started_at or at, flags)
    state = procedure.state(course.state)
    proceeding = Proceeding.objects.create(
        matter_id=matter.id,
        system=procedure.system,
        procedure=procedure.name,
        version=procedure.version,
        state=course.state,
        stage=state.stage,
        flags=sorted(course.flags),
        opened_at=at,
        is_main=main,
    )
    keep(Owner(matter.id, proceeding.id, unit_id), procedure, course.clocks, at)
    record(
        stream=f"matter:{matter.id}",
        verb="workflow.began",
        actor=actor,
        at=at,
        data=began(procedure, proceeding.id, course.flags, main=main, started_at=started_at),
        why=why,
    )
    port().after_begin(matter, proceeding, actor, at)
    return proceeding


def began(
    procedure: Procedure,
    proceeding_id: int,
    flags: frozenset[str],
    *,
    main: bool,
    started_at: datetime | None = None,
) -> dict[str, object]:
    """Return what the ledger keeps of a beginning; `started_at` only where clocks ran before it was written down."""
    told: dict[str, object] = {
        "proceeding": proceeding_id,
        "system": procedure.system,
        "procedure": procedure.name,
        "version": procedure.version,
        "title": procedure.title,
        "state": procedure.initial,
        "flags": sorted(flags),
        "main": main,
    }
    return told if started_at is None else told | {"at": started_at}


def keep_text(procedure: Procedure, at: datetime) -> None:
    """Keep the exact text of a procedure version the first time that a proceeding uses it."""
    ProcedureText.objects.get_or_create(
        procedure=f"{procedure.system}.{procedure.name}",
        version=procedure.version,
        defaults={"sha256": procedure.sha256, "text": procedure.text, "first_used_at": at},
    )
