"""Campaigns in one field: begun with a filter of matters, causes found in them, tasks given, policy suggested, and ended."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from gongzhi.core.files.actions import make_document
from gongzhi.core.identity.rules.verbs import require_role
from gongzhi.core.ledger.actions import record
from gongzhi.core.matters.queries import Filter
from gongzhi.core.matters.queries.work import units_of
from gongzhi.core.notify.actions import notify
from gongzhi.core.notify.recipients import unit
from gongzhi.core.orgs import queries as orgs
from gongzhi.kernel.actor import Actor
from gongzhi.kernel.errors import InvalidInput, NotAllowed, NotFound
from gongzhi.systems.petitions.actions.wording import said
from gongzhi.systems.petitions.models import (
    Adoption,
    Campaign,
    CampaignCause,
    CampaignTask,
    PolicySuggestion,
    SuggestionKind,
)
from gongzhi.systems.petitions.queries import campaigns as queries
from gongzhi.systems.petitions.queries.ownership import today


@dataclass(frozen=True, slots=True)
class NewCampaign:
    """A campaign: its field in words, its aim, the filter of its matters, and its days."""

    title: str
    field: str
    aim: str
    wanted: Filter
    since: date
    until: date


@dataclass(frozen=True, slots=True)
class NewTask:
    """What which body does against a cause by which day."""

    unit_id: int
    what: str
    due_on: date
    cause_id: int | None = None


@dataclass(frozen=True, slots=True)
class NewSuggestion:
    """A policy suggestion: what was found, what is advised, and by when the body answers in writing."""

    to_unit_id: int
    subject: str
    findings: str
    advice: str
    due_on: date
    campaign_id: int | None = None
    kind: str = str(SuggestionKind.POLICY)


@transaction.atomic(durable=True)
def start_campaign(actor: Actor, new: NewCampaign, at: datetime) -> Campaign:
    """Begin a campaign; its matters are what its filter shows, so nobody puts single people into it."""
    require_role(actor, "petitions.campaigns")
    if actor.unit_id is None:
        raise NotAllowed(why="专项治理由中心或者部门组织。")
    if new.until < new.since:
        raise InvalidInput(field="until", why="结束的日期要在开始的日期之后。")
    made = Campaign.objects.create(
        unit_id=actor.unit_id,
        title=said("title", new.title, "请写专项治理的名称。", 120),
        field=said("field", new.field, "请写治理的领域，例如物业服务、拖欠工资。", 120),
        aim=said("aim", new.aim, "请写要解决什么、做到什么程度。"),
        query=queries.saved(new.wanted),
        since=new.since,
        until=new.until,
        made_by=actor.name,
        made_at=at,
    )
    data = {"campaign": made.pk, "title": made.title, "query": made.query}
    record(stream=stream(made), verb="campaign.began", actor=actor, at=at, data=data)
    return made


@transaction.atomic(durable=True)
def find_cause(actor: Actor, campaign_id: int, cause: str, wanted: Filter, at: datetime) -> CampaignCause:
    """Write down a root cause with the filter of the matters that show it."""
    campaign = _lock(actor, campaign_id)
    made = CampaignCause.objects.create(
        campaign_id=campaign.pk,
        cause=said("cause", cause, "请写明根源是什么。", 1000),
        query=queries.saved(wanted),
        made_by=actor.name,
        made_at=at,
    )
    data = {"cause": made.pk, "words": made.cause, "query": made.query}
    record(stream=stream(campaign), verb="campaign.cause_found", actor=actor, at=at, data=data)
    return made


@transaction.atomic(durable=True)
def give_task(actor: Actor, campaign_id: int, new: NewTask, at: datetime) -> CampaignTask:
    """Give a body of one's own line a task with a day."""
    campaign = _lock(actor, campaign_id)
    if new.due_on < today(at):
        raise InvalidInput(field="due_on", why="完成的日期不能早于今天。")
    if actor.unit_id not in orgs.unit_path(new.unit_id):
        raise InvalidInput(
            field="unit_id", why="任务只能交给本单位或者下级单位；要请别的单位做，请发政策建议书。"
        )
    if new.cause_id and not CampaignCause.objects.filter(id=new.cause_id, campaign_id=campaign.pk).exists():
        raise InvalidInput(field="cause_id", why="请从这次专项治理的根源里选择。")
    made = CampaignTask.objects.create(
        campaign_id=campaign.pk,
        cause_id=new.cause_id,
        unit_id=new.unit_id,
        what=said("what", new.what, "请写明做什么。"),
        due_on=new.due_on,
        given_at=at,
        given_by=actor.name,
    )
    record(stream=stream(campaign), verb="campaign.task_given", actor=actor, at=at, data=_task_data(made))
    body = f"{made.what}（{made.due_on.isoformat()} 前完成并书面报告）"
    _notify(made.unit_id, f"专项治理任务：{campaign.title}", body, actor, at, f"campaign-task:{made.pk}")
    return made


@transaction.atomic(durable=True)
def reply_task(actor: Actor, task_id: int, reply: str, at: datetime) -> CampaignTask:
    """Report in writing what was done; only the body to which the task was given may."""
    require_role(actor, "petitions.reply_decision")
    found, campaign = _lock_task(task_id)
    if found.unit_id not in units_of(actor.unit_id):
        raise NotFound
    if found.replied_at is not None:
        raise InvalidInput(field="reply", why="这项任务已经报告过，请刷新页面。")
    found.reply, found.replied_at = said("reply", reply, "请写明做了什么、结果怎样。"), at
    found.save()
    record(stream=stream(campaign), verb="campaign.task_reported", actor=actor, at=at, data=_task_data(found))
    _notify(campaign.unit_id, f"专项治理任务已报告：{campaign.title}", found.reply[:300], actor, at, f"campaign-task:{found.pk}:reply:{at.isoformat()}")  # fmt: skip
    return found


@transaction.atomic(durable=True)
def finish_task(actor: Actor, task_id: int, at: datetime, back: str = "") -> CampaignTask:
    """Confirm that a task is done, or (`back`: why) send its report back."""
    found, campaign = _lock_task(task_id)
    _lock(actor, campaign.pk)
    if found.replied_at is None or found.done_at is not None:
        raise InvalidInput(field="reply", why="这项任务没有等着核对的报告，请刷新页面。")
    if back.strip():
        found.replied_at = None
        _notify(found.unit_id, f"专项治理任务没有办完：{campaign.title}", back.strip(), actor, at, f"campaign-task:{found.pk}:back:{at.isoformat()}")  # fmt: skip
    else:
        found.done_at = at
    found.save()
    verb = "campaign.task_done" if found.done_at else "campaign.task_sent_back"
    record(stream=stream(campaign), verb=verb, actor=actor, at=at, data=_task_data(found), why=back.strip())
    return found


@transaction.atomic(durable=True)
def suggest_policy(actor: Actor, new: NewSuggestion, at: datetime) -> PolicySuggestion:
    """Send a numbered policy suggestion to a body, which answers in writing by a day (信访工作条例 art. 41)."""
    require_role(actor, "petitions.campaigns")
    if actor.unit_id is None:
        raise NotAllowed(why="政策建议书由中心或者部门发出。")
    campaign = _lock(actor, new.campaign_id) if new.campaign_id is not None else None
    if new.kind not in set(SuggestionKind):
        raise InvalidInput(field="kind", why="请选择建议的种类：完善政策、改进工作或者追究责任。")
    if new.to_unit_id in units_of(actor.unit_id):
        raise InvalidInput(field="to_unit_id", why="政策建议要发给别的单位。")
    if new.due_on <= today(at):
        raise InvalidInput(field="due_on", why="答复的日期要晚于今天。")
    subject = said("subject", new.subject, "请写建议的事项。", 200)
    findings = said("findings", new.findings, "请写明从信访事项里看到的情况和根源，不写任何人的姓名。")
    advice = said("advice", new.advice, "请写明建议怎样改进政策和工作。")
    to_name = orgs.unit(new.to_unit_id).name
    letter = make_document(
        matter_id=None,
        proceeding_id=None,
        template="policy_suggestion",
        title="政策建议书" if new.kind == SuggestionKind.POLICY else f"{SuggestionKind(new.kind).label}建议书",
        data={
            "to_unit": to_name, "subject": subject, "findings": findings, "advice": advice,
            "campaign": campaign.title if campaign else "", "due_on": new.due_on.isoformat(),
        },
        actor=actor,
        at=at,
        stream=stream(campaign) if campaign else "petitions.policy",
    )  # fmt: skip
    made = PolicySuggestion.objects.create(
        campaign_id=new.campaign_id,
        kind=new.kind,
        number=letter.number,
        document_id=letter.pk,
        by_unit_id=actor.unit_id,
        to_unit_id=new.to_unit_id,
        subject=subject,
        findings=findings,
        advice=advice,
        sent_at=at,
        sent_by=actor.name,
        due_on=new.due_on,
    )
    data = _letter_data(made)
    record(stream=letter_stream(made), verb="policy.suggested", actor=actor, at=at, data=data)
    body = f"{subject}。请在 {made.due_on.isoformat()} 前书面答复是否采纳。"
    _notify(
        made.to_unit_id, f"{made.number} 政策建议书", body, actor, at, f"policy:{made.pk}", statutory=True
    )
    return made


@transaction.atomic(durable=True)
def reply_suggestion(
    actor: Actor, suggestion_id: int, adoption: str, reply: str, at: datetime
) -> PolicySuggestion:
    """Answer a policy suggestion in writing: adopted, in part, or not, each with what is done or why not."""
    require_role(actor, "petitions.reply_decision")
    found = PolicySuggestion.objects.select_for_update().filter(id=suggestion_id).first()
    if found is None or found.to_unit_id not in units_of(actor.unit_id):
        raise NotFound
    if found.replied_at is not None:
        raise InvalidInput(field="reply", why="这份建议书已经答复过，请刷新页面。")
    if adoption not in set(Adoption):
        raise InvalidInput(field="adoption", why="请选择采纳、部分采纳或者不采纳。")
    found.adoption, found.replied_at = adoption, at
    found.reply = said("reply", reply, "请写明采纳了什么、怎样落实；不采纳的写明理由。")
    found.save()
    record(stream=letter_stream(found), verb="policy.answered", actor=actor, at=at, data=_letter_data(found) | {"adoption": adoption})  # fmt: skip
    _notify(found.by_unit_id, f"{found.number} 已答复：{Adoption(adoption).label}", found.reply[:300], actor, at, f"policy:{found.pk}:reply")  # fmt: skip
    return found


@transaction.atomic(durable=True)
def end_campaign(actor: Actor, campaign_id: int, words: str, at: datetime) -> Campaign:
    """End a campaign with what came of it; no task may be open."""
    campaign = _lock(actor, campaign_id)
    if CampaignTask.objects.filter(campaign_id=campaign.pk, done_at__isnull=True).exists():
        raise InvalidInput(field="words", why="还有任务没有完成，完成以后再结束专项治理。")
    campaign.ended_at, campaign.ended_words = at, said("words", words, "请写明治理的结果和还没有解决的问题。")
    campaign.save()
    record(stream=stream(campaign), verb="campaign.ended", actor=actor, at=at, data={"campaign": campaign.pk})
    return campaign


def stream(campaign: Campaign) -> str:
    """Return the ledger stream of a campaign."""
    return f"petitions.campaign:{campaign.pk}"


def letter_stream(one: PolicySuggestion) -> str:
    """Return the ledger stream of a suggestion: its campaign's, or that of all others."""
    return f"petitions.campaign:{one.campaign_id}" if one.campaign_id else "petitions.policy"


def _task_data(one: CampaignTask) -> dict[str, object]:
    return {"task": one.pk, "unit": one.unit_id, "what": one.what, "due_on": one.due_on.isoformat()}


def _letter_data(one: PolicySuggestion) -> dict[str, object]:
    return {
        "suggestion": one.pk,
        "number": one.number,
        "to": one.to_unit_id,
        "due_on": one.due_on.isoformat(),
    }


def _lock(actor: Actor, campaign_id: int) -> Campaign:
    require_role(actor, "petitions.campaigns")
    known = queries.campaign_of(actor, campaign_id)
    if not queries.may_keep(actor, known):
        raise NotAllowed(why="专项治理由发起它的单位维护。")
    found = Campaign.objects.select_for_update().get(id=known.pk)
    if found.ended_at is not None:
        raise InvalidInput(field="campaign", why="这次专项治理已经结束。")
    return found


def _lock_task(task_id: int) -> tuple[CampaignTask, Campaign]:
    found = CampaignTask.objects.select_for_update().filter(id=task_id).first()
    if found is None:
        raise NotFound
    return found, Campaign.objects.get(id=found.campaign_id)


def _notify(
    to: int, subject: str, body: str, actor: Actor, at: datetime, key: str, *, statutory: bool = False
) -> None:
    notify(
        matter_id=None,
        to=unit(to),
        subject=subject,
        body=body,
        actor=actor,
        at=at,
        key=key,
        statutory=statutory,
    )
