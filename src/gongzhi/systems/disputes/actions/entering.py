"""Ways into a case that all of its writes share: the matter locked, the case, and whether the actor may write to it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from gongzhi.core.ledger.actions import record
from gongzhi.core.matters.actions import locking
from gongzhi.core.matters.models import Matter
from gongzhi.core.workflow.models import Proceeding
from gongzhi.kernel.actor import Actor, ActorKind
from gongzhi.kernel.errors import InvalidInput, NotAllowed, NotFound
from gongzhi.systems.disputes.models import Case, Side
from gongzhi.systems.disputes.models.sealed import close
from gongzhi.systems.disputes.queries import cases, people
from gongzhi.systems.disputes.rules.walls import may_write

TEXT_LONGEST = 20_000


class NotMediating(NotAllowed):
    """Only the mediator of the case writes what belongs behind its walls."""

    code = "disputes.not_mediating"
    message = "这件纠纷由选定的调解员记录。您不是本案的调解员，看不到也不能写单方谈话和提议。"


class CaseEnded(NotAllowed):
    """The mediation is over, nothing can be added to it."""

    code = "disputes.case_ended"
    message = "这件纠纷的调解已经结束，不能再记录。双方愿意再次调解的，请先办「双方愿意，再次调解」。"
    http_status = 409


@dataclass(frozen=True, slots=True)
class Entered:
    """A case entered to be written to: its locked matter, its row and its mediation."""

    matter: Matter
    case: Case
    proceeding: Proceeding

    def tell(self, actor: Actor, verb: str, at: datetime, data: Mapping[str, object], why: str = "") -> None:
        """Write one entry into the matter's stream."""
        told = {"proceeding": self.proceeding.id, **data}
        record(stream=self.matter.stream, verb=verb, actor=actor, at=at, data=told, why=why)


def enter(actor: Actor, number: str) -> Entered:
    """Lock the matter of a number and return its case; raise NotFound when it is out of reach or no case."""
    matter = locking.lock_number(actor, number)
    case = cases.case_of(matter.id)
    if case is None:
        raise NotFound
    return Entered(matter, case, cases.mediation_now(matter.id))


def enter_to_keep(actor: Actor, number: str) -> Entered:
    """Enter a case to keep its sides, questions and mediator; raise NotAllowed for whoever has no such duty in it."""
    entered = enter(actor, number)
    if not cases.may_keep(actor, entered.matter):
        raise NotAllowed(why="这件纠纷由所属中心的受理员，或者承担调解的组织来办。")
    return entered


def enter_to_mediate(actor: Actor, number: str) -> Entered:
    """Enter a running case to write what belongs behind its walls; its mediator alone does."""
    entered = enter(actor, number)
    if not may_write(cases.reader_of(actor, entered.matter, entered.case)):
        raise NotMediating
    require_running(entered)
    return entered


def enter_as_side(side_id: int) -> tuple[Entered, Side]:
    """Enter a case as one of its sides, whose key was checked before; the matter is locked first."""
    side = cases.side(side_id)
    matter = locking.lock(side.case_id)
    return Entered(matter, side.case, cases.mediation_now(matter.id)), side


def require_running(entered: Entered) -> None:
    """Refuse to add to a mediation that is over."""
    if entered.proceeding.closed_at is not None:
        raise CaseEnded


def side_of(entered: Entered, code: str) -> Side:
    """Return a side of the case by its code; raise InvalidInput for none of them."""
    found = next((one for one in people.sides_of(entered.case) if one.code == code), None)
    if found is None:
        raise InvalidInput(field="side", why="请选择是哪一方。")
    return found


def side_actor(side: Side) -> Actor:
    """Return the actor that a side is in the ledger: a resident without a name, who opens nothing by it."""
    return Actor(
        kind=ActorKind.RESIDENT,
        name=str(side.get_part_display()),
        roles=frozenset({"resident"}),
        resident_id=side.resident_id,
    )


def sealed_text(field: str, text: str, why: str) -> tuple[bytes, str]:
    """Return a text sealed with its digest; raise InvalidInput when it is empty or too long."""
    plain = text.replace("\x00", "").strip()
    if not plain:
        raise InvalidInput(field=field, why=why)
    if len(plain) > TEXT_LONGEST:
        raise InvalidInput(
            field=field,
            why="最多 %(most)s 个字，现在有 %(now)s 个，请分几次写。",
            most=TEXT_LONGEST,
            now=len(plain),
        )
    return close(plain)
