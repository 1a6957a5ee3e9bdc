"""Campaigns and policy suggestions: begun from a filter of matters, causes from where they gather, tasks, letters, answers."""

from collections.abc import Callable
from datetime import datetime, timedelta

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from gongzhi.core.identity.rules.verbs import can
from gongzhi.core.identity.web.requests import actor_of
from gongzhi.core.matters.queries.counted import count
from gongzhi.core.matters.web.addresses import rows_address
from gongzhi.core.matters.web.desk import listing as matters_listing
from gongzhi.core.matters.web.desk.shell import desk_page, given_number
from gongzhi.core.matters.web.options import category_options
from gongzhi.core.matters.web.typed import day, whole, whole_or_none
from gongzhi.core.orgs import queries as orgs
from gongzhi.kernel.actor import Actor
from gongzhi.kernel.errors import NotFound
from gongzhi.systems.petitions.actions import campaigns
from gongzhi.systems.petitions.models import Adoption, SuggestionKind
from gongzhi.systems.petitions.queries import campaigns as queries
from gongzhi.systems.petitions.queries.ownership import today
from gongzhi.systems.petitions.web.ownership.forms import Given, attempt, bodies_for, typed

Do = Callable[[Actor, int, Given, datetime], object]


@desk_page("petitions.ownership")
def listing(request: HttpRequest) -> HttpResponse:
    """Show campaigns, the tasks of campaigns given to the unit, and policy suggestions."""
    return _listing(request, {}, {})


def _listing(request: HttpRequest, errors: dict[str, str], given: dict[str, str]) -> HttpResponse:
    actor, at = actor_of(request), timezone.now()
    tab = request.GET.get("tab", "campaigns")
    tab = tab if tab in ("campaigns", "tasks", "letters") else "campaigns"
    tab = given.get("tab", tab)
    only = request.GET.get("only", "")
    context = {
        "tab": tab,
        "campaigns": queries.campaigns(actor),
        "tasks": queries.tasks_for(actor, at, done=request.GET.get("done") == "1"),
        "done": request.GET.get("done") == "1",
        "letters": queries.suggestions(actor, at, only=only),
        "only": only,
        "adoptions": {one.value: _(str(one.label)) for one in Adoption},
        "kinds": {one.value: _(str(one.label)) for one in SuggestionKind},
        "may_keep": can(actor, "petitions.campaigns"),
        "unit_name": orgs.unit_name,
        "today": today(at),
        "errors": errors,
        "given": given,
    }
    return render(request, "petitions/ownership/campaigns.html", context, status=422 if errors else 200)


@desk_page("petitions.campaigns", "GET", "POST")
def new(request: HttpRequest) -> HttpResponse:
    """Ask for title, field, aim and the filter of the matters, showing how many it catches now."""
    actor, at = actor_of(request), timezone.now()
    given = typed(request) or {name: str(value) for name, value in request.GET.items()}
    errors: dict[str, str] = {}
    wanted = queries.wanted_of(matters_listing.asked(given).wanted.query_string())
    if request.method == "POST" and given.get("go") != "look":
        made: list[int] = []

        def begin() -> None:
            new_one = campaigns.NewCampaign(
                given.get("title", ""), given.get("field", ""), given.get("aim", ""), wanted,
                day(given, "begins"), day(given, "ends"),
            )  # fmt: skip
            made.append(campaigns.start_campaign(actor, new_one, at).pk)

        errors = attempt(begin)
        if not errors:
            return HttpResponseRedirect(reverse("petition_campaign", kwargs={"campaign_id": made[0]}))
    context = {
        "given": {"begins": today(at).isoformat()} | given,
        "errors": errors,
        "n": count(actor, wanted, at),
        "href": rows_address(wanted),
        "categories": category_options(),
        "areas": matters_listing.area_choices(),
    }
    return render(request, "petitions/ownership/campaign_new.html", context, status=422 if errors else 200)


@desk_page("petitions.ownership")
def page(request: HttpRequest, campaign_id: int) -> HttpResponse:
    """Show a campaign: its matters, where they gather, causes, tasks, suggestions."""
    return _show(request, campaign_id, {}, {}, "")


def _show(
    request: HttpRequest, campaign_id: int, errors: dict[str, str], given: dict[str, str], failed: str
) -> HttpResponse:
    actor, at = actor_of(request), timezone.now()
    found = queries.view(actor, campaign_id, at)
    context = {
        "view": found,
        "chips": [text for text, _href in matters_listing.chips(found.wanted)],
        "rows": rows_address,
        "units": bodies_for(actor) if found.may_keep else [],
        "adoptions": {one.value: _(str(one.label)) for one in Adoption},
        "is_open": found.campaign.ended_at is None,
        "errors": errors,
        "given": given,
        "failed": failed,
    }
    return render(request, "petitions/ownership/campaign.html", context, status=422 if errors else 200)


def _cause(actor: Actor, campaign_id: int, given: Given, at: datetime) -> None:
    campaigns.find_cause(
        actor, campaign_id, given.get("cause", ""), queries.wanted_of(given.get("query", "")), at
    )


def _task(actor: Actor, campaign_id: int, given: Given, at: datetime) -> None:
    new_one = campaigns.NewTask(
        whole(given, "unit_id"), given.get("what", ""), day(given, "due_on"), whole_or_none(given, "cause_id")
    )
    campaigns.give_task(actor, campaign_id, new_one, at)


def _end(actor: Actor, campaign_id: int, given: Given, at: datetime) -> None:
    campaigns.end_campaign(actor, campaign_id, given.get("words", ""), at)


ACTS: dict[str, Do] = {"cause": _cause, "task": _task, "end": _end}


@desk_page("petitions.campaigns", "POST")
def act(request: HttpRequest, campaign_id: int, act: str) -> HttpResponse:
    """Do one act on a campaign and come back to its page."""
    if act not in ACTS:
        raise NotFound
    actor, given = actor_of(request), typed(request)
    queries.campaign_of(actor, campaign_id)
    errors = attempt(lambda: ACTS[act](actor, campaign_id, given, timezone.now()))
    if errors:
        return _show(request, campaign_id, errors, given, act)
    messages.success(request, _("已经记下。"))
    return HttpResponseRedirect(reverse("petition_campaign", kwargs={"campaign_id": campaign_id}))


@desk_page("petitions.ownership", "POST")
def task_act(request: HttpRequest, task_id: int, act: str) -> HttpResponse:
    """Report on a campaign's task, or confirm or send back the report."""
    actor, at, given = actor_of(request), timezone.now(), typed(request)
    words = given.get("words", "")
    acts: dict[str, Callable[[], object]] = {
        "reply": lambda: campaigns.reply_task(actor, task_id, words, at),
        "finish": lambda: campaigns.finish_task(actor, task_id, at),
        "back": lambda: campaigns.finish_task(actor, task_id, at, back=words or "-"),
    }
    if act not in acts:
        raise NotFound
    errors = attempt(acts[act])
    if errors:
        return _listing(request, errors, given | {"tab": "tasks", "task": str(task_id)})
    messages.success(request, _("已经记下。"))
    campaign = given_number(given.get("campaign", ""))
    if campaign is not None:
        return HttpResponseRedirect(reverse("petition_campaign", kwargs={"campaign_id": campaign}) + "#tasks")
    return HttpResponseRedirect(reverse("petition_campaigns") + "?tab=tasks")


@desk_page("petitions.campaigns", "GET", "POST")
def letter_new(request: HttpRequest) -> HttpResponse:
    """Ask for what a policy suggestion says and send it, numbered, to a body."""
    actor, at = actor_of(request), timezone.now()
    given = typed(request) or {name: str(value) for name, value in request.GET.items()}
    errors: dict[str, str] = {}
    if request.method == "POST":
        made: list[int] = []

        def send() -> None:
            new_one = campaigns.NewSuggestion(
                whole(given, "to_unit_id"), given.get("subject", ""), given.get("findings", ""),
                given.get("advice", ""), day(given, "due_on"), whole_or_none(given, "campaign"),
                given.get("kind", ""),
            )  # fmt: skip
            made.append(campaigns.suggest_policy(actor, new_one, at).pk)

        errors = attempt(send)
        if not errors:
            return HttpResponseRedirect(reverse("petition_letter", kwargs={"letter_id": made[0]}))
    days = int(str(orgs.setting("petitions.policy_reply_days")))
    campaign_id = given_number(given.get("campaign", ""))
    context = {
        "given": {"due_on": (today(at) + timedelta(days=days)).isoformat(), "kind": "policy"} | given,
        "errors": errors,
        "units": bodies_for(actor),
        "kinds": [(one.value, _(str(one.label))) for one in SuggestionKind],
        "campaign": queries.view(actor, campaign_id, at) if campaign_id is not None else None,
    }
    return render(request, "petitions/ownership/letter_new.html", context, status=422 if errors else 200)


@desk_page("petitions.ownership", "GET", "POST")
def letter(request: HttpRequest, letter_id: int) -> HttpResponse:
    """Show a policy suggestion with its answer, or answer it."""
    actor, at = actor_of(request), timezone.now()
    found = queries.suggestion_of(actor, letter_id, at)
    given, errors = typed(request), dict[str, str]()
    if request.method == "POST":
        errors = attempt(
            lambda: campaigns.reply_suggestion(
                actor, letter_id, given.get("adoption", ""), given.get("reply", ""), at
            )
        )
        if not errors:
            messages.success(request, _("已经答复。"))
            return HttpResponseRedirect(request.path)
    context = {
        "found": found,
        "adoptions": [(one.value, _(str(one.label))) for one in Adoption],
        "kinds": {one.value: _(str(one.label)) for one in SuggestionKind},
        "errors": errors,
        "given": given,
    }
    return render(request, "petitions/ownership/letter.html", context, status=422 if errors else 200)
