"""The board: what a centre (or one below it) has, what runs out, where it gathers, and how the last thirty days went."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from gongzhi.core.geo import queries as geo
from gongzhi.core.geo.rules.levels import DIGITS, Level
from gongzhi.core.matters.queries.counted import counts_of, grouped, grouped_by_day, grouped_by_unit
from gongzhi.core.matters.queries.filters import Filter
from gongzhi.core.matters.queries.pages import stage_title
from gongzhi.core.matters.queries.timing import is_english
from gongzhi.core.orgs import queries as orgs
from gongzhi.core.orgs.models import Unit
from gongzhi.kernel.actor import Actor
from gongzhi.kernel.errors import NotFound
from gongzhi.kernel.procedure import STAGES
from gongzhi.kernel.terms import CHINA

OPEN_STAGES = tuple(stage for stage in STAGES if stage != "closed")
TREND_DAYS = 30
HOT_MOST = 6
UNITS_MOST = 8


@dataclass(frozen=True, slots=True)
class Figure:
    """A number with the list that it counts."""

    name: str
    title: str
    count: int
    filter: Filter


@dataclass(frozen=True, slots=True)
class UnitRow:
    """One unit with its figures in a fixed order; `below`: it has units below it to look into."""

    unit_id: int
    name: str
    area_code: str
    below: bool
    figures: tuple[Figure, ...]

    @property
    def late_percent(self) -> int:
        """Return the share of late ones among the open ones."""
        open_, late = self.figures[0].count, self.figures[1].count
        return round(100 * late / open_) if open_ else 0


@dataclass(frozen=True, slots=True)
class Day:
    """One day, with the same day of last year beside it."""

    day: date
    opened: Figure
    closed: Figure
    before: Figure


@dataclass(frozen=True, slots=True)
class HotPlace:
    """Where more comes in than the week before, and what it is mostly about."""

    code: str
    name: str
    now: Figure
    before: Figure
    mainly: Figure | None

    @property
    def more(self) -> int:
        """Return how many more than the week before; negative for fewer."""
        return self.now.count - self.before.count


@dataclass(frozen=True, slots=True)
class Board:
    """All that one board shows; `unit` is the one looked at, `path` leads to it from the reader's own."""

    unit: Unit
    path: tuple[Unit, ...]
    base: Filter
    totals: tuple[Figure, ...]
    stages: tuple[Figure, ...]
    units: tuple[UnitRow, ...]
    risk: tuple[UnitRow, ...]
    load: tuple[UnitRow, ...]
    trend: tuple[Day, ...]
    hot: tuple[HotPlace, ...]
    has_last_year: bool


def unit_looked_at(actor: Actor, unit_id: int | None) -> tuple[Unit, ...]:
    """Return the way from the reader's unit to the one looked at; raise NotFound for a unit not below the reader's."""
    if actor.unit_id is None:
        raise NotFound
    if unit_id is None or unit_id == actor.unit_id:
        return (orgs.unit(actor.unit_id),)
    path = orgs.unit_path(unit_id)
    if actor.unit_id not in path:
        raise NotFound
    return tuple(orgs.unit(one) for one in path[path.index(actor.unit_id) :])


def board(actor: Actor, at: datetime, unit_id: int | None = None) -> Board:
    """Return the board of the reader's unit, or of one below it; each number is counted by the list it opens."""
    path = unit_looked_at(actor, unit_id)
    unit = path[-1]
    base = Filter() if len(path) == 1 else Filter(unit=unit.id)
    days = _trend(actor, base, at)
    return Board(
        unit=unit,
        path=path,
        base=base,
        totals=_totals(actor, base, at),
        stages=_stages(actor, base, at),
        units=units_below(actor, unit, at),
        risk=_at_risk(actor, base, at),
        load=_load(actor, base, at),
        trend=days,
        hot=_hot(actor, base, unit, at),
        has_last_year=any(one.before.count for one in days),
    )


def _today(at: datetime) -> date:
    return at.astimezone(CHINA).date()


def _totals(actor: Actor, base: Filter, at: datetime) -> tuple[Figure, ...]:
    today = _today(at)
    wanted = {
        "open": base,
        "late": base.but(due="late"),
        "soon": base.but(due="soon"),
        "opened_today": base.but(state="all", since=today, until=today, sort="newest"),
        "closed_today": base.but(state="closed", closed_since=today, closed_until=today, sort="newest"),
    }
    found = counts_of(actor, list(wanted.values()), at)
    return tuple(Figure(name, "", n, one) for (name, one), n in zip(wanted.items(), found, strict=True))


def _stages(actor: Actor, base: Filter, at: datetime) -> tuple[Figure, ...]:
    found = {str(stage): int(str(n)) for stage, n in grouped(actor, base, at, "stage")}
    return tuple(
        Figure(stage, stage_title(stage), found.get(stage, 0), base.but(stage=stage)) for stage in OPEN_STAGES
    )


def units_below(actor: Actor, unit: Unit, at: datetime) -> tuple[UnitRow, ...]:
    """Return the centres right below: open, late, soon, and what came in and ended within seven days."""
    below = [one for one in orgs.children(unit.id) if one.kind == "centre"]
    wanted = _week_lists(_today(at))
    sums = [_by_unit(actor, one, at, below) for one in wanted]
    return tuple(
        UnitRow(
            one.id,
            unit_title(one),
            one.area_code,
            any(child.kind == "centre" for child in orgs.children(one.id)),
            tuple(
                Figure("", "", found[one.id], base.but(unit=one.id))
                for base, found in zip(wanted, sums, strict=True)
            ),
        )
        for one in below
    )


def _week_lists(today: date) -> list[Filter]:
    since = today - timedelta(days=6)
    return [
        Filter(),
        Filter(due="late"),
        Filter(due="soon"),
        Filter(state="all", since=since, until=today, sort="newest"),
        Filter(state="closed", closed_since=since, closed_until=today, sort="newest"),
    ]


def _by_unit(actor: Actor, wanted: Filter, at: datetime, units: Sequence[Unit]) -> Counter[int]:
    """Return how many rows of a list each unit owns (itself or below it) or leads: what `Filter.unit` lets through.

    One grouped query for all units; a matter that one unit owns and another leads counts for both.
    """
    standing_for: dict[int, list[int]] = {}
    for unit in units:
        for one in orgs.unit_ids_standing_for(unit.id):
            standing_for.setdefault(one, []).append(unit.id)
    columns = sorted({f"owner_l{len(orgs.unit_path(one))}" for one in standing_for})
    found: Counter[int] = Counter()
    for *places, n in grouped_by_unit(actor, wanted, at, *columns, "lead_id") if columns else ():
        hit = {unit for place in places if isinstance(place, int) for unit in standing_for.get(place, ())}
        for unit_id in hit:
            found[unit_id] += int(str(n))
    return found


def unit_title(unit: Unit) -> str:
    """Return a unit's name in the language of the page."""
    return unit.name_en if is_english() and unit.name_en else unit.name


def by_lead(actor: Actor, wanted: Filter, at: datetime) -> dict[int, int]:
    """Return how many rows of a list each standing unit leads, those of units merged into it included."""
    return added_up(grouped_by_unit(actor, wanted, at, "lead_id"))


def added_up(rows: Iterable[tuple[object, ...]]) -> dict[int, int]:
    """Return counts by unit with those of merged units in their successors."""
    found: Counter[int] = Counter()
    for lead, n in rows:
        if lead is not None:
            for unit in orgs.successors(int(str(lead))):
                found[unit.id] += int(str(n))
    return dict(found)


def _at_risk(actor: Actor, base: Filter, at: datetime) -> tuple[UnitRow, ...]:
    """Return the units whose clocks run out within seven days, those with the most first."""
    week, late = base.but(due="week"), base.but(due="late")
    return _by_lead(actor, at, (week, late))


def _load(actor: Actor, base: Filter, at: datetime) -> tuple[UnitRow, ...]:
    """Return the units that lead the most open matters, with how many of them are late."""
    return _by_lead(actor, at, (base, base.but(due="soon"), base.but(due="late")))


def _by_lead(actor: Actor, at: datetime, wanted: Sequence[Filter]) -> tuple[UnitRow, ...]:
    sums = [by_lead(actor, one, at) for one in wanted]
    most = sorted(sums[0].items(), key=lambda item: (-item[1], item[0]))[:UNITS_MOST]
    return tuple(
        UnitRow(
            unit_id,
            unit_title(orgs.unit(unit_id)),
            orgs.unit(unit_id).area_code,
            False,
            tuple(
                Figure("", "", found.get(unit_id, 0), one.but(lead=unit_id))
                for one, found in zip(wanted, sums, strict=True)
            ),
        )
        for unit_id, _n in most
    )


def _trend(actor: Actor, base: Filter, at: datetime) -> tuple[Day, ...]:
    today = _today(at)
    days = [today - timedelta(days=n) for n in reversed(range(TREND_DAYS))]
    opened = _by_day(actor, base.but(state="all", since=days[0], until=today), at, "opened_at")
    closed = _by_day(
        actor, base.but(state="closed", closed_since=days[0], closed_until=today), at, "closed_at"
    )
    last = [_year_before(day) for day in days]
    before = _by_day(actor, base.but(state="all", since=last[0], until=last[-1]), at, "opened_at")
    return tuple(
        Day(
            day,
            Figure("", "", opened.get(day, 0), base.but(state="all", since=day, until=day, sort="newest")),
            Figure("", "", closed.get(day, 0), base.but(state="closed", closed_since=day, closed_until=day, sort="newest")),
            Figure("", "", before.get(then, 0), base.but(state="all", since=then, until=then, sort="newest")),
        )
        for day, then in zip(days, last, strict=True)
    )  # fmt: skip


def _year_before(day: date) -> date:
    try:
        return day.replace(year=day.year - 1)
    except ValueError:  # 29 February
        return day.replace(year=day.year - 1, day=28)


def _by_day(actor: Actor, wanted: Filter, at: datetime, column: str) -> dict[date, int]:
    return {day: int(str(n)) for day, n in grouped_by_day(actor, wanted, at, column) if isinstance(day, date)}


def _hot(actor: Actor, base: Filter, unit: Unit, at: datetime) -> tuple[HotPlace, ...]:
    """Return the places with the most new matters above the week before, each with its main category."""
    today = _today(at)
    week = base.but(state="all", since=today - timedelta(days=6), until=today, sort="newest")
    past = week.but(since=today - timedelta(days=13), until=today - timedelta(days=7))
    column = "township_code" if len(_area(unit)) >= DIGITS[Level.COUNTY] else "county_code"
    now = _by_place(grouped(actor, week, at, column, "category"))
    then = _by_place(grouped(actor, past, at, column, "category"))
    places = sorted(
        now, key=lambda code: (sum(then.get(code, Counter()).values()) - sum(now[code].values()), code)
    )
    return tuple(
        _hot_place(code, now[code], then.get(code, Counter()), week, past) for code in places[:HOT_MOST]
    )


def _area(unit: Unit) -> str:
    """Return a unit's area without the zeros that fill a city's code to six digits."""
    code = unit.area_code
    return code[:4] if len(code) == DIGITS[Level.COUNTY] and code.endswith("00") else code


def _by_place(rows: Iterable[tuple[object, ...]]) -> dict[str, Counter[str]]:
    found: dict[str, Counter[str]] = {}
    for code, category, n in rows:
        if code:
            found.setdefault(str(code), Counter())[str(category).split(".", maxsplit=1)[0]] += int(str(n))
    return found


def _hot_place(code: str, now: Counter[str], then: Counter[str], week: Filter, past: Filter) -> HotPlace:
    known = {name: n for name, n in now.items() if name}
    main, most = max(known.items(), key=lambda item: item[1]) if known else ("", 0)
    here = week.but(area=code)
    return HotPlace(
        code,
        geo.full_name(code) or code,
        Figure("", "", now.total(), here),
        Figure("", "", then.total(), past.but(area=code)),
        Figure(main, category_words(main), most, here.but(category=main)) if main else None,
    )


def category_words(code: str) -> str:
    """Return the title of a category without those above it, in the language of the page; "" for none."""
    found = orgs.category(code)
    if found is None:
        return code
    return found.title_en if is_english() and found.title_en else found.title
