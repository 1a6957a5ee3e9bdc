"""Rooms for everybody: the nearest one, its hours and free slots, a booking by receipt, and how to take it back."""

from secrets import token_hex

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from gongzhi.core.geo import queries as geo
from gongzhi.core.identity.web.addresses import client_address
from gongzhi.core.identity.web.requests import errors_of
from gongzhi.core.matters.web.options import area_options
from gongzhi.kernel.actor import PUBLIC
from gongzhi.kernel.errors import DomainError, NotFound
from gongzhi.kernel.terms import CHINA
from gongzhi.systems.disputes.actions import bookings as acts
from gongzhi.systems.disputes.queries import bookings as queries
from gongzhi.systems.disputes.rules.causes import CAUSES
from gongzhi.systems.disputes.rules.network import entry
from gongzhi.systems.disputes.web.network.bookings import slot_of, slot_value
from gongzhi.systems.disputes.web.network.registers import titles

_KEPT = "bookings"
_MOST_KEPT = 10


@require_GET
def rooms(request: HttpRequest) -> HttpResponse:
    """Show the rooms nearest to a place, an area or the reader's own position."""
    at, where = timezone.now(), request.GET.get("where", "").replace("\x00", "").strip()[:60]
    lon, lat = _degrees(request.GET.get("lon", ""), 180), _degrees(request.GET.get("lat", ""), 90)
    area, field = request.GET.get("area", ""), request.GET.get("field", "")
    middle = None
    if where:
        area, middle = queries.place_of(where)
    if lon is None or lat is None:
        lon, lat = middle or (None, None)
    if lon is not None and lat is not None and not area:
        area = geo.locate(lon, lat)
    context = {
        "views": queries.rooms_near(
            at, lon=lon, lat=lat, area=area, field=field if field in entry.FIELDS else ""
        ),
        "where": where,
        "area": area[:9],
        "area_name": geo.full_name(area) if area else "",
        "not_found": bool(where) and not area,
        "field": field,
        "lon": lon,
        "lat": lat,
        "areas": area_options(settings.CITY_CODE),
        "fields": [(name, titles(pair)) for name, pair in entry.FIELDS.items() if name],
        "field_titles": {name: titles(pair) for name, pair in entry.FIELDS.items()},
    }
    return render(request, "disputes/network/rooms.html", context)


def _degrees(text: str, most: float) -> float | None:
    try:
        found = float(text)
    except ValueError:
        return None
    return found if -most <= found <= most else None


@never_cache
@require_http_methods(["GET", "POST"])
def room(request: HttpRequest, room_id: int) -> HttpResponse:
    """Show a room with its free slots, and take a booking."""
    at = timezone.now()
    one = queries.room(room_id, at.astimezone(CHINA).date())
    typed = {
        name: request.POST.get(name, "").replace("\x00", "")
        for name in ("slot", "about", "words", "name", "contact", "key")
    }
    errors: dict[str, str] = {}
    status = 200
    if request.method == "POST":
        try:
            day, start = slot_of(typed["slot"])
            wish = acts.Wish(
                room_id,
                day,
                start,
                typed["about"],
                typed["words"],
                typed["name"],
                typed["contact"],
                typed["key"][:80],
            )
            booked = acts.book(PUBLIC, wish, at)
        except NotFound:
            raise
        except DomainError as error:
            errors, status = errors_of(error), error.http_status
            errors = {field or "slot": text for field, text in errors.items()}
        else:
            _keep(request, booked.booking.pk)
            return render(request, "disputes/network/booked.html", {"booked": booked, "room": one})
    context = {
        "view": queries.room_view(one, at),
        "slots": [
            (day, [(slot_value(day, each), f"{each:%H:%M}") for each in some])
            for day, some in queries.free_slots(one, at)
        ],
        "causes": [(name, titles(pair)) for name, pair in CAUSES.items()],
        "field_titles": {name: titles(pair) for name, pair in entry.FIELDS.items()},
        "typed": typed | {"key": typed["key"] or token_hex(16)},
        "errors": errors,
    }
    return render(request, "disputes/network/room.html", context, status=status)


def _keep(request: HttpRequest, booking_id: int) -> None:
    kept = [one for one in request.session.get(_KEPT, []) if one != booking_id]
    request.session[_KEPT] = [booking_id, *kept][:_MOST_KEPT]


@never_cache
@require_http_methods(["GET", "POST"])
def open_booking(request: HttpRequest) -> HttpResponse:
    """Open a booking by the number and secret of its receipt."""
    number, errors, status = request.POST.get("number", "").replace("\x00", "")[:40], {}, 200
    if request.method == "POST":
        try:
            found = acts.open_booking(
                number, request.POST.get("secret", ""), client_address(request), timezone.now()
            )
        except DomainError as error:
            errors, status = errors_of(error), error.http_status
        else:
            _keep(request, found.pk)
            return redirect("dispute_booking", booking_id=found.pk)
    return render(
        request, "disputes/network/open_booking.html", {"number": number, "errors": errors}, status=status
    )


@never_cache
@require_GET
def booking(request: HttpRequest, booking_id: int) -> HttpResponse:
    """Show a booking whose receipt was shown in this session."""
    if booking_id not in request.session.get(_KEPT, []):
        return redirect("dispute_open_booking")
    found = queries.opened_booking(booking_id)
    context = {
        "booking": found,
        "room": found.room,
        "is_open": found.state in ("asked", "confirmed", "moved"),
    }
    return render(request, "disputes/network/own_booking.html", context)


@require_POST
def cancel(request: HttpRequest, booking_id: int) -> HttpResponse:
    """Take a booking back."""
    if booking_id not in request.session.get(_KEPT, []):
        return redirect("dispute_open_booking")
    try:
        acts.cancel(PUBLIC, booking_id, timezone.now())
    except acts.BookingOver as error:
        messages.error(request, error.sentence())
    else:
        messages.success(request, _("已经取消，时段让给了别人。"))
    return redirect("dispute_booking", booking_id=booking_id)
