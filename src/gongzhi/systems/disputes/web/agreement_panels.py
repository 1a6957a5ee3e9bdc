"""The part of a matter's page on the desk that tells of its agreement: signed or not, what is owed next, the court."""

from collections.abc import Iterable
from datetime import datetime

from gongzhi.core.matters.models import Matter
from gongzhi.core.matters.panels import Panel
from gongzhi.kernel.actor import Actor
from gongzhi.kernel.terms import CHINA
from gongzhi.systems.disputes.queries import agreements, confirmations
from gongzhi.systems.disputes.queries.cases import case_of


def desk(actor: Actor, matter: Matter, at: datetime) -> Iterable[Panel]:
    """Return the panel for whoever mediates the case or watches over its agreement."""
    case = case_of(matter.id)
    if case is None or not agreements.may_supervise(actor, matter, case):
        return []
    agreement = agreements.current(matter.id)
    if agreement is None:
        return []
    today = at.astimezone(CHINA).date()
    items = agreements.items(case, agreement) if agreement.state == "effective" else []
    proceeding = confirmations.of_matter(matter.id)
    facts = {
        "number": matter.number,
        "agreement": agreement,
        "missing": agreements.missing(case, agreement)
        if agreement.state == "draft" and agreement.form == "written"
        else [],
        "late": [one for one in items if one.is_late(today)],
        "next": next(
            (one for one in items if one.due_on and one.due_on >= today and one.state != "performed"), None
        ),
        "done": sum(one.state == "performed" for one in items),
        "total": len(items),
        "last_on": confirmations.last_on(proceeding.id)
        if proceeding and proceeding.state == "may_apply"
        else None,
    }
    return [Panel("disputes/_agreement_panel.html", facts, order=60)]
