"""The filter of every list of matters: one value that stands in the address, in saved filters and behind each figure."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields, replace
from datetime import date, datetime, time, timedelta
from typing import Self
from urllib.parse import urlencode

import h3
from django.db.models import OuterRef, Q, QuerySet

from gongzhi.core.matters.models import Channel, Matter, Stage, SupervisionOrder, Task
from gongzhi.core.matters.models.task import OPEN_STATES
from gongzhi.core.matters.queries import asking
from gongzhi.core.matters.queries.measures import MEASURES, late_clocks
from gongzhi.core.matters.rules.remaining import SOON
from gongzhi.core.orgs import queries as orgs
from gongzhi.kernel.errors import InvalidInput
from gongzhi.kernel.identifiers import normal_number
from gongzhi.kernel.terms import CHINA

STATES = ("open", "closed", "all")
DUES = ("", "late", "soon", "week")
SORTS = ("due", "opened", "newest")
YES = frozenset({"1", "true", "on", "yes", "是"})
WEEK = timedelta(days=7)
_AREA_COLUMNS = {6: "county_code", 9: "township_code", 12: "village_code", 15: "grid_code"}
_MOST_IDS = 500
_FINEST = 9
"""The resolution of the cell that is kept with each matter."""


@dataclass(frozen=True, slots=True)
class Filter:
    """What a list shows. Days are inclusive; `unit` is an owner with all below it or the unit that leads.

    `lead`: the unit that leads, merged predecessors included; 0 where none leads yet. `due_on`: the last day in time. `cell`: an H3 cell of resolution 5 to 9 with all inside it.
    `measure`: a mark of `measures.MEASURES`. `mine`: matters in which the actor's unit has an open task. `ids`: exactly
    these (what a person ticked).
    """

    q: str = ""
    state: str = "open"
    stage: str = ""
    status: str = ""
    system: str = ""
    category: str = ""
    area: str = ""
    cell: str = ""
    unit: int | None = None
    channel: str = ""
    due: str = ""
    due_on: date | None = None
    urgent: bool = False
    mine: bool = False
    returned: bool = False
    reopened: bool = False
    orders: bool = False
    lead: int | None = None
    measure: str = ""
    ending: str = ""
    since: date | None = None
    until: date | None = None
    closed_since: date | None = None
    closed_until: date | None = None
    ids: tuple[int, ...] = ()
    sort: str = "due"

    @classmethod
    def parse(cls, given: Mapping[str, str]) -> Self:
        """Return the filter that an address asks for; what is empty or unknown by name is passed over.

        Raise InvalidInput with a full sentence for a value that cannot be meant.
        """
        found: dict[str, object] = {}
        for name, read in _READERS.items():
            text = str(given.get(name) or "").strip()
            if text:
                found[name] = read(name, text)
        if q := found.get("q"):
            # What is written as a field in the search box goes before what stands in the form.
            found["q"], changes = asking.read(str(q))
            found |= changes
        return cls(**found)  # type: ignore[arg-type]

    def query_string(self) -> str:
        """Return the filter as the query of an address: only what differs from the default, always in one order."""
        return urlencode(self.chosen())

    def chosen(self) -> dict[str, str]:
        """Return what differs from the default, as texts."""
        blank = type(self)()
        pairs: dict[str, str] = {}
        for name in (one.name for one in fields(self)):
            value = getattr(self, name)
            if value != getattr(blank, name):
                pairs[name] = _as_text(value)
        return pairs

    def but(self, **changes: object) -> Self:
        """Return the filter with some values changed."""
        return replace(self, **changes)  # type: ignore[arg-type]

    def apply(self, matters: QuerySet[Matter], at: datetime) -> QuerySet[Matter]:
        """Return those of the matters that the filter lets through; `q` and `mine` are the list's to add."""
        for narrow in (_by_columns, _by_days, _by_due, _by_marks):
            matters = narrow(self, matters, at)
        return matters

    @property
    def number(self) -> str:
        """Return the matter number that `q` is, "" when it is something else."""
        try:
            return normal_number(self.q) if self.q else ""
        except InvalidInput:
            return ""

    @property
    def words(self) -> str:
        """Return the words that `q` is, "" when it is a matter number or nothing."""
        return "" if self.number else self.q


def _as_text(value: object) -> str:
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, tuple):
        return ",".join(str(item) for item in value)
    return value.isoformat() if isinstance(value, date) else str(value)


def _text(name: str, text: str) -> str:
    return text.replace("\x00", "")[:200]


def _code(name: str, text: str) -> str:
    if len(text) > 60 or not text.replace(".", "").replace("_", "").replace("-", "").isalnum():
        raise InvalidInput(
            field=name, why="筛选里的「%(text)s」不是有效的代码。请从列表里重新选择。", text=text[:40]
        )
    return text


def _one_of(choices: tuple[str, ...]) -> Callable[[str, str], str]:
    def read(name: str, text: str) -> str:
        if text not in choices:
            known = "、".join(choice for choice in choices if choice)
            raise InvalidInput(
                field=name,
                why="筛选里没有「%(text)s」这个选项，可以用的有：%(known)s。",
                text=text[:40],
                known=known,
            )
        return text

    return read


def _whole(name: str, text: str) -> int:
    if not text.isascii() or not text.isdigit() or len(text) > 18:
        raise InvalidInput(
            field=name, why="筛选里的「%(text)s」要是一个整数。请从列表里重新选择。", text=text[:40]
        )
    return int(text)


def _ids(name: str, text: str) -> tuple[int, ...]:
    found = tuple(_whole(name, part.strip()) for part in text.split(",") if part.strip())
    if len(found) > _MOST_IDS:
        raise InvalidInput(field=name, why="一次最多看 %(most)s 件，请少选一些。", most=_MOST_IDS)
    return found


def _yes(name: str, text: str) -> bool:
    return text.lower() in YES


_EARLIEST, _LATEST = 1900, 2200


def _day(name: str, text: str) -> date:
    try:
        found = date.fromisoformat(text)
    except ValueError:
        found = date.min
    if not _EARLIEST <= found.year <= _LATEST:
        raise InvalidInput(
            field=name, why="筛选里的日期「%(text)s」读不懂，请写成 2026-03-02 这样。", text=text[:40]
        )
    return found


def _cell(name: str, text: str) -> str:
    if not h3.is_valid_cell(text):
        raise InvalidInput(
            field=name, why="筛选里的「%(text)s」不是有效的格子。请从地图上重新选择。", text=text[:40]
        )
    return text.lower()


_READERS: dict[str, Callable[[str, str], object]] = {
    "q": _text,
    "state": _one_of(STATES),
    "stage": _one_of(tuple(str(stage) for stage in Stage)),
    "status": _code,
    "system": _code,
    "category": _code,
    "area": _code,
    "cell": _cell,
    "unit": _whole,
    "channel": _one_of(tuple(str(channel) for channel in Channel)),
    "due": _one_of(DUES),
    "due_on": _day,
    "urgent": _yes,
    "mine": _yes,
    "returned": _yes,
    "reopened": _yes,
    "orders": _yes,
    "lead": _whole,
    "ending": _code,
    "measure": _one_of(("", *MEASURES)),
    "since": _day,
    "until": _day,
    "closed_since": _day,
    "closed_until": _day,
    "ids": _ids,
    "sort": _one_of(SORTS),
}


def _by_columns(wanted: Filter, matters: QuerySet[Matter], at: datetime) -> QuerySet[Matter]:
    if wanted.state != "all" and not wanted.ids:
        matters = matters.filter(is_open=wanted.state == "open")
    for column in ("stage", "status", "system", "channel", "ending"):
        if value := getattr(wanted, column):
            matters = matters.filter(**{column: value})
    if wanted.category:
        matters = matters.filter(Q(category=wanted.category) | Q(category__startswith=f"{wanted.category}."))
    if wanted.area:
        area = _AREA_COLUMNS.get(len(wanted.area), "area_code__startswith")
        matters = matters.filter(**{area: wanted.area})
    if wanted.cell:
        matters = _in_cell(matters, wanted.cell)
    if wanted.ids:
        matters = matters.filter(id__in=wanted.ids)
    return matters


def _in_cell(matters: QuerySet[Matter], cell: str) -> QuerySet[Matter]:
    """Return the matters in a cell; those inside a coarser one are a range, for a cell's name begins with its parent's."""
    resolution = h3.get_resolution(cell)
    if resolution >= _FINEST:
        return matters.filter(h3=cell)
    free = 3 * (_FINEST - resolution)
    shift = 3 * (15 - _FINEST)
    number = int(cell, 16) + ((_FINEST - resolution) << 52)
    digits = ((1 << free) - 1) << shift
    first = number & ~digits
    last = first | (int("6" * (_FINEST - resolution), 8) << shift)
    return matters.filter(h3__gte=f"{first:x}", h3__lte=f"{last:x}")


def _by_days(wanted: Filter, matters: QuerySet[Matter], at: datetime) -> QuerySet[Matter]:
    for column, since, until in (
        ("opened_at", wanted.since, wanted.until),
        ("closed_at", wanted.closed_since, wanted.closed_until),
    ):
        if since is not None:
            matters = matters.filter(**{f"{column}__gte": _midnight(since)})
        if until is not None:
            matters = matters.filter(**{f"{column}__lt": _midnight(until + timedelta(days=1))})
    return matters


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time.min, CHINA)


def _by_due(wanted: Filter, matters: QuerySet[Matter], at: datetime) -> QuerySet[Matter]:
    if wanted.due_on is not None:
        matters = matters.filter(
            due_at__gt=_midnight(wanted.due_on), due_at__lte=_midnight(wanted.due_on + timedelta(days=1))
        )
    if wanted.due == "late":
        if wanted.state == "closed":
            return matters.filter(late_clocks(OuterRef("pk")))
        return matters.filter(due_at__lte=at)
    ahead = {"soon": SOON, "week": WEEK}.get(wanted.due)
    return matters if ahead is None else matters.filter(due_at__gt=at, due_at__lte=at + ahead)


def _by_marks(wanted: Filter, matters: QuerySet[Matter], at: datetime) -> QuerySet[Matter]:
    if wanted.urgent:
        matters = matters.filter(is_urgent=True)
    if wanted.returned:
        matters = matters.filter(returned__gt=0)
    if wanted.reopened:
        matters = matters.filter(reopened__gt=0)
    if wanted.orders:
        matters = matters.filter(
            id__in=SupervisionOrder.objects.filter(closed_at__isnull=True).values("matter_id")
        )
    if wanted.lead == 0:
        matters = matters.filter(lead_id__isnull=True)
    elif wanted.lead is not None:
        matters = matters.filter(lead_id__in=orgs.unit_ids_standing_for(wanted.lead))
    if wanted.measure:
        matters = matters.filter(MEASURES[wanted.measure].rule(at))
    return matters


def tasks_of(units: tuple[int, ...], role: str = "") -> QuerySet[Task, int]:
    """Return the ids of matters in which one of these units has an open task, of one role or of any."""
    found = Task.objects.filter(unit_id__in=units, state__in=OPEN_STATES)
    return (found.filter(role=role) if role else found).values_list("matter_id", flat=True)
