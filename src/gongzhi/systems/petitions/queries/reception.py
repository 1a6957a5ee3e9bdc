"""What reception asks: the public calendar and address book, free slots, a day's visitors, promises, missed periods."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Q, QuerySet

from gongzhi.core.clocks import queries as clocks
from gongzhi.core.identity import sealing
from gongzhi.core.identity.rules.masking import masked_contact, masked_name
from gongzhi.core.identity.rules.verbs import can
from gongzhi.core.matters.models import Matter
from gongzhi.core.matters.queries.pages import visible
from gongzhi.core.orgs import queries as orgs
from gongzhi.core.orgs.models import Unit
from gongzhi.kernel.actor import Actor
from gongzhi.kernel.errors import NotFound
from gongzhi.kernel.terms import CHINA
from gongzhi.systems.petitions.models import (
    Booking,
    BookingState,
    Level,
    ReceptionDay,
    ReceptionNote,
    ReceptionPlace,
)
from gongzhi.systems.petitions.rules.reception import FREQUENCIES, Period, missed, period_of, slots
from gongzhi.systems.petitions.settings_oversight import AHEAD

HELD = (BookingState.BOOKED, BookingState.CAME)
BY_DEPTH = {1: Level.CITY, 2: Level.COUNTY, 3: Level.TOWNSHIP}
"""The level of a centre by its depth in the tree of a city."""


def level_of(unit: Unit) -> str:
    """Return the level at which a centre's leaders receive."""
    return str(BY_DEPTH.get(unit.depth, Level.TOWNSHIP))


# The public pages -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class DayView:
    """One day as everybody may see it: how many slots are free, never who booked."""

    day: ReceptionDay
    unit: str
    level_title: str
    kind_title: str
    free: tuple[time, ...]
    is_bookable: bool
    replaced_by: ReceptionDay | None


def _in_area(found: QuerySet[ReceptionDay], area: str) -> QuerySet[ReceptionDay]:
    """Return the days of an area's own bodies, of those below it, and of those above it."""
    if not area:
        return found
    above = Q(area_code="")
    for digits in (4, 6, 9, 12):
        if len(area) > digits:
            above |= Q(area_code__in=(area[:digits], area[:digits].ljust(6, "0")))
    return found.filter(above | Q(area_code__startswith=area))


def public_days(first: date, last: date, at: datetime, area: str = "", level: str = "") -> list[DayView]:
    """Return the days from first to last, both included, of an area and a level; cancelled ones are shown as such."""
    found = _in_area(ReceptionDay.objects.filter(on__gte=first, on__lte=last), area)
    if level:
        found = found.filter(level=level)
    return day_views(found.order_by("on", "starts", "id")[:500], at)


def day_views(days: Iterable[ReceptionDay], at: datetime) -> list[DayView]:
    """Return days as views; three queries whatever their number."""
    rows = list(days)
    taken: dict[int, set[time]] = {}
    booked = Booking.objects.filter(day_id__in=[one.pk for one in rows], state__in=HELD)
    for day_id, slot in booked.values_list("day_id", "slot"):
        taken.setdefault(day_id, set()).add(slot)
    instead = ReceptionDay.objects.in_bulk([one.replaced_by_id for one in rows if one.replaced_by_id])
    return [
        DayView(
            one,
            orgs.unit_name(one.unit_id),
            str(Level(one.level).label),
            str(one.get_kind_display()),
            tuple(slot for slot in slots_of(one) if slot not in taken.get(one.pk, set())),
            is_bookable(one, at),
            instead.get(one.replaced_by_id or 0),
        )
        for one in rows
    ]


def slots_of(day: ReceptionDay) -> list[time]:
    """Return when the slots of a day begin."""
    return slots(day.starts, day.slot_minutes, day.slots, day.ends)


def free_slots(day: ReceptionDay) -> list[time]:
    """Return the slots that nobody holds."""
    taken = set(Booking.objects.filter(day_id=day.pk, state__in=HELD).values_list("slot", flat=True))
    return [slot for slot in slots_of(day) if slot not in taken]


def is_bookable(day: ReceptionDay, at: datetime) -> bool:
    """Whether a day can be booked: not called off, not begun, not too far ahead."""
    begins = datetime.combine(day.on, day.starts, CHINA)
    until = at.astimezone(CHINA).date() + timedelta(days=int(str(orgs.setting(AHEAD))))
    return day.cancelled_at is None and begins > at and day.on <= until


def public_day(day_id: int, at: datetime) -> DayView:
    """Return one day; raise NotFound for an unknown one."""
    found = day_views(ReceptionDay.objects.filter(id=day_id), at)
    if not found:
        raise NotFound
    return found[0]


def bookable_days(at: datetime, area: str = "") -> list[DayView]:
    """Return the days that can be booked now and have a free slot, the nearest first."""
    today = at.astimezone(CHINA).date()
    until = today + timedelta(days=int(str(orgs.setting(AHEAD))))
    return [one for one in public_days(today, until, at, area) if one.is_bookable and one.free]


def places(area: str = "", on: date | None = None) -> list[tuple[ReceptionPlace, str]]:
    """Return the address book with the name of each body, the highest level first."""
    found = ReceptionPlace.objects.filter(valid_to__isnull=True)
    if on is not None:
        found = ReceptionPlace.objects.filter(valid_from__lte=on).filter(
            Q(valid_to__isnull=True) | Q(valid_to__gt=on)
        )
    if area:
        found = found.filter(Q(area_code__startswith=area) | Q(level__in=(Level.PROVINCE, Level.CITY)))
    order = {str(level): n for n, level in enumerate(Level)}
    rows = sorted(found, key=lambda one: (order[one.level], one.area_code, one.name))
    return [(one, orgs.unit_name(one.unit_id)) for one in rows]


def county_choices() -> list[tuple[str, str]]:
    """Return the areas whose bodies have days or places, as code and name of the body, for the filter of the pages."""
    centres = [unit for unit in orgs.children(orgs.root().id) if unit.kind == "centre" and unit.area_code]
    return [(unit.area_code, unit.name) for unit in centres]


# The desk -------------------------------------------------------------------------------------------------------------


def own_and_below(actor: Actor) -> list[Unit]:
    """Return the actor's unit and the centres below it, for which it may plan."""
    if actor.unit_id is None:
        return []
    found = [orgs.unit(actor.unit_id)]
    for one in found:
        found.extend(unit for unit in orgs.children(one.id) if unit.kind == "centre")
    return found


def days_of(actor: Actor, first: date, last: date) -> QuerySet[ReceptionDay]:
    """Return the days that the actor's unit and those below it plan, in their order."""
    if not (can(actor, "petitions.receive") or can(actor, "board.view")):
        return ReceptionDay.objects.none()
    units = [unit.id for unit in own_and_below(actor)]
    return ReceptionDay.objects.filter(unit_id__in=units, on__gte=first, on__lte=last).order_by(
        "on", "starts", "id"
    )


def day_of(actor: Actor, day_id: int) -> ReceptionDay:
    """Return one day of the actor's unit or one below it; raise NotFound otherwise."""
    found = ReceptionDay.objects.filter(id=day_id).first()
    if found is None or actor.unit_id is None or actor.unit_id not in orgs.unit_path(found.unit_id):
        raise NotFound
    if not (can(actor, "petitions.receive") or can(actor, "petitions.plan_reception")):
        raise NotFound
    return found


@dataclass(frozen=True, slots=True)
class Visit:
    """One booking of a day as staff see it: masked; the matter only where it lies in their reach."""

    booking: Booking
    name: str
    contact: str
    state_title: str
    matter_number: str
    notes: tuple[ReceptionNote, ...]


def visits(actor: Actor, day: ReceptionDay) -> list[Visit]:
    """Return the bookings of a day by slot, cancelled ones left out."""
    rows = list(
        Booking.objects.filter(day_id=day.pk, state__in=(*HELD, BookingState.CALLED_OFF)).order_by("slot")
    )
    notes: dict[int, list[ReceptionNote]] = {}
    for note in ReceptionNote.objects.filter(day_id=day.pk, booking_id__isnull=False).order_by("id"):
        notes.setdefault(note.booking_id or 0, []).append(note)
    wanted = {one.matter_id for one in rows if one.matter_id is not None}
    numbers = dict(visible(actor).filter(id__in=wanted).values_list("id", "number"))
    return [
        Visit(
            one,
            masked_name(sealing.unseal(one.name_sealed)),
            masked_contact(sealing.unseal(one.contact_sealed)),
            str(BookingState(one.state).label),
            numbers.get(one.matter_id or 0, ""),
            tuple(notes.get(one.pk, ())),
        )
        for one in rows
    ]


@dataclass(frozen=True, slots=True)
class NoteView:
    """A note with its matter's number where it is in reach."""

    note: ReceptionNote
    matter: Matter | None
    unit: str
    is_late: bool


def notes_of_day(actor: Actor, day: ReceptionDay, at: datetime) -> list[NoteView]:
    """Return what was noted on a day, of the matters in the actor's reach."""
    return _note_views(actor, ReceptionNote.objects.filter(day_id=day.pk).order_by("id"), at)


def open_promises(actor: Actor, at: datetime) -> list[NoteView]:
    """Return the promises of receptions that are not marked as kept, in the actor's reach, the nearest day first."""
    found = ReceptionNote.objects.filter(due_on__isnull=False, done_at__isnull=True)
    return _note_views(actor, found.order_by("due_on", "id")[:300], at)


def _note_views(actor: Actor, notes: Iterable[ReceptionNote], at: datetime) -> list[NoteView]:
    rows = list(notes)
    matters = visible(actor).in_bulk([one.matter_id for one in rows])
    today = at.astimezone(CHINA).date()
    return [
        NoteView(
            one,
            matters[one.matter_id],
            orgs.unit_name(one.promised_unit_id),
            one.done_at is None and one.due_on is not None and one.due_on < today,
        )
        for one in rows
        if one.matter_id in matters
    ]


def notes_of_matter(matter_id: int) -> list[tuple[ReceptionNote, ReceptionDay]]:
    """Return what receptions said about a matter that the caller has found in reach, the newest first."""
    rows = list(ReceptionNote.objects.filter(matter_id=matter_id).order_by("-id"))
    days = ReceptionDay.objects.in_bulk([one.day_id for one in rows])
    return [(one, days[one.day_id]) for one in rows]


def note(actor: Actor, note_id: int) -> tuple[ReceptionNote, Matter]:
    """Return a note with its matter; raise NotFound when that is out of reach."""
    found = ReceptionNote.objects.filter(id=note_id).first()
    matter = visible(actor).filter(id=found.matter_id).first() if found else None
    if found is None or matter is None:
        raise NotFound
    return found, matter


def last_places(unit_id: int) -> ReceptionDay | None:
    """Return the newest day of a unit, from which a form takes place and telephone."""
    return ReceptionDay.objects.filter(unit_id=unit_id).order_by("-id").first()


# Missed periods -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Missed:
    """A whole period in which nobody of a unit received, with what had been planned and called off in it."""

    unit: Unit
    level: str
    level_title: str
    period: Period
    first: date
    last: date
    cancelled: tuple[ReceptionDay, ...]
    unnoted: tuple[ReceptionDay, ...]
    """Planned days whose result nobody noted: they count as missed until somebody does."""
    working_days: int


@dataclass(frozen=True, slots=True)
class MissedBy:
    """What one unit missed, the newest period first."""

    unit: Unit
    level_title: str
    rows: tuple[Missed, ...]


def by_unit(rows: Iterable[Missed]) -> list[MissedBy]:
    """Return missed periods by unit, in the order of the tree."""
    found: dict[int, list[Missed]] = {}
    for one in rows:
        found.setdefault(one.unit.id, []).append(one)
    ordered = sorted(found.values(), key=lambda own: (own[0].unit.depth, own[0].unit.code))
    return [MissedBy(own[0].unit, own[0].level_title, tuple(own)) for own in ordered]


def frequency(level: str) -> tuple[Period, bool]:
    """Return how often leaders of a level receive, and whether the city has confirmed it."""
    name = FREQUENCIES[level].setting
    return period_of(level, orgs.setting(name)), orgs.is_confirmed(name)


def missed_periods(actor: Actor, first: date, last: date, at: datetime) -> list[Missed]:
    """Return the whole periods without a day that was held, for the actor's unit and the centres below it.

    Only periods that ended before today count. A period without a working day is nobody's to keep.
    """
    if not (can(actor, "board.view") or can(actor, "petitions.plan_reception")):
        return []
    until = min(last, at.astimezone(CHINA).date() - timedelta(days=1))
    units = own_and_below(actor)
    days: dict[int, list[ReceptionDay]] = {}
    begin = first - timedelta(days=190)
    for day in ReceptionDay.objects.filter(
        unit_id__in=[one.id for one in units], on__gte=begin, on__lte=until
    ):
        days.setdefault(day.unit_id, []).append(day)
    found = [one for unit in units for one in _missed_of(unit, days.get(unit.id, []), first, until)]
    return sorted(found, key=lambda one: (one.last, one.unit.depth, one.unit.code), reverse=True)


def _missed_of(unit: Unit, days: list[ReceptionDay], first: date, last: date) -> list[Missed]:
    level = level_of(unit)
    period, _ = frequency(level)
    start = max(first, unit.valid_from)
    held = [one.on for one in days if one.held_at is not None]
    return [
        Missed(
            unit,
            level,
            str(Level(level).label),
            period,
            begin,
            end,
            tuple(one for one in days if begin <= one.on <= end and one.cancelled_at is not None),
            tuple(
                one for one in days
                if begin <= one.on <= end and one.cancelled_at is None and one.held_at is None
            ),
            worked,
        )
        for begin, end in missed(period, held, start, last)
        if (worked := _working_days(begin, end))
    ]  # fmt: skip


def _working_days(first: date, last: date) -> int:
    calendar = clocks.calendar().with_provisional()
    days = (first + timedelta(days=n) for n in range((last - first).days + 1))
    return sum(calendar.is_working_day(day) for day in days)


def unit_title(unit_id: int) -> str:
    """Return the name of a day's unit."""
    return orgs.unit_name(unit_id)
