"""Bookings on the desk that answers them: the list, one booking, and what may be done with it."""

from datetime import date, datetime, time

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from gongzhi.core.identity.web.requests import actor_of, errors_of
from gongzhi.core.matters.web.desk.shell import desk_page
from gongzhi.kernel.actor import Actor
from gongzhi.kernel.errors import DomainError, InvalidInput, NotFound
from gongzhi.kernel.terms import CHINA
from gongzhi.systems.disputes.actions import bookings as acts
from gongzhi.systems.disputes.queries import bookings as queries
from gongzhi.systems.disputes.rules.causes import CAUSES
from gongzhi.systems.disputes.web.network.registers import titles

Slot = tuple[date, time]


@desk_page(queries.ANSWER)
def bookings(request: HttpRequest) -> HttpResponse:
    """Show the bookings to come, or those that are over."""
    state = "over" if request.GET.get("state") == "over" else "open"
    context = {
        "views": queries.bookings(actor_of(request), state=state),
        "state": state,
        "causes": {name: titles(pair) for name, pair in CAUSES.items()},
        "today": timezone.now().astimezone(CHINA).date(),
    }
    return render(request, "disputes/network/bookings.html", context)


@desk_page(queries.ANSWER)
def booking(request: HttpRequest, booking_id: int) -> HttpResponse:
    """Show one booking."""
    return _page(request, booking_id, {})


def _page(
    request: HttpRequest,
    booking_id: int,
    errors: dict[str, str],
    status: int = 200,
    told: tuple[str, str] | None = None,
) -> HttpResponse:
    view, at = queries.booking(actor_of(request), booking_id), timezone.now()
    slots = queries.free_slots(view.room, at) if view.is_open else []
    context = {
        "view": view,
        "cause": titles(CAUSES.get(view.booking.about, ("", ""))),
        "slots": [(slot_value(day, one), f"{day} {one:%H:%M}") for day, some in slots for one in some],
        "errors": errors,
        "told": told,
        "has_come": view.booking.day <= at.astimezone(CHINA).date(),
    }
    return render(request, "disputes/network/booking.html", context, status=status)


def slot_value(day: date, start: time) -> str:
    """Return a slot as a form carries it."""
    return f"{day.isoformat()}T{start:%H:%M}"


def slot_of(text: str) -> Slot:
    """Return a slot from a form; raise InvalidInput."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise InvalidInput(field="slot", why="请选一个时段。") from None
    return moment.date(), moment.time()


@desk_page(queries.ANSWER, "POST")
def act(request: HttpRequest, booking_id: int, act: str) -> HttpResponse:
    """Confirm, move, decline, note who came, or read the contact."""
    actor, at = actor_of(request), timezone.now()
    try:
        if act == "contact":
            told = acts.read_contact(actor, booking_id, request.POST.get("purpose", ""), at)
            return _page(request, booking_id, {}, told=told)
        _do(request, actor, booking_id, act, at)
    except NotFound:
        raise
    except DomainError as error:
        return _page(request, booking_id, errors_of(error), error.http_status)
    messages.success(
        request,
        _("已经记下，并通知了预约的人。") if act in ("confirm", "move", "decline") else _("已经记下。"),
    )
    return redirect("desk_booking", booking_id=booking_id)


def _do(request: HttpRequest, actor: Actor, booking_id: int, act: str, at: datetime) -> None:
    why = request.POST.get("why", "")
    if act == "confirm":
        acts.confirm(actor, booking_id, at)
    elif act == "decline":
        acts.decline(actor, booking_id, why, at)
    elif act == "move":
        acts.move(actor, booking_id, slot_of(request.POST.get("slot", "")), why, at)
    elif act in ("came", "no_show"):
        acts.note_came(actor, booking_id, act == "came", at)
    else:
        raise NotFound
