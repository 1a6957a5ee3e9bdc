"""`/disputes/paths/`: a few questions, one small page after another, then every path; nothing is kept about anybody."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from gongzhi.core.clocks import queries as clocks
from gongzhi.core.identity.web.requests import actor_of
from gongzhi.core.matters.web.desk.shell import desk_page, matter_in_reach
from gongzhi.kernel.terms import CHINA
from gongzhi.systems.disputes.queries import known_facts
from gongzhi.systems.disputes.rules.paths import Advice, Book, advise, book
from gongzhi.systems.disputes.web.paths.form import LAST, STEPS, Answers

_BEGIN: dict[str, tuple[str, ...]] = {
    "network": ("dispute_rooms",),
    "matter": ("submit",),
    "confirmation": ("party_open",),
    "labour_arbitration": ("dispute_apply", "submit"),
    "reconsideration": ("dispute_apply", "submit"),
    "arbitration": (),
    "land_arbitration": (),
    "court": (),
    "police": (),
}
"""Where a path may begin on this site, best first; the others begin elsewhere, which the page says."""


@dataclass(frozen=True, slots=True)
class Shown:
    """One path as the page draws it; `begin` is "" where it does not begin on this site."""

    advice: Advice
    begin: str
    missing: tuple[str, ...]


@never_cache
@require_http_methods(["GET", "POST"])
def paths(request: HttpRequest) -> HttpResponse:
    """Ask step by step and show every path at the end; answers travel in the form and are kept nowhere."""
    on, known = timezone.now().astimezone(CHINA).date(), book()
    sent = {name: str(value) for name, value in request.POST.items()}
    answers = Answers.of(sent, known, on)
    if request.method == "GET":
        kind = request.GET.get("kind", "")
        start = Answers.of({"kind": kind} if kind in known.groups else {}, known, on)
        return _step(request, start, 1, {})
    given = sent.get("step", "1")
    step = int(given) if given in {str(n) for n in range(1, LAST + 1)} else 1
    if sent.get("go") == "back":
        return _step(request, answers, _before(answers, known, step), {})
    errors = {
        name: text for name, text in answers.errors.items() if name in answers.asked or not answers.asked
    }
    if "kind" not in answers.values:
        return _step(request, answers, 1, {"kind": _("请选择是什么争议。")})
    if errors:
        return _step(request, answers, step, errors)
    return _next(request, answers, known, step)


def _next(request: HttpRequest, answers: Answers, known: Book, step: int) -> HttpResponse:
    on = timezone.now().astimezone(CHINA).date()
    if answers.fresh(known, step, on):
        return _step(request, answers, step, {}, only_fresh=True)
    for later in range(step + 1, LAST + 1):
        if answers.questions(known, later, on):
            return _step(request, answers, later, {})
    return _result(request, answers, known)


def _before(answers: Answers, known: Book, step: int) -> int:
    on = timezone.now().astimezone(CHINA).date()
    return next((n for n in range(step - 1, 0, -1) if answers.questions(known, n, on)), 1)


def _step(
    request: HttpRequest, answers: Answers, step: int, errors: dict[str, str], *, only_fresh: bool = False
) -> HttpResponse:
    on, known = timezone.now().astimezone(CHINA).date(), book()
    questions = answers.fresh(known, step, on) if only_fresh else answers.questions(known, step, on)
    shown = {one.name for one in questions}
    context = {
        "step": step,
        "last": len(STEPS),
        "questions": questions,
        "typed": answers.typed,
        "errors": errors,
        "asked": " ".join(sorted(answers.asked | shown)),
        "carried": [(name, text) for name, text in answers.typed.items() if text and name not in shown],
        "today": on,
    }
    return render(request, "disputes/paths/step.html", context, status=422 if errors else 200)


def _result(request: HttpRequest, answers: Answers, known: Book) -> HttpResponse:
    on = timezone.now().astimezone(CHINA).date()
    facts = answers.facts(known, on)
    every = [shown(one, known) for one in advise(facts, clocks.calendar(), known)]
    context = {
        "open": [one for one in every if one.advice.open],
        "late": [one for one in every if one.advice.state == "late"],
        "first": [one for one in every if one.advice.state in ("other_first", "not_yet")],
        "closed": [one for one in every if one.advice.state in ("not_for_this", "done")],
        "said": _said(answers, known),
        "carried": [(name, text) for name, text in answers.typed.items() if text],
        "asked": " ".join(sorted(answers.asked)),
        "last": LAST,
        "today": on,
    }
    return render(request, "disputes/paths/result.html", context)


def shown(advice: Advice, known: Book) -> Shown:
    """Return a path with where it begins and the questions that its last day still wants answered."""
    return Shown(advice, _begin(advice.begin), tuple(known.questions[name] for name in advice.missing))  # type: ignore[misc]


def _begin(begin: str) -> str:
    for name in _BEGIN.get(begin, ()):
        try:
            return reverse(name)
        except NoReverseMatch:
            continue
    return ""


def _said(answers: Answers, known: Book) -> list[tuple[object, object]]:
    """Return each answered question with its answer as it reads."""
    found: list[tuple[object, object]] = []
    for name, value in answers.values.items():
        question = known.questions[name]
        chosen = next((one for one in question.choices if one.value == value), None)
        found.append(
            (
                question,
                chosen
                if chosen is not None
                else _("是")
                if value is True
                else _("否")
                if value is False
                else value,
            )
        )
    return found


@desk_page("matters.view")
def desk_paths(request: HttpRequest, number: str) -> HttpResponse:
    """Show the same advice beside a dispute, with what its file already tells filled in; answers may be changed."""
    actor, at = actor_of(request), timezone.now()
    matter = matter_in_reach(actor, number)
    on, known = at.astimezone(CHINA).date(), book()
    prefilled = known_facts.of_matter(matter.id)
    sent = {name: str(value) for name, value in request.GET.items()} if request.GET else prefilled
    answers = Answers.of(sent, known, on)
    every = []
    if "kind" in answers.values and not answers.errors:
        every = [shown(one, known) for one in advise(answers.facts(known, on), clocks.calendar(), known)]
    context = {
        "matter": matter,
        "questions": [one for step in range(1, LAST + 1) for one in answers.questions(known, step, on)],
        "typed": answers.typed,
        "errors": dict(answers.errors) if request.GET else {},
        "prefilled": prefilled,
        "open": [one for one in every if one.advice.open],
        "closed": [one for one in every if not one.advice.open],
        "today": on,
    }
    return render(request, "disputes/paths/desk.html", context)


__all__ = ["desk_paths", "paths", "shown"]
