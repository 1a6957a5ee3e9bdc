"""Offers without prejudice, and facts that nobody disputes: the first never leave the mediation, the second travel on."""

from datetime import datetime

from django.db import transaction

from gongzhi.kernel.actor import Actor
from gongzhi.kernel.errors import Conflict, InvalidInput, NotFound
from gongzhi.systems.disputes.actions.entering import (
    Entered,
    enter_as_side,
    enter_to_mediate,
    require_running,
    sealed_text,
    side_actor,
    side_of,
)
from gongzhi.systems.disputes.models import Fact, Offer, OfferState, Side
from gongzhi.systems.disputes.queries.people import sides_of

ANSWERS = {"accept": OfferState.ACCEPTED, "decline": OfferState.DECLINED}
NO_OFFER = "请写明这一方提出什么：谁、做什么、多少钱、到哪一天。"


@transaction.atomic(durable=True)
def make(
    actor: Actor,
    number: str,
    code: str,
    text: str,
    at: datetime,
    *,
    carry: bool = False,
    answers: int | None = None,
) -> Offer:
    """Keep what a side would concede; only when it says so is it carried to the other side."""
    entered = enter_to_mediate(actor, number)
    return _make(entered, side_of(entered, code), text, actor, at, carry=carry, answers=answers)


@transaction.atomic(durable=True)
def make_as_side(
    side_id: int, text: str, at: datetime, *, carry: bool = False, answers: int | None = None
) -> Offer:
    """Keep what a side offers on its own page, to the mediator alone or to be carried over."""
    entered, side = enter_as_side(side_id)
    require_running(entered)
    return _make(entered, side, text, side_actor(side), at, carry=carry, answers=answers)


@transaction.atomic(durable=True)
def carry(actor: Actor, number: str, offer_id: int, at: datetime) -> Offer:
    """Carry an offer to the other side, with the leave of the side that made it."""
    entered = enter_to_mediate(actor, number)
    offer = _offer(entered, offer_id)
    if offer.state != OfferState.KEPT:
        raise Conflict(why="这个提议已经转达，或者已经收回。")
    offer.state, offer.carried_at = OfferState.OPEN, at
    offer.save()
    entered.tell(actor, "dispute.offer_carried", at, {"offer": offer.pk})
    return offer


@transaction.atomic(durable=True)
def answer(actor: Actor, number: str, offer_id: int, answer: str, at: datetime) -> Offer:
    """Keep how the other side took an offer."""
    entered = enter_to_mediate(actor, number)
    return _answer(entered, _offer(entered, offer_id), answer, actor, at)


@transaction.atomic(durable=True)
def answer_as_side(side_id: int, offer_id: int, answer: str, at: datetime) -> Offer:
    """Keep how a side takes an offer of the other that was carried to it."""
    entered, side = enter_as_side(side_id)
    require_running(entered)
    offer = _offer(entered, offer_id)
    if offer.carried_at is None or offer.side == side.code:
        raise NotFound
    return _answer(entered, offer, answer, side_actor(side), at)


@transaction.atomic(durable=True)
def withdraw(actor: Actor, number: str, offer_id: int, at: datetime) -> Offer:
    """Take an offer back in the name of the side that made it; what was accepted stands."""
    entered = enter_to_mediate(actor, number)
    return _withdraw(entered, _offer(entered, offer_id), actor, at)


@transaction.atomic(durable=True)
def withdraw_as_side(side_id: int, offer_id: int, at: datetime) -> Offer:
    """Take one's own offer back."""
    entered, side = enter_as_side(side_id)
    require_running(entered)
    offer = _offer(entered, offer_id)
    if offer.side != side.code:
        raise NotFound
    return _withdraw(entered, offer, side_actor(side), at)


@transaction.atomic(durable=True)
def put_fact(actor: Actor, number: str, text: str, at: datetime, agreed: tuple[str, ...] = ()) -> Fact:
    """Put a fact to the sides; those who said before the mediator that it is so agree at once."""
    entered = enter_to_mediate(actor, number)
    sealed, digest = sealed_text("text", text, "请写下双方可能没有争议的事实，一条一件。")
    made = Fact.objects.create(
        case=entered.case,
        proceeding_id=entered.proceeding.id,
        text_sealed=sealed,
        digest=digest,
        put_at=at,
        author_id=actor.account_id,
    )
    entered.tell(actor, "dispute.fact_put", at, {"fact": made.pk, "digest": digest})
    for code in agreed:
        _agree(entered, made, side_of(entered, code), actor, at)
    return made


@transaction.atomic(durable=True)
def agree_fact(actor: Actor, number: str, fact_id: int, code: str, at: datetime) -> Fact:
    """Keep that a side does not dispute a fact; once none does, it travels with the file."""
    entered = enter_to_mediate(actor, number)
    return _agree(entered, _fact(entered, fact_id), side_of(entered, code), actor, at)


@transaction.atomic(durable=True)
def agree_fact_as_side(side_id: int, fact_id: int, at: datetime) -> Fact:
    """Say on one's own page that a fact is so."""
    entered, side = enter_as_side(side_id)
    require_running(entered)
    return _agree(entered, _fact(entered, fact_id), side, side_actor(side), at)


@transaction.atomic(durable=True)
def dispute_fact(actor: Actor, number: str, fact_id: int, code: str, at: datetime) -> Fact:
    """Keep that a side disputes a fact after all; it is no undisputed one any longer."""
    entered = enter_to_mediate(actor, number)
    return _dispute(entered, _fact(entered, fact_id), side_of(entered, code), actor, at)


@transaction.atomic(durable=True)
def dispute_fact_as_side(side_id: int, fact_id: int, at: datetime) -> Fact:
    """Say on one's own page that a fact is not so."""
    entered, side = enter_as_side(side_id)
    require_running(entered)
    return _dispute(entered, _fact(entered, fact_id), side, side_actor(side), at)


def _make(
    entered: Entered, side: Side, text: str, actor: Actor, at: datetime, *, carry: bool, answers: int | None
) -> Offer:
    sealed, digest = sealed_text("text", text, NO_OFFER)
    if answers is not None:
        _counter(entered, answers, side, at)
    made = Offer.objects.create(
        case=entered.case,
        proceeding_id=entered.proceeding.id,
        side=side.code,
        text_sealed=sealed,
        digest=digest,
        state=OfferState.OPEN if carry else OfferState.KEPT,
        carried_at=at if carry else None,
        answers_id=answers,
        made_at=at,
        author_id=actor.account_id,
    )
    entered.tell(actor, "dispute.offer_made", at, {"offer": made.pk, "digest": digest})
    return made


def _counter(entered: Entered, answers: int, side: Side, at: datetime) -> None:
    """Mark the offer that this one answers as countered; only one that was carried to this side can be."""
    before = _offer(entered, answers)
    if before.side == side.code or before.carried_at is None:
        raise NotFound
    if before.state == OfferState.OPEN:
        before.state, before.answered_at = OfferState.COUNTERED, at
        before.save()


def _answer(entered: Entered, offer: Offer, answer: str, actor: Actor, at: datetime) -> Offer:
    if answer not in ANSWERS:
        raise InvalidInput(field="answer", why="请选择接受还是不接受。")
    if offer.state != OfferState.OPEN:
        raise Conflict(why="这个提议没有转达，或者已经有了答复。")
    offer.state, offer.answered_at = ANSWERS[answer], at
    offer.save()
    entered.tell(actor, "dispute.offer_answered", at, {"offer": offer.pk})
    return offer


def _withdraw(entered: Entered, offer: Offer, actor: Actor, at: datetime) -> Offer:
    if offer.state not in (OfferState.KEPT, OfferState.OPEN):
        raise Conflict(why="这个提议已经有了答复，不能再收回。")
    offer.state, offer.answered_at = OfferState.WITHDRAWN, at
    offer.save()
    entered.tell(actor, "dispute.offer_withdrawn", at, {"offer": offer.pk})
    return offer


def _agree(entered: Entered, fact: Fact, side: Side, actor: Actor, at: datetime) -> Fact:
    fact.agreed = sorted({*fact.agreed, side.code})
    if {one.code for one in sides_of(entered.case)} <= set(fact.agreed):
        fact.undisputed_at = fact.undisputed_at or at
    fact.disputed_at = None
    fact.save()
    entered.tell(actor, "dispute.fact_agreed", at, {"fact": fact.pk, "side": side.code})
    return fact


def _dispute(entered: Entered, fact: Fact, side: Side, actor: Actor, at: datetime) -> Fact:
    fact.agreed = [one for one in fact.agreed if one != side.code]
    fact.undisputed_at, fact.disputed_at = None, at
    fact.save()
    entered.tell(actor, "dispute.fact_disputed", at, {"fact": fact.pk, "side": side.code})
    return fact


def _offer(entered: Entered, offer_id: int) -> Offer:
    found = Offer.objects.filter(case=entered.case, id=offer_id, proceeding_id=entered.proceeding.id).first()
    if found is None:
        raise NotFound
    return found


def _fact(entered: Entered, fact_id: int) -> Fact:
    found = Fact.objects.filter(case=entered.case, id=fact_id).first()
    if found is None:
        raise NotFound
    return found
