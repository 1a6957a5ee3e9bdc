"""The petitions' part of a matter's page: for the desk what the file knows, for the petitioner his rights and who decides."""

from collections.abc import Iterable
from datetime import datetime

from gongzhi.core.identity.rules.verbs import can
from gongzhi.core.matters.models import Matter
from gongzhi.core.matters.panels import Panel
from gongzhi.core.matters.queries.work import units_of
from gongzhi.core.orgs import queries as orgs
from gongzhi.kernel.actor import Actor
from gongzhi.systems.petitions import queries
from gongzhi.systems.petitions.queries import faces
from gongzhi.systems.petitions.rules.ways import way_named

SYSTEM = "petitions"


def desk(actor: Actor, matter: Matter, at: datetime) -> Iterable[Panel]:
    """Return the panel for staff: class, way, who speaks, opinions, competence, performance."""
    if matter.system != SYSTEM:
        return
    known = queries.petition(matter.id)
    drafted = faces.draft(matter)
    editable = faces.editable(matter)
    yield Panel(
        "petitions/_desk_panel.html",
        {
            "known": known,
            "way": way_named(known.route) if known is not None and known.route else None,
            "arrival": queries.arrival(matter.id),
            "representatives": faces.representatives(actor, matter.id),
            "against": [orgs.unit_name(one) for one in matter.complained_units],
            "recusals": faces.recusals(matter.id),
            "cases": faces.cases(matter.id),
            "assignments": faces.assignments(matter.id),
            "duties": faces.duties(matter.id),
            "opinions": faces.opinions(matter),
            "draft": drafted,
            "checks": faces.checked(matter, drafted, at) if drafted is not None else (),
            "records": faces.records(matter),
            "rights": faces.rights(matter),
            "may_draft": editable is not None and can(actor, "petitions.draft") and _leads(actor, matter),
            "may_recuse": can(actor, "petitions.recuse"),
            "may_intake": can(actor, "petitions.intake"),
            "number": matter.number,
        },
        order=20,
    )


def _leads(actor: Actor, matter: Matter) -> bool:
    return matter.lead_id is not None and matter.lead_id in units_of(actor.unit_id)


def resident(actor: Actor, matter: Matter, at: datetime) -> Iterable[Panel]:
    """Return the panel for the petitioner: his rights with their last days, the body that decides, what is under way."""
    if matter.system != SYSTEM or matter.id not in actor.matter_ids:
        return
    known = queries.petition(matter.id)
    yield Panel(
        "petitions/_resident_panel.html",
        {
            "known": known,
            "way": way_named(known.route) if known is not None and known.route else None,
            "route_body": known.route_body if known is not None else "",
            "rights": faces.rights(matter),
            "representatives": faces.representatives(actor, matter.id),
            "opinions": faces.opinions(matter),
            "duties": [one for one in faces.duties(matter.id) if one[0].done_at is None],
            "number": matter.number,
        },
        order=20,
    )
