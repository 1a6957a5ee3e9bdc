"""How suggestions fare, what each function is and how well its model did, and the off switches."""

from datetime import datetime, timedelta

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from gongzhi.core.identity.rules.verbs import can
from gongzhi.core.identity.web.requests import actor_of, errors_of
from gongzhi.core.ledger import queries as ledger
from gongzhi.core.matters.queries import suggested
from gongzhi.core.matters.web.machine.cards import Card, cards
from gongzhi.core.matters.web.machine.shell import reading_page
from gongzhi.core.orgs import queries as orgs
from gongzhi.core.orgs.actions.settings import set_setting
from gongzhi.core.suggest import queries, reader
from gongzhi.core.suggest.actions.models import STREAM
from gongzhi.core.suggest.models import Kind
from gongzhi.core.suggest.queries import HOWS, Wanted
from gongzhi.kernel.errors import InvalidInput, NotFound
from gongzhi.reading import model
from gongzhi.reading.classify import SEPARATOR

SPANS = (30, 90, 365)
HISTORY = 12


@reading_page("suggest.figures")
def figures(request: HttpRequest) -> HttpResponse:
    """Show how often people took over what was suggested, by function and model, and by category."""
    days = _days(request)
    since = timezone.now() - timedelta(days=days)
    by_category = [one for one in queries.figures(since, by_value=True) if one.kind == Kind.CATEGORY]
    context = {
        "spans": [(str(one), _("最近 %(n)s 天") % {"n": one}, f"?days={one}") for one in SPANS],
        "days": days,
        "rows": queries.figures(since),
        "categories": sorted(by_category, key=lambda one: (-one.decided, -one.shown)),
        "kinds": {value: _(str(label)) for value, label in Kind.choices},
        "model_titles": _model_titles(),
        "title_of": orgs.category_title,
        "cards": cards(),
        "may_switch": can(actor_of(request), "suggest.switch"),
    }
    return render(request, "reading/figures.html", context)


def _days(request: HttpRequest) -> int:
    text = request.GET.get("days", "")
    return int(text) if text in {str(one) for one in SPANS} else SPANS[0]


def _model_titles() -> dict[str, str]:
    return {
        reader.TRAINED: _("本市训练的模型"),
        reader.COLD: _("类别表的字词"),
        queries.BY_RULE: _("城市规则"),
        "urgency_words": _("紧急词表"),
        f"{reader.TRAINED}+duties": _("模型加职责表"),
        f"{reader.COLD}+duties": _("类别表的字词加职责表"),
    }


@reading_page("suggest.figures")
def rows(request: HttpRequest) -> HttpResponse:
    """Show the matters behind a figure, those that the reader may see."""
    given = {name: request.GET.get(name, "")[:80] for name in ("kind", "model", "value", "how")}
    if given["kind"] not in set(Kind) or given["how"] not in HOWS:
        raise NotFound
    wanted = Wanted(**given)
    days = _days(request)
    context = {
        "lines": suggested.lines(actor_of(request), wanted, timezone.now() - timedelta(days=days)),
        "wanted": wanted,
        "kind_title": _(str(Kind(wanted.kind).label)),
        "value_title": suggested.in_words(wanted.kind, wanted.value),
        "days": days,
        "most": suggested.SHOWN,
    }
    return render(request, "reading/rows.html", context)


@reading_page("suggest.figures")
def listing(request: HttpRequest) -> HttpResponse:
    """Show what the machine does and where each function's card is."""
    context = {"cards": cards(), "may_switch": can(actor_of(request), "suggest.switch")}
    return render(request, "reading/models.html", context)


@reading_page("suggest.figures")
def card(request: HttpRequest, name: str) -> HttpResponse:
    """Show the card of one function, with the figures of its model where it has one."""
    found = next((one for one in cards() if one.name == name), None)
    if found is None:
        raise NotFound
    context: dict[str, object] = {
        "card": found,
        "rows": [],
        "may_switch": can(actor_of(request), "suggest.switch"),
    }
    if name == "category":
        context |= _of_model()
    if found.kind:
        since = timezone.now() - timedelta(days=SPANS[1])
        context["rows"] = [one for one in queries.figures(since) if one.kind == found.kind]
        context["model_titles"] = _model_titles()
    return render(request, "reading/model.html", context)


def _of_model() -> dict[str, object]:
    """Return what is known of the triage model in use, of its scores and of those before it."""
    held = reader.reader()
    about = model.about_of(reader.folder()) if held is not None and held.name == reader.TRAINED else None
    scores = model.scores_of(reader.folder(), about.version) if about else None
    return {
        "held": held,
        "is_cold": held is not None and held.name == reader.COLD,
        "about": about,
        "made_at": datetime.fromisoformat(about.made_at) if about else None,
        "scores": scores,
        "title_of": lambda label: orgs.category_title(str(label).replace(SEPARATOR, ".")),
        "learned": ledger.entries(STREAM)[-HISTORY:][::-1],
    }


@reading_page("suggest.switch", "GET", "POST")
def switch(request: HttpRequest) -> HttpResponse:
    """Show the off switches, and turn one with its reason."""
    if request.method == "GET":
        return _switches(request, {})
    actor = actor_of(request)
    found = next((one for one in cards() if one.name == request.POST.get("name", "")), None)
    if found is None:
        raise NotFound
    source = request.POST.get("source", "")
    try:
        set_setting(actor, found.switch, "否" if found.is_on else "是", source, timezone.now())
    except InvalidInput as error:
        return _switches(request, {found.name: next(iter(errors_of(error).values()))})
    turned = _("“%(title)s”已关闭。") if found.is_on else _("“%(title)s”已打开。")
    messages.success(request, turned % {"title": found.title})
    return HttpResponseRedirect(reverse("suggest_switches"))


def _switches(request: HttpRequest, errors: dict[str, str]) -> HttpResponse:
    told: list[tuple[Card, object]] = [(one, orgs.kept_setting(one.switch)) for one in cards()]
    context = {"cards": told, "errors": errors}
    return render(request, "reading/switches.html", context, status=422 if errors else 200)
