"""Figures for those who lead: each comes with the filter that shows exactly its rows."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from time import monotonic

from django.db.models import Count, QuerySet, Sum
from django.db.models.functions import TruncDate

from gongzhi.core.access import queries as access
from gongzhi.core.matters.models import DailyFigure, Matter, Tally
from gongzhi.core.matters.queries.filters import Filter
from gongzhi.core.matters.queries.pages import counts, own_units, stage_title
from gongzhi.core.matters.queries.work import TASKS
from gongzhi.core.matters.rules.remaining import SOON
from gongzhi.core.orgs import queries as orgs
from gongzhi.kernel.actor import Actor
from gongzhi.kernel.procedure import STAGES
from gongzhi.kernel.terms import CHINA

OPEN_STAGES = tuple(stage for stage in STAGES if stage != "closed")


@dataclass(frozen=True, slots=True)
class StageFigure:
    """Open matters of one stage."""

    stage: str
    title: str
    count: int
    filter: Filter


@dataclass(frozen=True, slots=True)
class CountyFigure:
    """Open matters of one unit below the actor's own, with all below it."""

    unit_id: int
    name: str
    area_code: str
    open: int
    late: int
    stages: dict[str, int]
    filter: Filter
    late_filter: Filter


@dataclass(frozen=True, slots=True)
class Figures:
    """The board's head: totals of the actor's unit with all below it, and the same for each unit right below."""

    open: int
    late: int
    soon: int
    opened_today: int
    closed_today: int
    open_filter: Filter
    late_filter: Filter
    soon_filter: Filter
    opened_today_filter: Filter
    closed_today_filter: Filter
    stages: list[StageFigure] = field(default_factory=list)
    units: list[CountyFigure] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class UnitLoad:
    """What lies with one unit."""

    unit_id: int
    name: str
    count: int
    late: int
    filter: Filter
    late_filter: Filter


@dataclass(frozen=True, slots=True)
class TrendDay:
    """What came in and what ended on one day."""

    day: date
    opened: int
    closed: int
    closed_late: int
    opened_filter: Filter
    closed_filter: Filter


@dataclass(frozen=True, slots=True)
class OpenFigures:
    """What everybody may know of the last thirty days; no personal data, no single matter."""

    opened: int
    closed: int
    on_time_percent: int | None
    by_category: list[tuple[str, int]]
    since: date
    until: date


def _today(at: datetime) -> date:
    return at.astimezone(CHINA).date()


def _owned(actor: Actor) -> QuerySet[Matter]:
    return access.owned(actor, Matter.objects.all())


def figures(actor: Actor, at: datetime) -> Figures:
    """Return the head of the board for the actor's unit.

    Open counts come from the tally; late and soon are counted over the index of due days alone.
    """
    own = counts(actor)
    today = _today(at)
    base = Filter()
    opened_today = Filter(state="all", since=today, until=today, sort="newest")
    closed_today = Filter(state="closed", closed_since=today, closed_until=today, sort="newest")
    owned = _owned(actor)
    stages = [
        StageFigure(stage, stage_title(stage), own.get(stage, 0), base.but(stage=stage))
        for stage in OPEN_STAGES
    ]
    return Figures(
        open=sum(one.count for one in stages),
        late=owned.filter(is_open=True, due_at__lte=at).count(),
        soon=owned.filter(is_open=True, due_at__gt=at, due_at__lte=at + SOON).count(),
        opened_today=opened_today.apply(owned, at).count(),
        closed_today=closed_today.apply(owned, at).count(),
        open_filter=base,
        late_filter=base.but(due="late"),
        soon_filter=base.but(due="soon"),
        opened_today_filter=opened_today,
        closed_today_filter=closed_today,
        stages=stages,
        units=_units(actor, at),
    )


def _units(actor: Actor, at: datetime) -> list[CountyFigure]:
    if actor.unit_id is None:
        return []
    below = [unit for unit in orgs.children(actor.unit_id) if unit.kind == "centre"]
    standing = {unit.id: tuple(orgs.unit_ids_standing_for(unit.id)) for unit in below}
    every = [one for units in standing.values() for one in units]
    sums: dict[int, Counter[str]] = {}
    for unit, stage, n in (
        Tally.objects.filter(unit_id__in=every).values_list("unit_id", "stage").annotate(total=Sum("n"))
    ):
        sums.setdefault(unit, Counter())[stage] += int(n or 0)
    late = _late_below(actor, at)
    found = []
    for unit in below:
        total: Counter[str] = Counter()
        for one in standing[unit.id]:
            total.update(sums.get(one, Counter()))
        wanted = Filter(unit=unit.id)
        found.append(
            CountyFigure(
                unit_id=unit.id,
                name=unit.name,
                area_code=unit.area_code,
                open=sum(total[stage] for stage in OPEN_STAGES),
                late=sum(late.get(one, 0) for one in standing[unit.id]),
                stages={stage: total[stage] for stage in OPEN_STAGES},
                filter=wanted,
                late_filter=wanted.but(due="late"),
            )
        )
    return found


def _late_below(actor: Actor, at: datetime) -> dict[int, int]:
    """Return how many late matters each unit right below the actor's own has, by one grouped scan of late ones."""
    column = f"owner_l{min(len(actor.unit_path) + 1, 6)}"
    late = _owned(actor).filter(is_open=True, due_at__lte=at)
    rows = late.order_by().values_list(column).annotate(n=Count("id"))
    return {int(unit): int(n) for unit, n in rows if unit is not None}


def load_by_unit(actor: Actor, at: datetime, most: int = 30) -> list[UnitLoad]:
    """Return the units below the actor's own with the most open tasks; late: matters that they lead and that are late."""
    own = set(own_units(actor))
    rows = (
        Tally.objects.filter(stage=TASKS).values_list("unit_id").annotate(total=Sum("n")).order_by("-total")
    )
    late = Counter(
        dict(
            _owned(actor)
            .filter(is_open=True, due_at__lte=at, lead_id__isnull=False)
            .order_by()
            .values_list("lead_id")
            .annotate(n=Count("id"))
        )
    )
    found: list[UnitLoad] = []
    for unit_id, total in rows:
        if total and own & set(orgs.unit_path(unit_id)) and len(found) < most:
            found.append(_load(unit_id, int(total), late.get(unit_id, 0)))
    return found


def _load(unit_id: int, count: int, late: int) -> UnitLoad:
    wanted = Filter(unit=unit_id)
    return UnitLoad(unit_id, orgs.unit_name(unit_id), count, late, wanted, wanted.but(due="late"))


def at_risk(actor: Actor, at: datetime, days: int = 7, most: int = 30) -> list[UnitLoad]:
    """Return the units whose open matters end within so many days, those with the most first; `late` is 0 here."""
    ahead = _owned(actor).filter(is_open=True, due_at__gt=at, due_at__lte=at + timedelta(days=days))
    rows = ahead.order_by().values_list("lead_id", "owner_id").annotate(n=Count("id"))
    sums: Counter[int] = Counter()
    for lead, owner, n in rows:
        unit = lead or owner
        if unit is not None:
            sums[unit] += n
    due = "week" if days >= 7 else "soon"
    return [
        UnitLoad(unit, orgs.unit_name(unit), n, 0, Filter(unit=unit, due=due), Filter(unit=unit, due="late"))
        for unit, n in sums.most_common(most)
    ]


def trend(actor: Actor, at: datetime, days: int = 30) -> list[TrendDay]:
    """Return what came in and what ended on each of the last days, today among them.

    Past days of a city or county come from the folded figures, today and smaller places from the matters themselves.
    """
    today = _today(at)
    since = today - timedelta(days=days - 1)
    found = _folded(actor, since, today) if len(actor.unit_path) <= 2 else _counted(actor, since, today)
    found.update(_counted(actor, today, today))
    return [_trend_day(since + timedelta(days=n), found) for n in range(days)]


def _trend_day(day: date, found: dict[date, tuple[int, int, int]]) -> TrendDay:
    opened, closed, late = found.get(day, (0, 0, 0))
    return TrendDay(
        day,
        opened,
        closed,
        late,
        Filter(state="all", since=day, until=day, sort="newest"),
        Filter(state="closed", closed_since=day, closed_until=day, sort="newest"),
    )


def _folded(actor: Actor, since: date, until: date) -> dict[date, tuple[int, int, int]]:
    rows = DailyFigure.objects.filter(day__gte=since, day__lt=until)
    if len(actor.unit_path) == 2 and actor.unit_id is not None:
        rows = rows.filter(county_code=orgs.unit(actor.unit_id).area_code[:6])
    sums = rows.order_by().values_list("day").annotate(a=Sum("opened"), b=Sum("closed"), c=Sum("closed_late"))
    return {day: (opened or 0, closed or 0, late or 0) for day, opened, closed, late in sums}


def _counted(actor: Actor, since: date, until: date) -> dict[date, tuple[int, int, int]]:
    owned = _owned(actor)
    wanted = Filter(state="all", since=since, until=until)
    ended = Filter(state="closed", closed_since=since, closed_until=until)
    at = datetime.combine(until, time.min, CHINA)
    opened = _by_day(wanted.apply(owned, at), "opened_at")
    closed = _by_day(ended.apply(owned, at), "closed_at")
    late = _by_day(ended.but(due="late").apply(owned, at), "closed_at")
    return {day: (opened.get(day, 0), closed.get(day, 0), late.get(day, 0)) for day in {*opened, *closed}}


def _by_day(matters: QuerySet[Matter], column: str) -> dict[date, int]:
    days = matters.order_by().annotate(on=TruncDate(column, tzinfo=CHINA)).values_list("on")
    return {day: n for day, n in days.annotate(n=Count("id"))}


@dataclass(slots=True)
class _Kept:
    until: float = 0.0
    day: date | None = None
    found: OpenFigures | None = None


_kept = _Kept()
FRESH = 60.0


def open_figures(at: datetime) -> OpenFigures:
    """Return what everybody may know of the last thirty days; kept for a minute."""
    today = _today(at)
    if _kept.found is None or _kept.day != today or monotonic() > _kept.until:
        _kept.found, _kept.day, _kept.until = _open_figures(today), today, monotonic() + FRESH
    return _kept.found


def forget() -> None:
    """Have the next question about the open figures ask the database."""
    _kept.found = None


def _open_figures(today: date) -> OpenFigures:
    since = today - timedelta(days=30)
    rows = DailyFigure.objects.filter(day__gte=since, day__lt=today)
    total = rows.aggregate(opened=Sum("opened"), closed=Sum("closed"), late=Sum("closed_late"))
    closed, late = total["closed"] or 0, total["late"] or 0
    top: Counter[str] = Counter()
    for category, n in rows.order_by().values_list("category").annotate(n=Sum("opened")):
        top[orgs.category_title(str(category).split(".", maxsplit=1)[0])] += n or 0
    return OpenFigures(
        opened=total["opened"] or 0,
        closed=closed,
        on_time_percent=round(100 * (closed - late) / closed) if closed else None,
        by_category=[(title, n) for title, n in top.most_common(8) if title and n],
        since=since,
        until=today - timedelta(days=1),
    )
