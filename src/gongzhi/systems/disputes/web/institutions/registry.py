"""Which bodies decide here, kept by the centre; and the ways on which a file may be taken."""

from datetime import datetime

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from gongzhi.core.identity.web.requests import actor_of, errors_of
from gongzhi.core.matters.models import Matter
from gongzhi.core.matters.web.desk.shell import desk_page, given_number, matter_in_reach
from gongzhi.core.matters.web.options import Option
from gongzhi.core.orgs import queries as orgs
from gongzhi.core.workflow import library
from gongzhi.kernel.actor import Actor
from gongzhi.kernel.errors import DomainError, InvalidInput, NotFound
from gongzhi.kernel.procedure import Move
from gongzhi.kernel.terms import CHINA
from gongzhi.systems.disputes.actions import casebook
from gongzhi.systems.disputes.queries import institutions


@desk_page("disputes.keep_institutions", "GET", "POST")
def registry(request: HttpRequest) -> HttpResponse:
    """Show the institutions below the actor's unit; register one or change it."""
    actor, at = actor_of(request), timezone.now()
    if request.method != "POST":
        return _shown(request, actor, {}, 200)
    try:
        said = _close(actor, request, at) if request.POST.get("close") else _keep(actor, request, at)
    except NotFound:
        raise
    except DomainError as error:
        return _shown(request, actor, errors_of(error), error.http_status)
    messages.success(request, said)
    return HttpResponseRedirect(reverse("institutions"))


def _keep(actor: Actor, request: HttpRequest, at: datetime) -> str:
    unit = given_number(request.POST.get("unit", ""))
    if unit is None:
        raise InvalidInput(field="unit", why="请选是哪个单位。")
    kept = casebook.keep_institution(
        actor,
        unit,
        request.POST.getlist("procedures"),
        request.POST.get("address", ""),
        request.POST.get("telephone", ""),
        request.POST.get("hours", ""),
        at,
    )
    return _("「%(unit)s」已经登记。") % {"unit": orgs.unit_name(kept.unit_id)}


def _close(actor: Actor, request: HttpRequest, at: datetime) -> str:
    unit = given_number(request.POST.get("close", ""))
    if unit is None:
        raise NotFound
    kept = casebook.close_institution(actor, unit, request.POST.get("why", ""), at)
    return _("「%(unit)s」不再收新案，在办的照常办完。") % {"unit": orgs.unit_name(kept.unit_id)}


def _shown(request: HttpRequest, actor: Actor, errors: dict[str, str], status: int) -> HttpResponse:
    english = (get_language() or "").startswith("en")
    kinds = [(name, titles[english]) for name, titles in institutions.RUN_HERE.items()]
    below = set(_below(actor.unit_id)) if actor.unit_id is not None else set()
    found = [
        (one, orgs.unit_name(one.unit_id), [dict(kinds)[name] for name in one.procedures])
        for one in institutions.institutions()
        if one.unit_id in below
    ]
    units: list[Option] = [
        (str(unit), orgs.unit_name(unit), orgs.unit_name(orgs.unit(unit).parent_id))
        for unit in sorted(below, key=lambda unit: (orgs.unit(unit).depth, unit))
        if orgs.unit(unit).kind != "centre"
    ]
    context = {"found": found, "kinds": kinds, "units": units, "errors": errors, "given": request.POST}
    return render(request, "disputes/institutions.html", context, status=status)


def _below(unit_id: int) -> list[int]:
    found = [unit_id]
    for one in orgs.children(unit_id):
        found += _below(one.id)
    return found


@desk_page("disputes.begin_path", "POST")
def begin_path(request: HttpRequest, number: str) -> HttpResponse:
    """Take a file on another way."""
    actor, at = actor_of(request), timezone.now()
    matter = matter_in_reach(actor, number)
    back = HttpResponseRedirect(reverse("desk_matter", kwargs={"number": matter.number}))
    try:
        made = casebook.begin_path(
            actor, matter.number, request.POST.get("procedure", ""), request.POST.get("path_why", ""), at
        )
    except NotFound:
        raise
    except DomainError as error:
        messages.error(request, " ".join(errors_of(error).values()))
        return back
    title = library.version(made.system, made.procedure, made.version).title
    messages.success(request, _("已经转入「%(title)s」，卷宗一并带过去。下一步在下面办。") % {"title": title})
    return back


def offered_institutions(matter: Matter, move: Move, at: datetime) -> list[Option]:
    """Return the institutions that a field of a move offers: those that run a procedure here, the complained ones left out."""
    on = at.astimezone(CHINA).date()
    names = [name for name in institutions.RUN_HERE if _has_move(name, move, at)]
    found = {one.unit_id for name in names for one in institutions.running(name, on)}
    return [
        (str(unit), orgs.unit_name(unit), orgs.unit_name(orgs.unit(unit).parent_id))
        for unit in sorted(found - set(matter.complained_units))
    ]


def _has_move(procedure: str, move: Move, at: datetime) -> bool:
    return move in library.current("disputes", procedure, at.astimezone(CHINA).date()).moves
