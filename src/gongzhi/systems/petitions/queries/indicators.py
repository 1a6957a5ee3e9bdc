"""The indicators counted: each is two lists of matters, and a figure is nothing but the length of its list.

A source is a set of rows that each hang on one matter (a clock, an opinion's performance, a decision, the matter itself).
The whole is every matter with such a row; the part is those of it without a row that failed.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import CharField, Count, Exists, F, OuterRef, Q, QuerySet, Value
from django.db.models.fields.json import KT
from django.db.models.functions import Cast, Concat, TruncDate

from gongzhi.core.clocks.models import Clock, ClockState
from gongzhi.core.ledger.models import Entry
from gongzhi.core.matters.models import Matter, SupervisionOrder
from gongzhi.core.matters.queries.measures import late_clocks
from gongzhi.core.matters.queries.pages import visible
from gongzhi.core.orgs import queries as orgs
from gongzhi.kernel.actor import Actor
from gongzhi.kernel.errors import NotFound
from gongzhi.kernel.terms import CHINA
from gongzhi.systems.petitions.models import (
    BacklogEntry,
    CaseOwner,
    Decision,
    Kind,
    PerformanceDuty,
    Petition,
)
from gongzhi.systems.petitions.queries import answers, ownership
from gongzhi.systems.petitions.queries.backlog import late_days, midnight, open_promises
from gongzhi.systems.petitions.queries.ownership import SYSTEM, today
from gongzhi.systems.petitions.rules.indicators import BY_NAME, INDICATORS, ZEROS, Indicator, Unmet
from gongzhi.systems.petitions.rules.ownership import percent
from gongzhi.systems.petitions.rules.periods import Period

Rows = QuerySet[Any, Any]
PARTS = ("whole", "part", "rest")
CONTACT_SETTING = "petitions.first_contact_days"
_ENDED_BY_DECISION = ("answered", "settled")


@dataclass(frozen=True, slots=True)
class Source:
    """Rows of one indicator over a period: which column names the matter, which the unit, and which rows failed."""

    rows: Rows
    failed: Q
    unit: str = "unit_id"
    matter: str = "matter_id"


@dataclass(frozen=True, slots=True)
class Share:
    """part ÷ whole of one indicator, for a unit or in all."""

    indicator: Indicator
    part: int
    whole: int
    unit_id: int | None = None
    unit: str = ""

    @property
    def percent(self) -> float | None:
        """Return part ÷ whole in per cent, None when there is nothing to divide by."""
        return percent(self.part, self.whole)


@dataclass(frozen=True, slots=True)
class MonthShare:
    """One month of a trend."""

    period: Period
    part: int
    whole: int

    @property
    def percent(self) -> float | None:
        """Return part ÷ whole in per cent."""
        return percent(self.part, self.whole)


def indicator(name: str) -> Indicator:
    """Return an indicator; raise NotFound for an unknown name."""
    if name not in BY_NAME:
        raise NotFound
    return BY_NAME[name]


def shares(actor: Actor, period: Period, at: datetime) -> list[Share]:
    """Return every indicator of a period over what the actor may see."""
    return [share(actor, one, period, at) for one in INDICATORS]


def share(actor: Actor, one: Indicator, period: Period, at: datetime, unit_id: int | None = None) -> Share:
    """Return one indicator of a period, of one unit where it is named."""
    part, whole = (matters(actor, one, period, at, which, unit_id).count() for which in ("part", "whole"))
    return Share(one, part, whole, unit_id, orgs.unit_name(unit_id))


def matters(
    actor: Actor, one: Indicator, period: Period, at: datetime, which: str, unit_id: int | None = None
) -> QuerySet[Matter]:
    """Return exactly the matters that a figure counts: the whole, the part, or the rest of the whole."""
    if which not in PARTS:
        raise NotFound
    source = _SOURCES[one.name](period, at)
    rows = source.rows
    if unit_id is not None:
        rows = rows.filter(**{f"{source.unit}__in": orgs.unit_ids_standing_for(unit_id)})
    found = _counted_for(actor).filter(id__in=rows.values(source.matter))
    failed = rows.filter(source.failed).values(source.matter)
    if which == "part":
        return found.exclude(id__in=failed)
    return found.filter(id__in=failed) if which == "rest" else found


def _counted_for(actor: Actor) -> QuerySet[Matter]:
    """Return the petitions that may be counted for a reader."""
    return visible(actor).filter(system=SYSTEM)


def by_unit(actor: Actor, one: Indicator, period: Period, at: datetime) -> list[Share]:
    """Return an indicator for each unit that bears it, the largest whole first; each is the length of its own list."""
    source = _SOURCES[one.name](period, at)
    counted = _counted_for(actor).values("id")
    rows = source.rows.filter(**{f"{source.matter}__in": counted}).order_by()
    wholes = _grouped(rows, source)
    failing = _grouped(rows.filter(source.failed), source)
    units = _today_units(wholes)
    found = [
        Share(
            one,
            sum(wholes[old] - failing.get(old, 0) for old in olds),
            sum(wholes[old] for old in olds),
            unit,
            orgs.unit_name(unit),
        )
        for unit, olds in units.items()
    ]
    return sorted(found, key=lambda row: (-row.whole, row.unit))


def _grouped(rows: Rows, source: Source) -> dict[int, int]:
    found = rows.values_list(source.unit).annotate(n=Count(source.matter, distinct=True))
    return {int(unit): int(n) for unit, n in found if unit is not None}


def _today_units(units: dict[int, int]) -> dict[int, list[int]]:
    """Return the units that stand today with those merged into them that bear rows."""
    found: dict[int, list[int]] = {}
    for unit in units:
        found.setdefault(orgs.successors(unit)[0].id, []).append(unit)
    return found


def trend(
    actor: Actor, one: Indicator, months: Sequence[Period], at: datetime, unit_id: int | None = None
) -> list[MonthShare]:
    """Return an indicator month by month."""
    found = [share(actor, one, month, at, unit_id) for month in months]
    return [MonthShare(month, row.part, row.whole) for month, row in zip(months, found, strict=True)]


# ------------------------------------------------------------------------------------------------ the sources


def _closed(period: Period) -> QuerySet[Matter]:
    """Return petitions that ended in a period; those joined to others, withdrawn or directed elsewhere are no answer."""
    return Matter.objects.filter(
        system=SYSTEM,
        is_open=False,
        ending__in=_ENDED_BY_DECISION,
        closed_at__gte=midnight(period.since),
        closed_at__lt=midnight(period.until + timedelta(days=1)),
    )


def _claims() -> Q:
    return Q(Exists(Petition.objects.filter(matter_id=OuterRef("pk"), kind=Kind.CLAIM)))


def _local_resolution(period: Period, at: datetime) -> Source:
    agreed = Q(ending="settled") | answers.is_solved(True)
    rows = _closed(period).filter(_claims(), answers.told(at))
    return Source(rows, Q(late_clocks(OuterRef("pk"))) | ~agreed, "owner_id", "id")


def _in_time(procedure: str, term: str, numbers: Q | None = None) -> Callable[[Period, datetime], Source]:
    """Return the source of a term: its last day fell in the period, and it was met or ran out."""

    def source(period: Period, at: datetime) -> Source:
        rows = Clock.objects.filter(
            numbers if numbers is not None else Q(),
            procedure=procedure,
            term=term,
            task_id__isnull=True,
            due_on__gte=period.since,
            due_on__lte=period.until,
            matter_id__in=Matter.objects.filter(system=SYSTEM).values("id"),
        ).exclude(state=ClockState.CANCELLED)
        rows = rows.exclude(state__in=(ClockState.RUNNING, ClockState.PAUSED), due_at__gt=at)
        failed = Q(state=ClockState.MET_LATE) | Q(state__in=(ClockState.RUNNING, ClockState.PAUSED))
        return Source(rows, failed)

    return source


def contact_days() -> int:
    """Return within how many days of acceptance the petitioner is to be spoken to here."""
    return int(str(orgs.setting(CONTACT_SETTING)))


def _spoken(by: F | None = None) -> Exists:
    """Return whether somebody spoke with the petitioner of a clock's matter, by a moment where it is given."""
    stream = Concat(Value("matter:"), Cast(OuterRef("matter_id"), CharField()))
    acts = Entry.objects.filter(stream=stream, verb="workflow.moved").annotate(moved=KT("data__move"))
    acts = acts.filter(moved="contact")
    return Exists(
        acts.filter(at__lte=OuterRef("started_at") + timedelta(days=contact_days())) if by else acts
    )


def _first_contact(period: Period, at: datetime) -> Source:
    rows = Clock.objects.filter(
        procedure="petition",
        term="handling",
        task_id__isnull=True,
        started_at__gte=midnight(period.since),
        started_at__lt=midnight(period.until + timedelta(days=1)),
    ).filter(Q(started_at__lte=at - timedelta(days=contact_days())) | Q(_spoken()))
    return Source(rows, ~Q(_spoken(F("started_at"))))


def _supervision_reply(period: Period, at: datetime) -> Source:
    rows = SupervisionOrder.objects.filter(
        due_at__gt=midnight(period.since), due_at__lte=midnight(period.until + timedelta(days=1))
    ).filter(Q(replied_at__isnull=False) | Q(due_at__lte=at))
    return Source(rows, Q(replied_at__isnull=True) | Q(replied_at__gte=F("due_at")), "to_unit_id")


def _end_of(period: Period, at: datetime) -> datetime:
    """Return the moment at which a stock is counted: the end of the period, now where that lies ahead."""
    return min(at, midnight(period.until + timedelta(days=1)))


def _linked(period: Period, at: datetime) -> Source:
    end = _end_of(period, at)
    rows = Matter.objects.filter(
        Q(closed_at__isnull=True) | Q(closed_at__gte=end), system=SYSTEM, opened_at__lt=end
    ).exclude(village_code="")
    on = min(period.until, today(at))
    return Source(rows, ~ownership.is_linked(on), "owner_id", "id")


def _owned(period: Period, at: datetime) -> Source:
    end = _end_of(period, at)
    on = min(period.until, today(at))
    rows = BacklogEntry.objects.filter(Q(off_at__isnull=True) | Q(off_at__gte=end), listed_at__lt=end)
    owners = CaseOwner.objects.filter(ownership.standing(on), matter_id=OuterRef("matter_id"))
    return Source(rows, ~Q(Exists(owners)))


def _cleared(period: Period, at: datetime) -> Source:
    end = midnight(period.until + timedelta(days=1))
    rows = BacklogEntry.objects.filter(
        Q(off_at__isnull=True) | Q(off_at__gte=midnight(period.since)), listed_at__lt=end
    )
    return Source(rows, Q(off_at__isnull=True) | Q(off_at__gte=end))


def _done_in_time(rows: Rows, period: Period, at: datetime) -> Source:
    """Return the source of duties with a day: due in the period, done or run out; late ones failed."""
    due = rows.filter(due_on__gte=period.since, due_on__lte=period.until)
    decided = due.filter(Q(done_at__isnull=False) | Q(due_on__lt=today(at)))
    dated = decided.annotate(done_day=TruncDate("done_at", tzinfo=CHINA))
    return Source(dated, Q(done_at__isnull=True) | Q(done_day__gt=F("due_on")))


def _reopened(period: Period, at: datetime) -> Source:
    return Source(_closed(period), Q(reopened=0), "owner_id", "id")


def _said(column: str, good: Q) -> Callable[[Period, datetime], Source]:
    """Return the source of an answer: asked about and to be told, and every last answer but the good one failed."""

    def source(period: Period, at: datetime) -> Source:
        return Source(
            _closed(period).filter(answers.told(at), answers.asked(column)), ~good, "owner_id", "id"
        )

    return source


_SOURCES: dict[str, Callable[[Period, datetime], Source]] = {
    "local_resolution": _local_resolution,
    "registration": _in_time("petition", "acceptance_notice", Q(n=1)),
    "acceptance_notice": _in_time("petition", "acceptance_notice", Q(n__gt=1)),
    "handling": _in_time("petition", "handling"),
    "review": _in_time("review", "decision"),
    "re_review": _in_time("re_review", "decision"),
    "first_contact": _first_contact,
    "supervision_reply": _supervision_reply,
    "linked": _linked,
    "owned": _owned,
    "cleared": _cleared,
    "decisions": lambda period, at: _done_in_time(Decision.objects.all(), period, at),
    "performance": lambda period, at: _done_in_time(PerformanceDuty.objects.all(), period, at),
    "reopened": _reopened,
    "solved": _said("solved", answers.is_solved(True)),
    "satisfied": _said("satisfied", answers.is_satisfied()),
}


# ------------------------------------------------------------------------------------------------ the three zeros


def zero(name: str) -> Unmet:
    """Return one of the three zeros; raise NotFound for an unknown name."""
    found = next((one for one in ZEROS if one.name == name), None)
    if found is None:
        raise NotFound
    return found


def unmet(actor: Actor, name: str, at: datetime, counties: Sequence[str] = ()) -> QuerySet[Matter]:
    """Return the open petitions in which a duty of ours is not met, in some counties (all for none)."""
    found = visible(actor).filter(system=SYSTEM, is_open=True, is_sealed=False)
    if counties:
        found = found.filter(county_code__in=counties)
    match zero(name).name:
        case "no_links":
            broken = open_promises().filter(promise_on__lt=today(at)).values("matter_id")
            unlinked = ~ownership.is_linked(today(at)) & ~Q(village_code="")
            return found.filter(unlinked | Q(id__in=broken))
        case "piled_up":
            return found.filter(id__in=_piled_up(actor, at))
        case _:
            accepted = Clock.objects.filter(
                procedure="petition",
                term="handling",
                state=ClockState.RUNNING,
                started_at__lte=at - timedelta(days=contact_days()),
            ).exclude(Q(_spoken()))
            return found.filter(id__in=accepted.values("matter_id"))


def _piled_up(actor: Actor, at: datetime) -> list[int]:
    """Return listed matters with a term of law run out or a decision overdue."""
    listed = BacklogEntry.objects.filter(off_at__isnull=True, matter_id__in=visible(actor).values("id"))
    late = late_days(listed.values_list("matter_id", flat=True), at)
    return [one for one, kinds in late.items() if {"clock", "decision"} & set(kinds)]


def zero_counties() -> tuple[str, ...]:
    """Return the counties in which the method of the three zeros is switched on; () for none."""
    text = str(orgs.setting("petitions.zero_counties"))
    return tuple(code for code in text.replace("，", ",").replace(" ", ",").split(",") if code)
