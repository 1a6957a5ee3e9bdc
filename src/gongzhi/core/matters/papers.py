"""Documents and notices that a move brings with it: numbered papers, a word to the resident, to units, to the owner."""

from dataclasses import asdict
from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from gongzhi.core.files.actions import make_document
from gongzhi.core.files.models import Document
from gongzhi.core.files.rules import kinds
from gongzhi.core.matters.models import Matter
from gongzhi.core.matters.queries import work
from gongzhi.core.matters.queries.values import details
from gongzhi.core.notify.actions import notify
from gongzhi.core.notify.recipients import Recipient, resident, unit
from gongzhi.core.orgs import queries as orgs
from gongzhi.core.workflow.context import MoveContext
from gongzhi.kernel.terms import CHINA


def make(context: MoveContext, matter: Matter) -> list[Document]:
    """Make the numbered documents that the move names."""
    return [
        make_document(
            matter_id=matter.id,
            proceeding_id=context.proceeding.id,
            template=name,
            title=kinds.kind(name, context.move.title).title,
            data=data(context, matter) | context.paper,
            actor=context.actor,
            at=context.at,
        )
        for name in context.move.documents
    ]


def data(context: MoveContext, matter: Matter) -> dict[str, object]:
    """Return what a document may print: the matter, the move with its fields and reason, the next last day."""
    return {
        "number": matter.number,
        "title": matter.title,
        "text": matter.text,
        "category": orgs.category_title(matter.category),
        "place": matter.place,
        "brought_on": matter.brought_at.astimezone(CHINA).date().isoformat(),
        "day": context.at.astimezone(CHINA).date().isoformat(),
        "unit": context.actor.unit_name or orgs.unit_name(matter.owner_id),
        "lead": orgs.unit_name(matter.lead_id),
        "procedure": context.procedure.title,
        "move": context.move.title,
        "law": context.move.law or context.procedure.law,
        "reason": context.reason,
        "answer": matter.answer,
        "due_on": last_day(matter.due_at) if matter.due_at else "",
        "fields": readable(context),
    }


def last_day(due_at: datetime) -> str:
    """Return the last day that is in time; `due_at` itself is the first instant that is late."""
    return (due_at - timedelta(microseconds=1)).astimezone(CHINA).date().isoformat()


def readable(context: MoveContext) -> list[dict[str, str]]:
    """Return the fields of the move as title and text, in the order of the form."""
    return [asdict(one) for one in details(context.move, context.fields)]


def tell(context: MoveContext, matter: Matter) -> None:
    """Queue the notices that the move names; the same move never tells twice."""
    key = f"move:{context.proceeding.id}:{context.proceeding.moves}"
    subject = f"{matter.number} {context.move.title}"
    body = _("您反映的「%(title)s」有了新进展：%(move)s。") % {
        "title": matter.title,
        "move": context.move.title,
    }
    for to in recipients(context, matter):
        notify(
            matter_id=matter.id,
            to=to,
            subject=subject,
            body=body if to.kind == "resident" else f"{matter.title}:{context.move.title}",
            actor=context.actor,
            at=context.at,
            key=f"{key}:{to.kind}:{to.id}",
            statutory=bool(context.move.documents),
        )


def recipients(context: MoveContext, matter: Matter) -> list[Recipient]:
    """Return whom the move tells: the resident and followers, the lead, helpers, who is excused, the owner."""
    found: list[Recipient] = []
    if "resident" in context.move.notify:
        found += [resident(one) for one in work.residents_to_tell(matter)]
    if "lead" in context.move.notify and matter.lead_id is not None:
        found.append(unit(matter.lead_id))
    if "helpers" in context.move.notify:
        found += [unit(one) for one in work.units_with_open_tasks(matter.id)]
    if "excuse_helper" in context.move.effects:
        found += [unit(one) for one in (context.number("unit"),) if one is not None]
    if "owner" in context.move.notify and matter.owner_id is not None:
        found.append(unit(matter.owner_id))
    return list(dict.fromkeys(found))
