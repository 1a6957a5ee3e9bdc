"""Hot issues (热点): the list, and one with its formula, its members, its map and its story; made a theme by a person."""

from datetime import datetime

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from gongzhi.core.identity.rules.verbs import can
from gongzhi.core.identity.web.requests import actor_of, errors_of
from gongzhi.core.ledger.models import Entry
from gongzhi.core.matters.actions import themes as actions
from gongzhi.core.matters.actions.themes import ThemeText
from gongzhi.core.matters.queries import themes as queries
from gongzhi.core.matters.queries.themes import IssueView
from gongzhi.core.matters.web.desk import listing
from gongzhi.core.matters.web.desk.shell import given_number
from gongzhi.core.matters.web.machine.shell import reading_page
from gongzhi.core.orgs import queries as orgs
from gongzhi.core.suggest import switches
from gongzhi.core.suggest.models import IssueState
from gongzhi.kernel.actor import Actor
from gongzhi.kernel.errors import InvalidInput
from gongzhi.kernel.terms import CHINA

MAP_MOST = 300


@reading_page("themes.view")
def page(request: HttpRequest) -> HttpResponse:
    """Show the live issues, the hottest first."""
    actor = actor_of(request)
    context = {
        "issues": queries.issues(actor, timezone.now()),
        "is_on": bool(orgs.setting(switches.HOT)),
        "days": orgs.setting(switches.HOT_DAYS),
        "may_manage": can(actor, "themes.manage"),
    }
    return render(request, "reading/hot.html", context)


@reading_page("themes.view", "GET", "POST")
def one(request: HttpRequest, issue_id: int) -> HttpResponse:
    """Show one issue, or make it a theme."""
    actor, at = actor_of(request), timezone.now()
    found = queries.issue(actor, issue_id, at)
    if request.method == "GET":
        first = actor.unit_id or 0
        return _show(request, found, {"title": found.title, "owner": str(first), "note": "", "attaches": ""})
    given = {name: request.POST.get(name, "") for name in ("title", "owner", "note", "attaches")}
    try:
        made = actions.open_theme(actor, issue_id, theme_text(given), at)
    except InvalidInput as error:
        return _show(request, found, given, errors_of(error))
    messages.success(request, _("专题已立，主责单位会收到通知；后来像的事项会推荐到这里。"))
    return HttpResponseRedirect(reverse("theme", kwargs={"theme_id": made.pk}))


def theme_text(given: dict[str, str]) -> ThemeText:
    """Return what a form says of a theme."""
    owner = given_number(given.get("owner", "")) or 0
    return ThemeText(given.get("title", ""), owner, given.get("note", ""), bool(given.get("attaches")))


def _show(
    request: HttpRequest, found: IssueView, given: dict[str, str], errors: dict[str, str] | None = None
) -> HttpResponse:
    actor = actor_of(request)
    context = {
        "issue": found,
        "given": given,
        "errors": errors or {},
        "owners": listing.unit_choices(actor),
        "may_manage": can(actor, "themes.manage")
        and found.theme_id is None
        and found.state == IssueState.LIVE,
        "map": map_of(actor, found.ids),
        "story": [_told(entry) for entry in found.history],
        "more": actor.is_staff and can(actor, "matters.view"),
    }
    return render(request, "reading/issue.html", context, status=422 if errors else 200)


def map_of(actor: Actor, ids: tuple[int, ...]) -> dict[str, object] | None:
    """Return the map of some matters, None for none."""
    if not ids:
        return None
    points = f"{reverse('desk_points')}?ids={','.join(map(str, ids[:MAP_MOST]))}"
    layers = [
        {"kind": "points", "url": points, "title": _("这些事项")},
        {"kind": "areas", "level": "county", "title": _("区县")},
    ]
    return {"layers": layers, "tiles": settings.TILES_URL, "bbox": queries.box_of(actor, ids[:MAP_MOST])}


def _told(entry: Entry) -> dict[str, object]:
    """Return an entry of an issue's story in words."""
    data = entry.data if isinstance(entry.data, dict) else {}
    size, came, went = data.get("size"), number_of(data.get("came")), number_of(data.get("went"))
    texts = {
        "hot.begun": _("聚成一个热点，%(n)s 件") % {"n": size},
        "hot.split": _("从另一个热点分出来，%(n)s 件") % {"n": size},
        "hot.changed": _("增加 %(came)s 件，离开 %(went)s 件，现在 %(n)s 件")
        % {"came": came, "went": went, "n": size},
        "hot.merged": _("并入「%(title)s」") % {"title": data.get("title", "")},
        "hot.faded": _("没有新的反映，已平息"),
        "hot.alarmed": _("增长异常：一周 %(week)s 件，平常每周 %(usual)s 件，警戒线 %(line)s 件")
        % {"week": data.get("week"), "usual": data.get("usual"), "line": data.get("line")},
    }
    icons = {
        "hot.alarmed": "triangle-alert",
        "hot.merged": "git-merge",
        "hot.split": "split",
        "hot.faded": "circle-check",
    }
    return {
        "at": _local(entry.at),
        "who": "",
        "role": "",
        "text": texts.get(entry.verb, entry.verb),
        "why": entry.why,
        "icon": icons.get(entry.verb, "trending-up"),
        "tone": "late" if entry.verb == "hot.alarmed" else "",
    }


def number_of(value: object) -> int:
    """Return how many a list of the ledger names, or the number itself."""
    return len(value) if isinstance(value, list) else value if isinstance(value, int) else 0


def _local(at: datetime) -> datetime:
    return at.astimezone(CHINA)
