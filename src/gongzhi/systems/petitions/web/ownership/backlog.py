"""The backlog: the list with ages and what is late of ours, the matters that meet the criteria, and the criteria themselves."""

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from gongzhi.core.identity.rules.verbs import can
from gongzhi.core.identity.web.requests import actor_of, confirmation_required, note_export
from gongzhi.core.matters.web.desk.shell import desk_page, given_number
from gongzhi.core.matters.web.spreadsheet import KINDS, spreadsheet
from gongzhi.core.orgs import queries as orgs
from gongzhi.kernel.errors import NotFound
from gongzhi.systems.petitions.queries import backlog as queries
from gongzhi.systems.petitions.queries.ownership import today
from gongzhi.systems.petitions.rules import backlog as rules
from gongzhi.systems.petitions.rules.periods import months

TABS = ("listed", "candidates", "milestones", "criteria")


def late_titles() -> dict[str, str]:
    """Return what is called late of ours."""
    return {
        "clock": _("法定期限已过"),
        "decision": _("会议决定过期"),
        "milestone": _("节点过期"),
        "promise": _("答应的事过期"),
    }


@desk_page("petitions.ownership")
def page(request: HttpRequest) -> HttpResponse:
    """Show the list, the candidates, overdue milestones, or the criteria."""
    actor, at = actor_of(request), timezone.now()
    tab = request.GET.get("tab", TABS[0])
    tab = tab if tab in TABS else TABS[0]
    bucket, criterion = request.GET.get("bucket", ""), request.GET.get("criterion", "")
    only = request.GET.get("only", "")
    everything = queries.listed(actor, at)
    found: list[queries.Candidate] = []
    after = 0
    if tab == "candidates":
        found, after = queries.candidates(
            actor, at, criterion=criterion, after=given_number(request.GET.get("after", "")) or 0
        )
    context = {
        "tab": tab,
        "rows": queries.listed(actor, at, bucket=bucket, criterion=criterion, only=only),
        "total": len(everything),
        "late": sum(bool(one.late) for one in everything),
        "unowned": sum(one.owner is None for one in everything),
        "ages": queries.ages(everything),
        "curve": queries.curve(actor, months(today(at), 12)),
        "candidates": found,
        "after": after,
        "milestones": queries.overdue_milestones(actor, at) if tab == "milestones" else [],
        "criteria": queries.criteria(),
        "source": rules.published().source,
        "unconfirmed": {
            one.name for one in queries.criteria() if one.setting and not orgs.is_confirmed(one.setting)
        },
        "bucket": bucket,
        "criterion": criterion,
        "only": only,
        "late_titles": late_titles(),
        "may": {"list": can(actor, "petitions.backlog"), "export": can(actor, "matters.export")},
        "unit_name": orgs.unit_name,
    }
    return render(request, "petitions/ownership/backlog.html", context)


@confirmation_required
def export(request: HttpRequest, kind: str) -> HttpResponseBase:
    """Return the list as a file."""
    return _export(request, kind)


@desk_page("matters.export")
def _export(request: HttpRequest, kind: str) -> HttpResponseBase:
    if kind not in KINDS:
        raise NotFound
    rows = queries.listed(actor_of(request), timezone.now())
    note_export(request, "petition backlog", len(rows))
    late = late_titles()
    heads = [_("编号"), _("事项"), _("提出"), _("已经几天"), _("账龄"), _("列入清单"), _("为什么"), _("包案领导"), _("过期的"), _("主办")]  # fmt: skip
    cells = [
        [
            one.matter.number, one.matter.title, one.matter.brought_at, one.days, one.bucket.title, one.entry.listed_at,
            "；".join([*one.entry.reasons, one.entry.reason]).strip("；"), one.owner.name if one.owner else "",
            "、".join(late[kind] for kind in one.late), orgs.unit_name(one.matter.lead_id),
        ]
        for one in rows
    ]  # fmt: skip
    return spreadsheet(kind, _("积案清单"), heads, cells)
