"""The moves of a matter as the desk offers them: what is lawful now as buttons, the rest with the reason why not."""

from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse

from gongzhi.core.errors import sentence, spoken
from gongzhi.core.matters.models import Matter
from gongzhi.core.workflow import manifest
from gongzhi.core.workflow import queries as workflow
from gongzhi.core.workflow.context import MoveContext
from gongzhi.core.workflow.models import Proceeding
from gongzhi.core.workflow.queries import MoveOffer
from gongzhi.kernel.actor import Actor
from gongzhi.kernel.errors import DomainError
from gongzhi.kernel.procedure import Move

# These do not depend on what the form will say, so they are asked before anybody fills it in. The others wait for it.
ASKED_BEFORE = (
    "helpers_done",
    "children_closed",
    "first_return",
    "second_return",
    "within_reopen",
    "is_helper",
    "outside_handler",
)
# A move shut by one of these belongs to somebody else's situation and is left out altogether.
LEFT_OUT = frozenset({"second_return", "is_helper"})


@dataclass(frozen=True, slots=True)
class Button:
    """One move as drawn: its address, whether it is open, and why not."""

    name: str
    title: str
    title_en: str
    help: str
    help_en: str
    href: str
    open: bool
    why_not: str
    tone: str
    key: str


def offered(actor: Actor, matter: Matter, proceeding: Proceeding, at: datetime) -> list[MoveOffer]:
    """Return the moves of a proceeding that concern the actor; one shut by a fact that holds already says so."""
    found = []
    for offer in workflow.offers(actor, matter, proceeding):
        shut_by, why = _shut(actor, matter, proceeding, offer.move, at) if offer.open else ("", "")
        if shut_by not in LEFT_OUT:
            found.append(
                MoveOffer(offer.move, offer.open and not why, spoken(offer.why_not) if offer.why_not else why)
            )
    return found


def _shut(actor: Actor, matter: Matter, proceeding: Proceeding, move: Move, at: datetime) -> tuple[str, str]:
    asked = manifest.asked_before().union(ASKED_BEFORE)
    named = [name for name in move.guards if name in asked]
    if not named:
        return "", ""
    procedure = workflow.procedure_of(proceeding)
    course = workflow.course(proceeding, procedure, ())
    context = MoveContext(matter, proceeding, procedure, move, actor, "", "", at, {}, "", course, course)
    for name in named:
        try:
            why = manifest.guard(name)(context)
        except DomainError as error:
            why = sentence(error)
        if why:
            return name, spoken(why)
    return "", ""


def buttons(matter: Matter, proceeding: Proceeding, offers: list[MoveOffer]) -> list[Button]:
    """Return moves as buttons, the main one first, dangerous ones last; a key serves the first that has it."""
    order = {"primary": 0, "": 1, "danger": 2}
    taken: set[str] = set()
    found = []
    for offer in sorted(offers, key=lambda one: order.get(one.move.tone, 1)):
        move = offer.move
        key = move.key if offer.open and move.key not in taken else ""
        taken.add(key)
        query = "" if proceeding.is_main else f"?proceeding={proceeding.id}"
        href = reverse("desk_move", kwargs={"number": matter.number, "move": move.name}) + query
        found.append(
            Button(
                move.name,
                move.title,
                move.title_en,
                move.help,
                move.help_en,
                href,
                offer.open,
                offer.why_not,
                move.tone,
                key,
            )
        )
    return found
