"""What supervision asks: what will be late, which orders are open, whom to call back, what to look at once more."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import Self
from urllib.parse import urlencode

from django.db.models import BinaryField, Exists, Func, OuterRef, Q, QuerySet, TextField, Value

from gongzhi.core.identity.rules.verbs import can
from gongzhi.core.matters.models import Matter, OrderLevel, Rating, SupervisionOrder
from gongzhi.core.matters.queries.command import Figure, added_up, unit_title
from gongzhi.core.matters.queries.counted import counts_of, grouped_by_unit
from gongzhi.core.matters.queries.filters import Filter
from gongzhi.core.matters.queries.measures import DISSATISFIED_TO
from gongzhi.core.matters.queries.pages import Row, own_units, rows_of, visible
from gongzhi.core.matters.queries.parts import OrderView, order_view
from gongzhi.core.matters.queries.work import matters_with_tasks_of
from gongzhi.core.orgs import queries as orgs
from gongzhi.core.workflow import library, manifest
from gongzhi.kernel.actor import Actor
from gongzhi.kernel.errors import InvalidInput, NotFound
from gongzhi.kernel.procedure import Relation
from gongzhi.kernel.terms import CHINA

DAYS_AHEAD = 7
ORDER_STATES = ("open", "late", "replied", "closed", "all")
ORDERS_MOST = 50
CALLS_MOST = 100
SAMPLE_MOST = 200


@dataclass(frozen=True, slots=True)
class RiskRow:
    """What runs out at one unit, day by day; `unit_id` 0 stands for what nobody leads yet."""

    unit_id: int
    name: str
    total: Figure
    late: Figure
    days: tuple[Figure, ...]


@dataclass(frozen=True, slots=True)
class Risk:
    """The days ahead, and each unit's share of what runs out on them."""

    days: tuple[date, ...]
    rows: tuple[RiskRow, ...]
    total: Figure
    late: Figure


@dataclass(frozen=True, slots=True)
class OrderFilter:
    """Which orders a list shows; `unit`: the one they are addressed to, merged predecessors included."""

    state: str = "open"
    level: str = ""
    unit: int | None = None

    @classmethod
    def parse(cls, given: Mapping[str, str]) -> Self:
        """Return the filter that an address asks for; raise InvalidInput for what cannot be meant."""
        state = str(given.get("state") or "open")
        level = str(given.get("level") or "")
        unit = str(given.get("unit") or "")
        if state not in ORDER_STATES:
            raise InvalidInput(field="state", why="请从列表里选择督办的状态。")
        if level and level not in set(OrderLevel):
            raise InvalidInput(field="level", why="请从列表里选择督办的级别。")
        if unit and not (unit.isascii() and unit.isdigit() and len(unit) <= 18):
            raise InvalidInput(field="unit", why="请从列表里选择单位。")
        return cls(state, level, int(unit) if unit else None)

    def query_string(self) -> str:
        """Return the filter as the query of an address."""
        blank = type(self)()
        return urlencode(
            {
                one.name: getattr(self, one.name)
                for one in fields(self)
                if getattr(self, one.name) != getattr(blank, one.name)
            }
        )


@dataclass(frozen=True, slots=True)
class OrderPage:
    """Orders newest first; `before` leads to older ones, 0 at the end."""

    orders: list[OrderView]
    before: int = 0


@dataclass(frozen=True, slots=True)
class Call:
    """One matter to call back; `is_negative`: it was rated badly or as not solved before."""

    row: Row
    answered_at: datetime | None
    is_negative: bool


@dataclass(frozen=True, slots=True)
class Sample:
    """Matters drawn at random from those that ended in a period; the same seed draws the same ones."""

    since: date
    until: date
    seed: str
    of: int
    rows: list[Row]
    filter: Filter


def risk(actor: Actor, at: datetime) -> Risk:
    """Return what will be late within seven days if nothing happens, by unit and day."""
    today = at.astimezone(CHINA).date()
    days = tuple(today + timedelta(days=n) for n in range(DAYS_AHEAD + 1))
    week, late = Filter(due="week"), Filter(due="late")
    found: dict[int, dict[date, int]] = {}
    for lead, due_at, n in grouped_by_unit(actor, week, at, "lead_id", "due_at"):
        if isinstance(due_at, datetime):
            day = (due_at - timedelta(microseconds=1)).astimezone(CHINA).date()
            for unit in _standing(lead):
                of_unit = found.setdefault(unit, {})
                of_unit[day] = of_unit.get(day, 0) + int(str(n))
    overdue = _by_standing_lead(actor, late, at)
    totals = counts_of(actor, [week, late], at)
    units = sorted(
        {*found, *overdue}, key=lambda one: (-sum(found.get(one, {}).values()), -overdue.get(one, 0), one)
    )
    rows = tuple(_risk_row(one, found.get(one, {}), overdue.get(one, 0), days) for one in units)
    return Risk(days, rows, Figure("week", "", totals[0], week), Figure("late", "", totals[1], late))


def _standing(lead: object) -> tuple[int, ...]:
    return (0,) if lead is None else tuple(unit.id for unit in orgs.successors(int(str(lead))))


def _by_standing_lead(actor: Actor, wanted: Filter, at: datetime) -> dict[int, int]:
    rows = grouped_by_unit(actor, wanted, at, "lead_id")
    nobody = sum(int(str(n)) for lead, n in rows if lead is None)
    return added_up(rows) | ({0: nobody} if nobody else {})


def _risk_row(unit_id: int, by_day: Mapping[date, int], late: int, days: tuple[date, ...]) -> RiskRow:
    week = Filter(due="week", lead=unit_id)
    return RiskRow(
        unit_id,
        unit_title(orgs.unit(unit_id)) if unit_id else "",
        Figure("", "", sum(by_day.values()), week),
        Figure("", "", late, Filter(due="late", lead=unit_id)),
        tuple(Figure("", "", by_day.get(day, 0), week.but(due_on=day)) for day in days),
    )


def orders_in_reach(actor: Actor) -> QuerySet[SupervisionOrder]:
    """Return the orders over matters that the actor may see: all for those who supervise, else those to its own unit."""
    if not actor.is_staff:
        return SupervisionOrder.objects.none()
    found = SupervisionOrder.objects.filter(matter_id__in=visible(actor).values("id"))
    return found if can(actor, "board.view") else found.filter(to_unit_id__in=own_units(actor))


def order_counts(actor: Actor, at: datetime, wanted: OrderFilter) -> dict[str, int]:
    """Return how many orders each state of the list has."""
    return {
        state: _narrowed(actor, OrderFilter(state, wanted.level, wanted.unit), at).count()
        for state in ORDER_STATES
    }


def order_page(
    actor: Actor, wanted: OrderFilter, at: datetime, before: int = 0, size: int = ORDERS_MOST
) -> OrderPage:
    """Return orders, the late ones with the oldest day first, all others newest first."""
    found = _narrowed(actor, wanted, at)
    if wanted.state == "late":
        return OrderPage(_views(actor, list(found.order_by("due_at", "id")[:size]), at))
    if before:
        found = found.filter(id__lt=before)
    orders = list(found.order_by("-id")[: size + 1])
    return OrderPage(_views(actor, orders[:size], at), orders[size - 1].id if len(orders) > size else 0)


def _narrowed(actor: Actor, wanted: OrderFilter, at: datetime) -> QuerySet[SupervisionOrder]:
    found = orders_in_reach(actor)
    waiting = Q(closed_at__isnull=True, replied_at__isnull=True)
    match wanted.state:
        case "open":
            found = found.filter(waiting)
        case "late":
            found = found.filter(waiting, due_at__lte=at)
        case "replied":
            found = found.filter(closed_at__isnull=True, replied_at__isnull=False)
        case "closed":
            found = found.filter(closed_at__isnull=False)
    if wanted.level:
        found = found.filter(level=wanted.level)
    return (
        found if wanted.unit is None else found.filter(to_unit_id__in=orgs.unit_ids_standing_for(wanted.unit))
    )


def _views(actor: Actor, orders: list[SupervisionOrder], at: datetime) -> list[OrderView]:
    over = Matter.objects.defer("text", "answer").in_bulk([one.matter_id for one in orders])
    return [order_view(actor, one, over[one.matter_id], at) for one in orders]


def order(actor: Actor, order_id: int, at: datetime) -> tuple[OrderView, Matter]:
    """Return an order with its matter; raise NotFound when it is absent or out of reach."""
    found = orders_in_reach(actor).filter(id=order_id).first()
    if found is None:
        raise NotFound
    matter = Matter.objects.get(id=found.matter_id)
    return order_view(actor, found, matter, at), matter


def addressees(actor: Actor, matter: Matter) -> list[tuple[int, str]]:
    """Return the units to which the actor's unit may address an order over a matter: who leads, then who owns it."""
    mine = set(own_units(actor))
    asked = [matter.lead_id, *reversed(matter.owner_path)]
    known = dict.fromkeys(one for one in asked if one is not None)
    return [
        (one, unit_title(orgs.unit(one)))
        for one in known
        if one not in mine and mine & set(orgs.unit_path(one))
    ]


@lru_cache(maxsize=1)
def calling_states() -> frozenset[str]:
    """Return the states of all procedures in which somebody outside the handling body has to ask how it went."""
    return frozenset(
        state
        for one in manifest.manifests()
        for procedure in library.procedures(one.name)
        for move in procedure.moves
        if any(by.relation is Relation.OUTSIDE_HANDLER for by in move.by)
        for state in move.sources
    )


def calls(actor: Actor, at: datetime) -> tuple[list[Call], int]:
    """Return whom to call: bad ratings first, then the longest waiting; and how many wait in all.

    Matters that the actor's own unit handles are left out, for who handled it may not ask how it went.
    """
    if not can(actor, "matters.call_back"):
        return [], 0
    waiting = visible(actor).filter(is_open=True, status__in=calling_states())
    waiting = waiting.exclude(id__in=matters_with_tasks_of(own_units(actor))).defer("text", "answer")
    bad = Rating.objects.filter(matter_id=OuterRef("pk")).filter(
        Q(solved=False) | Q(satisfied__lte=DISSATISFIED_TO)
    )
    ordered = waiting.annotate(bad=Exists(bad)).order_by("-bad", "answered_at", "id")
    matters = list(ordered[:CALLS_MOST])
    rows = {row.id: row for row in rows_of(matters, at)}
    return (
        [Call(rows[one.id], one.answered_at, bool(one.bad)) for one in matters],
        waiting.count(),
    )


def sample(actor: Actor, since: date, until: date, n: int, seed: str, at: datetime) -> Sample:
    """Return n matters that ended in a period (both days included), drawn by the seed.

    Everybody with the seed can draw them again: ordered by SHA-256 of "seed:number", the first n.
    """
    ended = visible(actor).filter(
        is_open=False,
        closed_at__gte=datetime.combine(since, time.min, CHINA),
        closed_at__lt=datetime.combine(until + timedelta(days=1), time.min, CHINA),
    )
    text = Func(Value(f"{seed}:"), "number", function="concat", output_field=TextField())
    lot = Func(
        Func(text, Value("UTF8"), function="convert_to"), function="sha256", output_field=BinaryField()
    )
    drawn = ended.annotate(lot=lot).order_by("lot")
    matters = list(drawn.defer("text", "answer")[: min(max(n, 1), SAMPLE_MOST)])
    wanted = Filter(state="all", ids=tuple(one.id for one in matters), sort="newest")
    return Sample(since, until, seed, ended.count(), rows_of(matters, at), wanted)
