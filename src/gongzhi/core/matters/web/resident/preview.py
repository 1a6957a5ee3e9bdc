"""Before anything is sent: who will answer, and by when, computed as it will be when the matter is written."""

from dataclasses import dataclass
from datetime import datetime

from gongzhi.core.clocks import queries as clocks
from gongzhi.core.clocks.actions.keep import local_limit
from gongzhi.core.matters.queries.timing import due_text
from gongzhi.core.orgs import queries as orgs
from gongzhi.core.workflow import library
from gongzhi.kernel.terms import CHINA, Term, chosen, compute_due

SYSTEM, PROCEDURE = "grid", "service_order"
TOLD = ("intake", "contact", "handle")


@dataclass(frozen=True, slots=True)
class Promise:
    """One term as it would run if the matter were sent now."""

    title: str
    title_en: str
    due: str
    is_local: bool


@dataclass(frozen=True, slots=True)
class Preview:
    """Who takes the matter in, who usually handles it ("" unknown yet), and the last days."""

    owner: str
    lead: str
    law: str
    promises: tuple[Promise, ...]


def of(category: str, area_code: str, at: datetime) -> Preview:
    """Return what a resident may expect of a matter of this category in this area."""
    procedure = library.current(SYSTEM, PROCEDURE, at.astimezone(CHINA).date())
    duty = orgs.duty_for(category, area_code, at.astimezone(CHINA).date()) if category else None
    terms = [term for term in procedure.terms if term.name in TOLD and term.party.is_duty]
    return Preview(
        owner=orgs.unit_name(orgs.area_owner(area_code)),
        lead=duty.lead.name if duty else "",
        law=duty.law if duty else "",
        promises=tuple(_promise(term, at) for term in terms),
    )


def _promise(term: Term, at: datetime) -> Promise:
    limit = local_limit(term, clocks.limits())
    _, due_at = compute_due(term, at, clocks.calendar().with_provisional(), frozenset(), limit)
    setting = chosen(term, frozenset()).setting
    return Promise(
        term.title, term.title_en, due_text(due_at), bool(setting) and not orgs.is_confirmed(setting)
    )
