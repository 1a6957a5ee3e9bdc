"""The first page of the desk: what this post has to do now, what is due next, and unread notices."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from gongzhi.core.identity.web.requests import actor_of
from gongzhi.core.matters import queries
from gongzhi.core.matters.queries import Filter
from gongzhi.core.matters.queries.counted import counts_of
from gongzhi.core.matters.queries.own_tasks import OwnTask, OwnTasks, own_tasks
from gongzhi.core.matters.web.addresses import rows_address
from gongzhi.core.matters.web.desk.shell import desk_page
from gongzhi.core.notify import queries as notices
from gongzhi.kernel.actor import Actor

NEAREST = 10
NOTICES = 5
_CENTRE = ("clerk", "dispatcher", "reviewer", "caller", "supervisor", "leader", "arbiter")


@dataclass(frozen=True, slots=True)
class Card:
    """One figure that opens its rows."""

    title: str
    n: int
    href: str
    tone: str = ""
    note: str = ""
    icon: str = ""


@dataclass(frozen=True, slots=True)
class Wanted:
    """A figure still to be counted: the list that it opens, what it is called, how it is drawn when it is not 0."""

    title: str
    filter: Filter
    icon: str
    tone: str = ""
    note: str = ""
    href: str = ""


@dataclass(frozen=True, slots=True)
class Home:
    """What the page shows: what is to be done, what runs out, the nearest rows and where all of them are."""

    to_do: list[Card]
    at_risk: list[Card]
    nearest: list[queries.Row]
    nearest_href: str


@desk_page("matters.desk")
def home(request: HttpRequest) -> HttpResponse:
    """Show what the post has to do."""
    actor, at = actor_of(request), timezone.now()
    found = home_of(actor, at)
    context = {
        "home": found,
        "is_clear": not any(card.n for card in (*found.to_do, *found.at_risk)),
        "notices": list(notices.inbox(actor).filter(read_at__isnull=True)[:NOTICES]),
        "saved": queries.saved_filters(actor, "desk_matters"),
        "reports": actor.has_role("grid_worker"),
        "at": at,
    }
    return render(request, "desk/home.html", context)


def home_of(actor: Actor, at: datetime) -> Home:
    """Return what the post has to do; all figures of lists are counted in one statement."""
    handles = actor.has_role("handler")
    to_do, at_risk = list(_to_do(actor)), list(_at_risk(actor))
    counted = iter(counts_of(actor, [one.filter for one in (*to_do, *at_risk)], at))
    cards = [_card(one, next(counted)) for one in to_do]
    risks = [_card(one, next(counted)) for one in at_risk]
    if handles:
        cards += _own(own_tasks(actor, at))
    wanted = Filter(mine=handles and not actor.has_role(*_CENTRE))
    nearest = queries.page(actor, wanted, at=at, size=NEAREST)
    return Home(cards, risks, nearest.rows, rows_address(wanted))


def _to_do(actor: Actor) -> Iterator[Wanted]:
    triage = reverse("desk_triage")
    if actor.has_role("clerk", "dispatcher"):
        yield Wanted(_("待受理"), Filter(status="received"), "inbox", href=triage)
    if actor.has_role("dispatcher"):
        yield Wanted(_("待派单"), Filter(status="triaged"), "send", href=triage)
        yield Wanted(_("退回来的"), Filter(stage="intake", returned=True), "corner-up-left", "soon")
        yield Wanted(_("申请延期"), Filter(stage="handling", measure="extension_asked"), "timer", "soon")
    if actor.has_role("reviewer"):
        yield Wanted(_("待审核的答复"), Filter(status="to_check"), "clipboard-check")
    if actor.has_role("caller"):
        yield Wanted(_("待回访"), Filter(status="to_call_back"), "phone-call")
    if actor.has_role("caller", "dispatcher", "clerk"):
        yield Wanted(_("已回访，待归档"), Filter(status="called_back"), "archive")
    if actor.has_role("arbiter"):
        yield Wanted(_("待裁定"), Filter(status="arbitration"), "scale")
    if actor.has_role("supervisor", "leader"):
        yield Wanted(_("督办中"), Filter(orders=True), "gavel")
        yield Wanted(_("有单位还没签收"), Filter(measure="unsigned"), "clipboard-check")
        yield Wanted(_("五个工作日没有进展"), Filter(measure="stuck"), "pause", "soon")


def _at_risk(actor: Actor) -> Iterator[Wanted]:
    yield Wanted(_("已超期"), Filter(due="late"), "circle-alert", "late")
    yield Wanted(_("48 小时内到期"), Filter(due="soon"), "alarm-clock", "soon")
    yield Wanted(_("7 天内到期"), Filter(due="week"), "calendar-clock")


def _card(one: Wanted, n: int) -> Card:
    href = one.href or rows_address(one.filter)
    return Card(one.title, n, href, one.tone if n else "", one.note, one.icon)


def _own(tasks: OwnTasks) -> Iterator[Card]:
    page = reverse("desk_tasks")
    yield _of_group(_("待签收"), tasks.to_sign, f"{page}#sign", "clipboard-check")
    yield _of_group(_("待联系诉求人"), tasks.to_contact, f"{page}#contact", "phone-call")
    yield _of_group(_("待答复"), tasks.to_handle, f"{page}#handle", "message-square-text")
    yield _of_group(_("请我单位协办"), tasks.to_help, f"{page}#help", "hand-helping")


def _of_group(title: str, group: list[OwnTask], href: str, icon: str) -> Card:
    late = sum(one.clock.state == "late" for one in group)
    soon = sum(one.clock.state == "soon" for one in group)
    if late:
        return Card(title, len(group), href, "late", _("其中 %(n)s 件已超期") % {"n": late}, icon)
    note = _("其中 %(n)s 件 48 小时内到期") % {"n": soon} if soon else ""
    return Card(title, len(group), href, "soon" if soon else "", note, icon)
