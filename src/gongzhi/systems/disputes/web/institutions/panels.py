"""The institutions' part of a matter's page: the cases there are and the other ways at the desk, who decides for the applicant."""

from collections.abc import Iterable
from datetime import datetime

from django.urls import reverse

from gongzhi.core.identity.rules.verbs import can
from gongzhi.core.matters.models import Matter
from gongzhi.core.matters.panels import Panel
from gongzhi.core.matters.queries.work import given, units_of
from gongzhi.core.orgs import queries as orgs
from gongzhi.core.workflow import library
from gongzhi.core.workflow import queries as workflow
from gongzhi.kernel.actor import Actor
from gongzhi.kernel.terms import CHINA
from gongzhi.systems.disputes.actions.casebook import PATHS
from gongzhi.systems.disputes.queries import institutions
from gongzhi.systems.disputes.web.institutions.kinds import kind_of_procedure


def desk(actor: Actor, matter: Matter, at: datetime) -> Iterable[Panel]:
    """Return the panel: each case with the institution that decides it, and the ways on."""
    if matter.system != "disputes" and matter.is_open:
        return
    own = set(units_of(actor.unit_id))
    cases = [
        {
            "procedure": library.by_name(one.procedure, _version(matter, one.proceeding_id)),
            "institution": orgs.unit_name(one.institution_id) or one.body,
            "reference": one.reference,
            "filed_on": one.filed_on,
            "href": _address(matter, one.procedure) if one.institution_id in own else "",
        }
        for one in institutions.of_matter(matter.id)
    ]
    ways = _ways(actor, matter, at, own)
    if cases or ways:
        facts = {"number": matter.number, "cases": cases, "ways": ways}
        yield Panel("disputes/_institution_panel.html", facts, order=70)


def _version(matter: Matter, proceeding_id: int) -> str:
    return next(one.version for one in workflow.of_matter(matter.id) if one.id == proceeding_id)


def _address(matter: Matter, procedure: str) -> str:
    kind = kind_of_procedure(procedure)
    return "" if kind is None else reverse(f"{kind.word}_case", kwargs={"number": matter.number})


def _ways(actor: Actor, matter: Matter, at: datetime, own: set[int]) -> list[object]:
    """Return the procedures into which the actor may take the file, those that run already left out."""
    is_near = bool(own & ({*matter.owner_path} | {unit for unit, *_ in given(matter.id)}))
    if not can(actor, "disputes.begin_path") or not is_near or matter.is_sealed:
        return []
    on = at.astimezone(CHINA).date()
    running = {one.procedure for one in workflow.of_matter(matter.id) if one.closed_at is None}
    return [library.current("disputes", name, on) for name in PATHS if name not in running]


def resident(actor: Actor, matter: Matter, at: datetime) -> Iterable[Panel]:
    """Return the panel for the applicant: which body decides and where it is, who sits, when the hearing is."""
    if matter.system != "disputes" or matter.id not in actor.matter_ids:
        return
    decided_here = [one for one in institutions.of_matter(matter.id) if one.institution_id is not None]
    if not decided_here:
        return
    case = decided_here[-1]
    known = institutions.place_of(case)
    facts = {
        "name": orgs.unit_name(case.institution_id),
        "address": known.address if known else "",
        "telephone": known.telephone if known else "",
        "hours": known.hours if known else "",
        "panel": institutions.panel(case),
        "hearing": institutions.hearing_set(case.proceeding_id),
        "claims": list(case.claims.order_by("n")),
        "respondent": case.respondent,
    }
    yield Panel("disputes/_institution_resident.html", facts, order=30)
