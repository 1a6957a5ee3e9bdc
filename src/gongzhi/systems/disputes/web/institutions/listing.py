"""The cases before one's own institution, with what is due next; and a new one at the window."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import uuid4

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from gongzhi.core.identity.web.requests import actor_of, errors_of
from gongzhi.core.matters import queries as matters
from gongzhi.core.matters.queries.pages import Row
from gongzhi.core.matters.submission import title_of
from gongzhi.core.matters.web.desk.shell import desk_page, given_number
from gongzhi.kernel.actor import Actor
from gongzhi.kernel.errors import DomainError, NotFound
from gongzhi.kernel.terms import CHINA
from gongzhi.systems.disputes.actions import casebook
from gongzhi.systems.disputes.actions.casebook import NewCase
from gongzhi.systems.disputes.models import Application, Institution
from gongzhi.systems.disputes.queries import institutions
from gongzhi.systems.disputes.web.institutions.kinds import Kind, kind_of, text

TABS = ("open", "waiting", "ended")


@dataclass(frozen=True, slots=True)
class Line:
    """One case of the list."""

    application: Application
    row: Row
    state: str
    state_en: str
    is_open: bool
    href: str


@desk_page("disputes.run_case")
def listing(request: HttpRequest, word: str) -> HttpResponse:
    """Show the cases before the institution at which the actor works."""
    actor, at, kind = actor_of(request), timezone.now(), kind_of(word)
    found = own_institution(actor, kind, at)
    lines = _lines(actor, kind, found, at)
    tab = request.GET.get("tab", "open")
    tab = tab if tab in TABS else "open"
    shown = {
        "open": [one for one in lines if one.is_open],
        "waiting": [one for one in lines if one.is_open and one.row.stage == "intake"],
        "ended": [one for one in lines if not one.is_open],
    }
    names = {"open": _("在办"), "waiting": _("待受理"), "ended": _("已结束")}
    here = reverse(f"{kind.word}_cases")
    context = {
        "kind": kind,
        "institution": found,
        "lines": shown[tab],
        "tab": tab,
        "tabs": [(one, names[one], f"{here}?tab={one}", len(shown[one])) for one in TABS],
    }
    return render(request, "disputes/institution_cases.html", context)


def own_institution(actor: Actor, kind: Kind, at: datetime) -> Institution:
    """Return the institution at which the actor works; raise NotFound for anybody else."""
    found = institutions.mine(actor, kind.procedure, at)
    if found is None:
        raise NotFound
    return found


def _lines(actor: Actor, kind: Kind, found: Institution, at: datetime) -> list[Line]:
    cases = institutions.cases(actor, kind.procedure, found.unit_id)
    rows = {row.id: row for row in matters.rows_of([matter for _a, matter, _p in cases], at)}
    states = institutions.states(kind.procedure)
    lines = [
        Line(
            application,
            rows[matter.id],
            *states.get(proceeding.state, (proceeding.state, proceeding.state)),
            is_open=proceeding.closed_at is None,
            href=reverse(f"{kind.word}_case", kwargs={"number": matter.number}),
        )
        for application, matter, proceeding in cases
    ]
    return sorted(lines, key=lambda one: (one.row.due_at is None, one.row.due_at or at))


@desk_page("disputes.run_case", "GET", "POST")
def new(request: HttpRequest, word: str) -> HttpResponse:
    """Take in an application at the window."""
    actor, at, kind = actor_of(request), timezone.now(), kind_of(word)
    found = own_institution(actor, kind, at)
    context: dict[str, object] = {"kind": kind, "institution": found, "errors": {}, "given": request.POST}
    context |= {"key": uuid4().hex, "today": at.astimezone(CHINA).date().isoformat()}
    if request.method != "POST":
        return render(request, "disputes/institution_new.html", context)
    form = _form(request, kind, at)
    try:
        made = casebook.open_case(actor, form, at)
    except DomainError as error:
        wrong = errors_of(error)
        context["errors"] = {"claims" if name == "words" else name: why for name, why in wrong.items()}
        return render(request, "disputes/institution_new.html", context, status=error.http_status)
    context |= {"made": made, "title": form.title, "at": at, "city": settings.CITY_NAME}
    return render(request, "disputes/institution_registered.html", context)


def _form(request: HttpRequest, kind: Kind, at: datetime) -> NewCase:
    given = request.POST.dict()
    story = text(given, "text")
    return NewCase(
        procedure=kind.procedure,
        title=text(given, "title") or title_of(story),
        text=story,
        received_on=day_given(request.POST.get("received_on", "")) or at.astimezone(CHINA).date(),
        claims=request.POST.get("claims", ""),
        respondent=request.POST.get("respondent", "").strip(),
        name=request.POST.get("name", ""),
        contact=request.POST.get("contact", ""),
        respondent_contact=request.POST.get("respondent_contact", ""),
        act=request.POST.get("act", "").strip(),
        people=given_number(request.POST.get("people", "")) or 1,
        submit_key=request.POST.get("submit_key") or None,
    )


def day_given(value: str) -> date | None:
    try:
        return date.fromisoformat(value)
    except ValueError:
        return None
