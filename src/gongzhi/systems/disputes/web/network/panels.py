"""Panels on a dispute's desk page: the ways that are open, and the lawyers who take part."""

from collections.abc import Iterable
from datetime import datetime

from gongzhi.core.clocks import queries as clocks
from gongzhi.core.identity.rules.verbs import can
from gongzhi.core.matters.models import Matter
from gongzhi.core.matters.panels import Panel
from gongzhi.kernel.actor import Actor
from gongzhi.kernel.terms import CHINA
from gongzhi.systems.disputes.actions import network as acts
from gongzhi.systems.disputes.queries import known_facts, network
from gongzhi.systems.disputes.rules.paths import advise, book
from gongzhi.systems.disputes.web.paths.form import Answers


def desk(actor: Actor, matter: Matter, at: datetime) -> Iterable[Panel]:
    """Return the panels of a dispute; none for other matters."""
    if matter.system != "disputes" or not actor.is_staff:
        return
    yield Panel("disputes/paths/_panel.html", {"open": _open(matter, at), "number": matter.number}, order=60)
    if can(actor, acts.ENGAGE):
        on = at.astimezone(CHINA).date()
        facts = {
            "engaged": network.lawyers_in(matter.id),
            "lawyers": [
                (str(one.pk), f"{one.name} · {one.firm}")
                for one in network.lawyers_for_choice(matter.area_code, on)
            ],
            "number": matter.number,
        }
        if facts["engaged"] or facts["lawyers"]:
            yield Panel("disputes/network/_lawyers.html", facts, order=70)


def _open(matter: Matter, at: datetime) -> list[object]:
    on, known = at.astimezone(CHINA).date(), book()
    answers = Answers.of(known_facts.of_matter(matter.id), known, on)
    if "kind" not in answers.values:
        return []
    return [one for one in advise(answers.facts(known, on), clocks.calendar(), known) if one.open]
