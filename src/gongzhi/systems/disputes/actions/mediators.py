"""Who mediates: chosen by the sides or by the body, with what he discloses, and stepping aside."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from gongzhi.core.identity import queries as identity
from gongzhi.core.orgs import queries as orgs
from gongzhi.kernel.actor import Actor
from gongzhi.kernel.errors import Conflict, InvalidInput, NotAllowed
from gongzhi.kernel.terms import CHINA
from gongzhi.systems.disputes.actions.entering import Entered, enter_to_keep, require_running
from gongzhi.systems.disputes.models import Case, ChosenBy, MediatorChoice, WhyLeft
from gongzhi.systems.disputes.queries import network, people, standing
from gongzhi.systems.disputes.queries.cases import MEDIATING_ROLES
from gongzhi.systems.disputes.rules import conflicts


@dataclass(frozen=True, slots=True)
class Chosen:
    """Who is to mediate: somebody with an account here, or a person of the network without one."""

    chosen_by: str
    account_id: int | None = None
    network_mediator_id: int | None = None
    name: str = ""


@transaction.atomic(durable=True)
def choose(actor: Actor, number: str, chosen: Chosen, at: datetime) -> MediatorChoice:
    """Choose who mediates; the file is looked through for conflicts of interest and what it shows is kept with the choice."""
    entered = enter_to_keep(actor, number)
    require_running(entered)
    if chosen.chosen_by not in ChosenBy.values:
        raise InvalidInput(field="chosen_by", why="请选择是双方选定还是调解组织指定。")
    if standing.mediator_now(entered.case) is not None:
        raise Conflict(why="这件纠纷已经有调解员。要更换的，请先登记他为什么不再调解。")
    candidate, unit_id = _candidate(entered, chosen, at)
    shown = conflicts.found(candidate, people.parties_for_check(entered.case))
    made = MediatorChoice.objects.create(
        case=entered.case,
        proceeding_id=entered.proceeding.id,
        account_id=chosen.account_id,
        network_mediator_id=chosen.network_mediator_id,
        name=candidate.name,
        unit_id=unit_id,
        chosen_by=chosen.chosen_by,
        found=[str(one) for one in shown],
        chosen_at=at,
    )
    _show(entered.case, made)
    told = {"choice": made.pk, "name": made.name, "by": chosen.chosen_by, "found": made.found}
    entered.tell(actor, "dispute.mediator_chosen", at, told)
    return made


@transaction.atomic(durable=True)
def declare(actor: Actor, number: str, ties: Sequence[str], at: datetime) -> MediatorChoice:
    """Disclose one's ties to the sides, or that there are none; whoever has one steps aside by saying so.

    For a mediator without an account whoever keeps the case writes down what he declared.
    """
    entered = enter_to_keep(actor, number)
    choice = _now(entered)
    if choice.account_id is not None and choice.account_id != actor.account_id:
        raise NotAllowed(why="有没有利害关系由调解员本人声明。")
    wrong = [one for one in ties if one not in conflicts.DECLARED]
    if wrong:
        raise InvalidInput(field="ties", why="请从列出的关系里选择。")
    choice.declared, choice.declared_at = list(dict.fromkeys(ties)), at
    choice.save()
    entered.tell(actor, "dispute.mediator_declared", at, {"choice": choice.pk, "ties": choice.declared})
    if choice.declared:
        _leave(entered, choice, str(WhyLeft.RECUSED), "", actor, at)
    return choice


@transaction.atomic(durable=True)
def leave(actor: Actor, number: str, why: str, words: str, at: datetime) -> MediatorChoice:
    """Keep that the mediator does not mediate this case any more; the case waits for another one."""
    entered = enter_to_keep(actor, number)
    choice = _now(entered)
    if why not in WhyLeft.values or why == WhyLeft.HANDED_OVER:
        raise InvalidInput(field="why", why="请选择为什么不再调解。")
    if why != WhyLeft.RECUSED and not words.strip():
        raise InvalidInput(field="words", why="请写明具体情况。")
    _leave(entered, choice, why, words.strip(), actor, at)
    return choice


def end_choice(case: Case, why: str, at: datetime) -> None:
    """End the choice there is; for moves that take the case away from its mediator."""
    MediatorChoice.objects.filter(case=case, left_at__isnull=True).update(left_at=at, why_left=why)
    case.mediator_id, case.network_mediator_id, case.mediator_name = None, None, ""
    case.save()


def _leave(
    entered: Entered, choice: MediatorChoice, why: str, words: str, actor: Actor, at: datetime
) -> None:
    choice.left_at, choice.why_left, choice.words = at, why, words[:300]
    choice.save()
    case = entered.case
    case.mediator_id, case.network_mediator_id, case.mediator_name = None, None, ""
    case.save()
    entered.tell(actor, "dispute.mediator_left", at, {"choice": choice.pk, "name": choice.name, "why": why})


def _now(entered: Entered) -> MediatorChoice:
    found = standing.mediator_now(entered.case)
    if found is None:
        raise Conflict(why="这件纠纷现在没有选定的调解员。")
    return found


def _candidate(entered: Entered, chosen: Chosen, at: datetime) -> tuple[conflicts.Candidate, int | None]:
    """Return who is to mediate with the units in whose line he stands; raise InvalidInput for somebody who cannot."""
    if chosen.network_mediator_id is not None:
        name, units = network.mediator_candidate(chosen.network_mediator_id)
        return conflicts.Candidate(name, units), entered.case.unit_id
    if chosen.account_id is None:
        if not chosen.name.strip():
            raise InvalidInput(field="mediator", why="请选择调解员。")
        unit = entered.case.unit_id
        return conflicts.Candidate(chosen.name.strip(), frozenset({unit} if unit else ())), unit
    body = entered.case.unit_id or entered.matter.owner_id
    if body is None or chosen.account_id not in candidates_at(body, at):
        raise InvalidInput(field="mediator", why="这个人不在承担调解的组织里，请从列出的人里选择。")
    name = identity.account_name(chosen.account_id)
    return conflicts.Candidate(name, frozenset(orgs.unit_path(body)[-1:])), body


def candidates_at(unit_id: int, at: datetime) -> list[int]:
    """Return the accounts that may mediate for a body."""
    day = at.astimezone(CHINA).date()
    return sorted({one for role in MEDIATING_ROLES for one in identity.accounts_at(unit_id, day, role)})


def _show(case: Case, choice: MediatorChoice) -> None:
    case.mediator_id, case.network_mediator_id = choice.account_id, choice.network_mediator_id
    case.mediator_name = choice.name
    case.save()


__all__ = ["Chosen", "candidates_at", "choose", "declare", "end_choice", "leave"]
