"""Reads of the sorting desk: what waits to be sorted in an actor's reach."""

from collections.abc import Sequence

from django.db.models import Exists, F, OuterRef, QuerySet

from gongzhi.core.access import queries as access
from gongzhi.core.matters.models import Matter
from gongzhi.core.orgs import queries as orgs
from gongzhi.core.suggest.models import Kind, Suggestion
from gongzhi.kernel.actor import Actor

WAITING = ("registered", "sorted")
SYSTEM = "petitions"


def waiting(actor: Actor) -> QuerySet[Matter]:
    """Return the petitions that wait to be sorted or directed where the actor's centre may do it, the nearest due first.

    A grave one stands before all others.
    """
    found = Matter.objects.filter(system=SYSTEM, is_open=True, status__in=WAITING)
    return access.owned(actor, found).order_by("-is_urgent", F("due_at").asc(nulls_last=True), "id")


def unread(model: str, version: str, most: int) -> list[tuple[int, str, str]]:
    """Return id, title and text of the registered petitions that this reading has not read yet, the oldest first."""
    known = Suggestion.objects.filter(matter_id=OuterRef("id"), kind=Kind.WAY, model=model, version=version)
    found = Matter.objects.filter(system=SYSTEM, is_open=True, status="registered").filter(~Exists(known))
    return list(found.order_by("id").values_list("id", "title", "text")[:most])


def centre_of_level(area_code: str, digits: int) -> int | None:
    """Return the centre of the township (9 digits) or county (6) in which an area lies, None when it has none of its own."""
    path = orgs.unit_path(orgs.area_owner(area_code[:digits])) if len(area_code) >= digits else ()
    found = path[-1] if path else None
    return found if found is not None and len(orgs.unit(found).area_code) == digits else None


def bodies_with_names(area_code: str) -> Sequence[tuple[int, str]]:
    """Return the bodies that work for an area and the centres above it, with their names: whom a petition may name."""
    centres = [(one, orgs.unit_name(one)) for one in orgs.unit_path(orgs.area_owner(area_code))]
    return [*((one.id, one.name) for one in orgs.departments_for(area_code)), *centres]
