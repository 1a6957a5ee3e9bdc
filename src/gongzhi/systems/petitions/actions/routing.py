"""What a clerk decides over a petition at the sorting desk, done in one act: its class, and the way that it takes from there."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from gongzhi.core.matters.models import Matter
from gongzhi.core.orgs import queries as orgs
from gongzhi.core.suggest import switches
from gongzhi.core.suggest.models import Kind as SuggestionKind
from gongzhi.core.suggest.models import Suggestion
from gongzhi.core.workflow import queries as workflow
from gongzhi.core.workflow.actions import MoveRequest
from gongzhi.core.workflow.actions.perform import perform_joined
from gongzhi.kernel.actor import Actor
from gongzhi.kernel.errors import InvalidInput
from gongzhi.systems.petitions import queries
from gongzhi.systems.petitions.rules import reading
from gongzhi.systems.petitions.rules.ways import Way, way_named


@dataclass(frozen=True, slots=True)
class Sorting:
    """What was decided over one petition; texts left empty are filled with the standing words of the way."""

    way: str
    category: str = ""
    against: tuple[int, ...] = ()
    real_name: bool = False
    joint: bool = False
    body: str = ""
    guidance: str = ""
    reason: str = ""
    lead: int | None = None
    ask: str = ""
    report_on: date | None = None
    contact_person: str = ""
    into: str = ""
    expect: int | None = None


@transaction.atomic(durable=True)
def sort_and_route(actor: Actor, number: str, sorting: Sorting, at: datetime) -> list[str]:
    """Register, class and direct a petition by the moves of its procedure, all or none; return the moves that were made.

    When those complained about own it, it goes to the centre above with its class alone, and that one directs it.
    """
    way = way_named(sorting.way)
    if way is None:
        raise InvalidInput(field="way", why="请先选这件事走哪条途径。")
    matter = queries.matter_seen(actor, number)
    _note_choice(actor, matter, way, at)
    made: list[str] = []
    expect = sorting.expect
    if way.kind and _needs_class(matter):
        expect = _class(actor, matter, sorting, way, expect, at, made)
        if queries.matter_now(matter.id).owner_id != matter.owner_id:
            return made
    if name := _move(way, sorting, returned="returned" in workflow.main_of(matter.id).flags):
        request = MoveRequest(
            workflow.main_of(matter.id).id,
            name,
            _fields(name, actor, sorting, way),
            _reason(name, sorting, way),
            expect,
        )
        perform_joined(actor, request, at)
        made.append(name)
    return made


def _needs_class(matter: Matter) -> bool:
    return matter.status in ("registered", "sorted")


def _class(
    actor: Actor,
    matter: Matter,
    sorting: Sorting,
    way: Way,
    expect: int | None,
    at: datetime,
    made: list[str],
) -> int | None:
    """Make the move that gives the class (or corrects it) unless it has it; return how many moves were seen since."""
    main = workflow.main_of(matter.id)
    fields: dict[str, object] = {"kind": way.kind, "against": list(sorting.against)}
    known = queries.petition(matter.id)
    if matter.status == "registered":
        fields |= {"category": sorting.category, "real_name": sorting.real_name, "joint": sorting.joint}
        perform_joined(actor, MoveRequest(main.id, "sort", fields, "", expect), at)
        made.append("sort")
        return None
    if known is None or known.kind != way.kind or sorting.against:
        reason = sorting.reason or f"改为{way.title}。"
        perform_joined(actor, MoveRequest(main.id, "resort", fields, reason, expect), at)
        made.append("resort")
        return None
    return expect


def _move(way: Way, sorting: Sorting, *, returned: bool) -> str:
    """Return the move that takes the way: a petition in the narrow sense goes to a body, or is accepted here."""
    if way.name != "petition":
        return way.move
    if sorting.lead is None:
        return "accept_here"
    if returned:
        return "transfer_again"
    return "assign" if sorting.report_on else "transfer"


def _reason(name: str, sorting: Sorting, way: Way) -> str:
    again = "依职权另行转送有权处理的机关、单位。" if name == "transfer_again" else ""
    return sorting.reason.strip() or way.reason or again


def _fields(name: str, actor: Actor, sorting: Sorting, way: Way) -> dict[str, object]:
    known: dict[str, object] = {
        "body": sorting.body.strip() or way.body,
        "guidance": sorting.guidance.strip() or way.guidance,
        # A suggestion that no body was named for is studied by the centre that took it in.
        "lead": sorting.lead or (actor.unit_id if name == "study" else None),
        "ask": sorting.ask.strip() or ("请依法办理并按期书面答复信访人。" if name == "assign" else ""),
        "report_on": sorting.report_on.isoformat() if sorting.report_on else "",
        "contact_person": sorting.contact_person.strip() or f"{actor.unit_name} {actor.name}",
        "into": sorting.into,
    }
    wanted = {
        "transfer": ("lead", "ask"),
        "transfer_again": ("lead", "ask"),
        "assign": ("lead", "ask", "report_on"),
        "study": ("lead", "ask"),
        "accept_here": ("contact_person",),
        "pass_accusation": ("body", "lead"),
        "link_live": ("into",),
    }.get(name, ("body", "guidance"))
    return {field: known[field] for field in wanted}


def _note_choice(actor: Actor, matter: Matter, way: Way, at: datetime) -> None:
    """Keep what the words suggested beside what the person chose, once for each petition."""
    if not orgs.setting(switches.WAY):
        return
    found = reading.read(matter.title, matter.text)
    Suggestion.objects.get_or_create(
        matter_id=matter.id,
        kind=SuggestionKind.WAY,
        model=reading.NAME,
        version=reading.VERSION,
        defaults={
            "value": found.way.name,
            "confidence": found.confidence,
            "is_sure": found.is_sure,
            "reasons": list(found.words),
            "made_at": at,
        },
    )
    Suggestion.objects.filter(matter_id=matter.id, kind=SuggestionKind.WAY, chosen_at__isnull=True).update(
        chosen=way.name, chosen_by=actor.name[:120], chosen_at=at
    )
