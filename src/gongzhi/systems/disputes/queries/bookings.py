"""Reads of rooms for residents and of bookings for the desk that answers them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from django.conf import settings

from gongzhi.core.clocks import queries as clocks
from gongzhi.core.geo import queries as geo
from gongzhi.core.identity import sealing
from gongzhi.core.identity.models import Resident
from gongzhi.core.identity.rules.masking import masked_contact, masked_name
from gongzhi.core.identity.rules.verbs import require_role
from gongzhi.core.matters.rules.distance import metres
from gongzhi.core.orgs import queries as orgs
from gongzhi.kernel.actor import Actor
from gongzhi.kernel.errors import NotFound
from gongzhi.kernel.terms import CHINA
from gongzhi.systems.disputes.models import Booking, Room
from gongzhi.systems.disputes.models.network import OPEN_STATES
from gongzhi.systems.disputes.queries import network
from gongzhi.systems.disputes.rules.network import hours

ANSWER = "disputes.bookings"
DAYS_AHEAD = 14
MOST_NEAR = 20


@dataclass(frozen=True, slots=True)
class RoomView:
    """A room as a resident sees it; `metres` is None when no place was given."""

    room: Room
    area_name: str
    week: tuple[tuple[str, str], ...]
    metres: int | None
    next_free: tuple[date, time] | None


def rooms_near(
    at: datetime, *, lon: float | None = None, lat: float | None = None, area: str = "", field: str = ""
) -> list[RoomView]:
    """Return the active rooms, the nearest first: by a point, else those of an area before those around it."""
    on = at.astimezone(CHINA).date()
    found: Sequence[Room] = [
        one for one in Room.objects.standing(on) if not field or one.field in ("", field)
    ]
    views = [_view(one, at, lon, lat) for one in found]
    return sorted(views, key=lambda view: _order(view, area, field))[:MOST_NEAR]


def _order(view: RoomView, area: str, field: str) -> tuple[float, bool, float, str]:
    """Nearest first; without a point those that share the most of the area's code, and the field before all-round ones."""
    if view.metres is not None:
        return (view.metres, view.room.field != field, 0, view.room.name)
    shared = next((n for n in (12, 9, 6) if area and view.room.area_code[:n] == area[:n]), 0)
    return (-shared, view.room.field != field, 0, view.room.name)


def _view(room: Room, at: datetime, lon: float | None, lat: float | None) -> RoomView:
    away = None
    if lon is not None and lat is not None:
        place = (
            (room.lon, room.lat) if room.lon is not None and room.lat is not None else _middle(room.area_code)
        )
        away = None if place is None else round(metres(lon, lat, *place))
    return RoomView(room, geo.full_name(room.area_code), tuple(hours.week_text(room.hours)), away, None)


def _middle(code: str) -> tuple[float, float] | None:
    box = geo.bbox(code)
    return None if box is None else ((box[0] + box[2]) / 2, (box[1] + box[3]) / 2)


def place_of(text: str) -> tuple[str, tuple[float, float] | None]:
    """Return the area that a text names and its middle, ("", None) when it names none."""
    code = geo.area_from_text(text, settings.CITY_CODE) if text.strip() else ""
    return code, _middle(code) if code else None


def room(room_id: int, on: date) -> Room:
    """Return an active room; raise NotFound."""
    found = Room.objects.standing(on).filter(pk=room_id).first()
    if found is None:
        raise NotFound
    return found


def free_slots(one: Room, at: datetime) -> list[tuple[date, tuple[time, ...]]]:
    """Return the days of the next fortnight with their free slots; the calendar's own days of rest have none."""
    if not one.takes_bookings:
        return []
    now = at.astimezone(CHINA)
    taken = set(
        Booking.objects.filter(room=one, day__gte=now.date(), state__in=OPEN_STATES).values_list(
            "day", "start"
        )
    )
    calendar = clocks.calendar().with_provisional()
    until = one.valid_to
    found = hours.free_slots(now, DAYS_AHEAD, one.hours, one.minutes, taken, calendar)
    return [(day, slots) for day, slots in found if until is None or day < until]


def room_view(one: Room, at: datetime) -> RoomView:
    """Return one room as a resident sees it."""
    return _view(one, at, None, None)


# ------------------------------------------------------------------ bookings


@dataclass(frozen=True, slots=True)
class BookingView:
    """One booking for the desk: name and contact masked; in clear only where somebody asked and said why."""

    booking: Booking
    room: Room
    name: str
    contact: str
    words: str

    @property
    def is_open(self) -> bool:
        """Whether the booking is still to come."""
        return self.booking.state in OPEN_STATES


def bookings(actor: Actor, *, state: str = "open", on: date | None = None) -> list[BookingView]:
    """Return the bookings of the rooms that the actor's desk answers for: those to come, or the newest others."""
    require_role(actor, ANSWER)
    found = Booking.objects.filter(room__in=_rooms(actor)).select_related("room")
    if state == "open":
        found = found.filter(state__in=OPEN_STATES).order_by("day", "start", "id")
    else:
        found = found.exclude(state__in=OPEN_STATES).order_by("-day", "-start", "-id")
    if on is not None:
        found = found.filter(day=on)
    return [_booking_view(one) for one in found[:200]]


def waiting(actor: Actor) -> int:
    """Return how many bookings wait for an answer of the actor's desk."""
    return Booking.objects.filter(room__in=_rooms(actor), state="asked").count()


def booking(actor: Actor, booking_id: int) -> BookingView:
    """Return one booking of the actor's desk; raise NotFound."""
    require_role(actor, ANSWER)
    found = Booking.objects.filter(pk=booking_id, room__in=_rooms(actor)).select_related("room").first()
    if found is None:
        raise NotFound
    return _booking_view(found)


def _rooms(actor: Actor) -> list[int]:
    """Return the rooms whose bookings an actor may see: of his own unit, or of nobody's in particular in his area."""
    scope = network.scope_of(actor)
    if scope is None or actor.unit_id is None:
        return []
    own = set(orgs.unit_ids_standing_for(actor.unit_id))
    rows = Room.objects.values_list("pk", "area_code", "unit_id")
    return [pk for pk, area, unit in rows if unit in own or area.startswith(scope)]


def _booking_view(one: Booking) -> BookingView:
    name, contact = _told(one.resident_id)
    return BookingView(
        one, one.room, masked_name(name), masked_contact(contact), sealing.unseal(one.words_sealed)
    )


def told_by(one: Booking) -> tuple[str, str]:
    """Return name and contact in clear; the caller has noted who reads them and why."""
    return _told(one.resident_id)


def _told(resident_id: int | None) -> tuple[str, str]:
    found = Resident.objects.filter(id=resident_id or 0).values_list("name_sealed", "contact_sealed").first()
    return ("", "") if found is None else (sealing.unseal(found[0]), sealing.unseal(found[1]))


def booking_numbered(number: str) -> Booking | None:
    """Return a booking by its number, for who holds its secret."""
    return Booking.objects.filter(number=number.strip().upper()).select_related("room").first()


def opened_booking(booking_id: int) -> Booking:
    """Return a booking whose receipt was shown in this session."""
    found = Booking.objects.filter(pk=booking_id).select_related("room").first()
    if found is None:
        raise NotFound
    return found
