"""The ladder of petition, review and re-review over one file: the right to ask, and who decides next."""

from datetime import datetime

from gongzhi.core.clocks import queries as clocks
from gongzhi.core.matters.actions import owners, tasks
from gongzhi.core.matters.models import Matter
from gongzhi.core.orgs import queries as orgs
from gongzhi.core.workflow import library
from gongzhi.core.workflow.actions import begin, perform_each
from gongzhi.core.workflow.context import MoveContext
from gongzhi.core.workflow.models import Proceeding
from gongzhi.kernel.terms import CHINA
from gongzhi.systems.petitions import queries
from gongzhi.systems.petitions.rules.lines import next_higher

_TITLES = {"review": "复查", "re_review": "复核"}


def open_next(context: MoveContext, matter: Matter, name: str) -> None:
    """Begin the next rung beside the proceeding that decided, so that the petitioner's right is counted from now."""
    procedure = library.current("petitions", name, context.at.astimezone(CHINA).date())
    made = begin(
        matter,
        procedure,
        actor=context.actor,
        at=context.at,
        main=False,
        unit_id=matter.owner_id,
        why=context.reason,
    )
    context.facts["began"] = made.id
    last_day = next((one.due_on for one in clocks.of_proceeding(made.id) if one.term == "request"), None)
    until = "" if last_day is None else f"{last_day.year}年{last_day.month}月{last_day.day}日"
    deciding = queries.last_opinion(matter.id)
    higher = next_higher(orgs.unit_path(deciding.unit_id), matter.complained_units) if deciding else None
    body = orgs.unit_name(higher) or "作出意见的机关的上一级机关、单位"
    title = _TITLES[name]
    context.paper["rights"] = [
        f"如不服本意见，可以自收到之日起30日内({until}前)向{body}书面请求{title}；在本平台查到本件后，也可以直接提出。",
    ]


def to_next_body(context: MoveContext, matter: Matter) -> None:
    """Bring the file before the next higher body of the one that decided, and make this the matter's main proceeding.

    Where that body is not on the platform, the owner keeps the file and passes it up.
    """
    _make_main(context.proceeding)
    last = queries.last_opinion(matter.id)
    higher = next_higher(orgs.unit_path(last.unit_id), matter.complained_units) if last else None
    if higher is None:
        matter.lead_id = None
        context.facts.update(outside=True, lead=None)
        return
    centre = next(one for one in reversed(orgs.unit_path(higher)) if orgs.unit(one).kind == "centre")
    task = tasks.give(context, matter, higher, [], context.text("words"))
    context.facts.update(lead=higher, lead_name=orgs.unit_name(higher), task=task.id)
    if centre != matter.owner_id:
        context.facts.update(owner_before=matter.owner_id, owner=centre, owner_name=orgs.unit_name(centre))
        owners.set_owner(matter, centre)


def _make_main(proceeding: Proceeding) -> None:
    Proceeding.objects.filter(matter_id=proceeding.matter_id, is_main=True).exclude(id=proceeding.id).update(
        is_main=False
    )
    proceeding.is_main = True


def end_unasked(at: datetime) -> int:
    """End every right to ask for a review whose last day has passed, each by itself; return how many ended."""
    return perform_each("lapse", ((one, {}) for one in queries.unasked(at)), at)


__all__ = ["end_unasked", "open_next", "to_next_body"]
