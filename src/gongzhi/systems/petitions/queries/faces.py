"""What the pages show of one petition beside the matter itself; the caller has made sure that the reader may see the matter."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import cast

from gongzhi.core.clocks import queries as clocks
from gongzhi.core.files.models import Document
from gongzhi.core.identity import queries as identity
from gongzhi.core.ledger.queries import entries
from gongzhi.core.matters.models import Matter
from gongzhi.core.matters.queries.values import Detail, details
from gongzhi.core.orgs import queries as orgs
from gongzhi.core.workflow import library
from gongzhi.core.workflow import queries as workflow
from gongzhi.core.workflow.models import Proceeding
from gongzhi.kernel.actor import Actor
from gongzhi.kernel.procedure import Procedure
from gongzhi.kernel.terms import CHINA
from gongzhi.systems.petitions import queries
from gongzhi.systems.petitions.models import Assignment, CompetenceCase, Opinion, PerformanceDuty, Recusal
from gongzhi.systems.petitions.rules.lines import common_superior, next_higher
from gongzhi.systems.petitions.rules.opinions import Check, OpinionFacts, checks

RECORDS = (
    "contact",
    "investigate",
    "hold_hearing",
    "record_hearing",
    "open_hearing",
    "close_hearing",
    "mediate",
)
LETTERS = {"petition": "opinion_letter", "review": "review_decision", "re_review": "re_review_decision"}
NEXT = {"petition": "review", "review": "re_review"}


@dataclass(frozen=True, slots=True)
class Representative:
    """Who speaks for a joint matter, by a masked name."""

    id: int
    name: str


@dataclass(frozen=True, slots=True)
class CaseView:
    """One objection to competence as shown."""

    unit: str
    unit_id: int
    advice: str
    advice_id: int | None
    ground: str
    reason: str
    raised_at: datetime
    decided_at: datetime | None
    way: str
    lead: str
    decision: str


@dataclass(frozen=True, slots=True)
class OpinionView:
    """One written opinion as shown; `rows` are its parts with their titles in the order of the letter."""

    id: int
    proceeding_id: int
    procedure: str
    title: str
    unit: str
    outcome: str
    outcome_title: str
    request: str
    facts: str
    grounds: str
    basis: str
    text: str
    perform_by: date | None
    signed_name: str
    signed_at: datetime | None
    document_id: int | None


@dataclass(frozen=True, slots=True)
class Record:
    """What was done while the matter was handled: heard, looked into, a hearing, mediation."""

    at: datetime
    title: str
    who: str
    details: tuple[Detail, ...]


@dataclass(frozen=True, slots=True)
class Right:
    """A right of the petitioner with its last day and the body before which it is used."""

    title: str
    title_en: str
    body: str
    last_day: date | None
    move: str


def representatives(actor: Actor, matter_id: int) -> list[Representative]:
    """Return who speaks for a joint matter now, by masked names."""
    found = queries.representatives(matter_id)
    return [Representative(one.pk, identity.resident_name(actor, one.resident_id)) for one in found]


def cases(matter_id: int) -> list[CaseView]:
    """Return the objections to competence of a matter, oldest first."""
    rows = CompetenceCase.objects.filter(matter_id=matter_id).order_by("id")
    return [
        CaseView(
            orgs.unit_name(row.unit_id),
            row.unit_id,
            orgs.unit_name(row.advice_unit_id),
            row.advice_unit_id,
            row.ground,
            row.reason,
            row.raised_at,
            row.decided_at,
            row.get_way_display() if row.way else "",
            orgs.unit_name(row.lead_id),
            row.decision,
        )
        for row in rows
    ]


def superior_of(case: CaseView) -> int | None:
    """Return the body that stands above both bodies of a case, None when only one is named or none stands above."""
    if case.advice_id is None:
        return None
    return common_superior([orgs.unit_path(case.unit_id), orgs.unit_path(case.advice_id)])


def assignments(matter_id: int) -> list[tuple[Assignment, str]]:
    """Return the assignments with a report due, each with the body's name."""
    rows = Assignment.objects.filter(matter_id=matter_id).order_by("id")
    return [(row, orgs.unit_name(row.to_unit_id)) for row in rows]


def duties(matter_id: int) -> list[tuple[PerformanceDuty, str]]:
    """Return what bodies owe or owed after a supported opinion, each with the body's name."""
    rows = PerformanceDuty.objects.filter(matter_id=matter_id).order_by("id")
    return [(row, orgs.unit_name(row.unit_id)) for row in rows]


def recusals(matter_id: int) -> list[Recusal]:
    """Return who stepped aside in a matter."""
    return list(Recusal.objects.filter(matter_id=matter_id).order_by("id"))


def opinions(matter: Matter) -> list[OpinionView]:
    """Return the signed opinions and decisions, oldest first, each with its letter."""
    rows = Opinion.objects.filter(matter_id=matter.id, signed_at__isnull=False).order_by("id")
    return [_shown(row) for row in rows]


def draft(matter: Matter) -> OpinionView | None:
    """Return the opinion that is drafted and not signed, of whichever proceeding."""
    row = Opinion.objects.filter(matter_id=matter.id, signed_at__isnull=True).order_by("-id").first()
    return None if row is None else _shown(row)


def _shown(row: Opinion) -> OpinionView:
    procedure = library.current("petitions", row.procedure, row.drafted_at.astimezone(CHINA).date())
    letter = LETTERS.get(row.procedure, "opinion_letter")
    paper = Document.objects.filter(proceeding_id=row.proceeding_id, template=letter).order_by("-id").first()
    return OpinionView(
        row.pk,
        row.proceeding_id,
        row.procedure,
        {"petition": "处理意见", "review": "复查意见", "re_review": "复核意见"}.get(row.procedure, "意见"),
        orgs.unit_name(row.unit_id),
        row.outcome,
        outcome_titles(procedure).get(row.outcome, row.outcome),
        row.request,
        row.facts,
        row.grounds,
        row.basis,
        row.text,
        row.perform_by,
        row.signed_name,
        row.signed_at,
        paper.pk if paper is not None and row.signed_at is not None else None,
    )


def outcome_titles(procedure: Procedure) -> dict[str, str]:
    """Return what each outcome of a procedure's opinions is called."""
    return {
        one.value: one.title
        for move in procedure.moves
        if "keep_opinion" in move.effects
        for spec in move.fields
        for one in spec.choices
    }


def checked(matter: Matter, one: OpinionView, at: datetime) -> tuple[Check, ...]:
    """Return what the checks before signing find in a drafted opinion."""
    made = {str(cast(Mapping[str, object], entry.data).get("move", "")) for entry in entries(matter.stream)}
    term = "handling" if one.procedure == "petition" else "decision"
    running = [clock for clock in clocks.of_proceeding(one.proceeding_id) if clock.term == term]
    return checks(
        OpinionFacts(
            one.outcome,
            one.request,
            one.facts,
            one.grounds,
            one.basis,
            one.text,
            one.perform_by,
            one.procedure == "petition",
            bool(made & {"contact", "investigate", "record_hearing", "mediate"}),
            "investigate" in made,
            at.astimezone(CHINA).date(),
            running[-1].due_on if running else None,
        )
    )


def records(matter: Matter) -> list[Record]:
    """Return what was heard, looked into, and talked over in a matter, oldest first, from its ledger."""
    found = []
    for entry in entries(matter.stream):
        data = cast(Mapping[str, object], entry.data)
        if entry.verb != "workflow.moved" or data.get("move") not in RECORDS:
            continue
        procedure = library.version(str(data["system"]), str(data["procedure"]), str(data["version"]))
        move = procedure.move(str(data["move"]))
        given = cast(Mapping[str, object], data.get("fields", {}))
        who = f"{orgs.unit_name(entry.actor_unit)} {entry.actor_name}".strip()
        found.append(Record(entry.at, move.title, who, tuple(details(move, given))))
    return found


def rights(matter: Matter) -> list[Right]:
    """Return the rights of the petitioner that run now, each with its last day and the body that decides."""
    found = []
    last = queries.last_opinion(matter.id)
    for proceeding in workflow.of_matter(matter.id):
        if proceeding.procedure not in ("review", "re_review") or proceeding.state != "may_request":
            continue
        clock = next((one for one in clocks.of_proceeding(proceeding.id) if one.term == "request"), None)
        higher = (
            next_higher(orgs.unit_path(last.unit_id), matter.complained_units) if last is not None else None
        )
        procedure = workflow.procedure_of(proceeding)
        body = orgs.unit_name(higher) or "作出意见的机关的上一级机关、单位"
        found.append(
            Right(procedure.title, procedure.title_en, body, clock.due_on if clock else None, "request")
        )
    return found


def who_acted(matter: Matter, units: tuple[int, ...], on: date) -> list[tuple[int, str, str]]:
    """Return the staff who may be asked to step aside: those who acted in the matter and those of the bodies that have it."""
    found: dict[int, tuple[str, str]] = {}
    for entry in entries(matter.stream):
        if entry.actor_account is not None:
            found[entry.actor_account] = (entry.actor_name, orgs.unit_name(entry.actor_unit))
    for unit in units:
        for account in identity.accounts_at(unit, on):
            found.setdefault(account, (identity.account_name(account), orgs.unit_name(unit)))
    aside = {one.account_id for one in recusals(matter.id)}
    return [(account, name, unit) for account, (name, unit) in sorted(found.items()) if account not in aside]


def editable(matter: Matter) -> tuple[Proceeding, str] | None:
    """Return the proceeding in which an opinion may be drafted now and the move that drafts it, None when there is none."""
    main = workflow.main_of(matter.id)
    wanted = {("petition", "handling"): "draft_opinion", ("review", "requested"): "draft_decision"}
    wanted[("re_review", "requested")] = "draft_decision"
    name = wanted.get((main.procedure, main.state))
    return (main, name) if name else None
