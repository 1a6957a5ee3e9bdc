"""What a term (时限) is, what may happen to one that runs, and how its end is told; `terms` does the counting."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from gongzhi.kernel.lengths import LengthUnit


class TermEventKind(StrEnum):
    """What may happen to a term that runs."""

    PAUSED = "paused"
    RESUMED = "resumed"
    EXTENDED = "extended"
    MET = "met"
    CANCELLED = "cancelled"

    @property
    def ends(self) -> bool:
        """Whether the term no longer runs after it."""
        return self in (TermEventKind.MET, TermEventKind.CANCELLED)


@dataclass(frozen=True, slots=True)
class TermEvent:
    """One such happening; `length` is what an extension adds, in the unit of the term's extension."""

    kind: TermEventKind
    at: datetime
    length: int | None = None
    reason: str = ""
    by: str = ""


@dataclass(frozen=True, slots=True)
class LocalLimit:
    """A city's own limit, with the local rule that it comes from."""

    length: int
    unit: LengthUnit
    source: str


class Party(StrEnum):
    """Whose duty a term is. The terms of the resident and of the other side are rights (last day to act), and those of a
    body outside the platform (a court) are information; none of them is ever an overdue duty of ours.
    """

    CENTRE = "centre"
    LEAD = "lead"
    HELPER = "helper"
    CHECKER = "checker"
    RESIDENT = "resident"
    OPPOSITE = "opposite"
    BODY = "body"
    OUTSIDE = "outside"

    @property
    def is_right(self) -> bool:
        """Whether the term is somebody's last day to act, which outlives the end of the proceeding."""
        return self in (Party.RESIDENT, Party.OPPOSITE)

    @property
    def is_duty(self) -> bool:
        """Whether somebody on the platform is late when it runs out."""
        return not self.is_right and self is not Party.OUTSIDE


NO_DUTIES = tuple(str(party) for party in Party if not party.is_duty)
"""The parties whose terms nobody on the platform can be late with, for filters over clocks."""


@dataclass(frozen=True, slots=True)
class Variant:
    """Another length of the same term when a flag is set (urgent, complex, …); the first that applies holds."""

    when: str
    length: int
    unit: LengthUnit
    setting: str = ""
    law: str = ""


@dataclass(frozen=True, slots=True)
class Extension:
    """How a term may be lengthened: `most` times by up to `length` each, by whom, told to whom."""

    most: int
    length: int
    unit: LengthUnit
    by: str
    tell: str
    law: str = ""
    before_expiry: bool = True


@dataclass(frozen=True, slots=True)
class Term:
    """One term of a procedure.

    `certain` is False where the text of the law was not verified; then `setting` names what an installation must
    confirm. `rolls`: a last day that is a day of rest moves to the next working day (民法典 art. 203). `after_hours`
    ("HH:MM"): an act after that closing time, or on a day of rest, counts as made on the next working day. `before`: the
    length is counted back from a day to come (a hearing) to the last day on which something must have been done before
    it; such a term never runs as a clock, guards and `gongzhi due` ask for it.
    """

    name: str
    title: str
    title_en: str
    party: Party
    length: int
    unit: LengthUnit
    law: str
    setting: str = ""
    certain: bool = True
    rolls: bool = False
    after_hours: str = ""
    before: bool = False
    variants: tuple[Variant, ...] = ()
    extension: Extension | None = None
    start_note: str = ""
    start_note_en: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """One line of the explanation, with its article and the day to which it leads."""

    text: str
    text_en: str
    law: str = ""
    day: date | None = None


@dataclass(frozen=True, slots=True)
class Deadline:
    """When a term ends. `due_at` is the first instant that is late, None while paused; `due_on` only for day units.

    `provisional`: the end lies in a year whose days of rest are not published yet; it is computed again once they are.
    """

    due_on: date | None
    due_at: datetime | None
    steps: tuple[Step, ...]
    provisional: bool = False


@dataclass(frozen=True, slots=True)
class Chosen:
    """The length that holds for a term under its flags and local limit, and where it comes from."""

    length: int
    unit: LengthUnit
    setting: str
    law: str
    is_local: bool = False


def chosen(term: Term, flags: frozenset[str] = frozenset(), limit: LocalLimit | None = None) -> Chosen:
    """Return the length in force: the local limit if there is one, else the first variant whose flag is set."""
    base = Chosen(term.length, term.unit, term.setting, term.law)
    for variant in term.variants:
        if variant.when in flags:
            base = Chosen(variant.length, variant.unit, variant.setting, variant.law or term.law)
            break
    if limit is None:
        return base
    return Chosen(limit.length, limit.unit, base.setting, limit.source or base.law, is_local=True)


def limit_for(
    term: Term, limits: Mapping[str, LocalLimit], flags: frozenset[str] = frozenset()
) -> LocalLimit | None:
    """Return the city's own limit for a term under its flags, None when it set none or none is allowed."""
    setting = chosen(term, flags).setting
    return limits.get(setting) if setting else None
