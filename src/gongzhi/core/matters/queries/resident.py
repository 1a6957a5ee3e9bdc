"""A matter as its resident (or the public) reads it: what comes next on top, the story below."""

from dataclasses import dataclass
from datetime import datetime

from gongzhi.core.geo import queries as geo
from gongzhi.core.matters.models import Matter
from gongzhi.core.matters.queries.pages import rows_of
from gongzhi.core.matters.queries.parts import attachments, documents, links, ratings
from gongzhi.core.matters.queries.story import story
from gongzhi.core.matters.queries.timing import clock_views
from gongzhi.core.orgs import queries as orgs
from gongzhi.core.workflow import queries as workflow
from gongzhi.core.workflow.models import Proceeding
from gongzhi.kernel.actor import Actor
from gongzhi.kernel.procedure import Move


@dataclass(frozen=True, slots=True)
class Turn:
    """A move that is open to the resident, with the proceeding in which he makes it."""

    move: Move
    proceeding: Proceeding


def turns(actor: Actor, matter: Matter) -> list[Turn]:
    """Return what the resident may do now, in the main proceeding first and then in those beside it."""
    running = sorted(workflow.of_matter(matter.id), key=lambda one: not one.is_main)
    return [
        Turn(offer.move, one)
        for one in running
        for offer in workflow.offers(actor, matter, one)
        if offer.open
    ]


def resident_page(actor: Actor, matter: Matter, at: datetime) -> dict[str, object]:
    """Return what the page shows: the matter, its row, clocks, story, answer, papers, and the moves open to the reader.

    `is_mine` tells whether a receipt of this matter was opened; the public sees neither answer papers nor own words.
    """
    is_mine = matter.id in actor.matter_ids
    main = workflow.main_of(matter.id)
    clocks = clock_views(actor, matter, at)
    open_faces = ("running", "soon", "late", "paused")
    return {
        "matter": matter,
        "row": rows_of([matter], at)[0],
        "is_mine": is_mine,
        "proceeding": main,
        "procedure": workflow.procedure_of(main),
        "turns": turns(actor, matter) if is_mine else [],
        "clocks": clocks,
        "next_clock": next(
            (one for one in clocks if one.state in open_faces and not one.ended and not one.is_right), None
        ),
        "rights": [one for one in clocks if one.is_right],
        "story": story(actor, matter),
        "answer": matter.answer if matter.answered_at is not None else "",
        "answered_at": matter.answered_at,
        "documents": documents(actor, matter) if is_mine else [],
        "attachments": attachments(actor, matter),
        "ratings": ratings(actor, matter) if is_mine else [],
        "links": links(actor, matter),
        "area": geo.full_name(matter.area_code) if matter.area_code else "",
        "owner": orgs.unit_name(matter.owner_id),
        "lead": orgs.unit_name(matter.lead_id),
        "category": orgs.category_title(matter.category),
    }
