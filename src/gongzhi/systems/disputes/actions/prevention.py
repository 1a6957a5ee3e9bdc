"""Prevention tasks: set for a cause in an area, reported by the unit, closed or sent back by who set them."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from gongzhi.core.identity.rules.verbs import require_role
from gongzhi.core.ledger.actions import record
from gongzhi.core.notify import recipients
from gongzhi.core.notify.actions.notify import notify
from gongzhi.core.orgs import queries as orgs
from gongzhi.kernel.actor import SYSTEM, Actor
from gongzhi.kernel.errors import Conflict, InvalidInput, NotAllowed, NotFound
from gongzhi.kernel.terms import CHINA
from gongzhi.systems.disputes.models import PreventionTask
from gongzhi.systems.disputes.queries import network
from gongzhi.systems.disputes.queries import prevention as queries
from gongzhi.systems.disputes.rules.causes import CAUSES

ASSIGN, REPORT = "disputes.prevention_assign", "disputes.prevention_report"


@dataclass(frozen=True, slots=True)
class Draft:
    """What is to be done about a cause in an area, by whom and by when."""

    theme: str
    area_code: str
    cause: str
    measures: str
    unit_id: int | None
    due_on: date | None
    ground: str = ""


@transaction.atomic(durable=True)
def set_task(actor: Actor, draft: Draft, at: datetime) -> PreventionTask:
    """Set a task and tell the unit."""
    require_role(actor, ASSIGN)
    unit_id, due_on = _check(actor, draft, at)
    made = PreventionTask.objects.create(
        theme=draft.theme.strip(), cause=draft.cause, area_code=draft.area_code, ground=draft.ground.strip()[:300],
        measures=draft.measures.strip(), unit_id=unit_id, by_unit_id=actor.unit_id, by_name=actor.name,
        made_at=at, due_on=due_on,
    )  # fmt: skip
    _record(made, "prevention.set", actor, at, unit=unit_id, due=due_on.isoformat())
    _tell(
        made,
        unit_id,
        f"新的预防任务：{made.theme}",
        f"{made.measures}请在 {due_on.isoformat()} 前报告结果。",
        "set",
        actor,
        at,
    )
    return made


def _check(actor: Actor, draft: Draft, at: datetime) -> tuple[int, date]:
    if not draft.theme.strip() or len(draft.theme) > 120:
        raise InvalidInput(field="theme", why="请写明主题，最多 120 个字。")
    if not draft.measures.strip():
        raise InvalidInput(field="measures", why="请写明要做什么。")
    if draft.cause and draft.cause not in CAUSES:
        raise InvalidInput(field="cause", why="没有这个案由，请从列表里选。")
    code = network.known_area(draft.area_code)
    if not code.startswith(network.require_scope(actor)):
        raise InvalidInput(field="area_code", why="这个区划不在您单位的范围里。")
    if draft.unit_id is None:
        raise InvalidInput(field="unit_id", why="请选择由哪个单位来做。")
    try:
        unit = orgs.unit(draft.unit_id)
    except NotFound as error:
        raise InvalidInput(field="unit_id", why="没有这个单位。") from error
    if draft.due_on is None or draft.due_on <= at.astimezone(CHINA).date():
        raise InvalidInput(field="due_on", why="完成日期要在今天之后。")
    return unit.id, draft.due_on


@transaction.atomic(durable=True)
def report(actor: Actor, task_id: int, result: str, at: datetime) -> PreventionTask:
    """Report what was done; only the unit itself does."""
    require_role(actor, REPORT)
    kept = _locked(actor, task_id)
    if actor.unit_id is None or kept.unit_id not in orgs.unit_ids_standing_for(actor.unit_id):
        raise NotAllowed(why="只有承担任务的单位才能报告结果。")
    if not result.strip():
        raise InvalidInput(field="result", why="请写明做了什么、有什么效果。")
    kept.result, kept.reported_at, kept.reported_by = result.strip(), at, actor.name
    kept.save(update_fields=["result", "reported_at", "reported_by"])
    _record(kept, "prevention.reported", actor, at, result=kept.result)
    if kept.by_unit_id:
        _tell(
            kept,
            kept.by_unit_id,
            f"预防任务有了结果：{kept.theme}",
            kept.result[:200],
            f"reported:{at.isoformat()}",
            actor,
            at,
        )
    return kept


@transaction.atomic(durable=True)
def close(actor: Actor, task_id: int, verdict: str, at: datetime) -> PreventionTask:
    """Close a task that was reported, saying what came of it."""
    kept = _reported(actor, task_id)
    kept.verdict, kept.closed_at, kept.closed_by = _words(verdict), at, actor.name
    kept.save(update_fields=["verdict", "closed_at", "closed_by"])
    _record(kept, "prevention.closed", actor, at, why=kept.verdict)
    _tell(kept, kept.unit_id, f"预防任务已验收：{kept.theme}", kept.verdict, "closed", actor, at)
    return kept


@transaction.atomic(durable=True)
def send_back(actor: Actor, task_id: int, why: str, at: datetime) -> PreventionTask:
    """Send a report back with what is still to be done."""
    kept = _reported(actor, task_id)
    words = _words(why)
    kept.reported_at, kept.reported_by = None, ""
    kept.save(update_fields=["reported_at", "reported_by"])
    _record(kept, "prevention.sent_back", actor, at, why=words)
    _tell(kept, kept.unit_id, f"预防任务退回补充：{kept.theme}", words, f"back:{at.isoformat()}", actor, at)
    return kept


@transaction.atomic(durable=True)
def remind_late(at: datetime) -> int:
    """Tell units, once for each task, that its day has passed without a report; return how many were told."""
    on, told = at.astimezone(CHINA).date(), 0
    for one in queries.tasks_late(on):
        for unit_id in {one.unit_id, one.by_unit_id or one.unit_id}:
            told += _tell(
                one,
                unit_id,
                f"预防任务逾期：{one.theme}",
                f"应当在 {one.due_on.isoformat()} 前报告，还没有报告。",
                "late",
                SYSTEM,
                at,
            )
    return told


def _reported(actor: Actor, task_id: int) -> PreventionTask:
    require_role(actor, ASSIGN)
    kept = _locked(actor, task_id)
    if kept.reported_at is None:
        raise Conflict(why="承担单位还没有报告结果。")
    return kept


def _locked(actor: Actor, task_id: int) -> PreventionTask:
    queries.task(actor, task_id)
    kept = PreventionTask.objects.select_for_update().get(pk=task_id)
    if kept.closed_at is not None:
        raise Conflict(why="这项任务已经验收。")
    return kept


def _words(text: str) -> str:
    if not text.strip() or len(text) > 300:
        raise InvalidInput(field="why", why="请写明意见，最多 300 个字。")
    return text.strip()


def _record(
    kept: PreventionTask, verb: str, actor: Actor, at: datetime, why: str = "", **more: object
) -> None:
    data = {"task": kept.pk, "theme": kept.theme, "area": kept.area_code, "cause": kept.cause, **more}
    record(stream="prevention", verb=verb, actor=actor, at=at, data=data, why=why)


def _tell(
    kept: PreventionTask, unit_id: int, subject: str, body: str, what: str, actor: Actor, at: datetime
) -> int:
    return notify(
        matter_id=None, to=recipients.unit(unit_id), subject=subject, body=body, actor=actor, at=at,
        key=f"prevention:{kept.pk}:{what}", statutory=False,
    )  # fmt: skip
