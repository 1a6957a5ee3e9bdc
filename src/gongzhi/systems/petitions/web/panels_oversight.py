"""What reception, supervision and advice add to the page of a matter, for staff and for the petitioner."""

from collections.abc import Iterable
from datetime import datetime

from gongzhi.core.matters.models import Matter
from gongzhi.core.matters.panels import Panel
from gongzhi.core.orgs import queries as orgs
from gongzhi.kernel.actor import Actor
from gongzhi.systems.petitions.queries import oversight, reception


def desk(actor: Actor, matter: Matter, at: datetime) -> Iterable[Panel]:
    """Return the panel for staff: what a leader heard and promised, advice with its answer."""
    if matter.system != oversight.SYSTEM:
        return
    notes = [
        (note, day, orgs.unit_name(note.promised_unit_id))
        for note, day in reception.notes_of_matter(matter.id)
    ]
    advice = oversight.advice_of_matter(matter.id)
    if notes or advice:
        yield Panel("petitions/oversight/_desk_panel.html", {"notes": notes, "advice": advice}, order=60)


def resident(actor: Actor, matter: Matter, at: datetime) -> Iterable[Panel]:
    """Return the panel for the petitioner: what a leader promised him, and what became of it."""
    if matter.system != oversight.SYSTEM or matter.id not in actor.matter_ids:
        return
    notes = [(note, day) for note, day in reception.notes_of_matter(matter.id) if note.promised]
    yield Panel(
        "petitions/reception/_resident_panel.html", {"notes": notes, "is_open": matter.is_open}, order=60
    )
