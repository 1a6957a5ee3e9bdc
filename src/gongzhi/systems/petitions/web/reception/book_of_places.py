"""The address book at the desk: entries are written, changed and taken out; each change is dated."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from gongzhi.core.errors import sentence
from gongzhi.core.identity.web.requests import actor_of, errors_of
from gongzhi.core.matters.web import typed as read
from gongzhi.core.matters.web.desk.shell import desk_page
from gongzhi.core.orgs import queries as orgs
from gongzhi.kernel.errors import DomainError, NotFound
from gongzhi.systems.petitions.actions import reception_days
from gongzhi.systems.petitions.actions.reception_days import PlaceFacts
from gongzhi.systems.petitions.models import Level
from gongzhi.systems.petitions.queries import reception

PLAN = "petitions.plan_reception"
FIELDS = ("name", "address", "directions", "tel", "hours", "post_to", "site", "how_to_query")


@desk_page(PLAN)
def listing(request: HttpRequest) -> HttpResponse:
    """Show the entries of the actor's unit and those below it."""
    units = {unit.id for unit in reception.own_and_below(actor_of(request))}
    rows = [pair for pair in reception.places() if pair[0].unit_id in units]
    return render(request, "petitions/reception/book_of_places.html", {"rows": rows})


@desk_page(PLAN, "GET", "POST")
def new(request: HttpRequest) -> HttpResponse:
    """Write a new entry."""
    return _edit(request, None)


@desk_page(PLAN, "GET", "POST")
def change(request: HttpRequest, place_id: int) -> HttpResponse:
    """Change an entry: the old one ends today, the new one begins."""
    return _edit(request, place_id)


def _edit(request: HttpRequest, place_id: int | None) -> HttpResponse:
    actor, errors = actor_of(request), {}
    units = reception.own_and_below(actor)
    known = next((one for one, _name in reception.places() if one.pk == place_id), None)
    if place_id is not None and (known is None or known.unit_id not in {unit.id for unit in units}):
        raise NotFound
    given = {name: getattr(known, name, "") if known else "" for name in FIELDS}
    given |= {
        "unit_id": str(known.unit_id if known else units[0].id),
        "level": known.level if known else reception.level_of(units[0]),
    }
    if request.method == "POST":
        given |= {name: str(value) for name, value in request.POST.items()}
        try:
            values = {name: given[name].strip() for name in FIELDS}
            facts = PlaceFacts(unit_id=read.whole(given, "unit_id"), level=given["level"], **values)
            reception_days.keep_place(actor, facts, timezone.now(), place_id)
        except DomainError as error:
            errors = errors_of(error)
        else:
            messages.success(request, _("已公开。"))
            return HttpResponseRedirect(reverse("desk_places"))
    context = {
        "given": given,
        "errors": errors,
        "known": known,
        "units": [(unit.id, orgs.unit_name(unit.id)) for unit in units],
        "levels": [(one.value, _(str(one.label))) for one in Level],
    }
    return render(request, "petitions/reception/place.html", context, status=422 if errors else 200)


@desk_page(PLAN, "POST")
def end(request: HttpRequest, place_id: int) -> HttpResponse:
    """Take an entry out of the book."""
    try:
        reception_days.end_place(actor_of(request), place_id, request.POST.get("why", ""), timezone.now())
    except NotFound:
        raise
    except DomainError as error:
        messages.error(request, sentence(error))
    else:
        messages.success(request, _("已撤下。"))
    return HttpResponseRedirect(reverse("desk_places"))
