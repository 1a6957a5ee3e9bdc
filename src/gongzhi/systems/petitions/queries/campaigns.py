"""Reads of campaigns: their matters by filter, where they gather, causes, tasks, and policy suggestions with their answers."""

from dataclasses import dataclass
from datetime import datetime
from urllib.parse import parse_qsl

from django.db.models import Q, QuerySet

from gongzhi.core.geo import queries as geo
from gongzhi.core.identity.rules.verbs import can
from gongzhi.core.matters.queries import Filter
from gongzhi.core.matters.queries.command import category_words
from gongzhi.core.matters.queries.counted import counts_of, grouped
from gongzhi.core.matters.queries.work import units_of
from gongzhi.core.orgs import queries as orgs
from gongzhi.kernel.actor import Actor
from gongzhi.kernel.errors import NotFound
from gongzhi.systems.petitions.models import Campaign, CampaignCause, CampaignTask, PolicySuggestion
from gongzhi.systems.petitions.queries.meetings import centres_below
from gongzhi.systems.petitions.queries.ownership import SYSTEM, today

CLUSTERS_MOST = 20


@dataclass(frozen=True, slots=True)
class Cluster:
    """Where matters of a campaign gather: a category in a township, with the filter that shows them."""

    category: str
    place: str
    count: int
    wanted: Filter


@dataclass(frozen=True, slots=True)
class CauseView:
    """A root cause with how many matters its filter shows this reader."""

    cause: CampaignCause
    count: int
    wanted: Filter


@dataclass(frozen=True, slots=True)
class TaskView:
    """A task with its body's name and what the reader may do."""

    task: CampaignTask
    unit: str
    cause: str
    campaign: str
    is_late: bool
    may_reply: bool
    may_finish: bool


@dataclass(frozen=True, slots=True)
class SuggestionView:
    """A policy suggestion with the names of both bodies."""

    suggestion: PolicySuggestion
    by_unit: str
    to_unit: str
    is_late: bool
    may_reply: bool


@dataclass(frozen=True, slots=True)
class CampaignView:
    """One campaign in full."""

    campaign: Campaign
    unit: str
    wanted: Filter
    count: int
    open_count: int
    clusters: tuple[Cluster, ...]
    causes: tuple[CauseView, ...]
    tasks: tuple[TaskView, ...]
    suggestions: tuple[SuggestionView, ...]
    may_keep: bool


def wanted_of(query: str) -> Filter:
    """Return the filter that a saved query stands for: petitions only, ended ones too unless it says otherwise."""
    found = Filter.parse({"state": "all", **dict(parse_qsl(query))} | {"system": SYSTEM})
    return found.but(ids=(), q="", mine=False, sort="newest")


def saved(wanted: Filter) -> str:
    """Return the query to save for a filter: never single matters and never words, so that no list of people is kept."""
    return wanted_of(wanted.query_string()).query_string()


def in_reach(actor: Actor) -> QuerySet[Campaign]:
    """Return campaigns of the actor's line: of units above, of its own and of centres below, and those it has a task in."""
    if actor.unit_id is None or not actor.is_staff:
        return Campaign.objects.none()
    line = {*orgs.unit_path(actor.unit_id), *centres_below(actor.unit_id)}
    given = CampaignTask.objects.filter(unit_id__in=units_of(actor.unit_id)).values("campaign_id")
    return Campaign.objects.filter(Q(unit_id__in=line) | Q(id__in=given))


def campaigns(actor: Actor) -> list[Campaign]:
    """Return the campaigns in reach, those that run first, the newest first."""
    return sorted(in_reach(actor).order_by("-since", "-id"), key=lambda one: one.ended_at is not None)


def campaign_of(actor: Actor, campaign_id: int) -> Campaign:
    """Return a campaign in reach; raise NotFound otherwise."""
    found = in_reach(actor).filter(id=campaign_id).first()
    if found is None:
        raise NotFound
    return found


def may_keep(actor: Actor, campaign: Campaign) -> bool:
    """Whether the post runs this campaign."""
    return can(actor, "petitions.campaigns") and campaign.unit_id in units_of(actor.unit_id)


def view(actor: Actor, campaign_id: int, at: datetime) -> CampaignView:
    """Return a campaign in reach with all that hangs on it; matters are counted as far as the reader may see them."""
    found = campaign_of(actor, campaign_id)
    wanted = wanted_of(found.query)
    causes = list(CampaignCause.objects.filter(campaign_id=found.pk).order_by("id"))
    filters = [wanted, wanted.but(state="open"), *(wanted_of(one.query) for one in causes)]
    counts = counts_of(actor, filters, at)
    rows = CampaignTask.objects.filter(campaign_id=found.pk).order_by("due_on", "id")
    letters = PolicySuggestion.objects.filter(campaign_id=found.pk).order_by("-sent_at", "-id")
    return CampaignView(
        found,
        orgs.unit_name(found.unit_id),
        wanted,
        counts[0],
        counts[1],
        tuple(clusters(actor, wanted, at)),
        tuple(
            CauseView(one, n, which) for one, n, which in zip(causes, counts[2:], filters[2:], strict=True)
        ),
        tuple(_task(actor, one, {found.pk: found}, at) for one in rows),
        tuple(_suggestion(actor, one, at) for one in letters),
        may_keep(actor, found),
    )


def clusters(actor: Actor, wanted: Filter, at: datetime) -> list[Cluster]:
    """Return where the matters of a filter gather, by category and township, the most first."""
    rows = [
        (str(category or ""), str(township or ""), int(str(n)))
        for category, township, n in grouped(actor, wanted, at, "category", "township_code")
    ]
    rows.sort(key=lambda row: (-row[2], row[0], row[1]))
    return [
        Cluster(
            category_words(category) if category else "",
            geo.full_name(township) if township else "",
            n,
            wanted.but(category=category or wanted.category, area=township or wanted.area),
        )
        for category, township, n in rows[:CLUSTERS_MOST]
    ]


def tasks_for(actor: Actor, at: datetime, *, done: bool = False) -> list[TaskView]:
    """Return tasks of campaigns given to the actor's unit, by their day."""
    rows = list(
        CampaignTask.objects.filter(unit_id__in=units_of(actor.unit_id), done_at__isnull=not done).order_by(
            "due_on", "id"
        )[:500]
    )
    held = Campaign.objects.in_bulk({one.campaign_id for one in rows})
    return [_task(actor, one, held, at) for one in rows]


def _task(actor: Actor, one: CampaignTask, held: dict[int, Campaign], at: datetime) -> TaskView:
    campaign = held[one.campaign_id]
    cause = CampaignCause.objects.filter(id=one.cause_id).first() if one.cause_id else None
    return TaskView(
        one,
        orgs.unit_name(one.unit_id),
        cause.cause if cause else "",
        campaign.title,
        one.done_at is None and one.due_on < today(at),
        one.replied_at is None
        and one.unit_id in units_of(actor.unit_id)
        and can(actor, "petitions.reply_decision"),
        one.done_at is None and one.replied_at is not None and may_keep(actor, campaign),
    )


def suggestions_in_reach(actor: Actor) -> QuerySet[PolicySuggestion]:
    """Return suggestions written by the actor's unit or a centre below it, and those addressed to its unit or below it."""
    if actor.unit_id is None or not actor.is_staff:
        return PolicySuggestion.objects.none()
    own = set(units_of(actor.unit_id))
    by_line = Q(by_unit_id__in=own | set(centres_below(actor.unit_id)))
    return PolicySuggestion.objects.filter(by_line | Q(to_unit_id__in=own))


def suggestions(actor: Actor, at: datetime, *, only: str = "") -> list[SuggestionView]:
    """Return suggestions in reach, unanswered ones first; `only`: "received", "unanswered" or "" for all."""
    rows = suggestions_in_reach(actor)
    if only == "received":
        rows = rows.filter(to_unit_id__in=units_of(actor.unit_id))
    if only == "unanswered":
        rows = rows.filter(replied_at__isnull=True)
    found = [_suggestion(actor, one, at) for one in rows.order_by("-sent_at", "-id")[:500]]
    return sorted(found, key=lambda one: one.suggestion.replied_at is not None)


def suggestion_of(actor: Actor, suggestion_id: int, at: datetime) -> SuggestionView:
    """Return a suggestion in reach; raise NotFound otherwise."""
    found = suggestions_in_reach(actor).filter(id=suggestion_id).first()
    if found is None:
        raise NotFound
    return _suggestion(actor, found, at)


def _suggestion(actor: Actor, one: PolicySuggestion, at: datetime) -> SuggestionView:
    return SuggestionView(
        one,
        orgs.unit_name(one.by_unit_id),
        orgs.unit_name(one.to_unit_id),
        one.replied_at is None and one.due_on < today(at),
        one.replied_at is None
        and one.to_unit_id in units_of(actor.unit_id)
        and can(actor, "petitions.reply_decision"),
    )


def may_read_suggestion(actor: Actor, document_id: int) -> bool:
    """Whether an actor reads the policy suggestion that is this document."""
    return suggestions_in_reach(actor).filter(document_id=document_id).exists()
