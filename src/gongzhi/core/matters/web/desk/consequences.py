"""What a move brings about, said before it is made: the next state, clocks that start and stop, letters, who is told."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from gongzhi.core.clocks import queries as clocks
from gongzhi.core.clocks.actions.keep import local_limit
from gongzhi.core.files.rules import kinds
from gongzhi.core.matters.models import Matter
from gongzhi.core.matters.queries.timing import due_text, is_english
from gongzhi.core.matters.queries.work import units_with_open_tasks
from gongzhi.core.orgs import queries as orgs
from gongzhi.core.workflow import queries as workflow
from gongzhi.core.workflow.models import Proceeding
from gongzhi.kernel.engine import Course
from gongzhi.kernel.procedure import TOLD, Move, Procedure
from gongzhi.kernel.terms import Term, compute_due


@dataclass(frozen=True, slots=True)
class Effect:
    """One clock after the move: what happens to it, and its last day where it starts or starts anew."""

    title: str
    what: str
    due: str
    tone: str
    law: str


@dataclass(frozen=True, slots=True)
class Consequences:
    """All that a move brings about as far as it is known before the form is filled in."""

    state: str
    stays: bool
    effects: tuple[Effect, ...]
    documents: tuple[str, ...]
    told: tuple[str, ...]
    is_final: bool


def of(matter: Matter, proceeding: Proceeding, move: Move, at: datetime) -> Consequences:
    """Return what a move would bring about now."""
    procedure = workflow.procedure_of(proceeding)
    course = workflow.course(proceeding, procedure)
    target = procedure.state(move.target or course.state)
    return Consequences(
        state=target.title_en if is_english() and target.title_en else target.title,
        stays=not move.target or move.target == course.state,
        effects=tuple(_effects(procedure, course, move, at)),
        documents=tuple(_document(name) for name in move.documents),
        told=tuple(_told(matter, move.notify)),
        is_final=target.is_closed,
    )


def _effects(procedure: Procedure, course: Course, move: Move, at: datetime) -> Iterable[Effect]:
    flags = (course.flags | set(move.sets)) - set(move.unsets)
    running = {one.term for one in course.clocks if not one.has_ended}
    ends = (*move.cancels, *_ended(procedure, move, running))
    for names, what, tone in (
        (move.meets, _("完成，停止计时"), "done"),
        (ends, _("不再计时"), "cancelled"),
        (move.pauses, _("暂停"), "paused"),
        (move.resumes, _("继续计时"), "running"),
        ((move.extends,), _("延长"), "running"),
    ):
        for name in (one for one in names if one in running):
            yield _effect(procedure.term(name), what, tone=tone)
    anew = [name for name in move.restarts if name in running]
    fresh = [name for name in move.starts if name not in running or name in (*move.meets, *ends)]
    for started, what in ((anew, _("重新起算")), (fresh, _("开始计时"))):
        for name in started:
            term = procedure.term(name)
            yield _effect(term, what, _due(term, at, flags), "running")


def _ended(procedure: Procedure, move: Move, running: set[str]) -> tuple[str, ...]:
    """Return the bodies' clocks that a closing move ends beside those it names."""
    if not move.target or not procedure.state(move.target).is_closed:
        return ()
    known = {*move.meets, *move.cancels}
    return tuple(name for name in sorted(running - known) if not procedure.term(name).party.is_right)


def _effect(term: Term, what: str, due: str = "", tone: str = "") -> Effect:
    title = term.title_en if is_english() and term.title_en else term.title
    return Effect(title, what, due, tone, term.law)


def _due(term: Term, at: datetime, flags: frozenset[str]) -> str:
    limit = local_limit(term, clocks.limits(), flags)
    _day, due_at = compute_due(term, at, clocks.calendar().with_provisional(), flags, limit)
    return due_text(due_at)


def _document(name: str) -> str:
    kind = kinds.kind(name)
    return kind.title_en if is_english() else kind.title


def _told(matter: Matter, names: Iterable[str]) -> Iterable[str]:
    for name in names:
        title = TOLD[name][1] if is_english() else TOLD[name][0]
        match name:
            case "resident" if matter.resident_id is None:
                yield _("%(who)s(没有留联系方式，凭回执查看)") % {"who": title}
            case "lead" if matter.lead_id is not None:
                yield f"{title} {orgs.unit_name(matter.lead_id)}"
            case "owner" if matter.owner_id is not None:
                yield f"{title} {orgs.unit_name(matter.owner_id)}"
            case "helpers":
                units = [one for one in units_with_open_tasks(matter.id) if one != matter.lead_id]
                yield f"{title} {'、'.join(orgs.unit_name(one) for one in units)}".strip()
            case _:
                yield title
