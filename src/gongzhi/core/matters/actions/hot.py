"""Gathers the matters of the last weeks into hot issues, keeps who they were before, and warns of unusual growth."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q

from gongzhi.core.geo import queries as geo
from gongzhi.core.ledger.actions import record
from gongzhi.core.matters.models import Matter
from gongzhi.core.matters.queries import texts
from gongzhi.core.notify.actions import notify
from gongzhi.core.notify.recipients import unit
from gongzhi.core.orgs import queries as orgs
from gongzhi.core.suggest import switches
from gongzhi.core.suggest.models import Belongs, HotIssue, HotMember, IssueState, Theme, ThemeMember
from gongzhi.core.suggest.rules import hot as rules
from gongzhi.core.suggest.rules.hot import Carried, Growth, Located
from gongzhi.kernel.actor import SYSTEM
from gongzhi.reading import naming
from gongzhi.reading.hot import Hot, Issue, Message

MOST = 200_000
FORGOTTEN = timedelta(days=365)
"""What has faded for so long comes back as a new issue."""
AGAIN = timedelta(days=7)
"""An alarm is not raised again for the same issue or theme within a week."""


@dataclass(frozen=True, slots=True)
class Gathered:
    """What a run found: how many matters were read, issues now, and how many of them are new or were alarmed of."""

    matters: int
    issues: int
    begun: int
    alarms: int


def gather_hot(at: datetime) -> Gathered:
    """Gather anew and keep what changed; nothing is done while the function is switched off."""
    if not orgs.setting(switches.HOT):
        return Gathered(0, 0, 0, 0)
    since = at - timedelta(days=int(str(orgs.setting(switches.HOT_DAYS))))
    read = {one.id: one for one in texts.said_between(since, at, MOST)}
    held = Hot()
    held.add(_message(one) for one in read.values())
    return _keep(_by_place(held.issues(), read), read, at)


def _message(one: Matter) -> Message:
    place = geo.area_name(one.township_code) if one.township_code else ""
    return Message(str(one.id), one.text, one.title, one.brought_at, place)


def _by_place(found: Sequence[Issue], read: Mapping[int, Matter]) -> list[Issue]:
    """Part the issues into what lies together, each named anew; what is said everywhere is a topic and no issue."""
    parted: list[Issue] = []
    for issue in found:
        members = {int(one.id): one for one in issue.members}
        located = [Located(key, read[key].area_code, read[key].lon, read[key].lat) for key in members]
        for part in rules.by_place(located):
            told = naming.name([read[key].title for key in part], issue.words, [])
            kept = tuple(one for key, one in members.items() if key in set(part))
            parted.append(replace(issue, title=told.title, place=told.place, size=len(kept), members=kept))
    return parted


@transaction.atomic(durable=True)
def _keep(found: Sequence[Issue], read: Mapping[int, Matter], at: datetime) -> Gathered:
    lately = Q(state=IssueState.LIVE) | Q(state=IssueState.FADED, seen_at__gte=at - FORGOTTEN)
    known = {one.pk: one for one in HotIssue.objects.select_for_update().filter(lately)}
    rows = HotMember.objects.filter(issue_id__in=list(known), matter_id__in=list(read))
    olds: dict[int, set[int]] = {}
    for issue_id, matter_id in rows.values_list("issue_id", "matter_id"):
        olds.setdefault(issue_id, set()).add(matter_id)
    news = [frozenset(int(member.id) for member in issue.members) for issue in found]
    run = rules.carry({key: frozenset(members) for key, members in olds.items()}, news)
    kept: dict[int, HotIssue] = {}
    begun = 0
    for one in run.carried:
        issue = known.get(one.keeps) if one.keeps is not None else None
        begun += issue is None
        kept[one.index] = _put(issue, found[one.index], one, read, at)
    for one in run.carried:
        _absorb(kept[one.index], [known[old] for old in one.absorbs], at)
    gone = [one for key, one in known.items() if key in run.faded or key not in olds]
    _fade([one for one in gone if one.state == IssueState.LIVE], at)
    alarms = sum(
        _warn(kept[n], [read[key].brought_at for key in members], at) for n, members in enumerate(news)
    )
    return Gathered(len(read), len(found), begun, alarms)


def _put(
    issue: HotIssue | None, found: Issue, how: Carried, read: Mapping[int, Matter], at: datetime
) -> HotIssue:
    """Write an issue as it is now, and its members; the ledger keeps who came and who went."""
    members = {int(one.id): one.distance for one in found.members}
    inside = [read[key] for key in members]
    heat = rules.heat([one.brought_at for one in inside], at)
    is_new = issue is None
    row = issue or HotIssue(begun_at=at, split_from_id=how.split_from)
    row.title, row.place, row.words = found.title[:200], found.place[:200], list(found.words)
    row.area_code = rules.common_area(one.area_code for one in inside)
    row.state, row.seen_at = IssueState.LIVE, at
    row.size, row.growth, row.heat = heat.size, heat.growth, heat.heat
    row.from_at = min(one.brought_at for one in inside)
    row.to_at = max(one.brought_at for one in inside)
    row.save()
    before = set(HotMember.objects.filter(issue=row).values_list("matter_id", flat=True))
    came, went = sorted(members.keys() - before), sorted(before - members.keys())
    HotMember.objects.filter(issue=row, matter_id__in=went).delete()
    HotMember.objects.bulk_create(
        [HotMember(issue=row, matter_id=key, distance=far, since=at) for key, far in members.items()],
        update_conflicts=True,
        unique_fields=["issue", "matter_id"],
        update_fields=["distance"],
    )
    if is_new or came or went:
        verb = "hot.begun" if is_new and how.split_from is None else "hot.split" if is_new else "hot.changed"
        data = {"title": row.title, "size": row.size, "came": came[:500], "went": went[:500]}
        if how.split_from is not None:
            data["from"] = how.split_from
        record(stream=row.stream, verb=verb, actor=SYSTEM, at=at, data=data)
    return row


def _absorb(into: HotIssue, others: Sequence[HotIssue], at: datetime) -> None:
    """Let issues that have become part of an elder one stand as such; their theme stays with them for a person to join."""
    for one in others:
        one.state, one.into, one.seen_at = IssueState.MERGED, into, at
        one.save(update_fields=["state", "into", "seen_at"])
        data = {"into": into.pk, "title": into.title}
        record(stream=one.stream, verb="hot.merged", actor=SYSTEM, at=at, data=data)
        if into.theme_id is None and one.theme_id is not None:
            into.theme_id = one.theme_id
            into.save(update_fields=["theme"])


def _fade(issues: Sequence[HotIssue], at: datetime) -> None:
    for one in issues:
        one.state = IssueState.FADED
        one.save(update_fields=["state"])
        record(stream=one.stream, verb="hot.faded", actor=SYSTEM, at=at, data={"size": one.size})


def _warn(issue: HotIssue, times: Sequence[datetime], at: datetime) -> bool:
    """Tell the centre of the place, once a week, that an issue grows unusually; a theme's owner is told of the theme."""
    if issue.theme_id is not None:
        return False
    to = orgs.area_owner(issue.area_code) if issue.area_code else orgs.root().id
    return warn(issue, rules.growth(times, at), [to], at)


@transaction.atomic(durable=True)
def warn_themes(at: datetime) -> int:
    """Tell owners and the centres of the places of open themes that grow unusually; return how many themes."""
    if not orgs.setting(switches.ALARM):
        return 0
    raised = 0
    for theme in Theme.objects.select_for_update().filter(closed_at__isnull=True):
        inside = ThemeMember.objects.filter(theme=theme, state__in=(Belongs.CONFIRMED, Belongs.AUTOMATIC))
        ids = list(inside.values_list("matter_id", flat=True))
        times = list(Matter.objects.filter(id__in=ids).values_list("brought_at", flat=True))
        centre = orgs.area_owner(theme.area_code) if theme.area_code else orgs.root().id
        raised += warn(theme, rules.growth(times, at), [theme.owner_unit_id, centre], at)
    return raised


def warn(what: HotIssue | Theme, found: Growth, units: Sequence[int], at: datetime) -> bool:
    """Raise an alarm in the caller's transaction if growth is unusual and none was raised lately; return whether."""
    is_lately = what.alarmed_at is not None and what.alarmed_at > at - AGAIN
    if not found.is_unusual or is_lately or not orgs.setting(switches.ALARM):
        return False
    what.alarmed_at = at
    what.alarm = {"week": found.week, "usual": found.usual, "line": found.line}
    what.save(update_fields=["alarmed_at", "alarm"])
    record(stream=what.stream, verb="hot.alarmed", actor=SYSTEM, at=at, data=dict(what.alarm))
    body = (
        f"最近 7 天 {found.week} 件，前四周平均每周 {found.usual:g} 件，超过警戒线 {found.line:g} 件"
        "（平均数加上它的平方根的 3 倍）。请看看是什么原因，要不要提前去办。"
    )
    for one in dict.fromkeys(units):
        notify(
            matter_id=None,
            to=unit(one),
            subject=f"增长异常：{what.title}",
            body=body,
            actor=SYSTEM,
            at=at,
            key=f"{what.stream}:alarm:{at:%Y%m%d}",
            statutory=False,
        )
    return True
