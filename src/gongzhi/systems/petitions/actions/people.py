"""Who speaks for a joint matter, who steps aside, and a report of retaliation that its cause cannot see."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from gongzhi.core.identity.rules.verbs import require_role
from gongzhi.core.ledger.actions import record
from gongzhi.core.matters.actions import locking
from gongzhi.core.matters.actions.submit import submit
from gongzhi.core.matters.models import Party
from gongzhi.core.matters.queries.work import given, units_of
from gongzhi.core.matters.submission import Submission, Submitted
from gongzhi.core.orgs import queries as orgs
from gongzhi.kernel.actor import Actor
from gongzhi.kernel.errors import InvalidInput, NotAllowed, NotFound
from gongzhi.systems.petitions import queries
from gongzhi.systems.petitions.actions.intake import name_parties
from gongzhi.systems.petitions.models import Recusal
from gongzhi.systems.petitions.rules import representatives
from gongzhi.systems.petitions.rules.lines import next_higher

RETALIATION_TITLE = "反映打击报复或者泄露信访信息"


@transaction.atomic(durable=True)
def name_representatives(actor: Actor, number: str, names: Sequence[str], at: datetime) -> list[Party]:
    """Name who speaks for a joint matter, sealed like every resident's name; at most five, supporters without limit."""
    require_role(actor, "matters.add_words")
    matter = locking.lock_number(actor, number)
    why = representatives.why_not(names, len(queries.representatives(matter.id)))
    if why is not None:
        raise InvalidInput(field="names", why=why)
    made = name_parties(matter.id, names, at)
    record(
        stream=matter.stream,
        verb="petition.representatives_named",
        actor=actor,
        at=at,
        data={"parties": [one.pk for one in made]},
    )
    return made


@transaction.atomic(durable=True)
def replace_representative(
    actor: Actor, number: str, party_id: int, name: str, why: str, at: datetime
) -> Party | None:
    """End that somebody speaks for a joint matter, as those he spoke for wish it; with a name, another takes his place."""
    require_role(actor, "matters.add_words")
    matter = locking.lock_number(actor, number)
    if not why.strip():
        raise InvalidInput(field="why", why="请写明为什么更换代表，例如「全体联名人重新推选」。")
    ended = next((one for one in queries.representatives(matter.id) if one.pk == party_id), None)
    if ended is None:
        raise NotFound
    ended.ended_at = at
    ended.save()
    made = name_parties(matter.id, [name], at) if name.strip() else []
    data = {"ended": ended.pk, "parties": [one.pk for one in made]}
    record(
        stream=matter.stream,
        verb="petition.representative_replaced",
        actor=actor,
        at=at,
        data=data,
        why=why.strip(),
    )
    return made[0] if made else None


@transaction.atomic(durable=True)
def order_recusal(actor: Actor, number: str, account_id: int, name: str, why: str, at: datetime) -> Recusal:
    """Have somebody step aside; the head of the body that handles the matter, or of the owner, decides (art. 28)."""
    matter = locking.lock_number(actor, number)
    heads = {unit for unit in (matter.lead_id, *matter.owner_path) if unit is not None}
    if not actor.has_role("leader") or not heads & set(units_of(actor.unit_id)):
        raise NotAllowed(why="回避由办理机关或者所属中心的负责人决定。")
    if not why.strip():
        raise InvalidInput(field="why", why="请写明为什么应当回避。")
    made, _ = Recusal.objects.get_or_create(
        matter_id=matter.id,
        account_id=account_id,
        defaults={"name": name, "reason": why.strip(), "by_name": actor.name, "at": at},
    )
    data = {"account": account_id, "name": name}
    record(stream=matter.stream, verb="petition.recused", actor=actor, at=at, data=data, why=why.strip())
    return made


def report_retaliation(actor: Actor, number: str, words: str, at: datetime) -> Submitted:
    """Take in a report of retaliation or a leak as a sealed petition of its own, one level up (art. 18, 30, 46).

    Nothing of it is written into the matter it is about, so that whoever handles that one does not learn of it.
    """
    matter = queries.matter_seen(actor, number)
    if matter.id not in actor.matter_ids:
        raise NotFound
    involved = {unit for unit, *_ in given(matter.id)} | ({matter.owner_id} if matter.owner_id else set())
    path = matter.owner_path
    higher = next_higher(path, matter.complained_units) or path[0]
    return submit(
        actor,
        Submission(
            title=RETALIATION_TITLE,
            text=f"{words.strip()}\n\n所涉事项：{matter.number}",
            channel="web",
            brought_at=at,
            system="petitions",
            procedure="petition",
            area_code=orgs.unit(higher).area_code,
            is_sealed=True,
            is_urgent=True,
            complained_units=tuple(
                sorted((involved | set(matter.complained_units)) - set(orgs.unit_path(higher)))
            ),
        ),
        at,
    )
