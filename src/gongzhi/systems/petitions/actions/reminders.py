"""Tells, once for each, of days that have passed: promises, milestones, decisions, campaign tasks, unanswered suggestions, unowned cases."""

from collections.abc import Callable
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from gongzhi.core.matters.models import Matter
from gongzhi.core.notify.actions import notify
from gongzhi.core.notify.recipients import Recipient, account, unit
from gongzhi.core.orgs import queries as orgs
from gongzhi.kernel.actor import SYSTEM
from gongzhi.systems.petitions.models import (
    BacklogEntry,
    Campaign,
    CampaignTask,
    CaseMeeting,
    CaseOwner,
    CoordinationMeeting,
    Decision,
    Milestone,
    PolicySuggestion,
)
from gongzhi.systems.petitions.queries.ownership import today

UNOWNED_AFTER = timedelta(days=3)
"""How long a listed matter may be without an owner before the listing centre is told."""
BATCH = 500


def tell_overdue(at: datetime) -> dict[str, int]:
    """Tell whoever must act, and for decisions and suggestions also who asked, and return how many of each were told."""
    steps: dict[str, Callable[[datetime], int]] = {
        "promises": tell_promises,
        "milestones": tell_milestones,
        "decisions": tell_decisions,
        "campaign_tasks": tell_campaign_tasks,
        "suggestions": tell_suggestions,
        "unowned": tell_unowned,
    }
    return {name: step(at) for name, step in steps.items()}


@transaction.atomic(durable=True)
def tell_promises(at: datetime) -> int:
    """Tell owners of promises that were not kept in time and of meetings that did not take place."""
    day = today(at)
    newer = CaseMeeting.objects.filter(owner_id=OuterRef("owner_id"), id__gt=OuterRef("id"))
    missed = Q(next_on__lt=day) & ~Q(Exists(newer))
    broken = Q(promise_on__lt=day, kept_at__isnull=True)
    answering = CaseOwner.objects.filter(id=OuterRef("owner_id"), until__isnull=True)
    rows = CaseMeeting.objects.filter(Exists(answering), broken | missed, told_at__isnull=True)
    held = list(rows.select_for_update(skip_locked=True)[:BATCH])
    owners = CaseOwner.objects.in_bulk({one.owner_id for one in held})
    for one in held:
        owner = owners[one.owner_id]
        what = (
            one.promised
            if one.promise_on and one.promise_on < day and not one.kept_at
            else "约定的见面日期已过"
        )
        to = account(owner.account_id) if owner.account_id else unit(owner.unit_id)
        _tell(to, one.matter_id, "包案承诺到期", what, at, f"case-meeting:{one.pk}:late")
    CaseMeeting.objects.filter(id__in=[one.pk for one in held]).update(told_at=at)
    return len(held)


@transaction.atomic(durable=True)
def tell_milestones(at: datetime) -> int:
    """Tell the body of a milestone, and the centre that owns the matter."""
    rows = Milestone.objects.filter(done_on__isnull=True, told_at__isnull=True, due_on__lt=today(at))
    held = list(rows.select_for_update(skip_locked=True)[:BATCH])
    centres = dict(
        Matter.objects.filter(id__in=[one.matter_id for one in held]).values_list("id", "owner_id")
    )
    for one in held:
        for to in {one.unit_id, centres.get(one.matter_id) or one.unit_id}:
            body = f"{one.title}，{one.due_on.isoformat()} 到期没有完成。"
            _tell(
                unit(to),
                one.matter_id,
                "项目节点到期",
                body,
                at,
                f"milestone:{one.pk}:late:{one.due_on}:{to}",
            )
    Milestone.objects.filter(id__in=[one.pk for one in held]).update(told_at=at)
    return len(held)


@transaction.atomic(durable=True)
def tell_decisions(at: datetime) -> int:
    """Tell the body of a decision and the centre that called the meeting."""
    rows = Decision.objects.filter(done_at__isnull=True, replied_at__isnull=True, told_at__isnull=True)
    held = list(rows.filter(due_on__lt=today(at)).select_for_update(skip_locked=True)[:BATCH])
    meetings = CoordinationMeeting.objects.in_bulk({one.meeting_id for one in held})
    for one in held:
        for to in {one.unit_id, meetings[one.meeting_id].unit_id}:
            body = f"{orgs.unit_name(one.unit_id)}：{one.what}，{one.due_on.isoformat()} 到期没有报告。"
            _tell(unit(to), one.matter_id, "会议决定到期", body, at, f"decision:{one.pk}:late:{to}")
    Decision.objects.filter(id__in=[one.pk for one in held]).update(told_at=at)
    return len(held)


@transaction.atomic(durable=True)
def tell_campaign_tasks(at: datetime) -> int:
    """Tell the body of a campaign's task and the unit that runs the campaign."""
    rows = CampaignTask.objects.filter(replied_at__isnull=True, told_at__isnull=True, due_on__lt=today(at))
    held = list(rows.select_for_update(skip_locked=True)[:BATCH])
    campaigns = Campaign.objects.in_bulk({one.campaign_id for one in held})
    for one in held:
        for to in {one.unit_id, campaigns[one.campaign_id].unit_id}:
            body = f"{orgs.unit_name(one.unit_id)}：{one.what}，{one.due_on.isoformat()} 到期没有报告。"
            _tell(unit(to), None, "专项治理任务到期", body, at, f"campaign-task:{one.pk}:late:{to}")
    CampaignTask.objects.filter(id__in=[one.pk for one in held]).update(told_at=at)
    return len(held)


@transaction.atomic(durable=True)
def tell_suggestions(at: datetime) -> int:
    """Tell both bodies of a policy suggestion that nobody answered in time."""
    rows = PolicySuggestion.objects.filter(
        replied_at__isnull=True, told_at__isnull=True, due_on__lt=today(at)
    )
    held = list(rows.select_for_update(skip_locked=True)[:BATCH])
    for one in held:
        for to in (one.to_unit_id, one.by_unit_id):
            body = f"{one.subject}，{one.due_on.isoformat()} 到期没有书面答复。"
            _tell(unit(to), None, f"{one.number} 建议书到期未答复", body, at, f"policy:{one.pk}:late:{to}")
    PolicySuggestion.objects.filter(id__in=[one.pk for one in held]).update(told_at=at)
    return len(held)


@transaction.atomic(durable=True)
def tell_unowned(at: datetime) -> int:
    """Tell the centre that listed a matter which no leader has taken since."""
    owned = CaseOwner.objects.filter(matter_id=OuterRef("matter_id"), until__isnull=True)
    rows = BacklogEntry.objects.filter(
        ~Q(Exists(owned)), off_at__isnull=True, told_at__isnull=True, listed_at__lte=at - UNOWNED_AFTER
    )
    held = list(rows.select_for_update(skip_locked=True)[:BATCH])
    for one in held:
        body = "列入积案清单以后还没有领导包案，请指定。"
        _tell(unit(one.unit_id), one.matter_id, "积案没有包案领导", body, at, f"backlog:{one.pk}:unowned")
    BacklogEntry.objects.filter(id__in=[one.pk for one in held]).update(told_at=at)
    return len(held)


def _tell(to: Recipient, matter_id: int | None, subject: str, body: str, at: datetime, key: str) -> None:
    number = (
        Matter.objects.filter(id=matter_id).values_list("number", flat=True).first() if matter_id else None
    )
    notify(
        matter_id=matter_id,
        to=to,
        subject=f"{number} {subject}" if number else subject,
        body=body,
        actor=SYSTEM,
        at=at,
        key=key,
        statutory=False,
    )
