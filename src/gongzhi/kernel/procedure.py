"""The model of a procedure (程序): states, the moves between them, who may make each, and the terms that run meanwhile.

Plain frozen values; `loader` reads them from TOML, `engine` runs them, `draw` shows them.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from gongzhi.kernel.terms import Term

STAGES = ("intake", "handling", "answered", "checking", "closed")
ROLES = (
    "resident", "public", "clerk", "dispatcher", "handler", "reviewer", "caller", "supervisor", "arbiter", "leader",
    "grid_worker", "system_admin", "security_admin", "audit_admin", "system",
)  # fmt: skip
TOLD = ("resident", "lead", "owner", "helpers")


class FieldType(StrEnum):
    """What a field of a move's form holds; MATTER is another matter's number."""

    TEXT = "text"
    LONGTEXT = "longtext"
    BOOL = "bool"
    NUMBER = "number"
    UNIT = "unit"
    UNITS = "units"
    DATE = "date"
    DATETIME = "datetime"
    CHOICE = "choice"
    CATEGORY = "category"
    FILE = "file"
    MATTER = "matter"


class Relation(StrEnum):
    """How someone must stand to the matter to make a move."""

    REACH = "reach"
    OWNER = "owner"
    ARBITER = "arbiter"
    SUPERIOR = "superior"
    LEAD_TASK = "lead_task"
    ANY_TASK = "any_task"
    OUTSIDE_HANDLER = "outside_handler"
    PARTY = "party"
    SYSTEM = "system"


@dataclass(frozen=True, slots=True)
class Choice:
    """One value that a choice field offers."""

    value: str
    title: str
    title_en: str


@dataclass(frozen=True, slots=True)
class FieldSpec:
    """One field of a move's form."""

    name: str
    title: str
    title_en: str
    type: FieldType
    required: bool = False
    choices: tuple[Choice, ...] = ()
    hint: str = ""
    hint_en: str = ""


@dataclass(frozen=True, slots=True)
class By:
    """A role in a relation to the matter, both needed to make a move."""

    role: str
    relation: Relation


@dataclass(frozen=True, slots=True)
class State:
    """Where a proceeding may stand; `ending` says how it ended when it is closed."""

    name: str
    title: str
    title_en: str
    stage: str
    is_closed: bool = False
    ending: str = ""
    help: str = ""
    help_en: str = ""


@dataclass(frozen=True, slots=True)
class Move:
    """A step from one of `sources` to `target` ("" stays), with all that it needs, starts, ends and tells."""

    name: str
    title: str
    title_en: str
    sources: tuple[str, ...]
    target: str
    by: tuple[By, ...]
    fields: tuple[FieldSpec, ...] = ()
    guards: tuple[str, ...] = ()
    effects: tuple[str, ...] = ()
    documents: tuple[str, ...] = ()
    notify: tuple[str, ...] = ()
    law: str = ""
    needs_reason: bool = False
    starts: tuple[str, ...] = ()
    meets: tuple[str, ...] = ()
    cancels: tuple[str, ...] = ()
    pauses: tuple[str, ...] = ()
    resumes: tuple[str, ...] = ()
    extends: str = ""
    sets: tuple[str, ...] = ()
    unsets: tuple[str, ...] = ()
    hand_over: str = ""
    key: str = ""
    tone: str = ""
    bulk: bool = False
    help: str = ""
    help_en: str = ""


@dataclass(frozen=True, slots=True)
class Procedure:
    """One version of a procedure, in force from `valid_from` until the day before `valid_to`."""

    system: str
    name: str
    version: str
    title: str
    title_en: str
    law: str
    valid_from: date
    valid_to: date | None
    initial: str
    starts: tuple[str, ...]
    states: tuple[State, ...]
    moves: tuple[Move, ...]
    terms: tuple[Term, ...]
    text: str
    sha256: str

    def state(self, name: str) -> State:
        """Return a state by name; raise LookupError for an unknown one, which is a bug."""
        for state in self.states:
            if state.name == name:
                return state
        raise LookupError(f"{self.system}.{self.name} {self.version} has no state {name!r}.")

    def move(self, name: str) -> Move:
        """Return a move by name; raise LookupError for an unknown one, which is a bug."""
        for move in self.moves:
            if move.name == name:
                return move
        raise LookupError(f"{self.system}.{self.name} {self.version} has no move {name!r}.")

    def term(self, name: str) -> Term:
        """Return a term by name; raise LookupError for an unknown one, which is a bug."""
        for term in self.terms:
            if term.name == name:
                return term
        raise LookupError(f"{self.system}.{self.name} {self.version} has no term {name!r}.")

    def in_force(self, day: date) -> bool:
        """Return whether this version governs a proceeding that begins on the day."""
        return self.valid_from <= day and (self.valid_to is None or day < self.valid_to)
