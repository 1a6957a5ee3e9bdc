"""Asking the sides, and what follows from their answers: one refuses → no mediation; one stops → it ends."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Q

from gongzhi.core.workflow.actions.perform import MoveRequest, perform_joined
from gongzhi.core.workflow.context import MoveContext
from gongzhi.kernel.actor import SYSTEM, Actor
from gongzhi.kernel.errors import Conflict, InvalidInput
from gongzhi.systems.disputes.actions import telling
from gongzhi.systems.disputes.actions.entering import (
    Entered,
    enter_as_side,
    enter_to_keep,
    require_running,
    side_actor,
    side_of,
)
from gongzhi.systems.disputes.models import About, Answer, Case, Consent, Side, Way
from gongzhi.systems.disputes.models.sealed import close
from gongzhi.systems.disputes.queries import standing
from gongzhi.systems.disputes.queries.people import sides_of
from gongzhi.systems.disputes.rules.causes import MEDIATIONS

ANSWERS = (Answer.GIVEN, Answer.REFUSED, Answer.WITHDRAWN, Answer.UNREACHABLE)
OF_A_SIDE = (Answer.GIVEN, Answer.REFUSED, Answer.WITHDRAWN)
LONGEST_EXTENSION = 90
REFUSED = "有一方不愿意调解，依法不能调解。"
STOPPED = "有一方要求终止调解。"


@dataclass(frozen=True, slots=True)
class Said:
    """What a side answered: to which question, how, by which way, in which words."""

    about: str
    detail: str
    answer: str
    way: str = str(Way.IN_PERSON)
    words: str = ""


@transaction.atomic(durable=True)
def ask(actor: Actor, number: str, about: str, detail: str, at: datetime) -> list[Consent]:
    """Ask every side for its consent to an extension, to an expert, or to another kind of mediation."""
    entered = enter_to_keep(actor, number)
    _check_question(entered, about, detail)
    made = open_questions(entered.case, entered.proceeding.id, about, detail, at)
    entered.tell(
        actor,
        "dispute.asked",
        at,
        {"about": about, "detail": detail, "sides": [one.side.code for one in made]},
    )
    telling.ask_sides(entered.matter, made, actor, at)
    return made


@transaction.atomic(durable=True)
def record_answer(actor: Actor, number: str, code: str, said: Said, at: datetime) -> Consent:
    """Keep what a side told the body that mediates, with the way by which it did."""
    entered = enter_to_keep(actor, number)
    if said.answer not in ANSWERS:
        raise InvalidInput(field="answer", why="请选择这一方同意还是不同意。")
    if said.way not in Way.values or said.way == Way.PAGE:
        raise InvalidInput(field="way", why="请选择这一方是怎么答复的：当面、电话还是书面。")
    return _answer(entered, side_of(entered, code), said, actor, at)


@transaction.atomic(durable=True)
def answer_as_side(side_id: int, said: Said, at: datetime) -> Consent:
    """Keep what a side answers on its own page."""
    entered, side = enter_as_side(side_id)
    if said.answer not in OF_A_SIDE:
        raise InvalidInput(field="answer", why="请选择同意还是不同意。")
    on_page = Said(said.about, said.detail, said.answer, str(Way.PAGE), said.words)
    return _answer(entered, side, on_page, side_actor(side), at)


def open_questions(case: Case, proceeding_id: int, about: str, detail: str, at: datetime) -> list[Consent]:
    """Open a question to every side that has no open one; return those that wait for an answer."""
    waiting: list[Consent] = []
    for side in sides_of(case):
        found = standing.newest(side, about, detail)
        if found is None:
            found = Consent.objects.create(
                side=side, proceeding_id=proceeding_id, about=about, detail=detail, asked_at=at
            )
        if found.answer == Answer.ASKED:
            waiting.append(found)
    return waiting


def use(case: Case, about: str, at: datetime, detail: str | None = None) -> None:
    """Close the open questions about something: they were acted upon."""
    found = Consent.objects.filter(side__case=case, about=about, used_at__isnull=True)
    (found if detail is None else found.filter(detail=detail)).update(used_at=at)


def use_all_but(case: Case, kept: Q, at: datetime) -> None:
    """Close every open question but those kept: they were about a mediation that is over."""
    Consent.objects.filter(side__case=case, used_at__isnull=True).exclude(kept).update(used_at=at)


def ask_sides(context: MoveContext, case: Case) -> None:
    """Ask all sides whether they want to be mediated; after an ended attempt everybody is asked anew."""
    kind = context.procedure.name
    if context.move.name == "again":
        use(case, About.MEDIATION, context.at)
    case.kind, case.ending, case.ended_at = kind, "", None
    case.save()
    asked = open_questions(case, context.proceeding.id, About.MEDIATION, kind, context.at)
    context.facts["asked"] = [one.side.code for one in asked]
    telling.ask_sides(telling.matter_of(context), asked, context.actor, context.at)


def _check_question(entered: Entered, about: str, detail: str) -> None:
    if about not in About.values:
        raise InvalidInput(field="about", why="请选择要征求什么意见。")
    if about == About.MEDIATION and detail not in MEDIATIONS:
        raise InvalidInput(field="kind", why="请选择要转入哪一种调解。")
    if about == About.EXTENSION:
        require_running(entered)
        if not detail.isascii() or not detail.isdigit() or not 1 <= int(detail) <= LONGEST_EXTENSION:
            raise InvalidInput(
                field="days", why="请写明要延长几天，1 到 %(most)s 的整数。", most=LONGEST_EXTENSION
            )
    if about == About.EXPERT:
        require_running(entered)


def _answer(entered: Entered, side: Side, said: Said, actor: Actor, at: datetime) -> Consent:
    """Keep an answer; the newest counts, and each is in the ledger, its words only as a digest."""
    consent = standing.newest(side, said.about, said.detail)
    if consent is None:
        raise InvalidInput(field="about", why="还没有就这件事征求过这一方的意见，请先征求。")
    if said.answer == Answer.WITHDRAWN and consent.answer != Answer.GIVEN:
        raise Conflict(why="这一方还没有同意过，没有可以撤回的。")
    sealed, digest = close(said.words.strip()[:2000])
    consent.answer, consent.way, consent.answered_at = said.answer, said.way, at
    consent.words_sealed, consent.recorded_by = sealed, actor.name
    consent.save()
    told = {
        "side": side.code,
        "about": said.about,
        "detail": said.detail,
        "answer": said.answer,
        "way": said.way,
    }
    entered.tell(actor, "dispute.answered", at, told | ({"digest": digest} if digest else {}))
    _follow_up(entered, said, at)
    return consent


def _follow_up(entered: Entered, said: Said, at: datetime) -> None:
    """End what nobody may go on with: a mediation that a side refuses, or one that it does not want any longer."""
    proceeding = entered.proceeding
    if (
        said.about != About.MEDIATION
        or said.detail != proceeding.procedure
        or proceeding.closed_at is not None
    ):
        return
    if said.answer not in (Answer.REFUSED, Answer.WITHDRAWN):
        return
    if proceeding.state in ("applied", "consent_asked"):
        perform_joined(SYSTEM, MoveRequest(proceeding.id, "refuse", {}, REFUSED), at)
    elif proceeding.state in ("accepted", "mediating", "expert"):
        perform_joined(SYSTEM, MoveRequest(proceeding.id, "end", {"ending": "stopped"}, STOPPED), at)
