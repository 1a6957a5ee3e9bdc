"""What an effect or a guard is given: the move about to take place, with cleaned fields; nothing global."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from gongzhi.core.workflow.models import Proceeding
from gongzhi.kernel.actor import Actor
from gongzhi.kernel.engine import Course
from gongzhi.kernel.procedure import Move, Procedure

FieldValue = str | int | bool | None | list[int] | list[str]


class Subject(Protocol):
    """What a proceeding runs over; the core's Matter."""

    id: int
    number: str
    owner_id: int | None
    lead_id: int | None


@dataclass(slots=True)
class MoveContext:
    """One move of one proceeding; effects add to `facts` (kept in the ledger entry) and to `paper` (printed)."""

    matter: Subject
    proceeding: Proceeding
    procedure: Procedure
    move: Move
    actor: Actor
    role: str
    relation: str
    at: datetime
    fields: Mapping[str, FieldValue]
    reason: str
    before: Course
    after: Course
    facts: dict[str, object] = field(default_factory=dict)
    paper: dict[str, object] = field(default_factory=dict)

    def text(self, name: str) -> str:
        """Return a text field, "" when it was left empty."""
        value = self.fields.get(name)
        return value if isinstance(value, str) else ""

    def number(self, name: str) -> int | None:
        """Return a whole-number (or reference) field, None when it was left empty."""
        value = self.fields.get(name)
        return value if isinstance(value, int) and not isinstance(value, bool) else None

    def numbers(self, name: str) -> list[int]:
        """Return a list of references, [] when it was left empty."""
        value = self.fields.get(name)
        return [item for item in value if isinstance(item, int)] if isinstance(value, list) else []
