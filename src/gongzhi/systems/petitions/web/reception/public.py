"""What everybody may see and do: when leaders receive, where to go, and booking a slot without an account."""

import secrets
from datetime import date, datetime, time, timedelta

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from gongzhi.core.errors import sentence
from gongzhi.core.identity.actions import residents
from gongzhi.core.identity.web.addresses import client_address
from gongzhi.core.identity.web.requests import errors_of
from gongzhi.core.matters import queries as matters
from gongzhi.core.matters.web import typed as read
from gongzhi.core.matters.web.resident.views import reader_of
from gongzhi.kernel.errors import DomainError, InvalidInput, NotFound
from gongzhi.kernel.terms import CHINA
from gongzhi.systems.petitions.actions import bookings
from gongzhi.systems.petitions.actions.bookings import Ask
from gongzhi.systems.petitions.models import Booking, BookingState, Level, ReceptionDay
from gongzhi.systems.petitions.queries import reception
from gongzhi.systems.petitions.rules import ics
from gongzhi.systems.petitions.rules.reception import FREQUENCIES, POLICY
from gongzhi.systems.petitions.rules.representatives import MOST

Errors = dict[str, str]
CALENDAR_DAYS = 120


def _period_words() -> dict[str, str]:
    return {
        "half_year": _("每半年至少一天"),
        "quarter": _("每季度至少一天"),
        "month": _("每月至少一天"),
        "week": _("每周至少一天"),
        "any_time": _("随时接待"),
    }


def rules_shown() -> list[tuple[str, str, bool]]:
    """Return level, how often, and whether the city confirmed it, for the foot of the calendar."""
    words = _period_words()
    found = []
    for level in FREQUENCIES:
        period, confirmed = reception.frequency(level)
        found.append((_(str(Level(level).label)), words[str(period)], confirmed))
    return found


def _chosen(request: HttpRequest) -> tuple[date, str, str]:
    today = timezone.now().astimezone(CHINA).date()
    area = request.GET.get("area", "").strip()
    level = request.GET.get("level", "")
    known = {code for code, _name in reception.county_choices()}
    return (
        read.month(request.GET.get("month", ""), today),
        area if area in known else "",
        level if level in set(Level) else "",
    )


@require_GET
def calendar(request: HttpRequest) -> HttpResponse:
    """Show the reception days of a month, by area and level, with how often the rule asks for them."""
    at = timezone.now()
    first, area, level = _chosen(request)
    days = reception.public_days(first, read.after(first) - timedelta(days=1), at, area, level)
    query = f"area={area}&level={level}"
    context = {
        "days": days,
        "month": first,
        "before": f"?month={read.after(first, -1):%Y-%m}&{query}",
        "next": f"?month={read.after(first):%Y-%m}&{query}",
        "today": at.astimezone(CHINA).date(),
        "area": area,
        "level": level,
        "areas": reception.county_choices(),
        "levels": [(one.value, _(str(one.label))) for one in Level if one is not Level.PROVINCE],
        "rules": rules_shown(),
        "policy": POLICY,
        "ics": f"{reverse('reception_ics')}?area={area}&level={level}",
    }
    return render(request, "petitions/reception/calendar.html", context)


@require_GET
def calendar_file(request: HttpRequest) -> HttpResponse:
    """Return the coming days as a calendar to subscribe to."""
    at = timezone.now()
    _first, area, level = _chosen(request)
    today = at.astimezone(CHINA).date()
    days = reception.public_days(
        today - timedelta(days=31), today + timedelta(days=CALENDAR_DAYS), at, area, level
    )
    name = _("%(city)s领导接访") % {"city": settings.CITY_NAME}
    text = ics.calendar(name, [_entry(request, one) for one in days], at)
    answer = HttpResponse(text, content_type="text/calendar; charset=utf-8")
    answer["Content-Disposition"] = 'inline; filename="reception.ics"'
    return answer


def _entry(request: HttpRequest, one: reception.DayView) -> ics.Entry:
    day = one.day
    told = [day.theme, day.tel, day.cancelled_why and _("取消：%(why)s") % {"why": day.cancelled_why}]
    return ics.Entry(
        uid=f"reception-{day.pk}@{request.get_host()}",
        starts=datetime.combine(day.on, day.starts, CHINA),
        ends=datetime.combine(day.on, day.ends, CHINA),
        title=f"{one.kind_title} {day.leader_post} {day.leader_name}",
        place=day.place,
        text="\n".join(part for part in told if part),
        is_cancelled=day.cancelled_at is not None,
    )


@require_GET
def places(request: HttpRequest) -> HttpResponse:
    """Show the address book: by which ways one is heard, where, when, and how to ask after one's matter."""
    _first, area, _level = _chosen(request)
    context = {
        "places": reception.places(area),
        "area": area,
        "areas": reception.county_choices(),
    }
    return render(request, "petitions/reception/places.html", context)


# Booking --------------------------------------------------------------------------------------------------------------


@never_cache
@require_http_methods(["GET", "POST"])
def book(request: HttpRequest, day_id: int) -> HttpResponse:
    """Lead through two steps: the time, then what it is about; the second books and shows number and secret once."""
    at = timezone.now()
    view = reception.public_day(day_id, at)
    given = {name: str(value) for name, value in request.POST.items()}
    if request.method == "GET" or given.get("go") == "back":
        return _step(request, view, 1, given, {})
    slot = _slot(given, view)
    if slot is None:
        return _step(request, view, 1, given, {"slot": _("请选一个还空着的时间。")})
    if given.get("step") != "2":
        return _step(request, view, 2, {**given, "key": secrets.token_urlsafe(12)}, {})
    try:
        matter_id = _own_matter(request, given, at)
        booked = bookings.book(_ask(view.day, slot, given, matter_id), at)
    except bookings.SlotTaken as error:
        return _step(request, reception.public_day(day_id, at), 1, given, {"slot": sentence(error)})
    except DomainError as error:
        found = errors_of(error)
        return _step(request, view, 2, given, {name or "number": text for name, text in found.items()})
    return _card(request, booked)


def _slot(given: dict[str, str], view: reception.DayView) -> time | None:
    try:
        slot = time.fromisoformat(given.get("slot", ""))
    except ValueError:
        return None
    return slot if view.is_bookable and slot in view.free else None


def _step(
    request: HttpRequest, view: reception.DayView, step: int, given: dict[str, str], errors: Errors
) -> HttpResponse:
    context = {
        "view": view,
        "step": step,
        "given": given,
        "errors": errors,
        "slots": [(f"{slot:%H:%M}", f"{slot:%H:%M}") for slot in view.free],
        "known": [] if step == 1 else _opened(request),
        "most": MOST,
    }
    return render(request, "petitions/reception/book.html", context, status=422 if errors else 200)


def _opened(request: HttpRequest) -> list[tuple[str, str]]:
    return [(row.number, row.title) for row in matters.opened(reader_of(request), timezone.now())]


def _own_matter(request: HttpRequest, given: dict[str, str], at: datetime) -> int | None:
    """Return the matter that the booking is about: one opened on this device, or one whose secret is given too."""
    number = given.get("number", "").strip()
    if not number:
        return None
    actor = reader_of(request)
    try:
        found = matters.matter(actor, number)
        if found.id in actor.matter_ids:
            return int(found.id)
    except NotFound:
        pass
    secret = given.get("secret", "").strip()
    if not secret:
        raise InvalidInput(
            field="secret", why="这台设备上没有打开过这件事，请一起填它的查询码；不填编号也可以预约。"
        )
    receipt = residents.open_receipt(number=number, secret=secret, address=client_address(request), at=at)
    return int(receipt.matter_id)


def _ask(day: ReceptionDay, slot: time, given: dict[str, str], matter_id: int | None) -> Ask:
    return Ask(
        day.pk,
        slot,
        given.get("topic", ""),
        read.whole_or_none(given, "coming") or 1,
        given.get("name", ""),
        given.get("contact", ""),
        matter_id,
        given.get("key", "")[:60] or None,
    )


def _card(request: HttpRequest, booked: bookings.Booked) -> HttpResponse:
    view = reception.public_day(booked.booking.day_id, timezone.now())
    context = {"booking": booked.booking, "secret": booked.secret, "view": view}
    return render(request, "petitions/reception/booked.html", context)


@never_cache
@require_http_methods(["GET", "POST"])
def booking(request: HttpRequest) -> HttpResponse:
    """Open a booking by its number and secret; move it or give the slot back."""
    at = timezone.now()
    given = {name: str(value) for name, value in request.POST.items()}
    if request.method == "GET":
        return _ask_for(request, request.GET.get("number", ""))
    number, secret = given.get("number", ""), given.get("secret", "")
    try:
        found = bookings.open_booking(number, secret, client_address(request), at)
        found, done = _act(found, given, at)
    except DomainError as error:
        if given.get("act"):
            messages.error(request, sentence(error))
            return HttpResponseRedirect(f"{reverse('booking')}?number={number}")
        return _ask_for(request, number, sentence(error), error.http_status)
    if done:
        messages.success(request, done)
    return _booking_page(request, found, given, at)


def _act(found: Booking, given: dict[str, str], at: datetime) -> tuple[Booking, str]:
    match given.get("act", ""):
        case "cancel":
            return bookings.cancel(found.pk, at), _("预约已取消，时间让给了别人。")
        case "move":
            day_id, _sep, slot = given.get("to", "").partition("@")
            if not day_id.isdigit():
                raise InvalidInput(field="to", why="请选一个新的时间。")
            moved = bookings.move(found.pk, int(day_id), read.clock_time({"slot": slot}, "slot"), at)
            return moved, _("已改到新的时间。")
        case _:
            return found, ""


def _ask_for(request: HttpRequest, number: str, error: str = "", status: int = 200) -> HttpResponse:
    context = {"number": number, "error": error}
    return render(request, "petitions/reception/booking_open.html", context, status=status)


def _booking_page(request: HttpRequest, found: Booking, given: dict[str, str], at: datetime) -> HttpResponse:
    view = reception.public_day(found.day_id, at)
    others = [
        (f"{one.day.pk}@{slot:%H:%M}", f"{one.day.on:%Y-%m-%d} {slot:%H:%M} · {one.day.leader_post} {one.day.leader_name}", one.unit)
        for one in reception.bookable_days(at)
        if one.day.unit_id == view.day.unit_id or one.day.level == view.day.level
        for slot in one.free
    ][:200]  # fmt: skip
    context = {
        "booking": found,
        "state_title": _(str(BookingState(found.state).label)),
        "view": view,
        "others": others,
        "number": given.get("number", ""),
        "secret": given.get("secret", ""),
        "is_open": found.state in (BookingState.BOOKED, BookingState.CALLED_OFF),
    }
    return render(request, "petitions/reception/booking.html", context)
