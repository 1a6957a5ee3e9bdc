"""The list of cases: mine first, with what is due; then those of my body and all in reach."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from gongzhi.core.identity.rules.verbs import can
from gongzhi.core.identity.web.requests import actor_of
from gongzhi.core.matters.web.desk.shell import desk_page
from gongzhi.systems.disputes.queries import cases
from gongzhi.systems.disputes.queries.cases import LIST_MOST, Wanted
from gongzhi.systems.disputes.rules.causes import CAUSES
from gongzhi.systems.disputes.web.cases import titles

TABS = ("mine", "body", "all", "ended", "unregistered")


@desk_page("disputes.cases")
def listing(request: HttpRequest) -> HttpResponse:
    """Show cases of mediation."""
    actor, at = actor_of(request), timezone.now()
    mediates = actor.has_role(*cases.MEDIATING_ROLES)
    tab = request.GET.get("tab", "")
    tab = tab if tab in TABS else "mine" if mediates else "all"
    cause = request.GET.get("cause", "")
    wanted = Wanted(
        whose={"mine": "mine", "body": "body"}.get(tab, "all"),
        is_ended=tab == "ended",
        cause=cause if cause in CAUSES else "",
    )
    waiting = cases.unregistered(actor, at)
    names = {
        "mine": _("我调解的"),
        "body": _("本组织的"),
        "all": _("看得到的"),
        "ended": _("已结束的"),
        "unregistered": _("待登记当事人"),
    }
    here = reverse("dispute_cases")
    context = {
        "tab": tab,
        "tabs": [
            (one, names[one], f"{here}?tab={one}", len(waiting) if one == "unregistered" else None)
            for one in TABS
            if one != "unregistered" or waiting
        ],
        "found": [] if tab == "unregistered" else cases.cases(actor, wanted, at),
        "waiting": waiting if tab == "unregistered" else [],
        "causes": titles.pairs(CAUSES),
        "cause": wanted.cause,
        "cause_titles": dict(titles.pairs(CAUSES)),
        "most": LIST_MOST,
        "may_register": can(actor, "disputes.register"),
    }
    return render(request, "disputes/cases.html", context)
