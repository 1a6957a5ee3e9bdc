"""The mediation's part of a matter's page at the desk: how the case stands, or the way into mediation."""

from collections.abc import Iterable
from datetime import datetime

from gongzhi.core.identity.rules.verbs import can
from gongzhi.core.matters.models import Matter
from gongzhi.core.matters.panels import Panel
from gongzhi.core.matters.queries.work import units_of
from gongzhi.kernel.actor import Actor
from gongzhi.systems.disputes.queries import cases, people, records
from gongzhi.systems.disputes.queries.cases import KEEPING_ROLES
from gongzhi.systems.disputes.rules.causes import CAUSES, MEDIATIONS
from gongzhi.systems.disputes.web.cases import titles


def desk(actor: Actor, matter: Matter, at: datetime) -> Iterable[Panel]:
    """Return the panel for staff: the case with its sides as the reader may see them, or how to bring the matter in."""
    mediation = cases.mediation_of(matter.id)
    if mediation is None:
        if can(actor, "disputes.register") and _may_take_in(actor, matter):
            facts: dict[str, object] = {"number": matter.number, "kinds": titles.pairs(MEDIATIONS)}
            yield Panel("disputes/_take_in_panel.html", facts, order=60)
        return
    if not can(actor, "disputes.cases"):
        return
    case = cases.case_of(matter.id)
    if case is None:
        facts = {"number": matter.number, "may_keep": cases.may_keep(actor, matter)}
        yield Panel("disputes/_unregistered_panel.html", facts, order=20)
        return
    reader = cases.reader_of(actor, matter, case)
    facts = {
        "number": matter.number,
        "case": case,
        "kind": titles.title(MEDIATIONS, case.kind),
        "cause": titles.title(CAUSES, case.cause),
        "sides": people.side_views(reader, case),
        "consents": [one for one in records.consents(reader, case) if not one.is_used],
        "sessions": [one for one in records.sessions(reader, case) if one.state == "planned"],
        "facts_agreed": sum(one.is_undisputed for one in records.facts(reader, case)),
    }
    yield Panel("disputes/_case_panel.html", facts, order=20)


def _may_take_in(actor: Actor, matter: Matter) -> bool:
    """Whether the centre's clerk may bring the matter in: it is his centre's, and not before another institution."""
    is_owner = bool(set(units_of(actor.unit_id)) & set(matter.owner_path))
    return (
        is_owner and actor.has_role(*KEEPING_ROLES) and matter.system != "disputes" and not matter.is_sealed
    )
