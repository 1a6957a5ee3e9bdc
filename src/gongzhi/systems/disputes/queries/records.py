"""What was said and kept in a mediation, each record passed through the walls before anybody sees it.

This is the only module that reads these rows for a reader; guards and effects ask `queries.standing` for bare facts.
"""

from dataclasses import dataclass
from datetime import datetime

from gongzhi.core.orgs import queries as orgs
from gongzhi.systems.disputes.models import (
    Case,
    Consent,
    ExpertTime,
    Fact,
    MediatorChoice,
    Note,
    NoteDraft,
    Offer,
    RiskAlarm,
    Session,
)
from gongzhi.systems.disputes.models.sealed import opened
from gongzhi.systems.disputes.queries.people import letter, sides_of
from gongzhi.systems.disputes.rules.walls import COURT, Kind, Reader, Record, Wall, may_read


@dataclass(frozen=True, slots=True)
class NoteView:
    """A note as its reader sees it."""

    id: int
    wall: str
    side: str
    letter: str
    text: str
    author: str
    at: datetime
    session: int | None
    corrects: int | None


@dataclass(frozen=True, slots=True)
class DraftView:
    """One's own unfinished note."""

    wall: str
    side: str
    text: str
    saved_at: datetime


@dataclass(frozen=True, slots=True)
class OfferView:
    """An offer as its reader sees it."""

    id: int
    side: str
    letter: str
    text: str
    state: str
    state_title: str
    made_at: datetime
    carried_at: datetime | None
    answers: int | None


@dataclass(frozen=True, slots=True)
class FactView:
    """A fact put to the sides."""

    id: int
    text: str
    agreed: tuple[str, ...]
    waiting: tuple[str, ...]
    is_undisputed: bool
    is_disputed: bool
    put_at: datetime


@dataclass(frozen=True, slots=True)
class ConsentView:
    """A question to a side and its answer; `words` only where the reader may see them."""

    id: int
    side: str
    letter: str
    about: str
    about_title: str
    detail: str
    answer: str
    answer_title: str
    way_title: str
    asked_at: datetime
    answered_at: datetime | None
    words: str
    is_used: bool


@dataclass(frozen=True, slots=True)
class AlarmView:
    """An alarm that was sent."""

    id: int
    danger_title: str
    unit: str
    text: str
    measures: str
    sent_at: datetime
    by: str
    answer: str
    answered_at: datetime | None


def notes(reader: Reader, case: Case) -> list[NoteView]:
    """Return the notes that the reader may see, the newest first."""
    rows = Note.objects.filter(case=case).order_by("-id")
    return [_note(one) for one in rows if may_read(reader, _record(Kind.NOTE, one))]


def _record(kind: Kind, one: Note) -> Record:
    return Record(kind, Wall(one.wall), one.side, one.author_id, one.proceeding_id)


def _note(one: Note) -> NoteView:
    return NoteView(
        one.pk,
        one.wall,
        one.side,
        letter(one.side) if one.side else "",
        opened(one.text_sealed),
        one.author_name,
        one.at,
        one.session_id,
        one.corrects_id,
    )


def draft(account_id: int | None, case: Case) -> DraftView | None:
    """Return somebody's own unfinished note of a case."""
    found = NoteDraft.objects.filter(case=case, account_id=account_id).first() if account_id else None
    return (
        None
        if found is None
        else DraftView(found.wall, found.side, opened(found.text_sealed), found.saved_at)
    )


def sessions(reader: Reader, case: Case) -> list[Session]:
    """Return the sessions that the reader may know of, the newest first."""
    rows = Session.objects.filter(case=case).order_by("-planned_at", "-id")
    return [
        one
        for one in rows
        if may_read(
            reader,
            Record(Kind.SESSION, Wall.CAUCUS if one.side else Wall.JOINT, one.side, None, one.proceeding_id),
        )
    ]


def offers(reader: Reader, case: Case) -> list[OfferView]:
    """Return the offers that the reader may see, the newest first."""
    rows = Offer.objects.filter(case=case).order_by("-id")
    return [
        OfferView(
            one.pk,
            one.side,
            letter(one.side),
            opened(one.text_sealed),
            one.state,
            str(one.get_state_display()),
            one.made_at,
            one.carried_at,
            one.answers_id,
        )
        for one in rows
        if may_read(
            reader,
            Record(
                Kind.OFFER,
                Wall.JOINT,
                one.side,
                one.author_id,
                one.proceeding_id,
                is_open=one.carried_at is not None,
            ),
        )
    ]


def facts(reader: Reader, case: Case) -> list[FactView]:
    """Return the facts that the reader may see, in the order in which they were put."""
    codes = [one.code for one in sides_of(case)]
    rows = Fact.objects.filter(case=case).order_by("id")
    return [
        FactView(
            one.pk,
            opened(one.text_sealed),
            tuple(one.agreed),
            tuple(code for code in codes if code not in one.agreed),
            one.undisputed_at is not None,
            one.disputed_at is not None,
            one.put_at,
        )
        for one in rows
        if may_read(
            reader, Record(Kind.FACT, proceeding=one.proceeding_id, is_open=one.undisputed_at is not None)
        )
    ]


def consents(reader: Reader, case: Case) -> list[ConsentView]:
    """Return the questions and answers that the reader may see, the newest first."""
    rows = Consent.objects.filter(side__case=case).select_related("side").order_by("-id")
    return [
        ConsentView(
            one.pk,
            one.side.code,
            letter(one.side.code),
            one.about,
            str(one.get_about_display()),
            one.detail,
            one.answer,
            str(one.get_answer_display()),
            str(one.get_way_display()) if one.way else "",
            one.asked_at,
            one.answered_at,
            opened(one.words_sealed)
            if may_read(reader, Record(Kind.CONSENT_WORDS, side=one.side.code))
            else "",
            one.used_at is not None,
        )
        for one in rows
        if may_read(reader, Record(Kind.CONSENT, side=one.side.code))
    ]


def choices(reader: Reader, case: Case) -> list[MediatorChoice]:
    """Return who was chosen as mediator, the newest first; what spoke against him is left out where it is not for the reader."""
    rows = list(MediatorChoice.objects.filter(case=case).order_by("-id"))
    if not may_read(reader, Record(Kind.CHOICE)):
        return []
    if not may_read(reader, Record(Kind.CONFLICT)):
        for one in rows:
            one.found, one.declared, one.words = [], [], ""
    return rows


def experts(reader: Reader, case: Case) -> list[ExpertTime]:
    """Return the times with an expert."""
    rows = ExpertTime.objects.filter(case=case).order_by("-id")
    return list(rows) if may_read(reader, Record(Kind.EXPERT)) else []


def alarms(reader: Reader, case: Case) -> list[AlarmView]:
    """Return the alarms that were sent."""
    if not may_read(reader, Record(Kind.RISK)):
        return []
    return [
        AlarmView(
            one.pk,
            str(one.get_danger_display()),
            orgs.unit_name(one.unit_id),
            opened(one.text_sealed),
            one.measures,
            one.sent_at,
            one.by_name,
            one.answer,
            one.answered_at,
        )
        for one in RiskAlarm.objects.filter(case=case).order_by("-id")
    ]


@dataclass(frozen=True, slots=True)
class Package:
    """What goes on to a court or an arbitration: undisputed facts and how it ended; no talk, no concession, no contact."""

    facts: tuple[str, ...]
    expert: tuple[tuple[str, str, str], ...]


def court_package(case: Case) -> Package:
    """Return what may travel on with the file."""
    return Package(
        tuple(one.text for one in facts(COURT, case) if one.is_undisputed),
        tuple(
            (one.institution, one.question, one.result)
            for one in experts(COURT, case)
            if one.ended_at is not None
        ),
    )
