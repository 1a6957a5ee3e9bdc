"""Runs a procedure: pure functions from a course and an event to the next course; nothing here reads a clock or a row."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from gongzhi.kernel.calendar import WorkCalendar
from gongzhi.kernel.errors import Both, DomainError, said
from gongzhi.kernel.procedure import RELATIONS, ROLES, By, FieldType, Move, Procedure
from gongzhi.kernel.terms import CHINA, LocalLimit, TermEvent, TermEventKind, compute, limit_for
from gongzhi.kernel.wording import length_text, length_text_en, moment_text, moment_text_en

LENGTH_FIELD = "length"
"""The field of an extending move that says by how much."""


class MoveRefused(DomainError):
    """The move cannot be made from here, by this role, or in this way; `why` is a full sentence."""

    code = "procedure.move_refused"
    message = "%(why)s"
    http_status = 409

    def __init__(self, why: str) -> None:
        super().__init__(why=why)


@dataclass(frozen=True, slots=True)
class Running:
    """The n-th run of a term in a course, with what happened to it and the flags under which it started."""

    term: str
    n: int
    started_at: datetime
    events: tuple[TermEvent, ...] = ()
    flags: frozenset[str] = frozenset()

    @property
    def has_ended(self) -> bool:
        """Whether the term was met or cancelled."""
        return bool(self.events) and self.events[-1].kind.ends

    @property
    def is_paused(self) -> bool:
        """Whether the term stands still."""
        kinds = [event.kind for event in self.events if event.kind is not TermEventKind.EXTENDED]
        return bool(kinds) and kinds[-1] is TermEventKind.PAUSED

    def with_event(self, event: TermEvent) -> "Running":
        """Return the run with one more happening."""
        return replace(self, events=(*self.events, event))


@dataclass(frozen=True, slots=True)
class Event:
    """One move as made: by a role in a relation, with its fields and reason."""

    move: str
    at: datetime
    by: str
    relation: str
    data: Mapping[str, object] = field(default_factory=dict)
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Course:
    """Where a proceeding stands and how it came there."""

    state: str
    clocks: tuple[Running, ...] = ()
    log: tuple[Event, ...] = ()
    flags: frozenset[str] = frozenset()

    def running(self, term: str) -> Running | None:
        """Return the run of a term that has not ended, paused or not."""
        return next((clock for clock in self.clocks if clock.term == term and not clock.has_ended), None)


@dataclass(frozen=True, slots=True)
class Offer:
    """A move that somebody may see; when it is not open, `why_not` is a full sentence."""

    move: str
    open: bool
    why_not: str = ""


def begin(procedure: Procedure, at: datetime, flags: frozenset[str] = frozenset()) -> Course:
    """Return the course of a proceeding that begins now, its first terms running."""
    clocks = tuple(Running(term, 1, at, (), flags) for term in procedure.starts)
    return Course(procedure.initial, clocks, (), flags)


def advance(
    procedure: Procedure,
    course: Course,
    event: Event,
    *,
    calendar: WorkCalendar | None = None,
    settings: Mapping[str, LocalLimit] | None = None,
) -> Course:
    """Return the course after a move; raise MoveRefused when it cannot be made.

    Whether an extension comes in time is asked only when a calendar is given, so that a history replays without one.
    """
    move = _move(procedure, event.move)
    _require(_why_shut(procedure, course, move))
    _require(_why_not_by(move, event))
    if move.needs_reason and not event.reason.strip():
        raise MoveRefused(said("办「%(move)s」要写明理由。请填写理由后再提交。", move=move))
    _require(_why_not_dated(move, event))
    if move.extends:
        _require(_why_not_extend(procedure, course, move, event, calendar, settings or {}))
    flags = _flags(move, course.flags, event.data)
    closes = bool(move.target) and procedure.state(move.target).is_closed
    clocks = _clocks(procedure, course.clocks, move, event, flags, closes=closes)
    return Course(move.target or course.state, clocks, (*course.log, event), flags)


def offers(procedure: Procedure, course: Course, roles: frozenset[str]) -> tuple[Offer, ...]:
    """Return the moves that these roles may make from here, each open or with the reason why not yet.

    Moves that belong to other states are left out; relations are the caller's to check.
    """
    found = []
    for move in procedure.moves:
        if course.state not in move.sources or not any(by.role in roles for by in move.by):
            continue
        why = _why_shut(procedure, course, move) or _why_cannot_extend(procedure, course, move)
        found.append(Offer(move.name, not why, why))
    return tuple(found)


def who(by: Iterable[By]) -> str:
    """Return who may make a move, in Chinese: 派单员(所属中心)、系统(自动)."""
    return "、".join(f"{ROLES[one.role][0]}({RELATIONS[one.relation][0]})" for one in by)


def who_en(by: Iterable[By]) -> str:
    """Return who may make a move, in English: dispatcher (of the owning centre), the system (by itself)."""
    return ", ".join(f"{ROLES[one.role][1]} ({RELATIONS[one.relation][1]})" for one in by)


def _move(procedure: Procedure, name: str) -> Move:
    for move in procedure.moves:
        if move.name == name:
            return move
    raise MoveRefused(
        said(
            "程序「%(procedure)s」里没有「%(name)s」这一步。请刷新页面，从列出的步骤里选。",
            procedure=procedure,
            name=name,
        )
    )


def _require(why: str) -> None:
    if why:
        raise MoveRefused(why)


def _why_shut(procedure: Procedure, course: Course, move: Move) -> str:
    if course.state not in move.sources:
        states = [procedure.state(name) for name in move.sources]
        return said(
            "这件事现在是「%(now)s」，要在「%(wanted)s」时才能办「%(move)s」。请刷新页面看最新情况。",
            now=procedure.state(course.state),
            wanted=Both(
                "」或「".join(state.title for state in states),
                "” or “".join(state.title_en for state in states),
            ),
            move=move,
        )
    for name in move.only_if:
        if name not in course.flags:
            return said("只有标明「%(flag)s」以后才能办「%(move)s」。", flag=procedure.flag(name), move=move)
    for name in move.unless:
        if name in course.flags:
            return said(
                "这件事已标明「%(flag)s」，不能再办「%(move)s」。", flag=procedure.flag(name), move=move
            )
    return ""


def _why_not_by(move: Move, event: Event) -> str:
    if any(by.role == event.by and by.relation == event.relation for by in move.by):
        return ""
    return said(
        "「%(move)s」由%(who)s来办，您现在的身份不能办。", move=move, who=Both(who(move.by), who_en(move.by))
    )


def _why_cannot_extend(procedure: Procedure, course: Course, move: Move) -> str:
    if not move.extends:
        return ""
    term = procedure.term(move.extends)
    running = course.running(term.name)
    if running is None:
        return said("「%(term)s」现在没有计时，不用延长。", term=term)
    most = term.extension.most if term.extension else 0
    if sum(event.kind is TermEventKind.EXTENDED for event in running.events) >= most:
        return said("「%(term)s」最多延长 %(most)s 次，已经用完，不能再延长。", term=term, most=most)
    return ""


def _why_not_extend(
    procedure: Procedure,
    course: Course,
    move: Move,
    event: Event,
    calendar: WorkCalendar | None,
    settings: Mapping[str, LocalLimit],
) -> str:
    why = _why_cannot_extend(procedure, course, move)
    term, running = procedure.term(move.extends), course.running(move.extends)
    extension = term.extension
    if why or running is None or extension is None:
        return why
    length = _length(event)
    if length is not None and not 1 <= length <= extension.length:
        return said(
            "「%(term)s」一次最多延长 %(most)s，不能延长 %(length)s。请改小后再提交。",
            term=term,
            most=Both(
                length_text(extension.length, extension.unit),
                length_text_en(extension.length, extension.unit),
            ),
            length=length,
        )
    if calendar is None or not extension.before_expiry:
        return ""
    limit = limit_for(term, settings, running.flags)
    due_at = compute(
        term, running.started_at, running.events, calendar, running.flags, limit, provisional_ok=True
    ).due_at
    if due_at is not None and event.at >= due_at:
        return said(
            "「%(term)s」已在%(due)s届满，延长要在届满以前办，现在不能再延长。",
            term=term,
            due=Both(moment_text(due_at), moment_text_en(due_at)),
        )
    return ""


def _counted_from(move: Move, event: Event) -> datetime:
    """Return when the thing really happened: the day or moment that the form names, else when the move was made."""
    value = event.data.get(move.dated_by) if move.dated_by else None
    if not isinstance(value, str):
        return event.at
    found = datetime.fromisoformat(value)
    return found if found.tzinfo else found.replace(tzinfo=CHINA)


def _why_not_dated(move: Move, event: Event) -> str:
    counted = _counted_from(move, event)
    if counted <= event.at:
        return ""
    field = next(spec for spec in move.fields if spec.name == move.dated_by)
    return said(
        "「%(field)s」写的是%(day)s，还没有到。请写实际发生的日期。",
        field=field,
        day=Both(moment_text(counted), moment_text_en(counted)),
    )


def _length(event: Event) -> int | None:
    value = event.data.get(LENGTH_FIELD)
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def _flags(move: Move, flags: frozenset[str], data: Mapping[str, object]) -> frozenset[str]:
    found = (flags | set(move.sets)) - set(move.unsets)
    for spec in move.fields:
        value = data.get(spec.name)
        if spec.name not in move.flags_from or value is None:
            continue
        if spec.type is FieldType.BOOL:
            found = found | {spec.name} if value is True else found - {spec.name}
        else:
            found = (found - {choice.value for choice in spec.choices}) | {str(value)}
    return found


def _clocks(
    procedure: Procedure,
    clocks: tuple[Running, ...],
    move: Move,
    event: Event,
    flags: frozenset[str],
    *,
    closes: bool,
) -> tuple[Running, ...]:
    since = _counted_from(move, event)
    restarted = {clock.term for clock in clocks if clock.term in move.restarts and not clock.has_ended}
    changed = [_after(procedure, clock, move, event, since, closes=closes) for clock in clocks]
    for name in (*move.starts, *(name for name in move.restarts if name in restarted)):
        if not any(clock.term == name and not clock.has_ended for clock in changed):
            n = 1 + sum(clock.term == name for clock in changed)
            changed.append(Running(name, n, since, (), flags))
    return tuple(changed)


def _after(
    procedure: Procedure, clock: Running, move: Move, event: Event, since: datetime, *, closes: bool
) -> Running:
    """Return one clock after the move: ended if the move says so, or if it closes and the clock is nobody's right."""
    if clock.has_ended:
        return clock
    name = clock.term
    if name in move.meets:
        return clock.with_event(_happening(TermEventKind.MET, clock, event, since))
    if name in move.cancels or name in move.restarts:
        return clock.with_event(
            _happening(TermEventKind.CANCELLED, clock, event, since, event.reason or move.title)
        )
    if closes and not procedure.term(name).party.is_right:
        return clock.with_event(_happening(TermEventKind.CANCELLED, clock, event, since, move.title))
    if name in move.pauses and not clock.is_paused:
        return clock.with_event(_happening(TermEventKind.PAUSED, clock, event, since, event.reason))
    if name in move.resumes and clock.is_paused:
        return clock.with_event(_happening(TermEventKind.RESUMED, clock, event, since, event.reason))
    if name == move.extends:
        extension = procedure.term(name).extension
        length = _length(event) or (extension.length if extension else None)
        return clock.with_event(_happening(TermEventKind.EXTENDED, clock, event, since, event.reason, length))
    return clock


def _happening(
    kind: TermEventKind,
    clock: Running,
    event: Event,
    since: datetime,
    reason: str = "",
    length: int | None = None,
) -> TermEvent:
    """Return what happens to a clock; never before what happened to it already."""
    before = clock.events[-1].at if clock.events else clock.started_at
    return TermEvent(kind, max(since, before), length, reason, event.by)


__all__ = [
    "Course",
    "Event",
    "MoveRefused",
    "Offer",
    "Running",
    "advance",
    "begin",
    "offers",
    "who",
]
