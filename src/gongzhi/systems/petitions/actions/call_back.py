"""Call-backs: the day's lot, one call with what follows from it, and the script."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db import transaction

from gongzhi.core.identity.rules.verbs import require_role
from gongzhi.core.ledger.actions import record
from gongzhi.core.matters.actions import locking
from gongzhi.core.matters.models import Matter
from gongzhi.core.matters.queries.work import given
from gongzhi.core.orgs import queries as orgs
from gongzhi.core.workflow import queries as workflow
from gongzhi.core.workflow.actions import MoveRequest
from gongzhi.core.workflow.actions.perform import perform_joined
from gongzhi.kernel.actor import SYSTEM, Actor
from gongzhi.kernel.errors import Conflict, InvalidInput, NotAllowed
from gongzhi.kernel.terms import CHINA
from gongzhi.systems.petitions.models import (
    CallBack,
    CallDraw,
    CallEnd,
    CallGround,
    CallScript,
    CallTask,
    Finding,
)
from gongzhi.systems.petitions.queries import calls
from gongzhi.systems.petitions.rules.call_back import Question, drawn, seed_of, why_not_script

STREAM = "petitions.calls"
FIRST = timedelta(days=1)
WORDS_MOST = 2000
NOT_SOLVED = "经回访核实还没有解决。"


@dataclass(frozen=True, slots=True)
class Call:
    """What a caller heard. `answers` are pairs of a question's name and what was said to it."""

    reached: bool
    solved: str = ""
    satisfied: int | None = None
    finding: str = ""
    words: str = ""
    answers: tuple[tuple[str, str], ...] = field(default_factory=tuple)


# The day's lot --------------------------------------------------------------------------------------------------------


def draw_calls(at: datetime) -> int:
    """Draw the day's lot of every centre and put every unhappy rating and every ended owned case beside it; return how many."""
    end_overtaken(at)
    made = 0
    for owner in calls.centres_with_calls(at - timedelta(days=60)):
        made += draw_for(owner, at)
    return made


@transaction.atomic(durable=True)
def end_overtaken(at: datetime) -> int:
    """End the calls of petitions that went on to review or re-review: they are looked at there. Return how many."""
    rows = calls.overtaken()
    for task in rows:
        task.done_at, task.ending = at, CallEnd.IN_REVIEW
        task.save(update_fields=["done_at", "ending"])
    return len(rows)


@transaction.atomic(durable=True)
def draw_for(owner_id: int, at: datetime) -> int:
    """Draw the lot of one centre, once a day; what is unhappy or owned is added whenever it is asked."""
    day = at.astimezone(CHINA).date()
    last = CallDraw.objects.filter(unit_id=owner_id).order_by("-day").first()
    picked: dict[CallGround, list[Matter]] = {
        CallGround.UNHAPPY: calls.rated_unhappy(owner_id),
        CallGround.OWNED: calls.owned_ended(owner_id),
    }
    draw = None
    if last is None or last.day < day:
        since = last.made_at if last is not None else at - FIRST
        pool = calls.answered_between(owner_id, since, at)
        again = calls.reopened_before([one.id for one in pool])
        picked[CallGround.AGAIN] = [one for one in pool if one.id in again]
        fresh = [one for one in pool if one.id not in again]
        draw, picked[CallGround.SAMPLE] = _draw(owner_id, fresh, at)
    return _keep(owner_id, draw, picked, at)


def _draw(owner_id: int, pool: list[Matter], at: datetime) -> tuple[CallDraw, list[Matter]]:
    day = at.astimezone(CHINA).date()
    seed, share = seed_of(day.isoformat(), orgs.unit(owner_id).code), calls.share()
    numbers = set(drawn([one.number for one in pool], share, seed))
    draw = CallDraw.objects.create(
        unit_id=owner_id, day=day, seed=seed, share=share, pool=len(pool), drawn=len(numbers), made_at=at
    )
    return draw, [one for one in pool if one.number in numbers]


def _keep(owner_id: int, draw: CallDraw | None, picked: dict[CallGround, list[Matter]], at: datetime) -> int:
    """Write the calls and the lot's entry; the entry tells the sample by numbers and all else by how many."""
    all_picked = {one.id: one for found in picked.values() for one in found}
    proceedings = calls.main_proceedings(list(all_picked))
    made: dict[int, CallGround] = {}
    for ground, found in picked.items():
        for matter in found:
            if matter.id in made or matter.id not in proceedings:
                continue
            _, is_new = CallTask.objects.get_or_create(
                proceeding_id=proceedings[matter.id],
                done_at=None,
                defaults={
                    "matter_id": matter.id,
                    "unit_id": _calling_unit(matter),
                    "draw_id": draw.pk if draw and ground == CallGround.SAMPLE else None,
                    "ground": ground,
                    "made_at": at,
                },
            )
            if is_new:
                made[matter.id] = ground
    if draw is not None or made:
        _record(owner_id, draw, picked.get(CallGround.SAMPLE, []), made, at)
    return len(made)


def _record(
    owner_id: int, draw: CallDraw | None, sample: list[Matter], made: dict[int, CallGround], at: datetime
) -> None:
    data: dict[str, object] = {"unit": owner_id, "added": len(made)}
    if draw is not None:
        data |= {
            "day": draw.day.isoformat(),
            "seed": draw.seed,
            "share": draw.share,
            "pool": draw.pool,
            "sample": [one.number for one in sample],
        }
    record(stream=STREAM, verb="petition.calls_drawn", actor=SYSTEM, at=at, data=data)


def _calling_unit(matter: Matter) -> int:
    """Return the nearest centre from the owner upwards that had no task in the matter; the owner where all had one."""
    handled = {unit for unit, *_ in given(matter.id)}
    path = [unit for unit in reversed(matter.owner_path) if unit not in handled]
    return path[0] if path else int(matter.owner_id or 0)


# One call -------------------------------------------------------------------------------------------------------------


@transaction.atomic(durable=True)
def make_call(actor: Actor, task_id: int, call: Call, at: datetime) -> str:
    """Keep one call and do what follows; return "done", "unreached", "reopened", "raised" or "in_review".

    Not solved reopens the matter; not solved twice brings it before the next higher body (art. 21, 40).
    """
    require_role(actor, "matters.call_back")
    waiting = calls.call(actor, task_id)
    locking.lock_number(actor, waiting.matter.number)
    task = CallTask.objects.select_for_update().get(id=task_id)
    if task.done_at is not None:
        raise Conflict(why="这一件刚刚有人回访过。")
    _check(call)
    proceeding = workflow.main_of(waiting.matter.id)
    if proceeding.id != task.proceeding_id:
        return _in_review(task, at)
    fields: dict[str, object] = {"reached": call.reached, "words": call.words.strip()[:WORDS_MOST]}
    if call.reached:
        fields |= {
            "solved": call.solved or None,
            "satisfied": call.satisfied,
            "finding": call.finding or None,
        }
    perform_joined(actor, MoveRequest(proceeding.id, "call_back", fields), at)
    row = calls.script_row(actor.unit_id)
    last = CallBack.objects.filter(task_id=task_id).order_by("-id")[:1].get()
    last.answers = [list(pair) for pair in call.answers if pair[1].strip()]
    last.script_id = row.pk if row else None
    last.save(update_fields=["answers", "script_id"])
    return _follow(actor, task_id, proceeding.id, at)


def _check(call: Call) -> None:
    if not call.reached:
        return
    if call.solved not in ("yes", "no", ""):
        raise InvalidInput(field="solved", why="请选择解决了还是没有解决。")
    if call.satisfied is not None and not 1 <= call.satisfied <= 5:
        raise InvalidInput(field="satisfied", why="满意度是 1 到 5。")
    if not call.solved and call.satisfied is None and not call.words.strip():
        raise InvalidInput(field="solved", why="联系上了，请至少记下一项：是否解决、满意度或者对方的话。")
    if call.finding and call.finding not in set(Finding):
        raise InvalidInput(field="finding", why="请从列表里选择办理中发现的问题。")


def _in_review(task: CallTask, at: datetime) -> str:
    """End a call whose matter went to review meanwhile: that is where it is looked at now."""
    task.done_at, task.ending = at, CallEnd.IN_REVIEW
    task.save(update_fields=["done_at", "ending"])
    return "in_review"


def _follow(actor: Actor, task_id: int, proceeding_id: int, at: datetime) -> str:
    task = CallTask.objects.get(id=task_id)
    if task.done_at is None or task.ending == CallEnd.UNREACHED:
        return "unreached"
    state = workflow.main_of(task.matter_id).state
    if not calls.is_last_unsolved(proceeding_id) or state not in calls.REOPENS:
        return "done"
    twice = calls.unsolved_in(proceeding_id) > 1
    name = "raise_unsolved" if twice else "reopen_unsolved"
    perform_joined(actor, MoveRequest(proceeding_id, name, {}, NOT_SOLVED), at)
    task.ending = CallEnd.REOPENED
    task.save(update_fields=["ending"])
    return "raised" if twice else "reopened"


# The script -----------------------------------------------------------------------------------------------------------


@transaction.atomic(durable=True)
def save_script(
    actor: Actor, opening: str, closing: str, questions: Sequence[Question], at: datetime
) -> CallScript:
    """Make a new version of the centre's script; the one before ends and stays with the calls that used it."""
    require_role(actor, "petitions.call_script")
    if actor.unit_id is None or orgs.unit(actor.unit_id).kind != "centre":
        raise NotAllowed(why="回访话术由中心维护。")
    if why := why_not_script(opening, closing, questions):
        raise InvalidInput(field="questions", why=why)
    before = CallScript.objects.select_for_update().filter(unit_id=actor.unit_id).order_by("-version").first()
    if before is not None and before.ended_at is None:
        before.ended_at = at
        before.save(update_fields=["ended_at"])
    made = CallScript.objects.create(
        unit_id=actor.unit_id,
        version=before.version + 1 if before else 1,
        opening=opening.strip(),
        closing=closing.strip(),
        questions=[
            {"name": one.name, "text": one.text.strip(), "kind": one.kind, "text_en": one.text_en.strip()}
            for one in questions
        ],
        made_by=actor.name,
        made_at=at,
    )
    data = {"unit": actor.unit_id, "version": made.version, "questions": made.questions}
    record(stream=STREAM, verb="petition.call_script_saved", actor=actor, at=at, data=data)
    return made
