"""Orders of supervision: the list, the form that issues one, the page with reply and closing, and the list as a file."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from gongzhi.core.clocks import queries as clocks
from gongzhi.core.errors import sentence
from gongzhi.core.identity.rules.verbs import can
from gongzhi.core.identity.web.requests import actor_of, confirmation_required, errors_of, note_export
from gongzhi.core.matters import queries
from gongzhi.core.matters.actions import supervise
from gongzhi.core.matters.actions.supervise import Order
from gongzhi.core.matters.models import Matter, OrderLevel
from gongzhi.core.matters.queries import OrderView, oversee
from gongzhi.core.matters.queries.measures import end_of_day
from gongzhi.core.matters.queries.oversee import ORDER_STATES, OrderFilter
from gongzhi.core.matters.queries.timing import chip, due_text
from gongzhi.core.matters.web.desk.shell import desk_page, given_number, matter_in_reach
from gongzhi.core.matters.web.spreadsheet import KINDS, spreadsheet
from gongzhi.core.orgs import queries as orgs
from gongzhi.kernel.actor import Actor
from gongzhi.kernel.errors import DomainError, InvalidInput, NotFound
from gongzhi.kernel.terms import CHINA

ANSWER_WITHIN = 3
"""Working days that the form proposes for an answer; no law sets it, so the person may change it."""
EXPORT_SIZE = 500


@desk_page("matters.view")
def listing(request: HttpRequest) -> HttpResponse:
    """Show orders: all in reach for those who supervise, else those addressed to the reader's unit."""
    actor, at = actor_of(request), timezone.now()
    wanted = OrderFilter.parse({name: str(value) for name, value in request.GET.items()})
    found = oversee.order_page(actor, wanted, at, given_number(request.GET.get("before", "")) or 0)
    counts = oversee.order_counts(actor, at, wanted)
    context = {
        "page": found,
        "wanted": wanted,
        "query": wanted.query_string(),
        "tabs": [(state, title, _address(wanted, state), counts[state]) for state, title in _state_titles()],
        "levels": [(level.value, _(str(level.label))) for level in OrderLevel],
        "unit_name": orgs.unit_name(wanted.unit),
        "may_export": can(actor, "matters.export"),
        "is_overseer": can(actor, "board.view"),
    }
    return render(request, "oversee/orders.html", context)


def _state_titles() -> list[tuple[str, str]]:
    titles = {
        "open": _("待答复"),
        "late": _("逾期未答复"),
        "replied": _("已答复待办结"),
        "closed": _("已办结"),
        "all": _("全部"),
    }
    return [(state, titles[state]) for state in ORDER_STATES]


def _address(wanted: OrderFilter, state: str) -> str:
    return f"?{OrderFilter(state, wanted.level, wanted.unit).query_string()}"


@confirmation_required
def export(request: HttpRequest, kind: str) -> HttpResponseBase:
    """Return the list of orders as a file after the person has proved who it is."""
    return _export(request, kind)


@desk_page("matters.export")
def _export(request: HttpRequest, kind: str) -> HttpResponseBase:
    if kind not in KINDS:
        raise NotFound
    wanted = OrderFilter.parse({name: str(value) for name, value in request.GET.items()})
    orders = list(_all_orders(actor_of(request), wanted, timezone.now()))
    note_export(request, f"orders {wanted.query_string()}", len(orders))
    heads = [_("督办编号"), _("级别"), _("事项编号"), _("事项"), _("发给"), _("发出单位"), _("要求"), _("发出"), _("答复期限"), _("答复"), _("答复时间"), _("办结说明"), _("办结时间")]  # fmt: skip
    return spreadsheet(kind, _("督办清单"), heads, [_cells(one) for one in orders])


def _all_orders(actor: Actor, wanted: OrderFilter, at: datetime) -> Iterator[OrderView]:
    before = 0
    while True:
        found = oversee.order_page(actor, wanted, at, before, EXPORT_SIZE)
        yield from found.orders
        before = found.before
        if not before:
            return


def _cells(one: OrderView) -> list[object]:
    return [
        one.number, one.level_title, one.matter_number, one.matter_title, one.to_unit, one.by_unit, one.demand,
        one.issued_at, due_text(one.due_at), one.reply, one.replied_at, one.closing_note, one.closed_at,
    ]  # fmt: skip


@desk_page("matters.supervise", "GET", "POST")
def new(request: HttpRequest, number: str) -> HttpResponse:
    """Ask for level, addressee, demand and day, filled in from the facts; issue the order on sending."""
    actor, at = actor_of(request), timezone.now()
    matter = matter_in_reach(actor, number)
    if own := _own_page(f"{matter.system}_order_new", number=matter.number):
        return HttpResponseRedirect(own)
    given = _proposed(actor, matter, at)
    errors: dict[str, str] = {}
    if request.method == "POST":
        given |= {name: request.POST.get(name, "").strip() for name in given}
        try:
            made = supervise.issue(actor, _order(matter, given), at)
        except DomainError as error:
            errors = errors_of(error)
        else:
            messages.success(request, _("督办 %(number)s 已发出。") % {"number": made.number})
            return HttpResponseRedirect(reverse("order", kwargs={"order_id": made.pk}))
    context = {
        "matter": matter,
        "given": given,
        "errors": errors,
        "levels": [(level.value, _(str(level.label))) for level in OrderLevel],
        "units": oversee.addressees(actor, matter),
        "clock": chip("", matter.due_at, at, is_open=matter.is_open),
        "earlier": queries.orders(actor, matter, at),
    }
    return render(request, "oversee/order_new.html", context, status=422 if errors else 200)


def _own_page(name: str, **values: object) -> str:
    """Return the address of a system's own page for orders over its matters, "" where it has none."""
    try:
        return reverse(name, kwargs=values)
    except NoReverseMatch:
        return ""


def _proposed(actor: Actor, matter: Matter, at: datetime) -> dict[str, str]:
    """Return the form filled in: a higher level when there was an order before, the lead, facts as the demand, three working days."""
    before = queries.orders(actor, matter, at)
    units = oversee.addressees(actor, matter)
    day = clocks.calendar().with_provisional().add_working_days(at.astimezone(CHINA).date(), ANSWER_WITHIN)
    return {
        "level": str(_next_level(before)),
        "to_unit": str(units[0][0]) if units else "",
        "demand": _demand(matter, before, day, at),
        "due_on": day.isoformat(),
    }


def _next_level(before: list[OrderView]) -> OrderLevel:
    levels = list(OrderLevel)
    if not before:
        return levels[0]
    reached = max(levels.index(OrderLevel(one.level)) for one in before)
    return levels[min(reached + 1, len(levels) - 1)]


def _demand(matter: Matter, before: list[OrderView], day: date, at: datetime) -> str:
    """Return the demand in sentences, each of them a fact that the matter shows."""
    facts = [f"「{matter.title}」({matter.number})于 {matter.opened_at.astimezone(CHINA):%Y-%m-%d} 收到。"]
    if matter.due_at is not None and matter.due_at <= at:
        days = (at - matter.due_at) // timedelta(days=1)
        facts.append(f"办理期限 {due_text(matter.due_at)} 已过{f' {days} 天' if days else ''}，还没有结果。")
    elif matter.due_at is not None:
        facts.append(f"办理期限为 {due_text(matter.due_at)}。")
    if matter.returned:
        facts.append(f"已被退回 {matter.returned} 次。")
    if matter.reopened:
        facts.append(f"已重新打开 {matter.reopened} 次。")
    if before:
        facts.append(f"此前已督办 {len(before)} 次({'、'.join(one.number for one in before)})。")
    asked = f"请查明没有按期办结的原因，抓紧办理，并于 {day.isoformat()} 前书面答复办理结果和下一步安排。"
    return "".join(facts) + asked


def _order(matter: Matter, given: dict[str, str]) -> Order:
    try:
        due_on = date.fromisoformat(given["due_on"])
    except ValueError as error:
        raise InvalidInput(field="due_on", why="请选择答复期限，写成 2026-03-02 这样。") from error
    to_unit = given_number(given["to_unit"])
    if to_unit is None:
        raise InvalidInput(field="to_unit", why="请选择督办发给哪个单位。")
    return Order(matter.number, given["level"], to_unit, given["demand"], end_of_day(due_on))


@desk_page("matters.view")
def page(request: HttpRequest, order_id: int) -> HttpResponse:
    """Show one order: what was demanded of whom, the answer, the end, and how the matter went since."""
    return _page(request, order_id, {}, {})


def _page(request: HttpRequest, order_id: int, errors: dict[str, str], given: dict[str, str]) -> HttpResponse:
    actor, at = actor_of(request), timezone.now()
    found, matter = oversee.order(actor, order_id, at)
    story = queries.story(actor, matter)
    context = {
        "order": found,
        "matter": matter,
        "errors": errors,
        "given": given,
        "own_page": _own_page(f"{matter.system}_order", order_id=order_id),
        "story": [one for one in story if one.at >= found.issued_at],
    }
    return render(request, "oversee/order.html", context, status=422 if errors else 200)


@desk_page("matters.reply_order", "POST")
def reply(request: HttpRequest, order_id: int) -> HttpResponse:
    """Answer an order in writing; the unit it is addressed to may."""
    actor = actor_of(request)
    oversee.order(actor, order_id, timezone.now())
    words = request.POST.get("reply", "")
    try:
        supervise.reply_order(actor, order_id, words, timezone.now())
    except InvalidInput as error:
        return _page(request, order_id, errors_of(error), {"reply": words})
    except DomainError as error:
        messages.error(request, sentence(error))
    else:
        messages.success(request, _("答复已交给发出督办的单位。"))
    return HttpResponseRedirect(reverse("order", kwargs={"order_id": order_id}))


@desk_page("matters.supervise", "POST")
def close(request: HttpRequest, order_id: int) -> HttpResponse:
    """End an order with a note; the unit that issued it may."""
    actor = actor_of(request)
    oversee.order(actor, order_id, timezone.now())
    note = request.POST.get("note", "")
    try:
        supervise.close_order(actor, order_id, note, timezone.now())
    except InvalidInput as error:
        return _page(request, order_id, errors_of(error), {"note": note})
    except DomainError as error:
        messages.error(request, sentence(error))
    else:
        messages.success(request, _("督办已办结。"))
    return HttpResponseRedirect(reverse("order", kwargs={"order_id": order_id}))
