"""Ownership on a matter's page: for staff who owns it and where it stands as a hard matter, for the petitioner whom to speak to."""

from collections.abc import Iterable
from datetime import datetime

from django.utils.translation import gettext as _

from gongzhi.core.identity.rules.verbs import can
from gongzhi.core.matters.models import Matter
from gongzhi.core.matters.panels import Panel
from gongzhi.kernel.actor import Actor
from gongzhi.systems.petitions.models import LinkLevel
from gongzhi.systems.petitions.queries import backlog, ownership
from gongzhi.systems.petitions.web.ownership.backlog import late_titles
from gongzhi.systems.petitions.web.ownership.cases import state_titles


def levels() -> dict[str, str]:
    """Return what each level of a leader is called."""
    return {one.value: _(str(one.label)) for one in LinkLevel}


def desk(actor: Actor, matter: Matter, at: datetime) -> Iterable[Panel]:
    """Return the panel for staff; a sealed accusation has none."""
    if matter.system != ownership.SYSTEM or matter.is_sealed or not can(actor, "petitions.ownership"):
        return
    place = matter.village_code or matter.area_code
    facts = {
        "views": [one for one in ownership.views(actor, matter, at) if one.is_open],
        "states": state_titles(),
        "levels": levels(),
        "links": ownership.links_of(place, ownership.today(at)),
        "missing": ownership.missing_at(place, ownership.today(at)),
        "entry": backlog.entry_of(matter.id),
        "late": [late_titles()[one] for one in backlog.late_days([matter.id], at).get(matter.id, ())],
        "milestones": [one for one in backlog.milestones_of(matter.id) if one.done_on is None],
        "today": ownership.today(at),
        "number": matter.number,
    }
    yield Panel("petitions/ownership/_desk_panel.html", facts, order=30)


def resident(actor: Actor, matter: Matter, at: datetime) -> Iterable[Panel]:
    """Return the panel for the petitioner himself: the leaders by name and work number, meetings, promises with their days."""
    if matter.system != ownership.SYSTEM or matter.id not in actor.matter_ids or matter.is_sealed:
        return
    views = [one for one in ownership.views(actor, matter, at) if one.is_open]
    links = ownership.links_of(matter.village_code or matter.area_code, ownership.today(at))
    if not views and not any(links.values()):
        return
    facts = {"views": views, "links": links, "levels": levels(), "today": ownership.today(at)}
    yield Panel("petitions/ownership/_resident_panel.html", facts, order=10)
