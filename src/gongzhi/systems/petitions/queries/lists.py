"""Lists of petitions: all of them by class and way, what is owed after opinions, and the reviews that run."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import F, Q, QuerySet

from gongzhi.core.access.queries import matters_for
from gongzhi.core.matters.models import Matter
from gongzhi.core.matters.queries import Filter, Row, rows_of
from gongzhi.core.orgs import queries as orgs
from gongzhi.core.workflow.models import Proceeding
from gongzhi.kernel.actor import Actor
from gongzhi.systems.petitions.models import Arrival, Assignment, Kind, PerformanceDuty, Petition, Route

SYSTEM = "petitions"
SIZE = 50
KINDS: dict[str, str] = {str(value): str(label) for value, label in Kind.choices}
ROUTES: dict[str, str] = {str(value): str(label) for value, label in Route.choices}
REVIEWING = ("requested", "hearing", "decision_drafted")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the list shows: the filter of every list of matters, and what only petitions have."""

    filter: Filter
    kind: str = ""
    route: str = ""
    joint: bool = False
    before: int | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """One row with its class and way."""

    row: Row
    kind: str
    route: str


@dataclass(frozen=True, slots=True)
class Found:
    """A page of the list and the id after which the next one begins, None at the end."""

    lines: list[Line]
    next: int | None


def page(actor: Actor, wanted: Wanted, at: datetime, size: int = SIZE) -> Found:
    """Return one page of the petitions in reach, the newest first."""
    found = _narrowed(actor, wanted, at).order_by("-id")
    if wanted.before is not None:
        found = found.filter(id__lt=wanted.before)
    rows = list(found[: size + 1])
    more, rows = len(rows) > size, rows[:size]
    known = _known([one.id for one in rows])
    lines = [_line(row, known.get(row.id)) for row in rows_of(rows, at)]
    return Found(lines, rows[-1].id if rows and more else None)


def _narrowed(actor: Actor, wanted: Wanted, at: datetime) -> QuerySet[Matter]:
    narrowed = wanted.filter.but(system=SYSTEM).apply(Matter.objects.defer("text", "answer"), at)
    if words := wanted.filter.words:
        narrowed = narrowed.filter(Q(title__icontains=words) | Q(text__icontains=words))
    if wanted.filter.number:
        narrowed = narrowed.filter(number=wanted.filter.number)
    sorted_as = Petition.objects.all()
    if wanted.kind:
        sorted_as = sorted_as.filter(kind=wanted.kind)
    if wanted.route:
        sorted_as = sorted_as.filter(route=wanted.route)
    if wanted.kind or wanted.route:
        narrowed = narrowed.filter(id__in=sorted_as.values("matter_id"))
    if wanted.joint:
        told = Arrival.objects.filter(is_joint=True).values("matter_id")
        narrowed = narrowed.filter(
            Q(id__in=told) | Q(id__in=Petition.objects.filter(is_joint=True).values("matter_id"))
        )
    return matters_for(actor, narrowed)


def _known(ids: Sequence[int]) -> Mapping[int, Petition]:
    return {one.matter_id: one for one in Petition.objects.filter(matter_id__in=ids)}


def _line(row: Row, known: Petition | None) -> Line:
    return Line(row, KINDS.get(known.kind, "") if known else "", ROUTES.get(known.route, "") if known else "")


@dataclass(frozen=True, slots=True)
class Owed:
    """Something a body owes in one petition: what, who, by when, and how it stands."""

    number: str
    title: str
    unit: str
    what: str
    due_on: date
    is_late: bool
    note: str


def performances(actor: Actor, on: date) -> list[Owed]:
    """Return the supported opinions in reach that are not performed yet, the nearest day first."""
    rows = list(
        PerformanceDuty.objects.filter(matter_id__in=_reach(actor), done_at__isnull=True).order_by(
            "due_on", "id"
        )[:500]
    )
    known = _matters([one.matter_id for one in rows])
    return [
        Owed(
            known[one.matter_id].number,
            known[one.matter_id].title,
            orgs.unit_name(one.unit_id),
            one.what,
            one.due_on,
            one.due_on < on,
            "disputed" if one.disputed_at else "reported" if one.reported_at else "",
        )
        for one in rows
    ]


def reports(actor: Actor, on: date) -> list[Owed]:
    """Return the assignments in reach on which no report came yet, the nearest day first."""
    rows = list(
        Assignment.objects.filter(matter_id__in=_reach(actor), reported_at__isnull=True).order_by(
            "due_on", "id"
        )[:500]
    )
    known = _matters([one.matter_id for one in rows])
    return [
        Owed(
            known[one.matter_id].number,
            known[one.matter_id].title,
            orgs.unit_name(one.to_unit_id),
            "",
            one.due_on,
            one.due_on < on,
            "",
        )
        for one in rows
    ]


def senders(actor: Actor, on: date) -> list[Owed]:
    """Return what bodies above asked to hear by a day and were not told yet, the nearest day first."""
    rows = list(
        Arrival.objects.filter(
            matter_id__in=_reach(actor), return_on__isnull=False, returned_at__isnull=True
        ).order_by("return_on", "matter_id")[:500]
    )
    known = _matters([one.matter_id for one in rows])
    return [
        Owed(
            known[one.matter_id].number,
            known[one.matter_id].title,
            orgs.unit_name(known[one.matter_id].owner_id),
            f"{one.sender} {one.sender_number}".strip(),
            one.return_on,
            one.return_on < on,
            "",
        )
        for one in rows
        if one.return_on is not None
    ]


def _reach(actor: Actor) -> QuerySet[Matter, int]:
    return matters_for(actor, Matter.objects.filter(system=SYSTEM)).values_list("id", flat=True)


def _matters(ids: Sequence[int]) -> Mapping[int, Matter]:
    return {
        one.id: one for one in Matter.objects.filter(id__in=ids).only("id", "number", "title", "owner_id")
    }


@dataclass(frozen=True, slots=True)
class ReviewLine:
    """A review or re-review that runs, with the petition's row; `is_mine`: the actor's body decides it."""

    row: Row
    procedure: str
    state: str
    is_mine: bool


def reviews(actor: Actor, at: datetime, mine: tuple[int, ...]) -> list[ReviewLine]:
    """Return the reviews and re-reviews in reach that run, those before the actor's own body first, then by the last day."""
    running = Proceeding.objects.filter(
        procedure__in=("review", "re_review"), state__in=REVIEWING, is_main=True
    )
    where = {one.matter_id: one for one in running.filter(closed_at__isnull=True)}
    found = matters_for(actor, Matter.objects.filter(id__in=list(where), is_open=True))
    ordered = list(found.order_by(F("due_at").asc(nulls_last=True), "id")[:300])
    lines = {one.id: one for one in rows_of(ordered, at)}
    told = [
        ReviewLine(lines[one.id], where[one.id].procedure, where[one.id].state, one.lead_id in mine)
        for one in ordered
    ]
    return sorted(told, key=lambda one: not one.is_mine)
