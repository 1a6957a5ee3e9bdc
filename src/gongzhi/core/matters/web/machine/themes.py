"""Themes (专题): the list, and one with its owner, its matters, what is suggested, and everything that was done."""

from collections.abc import Callable
from datetime import datetime

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from gongzhi.core.errors import sentence
from gongzhi.core.identity.web.requests import actor_of
from gongzhi.core.ledger.models import Entry
from gongzhi.core.matters.actions import themes as actions
from gongzhi.core.matters.queries import themes as queries
from gongzhi.core.matters.web.desk import listing
from gongzhi.core.matters.web.desk.shell import given_number
from gongzhi.core.matters.web.machine.hot import map_of, number_of, theme_text
from gongzhi.core.matters.web.machine.shell import reading_page
from gongzhi.core.orgs import queries as orgs
from gongzhi.core.suggest import switches
from gongzhi.kernel.errors import DomainError, InvalidInput, NotFound
from gongzhi.kernel.terms import CHINA


@reading_page("themes.view")
def page(request: HttpRequest) -> HttpResponse:
    """Show the open themes in reach, or the closed ones."""
    closed = request.GET.get("closed") == "1"
    actor, at = actor_of(request), timezone.now()
    context = {
        "rows": queries.themes(actor, at, closed=closed),
        "closed": closed,
        "tabs": [("open", _("进行中"), "?"), ("closed", _("已结束"), "?closed=1")],
    }
    return render(request, "reading/themes.html", context)


@reading_page("themes.view")
def one(request: HttpRequest, theme_id: int) -> HttpResponse:
    """Show one theme."""
    actor, at = actor_of(request), timezone.now()
    found = queries.theme(actor, theme_id, at)
    others = [row.theme for row in queries.themes(actor, at) if row.theme.pk != theme_id]
    context = {
        "found": found,
        "theme": found.row.theme,
        "row": found.row,
        "owners": listing.unit_choices(actor),
        "others": [(str(one.pk), one.title) for one in others if queries.is_owner_side(actor, one)],
        "map": map_of(actor, found.row.ids),
        "story": [_told(entry) for entry in found.history],
        "is_on": bool(orgs.setting(switches.THEMES)),
    }
    return render(request, "reading/theme.html", context)


@reading_page("themes.manage", "POST")
def act(request: HttpRequest, theme_id: int, act: str) -> HttpResponse:
    """Change, decide, join, part or close; a refusal is told on the theme's own page."""
    acts: dict[str, Callable[[HttpRequest, int, datetime], str]] = {
        "change": _change,
        "belongs": _belongs,
        "declined": _declined,
        "merge": _merge,
        "split": _split,
        "close": _close,
    }
    if act not in acts:
        raise NotFound
    to = theme_id
    try:
        messages.success(request, acts[act](request, theme_id, timezone.now()))
        to = given_number(request.POST.get("into", "")) or theme_id
    except NotFound:
        raise
    except DomainError as error:
        messages.error(request, sentence(error))
    return HttpResponseRedirect(reverse("theme", kwargs={"theme_id": to}))


def _change(request: HttpRequest, theme_id: int, at: datetime) -> str:
    given = {name: request.POST.get(name, "") for name in ("title", "owner", "note", "attaches")}
    actions.change_theme(actor_of(request), theme_id, theme_text(given), at)
    return _("专题已修改。")


def _belongs(request: HttpRequest, theme_id: int, at: datetime) -> str:
    number = request.POST.get("number", "")
    actions.decide(actor_of(request), theme_id, number, at, belongs=True)
    return _("%(number)s 已归入专题。") % {"number": number.strip()}


def _declined(request: HttpRequest, theme_id: int, at: datetime) -> str:
    number = request.POST.get("number", "")
    actions.decide(actor_of(request), theme_id, number, at, belongs=False)
    return _("%(number)s 不属于这个专题，以后不再推荐。") % {"number": number.strip()}


def _merge(request: HttpRequest, theme_id: int, at: datetime) -> str:
    into = given_number(request.POST.get("into", ""))
    if into is None:
        raise InvalidInput(field="into", why="请选择并入哪个专题。")
    made = actions.merge_theme(actor_of(request), theme_id, into, request.POST.get("note", ""), at)
    return _("已并入「%(title)s」。") % {"title": made.title}


def _split(request: HttpRequest, theme_id: int, at: datetime) -> str:
    ids = [number for one in request.POST.getlist("matters") if (number := given_number(one)) is not None]
    given = {name: request.POST.get(name, "") for name in ("title", "owner", "note")}
    made = actions.split_theme(actor_of(request), theme_id, ids, theme_text(given), at)
    return _("已分出新专题「%(title)s」。") % {"title": made.title}


def _close(request: HttpRequest, theme_id: int, at: datetime) -> str:
    actions.close_theme(actor_of(request), theme_id, request.POST.get("note", ""), at)
    return _("专题已结束；里面的事项各走各的程序，不受影响。")


def _told(entry: Entry) -> dict[str, object]:
    """Return an entry of a theme's story in words."""
    data = entry.data if isinstance(entry.data, dict) else {}
    texts: dict[str, str] = {
        "theme.opened": _("立为专题，归入 %(n)s 件，主责单位%(owner)s")
        % {"n": number_of(data.get("matters")), "owner": data.get("owner_name", "")},
        "theme.changed": _("修改了专题，主责单位%(owner)s")
        % {"owner": data["to"].get("owner_name", "") if isinstance(data.get("to"), dict) else ""},
        "theme.decided": (
            _("确认 %(number)s 属于专题")
            if data.get("to") == "confirmed"
            else _("认定 %(number)s 不属于专题")
        )
        % {"number": data.get("number", "")},
        "theme.found": _("推荐 %(n)s 件，自动归入 %(m)s 件")
        % {"n": number_of(data.get("suggested")), "m": number_of(data.get("automatic"))},
        "theme.closed": _("结束专题"),
        "theme.merged": _("并入专题「%(title)s」") % {"title": data.get("title", "")},
        "theme.took_in": _("并进了专题「%(title)s」") % {"title": data.get("title", "")},
        "theme.parted": _("分出专题「%(title)s」，%(n)s 件")
        % {"title": data.get("title", ""), "n": number_of(data.get("matters"))},
        "hot.alarmed": _("增长异常：一周 %(week)s 件，平常每周 %(usual)s 件，警戒线 %(line)s 件")
        % {"week": data.get("week"), "usual": data.get("usual"), "line": data.get("line")},
    }
    return {
        "at": entry.at.astimezone(CHINA),
        "who": entry.actor_name,
        "role": "",
        "text": texts.get(entry.verb, entry.verb),
        "why": entry.why,
        "icon": "triangle-alert" if entry.verb == "hot.alarmed" else "dot",
        "tone": "late" if entry.verb == "hot.alarmed" else "",
    }
