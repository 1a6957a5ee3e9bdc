"""What supervision is due for, the form of an order, what stands behind one, and what was proposed upwards."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from gongzhi.core.errors import sentence
from gongzhi.core.identity.rules.verbs import can
from gongzhi.core.identity.web.requests import actor_of, errors_of
from gongzhi.core.matters.models import Matter, OrderLevel
from gongzhi.core.matters.queries import oversee
from gongzhi.core.matters.queries.timing import chip, is_english
from gongzhi.core.matters.web import typed as read
from gongzhi.core.matters.web.desk.shell import desk_page, matter_in_reach
from gongzhi.kernel.actor import Actor
from gongzhi.kernel.errors import DomainError, NotFound
from gongzhi.kernel.terms import CHINA
from gongzhi.systems.petitions.actions import escalation, oversight
from gongzhi.systems.petitions.actions.escalation import Decision
from gongzhi.systems.petitions.actions.oversight import Ask, Proof, TalkAsk
from gongzhi.systems.petitions.queries import oversight as queries
from gongzhi.systems.petitions.queries.oversight import Breach
from gongzhi.systems.petitions.rules import ladder
from gongzhi.systems.petitions.rules.supervision import demand, triggers

Given = dict[str, str]
SUPERVISE = "matters.supervise"


def posted(request: HttpRequest) -> Given:
    """Return the form as texts."""
    return {name: str(value) for name, value in request.POST.items()}


def level_titles() -> list[tuple[str, str]]:
    """Return the steps of the ladder with their titles."""
    return [(one.value, _(str(one.label))) for one in OrderLevel]


@dataclass(frozen=True, slots=True)
class Line:
    """One breach as the page shows it, with how many days it lasts."""

    breach: Breach
    days: int


@desk_page(SUPERVISE)
def due(request: HttpRequest) -> HttpResponse:
    """Show the breaches that an order may be issued for, each with its evidence, and what was proposed from below."""
    actor, at = actor_of(request), timezone.now()
    kind = request.GET.get("kind", "")
    found = queries.breaches(actor, at)
    shown = [one for one in found if kind in ("", one.trigger.name)]
    counts: dict[str, int] = {}
    for one in found:
        counts[one.trigger.name] = counts.get(one.trigger.name, 0) + 1
    context = {
        "lines": [Line(one, max(0, (at - one.since) // timedelta(days=1))) for one in shown],
        "tabs": [("", _("全部"), "?", len(found)), *_tabs(counts)],
        "kind": kind,
        "proposals": queries.proposals(actor),
        "advice": len(queries.advice_letters(actor)),
        "orders": oversee.order_counts(actor, at, oversee.OrderFilter()),
    }
    return render(request, "petitions/oversight/due.html", context)


def _tabs(counts: dict[str, int]) -> list[tuple[str, str, str, int]]:
    return [
        (name, one.title_en if is_english() else one.title, f"?kind={name}", counts[name])
        for name, one in triggers().items()
        if counts.get(name)
    ]


# An order -------------------------------------------------------------------------------------------------------------


@desk_page(SUPERVISE, "GET", "POST")
def order_new(request: HttpRequest, number: str) -> HttpResponse:
    """Ask for step, addressee, demand and day, filled in from the breach; issue the order on sending."""
    actor, at = actor_of(request), timezone.now()
    matter = matter_in_reach(actor, number)
    if matter.system != queries.SYSTEM:
        raise NotFound
    found = queries.breach(actor, number, request.GET.get("trigger", ""), at)
    given, errors = _proposed(actor, matter, found, at), {}
    if request.method == "POST":
        given |= posted(request)
        try:
            made = oversight.order(actor, _ask(matter, given), at)
        except DomainError as error:
            errors = errors_of(error)
        else:
            messages.success(request, _("督办 %(number)s 已发出，已通知收文单位。") % {"number": made.number})
            return HttpResponseRedirect(reverse("petitions_order", kwargs={"order_id": made.pk}))
    context = {
        "matter": matter,
        "breach": found,
        "given": given,
        "errors": errors,
        "levels": level_titles(),
        "units": oversee.addressees(actor, matter),
        "clock": chip("", matter.due_at, at, is_open=matter.is_open),
        "taken": [dict(level_titles())[one] for one in queries.steps_taken(matter.id)],
    }
    return render(request, "petitions/oversight/order_new.html", context, status=422 if errors else 200)


def _proposed(actor: Actor, matter: Matter, found: Breach | None, at: datetime) -> Given:
    taken = queries.steps_taken(matter.id)
    level = ladder.proposed(taken) if taken or found is None else found.trigger.level
    units = oversee.addressees(actor, matter)
    named = [unit for unit, _name in units if found is not None and unit == found.unit_id]
    due_on = (queries.reply_due(at) - timedelta(microseconds=1)).astimezone(CHINA).date()
    words = demand(found.trigger, matter.number, matter.title, found.evidence) if found is not None else ""
    return {
        "level": level,
        "to_unit": str(named[0] if named else units[0][0] if units else ""),
        "words": words,
        "due_on": due_on.isoformat(),
        "why": found.evidence if found is not None and ladder.is_skipping(level, taken) else "",
        "trigger": found.trigger.name if found is not None else "",
    }


def _ask(matter: Matter, given: Given) -> Ask:
    return Ask(
        matter.number,
        given["words"],
        given["level"],
        read.whole_or_none(given, "to_unit"),
        read.day_or_none(given, "due_on"),
        given["trigger"],
        given["why"],
    )


@desk_page("matters.view")
def order(request: HttpRequest, order_id: int) -> HttpResponse:
    """Show what stands behind one order: ground, talks, acceptance, the way up, advice."""
    return _order(request, order_id, {}, {}, "")


def _order(
    request: HttpRequest, order_id: int, given: Given, errors: dict[str, str], failed: str
) -> HttpResponse:
    actor, at = actor_of(request), timezone.now()
    found, matter = queries.order_in_reach(actor, order_id)
    view, _matter = oversee.order(actor, order_id, at)
    is_issuer = can(actor, SUPERVISE) and queries.is_own(actor, found.by_unit_id)
    context = {
        "order": view,
        "matter": matter,
        "facts": queries.facts(order_id),
        "is_issuer": is_issuer and found.closed_at is None,
        "may_advise": can(actor, SUPERVISE),
        "given": given,
        "errors": errors,
        "failed": failed,
        "today": at.astimezone(CHINA).date().isoformat(),
    }
    return render(request, "petitions/oversight/order.html", context, status=422 if errors else 200)


@desk_page(SUPERVISE, "POST")
def talk(request: HttpRequest, order_id: int) -> HttpResponse:
    """Keep the record of a talk."""
    actor, given = actor_of(request), posted(request)
    queries.order_in_reach(actor, order_id)
    try:
        ask = TalkAsk(
            read.moment(given, "held_at"), given.get("place", ""), given.get("attended", ""), given.get("said", ""),
            given.get("promised", ""), read.day(given, "due_on"),
        )  # fmt: skip
        oversight.record_talk(actor, order_id, ask, timezone.now())
    except DomainError as error:
        return _order(request, order_id, given, errors_of(error), "talk")
    messages.success(request, _("约谈记录已存档，并通知了被约谈单位。"))
    return _back(order_id)


@desk_page(SUPERVISE, "POST")
def talk_kept(request: HttpRequest, talk_id: int) -> HttpResponse:
    """Keep what became of a promise of a talk."""
    try:
        kept = oversight.keep_talk_promise(
            actor_of(request), talk_id, request.POST.get("words", ""), timezone.now()
        )
    except NotFound:
        raise
    except DomainError as error:
        messages.error(request, sentence(error))
        return HttpResponseRedirect(reverse("petitions_oversight"))
    messages.success(request, _("已登记。"))
    return _back(kept.order_id)


@desk_page(SUPERVISE, "POST")
def delist(request: HttpRequest, order_id: int) -> HttpResponse:
    """Take a matter off the list after acceptance with proof."""
    actor, given = actor_of(request), posted(request)
    queries.order_in_reach(actor, order_id)
    try:
        proof = Proof(
            given.get("checked_by", ""),
            read.day(given, "checked_on"),
            given.get("findings", ""),
            given.get("proof", ""),
        )
        oversight.delist(actor, order_id, proof, timezone.now())
    except DomainError as error:
        return _order(request, order_id, given, errors_of(error), "delist")
    messages.success(request, _("已验收摘牌。"))
    return _back(order_id)


def _back(order_id: int) -> HttpResponse:
    return HttpResponseRedirect(reverse("petitions_order", kwargs={"order_id": order_id}))


# What goes up ---------------------------------------------------------------------------------------------------------


@desk_page(SUPERVISE, "GET", "POST")
def proposal(request: HttpRequest, escalation_id: int) -> HttpResponse:
    """Show an unanswered order that was put before the actor's unit; take it up a step, or say why not."""
    actor, at = actor_of(request), timezone.now()
    found = next((one for one in queries.proposals(actor) if one.escalation.pk == escalation_id), None)
    if found is None:
        raise NotFound
    due_on = (queries.reply_due(at) - timedelta(microseconds=1)).astimezone(CHINA).date()
    given: Given = {"why": "", "due_on": due_on.isoformat(), "words": _up_words(found)}
    errors: dict[str, str] = {}
    if request.method == "POST":
        given |= posted(request)
        try:
            taken = given.get("decision") == "take"
            decision = Decision(
                taken, given["why"], given["words"], read.day_or_none(given, "due_on") if taken else None
            )
            escalation.decide(actor, escalation_id, decision, at)
        except DomainError as error:
            errors = errors_of(error)
        else:
            messages.success(
                request, _("已提级。") if taken else _("已记下不提级的理由，并告诉了发出督办的单位。")
            )
            return HttpResponseRedirect(reverse("petitions_oversight"))
    context = {"one": found, "given": given, "errors": errors}
    return render(request, "petitions/oversight/proposal.html", context, status=422 if errors else 200)


def _up_words(found: queries.Proposal) -> str:
    return (
        f"{found.by_unit}发出的督办 {found.order.number} 到期没有书面答复。"
        f"请{found.to_unit}主要负责人说明原因，书面答复「{found.matter.title}」({found.matter.number})的办理结果。"
    )
