"""Reception at the desk: the month with planning, copying, files in and out; one day with who comes and what was said."""

import secrets
from datetime import date, datetime, timedelta

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from gongzhi.core.errors import sentence
from gongzhi.core.identity.rules.verbs import can
from gongzhi.core.identity.web.requests import actor_of, errors_of
from gongzhi.core.matters.web import typed as read
from gongzhi.core.matters.web.desk.shell import desk_page
from gongzhi.core.matters.web.options import area_options, category_options, unit_options
from gongzhi.core.matters.web.spreadsheet import KINDS, spreadsheet
from gongzhi.core.orgs import queries as orgs
from gongzhi.kernel.actor import Actor
from gongzhi.kernel.errors import DomainError, InvalidInput, NotFound
from gongzhi.kernel.terms import CHINA
from gongzhi.systems.petitions.actions import bookings, reception_days, reception_notes
from gongzhi.systems.petitions.actions.reception_days import DayPlan
from gongzhi.systems.petitions.actions.reception_notes import Said, Visitor
from gongzhi.systems.petitions.models import DayKind, Level, ReceptionDay
from gongzhi.systems.petitions.queries import reception
from gongzhi.systems.petitions.rules.reception import POLICY
from gongzhi.systems.petitions.web.reception.day_files import HEADS, cells, plans_of
from gongzhi.systems.petitions.web.reception.public import rules_shown

Given = dict[str, str]
Errors = dict[str, str]
PLAN, RECEIVE = "petitions.plan_reception", "petitions.receive"
FILE_MOST = 1_000_000
REPORT_DAYS = 92


def _today() -> date:
    return timezone.now().astimezone(CHINA).date()


def _posted(request: HttpRequest) -> Given:
    return {name: str(value) for name, value in request.POST.items()}


# The month ------------------------------------------------------------------------------------------------------------


@desk_page(RECEIVE)
def month(request: HttpRequest) -> HttpResponse:
    """Show the month of the actor's unit and of those below it, with what was called off and what nobody noted."""
    actor, at = actor_of(request), timezone.now()
    first = read.month(request.GET.get("month", ""), _today())
    days = reception.days_of(actor, first, read.after(first) - timedelta(days=1))
    context = {
        "days": reception.day_views(days, at),
        "month": first,
        "before": f"?month={read.after(first, -1):%Y-%m}",
        "next": f"?month={read.after(first):%Y-%m}",
        "today": _today(),
        "may_plan": can(actor, PLAN),
        "may_report": can(actor, "board.view") or can(actor, PLAN),
        "units": [(unit.id, unit.name) for unit in reception.own_and_below(actor)],
        "promises": len(reception.open_promises(actor, at)),
        "missed": len(
            reception.by_unit(reception.missed_periods(actor, _today() - timedelta(days=92), _today(), at))
        ),
    }
    return render(request, "petitions/reception/month.html", context)


@desk_page(PLAN, "GET", "POST")
def new(request: HttpRequest) -> HttpResponse:
    """Plan one day; the form is filled in from the unit's last one."""
    actor = actor_of(request)
    given, errors = _first(actor, request.GET.get("unit", "")), {}
    if request.method == "POST":
        given |= _posted(request)
        try:
            made = reception_days.plan_day(actor, _plan(given), timezone.now())
        except DomainError as error:
            errors = errors_of(error)
        else:
            messages.success(request, _("已安排，公开日程上马上看得到。"))
            return HttpResponseRedirect(f"{reverse('desk_reception')}?month={made.on:%Y-%m}")
    return render(
        request,
        "petitions/reception/plan.html",
        _plan_context(actor, given, errors),
        status=422 if errors else 200,
    )


def _plan_context(actor: Actor, given: Given, errors: Errors) -> dict[str, object]:
    return {
        "given": given,
        "errors": errors,
        "units": [(unit.id, unit.name) for unit in reception.own_and_below(actor)],
        "levels": [(one.value, _(str(one.label))) for one in Level],
        "kinds": [(one.value, _(str(one.label))) for one in DayKind],
        "rules": rules_shown(),
        "policy": POLICY,
    }


def _first(actor: Actor, unit: str) -> Given:
    own = [one.id for one in reception.own_and_below(actor)]
    unit_id = int(unit) if unit.isdigit() and int(unit) in own else own[0]
    last = reception.last_places(unit_id)
    given = {
        "unit_id": str(unit_id), "level": reception.level_of(orgs.unit(unit_id)), "kind": "receiving", "on": "",
        "starts": "09:00", "ends": "11:30", "leader_name": "", "leader_post": "", "place": "", "tel": "", "theme": "",
        "slots": "5", "slot_minutes": "30",
    }  # fmt: skip
    if last is not None:
        given |= {
            "place": last.place,
            "tel": last.tel,
            "starts": f"{last.starts:%H:%M}",
            "ends": f"{last.ends:%H:%M}",
        }
    return given


def _plan(given: Given) -> DayPlan:
    return DayPlan(
        unit_id=read.whole(given, "unit_id"),
        level=given.get("level", ""),
        on=read.day(given, "on"),
        starts=read.clock_time(given, "starts"),
        ends=read.clock_time(given, "ends"),
        leader_name=given.get("leader_name", ""),
        leader_post=given.get("leader_post", ""),
        place=given.get("place", ""),
        slots=read.whole(given, "slots"),
        slot_minutes=read.whole(given, "slot_minutes"),
        tel=given.get("tel", ""),
        theme=given.get("theme", ""),
        kind=given.get("kind", ""),
    )


@desk_page(PLAN, "POST")
def copy(request: HttpRequest) -> HttpResponse:
    """Copy a unit's month to the month after."""
    given = _posted(request)
    first = read.month(given.get("month", ""), _today())
    try:
        made, left = reception_days.copy_month(
            actor_of(request), read.whole(given, "unit_id"), first.year, first.month, timezone.now()
        )
    except DomainError as error:
        messages.error(request, sentence(error))
        return HttpResponseRedirect(f"{reverse('desk_reception')}?month={first:%Y-%m}")
    words = _(
        "已照这个月排好下个月 %(n)s 天，赶上休息日的顺到下一个工作日；%(left)s 天没有排(已有或者没有对应的日子)。"
    )
    messages.success(request, words % {"n": made, "left": left})
    return HttpResponseRedirect(f"{reverse('desk_reception')}?month={read.after(first):%Y-%m}")


@desk_page(PLAN, "POST")
def import_days(request: HttpRequest) -> HttpResponse:
    """Plan the days of a file, all or none; what is wrong is named by its row."""
    upload = request.FILES.get("file")
    actor = actor_of(request)
    try:
        if upload is None or (upload.size or 0) > FILE_MOST:
            raise InvalidInput(field="file", why="请选一个 1 MB 以内的 CSV 文件，列和导出的一样。")
        made = reception_days.plan_days(actor, plans_of(upload.read(), actor), timezone.now())
    except DomainError as error:
        messages.error(request, sentence(error))
        return HttpResponseRedirect(reverse("desk_reception"))
    messages.success(request, _("已导入 %(n)s 天。") % {"n": len(made)})
    return HttpResponseRedirect(
        f"{reverse('desk_reception')}?month={made[0].on:%Y-%m}" if made else reverse("desk_reception")
    )


@desk_page(RECEIVE)
def export(request: HttpRequest, kind: str) -> HttpResponseBase:
    """Return the month's days as a file whose columns the import takes; it holds nobody who booked."""
    if kind not in KINDS:
        raise NotFound
    first = read.month(request.GET.get("month", ""), _today())
    days = reception.days_of(actor_of(request), first, read.after(first) - timedelta(days=1))
    return spreadsheet(kind, _("接访日程"), HEADS, [cells(day) for day in days])


# One day --------------------------------------------------------------------------------------------------------------


@desk_page(RECEIVE)
def day(request: HttpRequest, day_id: int) -> HttpResponse:
    """Show who comes, what was said, and what may be done with the day."""
    return _day(request, day_id, {}, {}, "")


def _day(request: HttpRequest, day_id: int, given: Given, errors: Errors, failed: str) -> HttpResponse:
    actor, at = actor_of(request), timezone.now()
    found = reception.day_of(actor, day_id)
    begins = datetime.combine(found.on, found.starts, CHINA)
    context = {
        "view": reception.public_day(day_id, at),
        "visits": reception.visits(actor, found),
        "notes": reception.notes_of_day(actor, found, at),
        "given": given,
        "errors": errors,
        "failed": failed,
        "has_begun": begins <= at,
        "may_note": found.on <= at.astimezone(CHINA).date() and found.cancelled_at is None,
        "may_plan": can(actor, PLAN),
    }
    return render(request, "petitions/reception/day.html", context, status=422 if errors else 200)


@desk_page(RECEIVE, "POST")
def came(request: HttpRequest, booking_id: int) -> HttpResponse:
    """Note that who had booked is here."""
    try:
        found = bookings.came(actor_of(request), booking_id, timezone.now())
    except NotFound:
        raise
    except DomainError as error:
        messages.error(request, sentence(error))
        return HttpResponseRedirect(reverse("desk_reception"))
    return HttpResponseRedirect(reverse("desk_reception_day", kwargs={"day_id": found.day_id}))


@desk_page(PLAN, "POST")
def held(request: HttpRequest, day_id: int) -> HttpResponse:
    """Note that the reception took place."""
    actor = actor_of(request)
    reception.day_of(actor, day_id)
    try:
        reception_days.mark_held(actor, day_id, request.POST.get("note", ""), timezone.now())
    except InvalidInput as error:
        return _day(request, day_id, _posted(request), errors_of(error), "held")
    except DomainError as error:
        messages.error(request, sentence(error))
    else:
        messages.success(request, _("已登记为已接访。"))
    return HttpResponseRedirect(reverse("desk_reception_day", kwargs={"day_id": day_id}))


@desk_page(PLAN, "POST")
def cancel(request: HttpRequest, day_id: int) -> HttpResponse:
    """Call the day off with its reason and, if one is named, the day instead."""
    actor, given = actor_of(request), _posted(request)
    found = reception.day_of(actor, day_id)
    try:
        instead = _instead(found, given)
        reception_days.cancel_day(actor, day_id, given.get("why", ""), timezone.now(), instead)
    except InvalidInput as error:
        return _day(request, day_id, given, errors_of(error), "cancel")
    except DomainError as error:
        messages.error(request, sentence(error))
    else:
        messages.success(request, _("已取消，原因已公开；留了联系方式的预约人会收到通知。"))
    return HttpResponseRedirect(reverse("desk_reception_day", kwargs={"day_id": day_id}))


def _instead(found: ReceptionDay, given: Given) -> DayPlan | None:
    on = read.day_or_none(given, "instead_on")
    if on is None:
        return None
    names = DayPlan.__dataclass_fields__
    values = {name: getattr(found, name) for name in names} | {"on": on}
    leader = given.get("instead_leader", "").strip()
    if leader:
        values["leader_name"], values["leader_post"] = (
            leader,
            given.get("instead_post", "").strip() or found.leader_post,
        )
    return DayPlan(**values)


# Notes ----------------------------------------------------------------------------------------------------------------


@desk_page(RECEIVE, "GET", "POST")
def note(request: HttpRequest, day_id: int) -> HttpResponse:
    """Take down what was said: it becomes a petition, or hangs on the one that is being handled."""
    actor, at = actor_of(request), timezone.now()
    found = reception.day_of(actor, day_id)
    given = _noted_first(actor, found, request.GET.get("booking", ""))
    errors: Errors = {}
    if request.method == "POST":
        given |= {"is_real_name": ""} | _posted(request)
        try:
            noted = _take_note(actor, found, given, at)
        except DomainError as error:
            errors = errors_of(error)
        else:
            if noted.submitted is not None:
                context = {"submitted": noted.submitted, "note": noted.note, "day": found, "at": at}
                return render(request, "petitions/reception/noted.html", context)
            messages.success(request, _("接访记录已经附到在办的事项上。"))
            return HttpResponseRedirect(reverse("desk_reception_day", kwargs={"day_id": day_id}))
    context = {
        "day": found,
        "given": given,
        "errors": errors,
        "visits": [(one.booking.pk, f"{one.booking.slot:%H:%M} {one.booking.topic[:30]}") for one in reception.visits(actor, found)],
        "categories": category_options(),
        "areas": area_options(settings.CITY_CODE),
        "units": unit_options(found.area_code),
    }  # fmt: skip
    return render(request, "petitions/reception/note.html", context, status=422 if errors else 200)


def _noted_first(actor: Actor, found: ReceptionDay, booking: str) -> Given:
    given = {
        "booking_id": "", "number": "", "said": "", "title": "", "name": "", "contact": "", "category": "", "area_code": "",
        "promised": "", "promised_unit_id": "", "due_on": "", "is_real_name": "", "key": secrets.token_urlsafe(9),
    }  # fmt: skip
    for visit in reception.visits(actor, found):
        if str(visit.booking.pk) == booking:
            return given | {"booking_id": booking, "number": visit.matter_number, "said": visit.booking.topic}
    return given


def _take_note(actor: Actor, found: ReceptionDay, given: Given, at: datetime) -> reception_notes.Noted:
    said = Said(
        found.pk,
        given["said"],
        given["promised"],
        read.whole_or_none(given, "promised_unit_id"),
        read.day_or_none(given, "due_on"),
        read.whole_or_none(given, "booking_id"),
    )
    if given["number"].strip():
        return reception_notes.attach(actor, said, given["number"], at)
    visitor = Visitor(
        given["title"], given["name"], given["contact"], given["category"], given["area_code"],
        bool(given["is_real_name"]), given["key"],
    )  # fmt: skip
    return reception_notes.become_petition(actor, said, visitor, at)


@desk_page(RECEIVE, "GET", "POST")
def promises(request: HttpRequest) -> HttpResponse:
    """Show what was promised in receptions and is not marked as kept; keep what became of one."""
    actor, at = actor_of(request), timezone.now()
    if request.method == "POST":
        given = _posted(request)
        try:
            reception_notes.keep_promise(actor, read.whole(given, "note_id"), given.get("words", ""), at)
        except NotFound:
            raise
        except DomainError as error:
            messages.error(request, sentence(error))
        else:
            messages.success(request, _("已登记，来访人在查询页看得到。"))
        return HttpResponseRedirect(reverse("desk_reception_promises"))
    return render(
        request, "petitions/reception/promises.html", {"promises": reception.open_promises(actor, at)}
    )


# Missed periods -------------------------------------------------------------------------------------------------------


def _span(request: HttpRequest) -> tuple[date, date]:
    until = _read_day(request.GET.get("until", ""), _today())
    since = _read_day(request.GET.get("since", ""), _today() - timedelta(days=REPORT_DAYS))
    return min(since, until), until


def _read_day(text: str, default: date) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return default


@desk_page(PLAN)
def missed(request: HttpRequest) -> HttpResponse:
    """Show the whole periods in which nobody of a unit received, with what had been called off and why."""
    since, until = _span(request)
    context = {
        "rows": reception.by_unit(reception.missed_periods(actor_of(request), since, until, timezone.now())),
        "since": since,
        "until": until,
        "rules": rules_shown(),
        "policy": POLICY,
    }
    return render(request, "petitions/reception/missed.html", context)


@desk_page(PLAN)
def missed_export(request: HttpRequest, kind: str) -> HttpResponseBase:
    """Return the report as a file."""
    if kind not in KINDS:
        raise NotFound
    since, until = _span(request)
    rows = reception.missed_periods(actor_of(request), since, until, timezone.now())
    heads = [_("单位"), _("级别"), _("从"), _("到"), _("工作日"), _("取消的接访和原因"), _("没有登记结果的")]
    return spreadsheet(kind, _("应接访未接访"), heads, [_missed_cells(one) for one in rows])


def _missed_cells(one: reception.Missed) -> list[object]:
    called_off = "；".join(f"{day.on} {day.leader_name}:{day.cancelled_why}" for day in one.cancelled)
    unnoted = "；".join(f"{day.on} {day.leader_name}" for day in one.unnoted)
    return [
        one.unit.name, one.level_title, one.first.isoformat(), one.last.isoformat(), one.working_days, called_off, unnoted,
    ]  # fmt: skip
