"""Takes a petition in by any of its channels: the matter, how it was brought and who speaks for it, in one transaction."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from django.db import transaction

from gongzhi.core.identity.actions.residents import make_resident
from gongzhi.core.identity.rules.verbs import require_role
from gongzhi.core.ledger.actions import record
from gongzhi.core.matters.actions import locking
from gongzhi.core.matters.actions.submit import place, submit
from gongzhi.core.matters.models import Party, PartyRole
from gongzhi.core.matters.submission import Submission, Submitted
from gongzhi.core.orgs import queries as orgs
from gongzhi.kernel.actor import Actor
from gongzhi.kernel.errors import InvalidInput
from gongzhi.kernel.terms import CHINA
from gongzhi.systems.petitions import queries
from gongzhi.systems.petitions.actions.sorting import shut_out
from gongzhi.systems.petitions.models import Arrival
from gongzhi.systems.petitions.rules import representatives
from gongzhi.systems.petitions.rules.lines import nearest_above_line

PROCEDURE = ("petitions", "petition")


@dataclass(frozen=True, slots=True)
class Brought:
    """What a petition says beside its words: in whose name, for whom, about whom, and which body passed it on.

    `joined` tells in words who stands behind a joint matter; `against` are bodies that must never see it, known at once.
    """

    is_real_name: bool = False
    is_joint: bool = False
    joined: str = ""
    representatives: tuple[str, ...] = ()
    against: tuple[int, ...] = ()
    against_words: str = ""
    sender: str = ""
    sender_number: str = ""
    return_on: date | None = None


def take_in(actor: Actor, submission: Submission, brought: Brought, at: datetime) -> Submitted:
    """Register a petition and return its receipt at once; the same form again returns the first number."""
    _check(submission, brought, at)
    system, procedure = PROCEDURE
    flags = {
        name for name, holds in (("joint", brought.is_joint), ("real_name", brought.is_real_name)) if holds
    }
    whole = replace(submission, system=system, procedure=procedure, flags=submission.flags | flags)
    whole = _clear_of(whole, brought.against)
    return submit(actor, whole, at, then=lambda given: _keep(actor, given, brought, at))


def _clear_of(submission: Submission, against: Sequence[int]) -> Submission:
    """Return the submission in the area of a centre that is not accused, so that no notice of it reaches the accused."""
    if not against:
        return submission
    placed = place(submission)
    owner = orgs.area_owner(placed.area_code)
    clean = nearest_above_line(orgs.unit_path(owner), set(against) - {orgs.root().id})
    if clean is None or clean == owner:
        return placed
    return replace(placed, area_code=orgs.unit(clean).area_code)


def _check(submission: Submission, brought: Brought, at: datetime) -> None:
    if brought.representatives:
        why = representatives.why_not(brought.representatives)
        if why is not None:
            raise InvalidInput(field="representatives", why=why)
        if not brought.is_joint:
            raise InvalidInput(field="representatives", why="写了代表的，请选「多人共同提出」。")
    if brought.is_real_name and (submission.is_anonymous or not submission.name.strip()):
        raise InvalidInput(field="name", why="实名提出的请写姓名；不愿意留姓名的，请选不实名，照样登记。")
    if submission.channel == "transfer" and not brought.sender.strip():
        raise InvalidInput(field="sender", why="上级交转的请写明是哪个机关转来的。")
    if brought.return_on is not None and brought.return_on < at.astimezone(CHINA).date():
        raise InvalidInput(field="return_on", why="要求反馈的日期已经过了，请核对来文。")


def _keep(actor: Actor, given: Submitted, brought: Brought, at: datetime) -> None:
    """Keep what was said when it came in, and shut the accused out before anybody of theirs can have looked."""
    Arrival.objects.create(
        matter_id=given.matter_id,
        is_real_name=brought.is_real_name,
        is_joint=brought.is_joint,
        joined=brought.joined.strip(),
        against_words=brought.against_words.strip(),
        sender=brought.sender.strip(),
        sender_number=brought.sender_number.strip(),
        return_on=brought.return_on,
    )
    facts: dict[str, object] = {}
    matter = locking.lock(given.matter_id)
    if brought.against:
        shut_out(matter, brought.against, facts)
        locking.keep(matter)
    made = name_parties(matter.id, brought.representatives, at)
    data = facts | {
        "real_name": brought.is_real_name,
        "joint": brought.is_joint,
        "sender": brought.sender.strip(),
        "sender_number": brought.sender_number.strip(),
        "return_on": brought.return_on.isoformat() if brought.return_on else "",
        "parties": [one.pk for one in made],
    }
    record(stream=matter.stream, verb="petition.taken_in", actor=actor, at=at, data=data)


def name_parties(matter_id: int, names: Sequence[str], at: datetime) -> list[Party]:
    """Keep representatives by sealed names, like every resident's; joins the caller's transaction."""
    return [
        Party.objects.create(
            matter_id=matter_id, role=PartyRole.REPRESENTS, resident_id=make_resident(name.strip(), "", at)
        )
        for name in names
    ]


@transaction.atomic(durable=True)
def answer_sender(actor: Actor, number: str, words: str, at: datetime) -> Arrival:
    """Report to the body above that passed the petition on; only the centre that owns it does so."""
    require_role(actor, "petitions.intake")
    matter = locking.lock_number(actor, number)
    found = queries.arrival(matter.id)
    if found is None or not found.sender:
        raise InvalidInput(field="returned", why="这件事不是上级机关交转来的，不用反馈。")
    if not words.strip():
        raise InvalidInput(field="returned", why="请写明反馈的内容和文号。")
    found.returned, found.returned_at = words.strip(), at
    found.save()
    data = {"sender": found.sender, "words": found.returned, "unit": orgs.unit_name(matter.owner_id)}
    record(stream=matter.stream, verb="petition.answered_sender", actor=actor, at=at, data=data)
    return found


__all__ = ["Brought", "answer_sender", "name_parties", "take_in"]
