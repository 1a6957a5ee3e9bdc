"""Advice to improve: given, answered in writing, followed to its end."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from gongzhi.core.identity.rules.verbs import can
from gongzhi.core.identity.web.requests import actor_of, errors_of
from gongzhi.core.matters.queries import oversee
from gongzhi.core.matters.web import typed as read
from gongzhi.core.matters.web.desk.shell import desk_page, matter_in_reach
from gongzhi.core.orgs import queries as orgs
from gongzhi.kernel.errors import DomainError, NotFound
from gongzhi.kernel.terms import CHINA
from gongzhi.systems.petitions.actions import improvement
from gongzhi.systems.petitions.actions.improvement import Advice
from gongzhi.systems.petitions.models import Outcome
from gongzhi.systems.petitions.queries import oversight as queries
from gongzhi.systems.petitions.web.oversight.pages import SUPERVISE, Given, posted

Errors = dict[str, str]


@desk_page("matters.view")
def listing(request: HttpRequest) -> HttpResponse:
    """Show advice that the actor's unit gave or got; all in reach for whoever supervises."""
    actor, at = actor_of(request), timezone.now()
    every = request.GET.get("state") == "all"
    today = at.astimezone(CHINA).date()
    rows = [
        (
            letter,
            matter,
            orgs.unit_name(letter.to_unit_id),
            letter.feedback_at is None and letter.due_on < today,
        )
        for letter, matter in queries.advice_letters(actor, open_only=not every)
    ]
    return render(request, "petitions/oversight/advice_list.html", {"rows": rows, "every": every})


@desk_page(SUPERVISE, "GET", "POST")
def new(request: HttpRequest, number: str) -> HttpResponse:
    """Write advice that arises from a matter."""
    actor, at = actor_of(request), timezone.now()
    matter = matter_in_reach(actor, number)
    if matter.system != queries.SYSTEM:
        raise NotFound
    units = oversee.addressees(actor, matter)
    given: Given = {
        "to_unit": str(units[0][0]) if units else "",
        "words": "",
        "due_on": improvement.last_day(at).isoformat(),
        "order_id": request.GET.get("order", ""),
    }
    errors: Errors = {}
    if request.method == "POST":
        given |= posted(request)
        try:
            advice = Advice(
                matter.number, read.whole(given, "to_unit"), given["words"], read.day(given, "due_on"),
                read.whole_or_none(given, "order_id"),
            )  # fmt: skip
            made = improvement.advise(actor, advice, at)
        except DomainError as error:
            errors = errors_of(error)
        else:
            messages.success(request, _("改进建议 %(number)s 已发出。") % {"number": made.number})
            return HttpResponseRedirect(reverse("petitions_advice_one", kwargs={"letter_id": made.pk}))
    context = {"matter": matter, "units": units, "given": given, "errors": errors}
    return render(request, "petitions/oversight/advice_new.html", context, status=422 if errors else 200)


@desk_page("matters.view", "GET", "POST")
def one(request: HttpRequest, letter_id: int) -> HttpResponse:
    """Show one advice; the body that got it answers, the unit that gave it closes."""
    actor, at = actor_of(request), timezone.now()
    found, matter = queries.advice(actor, letter_id)
    errors: Errors = {}
    given = posted(request)
    if request.method == "POST":
        try:
            if given.get("act") == "close":
                improvement.close(actor, letter_id, given.get("note", ""), at)
            else:
                improvement.answer(actor, letter_id, given.get("outcome", ""), given.get("words", ""), at)
        except NotFound:
            raise
        except DomainError as error:
            errors = errors_of(error)
        else:
            messages.success(request, _("已登记。"))
            return HttpResponseRedirect(reverse("petitions_advice_one", kwargs={"letter_id": letter_id}))
    context = {
        "letter": found,
        "matter": matter,
        "to_unit": orgs.unit_name(found.to_unit_id),
        "by_unit": orgs.unit_name(found.by_unit_id),
        "outcome": _(str(Outcome(found.outcome).label)) if found.outcome else "",
        "outcomes": [(one.value, _(str(one.label))) for one in Outcome],
        "may_answer": found.feedback_at is None and can(actor, "matters.reply_order") and queries.is_own(actor, found.to_unit_id),
        "may_close": found.closed_at is None and can(actor, SUPERVISE) and queries.is_own(actor, found.by_unit_id),
        "given": given,
        "errors": errors,
    }  # fmt: skip
    return render(request, "petitions/oversight/advice.html", context, status=422 if errors else 200)
