"""What a helper does with its own task besides the lead's procedure: sign for it, answer it, give it back."""

from datetime import datetime

from django.db import transaction

from gongzhi.core.ledger.actions import record
from gongzhi.core.matters.actions import locking, tasks
from gongzhi.core.matters.models import Matter, Task, TaskRole, TaskState
from gongzhi.core.matters.queries.work import units_of
from gongzhi.core.notify.actions import notify
from gongzhi.core.notify.recipients import unit
from gongzhi.core.orgs import queries as orgs
from gongzhi.kernel.actor import Actor
from gongzhi.kernel.errors import Conflict, InvalidInput, NotAllowed, NotFound


@transaction.atomic(durable=True)
def sign_help(actor: Actor, task_id: int, at: datetime) -> Task:
    """Sign for a helper's task."""
    task, matter = _own(actor, task_id)
    tasks.sign(task, actor.account_id, at)
    _record(task, matter, "task.signed", actor, at)
    return task


@transaction.atomic(durable=True)
def answer_help(actor: Actor, task_id: int, answer: str, at: datetime) -> Task:
    """Answer a helper's task; its clock is met and the lead is told."""
    task, matter = _own(actor, task_id)
    text = _required("answer", answer, "请写明协办的结果。")
    tasks.end(task, TaskState.ANSWERED, at, answer=text, by=actor.name)
    _record(task, matter, "task.answered", actor, at, answer=text)
    _tell_lead(task, matter, "协办已答复", text, actor, at)
    return task


@transaction.atomic(durable=True)
def return_help(actor: Actor, task_id: int, reason: str, at: datetime) -> Task:
    """Give a helper's task back with a reason; the lead (or the centre) asks somebody else or goes on without."""
    task, matter = _own(actor, task_id)
    why = _required("reason", reason, "请写明为什么退回协办。")
    tasks.end(task, TaskState.RETURNED, at, reason=why, by=actor.name)
    _record(task, matter, "task.returned", actor, at, why=why)
    _tell_lead(task, matter, "协办已退回", why, actor, at)
    return task


def _own(actor: Actor, task_id: int) -> tuple[Task, Matter]:
    known = Task.objects.filter(id=task_id, role=TaskRole.HELPER).first()
    if known is None or known.unit_id not in units_of(actor.unit_id):
        raise NotFound
    if not actor.has_role("handler", "dispatcher", "clerk"):
        raise NotAllowed(why="协办任务由本单位的承办人来办。")
    matter = locking.lock(known.matter_id)
    task = Task.objects.select_for_update().get(id=task_id)
    if not task.is_open:
        raise Conflict(why="这项协办已经结束。")
    return task, matter


def _required(name: str, text: str, why: str) -> str:
    text = text.replace("\x00", "").strip()
    if not text:
        raise InvalidInput(field=name, why=why)
    return text[:20_000]


def _record(
    task: Task, matter: Matter, verb: str, actor: Actor, at: datetime, *, why: str = "", answer: str = ""
) -> None:
    data: dict[str, object] = {
        "task": task.id,
        "unit": task.unit_id,
        "unit_name": orgs.unit_name(task.unit_id),
    }
    if answer:
        data["answer"] = answer
    record(stream=matter.stream, verb=verb, actor=actor, at=at, data=data, why=why)


def _tell_lead(task: Task, matter: Matter, what: str, body: str, actor: Actor, at: datetime) -> None:
    to = matter.lead_id or matter.owner_id
    if to is not None:
        notify(
            matter_id=matter.id,
            to=unit(to),
            subject=f"{matter.number} {what}",
            body=body,
            actor=actor,
            at=at,
            key=f"task:{task.id}:{task.state}",
            statutory=False,
        )
