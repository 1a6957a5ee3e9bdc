"""Triage: the list on the left, the matter in the middle, on the right what to make of it; accepted by one key."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from gongzhi.core.errors import sentence
from gongzhi.core.geo import queries as geo
from gongzhi.core.identity.web.requests import actor_of
from gongzhi.core.matters import queries
from gongzhi.core.matters.models import Matter
from gongzhi.core.matters.queries import Alike, Filter
from gongzhi.core.matters.rules.emergency import emergencies
from gongzhi.core.matters.web.desk import choices, offers, suggested
from gongzhi.core.matters.web.desk.differences import Piece, marked
from gongzhi.core.matters.web.desk.shell import desk_page, given_number, matter_in_reach
from gongzhi.core.matters.web.machine import places
from gongzhi.core.matters.web.options import category_options
from gongzhi.core.orgs import queries as orgs
from gongzhi.core.workflow import queries as workflow
from gongzhi.core.workflow.actions.perform import MoveRequest, perform
from gongzhi.core.workflow.models import Proceeding
from gongzhi.kernel.actor import Actor
from gongzhi.kernel.errors import DomainError, InvalidInput, NotFound
from gongzhi.kernel.procedure import Move

SHOWN = 60
ALIKE = 4
ACCEPT, GIVE = "triage", "dispatch"
# Other ways a matter may go from here; each has its own form.
OTHERS = ("answer_now", "merge", "pass_on", "refuse", "mark_urgent", "recategorise")


@dataclass(frozen=True, slots=True)
class Form:
    """What is filled in, as texts and ids."""

    category: str = ""
    kind: str = "general"
    urgent: bool = False
    is_public: bool = False
    lead: str = ""
    helpers: tuple[str, ...] = ()
    ask: str = ""


@desk_page("matters.triage")
def triage(request: HttpRequest) -> HttpResponse:
    """Open the first matter that waits, or say that none does."""
    actor, at = actor_of(request), timezone.now()
    rows = waiting(actor, at)
    if not rows:
        return render(request, "desk/triage.html", {"rows": [], "current": None, "more": False})
    return _show(request, matter_in_reach(actor, rows[0].number), rows)


@desk_page("matters.triage", "GET", "POST")
def one(request: HttpRequest, number: str) -> HttpResponse:
    """Show one matter beside the list (or alone, for the pane), or accept it and go on to the next."""
    actor = actor_of(request)
    found = matter_in_reach(actor, number)
    if request.method == "POST":
        return _decide(request, actor, found)
    if request.GET.get("part") == "detail":
        return render(
            request, "desk/_triage_detail.html", _detail(request, found, _suggested(request, found))
        )
    return _show(request, found, waiting(actor, timezone.now()))


@desk_page("matters.triage")
def duty(request: HttpRequest, number: str) -> HttpResponse:
    """Return, as a fragment, the bodies' pickers filled in for another category."""
    actor, at = actor_of(request), timezone.now()
    found = matter_in_reach(actor, number)
    category = request.GET.get("category", "")
    form = _with_duty(Form(category=category), found, at)
    context = {
        "matter": found,
        "form": form,
        "duty": choices.duty(category, choices.area_of(found), at),
        "bodies": choices.bodies(found, queries.tasks(actor, found, at)),
        "errors": {},
        "may_give": actor.has_role("dispatcher"),
    }
    return render(request, "desk/_triage_duty.html", context)


def waiting(actor: Actor, at: datetime) -> list[queries.Row]:
    """Return what this post can take on here, the nearest due first: a clerk what came in, a dispatcher all of intake."""
    both = actor.has_role("dispatcher")
    wanted = Filter(stage="intake") if both else Filter(status="received")
    return queries.page(actor, wanted, at=at, size=SHOWN).rows


def _suggested(request: HttpRequest, found: Matter) -> Form:
    """Return the form as filled in before anybody touched it."""
    at = timezone.now()
    main = workflow.main_of(found.id)
    kind = next((flag for flag in ("consultation", "complex") if flag in main.flags), "general")
    form = Form(
        category=found.category,
        kind=kind,
        urgent=found.is_urgent,
        is_public=(found.is_public or found.wants_public) and not found.is_sealed,
    )
    read = suggested.panel(found)
    if not form.category and (likely := _likely(actor_of(request), found, read, at)):
        form = replace(form, category=likely)
    form = _with_duty(form, found, at)
    if read is None:
        return form
    lead = form.lead if read.lead_id is None else str(read.lead_id)
    return replace(form, lead=lead, urgent=form.urgent or read.rule_urgent)


def _likely(actor: Actor, found: Matter, read: suggested.Panel | None, at: datetime) -> str:
    """Return the category that the machine is sure of, else the one that most look-alikes have, "" for neither."""
    if read is not None and read.is_sure:
        return read.category
    alike = queries.lookalikes(actor, text=found.text, lon=None, lat=None, at=at, without=found.id)
    sums = Counter(one.category for one in alike if one.category)
    return sums.most_common(1)[0][0] if sums else ""


def _with_duty(form: Form, found: Matter, at: datetime) -> Form:
    whose = choices.duty(form.category, choices.area_of(found), at)
    if whose is None:
        return form
    return replace(form, lead=str(whose.lead), helpers=tuple(str(one) for one in whose.helpers))


def _typed(request: HttpRequest) -> Form:
    given = request.POST
    return Form(
        category=given.get("category", ""),
        kind=given.get("kind", ""),
        urgent=given.get("urgent", "") != "",
        is_public=given.get("is_public", "") != "",
        lead=given.get("lead", ""),
        helpers=tuple(one for one in given.getlist("helpers") if one),
        ask=given.get("ask", ""),
    )


def _show(
    request: HttpRequest,
    found: Matter,
    rows: Sequence[queries.Row],
    form: Form | None = None,
    errors: Mapping[str, str] | None = None,
    status: int = 200,
) -> HttpResponse:
    detail = _detail(request, found, form or _suggested(request, found), errors)
    context = detail | {"rows": rows, "current": found, "more": len(rows) >= SHOWN}
    return render(request, "desk/triage.html", context, status=status)


def _detail(
    request: HttpRequest, found: Matter, form: Form, errors: Mapping[str, str] | None = None
) -> dict[str, object]:
    actor, at = actor_of(request), timezone.now()
    main = workflow.main_of(found.id)
    offered = offers.offered(actor, found, main, at)
    open_ones = {offer.move.name: offer.move for offer in offered if offer.open}
    buttons = offers.buttons(found, main, [offer for offer in offered if offer.move.name in OTHERS])
    here = reverse("desk_triage")
    return {
        "matter": found,
        "row": queries.rows_of([found], at)[0],
        "main": main,
        "form": form,
        "errors": errors or {},
        "accept": open_ones.get(ACCEPT),
        "give": _giving(actor, found, main, open_ones),
        "others": [replace(one, href=f"{one.href}?next={here}") for one in buttons if one.open],
        "categories": category_options(),
        "bodies": choices.bodies(found, queries.tasks(actor, found, at)),
        "duty": choices.duty(form.category, choices.area_of(found), at),
        "clocks": [
            view for view in queries.clock_views(actor, found, at) if not view.ended and not view.is_right
        ],
        "alike": _alike(actor, found, at),
        "area": geo.full_name(found.area_code) if found.area_code else "",
        "category": orgs.category_title(found.category),
        "may_give": actor.has_role("dispatcher"),
        "suggested": suggested.panel(found),
        "guessed": bool(form.category) and not found.category,
        "attachments": list(queries.attachments(actor, found)),
        "emergencies": emergencies(f"{found.title} {found.text}"),
        "places": places.for_matter(found),
    }


def _giving(actor: Actor, found: Matter, main: Proceeding, open_ones: Mapping[str, Move]) -> Move | None:
    """Return the move of dispatching when the post may make it now, or right after accepting."""
    if GIVE in open_ones:
        return open_ones[GIVE]
    procedure = workflow.procedure_of(main)
    known = next((one for one in procedure.moves if one.name == GIVE), None)
    accept = open_ones.get(ACCEPT)
    if known is None or accept is None or accept.target not in known.sources:
        return None
    return known if any(by.role in actor.roles for by in known.by) else None


@dataclass(frozen=True, slots=True)
class AlikeView:
    """A look-alike with what differs: the pieces of its text, and the facts that are not the same."""

    one: Alike
    pieces: list[Piece]
    category: str
    same_category: bool


def _alike(actor: Actor, found: Matter, at: datetime) -> list[AlikeView]:
    near = queries.lookalikes(
        actor, text=found.text, lon=found.lon, lat=found.lat, at=at, most=ALIKE, without=found.id
    )
    texts = dict(queries.visible(actor).filter(id__in=[one.id for one in near]).values_list("id", "text"))
    return [
        AlikeView(
            one,
            marked(texts.get(one.id, ""), found.text),
            orgs.category_title(one.category),
            bool(one.category) and one.category == found.category,
        )
        for one in near
    ]


def _decide(request: HttpRequest, actor: Actor, found: Matter) -> HttpResponse:
    """Accept, and dispatch if asked: two moves, each kept by itself, the second only after the first."""
    form, go = _typed(request), request.POST.get("go", "")
    at = timezone.now()
    if go == "duty":
        return _show(request, found, waiting(actor, at), _with_duty(form, found, at))
    main = workflow.main_of(found.id)
    done: list[str] = []
    try:
        expect = given_number(request.POST.get("expect", ""))
        if main.state == workflow.procedure_of(main).initial or go == ACCEPT:
            made = perform(actor, _accept(main, form, expect), timezone.now())
            done.append(_("已受理"))
            expect = made.proceeding.moves
        if go == GIVE:
            made = perform(actor, _give(main, form, expect), timezone.now())
            done.append(_("已派给%(unit)s") % {"unit": orgs.unit_name(given_number(form.lead))})
    except NotFound:
        raise
    except DomainError as error:
        return _refused(request, actor, found, form, done, error)
    messages.success(request, f"{found.number} {','.join(done)}。")
    return HttpResponseRedirect(_next(actor, found))


def _accept(main: Proceeding, form: Form, expect: int | None) -> MoveRequest:
    fields = {
        "category": form.category,
        "kind": form.kind,
        "urgent": form.urgent,
        "is_public": form.is_public,
    }
    return MoveRequest(main.id, ACCEPT, fields, "", expect)


def _give(main: Proceeding, form: Form, expect: int | None) -> MoveRequest:
    if not form.lead:
        raise InvalidInput(field="lead", why="请选择主办单位。")
    return MoveRequest(
        main.id, GIVE, {"lead": form.lead, "helpers": list(form.helpers), "ask": form.ask}, "", expect
    )


def _refused(
    request: HttpRequest, actor: Actor, found: Matter, form: Form, done: list[str], error: DomainError
) -> HttpResponse:
    """Show the matter again; when it was accepted and only the dispatch failed, say exactly that."""
    text = sentence(error)
    if done:
        messages.warning(request, _("这件事已经受理，但还没有派出。请看下面的原因，改好再派。"))
    field = str(error.facts.get("field") or "")
    fresh = matter_in_reach(actor, found.number)
    rows = waiting(actor, timezone.now())
    return _show(request, fresh, rows, form, {field: text}, error.http_status)


def _next(actor: Actor, found: Matter) -> str:
    """Return the page of the next matter that waits, of the whole list when none does."""
    for row in waiting(actor, timezone.now()):
        if row.id != found.id:
            return reverse("desk_triage_one", kwargs={"number": row.number})
    return reverse("desk_triage")
