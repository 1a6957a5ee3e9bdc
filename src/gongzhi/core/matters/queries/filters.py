"""The filter of every list of matters: one value that stands in the address, in saved filters and behind each figure."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields, replace
from datetime import date, datetime, time, timedelta
from typing import Self
from urllib.parse import urlencode

from django.db.models import Exists, OuterRef, Q, QuerySet

from gongzhi.core.clocks.models import Clock
from gongzhi.core.matters.models import Channel, Matter, Stage, SupervisionOrder, Task
from gongzhi.core.matters.models.task import OPEN_STATES
from gongzhi.core.matters.rules.remaining import SOON
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


@dataclass(frozen=True, slots=True)
class Filter:
    """What a list shows. Days are inclusive; `unit` is an owner with all below it or the unit that leads.

    `mine`: matters in which the actor's unit has an open task. `ids`: exactly these (what a person ticked).
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
    urgent: bool = False
    mine: bool = False
    returned: bool = False
    reopened: bool = False
    orders: bool = False
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
        raise InvalidInput(field=name, why=f"筛选里的「{text[:40]}」不是有效的代码。请从列表里重新选择。")
    return text


def _one_of(choices: tuple[str, ...]) -> Callable[[str, str], str]:
    def read(name: str, text: str) -> str:
        if text not in choices:
            known = "、".join(choice for choice in choices if choice)
            raise InvalidInput(field=name, why=f"筛选里没有「{text[:40]}」这个选项,可以用的有:{known}。")
        return text

    return read


def _whole(name: str, text: str) -> int:
    if not text.isascii() or not text.isdigit() or len(text) > 18:
        raise InvalidInput(field=name, why=f"筛选里的「{text[:40]}」要是一个整数。请从列表里重新选择。")
    return int(text)


def _ids(name: str, text: str) -> tuple[int, ...]:
    found = tuple(_whole(name, part.strip()) for part in text.split(",") if part.strip())
    if len(found) > _MOST_IDS:
        raise InvalidInput(field=name, why=f"一次最多看 {_MOST_IDS} 件,请少选一些。")
    return found


def _yes(name: str, text: str) -> bool:
    return text.lower() in YES


def _day(name: str, text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        why = f"筛选里的日期「{text[:40]}」读不懂,请写成 2026-03-02 这样。"
        raise InvalidInput(field=name, why=why) from error


_READERS: dict[str, Callable[[str, str], object]] = {
    "q": _text,
    "state": _one_of(STATES),
    "stage": _one_of(tuple(str(stage) for stage in Stage)),
    "status": _code,
    "system": _code,
    "category": _code,
    "area": _code,
    "cell": _code,
    "unit": _whole,
    "channel": _one_of(tuple(str(channel) for channel in Channel)),
    "due": _one_of(DUES),
    "urgent": _yes,
    "mine": _yes,
    "returned": _yes,
    "reopened": _yes,
    "orders": _yes,
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
    for column in ("stage", "status", "system", "channel"):
        if value := getattr(wanted, column):
            matters = matters.filter(**{column: value})
    if wanted.category:
        matters = matters.filter(Q(category=wanted.category) | Q(category__startswith=f"{wanted.category}."))
    if wanted.area:
        area = _AREA_COLUMNS.get(len(wanted.area), "area_code__startswith")
        matters = matters.filter(**{area: wanted.area})
    if wanted.cell:
        matters = matters.filter(h3=wanted.cell)
    if wanted.ids:
        matters = matters.filter(id__in=wanted.ids)
    return matters


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
    if wanted.due == "late":
        if wanted.state == "closed":
            return matters.filter(Exists(late_clocks(OuterRef("pk"))))
        return matters.filter(due_at__lte=at)
    ahead = {"soon": SOON, "week": WEEK}.get(wanted.due)
    return matters if ahead is None else matters.filter(due_at__gt=at, due_at__lte=at + ahead)


def late_clocks(matter_id: int | OuterRef) -> QuerySet[Clock]:
    """Return the clocks of a matter that a body let run out; a resident's own terms do not count."""
    late = Q(state="met_late") | Q(breached_at__isnull=False)
    return Clock.objects.filter(late, matter_id=matter_id, task_id__isnull=True).exclude(party="resident")


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
    return matters


def tasks_of(units: tuple[int, ...]) -> QuerySet[Task, int]:
    """Return the ids of matters in which one of these units has an open task."""
    return Task.objects.filter(unit_id__in=units, state__in=OPEN_STATES).values_list("matter_id", flat=True)
