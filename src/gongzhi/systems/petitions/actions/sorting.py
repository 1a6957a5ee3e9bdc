"""Sorts: class and route of a petition, the seal of an accusation, and who must not see it."""

from collections.abc import Sequence

from gongzhi.core.matters.actions import owners, tasks
from gongzhi.core.matters.models import Link, LinkKind, Matter
from gongzhi.core.notify.actions import notify
from gongzhi.core.notify.recipients import unit
from gongzhi.core.orgs import queries as orgs
from gongzhi.core.workflow.context import MoveContext
from gongzhi.systems.petitions import queries
from gongzhi.systems.petitions.models import Kind, Petition
from gongzhi.systems.petitions.rules.lines import nearest_above_line


def keep_class(context: MoveContext, matter: Matter) -> None:
    """Keep the class; seal an accusation; take the matter out of the hands of those it complains about."""
    kind = context.text("kind")
    values: dict[str, object] = {
        "kind": kind,
        "sorted_at": context.at,
        "sorted_by": context.actor.account_id,
    }
    for name, column in (("real_name", "is_real_name"), ("joint", "is_joint")):
        if isinstance(context.fields.get(name), bool):
            values[column] = context.fields[name]
    Petition.objects.update_or_create(matter_id=matter.id, defaults=values)
    if kind == Kind.ACCUSATION:
        matter.is_sealed, matter.is_public = True, False
    elif context.move.name == "resort" and not queries.is_against_root(matter.id):
        matter.is_sealed = False
    if accused := context.numbers("against"):
        shut_out(matter, accused, context.facts)
    context.paper["kind"] = str(Kind(kind).label)


def shut_out(matter: Matter, accused: Sequence[int], facts: dict[str, object]) -> None:
    """Shut the bodies complained about and all below them out, and bring the matter before one that is clean.

    The highest body of this platform cannot be shut out, for everybody here stands below it: what complains about it is
    sealed where it was taken in, is never moved up to it, and can only be passed to a body outside.
    """
    root = orgs.root().id
    facts["against_names"] = [orgs.unit_name(one) for one in accused]
    matter.complained_units = sorted((set(matter.complained_units) | set(accused)) - {root})
    if root in accused:
        Petition.objects.filter(matter_id=matter.id).update(is_against_root=True)
        matter.is_sealed, matter.is_public = True, False
        facts["against_root"] = True
    higher = nearest_above_line(matter.owner_path, matter.complained_units)
    if higher is not None and higher != matter.owner_id:
        facts.update(owner_before=matter.owner_id, owner=higher, owner_name=orgs.unit_name(higher))
        owners.set_owner(matter, higher)


def keep_route(context: MoveContext, matter: Matter) -> None:
    """Keep which of the six ways of art. 31 a claim takes."""
    route = context.move.name.removeprefix("route_") if context.move.name.startswith("route_") else "petition"
    Petition.objects.filter(matter_id=matter.id).update(
        route=route, route_body=context.text("body"), sorted_by=context.actor.account_id
    )
    context.facts["route"] = route


def link_earlier(context: MoveContext, matter: Matter, earlier: Matter) -> None:
    """Tie a matter raised again to the one that went through re-review."""
    Link.objects.create(
        from_id=matter.id, to_id=earlier.id, kind=LinkKind.RELATED, why=context.reason, at=context.at
    )
    context.facts.update(other_number=earlier.number, other_title=earlier.title)
    context.paper.update(earlier=earlier.number, earlier_answer=earlier.answer)


def tell_superiors(context: MoveContext, matter: Matter) -> None:
    """Tell every body above the owner at once, the accused ones left out (art. 25)."""
    told = [one for one in matter.owner_path if one not in matter.complained_units]
    for one in told:
        notify(
            matter_id=matter.id,
            to=unit(one),
            subject=f"{matter.number} 重大紧急信访事项",
            body=f"{matter.title}:{context.reason}",
            actor=context.actor,
            at=context.at,
            key=f"grave:{matter.id}:{one}",
            statutory=True,
        )
    context.facts["told"] = [orgs.unit_name(one) for one in told]


def pass_sealed(context: MoveContext, matter: Matter) -> None:
    """Give the sealed file to the receiving body when it works here; its name alone is kept otherwise."""
    Petition.objects.filter(matter_id=matter.id).update(route_body=context.text("body"))
    lead = context.number("lead")
    if lead is not None:
        task = tasks.give(context, matter, lead, [], "检举控告，密封办理")
        context.facts.update(lead=lead, lead_name=orgs.unit_name(lead), task=task.id)
