"""Matters and their parts as the API gives them: the same facts as on the pages, for the same readers."""

from datetime import datetime
from functools import cache

from django.urls import reverse

from gongzhi.core.files.models import Attachment, Document
from gongzhi.core.geo import queries as geo
from gongzhi.core.identity import queries as identity
from gongzhi.core.matters import queries
from gongzhi.core.matters.models import Matter
from gongzhi.core.matters.queries import ClockView, RatingView, StoryItem, TaskView
from gongzhi.core.matters.queries.pages import status_title
from gongzhi.core.matters.queries.timing import is_english
from gongzhi.core.orgs import queries as orgs
from gongzhi.core.workflow.queries import MoveOffer
from gongzhi.kernel.actor import Actor
from gongzhi.kernel.procedure import FieldSpec

Shape = dict[str, object]
ROOT = "/api/v1/"
_ANY = "-number-"


def links(number: str) -> Shape:
    """Return where a matter and its parts are, and the page that a person opens."""
    at = f"{ROOT}matters/{number}"
    return {
        "self": at,
        "page": _page().replace(_ANY, number),
        "story": f"{at}/story",
        "clocks": f"{at}/clocks",
        "moves": f"{at}/moves",
    }


@cache
def _page() -> str:
    """Return the address of a resident's page with `_ANY` where the number stands."""
    return reverse("follow", kwargs={"number": _ANY})


def row(one: Matter) -> Shape:
    """Return a matter as a line of a list."""
    return {
        "number": one.number,
        "title": one.title,
        "system": one.system,
        "channel": one.channel,
        "category": {"code": one.category, "name": orgs.category_title(one.category)},
        "area": {"code": one.area_code, "name": geo.full_name(one.area_code) if one.area_code else ""},
        "place": one.place,
        "lon": one.lon,
        "lat": one.lat,
        "stage": one.stage,
        "status": one.status,
        "status_title": status_title(one.system, one.status),
        "owner": orgs.unit_name(one.owner_id),
        "lead": orgs.unit_name(one.lead_id),
        "is_open": one.is_open,
        "is_urgent": one.is_urgent,
        "is_public": one.is_public,
        "brought_at": one.brought_at,
        "opened_at": one.opened_at,
        "due_at": one.due_at,
        "closed_at": one.closed_at,
        "links": links(one.number),
    }


def matter(actor: Actor, one: Matter, at: datetime) -> Shape:
    """Return a matter whole, as far as the actor may read: staff all, its resident his own, the public what is open."""
    is_own = one.id in actor.matter_ids
    return row(one) | {
        "text": one.text,
        "answer": one.answer if one.answered_at is not None else "",
        "answered_at": one.answered_at,
        "ending": one.ending,
        "reopened": one.reopened,
        "resident": _resident(actor, one) if actor.is_staff else None,
        "attachments": [attachment(item) for item in queries.attachments(actor, one)],
        "documents": [_document(item) for item in queries.documents(actor, one)]
        if is_own or actor.is_staff
        else [],
        "ratings": [_rating(item) for item in queries.ratings(actor, one, at)]
        if is_own or actor.is_staff
        else [],
        "tasks": [_task(item) for item in queries.tasks(actor, one, at)],
    }


def _resident(actor: Actor, one: Matter) -> Shape | None:
    if one.resident_id is None:
        return None
    return {
        "name": identity.resident_name(actor, one.resident_id),
        "contact": identity.resident_contact(actor, one.resident_id),
    }


def attachment(item: Attachment) -> Shape:
    """Return what an attachment is and where its bytes are."""
    return {
        "id": item.pk,
        "name": item.name,
        "media_type": item.media_type,
        "size": item.size,
        "made_at": item.made_at,
        "url": f"{ROOT}attachments/{item.pk}",
    }


def _document(item: Document) -> Shape:
    return {
        "id": item.pk,
        "number": item.number,
        "title": item.title,
        "made_at": item.made_at,
        "url": f"{ROOT}documents/{item.pk}",
    }


def _rating(item: RatingView) -> Shape:
    return {
        "by_resident": item.by_resident,
        "reached": item.reached,
        "solved": item.solved,
        "satisfied": item.satisfied,
        "words": item.words,
        "at": item.at,
    }


def _task(item: TaskView) -> Shape:
    return {
        "unit": item.unit,
        "role": item.role,
        "state": item.state,
        "ask": item.ask,
        "answer": item.answer,
        "sent_at": item.sent_at,
        "due_at": item.due_at,
        "is_mine": item.is_mine,
    }


def story_item(item: StoryItem) -> Shape:
    """Return one happening."""
    return {
        "at": item.at,
        "who": item.who,
        "role": item.role,
        "text": item.text,
        "why": item.why,
        "law": item.law,
        "verb": item.verb,
    }


def clock(item: ClockView) -> Shape:
    """Return a clock with each step of its count."""
    english = is_english()
    return {
        "name": item.name,
        "title": item.title,
        "state": item.state,
        "words": item.words,
        "due": item.due,
        "due_at": item.due_at,
        "started_at": item.started_at,
        "percent": round(item.percent),
        "party": item.party,
        "unit": item.unit,
        "law": item.law,
        "local": item.local,
        "is_right": item.is_right,
        "unconfirmed": item.unconfirmed,
        "provisional": item.provisional,
        "steps": [
            {
                "text": step.text_en if english and step.text_en else step.text,
                "law": step.law,
                "day": step.day,
            }
            for step in item.steps
        ],
    }


def offer(item: MoveOffer) -> Shape:
    """Return a move with its form."""
    return {
        "name": item.move.name,
        "title": _title(item.move.title, item.move.title_en),
        "open": item.open,
        "why_not": str(item.why_not),
        "law": item.move.law,
        "needs_reason": item.move.needs_reason,
        "fields": [_field(spec) for spec in item.move.fields],
    }


def _field(spec: FieldSpec) -> Shape:
    return {
        "name": spec.name,
        "title": _title(spec.title, spec.title_en),
        "type": str(spec.type),
        "required": spec.required,
        "hint": _title(spec.hint, spec.hint_en),
        "choices": [{"value": one.value, "title": _title(one.title, one.title_en)} for one in spec.choices],
    }


def _title(chinese: str, english: str) -> str:
    return english if english and is_english() else chinese
