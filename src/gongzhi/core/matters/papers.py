"""Documents and notices that a move brings with it: numbered papers, a word to the resident, to units, to the owner."""

from django.utils.translation import gettext as _

from gongzhi.core.files.actions import make_document
from gongzhi.core.files.models import Document
from gongzhi.core.matters.models import Follower, Matter
from gongzhi.core.notify.actions import notify
from gongzhi.core.notify.recipients import Recipient, resident, unit
from gongzhi.core.orgs import queries as orgs
from gongzhi.core.workflow.context import MoveContext
from gongzhi.kernel.terms import CHINA

TITLES = {
    "receipt": "收件回执",
    "acceptance_notice": "受理告知书",
    "not_accepted_notice": "不予受理告知书",
    "transfer_notice": "转送告知书",
    "extension_notice": "延长办理期限告知书",
    "answer": "办理答复书",
    "supervision_order": "督办通知书",
}


def make(context: MoveContext, matter: Matter) -> list[Document]:
    """Make the numbered documents that the move names."""
    return [
        make_document(
            matter_id=matter.id,
            proceeding_id=context.proceeding.id,
            template=name,
            title=TITLES.get(name, context.move.title),
            data=data(context, matter),
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
        "due_on": matter.due_at.astimezone(CHINA).date().isoformat() if matter.due_at else "",
        "fields": readable(context),
    }


def readable(context: MoveContext) -> list[dict[str, str]]:
    """Return the fields of the move as title and text, in the order of the form."""
    found = []
    for spec in context.move.fields:
        value = context.fields.get(spec.name)
        if value in (None, "", []):
            continue
        found.append({"name": spec.name, "title": spec.title, "text": shown(spec.type, spec.choices, value)})
    return found


def shown(kind: object, choices: object, value: object) -> str:
    """Return a field's value in words."""
    match str(kind):
        case "unit":
            return orgs.unit_name(int(str(value)))
        case "units" if isinstance(value, list):
            return "、".join(orgs.unit_name(int(item)) for item in value)
        case "choice" if isinstance(choices, tuple):
            return next((choice.title for choice in choices if choice.value == value), str(value))
        case "bool":
            return "是" if value is True else "否"
        case "category":
            return orgs.category_title(str(value))
        case _:
            return str(value)


def tell(context: MoveContext, matter: Matter) -> None:
    """Queue the notices that the move names; the same move never tells twice."""
    key = f"move:{context.proceeding.id}:{context.proceeding.moves}"
    subject = f"{matter.number} {context.move.title}"
    body = _("您反映的「%(title)s」有了新进展:%(move)s。") % {"title": matter.title, "move": context.move.title}
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
    """Return whom the move tells: the resident and followers, the lead, the owner."""
    found: list[Recipient] = []
    if "resident" in context.move.notify:
        if matter.resident_id is not None:
            found.append(resident(matter.resident_id))
        followers = Follower.objects.filter(matter_id=matter.id, resident_id__isnull=False)
        found += [resident(one) for one in followers.values_list("resident_id", flat=True) if one is not None]
    if {"lead", "unit"} & set(context.move.notify) and matter.lead_id is not None:
        found.append(unit(matter.lead_id))
    if "owner" in context.move.notify and matter.owner_id is not None:
        found.append(unit(matter.owner_id))
    return list(dict.fromkeys(found))
