"""Reads of ownership: who answers for which area, who owns which hard matter, and how far that reaches."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Exists, OuterRef, Q

from gongzhi.core.geo import queries as geo
from gongzhi.core.identity.rules.verbs import can
from gongzhi.core.ledger.models import Entry
from gongzhi.core.matters.models import Matter, Rating, Task
from gongzhi.core.matters.queries.pages import matter as visible_matter
from gongzhi.core.matters.queries.pages import visible
from gongzhi.core.matters.queries.work import units_of
from gongzhi.core.orgs import queries as orgs
from gongzhi.core.orgs.models import Unit
from gongzhi.kernel.actor import Actor
from gongzhi.kernel.errors import NotFound
from gongzhi.kernel.terms import CHINA
from gongzhi.systems.petitions.models import AreaLink, BacklogEntry, CallBack, CaseMeeting, CaseOwner
from gongzhi.systems.petitions.rules import ownership
from gongzhi.systems.petitions.rules.ownership import CaseFacts, Check

SYSTEM = "petitions"


def standing(on: date) -> Q:
    """Return the rule "answers on that day" over links and owners."""
    return Q(since__lte=on) & (Q(until__isnull=True) | Q(until__gt=on))


def today(at: datetime) -> date:
    """Return the day of a moment in the city."""
    return at.astimezone(CHINA).date()


# ------------------------------------------------------------------------------------------------ areas


@dataclass(frozen=True, slots=True)
class Covered:
    """How many areas of one level below a unit have somebody who answers."""

    level: str
    linked: int
    areas: int

    @property
    def percent(self) -> float | None:
        """Return linked ÷ areas in per cent."""
        return ownership.percent(self.linked, self.areas)


@dataclass(frozen=True, slots=True)
class AreaRow:
    """One area of the tree: its unit, who answers for it, and how far those below it are covered."""

    unit: Unit
    name: str
    level: str
    links: tuple[AreaLink, ...]
    below: tuple[Covered, ...]
    has_below: bool


@dataclass(frozen=True, slots=True)
class AreaPage:
    """A unit with who answers for it and for the areas directly below it; `path` leads to it from the root."""

    path: tuple[Unit, ...]
    own: AreaRow
    rows: tuple[AreaRow, ...]


def links_of(area_code: str, on: date) -> dict[str, list[AreaLink]]:
    """Return who answers on a day for the county, township and village of a place, by level."""
    codes = ownership.areas_of(area_code)
    found: dict[str, list[AreaLink]] = {level: [] for level in codes}
    for one in AreaLink.objects.filter(standing(on), area_code__in=codes.values()).order_by("since", "id"):
        found[one.level].append(one)
    return found


def links_below(area_code: str, on: date) -> Iterator[AreaLink]:
    """Yield who answers on a day in an area and in all below it, by area."""
    prefix = area_code.rstrip("0") if len(area_code) == 6 and area_code.endswith("00") else area_code
    yield from AreaLink.objects.filter(standing(on), area_code__startswith=prefix).order_by("area_code", "id")


def area_page(unit_id: int | None, on: date, *, only_gaps: bool = False) -> AreaPage:
    """Return one step of the tree; raise NotFound for a unit that is no centre and no village."""
    unit = orgs.root() if unit_id is None else orgs.unit(unit_id)
    if not _is_place(unit):
        raise NotFound
    by_area: dict[str, list[AreaLink]] = defaultdict(list)
    for one in AreaLink.objects.filter(standing(on)).order_by("since", "id"):
        by_area[one.area_code].append(one)
    rows = [_area_row(one, by_area) for one in places_below(unit.id)]
    if only_gaps:
        rows = [row for row in rows if not row.links or any(one.linked < one.areas for one in row.below)]
    path = tuple(orgs.unit(one) for one in orgs.unit_path(unit.id))
    return AreaPage(path, _area_row(unit, by_area), tuple(rows))


def places_below(unit_id: int) -> list[Unit]:
    """Return the centres and villages directly below a unit."""
    return [one for one in orgs.children(unit_id) if _is_place(one)]


def may_keep(actor: Actor, area_code: str) -> bool:
    """Whether the actor's unit is the centre of the area or stands above it."""
    return actor.unit_id is not None and actor.unit_id in orgs.unit_path(orgs.area_owner(area_code))


def area_unit(area_code: str) -> Unit | None:
    """Return the centre or village that stands for an area, None when the area is unknown here."""
    return next((one for one in _all_places() if one.area_code == area_code), None)


def link(link_id: int) -> AreaLink:
    """Return a link; raise NotFound when there is none."""
    found = AreaLink.objects.filter(id=link_id).first()
    if found is None:
        raise NotFound
    return found


def _is_place(unit: Unit) -> bool:
    return unit.kind in ("centre", "village") and bool(unit.area_code)


def _all_places() -> Iterator[Unit]:
    waiting = [orgs.root()]
    while waiting:
        one = waiting.pop()
        yield one
        waiting += places_below(one.id)


def _area_row(unit: Unit, by_area: dict[str, list[AreaLink]]) -> AreaRow:
    below = places_below(unit.id)
    counted: dict[str, list[int]] = {}
    for one in _under(below):
        level = ownership.level_of(one.area_code)
        if level in ownership.THREE_LEVELS:
            cell = counted.setdefault(level, [0, 0])
            cell[0] += one.area_code in by_area
            cell[1] += 1
    covered = tuple(Covered(level, *counted[level]) for level in ownership.THREE_LEVELS if level in counted)
    return AreaRow(
        unit,
        geo.area_name(unit.area_code) or unit.name,
        ownership.level_of(unit.area_code),
        tuple(by_area.get(unit.area_code, ())),
        covered,
        bool(below),
    )


def _under(units: Iterable[Unit]) -> Iterator[Unit]:
    waiting = list(units)
    while waiting:
        one = waiting.pop()
        yield one
        waiting += places_below(one.id)


# ------------------------------------------------------------------------------------------------ cases


@dataclass(frozen=True, slots=True)
class CaseView:
    """One owner of one matter with his meetings, the newest first; `state` is a word of rules.ownership."""

    owner: CaseOwner
    state: str
    meetings: tuple[CaseMeeting, ...]
    promises: tuple[CaseMeeting, ...]
    """Meetings whose promise is not kept yet."""
    next_on: date | None
    is_mine: bool
    why_not_end: str | None

    @property
    def is_open(self) -> bool:
        """Whether the leader still answers."""
        return self.owner.until is None


@dataclass(frozen=True, slots=True)
class CaseLine:
    """One row of a list of owned or listed matters."""

    matter: Matter
    owner: CaseOwner | None
    entry: BacklogEntry | None
    state: str
    next_on: date | None = None
    promise_on: date | None = None
    is_late: bool = False


@dataclass(frozen=True, slots=True)
class Coverage:
    """owned ÷ listed, with the rows of both; `rows` are the listed matters, those without an owner first."""

    owned: int
    listed: int
    rows: tuple[CaseLine, ...]

    @property
    def percent(self) -> float | None:
        """Return owned ÷ listed in per cent, None with nothing listed."""
        return ownership.percent(self.owned, self.listed)


def owners_of(matter_id: int) -> list[CaseOwner]:
    """Return who owns a matter now, the highest level first."""
    levels = ("city", "county", "township", "village")
    found = CaseOwner.objects.filter(matter_id=matter_id, until__isnull=True)
    return sorted(found, key=lambda one: (levels.index(one.level), one.id))


def owner_of(actor: Actor, owner_id: int) -> tuple[CaseOwner, Matter]:
    """Return an owner with the matter; raise NotFound when either is absent or out of reach."""
    found = CaseOwner.objects.filter(id=owner_id).first()
    matter = visible(actor).filter(id=found.matter_id).first() if found else None
    if found is None or matter is None:
        raise NotFound
    return found, matter


def meeting_of(actor: Actor, meeting_id: int) -> tuple[CaseMeeting, CaseOwner, Matter]:
    """Return a meeting with owner and matter; raise NotFound when out of reach."""
    found = CaseMeeting.objects.filter(id=meeting_id).first()
    if found is None:
        raise NotFound
    owner, matter = owner_of(actor, found.owner_id)
    return found, owner, matter


def cases_of(actor: Actor, number: str, at: datetime) -> list[CaseView]:
    """Return all owners of a matter in reach, those who answer now first."""
    matter = visible_matter(actor, number)
    return views(actor, matter, at)


def views(actor: Actor, matter: Matter, at: datetime) -> list[CaseView]:
    """Return all owners of a matter that the caller has found to be in reach."""
    owners = list(CaseOwner.objects.filter(matter_id=matter.id).order_by("-since", "-id"))
    meetings: dict[int, list[CaseMeeting]] = defaultdict(list)
    for one in CaseMeeting.objects.filter(matter_id=matter.id).order_by("-day", "-id"):
        meetings[one.owner_id].append(one)
    found = [_view(actor, one, meetings[one.id]) for one in owners]
    return sorted(found, key=lambda one: not one.is_open)


def _view(actor: Actor, owner: CaseOwner, meetings: list[CaseMeeting]) -> CaseView:
    promises = tuple(one for one in meetings if one.promise_on is not None and one.kept_at is None)
    return CaseView(
        owner,
        ownership.state_of(facts_of(owner, has_met=bool(meetings))),
        tuple(meetings),
        promises,
        meetings[0].next_on if meetings else None,
        owner.account_id is not None and owner.account_id == actor.account_id,
        why_not_end(owner) if owner.until is None and owner.closing_at else None,
    )


def facts_of(owner: CaseOwner, *, has_met: bool) -> CaseFacts:
    """Return what the state of a case follows from."""
    return CaseFacts(
        is_owned=True,
        has_plan=bool(owner.plan),
        has_met=has_met,
        closing_asked=owner.closing_at is not None,
        has_ended=owner.until is not None,
    )


def why_not_end(owner: CaseOwner) -> str | None:
    """Return why the case may not be ended now, None when somebody independent found it solved."""
    return ownership.why_not_end(owner.account_id, owner.closing_at, checks_of(owner))


def checks_of(owner: CaseOwner) -> list[Check]:
    """Return what was found since the owner asked to end the case: by calls, and by moves of the core's own call-back."""
    if owner.closing_at is None:
        return []
    handled = set(Task.objects.filter(matter_id=owner.matter_id).values_list("unit_id", flat=True))
    found = [
        Check(one.at, one.by_account, _is_outside(one.by_unit_id, handled), one.reached, one.solved)
        for one in CallBack.objects.filter(matter_id=owner.matter_id, at__gte=owner.closing_at)
    ]
    if owner.checked_at is not None and owner.checked_at >= owner.closing_at:
        found.append(Check(owner.checked_at, None, is_outside=True, reached=True, solved=True))
    return found + list(_rated(owner, handled))


def _rated(owner: CaseOwner, handled: set[int]) -> Iterator[Check]:
    """Yield call-backs that the core keeps, each with who made it as the ledger tells."""
    ratings = Rating.objects.filter(matter_id=owner.matter_id, by_resident=False, at__gte=owner.closing_at)
    acts = Entry.objects.filter(stream=f"matter:{owner.matter_id}", at__gte=owner.closing_at)
    by_moment = {one.at: one for one in acts.exclude(actor_kind="system").order_by("-n")}
    for one in ratings:
        act = by_moment.get(one.at)
        if act is not None:
            outside = _is_outside(act.actor_unit, handled)
            yield Check(one.at, act.actor_account, outside, one.reached, one.solved)


def _is_outside(unit_id: int | None, handled: set[int]) -> bool:
    return unit_id is not None and not handled & set(units_of(unit_id))


def tries_of(owner: CaseOwner) -> list[date]:
    """Return on which days somebody tried in vain to reach the petitioner since the owner asked to end the case."""
    return [today(one.at) for one in checks_of(owner) if not one.reached]


def lines(actor: Actor, owners: Iterable[CaseOwner], at: datetime) -> list[CaseLine]:
    """Return owned matters in the actor's reach as rows: overdue first, then by the next day."""
    held = list(owners)
    matters = visible(actor).in_bulk([one.matter_id for one in held])
    meetings: dict[int, list[CaseMeeting]] = defaultdict(list)
    for one in CaseMeeting.objects.filter(owner_id__in=[one.id for one in held]).order_by("-day", "-id"):
        meetings[one.owner_id].append(one)
    entries = _entries(matters)
    found = [
        _line(matters[one.matter_id], one, entries.get(one.matter_id), meetings[one.id], at)
        for one in held
        if one.matter_id in matters
    ]
    return sorted(found, key=lambda one: (not one.is_late, one.next_on or date.max, one.matter.id))


def _line(
    matter: Matter, owner: CaseOwner, entry: BacklogEntry | None, meetings: list[CaseMeeting], at: datetime
) -> CaseLine:
    promise = min(
        (one.promise_on for one in meetings if one.promise_on and one.kept_at is None), default=None
    )
    upcoming = meetings[0].next_on if meetings else None
    late = any(day is not None and day < today(at) for day in (promise, upcoming))
    state = ownership.state_of(facts_of(owner, has_met=bool(meetings)))
    return CaseLine(matter, owner, entry, state, upcoming, promise, late and owner.until is None)


def _entries(matters: Iterable[int]) -> dict[int, BacklogEntry]:
    found = BacklogEntry.objects.filter(matter_id__in=list(matters), off_at__isnull=True)
    return {one.matter_id: one for one in found}


def my_cases(actor: Actor, at: datetime, *, ended: bool = False) -> list[CaseLine]:
    """Return the matters that the actor owns by name, in reach of the post in use."""
    if actor.account_id is None:
        return []
    owned = CaseOwner.objects.filter(account_id=actor.account_id, until__isnull=not ended)
    return lines(actor, owned.order_by("-since"), at)


def owned_by_line(actor: Actor, at: datetime) -> list[CaseLine]:
    """Return all owned matters in the actor's reach."""
    owned = CaseOwner.objects.filter(until__isnull=True, matter_id__in=visible(actor).values("id"))
    return lines(actor, owned, at)


def coverage(actor: Actor, at: datetime) -> Coverage:
    """Return owned ÷ listed over the list in the actor's reach."""
    listed = list(
        BacklogEntry.objects.filter(off_at__isnull=True, matter_id__in=visible(actor).values("id")).order_by(
            "listed_at", "id"
        )
    )
    ids = [one.matter_id for one in listed]
    matters = visible(actor).in_bulk(ids)
    first: dict[int, CaseLine] = {}
    for line in lines(actor, CaseOwner.objects.filter(matter_id__in=ids, until__isnull=True), at):
        first.setdefault(line.matter.id, line)
    rows = [
        first.get(one.matter_id) or CaseLine(matters[one.matter_id], None, one, "to_own") for one in listed
    ]
    rows.sort(key=lambda one: one.owner is not None)
    return Coverage(len(first), len(rows), tuple(rows))


def unlinked(actor: Actor, at: datetime, most: int = 200) -> list[tuple[Matter, tuple[str, ...]]]:
    """Return open petitions in reach, the oldest first, for whose place somebody of the three levels is missing."""
    open_ones = visible(actor).filter(system=SYSTEM, is_open=True).exclude(village_code="")
    found = open_ones.filter(~is_linked(today(at))).order_by("opened_at", "id")[:most]
    return [(one, missing_at(one.village_code, today(at))) for one in found]


def missing_at(area_code: str, on: date) -> tuple[str, ...]:
    """Return the levels at which nobody answers for a place on a day; levels finer than the place is known are left out."""
    found = links_of(area_code, on)
    known = [level for level in ownership.THREE_LEVELS if level in found]
    return ownership.missing_levels({level for level, links in found.items() if links}, known)


def is_linked(on: date) -> Q:
    """Return the rule over matters "the place has a named leader of all three levels on that day"."""
    rule = Q()
    for column in ("county_code", "township_code", "village_code"):
        rule &= Q(Exists(AreaLink.objects.filter(standing(on), area_code=OuterRef(column))))
    return rule


def may_appoint(actor: Actor) -> bool:
    """Whether the post may name an owner."""
    return can(actor, "petitions.appoint_owner")
