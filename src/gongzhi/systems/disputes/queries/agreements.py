"""Agreements of a case: the newest draft with its text, who has signed it, what is owed, and who may write to it."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from gongzhi.core.files.models import Document
from gongzhi.core.identity import sealing
from gongzhi.core.matters.models import Matter
from gongzhi.core.matters.queries.work import units_of
from gongzhi.core.orgs import queries as orgs
from gongzhi.kernel.actor import Actor
from gongzhi.kernel.errors import NotAllowed
from gongzhi.systems.disputes.models import (
    Agreement,
    AgreementDraft,
    AgreementState,
    Case,
    ItemState,
    PerformanceItem,
    PerformanceWord,
    Side,
    Signature,
    SignatureWay,
)
from gongzhi.systems.disputes.models.sealed import opened
from gongzhi.systems.disputes.queries.cases import KEEPING_ROLES, MEDIATING_ROLES, case_for, case_of
from gongzhi.systems.disputes.queries.people import letter, names_in_clear, sides_of
from gongzhi.systems.disputes.rules import agreement as rules
from gongzhi.systems.disputes.rules.agreement import Terms
from gongzhi.systems.disputes.rules.money import yuan_text

MEDIATOR = "mediator"
"""Stands for the mediator where the sides stand by their codes."""


@dataclass(frozen=True, slots=True)
class DraftView:
    """One version of an agreement, opened: its terms, and the whole text that is signed."""

    id: int
    n: int
    terms: Terms
    text: str
    sha256: str
    made_by: str
    made_at: datetime


@dataclass(frozen=True, slots=True)
class SignatureView:
    """Whether one side, or the mediator, has signed a draft; `way` is "" while it has not."""

    code: str
    title: str
    name: str
    way: str = ""
    signed_on: date | None = None
    at: datetime | None = None
    attachment_id: int | None = None

    @property
    def is_given(self) -> bool:
        """Whether it is there."""
        return bool(self.way)


@dataclass(frozen=True, slots=True)
class WordView:
    """What somebody said of one performance."""

    who: str
    said: str
    said_title: str
    day: date | None
    words: str
    at: datetime


@dataclass(frozen=True, slots=True)
class ItemView:
    """One performance with what is to be done, and what was said of it."""

    id: int
    clause: int
    part: int
    by: str
    to: str
    by_title: str
    to_title: str
    what: str
    amount: str
    due_on: date | None
    state: str
    state_title: str
    performed_on: date | None
    proof_ids: tuple[int, ...]
    words: tuple[WordView, ...]

    def is_late(self, today: date) -> bool:
        """Whether its day has passed without performance."""
        return self.state != ItemState.PERFORMED and self.due_on is not None and self.due_on < today


def titles(case: Case) -> dict[str, str]:
    """Return what each side is called in papers, by code."""
    return {one.code: letter(one.code) for one in sides_of(case)}


def of_proceeding(proceeding_id: int) -> Agreement | None:
    """Return the draft of a mediation, else its effective agreement, None when there is neither."""
    found = Agreement.objects.filter(proceeding_id=proceeding_id).exclude(state=AgreementState.CHANGED)
    return found.order_by("-id").first()


def open_draft(proceeding_id: int) -> Agreement | None:
    """Return the agreement that is being drafted in a mediation."""
    return Agreement.objects.filter(proceeding_id=proceeding_id, state=AgreementState.DRAFT).first()


def effective(matter_id: int) -> Agreement | None:
    """Return the newest agreement of a matter that binds."""
    found = Agreement.objects.filter(matter_id=matter_id, state=AgreementState.EFFECTIVE)
    return found.order_by("-id").first()


def current(matter_id: int) -> Agreement | None:
    """Return the agreement that a page shows: the one being drafted, else the one that binds."""
    found = Agreement.objects.filter(matter_id=matter_id).exclude(state=AgreementState.CHANGED)
    return found.order_by("-id").first()


def of_matter(matter_id: int) -> list[Agreement]:
    """Return all agreements of a matter, the newest first."""
    return list(Agreement.objects.filter(matter_id=matter_id).order_by("-id"))


def newest_draft(agreement: Agreement) -> DraftView:
    """Return the newest version of an agreement, opened."""
    return drafts(agreement)[0]


def drafts(agreement: Agreement) -> list[DraftView]:
    """Return all versions of an agreement, opened, the newest first."""
    return [_opened(one) for one in AgreementDraft.objects.filter(agreement=agreement).order_by("-n")]


def _opened(one: AgreementDraft) -> DraftView:
    body = json.loads(sealing.unseal(one.body_sealed))
    return DraftView(
        one.pk,
        one.n,
        rules.from_plain(body["terms"]),
        str(body["text"]),
        one.sha256,
        one.made_by,
        one.made_at,
    )


def signatures(case: Case, agreement: Agreement, draft: DraftView) -> list[SignatureView]:
    """Return for every side and the mediator whether it signed this draft; names are in clear, for papers and the sides."""
    given = {one.side or MEDIATOR: one for one in Signature.objects.filter(draft_id=draft.id)}
    names = names_in_clear(case)
    found = [_signature(one.code, letter(one.code), names.get(one.code, ""), given) for one in sides_of(case)]
    return [*found, _signature(MEDIATOR, "调解员", case.mediator_name, given)]


def _signature(code: str, title: str, name: str, given: Mapping[str, Signature]) -> SignatureView:
    one = given.get(code)
    if one is None:
        return SignatureView(code, title, name)
    signed = sealing.unseal(one.name_sealed) or name
    return SignatureView(code, title, signed, one.way, one.signed_on, one.at, one.attachment_id)


def missing(case: Case, agreement: Agreement) -> list[str]:
    """Return who has not signed the newest draft, by title."""
    return [one.title for one in signatures(case, agreement, newest_draft(agreement)) if not one.is_given]


def has_signatures(draft_id: int) -> bool:
    """Whether anybody has signed a draft."""
    return Signature.objects.filter(draft_id=draft_id).exists()


def signed_last_on(draft_id: int) -> date | None:
    """Return the day of the last signature under a draft."""
    return (
        Signature.objects.filter(draft_id=draft_id)
        .order_by("-signed_on")
        .values_list("signed_on", flat=True)
        .first()
    )


def is_signed_on_screen(draft_id: int) -> bool:
    """Whether somebody signed a draft on screen."""
    return Signature.objects.filter(draft_id=draft_id, way=SignatureWay.SCREEN).exists()


def side_signed(draft_id: int, side_id: int) -> bool:
    """Whether a side has signed a draft."""
    return Signature.objects.filter(draft_id=draft_id, side_id=side_id).exists()


# ------------------------------------------------------------------------------------------------ performance


def items(case: Case, agreement: Agreement) -> list[ItemView]:
    """Return the performances of an agreement in the order of their days, with all that was said."""
    rows = list(PerformanceItem.objects.filter(agreement=agreement))
    words = PerformanceWord.objects.filter(item__in=rows).order_by("id")
    by_item: dict[int, list[PerformanceWord]] = {}
    for word in words:
        by_item.setdefault(word.item_id, []).append(word)
    whats = {(one.clause, one.part): one.what for one in rules.duties(newest_draft(agreement).terms)}
    called = titles(case)
    found = [
        _item(row, whats.get((row.clause, row.part), ""), called, by_item.get(row.pk, [])) for row in rows
    ]
    return sorted(found, key=lambda one: (one.due_on or date.max, one.clause, one.part))


def _item(
    row: PerformanceItem, what: str, called: Mapping[str, str], words: Sequence[PerformanceWord]
) -> ItemView:
    return ItemView(
        row.pk,
        row.clause,
        row.part,
        row.by_side,
        row.to_side,
        called.get(row.by_side, row.by_side),
        called.get(row.to_side, ""),
        what,
        yuan_text(row.fen) if row.fen else "",
        row.due_on,
        row.state,
        str(row.get_state_display()),
        row.performed_on,
        tuple(row.proof_ids),
        tuple(
            WordView(
                called.get(one.side, one.by_name or "调解组织"),
                one.said,
                str(one.get_said_display()),
                one.day,
                opened(one.words_sealed),
                one.at,
            )
            for one in words
        ),
    )


def unperformed(agreement: Agreement) -> list[PerformanceItem]:
    """Return what is owed still, with a day."""
    found = PerformanceItem.objects.filter(agreement=agreement, due_on__isnull=False)
    return list(found.exclude(state=ItemState.PERFORMED).order_by("due_on", "id"))


def instalment(agreement: Agreement, part: int) -> PerformanceItem | None:
    """Return one instalment of an agreement, 0 for what is performed at once."""
    return (
        PerformanceItem.objects.filter(agreement=agreement, part=part, due_on__isnull=False)
        .order_by("id")
        .first()
    )


def last_due_on(agreement: Agreement) -> date | None:
    """Return the last day of the whole schedule, None when nothing in it has a day."""
    found = PerformanceItem.objects.filter(agreement=agreement, due_on__isnull=False)
    return found.order_by("-due_on").values_list("due_on", flat=True).first()


# ------------------------------------------------------------------------------------------------ who


def is_mediating_body(actor: Actor, matter: Matter, case: Case) -> bool:
    """Whether the actor is the mediator of the case, or mediates in the organisation that did."""
    if not actor.is_staff or not actor.has_role(*MEDIATING_ROLES):
        return False
    if case.mediator_id is not None and case.mediator_id == actor.account_id:
        return True
    return case.unit_id is not None and case.unit_id in units_of(actor.unit_id)


def may_supervise(actor: Actor, matter: Matter, case: Case) -> bool:
    """Whether the actor watches over the performance: the organisation that mediated, and the owner's clerks."""
    if is_mediating_body(actor, matter, case):
        return True
    return (
        actor.is_staff
        and actor.has_role(*KEEPING_ROLES)
        and bool(set(matter.owner_path) & set(units_of(actor.unit_id)))
    )


def for_supervision(actor: Actor, number: str) -> tuple[Matter, Case]:
    """Return matter and case for whoever watches over the performance; raise NotFound or NotAllowed."""
    matter, case = case_for(actor, number)
    if not may_supervise(actor, matter, case):
        raise NotAllowed(why="协议的履行由主持调解的组织和所属中心的受理员督促。")
    return matter, case


def may_read_bundle(actor: Actor, document_id: int) -> bool:
    """Whether a post reads a paper of an agreement, which names the sides and, for the court, how to reach them."""
    matter_id = Document.objects.filter(pk=document_id).values_list("matter_id", flat=True).first()
    matter = None if matter_id is None else Matter.objects.filter(id=matter_id).first()
    case = case_of(matter.id) if matter is not None else None
    return matter is not None and case is not None and may_supervise(actor, matter, case)


def side_by_code(case: Case, code: str) -> Side | None:
    """Return a side of a case."""
    return next((one for one in sides_of(case) if one.code == code), None)


def organisation_of(case: Case, matter: Matter) -> tuple[int | None, str]:
    """Return the organisation that mediates, by id and name."""
    unit = case.unit_id or matter.lead_id or matter.owner_id
    return unit, orgs.unit_name(unit)
