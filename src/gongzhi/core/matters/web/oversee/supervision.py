"""What will be late if nothing happens, urging by one click, and the day's dispatch."""

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
from gongzhi.core.identity.web.requests import actor_of, next_path
from gongzhi.core.matters import queries
from gongzhi.core.matters.actions import supervise
from gongzhi.core.matters.models import Matter
from gongzhi.core.matters.queries import Filter, Row, counted, oversee
from gongzhi.core.matters.queries.command import Figure
from gongzhi.core.matters.queries.oversee import OrderFilter
from gongzhi.core.matters.web.addresses import rows_address
from gongzhi.core.matters.web.desk.shell import desk_page, matter_in_reach
from gongzhi.kernel.actor import Actor
from gongzhi.kernel.errors import DomainError
from gongzhi.kernel.terms import CHINA

NEXT = 25
BESIDE = 5


@dataclass(frozen=True, slots=True)
class Urging:
    """A matter with the words of an urging filled in."""

    row: Row
    words: str
    to: str


@dataclass(frozen=True, slots=True)
class Heap:
    """One heap of the day: what it is, how many, and the first of them."""

    figure: Figure
    title: str
    text: str
    tone: str
    icon: str
    rows: list[Row]


@desk_page("board.view")
def page(request: HttpRequest) -> HttpResponse:
    """Show what will be late this week by unit and day, the matters themselves, and the late orders."""
    actor, at = actor_of(request), timezone.now()
    which = "late" if request.GET.get("due") == "late" else "week"
    wanted = Filter(due=which)
    context = {
        "risk": oversee.risk(actor, at),
        "rows": rows_address,
        "which": which,
        "urgings": _urgings(actor, wanted, at),
        "more_href": rows_address(wanted),
        "may_urge": can(actor, "matters.urge"),
        "may_order": can(actor, "matters.supervise"),
        "order_counts": oversee.order_counts(actor, at, OrderFilter()),
        "late_orders": oversee.order_page(actor, OrderFilter(state="late"), at, size=BESIDE).orders,
    }
    return render(request, "oversee/supervision.html", context)


def _urgings(actor: Actor, wanted: Filter, at: datetime) -> list[Urging]:
    found = queries.page(actor, wanted, at=at, size=NEXT)
    matters = {one.id: one for one in found.matters}
    return [Urging(row, supervise.urge_text(matters[row.id]), row.lead or row.owner) for row in found.rows]


@desk_page("matters.urge", "POST")
def urge(request: HttpRequest) -> HttpResponse:
    """Urge whoever leads one matter, in the words sent; empty words stand for those filled in."""
    actor = actor_of(request)
    matter: Matter = matter_in_reach(actor, request.POST.get("number", ""))
    try:
        supervise.urge(actor, matter.number, timezone.now(), request.POST.get("words", ""))
    except DomainError as error:
        messages.error(request, sentence(error))
    else:
        messages.success(request, _("已催办 %(number)s，对方马上会收到通知。") % {"number": matter.number})
    return HttpResponseRedirect(next_path(request, reverse("supervision")))


@desk_page("board.view")
def today(request: HttpRequest) -> HttpResponse:
    """Show the day's heaps: new, due, overdue, stuck, returned twice, unsigned; each counted by its list."""
    actor, at = actor_of(request), timezone.now()
    day = at.astimezone(CHINA).date()
    wanted = {
        "new": Filter(state="all", since=day, until=day, sort="newest"),
        "due": Filter(measure="due_today"),
        "late": Filter(due="late"),
        "unsigned": Filter(measure="unsigned"),
        "stuck": Filter(measure="stuck"),
        "returned": Filter(measure="returned_twice"),
    }
    found = counted.counts_of(actor, list(wanted.values()), at)
    heaps = [
        Heap(
            Figure(name, "", n, one),
            *_words(name),
            queries.page(actor, one, at=at, size=BESIDE).rows if n else [],
        )
        for (name, one), n in zip(wanted.items(), found, strict=True)
    ]
    context = {
        "heaps": heaps,
        "rows": rows_address,
        "day": day,
        "before": day - timedelta(days=1),
        "at": at.astimezone(CHINA),
        "may_order": can(actor, "matters.supervise"),
    }
    return render(request, "oversee/today.html", context)


def _words(name: str) -> tuple[str, str, str, str]:
    """Return title, what it means, tone and icon of a heap."""
    return {
        "new": (_("今天新收"), _("今天零点以后进来的，不论现在到哪一步。"), "", "inbox"),
        "due": (_("今天到期"), _("今天下班或今晚前要有结果的。"), "soon", "alarm-clock"),
        "late": (_("已超期"), _("承办单位的期限已经过了的。"), "late", "circle-alert"),
        "unsigned": (_("还没签收"), _("已经派给单位，单位还没有签收。"), "", "pen"),
        "stuck": (_("停滞"), _("五个工作日没有任何人处理过。"), "soon", "circle-pause"),
        "returned": (_("退回两次以上"), _("单位之间推来推去，要裁定或协调。"), "late", "corner-up-left"),
    }[name]
