"""Judicial confirmation of an agreement: its last day, what the check says, who wants it, whose identity is known."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from gongzhi.core.access.queries import matters_for
from gongzhi.core.clocks import queries as clocks
from gongzhi.core.clocks.models import Clock
from gongzhi.core.files.models import Document
from gongzhi.core.identity import sealing
from gongzhi.core.matters.models import Matter
from gongzhi.core.workflow import queries as workflow
from gongzhi.core.workflow.models import Proceeding
from gongzhi.kernel.actor import Actor
from gongzhi.kernel.terms import CHINA
from gongzhi.systems.disputes.models import (
    Agreement,
    Case,
    Confirmation,
    ConfirmationConsent,
    ConfirmationIdentity,
    Signature,
)
from gongzhi.systems.disputes.queries import cases
from gongzhi.systems.disputes.queries.people import letter, names_in_clear, sides_of
from gongzhi.systems.disputes.rules import confirmation as rules
from gongzhi.systems.disputes.rules.confirmation import Content, Finding, Ground

NAME = "judicial_confirmation"


@dataclass(frozen=True, slots=True)
class Identity:
    """What the court needs to know of one side."""

    name: str
    paper_kind: str
    paper: str
    address: str
    contact: str
    agent: str = ""


@dataclass(frozen=True, slots=True)
class Standing:
    """How one side stands to the application. `identity` only for whoever may see it."""

    side_id: int
    code: str
    title: str
    name: str
    wants: bool | None
    consent_way: str
    consent_at: datetime | None
    has_identity: bool
    identity: Identity | None = None


def of_matter(matter_id: int) -> Proceeding | None:
    """Return the newest confirmation of a matter."""
    found = [
        one for one in workflow.of_matter(matter_id) if one.system == "disputes" and one.procedure == NAME
    ]
    return found[-1] if found else None


def row(proceeding_id: int) -> Confirmation | None:
    """Return what is kept of an application."""
    return Confirmation.objects.filter(proceeding_id=proceeding_id).first()


def agreement_of(proceeding_id: int) -> Agreement | None:
    """Return the agreement that an application is about."""
    found = row(proceeding_id)
    return Agreement.objects.filter(pk=found.agreement_id).first() if found else None


def is_checked(proceeding_id: int) -> bool:
    """Whether somebody answered the check."""
    found = row(proceeding_id)
    return found is not None and found.checked_at is not None


def last_on(proceeding_id: int) -> date | None:
    """Return the last day of the joint application."""
    return _due_on(proceeding_id, "application")


def enforcement_last_on(proceeding_id: int) -> date | None:
    """Return the last day to apply for enforcement, None while that term has not begun."""
    return _due_on(proceeding_id, "enforcement")


def _due_on(proceeding_id: int, term: str) -> date | None:
    found = Clock.objects.filter(proceeding_id=proceeding_id, term=term).order_by("-n").first()
    return None if found is None else found.due_on


def findings(
    proceeding_id: int, at: datetime, ground: Ground | None = None, handed_in_on: date | None = None
) -> list[Finding]:
    """Return what speaks against the application, as the rule says it of the facts kept.

    What counts is the day on which it was handed in or posted, not that on which somebody typed it in.
    """
    found, agreement = row(proceeding_id), agreement_of(proceeding_id)
    today = handed_in_on or at.astimezone(CHINA).date()
    last = last_on(proceeding_id)
    return rules.findings(
        rules.ConfirmationFacts(
            effective_on=agreement.effective_on if agreement else None,
            on=min(today, last) if last and _is_handed_in(proceeding_id) else today,
            last_on=last or today,
            contents=frozenset(Content(one) for one in (found.contents if found else ())),
            by_organisation=True,
            court_delegated=bool(found and found.court_delegated),
            ground=ground,
        )
    )


def _is_handed_in(proceeding_id: int) -> bool:
    return not Proceeding.objects.filter(id=proceeding_id, state="may_apply").exists()


def standings(case: Case, proceeding_id: int, *, with_identity: bool = False) -> list[Standing]:
    """Return how every side stands to the application; identities only where the caller may show them."""
    names = names_in_clear(case)
    known = {one.side_id: one for one in ConfirmationIdentity.objects.filter(proceeding_id=proceeding_id)}
    found = []
    for side in sides_of(case):
        word = newest_word(proceeding_id, side.pk)
        kept = known.get(side.pk)
        found.append(
            Standing(
                side.pk,
                side.code,
                letter(side.code),
                names.get(side.code, ""),
                word.wants if word else None,
                word.way if word else "",
                word.at if word else None,
                kept is not None,
                opened_identity(kept) if kept and with_identity else None,
            )
        )
    return found


def opened_identity(kept: ConfirmationIdentity) -> Identity:
    """Return an identity in clear."""
    return Identity(**json.loads(sealing.unseal(kept.sealed)))


def newest_word(proceeding_id: int, side_id: int) -> ConfirmationConsent | None:
    """Return what a side said last."""
    found = ConfirmationConsent.objects.filter(proceeding_id=proceeding_id, side_id=side_id)
    return found.order_by("-id").first()


def not_wanting(proceeding_id: int) -> list[str]:
    """Return the sides that have not said that they want it, by title."""
    return [one.title for one in _standings(proceeding_id) if one.wants is not True]


def without_identity(proceeding_id: int) -> list[str]:
    """Return the sides whose identity is not known, by title."""
    return [one.title for one in _standings(proceeding_id) if not one.has_identity]


def _standings(proceeding_id: int) -> Sequence[Standing]:
    found = row(proceeding_id)
    case = cases.case_of(found.matter_id) if found else None
    return standings(case, proceeding_id) if case else ()


def side_identity(proceeding_id: int, side_id: int) -> Identity | None:
    """Return what a side gave of itself, for itself."""
    kept = ConfirmationIdentity.objects.filter(proceeding_id=proceeding_id, side_id=side_id).first()
    return opened_identity(kept) if kept else None


@dataclass(frozen=True, slots=True)
class ConfirmationRow:
    """One line of the list: the matter, where the application stands, its next day."""

    number: str
    title: str
    state: str
    state_title: str
    state_title_en: str
    stage: str
    due_on: date | None
    unit: str


OPEN = ("may_apply", "handed_in", "accepted_by_court", "confirmed", "enforcing")


def listed(actor: Actor, state: str = "", most: int = 200) -> list[ConfirmationRow]:
    """Return the applications in the actor's reach, what is due first; of one state when it is named."""
    reach = matters_for(actor, Matter.objects.all())
    found = Proceeding.objects.filter(system="disputes", procedure=NAME, matter_id__in=reach.values("id"))
    found = found.filter(state=state) if state else found.filter(state__in=OPEN)
    rows = list(found.order_by("-id")[:most])
    matters = {one.id: one for one in reach.filter(id__in=[row.matter_id for row in rows])}
    bodies = dict(
        Agreement.objects.filter(matter_id__in=matters, state="effective").values_list(
            "matter_id", "unit_name"
        )
    )
    days = _next_days([row.id for row in rows])
    shown = [
        _row(one, matters[one.matter_id], days.get(one.id), bodies.get(one.matter_id, "")) for one in rows
    ]
    return sorted(shown, key=lambda one: (one.due_on or date.max, one.number))


def _next_days(proceeding_ids: Sequence[int]) -> dict[int, date]:
    running = Clock.objects.filter(proceeding_id__in=proceeding_ids, state="running", due_on__isnull=False)
    found: dict[int, date] = {}
    for proceeding_id, day in running.order_by("due_on").values_list("proceeding_id", "due_on"):
        if day is not None:
            found.setdefault(proceeding_id, day)
    return found


def _row(one: Proceeding, matter: Matter, due_on: date | None, unit: str) -> ConfirmationRow:
    state = workflow.procedure_of(one).state(one.state)
    return ConfirmationRow(
        matter.number, matter.title, one.state, state.title, state.title_en, state.stage, due_on, unit
    )


def annex_ids(proceeding_id: int) -> set[int]:
    """Return the attachments that go behind the application: signed papers, written consents, proofs that were ticked."""
    found = row(proceeding_id)
    if found is None:
        return set()
    signed = Signature.objects.filter(draft__agreement_id=found.agreement_id, attachment_id__isnull=False)
    agreed = ConfirmationConsent.objects.filter(
        proceeding_id=proceeding_id, wants=True, attachment_id__isnull=False
    )
    kept = [
        *signed.values_list("attachment_id", flat=True),
        *agreed.values_list("attachment_id", flat=True),
    ]
    return {one for one in kept if one is not None} | set(found.annex_ids)


def reasons(proceeding_id: int) -> str:
    """Return the court's reasons as typed in."""
    found = row(proceeding_id)
    return sealing.unseal(found.reasons_sealed) if found else ""


def lapsed(at: datetime, limit: int = 500) -> list[int]:
    """Return the applications that nobody made by their last day, oldest first."""
    over = Clock.objects.filter(procedure=NAME, term="application", state="running", due_at__lte=at)
    return list(over.order_by("due_at").values_list("proceeding_id", flat=True)[:limit])


def confirmed_open(matter_id: int) -> Proceeding | None:
    """Return the confirmation of a matter while it stands confirmed and is neither performed nor enforced."""
    found = of_matter(matter_id)
    return found if found is not None and found.state == "confirmed" else None


calendar = clocks.calendar


def agreement_number(agreement: Agreement) -> str:
    """Return the number of the paper of an agreement."""
    if agreement.document_id is None:
        return ""
    found = Document.objects.filter(pk=agreement.document_id).values_list("number", flat=True).first()
    return found or ""


def confirmed_without_limit() -> list[Proceeding]:
    """Return the confirmed ones whose two years for enforcement have not begun to run."""
    running = Clock.objects.filter(procedure=NAME, term="enforcement").values("proceeding_id")
    found = Proceeding.objects.filter(system="disputes", procedure=NAME, state="confirmed")
    return list(found.exclude(id__in=running).order_by("id"))
