"""The city's own rules: the list in its order, one rule as a form, the dry run, putting them in force and stopping them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from gongzhi.core.errors import sentence
from gongzhi.core.geo import queries as geo
from gongzhi.core.identity.web.requests import actor_of, errors_of
from gongzhi.core.matters.actions.rule_trial import try_rules
from gongzhi.core.matters.queries.trial import DAYS, trial
from gongzhi.core.matters.web.desk import listing
from gongzhi.core.matters.web.machine.shell import reading_page
from gongzhi.core.matters.web.options import category_options
from gongzhi.core.orgs import queries as orgs
from gongzhi.core.suggest import queries
from gongzhi.core.suggest.actions import rule_sets as actions
from gongzhi.core.suggest.models import RuleSet, RuleState
from gongzhi.core.suggest.rules import city
from gongzhi.core.suggest.rules.city import Rule
from gongzhi.kernel.errors import DomainError, InvalidInput, NotFound

LAST = "trial"


@dataclass(frozen=True, slots=True)
class RuleView:
    """A rule in words."""

    n: int
    rule: Rule
    conditions: tuple[tuple[str, str], ...]
    then: tuple[tuple[str, str], ...]
    times: int | None
    """In how many of last month's matters it was the first that fitted; None before a dry run."""


@reading_page("suggest.rules")
def page(request: HttpRequest) -> HttpResponse:
    """Show the draft, else the version in force, and all versions."""
    actor = actor_of(request)
    unit = actions.require_unit(actor)
    versions = queries.rule_versions(unit)
    draft = next((one for one in versions if one.state == RuleState.DRAFT), None)
    held = next((one for one in versions if one.state == RuleState.IN_FORCE), None)
    shown = draft or held
    is_tried = draft is not None and draft.tried_at is not None
    context = {
        "unit": orgs.unit_name(unit),
        "draft": draft,
        "held": held,
        "rules": _views(shown) if shown else [],
        "is_tried": is_tried,
        "trial": trial(actor, draft, draft.tried_at) if draft and draft.tried_at else None,
        "days": DAYS,
        "versions": [(one, _(str(RuleState(one.state).label))) for one in versions],
        "is_admin": not actor.has_role("dispatcher"),
    }
    return render(request, "reading/rules.html", context)


def _views(row: RuleSet) -> list[RuleView]:
    times = row.tried.get("by_rule", []) if row.tried_at or row.state == RuleState.IN_FORCE else []
    return [
        RuleView(
            n, rule, tuple(_conditions(rule)), tuple(_then(rule)), times[n - 1] if n <= len(times) else None
        )
        for n, rule in enumerate(queries.rules_of(row), start=1)
    ]


def _conditions(rule: Rule) -> list[tuple[str, str]]:
    channels = dict(listing.channel_choices())
    told = [
        (_("有这些词之一"), "、".join(rule.words)),
        (_("没有这些词"), "、".join(rule.without)),
        (_("居民选的类别"), "、".join(map(orgs.category_title, rule.categories))),
        (_("地方"), "、".join(map(geo.full_name, rule.areas))),
        (_("渠道"), "、".join(channels.get(one, one) for one in rule.channels)),
        (_("时段"), _("%(first)s 点到 %(last)s 点") % dict(zip(("first", "last"), rule.hours, strict=True)) if rule.hours else ""),
    ]  # fmt: skip
    return [(name, text) for name, text in told if text]


def _then(rule: Rule) -> list[tuple[str, str]]:
    told = [
        (_("归入"), orgs.category_title(rule.category)),
        (_("交给"), orgs.unit_name(rule.unit)),
        (_("紧急"), _("按紧急办") if rule.urgent else ""),
    ]
    return [(name, text) for name, text in told if text]


@reading_page("suggest.rules", "GET", "POST")
def edit(request: HttpRequest, n: int | None = None) -> HttpResponse:
    """Write a new rule, or change one of the draft (or of the version in force, which begins a draft)."""
    actor = actor_of(request)
    unit = actions.require_unit(actor)
    if request.method == "GET":
        return _form(request, unit, n, _typed_of(_known(unit, n)) if n is not None else _typed(QueryDict()))
    given = _typed(request.POST)
    try:
        actions.keep_rule(actor, _rule(given), timezone.now(), n)
    except InvalidInput as error:
        return _form(request, unit, n, given, errors_of(error))
    messages.success(request, _("规则已写入草稿，试算以后才能启用。"))
    return HttpResponseRedirect(reverse("city_rules"))


def _known(unit: int, n: int) -> Rule:
    versions = queries.rule_versions(unit)
    row = next((one for one in versions if one.state == RuleState.DRAFT), None) or next(
        (one for one in versions if one.state == RuleState.IN_FORCE), None
    )
    rules = queries.rules_of(row) if row else ()
    if not 1 <= n <= len(rules):
        raise NotFound
    return rules[n - 1]


Typed = dict[str, object]
_TEXTS = ("title", "words", "without", "hours", "category", "unit", "law", "urgent")
_LISTS = ("categories", "areas", "channels")


def _typed(given: QueryDict) -> Typed:
    texts: Typed = {name: str(given.get(name, "")).replace("\x00", "").strip() for name in _TEXTS}
    return texts | {name: [one for one in given.getlist(name) if one] for name in _LISTS}


def _typed_of(rule: Rule) -> Typed:
    return {
        "title": rule.title,
        "words": "、".join(rule.words),
        "without": "、".join(rule.without),
        "hours": "-".join(map(str, rule.hours)),
        "category": rule.category,
        "unit": str(rule.unit or ""),
        "law": rule.law,
        "urgent": "1" if rule.urgent else "",
        "categories": list(rule.categories),
        "areas": list(rule.areas),
        "channels": list(rule.channels),
    }


def _rule(given: Mapping[str, object]) -> Rule:
    def text(name: str) -> str:
        return str(given[name])

    def several(name: str) -> tuple[str, ...]:
        found = given[name]
        return tuple(map(str, found)) if isinstance(found, list) else ()

    unit = text("unit")
    return Rule(
        title=text("title"),
        words=city.words_of(text("words")),
        without=city.words_of(text("without")),
        categories=several("categories"),
        areas=several("areas"),
        channels=several("channels"),
        hours=city.hours_of(text("hours")),
        category=text("category"),
        unit=int(unit) if unit.isascii() and unit.isdigit() else None,
        urgent=bool(given["urgent"]),
        law=text("law")[:200],
    )


def _form(
    request: HttpRequest, unit: int, n: int | None, given: Typed, errors: dict[str, str] | None = None
) -> HttpResponse:
    code = orgs.unit(unit).area_code
    bodies = [(str(one.id), one.name) for one in orgs.departments_for(code)]
    bodies += [(str(one.id), one.name) for one in orgs.children(unit)]
    context = {
        "n": n,
        "given": given,
        "errors": errors or {},
        "categories": category_options(),
        "areas": [one for one in listing.area_choices() if str(one[0]).startswith(_stem(code))],
        "channels": listing.channel_choices(),
        "bodies": bodies,
    }
    return render(request, "reading/rule.html", context, status=422 if errors else 200)


def _stem(code: str) -> str:
    return code[:4] if code.endswith("00") and len(code) == 6 else code


@reading_page("suggest.rules", "POST")
def change(request: HttpRequest, act: str) -> HttpResponse:
    """Move or drop a rule of the draft, try, start, stop, or give the draft up."""
    acts = {"move": _move, "drop": _drop, "try": _try, "start": _start, "stop": _stop, "give-up": _give_up}
    if act not in acts:
        raise NotFound
    try:
        messages.success(request, acts[act](request, timezone.now()))
    except NotFound:
        raise
    except DomainError as error:
        messages.error(request, sentence(error))
    return HttpResponseRedirect(reverse("city_rules"))


def _number(request: HttpRequest) -> int:
    text = request.POST.get("n", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 6 else 0


def _move(request: HttpRequest, at: datetime) -> str:
    actions.move_rule(actor_of(request), _number(request), request.POST.get("step", ""), at)
    return _("次序已改，先符合的先用。")


def _drop(request: HttpRequest, at: datetime) -> str:
    actions.drop_rule(actor_of(request), _number(request), at)
    return _("规则已从草稿里去掉。")


def _try(request: HttpRequest, at: datetime) -> str:
    found = try_rules(actor_of(request), at)
    return _("试算完了：%(total)s 件里有 %(matched)s 件符合，没有改动任何事项。") % {
        "total": found.total,
        "matched": found.matched,
    }


def _start(request: HttpRequest, at: datetime) -> str:
    made = actions.start_rules(actor_of(request), request.POST.get("note", ""), at)
    return _("第 %(n)s 版规则已启用，一分钟内开始用在新来的事项上。") % {"n": made.version}


def _stop(request: HttpRequest, at: datetime) -> str:
    made = actions.stop_rules(actor_of(request), request.POST.get("note", ""), at)
    return _("第 %(n)s 版规则已停用。") % {"n": made.version}


def _give_up(request: HttpRequest, at: datetime) -> str:
    actions.drop_draft(actor_of(request), at)
    return _("草稿已放弃，在用的规则不变。")
