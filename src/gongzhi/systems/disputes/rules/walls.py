"""The walls of a mediation: which reader may see which kind of record. One function decides, every query asks it.

Law: 人民调解法 art. 15 (secrets of the sides), art. 23 (open or closed); 人民法院在线调解规则 art. 18 and 22 (what was conceded
in mediation is no evidence later, facts that nobody disputes travel on). Without Django; the tables below are the rule.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Who(StrEnum):
    """The kinds of readers."""

    MEDIATOR = "mediator"
    """Who mediates this case now; for what belongs to an earlier proceeding see `may_read`."""
    SIDE = "side"
    STAFF = "staff"
    """Any other post that has the matter in reach: the centre, supervisors, colleagues of the mediator."""
    COURT = "court"
    """The package that goes on to a court, an arbitration or an adjudicating organ, and whoever reads it there."""
    PUBLIC = "public"


class Kind(StrEnum):
    """The kinds of records of a mediation."""

    CASE = "case"
    """Cause, amount, number of people, open or closed, the body and the mediator, how it ended."""
    NAME = "name"
    CONTACT = "contact"
    """Telephone and address of a side or of its representative."""
    CONSENT = "consent"
    """That a side was asked, and its answer."""
    CONSENT_WORDS = "consent_words"
    """What a side said when it answered."""
    SESSION = "session"
    NOTE = "note"
    OFFER = "offer"
    FACT = "fact"
    """A fact that is or may become undisputed."""
    EXPERT = "expert"
    RISK = "risk"
    CHOICE = "choice"
    """Who was chosen as mediator, and why he left."""
    CONFLICT = "conflict"
    """What spoke against a mediator."""


class Wall(StrEnum):
    """Behind which wall a record stands."""

    JOINT = "joint"
    CAUCUS = "caucus"
    """Between one side and the mediator."""
    OWN = "own"
    """Of whoever wrote it, and of nobody else."""


@dataclass(frozen=True, slots=True)
class Reader:
    """Who reads: a side by its code, the mediator by his account and the proceeding that he mediates."""

    who: Who
    side: str = ""
    account: int | None = None
    proceeding: int | None = None


@dataclass(frozen=True, slots=True)
class Record:
    """What is to be read: its kind and wall, whose side it is, who wrote it, and whether it was carried over or agreed.

    `is_open` of an offer: it was carried to the other side; of a fact: every side agreed to it.
    """

    kind: Kind
    wall: Wall = Wall.JOINT
    side: str = ""
    author: int | None = None
    proceeding: int | None = None
    is_open: bool = False


PUBLIC = Reader(Who.PUBLIC)
COURT = Reader(Who.COURT)

_JOINT: Mapping[Who, frozenset[Kind]] = {
    Who.MEDIATOR: frozenset(Kind),
    Who.SIDE: frozenset(
        {Kind.CASE, Kind.NAME, Kind.CONSENT, Kind.SESSION, Kind.NOTE, Kind.FACT, Kind.EXPERT, Kind.CHOICE}
    ),
    Who.STAFF: frozenset(
        {Kind.CASE, Kind.NAME, Kind.CONSENT, Kind.SESSION, Kind.EXPERT, Kind.RISK, Kind.CHOICE, Kind.CONFLICT}
    ),
    Who.COURT: frozenset({Kind.CASE, Kind.NAME, Kind.CONSENT, Kind.EXPERT}),
    Who.PUBLIC: frozenset(),
}
"""What each reader may see of what stands behind no wall and is of no single side."""
_OWN_SIDE = frozenset(
    {
        Kind.NAME,
        Kind.CONTACT,
        Kind.CONSENT,
        Kind.CONSENT_WORDS,
        Kind.SESSION,
        Kind.NOTE,
        Kind.OFFER,
        Kind.FACT,
    }
)
"""What a side may see of what is its own, behind its own caucus wall too."""
_PRIVATE = frozenset({Kind.CONTACT, Kind.CONSENT_WORDS})
"""What belongs to one side even where no wall is named."""


def may_read(reader: Reader, record: Record) -> bool:
    """Return whether the reader may see the record.

    What somebody keeps for himself is his alone, and what he wrote he may read again. A caucus record is of its side and of the mediator of that very
    proceeding: when the case goes on to another kind of mediation, private talks stay behind. An offer is of its side
    until it was carried over; a concession never leaves the mediation. A fact travels once every side agreed to it.
    """
    if record.wall is Wall.OWN:
        return reader.account is not None and reader.account == record.author
    if record.kind is Kind.NOTE and record.author is not None and record.author == reader.account:
        return True
    if reader.who is Who.MEDIATOR:
        return _mediator_may(reader, record)
    if reader.who is Who.SIDE and record.side == reader.side and record.kind in _OWN_SIDE:
        return True
    if record.wall is Wall.CAUCUS or record.kind in _PRIVATE:
        return False
    if record.kind is Kind.OFFER:
        return reader.who is Who.SIDE and record.is_open
    if record.kind is Kind.FACT and reader.who in (Who.COURT, Who.STAFF):
        return record.is_open
    return record.kind in _JOINT[reader.who]


def _mediator_may(reader: Reader, record: Record) -> bool:
    is_private_talk = record.wall is Wall.CAUCUS or (record.kind is Kind.OFFER and not record.is_open)
    if is_private_talk and record.kind is not Kind.SESSION:
        return record.proceeding == reader.proceeding
    return True


def may_write(reader: Reader) -> bool:
    """Whether the reader may write notes, offers and facts of the mediation: whoever mediates it now."""
    return reader.who is Who.MEDIATOR
