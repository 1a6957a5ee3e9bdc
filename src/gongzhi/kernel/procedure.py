"""The model of a procedure (程序): states, the moves between them, who may make each, and the terms that run meanwhile.

Plain frozen values; `loader` reads them from TOML, `engine` runs them, `draw` shows them.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from gongzhi.kernel.terms import Term

STAGES = {
    "intake": ("受理", "Intake"),
    "handling": ("办理", "Handling"),
    "answered": ("已答复", "Answered"),
    "checking": ("核查回访", "Checking"),
    "closed": ("办结", "Closed"),
}
"""The five stages of every procedure, in order, with their titles."""
ROLES = {
    "resident": ("诉求人", "resident"),
    "public": ("公众", "the public"),
    "clerk": ("受理员", "clerk"),
    "dispatcher": ("派单员", "dispatcher"),
    "handler": ("承办人", "handler"),
    "reviewer": ("审核员", "reviewer"),
    "caller": ("回访员", "caller"),
    "supervisor": ("督办员", "supervisor"),
    "arbiter": ("裁定人", "arbiter"),
    "leader": ("领导", "leader"),
    "grid_worker": ("网格员", "grid worker"),
    "mediator": ("调解员", "mediator"),
    "arbitrator": ("仲裁员", "arbitrator"),
    "adjudicator": ("审理员", "adjudicator"),
    "system_admin": ("系统管理员", "system administrator"),
    "security_admin": ("安全管理员", "security administrator"),
    "audit_admin": ("审计管理员", "audit administrator"),
    "system": ("系统", "the platform"),
}
"""Every role of the platform with its titles; a procedure may name no other."""
TOLD = {
    "resident": ("诉求人", "the resident"),
    "lead": ("主办单位", "the lead body"),
    "owner": ("所属中心", "the owning centre"),
    "helpers": ("协办单位", "the helping bodies"),
}
"""Whom a move may tell."""
TONES = ("", "primary", "danger")


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


RELATIONS = {
    Relation.REACH: ("看得到这件事", "who can see the matter"),
    Relation.OWNER: ("所属中心", "of the owning centre"),
    Relation.ARBITER: ("有权裁定的中心", "of the centre that decides"),
    Relation.SUPERIOR: ("上级单位", "of a superior body"),
    Relation.LEAD_TASK: ("主办单位", "of the lead body"),
    Relation.ANY_TASK: ("主办或协办单位", "of the lead or a helping body"),
    Relation.OUTSIDE_HANDLER: ("承办单位以外", "from outside the handling bodies"),
    Relation.PARTY: ("本人", "in person"),
    Relation.SYSTEM: ("自动", "by itself"),
}
"""The titles of the relations."""


@dataclass(frozen=True, slots=True)
class Flag:
    """A mark on a proceeding that chooses variants of terms and opens or shuts moves (urgent, complex, …)."""

    name: str
    title: str
    title_en: str


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
    """A step from one of `sources` to `target` ("" stays), with all that it needs, starts, ends and tells.

    `restarts` ends a running term and starts it anew (its length may have changed with a flag); a term that does not
    run is left alone. `flags_from` names fields that set flags: a choice sets the flag named by its value and unsets
    the others, a yes/no field sets or unsets the flag of its own name. `only_if` and `unless` are flags. `dated_by` names
    a field with the day on which the thing really happened (a letter served, a decision made elsewhere): the terms that
    the move starts and ends are counted from it and not from when somebody typed it in.
    """

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
    restarts: tuple[str, ...] = ()
    extends: str = ""
    dated_by: str = ""
    sets: tuple[str, ...] = ()
    unsets: tuple[str, ...] = ()
    flags_from: tuple[str, ...] = ()
    only_if: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()
    hand_over: str = ""
    key: str = ""
    tone: str = ""
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
    flags: tuple[Flag, ...] = ()

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

    def flag(self, name: str) -> Flag:
        """Return a flag by name; raise LookupError for an unknown one, which is a bug."""
        for flag in self.flags:
            if flag.name == name:
                return flag
        raise LookupError(f"{self.system}.{self.name} {self.version} has no flag {name!r}.")

    def in_force(self, day: date) -> bool:
        """Return whether this version governs a proceeding that begins on the day."""
        return self.valid_from <= day and (self.valid_to is None or day < self.valid_to)
