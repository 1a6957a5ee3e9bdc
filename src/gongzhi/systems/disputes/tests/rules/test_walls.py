"""The matrix of the walls: every kind of reader against every kind of record, written out and compared."""

import pytest

from gongzhi.systems.disputes.rules.walls import (
    COURT,
    PUBLIC,
    Kind,
    Reader,
    Record,
    Wall,
    Who,
    may_read,
    may_write,
)

MEDIATOR = Reader(Who.MEDIATOR, account=7, proceeding=1)
LATER = Reader(Who.MEDIATOR, account=8, proceeding=2)
A = Reader(Who.SIDE, side="a")
B = Reader(Who.SIDE, side="b")
STAFF = Reader(Who.STAFF, account=9)
READERS = {"M": MEDIATOR, "L": LATER, "A": A, "B": B, "S": STAFF, "C": COURT, "P": PUBLIC}

# what is read → who of "MLABSCP" may: the mediator, a later mediator, sides a and b, other staff, the court, the public.
MATRIX: dict[str, tuple[Record, str]] = {
    "the case": (Record(Kind.CASE), "MLABSC"),
    "a name": (Record(Kind.NAME, side="a"), "MLABSC"),
    "contact of a": (Record(Kind.CONTACT, side="a"), "MLA"),
    "contact of b": (Record(Kind.CONTACT, side="b"), "MLB"),
    "answer of a": (Record(Kind.CONSENT, side="a"), "MLABSC"),
    "words of a when it answered": (Record(Kind.CONSENT_WORDS, side="a"), "MLA"),
    "words of b when it answered": (Record(Kind.CONSENT_WORDS, side="b"), "MLB"),
    "a session with all": (Record(Kind.SESSION, proceeding=1), "MLABS"),
    "a session with a alone": (Record(Kind.SESSION, Wall.CAUCUS, "a", None, 1), "MLA"),
    "a joint note": (Record(Kind.NOTE, Wall.JOINT, "", 7, 1), "MLAB"),
    "a caucus note with a": (Record(Kind.NOTE, Wall.CAUCUS, "a", 7, 1), "MA"),
    "a caucus note with b": (Record(Kind.NOTE, Wall.CAUCUS, "b", 7, 1), "MB"),
    "the mediator's own note": (Record(Kind.NOTE, Wall.OWN, "", 7, 1), "M"),
    "an offer of a kept back": (Record(Kind.OFFER, Wall.JOINT, "a", 7, 1), "MA"),
    "an offer of a carried over": (Record(Kind.OFFER, Wall.JOINT, "a", 7, 1, is_open=True), "MLAB"),
    "an offer of b kept back": (Record(Kind.OFFER, Wall.JOINT, "b", 7, 1), "MB"),
    "a fact put": (Record(Kind.FACT, proceeding=1), "MLAB"),
    "an undisputed fact": (Record(Kind.FACT, proceeding=1, is_open=True), "MLABSC"),
    "an expert": (Record(Kind.EXPERT), "MLABSC"),
    "an alarm": (Record(Kind.RISK), "MLS"),
    "who mediates": (Record(Kind.CHOICE), "MLABS"),
    "what spoke against him": (Record(Kind.CONFLICT), "MLS"),
}


@pytest.mark.parametrize(("record", "who"), MATRIX.values(), ids=list(MATRIX))
@pytest.mark.parametrize("letter", list(READERS))
def test_who_may_read_what(letter: str, record: Record, who: str) -> None:
    assert may_read(READERS[letter], record) is (letter in who)


def test_nothing_of_a_mediation_is_ever_public_and_no_talk_ever_goes_to_court() -> None:
    for kind in Kind:
        for wall in Wall:
            for side in ("", "a"):
                record = Record(kind, wall, side, 7, 1, is_open=True)
                assert not may_read(PUBLIC, record)
                if kind in (Kind.NOTE, Kind.OFFER, Kind.SESSION, Kind.CONTACT, Kind.CONSENT_WORDS, Kind.RISK):
                    assert not may_read(COURT, record)


def test_every_kind_of_record_stands_in_the_matrix() -> None:
    assert {record.kind for record, _ in MATRIX.values()} == set(Kind)


def test_what_somebody_wrote_he_may_read_again_when_the_case_has_gone_on() -> None:
    former = Reader(Who.STAFF, account=7)
    assert may_read(former, Record(Kind.NOTE, Wall.CAUCUS, "a", 7, 1))
    assert may_read(former, Record(Kind.NOTE, Wall.OWN, "", 7, 1))
    assert not may_read(former, Record(Kind.OFFER, Wall.JOINT, "a", 7, 1))
    assert not may_read(STAFF, Record(Kind.NOTE, Wall.CAUCUS, "a", None, 1))


def test_only_who_mediates_writes() -> None:
    assert may_write(MEDIATOR)
    assert not any(may_write(one) for one in (A, B, STAFF, COURT, PUBLIC))
