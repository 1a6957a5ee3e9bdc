"""The sorting desk (art. 31): what waits on the left, the petition in the middle, the law and the decision on the right."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from gongzhi.core.errors import sentence
from gongzhi.core.geo import queries as geo
from gongzhi.core.identity.web.requests import actor_of
from gongzhi.core.matters import queries as matters
from gongzhi.core.matters.models import Matter
from gongzhi.core.matters.queries.pages import status_title
from gongzhi.core.matters.rules.emergency import emergencies
from gongzhi.core.matters.web import typed
from gongzhi.core.matters.web.desk import choices, suggested
from gongzhi.core.matters.web.desk.shell import desk_page, given_number, matter_in_reach
from gongzhi.core.matters.web.options import category_options
from gongzhi.core.orgs import queries as orgs
from gongzhi.core.suggest import switches
from gongzhi.core.workflow import queries as workflow
from gongzhi.kernel.actor import Actor
from gongzhi.kernel.errors import DomainError, NotFound
from gongzhi.systems.petitions import queries
from gongzhi.systems.petitions.actions.routing import Sorting, sort_and_route
from gongzhi.systems.petitions.queries import sorting as queue
from gongzhi.systems.petitions.rules.reading import Reading, named_bodies, read
from gongzhi.systems.petitions.rules.ways import ROUTES, WAYS, way_named
from gongzhi.systems.petitions.web.desk.options import accusable

SHOWN = 60
ALIKE = 4
# Ways that have a form of their own; each is reached from here by its link.
OTHERS = ("report_grave", "pass_on", "cannot_tell", "answer_repeat", "pass_up", "resort")


@dataclass(frozen=True, slots=True)
class Form:
    """What is filled in, as texts and ids."""

    way: str = ""
    category: str = ""
    against: tuple[str, ...] = ()
    real_name: bool = False
    joint: bool = False
    body: str = ""
    guidance: str = ""
    reason: str = ""
    lead: str = ""
    ask: str = ""
    report_on: str = ""
    contact_person: str = ""
    into: str = ""

    @classmethod
    def parse(cls, request: HttpRequest) -> "Form":
        """Return what was posted."""
        given = request.POST
        names = (
            "way",
            "category",
            "body",
            "guidance",
            "reason",
            "lead",
            "ask",
            "report_on",
            "contact_person",
            "into",
        )
        texts = {name: str(given.get(name, "")).replace("\x00", "").strip() for name in names}
        marks = {name: given.get(name, "") != "" for name in ("real_name", "joint")}
        against = tuple(one for one in given.getlist("against") if one)
        return cls(**texts, **marks, against=against)  # type: ignore[arg-type]

    def sorting(self, expect: int | None) -> Sorting:
        """Return the decision; a lead counts only where the way needs one."""
        needs_lead = self.way in ("petition", "suggestion", "accusation")
        return Sorting(
            way=self.way,
            category=self.category,
            against=tuple(int(one) for one in self.against if one.isdigit()),
            real_name=self.real_name,
            joint=self.joint,
            body=self.body,
            guidance=self.guidance,
            reason=self.reason,
            lead=given_number(self.lead) if needs_lead else None,
            ask=self.ask,
            report_on=typed.day_or_none({"report_on": self.report_on}, "report_on"),
            contact_person=self.contact_person,
            into=self.into,
            expect=expect,
        )


@desk_page("petitions.sort")
def sort(request: HttpRequest) -> HttpResponse:
    """Open the first petition that waits, or say that none does."""
    actor = actor_of(request)
    rows = _rows(actor, timezone.now())
    if not rows:
        return render(request, "petitions/sort.html", {"rows": [], "current": None, "more": False})
    return _show(request, matter_in_reach(actor, rows[0].number), rows)


@desk_page("petitions.sort", "GET", "POST")
def one(request: HttpRequest, number: str) -> HttpResponse:
    """Show one petition beside the list (or alone, for the pane), or sort it and go on to the next."""
    actor = actor_of(request)
    found = _petition(actor, number)
    if request.method == "POST":
        return _decide(request, actor, found)
    if request.GET.get("part") == "detail":
        return render(request, "petitions/_sort_detail.html", _detail(request, found, _first(request, found)))
    return _show(request, found, _rows(actor, timezone.now()))


@desk_page("petitions.sort")
def duty(request: HttpRequest, number: str) -> HttpResponse:
    """Return, as a fragment, the picker of the body filled in for another category."""
    actor = actor_of(request)
    found = _petition(actor, number)
    form = _with_duty(Form(category=request.GET.get("category", "")), found, timezone.now())
    return render(
        request, "petitions/_sort_lead.html", _bodies(actor, found, form) | {"matter": found, "errors": {}}
    )


def _petition(actor: Actor, number: str) -> Matter:
    found = matter_in_reach(actor, number)
    if found.system != queue.SYSTEM:
        raise NotFound
    return found


def _rows(actor: Actor, at: datetime) -> list[matters.Row]:
    return matters.rows_of(queue.waiting(actor)[:SHOWN], at)


def _first(request: HttpRequest, found: Matter) -> Form:
    """Return the form as filled in before anybody touched it: what was told at the counter, and what the machine reads."""
    actor, at = actor_of(request), timezone.now()
    known, brought = queries.petition(found.id), queries.arrival(found.id)
    seen = _reading(found)
    way = seen.way.name if seen is not None and (known is None or known.kind == seen.way.kind) else ""
    form = Form(
        way=way,
        category=found.category or _likely(actor, found, at),
        against=tuple(str(one) for one in found.complained_units),
        real_name=bool(brought and brought.is_real_name),
        joint=bool(brought and brought.is_joint),
        contact_person=f"{actor.unit_name} {actor.name}",
    )
    return _with_duty(form, found, at)


def _reading(found: Matter) -> Reading | None:
    return read(found.title, found.text) if orgs.setting(switches.WAY) else None


def _likely(actor: Actor, found: Matter, at: datetime) -> str:
    """Return the category that the machine is sure of, else the one that most look-alikes have, "" for neither."""
    told = suggested.panel(found)
    if told is not None and told.is_sure:
        return told.category
    near = matters.lookalikes(actor, text=found.text, lon=None, lat=None, at=at, without=found.id)
    sums = Counter(one.category for one in near if one.category)
    return sums.most_common(1)[0][0] if sums else ""


def _with_duty(form: Form, found: Matter, at: datetime) -> Form:
    whose = choices.duty(form.category, choices.area_of(found), at)
    shut = {str(one) for one in found.complained_units}
    return form if whose is None or str(whose.lead) in shut else replace(form, lead=str(whose.lead))


def _show(
    request: HttpRequest,
    found: Matter,
    rows: Sequence[matters.Row],
    form: Form | None = None,
    errors: Mapping[str, str] | None = None,
    status: int = 200,
) -> HttpResponse:
    context = _detail(request, found, form or _first(request, found), errors)
    context |= {"rows": rows, "current": found, "more": len(rows) >= SHOWN}
    return render(request, "petitions/sort.html", context, status=status)


def _detail(
    request: HttpRequest, found: Matter, form: Form, errors: Mapping[str, str] | None = None
) -> dict[str, object]:
    actor, at = actor_of(request), timezone.now()
    main = workflow.main_of(found.id)
    area = choices.area_of(found)
    known = queries.petition(found.id)
    seen = _reading(found)
    named = named_bodies(f"{found.title} {found.text}", queue.bodies_with_names(area))
    return _bodies(actor, found, form) | {
        "matter": found,
        "row": matters.rows_of([found], at)[0],
        "main": main,
        "form": form,
        "errors": errors or {},
        "ways": [way for way in WAYS if _fits(way.kind, known.kind if known else "", found)],
        "questions": ROUTES[:-1],
        "reading": seen,
        "known": known,
        "arrival": queries.arrival(found.id),
        "may_sort": found.status in queue.WAITING,
        "categories": category_options(),
        "accusable": accusable(area),
        "named": [(str(one), orgs.unit_name(one)) for one in named],
        "clocks": [
            one for one in matters.clock_views(actor, found, at) if not one.ended and not one.is_right
        ],
        "alike": _alike(actor, found, at),
        "area": geo.full_name(found.area_code) if found.area_code else "",
        "attachments": list(matters.attachments(actor, found)),
        "emergencies": emergencies(f"{found.title} {found.text}"),
        "others": _others(actor, found, at),
    }


def _fits(kind: str, known: str, found: Matter) -> bool:
    """Whether a way is open: all of them before the class is given, then those of any class, but no second registering."""
    return found.status == "registered" or bool(kind or known == "") and kind != ""


def _bodies(actor: Actor, found: Matter, form: Form) -> dict[str, object]:
    at = timezone.now()
    return {
        "form": form,
        "duty": choices.duty(form.category, choices.area_of(found), at),
        "bodies": choices.bodies(found, matters.tasks(actor, found, at)),
    }


@dataclass(frozen=True, slots=True)
class Link:
    """A move with a form of its own."""

    title: str
    title_en: str
    href: str
    key: str
    tone: str


def _others(actor: Actor, found: Matter, at: datetime) -> list[Link]:
    main = workflow.main_of(found.id)
    open_ones = [offer.move for offer in workflow.offers(actor, found, main) if offer.open]
    back = reverse("petition_sort")
    return [
        Link(
            move.title,
            move.title_en,
            f"{reverse('desk_move', kwargs={'number': found.number, 'move': move.name})}?next={back}",
            {"report_grave": "u", "pass_on": "p"}.get(move.name, ""),
            move.tone,
        )
        for move in open_ones
        if move.name in OTHERS
    ]


@dataclass(frozen=True, slots=True)
class AlikeView:
    """A look-alike petition, with the last day of what is owed in it."""

    number: str
    title: str
    text: str
    status_title: str
    opened_at: datetime
    due: str


def _alike(actor: Actor, found: Matter, at: datetime) -> list[AlikeView]:
    """Return open petitions that may be the same matter, the nearest in words first."""
    near = matters.lookalikes(
        actor, text=f"{found.title} {found.text}", lon=None, lat=None, at=at, most=12, without=found.id
    )
    rows = {
        one.id: one
        for one in matters.visible(actor).filter(id__in=[one.id for one in near], system=queue.SYSTEM)
    }
    shown = [rows[one.id] for one in near if one.id in rows][:ALIKE]
    lines = {one.id: one for one in matters.rows_of(shown, at)}
    return [
        AlikeView(
            one.number,
            one.title,
            one.text,
            status_title(one.system, one.status),
            one.opened_at,
            lines[one.id].clock.due,
        )
        for one in shown
    ]


def _decide(request: HttpRequest, actor: Actor, found: Matter) -> HttpResponse:
    """Sort the petition and open the next one; a refusal comes back with all that was typed."""
    form = Form.parse(request)
    expect = given_number(request.POST.get("expect", ""))
    try:
        made = sort_and_route(actor, found.number, form.sorting(expect), timezone.now())
    except NotFound:
        raise
    except DomainError as error:
        field = str(error.facts.get("field") or "")
        rows = _rows(actor, timezone.now())
        fresh = _petition(actor, found.number)
        return _show(request, fresh, rows, form, {field: sentence(error)}, error.http_status)
    messages.success(request, _told(found, form, made))
    return HttpResponseRedirect(_next(actor, found))


def _told(found: Matter, form: Form, made: Sequence[str]) -> str:
    way = way_named(form.way)
    title = way.title if way else ""
    if way is not None and way.move and len(made) == 1 and made[0] in ("sort", "resort"):
        return _("%(number)s 已登记分类；反映的单位管着这件事，已转到上面一级的中心，由它确定途径。") % {
            "number": found.number
        }
    return _("%(number)s 已办：%(way)s。") % {"number": found.number, "way": _(title)}


def _next(actor: Actor, found: Matter) -> str:
    """Return the page of the next petition that waits, of the empty desk when none does."""
    following = queue.waiting(actor).exclude(id=found.id).values_list("number", flat=True).first()
    if following:
        return reverse("petition_sort_one", kwargs={"number": following})
    return reverse("petition_sort")


__all__ = ["duty", "one", "sort"]
