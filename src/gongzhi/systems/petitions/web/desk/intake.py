"""Registers a petition at the desk: a letter, a call, a visit, or what a body above passes on; the receipt at once."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from gongzhi.core.errors import sentence
from gongzhi.core.identity.web.requests import actor_of
from gongzhi.core.matters import queries as matters
from gongzhi.core.matters.actions import follow
from gongzhi.core.matters.models import Channel
from gongzhi.core.matters.queries.pages import status_title
from gongzhi.core.matters.rules.emergency import emergencies
from gongzhi.core.matters.submission import Submission, Submitted, title_of
from gongzhi.core.matters.web.desk import register
from gongzhi.core.matters.web.desk.shell import desk_page
from gongzhi.core.matters.web.options import area_options, category_options
from gongzhi.core.matters.web.uploads import attach_each, uploads
from gongzhi.core.orgs import queries as orgs
from gongzhi.core.workflow import queries as workflow
from gongzhi.core.workflow.actions import MoveRequest, perform
from gongzhi.kernel.actor import Actor
from gongzhi.kernel.errors import DomainError
from gongzhi.kernel.terms import CHINA
from gongzhi.systems.petitions import queries
from gongzhi.systems.petitions.actions.intake import Brought, take_in
from gongzhi.systems.petitions.queries import sorting as queue
from gongzhi.systems.petitions.rules.representatives import MOST
from gongzhi.systems.petitions.rules.ways import way_named
from gongzhi.systems.petitions.web.desk.options import accusable

CHANNELS = (Channel.VISIT, Channel.LETTER, Channel.PHONE, Channel.TRANSFER)
FILES_MOST = 10
Errors = dict[str, str]


@dataclass(frozen=True, slots=True)
class Form(register.Form):
    """The form as typed, beside what every matter asks."""

    received_on: str = ""
    is_real_name: str = ""
    is_joint: str = ""
    joined: str = ""
    representatives: str = ""
    against_words: str = ""
    sender: str = ""
    sender_number: str = ""
    return_on: str = ""
    same: str = ""

    def names(self) -> tuple[str, ...]:
        """Return the representatives, one a line."""
        return tuple(name.strip() for name in self.representatives.splitlines() if name.strip())

    def petition_errors(self, at: datetime) -> Errors:
        """Return what is wrong, each as a full sentence; a petition may come without a place."""
        found = register.Form.errors(self, tuple(str(one) for one in CHANNELS))
        found.pop("place", None)
        for name in ("received_on", "return_on"):
            value = getattr(self, name)
            if value and _day(value) is None:
                found[name] = _("请写成 2026-03-02 这样的日期。")
        received = _day(self.received_on)
        if received is not None and received > at.astimezone(CHINA).date():
            found["received_on"] = _("收到的日期不能晚于今天。")
        return found

    def brought_at(self, at: datetime) -> datetime:
        """Return when the petition was received: now, or the morning of the day that was written down."""
        day = _day(self.received_on)
        if day is None or day == at.astimezone(CHINA).date():
            return at
        return datetime.combine(day, time(9), CHINA)

    def brought(self, against: tuple[int, ...]) -> Brought:
        """Return what the petition says beside its words."""
        transferred = self.channel == Channel.TRANSFER
        return Brought(
            is_real_name=bool(self.is_real_name) and not self.is_anonymous,
            is_joint=bool(self.is_joint),
            joined=self.joined if self.is_joint else "",
            representatives=self.names() if self.is_joint else (),
            against=against,
            against_words=self.against_words,
            sender=self.sender if transferred else "",
            sender_number=self.sender_number if transferred else "",
            return_on=_day(self.return_on) if transferred else None,
        )


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        return None


@desk_page("petitions.intake", "GET", "POST")
def new(request: HttpRequest) -> HttpResponse:
    """Show the form, or register the petition and show its receipt once."""
    actor, at = actor_of(request), timezone.now()
    if request.method == "GET":
        channel = request.GET.get("channel", "")
        known = channel if channel in {str(one) for one in CHANNELS} else str(Channel.VISIT)
        return _form(request, Form.parse({"channel": known, "is_real_name": "1"}), {}, ())
    form = Form.parse({name: str(value) for name, value in request.POST.items()})
    against = tuple(int(one) for one in request.POST.getlist("against") if one.isdigit())
    errors = form.petition_errors(at)
    if errors:
        return _form(request, form, errors, against)
    try:
        files = uploads(request, FILES_MOST)
        given = take_in(actor, _submission(actor, form, at), form.brought(against), at)
    except DomainError as error:
        field = str(error.facts.get("field") or "")
        return _form(
            request, form, {{"file": "files", "lon": "place"}.get(field, field): sentence(error)}, against
        )
    return _receipt(request, actor, form, given, files)


def _submission(actor: Actor, form: Form, at: datetime) -> Submission:
    made = form.submission(form.brought_at(at))
    if made.area_code or made.lon is not None or made.place or actor.unit_id is None:
        return made
    # Without any place it belongs to the centre where it was brought.
    return Submission(**{**_fields(made), "area_code": orgs.unit(actor.unit_id).area_code})  # type: ignore[arg-type]


def _fields(made: Submission) -> dict[str, object]:
    return {name: getattr(made, name) for name in Submission.__dataclass_fields__}


def _receipt(
    request: HttpRequest, actor: Actor, form: Form, given: Submitted, files: list[follow.Upload]
) -> HttpResponse:
    """Show number and secret once; where it is the same as a live one, tie it and tell how that one stands."""
    left_out = [] if given.repeated else attach_each(actor, given.number, files, timezone.now())
    live, why = _tie(actor, form, given)
    found = matters.visible(actor).filter(id=given.matter_id).first()
    context = {
        "given": given,
        "title": form.title or title_of(form.text),
        "left_out": left_out,
        "live": live,
        "not_tied": why,
        "out_of_sight": found is None,
        "clocks": []
        if found is None
        else [one for one in matters.clock_views(actor, found, timezone.now()) if not one.ended],
        "names": form.names(),
        "at": timezone.now(),
    }
    return render(request, "petitions/registered.html", context)


@dataclass(frozen=True, slots=True)
class Live:
    """The live matter with which a new one was tied, as the petitioner is told of it."""

    number: str
    title: str
    state: str
    lead: str
    due: str


def _tie(actor: Actor, form: Form, given: Submitted) -> tuple[Live | None, str]:
    """Link the petition to the live one that the clerk says is the same; return that one, or why it was not linked."""
    if not form.same or given.repeated:
        return None, ""
    way = way_named("same")
    reason = way.reason if way else ""
    at = timezone.now()
    try:
        other = queries.matter_seen(actor, form.same)
        perform(
            actor,
            MoveRequest(workflow.main_of(given.matter_id).id, "link_live", {"into": form.same}, reason),
            at,
        )
    except DomainError as error:
        return None, sentence(error)
    row = matters.rows_of([other], at)[0]
    return Live(other.number, other.title, row.status_title, row.lead or row.owner, row.clock.due), ""


def _form(request: HttpRequest, form: Form, errors: Errors, against: tuple[int, ...]) -> HttpResponse:
    actor = actor_of(request)
    titles = {str(value): _(str(label)) for value, label in Channel.choices}
    area = orgs.unit(actor.unit_id).area_code if actor.unit_id is not None else settings.CITY_CODE
    context = {
        "form": form,
        "errors": errors,
        "channels": [(str(one), titles[str(one)]) for one in CHANNELS],
        "categories": category_options(),
        "areas": area_options(settings.CITY_CODE),
        "accusable": accusable(area),
        "against": against,
        "emergencies": emergencies(form.text),
        "alike": alike_petitions(actor, form.text, timezone.now()),
        "files_most": FILES_MOST,
        "most": MOST,
        "today": timezone.now().astimezone(CHINA).date().isoformat(),
    }
    return render(request, "petitions/new.html", context, status=422 if errors else 200)


@dataclass(frozen=True, slots=True)
class AlikePetition:
    """An open petition that may be the same matter."""

    number: str
    title: str
    state: str
    opened_at: datetime
    due: str


def alike_petitions(actor: Actor, text: str, at: datetime, most: int = 4) -> list[AlikePetition]:
    """Return open petitions in reach that look like a text, with their state and last day."""
    if not text.strip():
        return []
    near = matters.lookalikes(actor, text=text, lon=None, lat=None, at=at, most=12)
    seen = matters.visible(actor).filter(id__in=[one.id for one in near], system=queue.SYSTEM)
    rows = {row.id: row for row in matters.rows_of(seen, at)}
    shown = [rows[one.id] for one in near if one.id in rows][:most]
    return [
        AlikePetition(
            row.number, row.title, status_title(row.system, row.status), row.opened_at, row.clock.due
        )
        for row in shown
    ]


@desk_page("petitions.intake")
def alike(request: HttpRequest) -> HttpResponse:
    """Return, as a fragment, open petitions that may be the same matter, each to be confirmed by a person."""
    text = request.GET.get("text", "").replace("\x00", "")[:2000]
    found = alike_petitions(actor_of(request), text, timezone.now())
    context: Mapping[str, object] = {"alike": found, "emergencies": emergencies(text), "chosen": ""}
    return render(request, "petitions/_same.html", context)
