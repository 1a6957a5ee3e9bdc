"""Registers a dispute for mediation: a new one, or the sides of a matter that came in without them."""

import uuid
from collections.abc import Mapping

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from gongzhi.core.identity.web.requests import actor_of, errors_of
from gongzhi.core.matters.models import Matter
from gongzhi.core.matters.web.desk.shell import desk_page, matter_in_reach
from gongzhi.core.matters.web.options import area_options
from gongzhi.kernel.errors import DomainError, NotFound
from gongzhi.systems.disputes.actions import opening
from gongzhi.systems.disputes.models import Origin, Part, Representative, Way
from gongzhi.systems.disputes.queries import cases
from gongzhi.systems.disputes.rules.causes import CAUSES, MEDIATIONS
from gongzhi.systems.disputes.web.cases import forms, titles

Given = Mapping[str, object]


@desk_page("disputes.register", "GET", "POST")
def new(request: HttpRequest) -> HttpResponse:
    """Show the form of a new dispute, or register it and show the applicant's receipt once."""
    actor, at = actor_of(request), timezone.now()
    if request.method == "GET":
        return _form(request, {"submit_key": uuid.uuid4().hex, "kind": request.GET.get("kind", "")}, {})
    given = request.POST.dict()
    try:
        made = opening.open_case(
            actor, forms.story_of(given), forms.case_of(given), forms.sides_of(given), at
        )
    except DomainError as error:
        return _form(request, given, errors_of(error))
    title = forms.text(given, "title") or forms.text(given, "text")[:40]
    context = {"given": made, "title": title, "at": at}
    return render(request, "disputes/case_registered.html", context)


@desk_page("disputes.register", "GET", "POST")
def register(request: HttpRequest, number: str) -> HttpResponse:
    """Register the sides of a matter that stands before a mediation without them."""
    actor, at = actor_of(request), timezone.now()
    matter = matter_in_reach(actor, number)
    proceeding = cases.mediation_now(matter.id)
    if cases.case_of(matter.id) is not None:
        return HttpResponseRedirect(reverse("dispute_case", kwargs={"number": matter.number}))
    if not cases.may_keep(actor, matter):
        raise NotFound
    if request.method == "GET":
        given: Given = {"kind": proceeding.procedure, "origin": str(Origin.MATTER)}
        return _form(request, given, {}, matter)
    typed = request.POST.dict()
    try:
        about = forms.case_of({**typed, "kind": proceeding.procedure})
        opening.register_case(actor, matter.number, about, forms.sides_of(typed), at)
    except DomainError as error:
        return _form(request, typed | {"kind": proceeding.procedure}, errors_of(error), matter)
    messages.success(request, _("各方已经登记。"))
    return HttpResponseRedirect(reverse("dispute_case", kwargs={"number": matter.number}))


@desk_page("disputes.register", "POST")
def take_in(request: HttpRequest, number: str) -> HttpResponse:
    """Bring a matter that is here already into mediation, then ask for its sides."""
    actor, at = actor_of(request), timezone.now()
    matter = matter_in_reach(actor, number)
    given = request.POST.dict()
    try:
        opening.take_in(actor, matter.number, forms.text(given, "kind"), forms.text(given, "why"), at)
    except DomainError as error:
        if isinstance(error, NotFound):
            raise
        messages.error(request, " ".join(errors_of(error).values()))
        return HttpResponseRedirect(reverse("desk_matter", kwargs={"number": matter.number}))
    messages.success(request, _("这件事已经转入调解，请登记各方当事人。"))
    return HttpResponseRedirect(reverse("dispute_register", kwargs={"number": matter.number}))


def _form(
    request: HttpRequest, given: Given, errors: Mapping[str, str], matter: Matter | None = None
) -> HttpResponse:
    context = {
        "given": given,
        "errors": errors,
        "matter": matter,
        "kinds": titles.pairs(MEDIATIONS),
        "causes": titles.pairs(CAUSES),
        "origins": [one for one in titles.labels(Origin) if matter is not None or one[0] != Origin.MATTER],
        "parts": titles.labels(Part),
        "representatives": titles.labels(Representative),
        "ways": [one for one in titles.labels(Way) if one[0] != Way.PAGE],
        "areas": area_options(settings.CITY_CODE),
        "mediates": actor_of(request).has_role(*cases.MEDIATING_ROLES),
        "channels": [
            ("window", _("窗口")),
            ("phone", _("电话")),
            ("visit", _("走访")),
            ("transfer", _("交转")),
        ],
    }
    return render(request, "disputes/case_new.html", context, status=422 if errors else 200)
