"""The parties' own page: all that one side may see of its case, each record through the walls, and nothing of the others'."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from gongzhi.core.files.models import Document
from gongzhi.core.ledger.queries import entries
from gongzhi.core.matters.models import Matter
from gongzhi.core.matters.queries.timing import ClockView, clock_views
from gongzhi.core.workflow import queries as workflow
from gongzhi.core.workflow.models import Proceeding
from gongzhi.kernel.actor import Actor
from gongzhi.kernel.errors import NotFound
from gongzhi.kernel.procedure import State
from gongzhi.kernel.terms import CHINA
from gongzhi.systems.disputes.models import Agreement, Case, Session, SessionState, Side, SideKey
from gongzhi.systems.disputes.queries import agreements, cases, confirmations, people, performance, records
from gongzhi.systems.disputes.queries.agreements import DraftView, ItemView, SignatureView
from gongzhi.systems.disputes.queries.people import SideView
from gongzhi.systems.disputes.queries.records import ConsentView, FactView, NoteView, OfferView
from gongzhi.systems.disputes.rules.breach import Way
from gongzhi.systems.disputes.rules.causes import MEDIATIONS

TO_SIDES = frozenset(
    {
        "mediation_accepted",
        "mediation_declined",
        "mediation_extended",
        "mediation_ended",
        "mediation_agreement",
        "oral_agreement_record",
    }
)
"""Papers that every side of the case gets; what names how to reach the other side is not among them."""
OWN = frozenset({"enforcement_application"})
"""Papers of one side alone, by the side that their data name."""


@dataclass(frozen=True, slots=True)
class SidePage:
    """All that one side's page shows."""

    matter: Matter
    case: Case
    side: Side
    me: SideView
    others: Sequence[SideView]
    kind: str
    proceeding: Proceeding
    state: State
    clocks: Sequence[ClockView]
    rights: Sequence[ClockView]
    questions: Sequence[ConsentView]
    sessions: Sequence[Session]
    offers_to_me: Sequence[OfferView]
    my_offers: Sequence[OfferView]
    facts: Sequence[FactView]
    notes: Sequence[NoteView]
    own_words: Sequence[NoteView]
    documents: Sequence[Document]
    agreement: Agreement | None
    draft: DraftView | None
    signatures: Sequence[SignatureView]
    has_signed: bool
    items: Sequence[ItemView]
    further: Sequence[ItemView]
    late: Sequence[ItemView]
    chief: ItemView | None
    ways: Sequence[Way]
    all_due: bool
    confirmation: Proceeding | None
    confirmation_last_on: date | None
    confirmation_state: State | None
    wants_confirmation: bool | None
    identity: confirmations.Identity | None
    court: str
    reasons: str
    may_enforce: bool
    has_rated: bool


def side_of_key(key_id: int) -> Side | None:
    """Return the side of a key that still opens, None for one that was taken back."""
    key = SideKey.objects.filter(pk=key_id, revoked_at__isnull=True).select_related("side__case").first()
    return key.side if key else None


def key_of(side: Side) -> int:
    """Return the key that opens a side now."""
    found = SideKey.objects.filter(side=side, revoked_at__isnull=True).order_by("-id").first()
    if found is None:
        raise NotFound
    return found.pk


def matter_of_side(side: Side) -> Matter:
    """Return the matter of a side's case."""
    return Matter.objects.get(id=side.case_id)


def side_page(side: Side, reader_actor: Actor, at: datetime) -> SidePage:
    """Return the page of a side."""
    matter, case = matter_of_side(side), side.case
    reader = cases.reader_of_side(side)
    views = people.side_views(reader, case)
    proceeding = cases.mediation_now(matter.id)
    clocks = [one for one in clock_views(reader_actor, matter, at) if not one.ended]
    offers = records.offers(reader, case)
    notes = records.notes(reader, case)
    agreement = agreements.current(matter.id)
    draft = agreements.newest_draft(agreement) if agreement else None
    bound = agreement if agreement is not None and agreement.state == "effective" else None
    items = _mine(agreements.items(case, bound), side) if bound else []
    today = at.astimezone(CHINA).date()
    late = [one for one in items if one.is_late(today) or one.state == "breached"]
    chief = performance.chief(late)
    near = _near(items, late, today)
    confirmation = confirmations.of_matter(matter.id)
    kept = confirmations.row(confirmation.id) if confirmation else None
    word = confirmations.newest_word(confirmation.id, side.pk) if confirmation else None
    return SidePage(
        matter=matter,
        case=case,
        side=side,
        me=next(one for one in views if one.code == side.code),
        others=[one for one in views if one.code != side.code],
        kind=MEDIATIONS[case.kind][0],
        proceeding=proceeding,
        state=workflow.procedure_of(proceeding).state(proceeding.state),
        clocks=[one for one in clocks if not one.is_right],
        rights=[one for one in clocks if one.is_right],
        questions=[
            one
            for one in records.consents(reader, case)
            if one.side == side.code
            and not one.is_used
            and (one.answer == "asked" or proceeding.closed_at is None)
        ],
        sessions=[
            one
            for one in records.sessions(reader, case)
            if one.state == SessionState.PLANNED and one.planned_at >= at
        ],
        offers_to_me=[one for one in offers if one.side != side.code],
        my_offers=[one for one in offers if one.side == side.code],
        facts=records.facts(reader, case),
        notes=[one for one in notes if one.wall == "joint"],
        own_words=[one for one in notes if one.wall == "caucus"],
        documents=documents(side),
        agreement=agreement,
        draft=draft,
        signatures=agreements.signatures(case, agreement, draft) if agreement and draft else [],
        has_signed=draft is not None and agreements.side_signed(draft.id, side.pk),
        items=near,
        further=[one for one in items if one not in near],
        late=late,
        chief=chief,
        ways=performance.ways(case, bound, chief, at) if bound and chief else [],
        all_due=performance.called_due(bound, items, today) if bound else False,
        confirmation=confirmation,
        confirmation_last_on=confirmations.last_on(confirmation.id) if confirmation else None,
        confirmation_state=workflow.procedure_of(confirmation).state(confirmation.state)
        if confirmation
        else None,
        wants_confirmation=word.wants if word else None,
        identity=confirmations.side_identity(confirmation.id, side.pk) if confirmation else None,
        court=kept.court if kept else "",
        reasons=confirmations.reasons(confirmation.id) if confirmation else "",
        may_enforce=bool(
            confirmation
            and confirmation.state in ("confirmed", "enforcing")
            and any(one.is_late(today) and one.to == side.code for one in late)
        ),
        has_rated=has_rated(matter.stream, proceeding.id, side.code),
    )


def _near(items: Sequence[ItemView], late: Sequence[ItemView], today: date) -> list[ItemView]:
    """Return what is to be looked at now: what is late or said to be done, what lasts, and the next two that fall due."""
    ahead = [one for one in items if one.state != "performed" and one.due_on and one.due_on >= today]
    now = [one for one in items if one in late or one.state == "reported" or (not one.due_on)]
    return [one for one in items if one in now or one in ahead[:2]]


def _mine(items: Sequence[ItemView], side: Side) -> list[ItemView]:
    """Return what the side owes or is owed; what a third side owes another is not its business."""
    return [one for one in items if side.code in (one.by, one.to) or not one.to]


def documents(side: Side) -> list[Document]:
    """Return the papers that a side may open, oldest first."""
    found = Document.objects.filter(matter_id=side.case_id, template__in=TO_SIDES | OWN).order_by("id")
    return [one for one in found if _is_for(side, one)]


def document(side: Side, document_id: int) -> Document:
    """Return one paper of a side; raise NotFound for what is not for it."""
    found = next((one for one in documents(side) if one.pk == document_id), None)
    if found is None:
        raise NotFound
    return found


def _is_for(side: Side, one: Document) -> bool:
    return one.template not in OWN or one.data.get("side") == side.code


def has_rated(stream: str, proceeding_id: int, code: str) -> bool:
    """Whether a side has rated a mediation."""
    return any(
        entry.verb == "dispute.rated"
        and entry.data.get("proceeding") == proceeding_id
        and entry.data.get("side") == code
        for entry in entries(stream)
    )
