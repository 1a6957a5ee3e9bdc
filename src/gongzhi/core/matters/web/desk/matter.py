"""The page of one matter: what is asked of whoever reads it, what may be done now, why each day is as it is, the story."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from gongzhi.core.geo import queries as geo
from gongzhi.core.identity import queries as identity
from gongzhi.core.identity.rules.verbs import can
from gongzhi.core.identity.web.requests import actor_of
from gongzhi.core.matters import queries
from gongzhi.core.matters.actions.supervise import urge_text
from gongzhi.core.matters.models import Matter, OrderLevel
from gongzhi.core.matters.panels import panels
from gongzhi.core.matters.queries import ClockView, StoryItem, TaskView
from gongzhi.core.matters.web.desk import offers
from gongzhi.core.matters.web.desk.shell import desk_page, matter_in_reach
from gongzhi.core.orgs import queries as orgs
from gongzhi.core.workflow import queries as workflow
from gongzhi.core.workflow.models import Proceeding
from gongzhi.kernel.actor import Actor

ATTACHMENTS_MOST = 6
_ACTS = (
    "note",
    "link",
    "split",
    "urge",
    "supervise",
    "add_words",
    "call_back",
    "reply_order",
    "reveal",
)


@dataclass(frozen=True, slots=True)
class Course:
    """One proceeding as shown: its procedure, and what the reader may do in it."""

    proceeding: Proceeding
    title: str
    title_en: str
    status: str
    buttons: list[offers.Button]


@desk_page("matters.view")
def matter(request: HttpRequest, number: str) -> HttpResponse:
    """Show a matter with all that the reader may know and do."""
    return show(request, matter_in_reach(actor_of(request), number))


def show(
    request: HttpRequest,
    found: Matter,
    errors: Mapping[str, str] | None = None,
    failed: str = "",
    status: int = 200,
) -> HttpResponse:
    """Return the page; `failed` names the form that was refused, with what was typed into it kept."""
    context = page(actor_of(request), found, timezone.now())
    context |= {"errors": errors or {}, "failed": failed, "given": request.POST}
    return render(request, "desk/matter.html", context, status=status)


def page(actor: Actor, found: Matter, at: datetime) -> dict[str, object]:
    """Return what the page shows."""
    row = queries.rows_of([found], at)[0]
    courses = [_course(actor, found, one, at) for one in queries.proceedings(found)]
    tasks = queries.tasks(actor, found, at)
    clocks = queries.clock_views(actor, found, at)
    main = next((one for one in courses if one.proceeding.is_main), courses[0])
    procedure = workflow.procedure_of(main.proceeding)
    mine = [task for task in tasks if task.is_mine]
    return {
        "matter": found,
        "row": row,
        "courses": courses,
        "main": main,
        "procedure": procedure,
        "state": procedure.state(main.proceeding.state),
        "tasks": tasks,
        "mine": mine,
        "asked": [_asked(task, clocks) for task in mine],
        "next_clock": next((one for one in clocks if not one.ended and not one.is_right), None),
        "running": [one for one in clocks if not one.ended],
        "ended": [one for one in clocks if one.ended],
        "story": linked(queries.story(actor, found, at)),
        "documents": list(queries.documents(actor, found)),
        "attachments": list(queries.attachments(actor, found)),
        "links": queries.links(actor, found),
        "orders": queries.orders(actor, found, at),
        "ratings": queries.ratings(actor, found, at),
        "area": geo.full_name(found.area_code) if found.area_code else "",
        "category": orgs.category_title(found.category),
        "contact": _contact(actor, found),
        "may": {verb: can(actor, f"matters.{verb}") for verb in _ACTS},
        "is_owner": bool(set(found.owner_path) & set(queries_units(actor))),
        "urge_text": urge_text(found),
        "addressees": _addressees(found, tasks),
        "levels": [(value, str(label)) for value, label in OrderLevel.choices],
        "files_most": ATTACHMENTS_MOST,
        "panels": panels("desk", actor, found, at),
        "at": at,
    }


def queries_units(actor: Actor) -> tuple[int, ...]:
    """Return the actor's unit with those merged into it."""
    return () if actor.unit_id is None else tuple(orgs.unit_ids_standing_for(actor.unit_id))


def _course(actor: Actor, found: Matter, proceeding: Proceeding, at: datetime) -> Course:
    procedure = workflow.procedure_of(proceeding)
    offered = offers.offered(actor, found, proceeding, at)
    return Course(
        proceeding,
        procedure.title,
        procedure.title_en,
        proceeding.state,
        offers.buttons(found, proceeding, offered),
    )


@dataclass(frozen=True, slots=True)
class Asked:
    """A task of the reader's unit with the clocks that bind it."""

    task: TaskView
    clocks: list[ClockView]


def _asked(task: TaskView, clocks: Sequence[ClockView]) -> Asked:
    bound = [
        one
        for one in clocks
        if not one.ended
        and not one.is_right
        and one.unit == task.unit
        and (one.name == "help") == (task.role == "helper")
    ]
    return Asked(task, bound)


def linked(story: Sequence[StoryItem]) -> list[StoryItem]:
    """Return the story with the numbers of other matters as links to their pages."""
    return [
        replace(
            item,
            links=tuple(
                (f"{number} {title}".strip(), reverse("desk_matter", kwargs={"number": number}))
                for number, title in item.links
            ),
        )
        for item in story
    ]


@dataclass(frozen=True, slots=True)
class Contact:
    """Who brought the matter, masked; `is_known` is false where nobody left a way to be reached."""

    is_known: bool
    name: str
    contact: str
    reveals: int


def _contact(actor: Actor, found: Matter) -> Contact:
    if found.resident_id is None:
        return Contact(False, "", "", 0)
    return Contact(
        True,
        identity.resident_name(actor, found.resident_id),
        identity.resident_contact(actor, found.resident_id),
        len(identity.reveals_for(found.id)),
    )


def _addressees(found: Matter, tasks: Sequence[TaskView]) -> list[tuple[str, str]]:
    """Return the units to which an order of supervision may go: who handles it, then who owns it."""
    units = [found.lead_id, *(task.unit_id for task in tasks), found.owner_id]
    return [(str(unit), orgs.unit_name(unit)) for unit in dict.fromkeys(units) if unit is not None]
