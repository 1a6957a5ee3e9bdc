"""Figures of prevention: disputes by area and cause with rates and trend, what courts hand over; small numbers hidden.

The unit of count is the matter. Nothing here reads who its parties are.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.conf import settings
from django.db import connection

from gongzhi.core.access import queries as access
from gongzhi.core.geo import queries as geo
from gongzhi.core.geo.rules.levels import DIGITS, Level, level_of, parent_of
from gongzhi.core.identity.rules.verbs import require_role
from gongzhi.core.matters.models import Matter
from gongzhi.core.orgs import queries as orgs
from gongzhi.kernel.actor import Actor
from gongzhi.kernel.errors import NotFound
from gongzhi.kernel.lengths import CHINA, add_months
from gongzhi.systems.disputes.models import PreventionTask
from gongzhi.systems.disputes.queries import network
from gongzhi.systems.disputes.rules.causes import CAUSES
from gongzhi.systems.disputes.rules.prevention.suppress import (
    Cell,
    hidden_cells,
    hidden_totals,
    per_ten_thousand,
)

VIEW = "disputes.prevention_view"
PERIODS: dict[str, int] = {"30": 30, "90": 90, "365": 365}
UNSORTED = ""
"""The cause of disputes whose cause nobody registered."""
_COUNT = """
    SELECT {key} AS place, coalesce(c.cause, '') AS cause, count(*)
    FROM matters_matter m LEFT JOIN disputes_case c ON c.matter_id = m.id
    WHERE (m.system = 'disputes' OR c.matter_id IS NOT NULL) AND m.merged_into_id IS NULL
      AND coalesce(c.registered_at, m.opened_at) >= %(since)s AND coalesce(c.registered_at, m.opened_at) < %(until)s
      AND m.area_code LIKE %(scope)s
    GROUP BY 1, 2
"""
_HANDED = """
    SELECT p.procedure, count(*) FILTER (WHERE p.opened_at >= %(since)s AND p.opened_at < %(until)s),
           count(*) FILTER (WHERE p.closed_at >= %(since)s AND p.closed_at < %(until)s AND p.state = 'agreed'),
           count(*) FILTER (WHERE p.closed_at >= %(since)s AND p.closed_at < %(until)s AND p.state <> 'agreed')
    FROM workflow_proceeding p JOIN matters_matter m ON m.id = p.matter_id
    WHERE p.system = 'disputes' AND p.procedure = ANY(%(names)s) AND m.area_code LIKE %(scope)s
    GROUP BY 1
"""


@dataclass(frozen=True, slots=True)
class Figure:
    """One number as it may be shown: None when it is small, or would give a small one away."""

    count: int | None
    rate: float | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """One area with its numbers by cause, its total and its rate; the population with its source."""

    code: str
    name: str
    cells: tuple[Figure, ...]
    total: Figure
    population: int | None
    source: str


@dataclass(frozen=True, slots=True)
class Handed:
    """What went to and fro between courts and mediation in the period; None where a number is small."""

    into_mediation: int | None
    settled: int | None
    returned: int | None
    to_court: int | None
    confirmations: int | None


@dataclass(frozen=True, slots=True)
class Table:
    """The page: areas by causes, the whole, the trend by month, and what courts hand over."""

    area: str
    name: str
    above: str
    days: int
    since: date
    until: date
    causes: tuple[tuple[str, str, str], ...]
    lines: tuple[Line, ...]
    columns: tuple[Figure, ...]
    whole: Figure
    population: int | None
    source: str
    trend: tuple[tuple[str, int | None], ...]
    handed: Handed
    fewest: int


def fewest() -> int:
    """Return below which number figures are hidden."""
    return max(2, int(str(orgs.setting("disputes.small_cells"))))


def table(actor: Actor, area: str, period: str, at: datetime) -> Table:
    """Return the figures of an area of the actor's; raise NotFound for one outside."""
    require_role(actor, VIEW)
    scope = network.require_scope(actor) or settings.CITY_CODE
    area = area or scope
    if not area.startswith(scope) or level_of(area) is None:
        raise NotFound
    days = PERIODS.get(period, PERIODS["365"])
    until = at.astimezone(CHINA).date() + timedelta(days=1)
    return _table(area, scope, days, until - timedelta(days=days), until)


def _table(area: str, scope: str, days: int, since: date, until: date) -> Table:
    least, places = fewest(), _places(area)
    counts = _counts(area, since, until)
    causes = [one for one in (*CAUSES, UNSORTED) if any(cell[1] == one for cell in counts)]
    lost = _lost_above(area, since, until, least) if area != scope else frozenset()
    full: dict[Cell, int] = {
        (place, cause): counts.get((place, cause), 0) for place in places for cause in causes
    }
    hidden = hidden_cells(full, least, lost)
    lost_rows, lost_columns = hidden_totals(full, hidden, least)
    lost_columns = lost_columns | lost
    total = sum(counts.values())
    population, source = _population(area)
    return Table(
        area=area,
        name=geo.full_name(area) or area,
        above=parent_of(area) if area != scope else "",
        days=days,
        since=since,
        until=until - timedelta(days=1),
        causes=tuple(_titled(one) for one in causes),
        lines=tuple(_line(place, places[place], causes, full, hidden, lost_rows) for place in places),
        columns=tuple(_column(one, full, lost_columns) for one in causes),
        whole=Figure(None, None) if 0 < total < least else Figure(total, per_ten_thousand(total, population)),
        population=population,
        source=source,
        trend=_trend(area, until, least),
        handed=_handed(area, since, until, least),
        fewest=least,
    )


def _lost_above(area: str, since: date, until: date, least: int) -> frozenset[str]:
    """Return the causes of this area that the table above hides, so that going down a level does not tell them."""
    above = parent_of(area)
    counts = _counts(above, since, until)
    places, causes = _places(above), {cell[1] for cell in counts}
    full = {(place, cause): counts.get((place, cause), 0) for place in places for cause in causes}
    return frozenset(cause for place, cause in hidden_cells(full, least) if place == area)


def _titled(cause: str) -> tuple[str, str, str]:
    title, title_en = CAUSES.get(cause, ("未登记案由", "Cause not registered"))
    return cause, title, title_en


def _line(
    place: str,
    name: str,
    causes: Sequence[str],
    full: Mapping[Cell, int],
    hidden: frozenset[Cell],
    lost_rows: frozenset[str],
) -> Line:
    total = sum(full[place, cause] for cause in causes)
    population, source = _population(place)
    shown = Figure(None) if place in lost_rows else Figure(total, per_ten_thousand(total, population))
    cells = tuple(Figure(None if (place, cause) in hidden else full[place, cause]) for cause in causes)
    return Line(place, name, cells, shown, population, source)


def _column(cause: str, full: Mapping[Cell, int], lost: frozenset[str]) -> Figure:
    if cause in lost:
        return Figure(None)
    return Figure(sum(n for cell, n in full.items() if cell[1] == cause))


def _places(area: str) -> dict[str, str]:
    """Return the areas directly below with their names; the area itself for what was not placed lower."""
    below = {one.code: one.name for one in geo.children(area)}
    return below | {area: geo.area_name(area) or area}


def _counts(area: str, since: date, until: date) -> dict[Cell, int]:
    level = level_of(area)
    digits = DIGITS[Level(level + 1)] if level is not None and level < Level.GRID else len(area)
    key = f"CASE WHEN length(m.area_code) >= {digits} THEN left(m.area_code, {digits}) ELSE %(area)s END"
    found: dict[Cell, int] = {}
    known = _places(area)
    with connection.cursor() as cursor:
        cursor.execute(_COUNT.format(key=key), _values(area, since, until))
        for place, cause, n in cursor.fetchall():
            cell = (_standing(place, known, area), cause)
            found[cell] = found.get(cell, 0) + n
    return found


def _standing(place: str, known: Mapping[str, str], area: str) -> str:
    """Return the place as it stands today; an abolished one counts to its successor here, else to the area itself."""
    if place in known:
        return place
    return next((one for one in geo.successors(place) if one in known), area)


def _values(area: str, since: date, until: date) -> dict[str, str | datetime | bool | list[str]]:
    return {"area": area, "scope": f"{area}%", "since": _start(since), "until": _start(until)}


def _start(day: date) -> datetime:
    return datetime.combine(day, time(0), CHINA)


def _population(area: str) -> tuple[int | None, str]:
    try:
        found = geo.area(area)
    except NotFound:
        return None, ""
    if not found.population:
        return None, ""
    counted = (found.population_on or found.valid_from).isoformat()
    return found.population, f"{found.population_source or found.source}，{counted}"


def _trend(area: str, until: date, least: int) -> tuple[tuple[str, int | None], ...]:
    """Return the last twelve whole months with their numbers."""
    first = until.replace(day=1)
    found = []
    for back in range(12, 0, -1):
        begin, end = add_months(first, -back), add_months(first, 1 - back)
        n = sum(_counts(area, begin, end).values())
        found.append((f"{begin:%Y-%m}", None if 0 < n < least else n))
    return tuple(found)


def _handed(area: str, since: date, until: date, least: int) -> Handed:
    names = ["court_mediation", "litigation", "administrative_litigation", "judicial_confirmation"]
    with connection.cursor() as cursor:
        cursor.execute(_HANDED, _values(area, since, until) | {"names": names})
        found = {name: numbers for name, *numbers in cursor.fetchall()}

    def shown(n: int) -> int | None:
        return None if 0 < n < least else n

    opened, settled, returned = found.get("court_mediation", [0, 0, 0])
    to_court = sum(found.get(name, [0])[0] for name in ("litigation", "administrative_litigation"))
    kept = shown(settled), shown(returned)
    if None in kept:  # one of two would be told by their sum
        kept = (None, None) if settled and returned else kept
    return Handed(shown(opened), *kept, shown(to_court), shown(found.get("judicial_confirmation", [0])[0]))


def matters_of(actor: Actor, area: str, cause: str, since: date, until: date) -> list[Matter]:
    """Return the matters behind a figure that the actor may see by his ordinary rights, the newest first."""
    require_role(actor, VIEW)
    sql = """
        SELECT m.id FROM matters_matter m LEFT JOIN disputes_case c ON c.matter_id = m.id
        WHERE (m.system = 'disputes' OR c.matter_id IS NOT NULL) AND m.merged_into_id IS NULL
          AND coalesce(c.registered_at, m.opened_at) >= %(since)s AND coalesce(c.registered_at, m.opened_at) < %(until)s
          AND m.area_code LIKE %(scope)s AND (%(any)s OR coalesce(c.cause, '') = %(cause)s)
        ORDER BY m.id DESC LIMIT 500
    """
    values = _values(area, since, until + timedelta(days=1)) | {"cause": cause, "any": cause == "all"}
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        ids = [row[0] for row in cursor.fetchall()]
    return list(access.matters_for(actor, Matter.objects.filter(id__in=ids)).order_by("-opened_at", "-id"))


# ------------------------------------------------------------------ tasks


def tasks(actor: Actor, state: str = "open") -> list[PreventionTask]:
    """Return the tasks of the actor's area or unit: open ones by their day, or closed ones, the newest first."""
    found = PreventionTask.objects.filter(pk__in=_visible(actor))
    if state == "open":
        return list(found.filter(closed_at__isnull=True).order_by("due_on", "id")[:300])
    return list(found.filter(closed_at__isnull=False).order_by("-closed_at")[:300])


def task(actor: Actor, task_id: int) -> PreventionTask:
    """Return one task; raise NotFound when it is absent or neither in the actor's area nor his unit's."""
    found = PreventionTask.objects.filter(pk=task_id).first()
    if found is None or found.pk not in _visible(actor):
        raise NotFound
    return found


def _visible(actor: Actor) -> list[int]:
    scope = network.scope_of(actor)
    rows = PreventionTask.objects.values_list("pk", "area_code", "unit_id")
    own = set() if actor.unit_id is None else set(orgs.unit_ids_standing_for(actor.unit_id))
    sees_area = actor.has_role("clerk", "dispatcher", "supervisor", "leader")
    return [
        pk
        for pk, area, unit in rows
        if unit in own or (sees_area and scope is not None and area.startswith(scope))
    ]


def tasks_late(on: date) -> list[PreventionTask]:
    """Return the tasks whose day has passed without a report."""
    return list(
        PreventionTask.objects.filter(closed_at__isnull=True, reported_at__isnull=True, due_on__lt=on)
    )
