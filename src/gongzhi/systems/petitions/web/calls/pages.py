"""Call-backs: today's list, one matter at a time by the keyboard, the number revealed with its purpose, script and report."""

from datetime import date, timedelta

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from gongzhi.core.identity.actions import residents
from gongzhi.core.identity.rules.verbs import can
from gongzhi.core.identity.web.addresses import client_address
from gongzhi.core.identity.web.requests import actor_of, errors_of
from gongzhi.core.matters.web.desk.shell import desk_page, given_number
from gongzhi.core.matters.web.spreadsheet import KINDS, spreadsheet
from gongzhi.kernel.actor import Actor
from gongzhi.kernel.errors import DomainError, NotFound
from gongzhi.kernel.terms import CHINA
from gongzhi.systems.petitions.actions import call_back
from gongzhi.systems.petitions.actions.call_back import Call
from gongzhi.systems.petitions.models import Finding
from gongzhi.systems.petitions.queries import calls
from gongzhi.systems.petitions.rules.call_back import KINDS as ANSWERS
from gongzhi.systems.petitions.rules.call_back import MOST_QUESTIONS, SMALL, Question, Share

Given = dict[str, str]
CALL, SCRIPT, RATINGS = "matters.call_back", "petitions.call_script", "matters.ratings"
PURPOSE = "回访核实"


def _posted(request: HttpRequest) -> Given:
    return {name: str(value) for name, value in request.POST.items()}


@desk_page(CALL)
def listing(request: HttpRequest) -> HttpResponse:
    """Show today's list and the latest lots with what is needed to draw them again."""
    actor = actor_of(request)
    context = {
        "calls": calls.waiting(actor),
        "draws": calls.draws(actor, 10),
        "share": calls.share(),
        "may_script": can(actor, SCRIPT),
        "may_report": can(actor, RATINGS),
    }
    return render(request, "petitions/calls/list.html", context)


@desk_page(CALL, "GET", "POST")
def one(request: HttpRequest, task_id: int) -> HttpResponse:
    """Show one call with its script; keep what was heard and go on to the next."""
    actor, at = actor_of(request), timezone.now()
    if request.method == "GET":
        return _one(request, task_id, {}, {})
    given = _posted(request)
    calls.call(actor, task_id)
    try:
        result = call_back.make_call(actor, task_id, _call(actor, given), at)
    except NotFound:
        raise
    except DomainError as error:
        return _one(request, task_id, given, errors_of(error))
    messages.success(request, _result_words()[result])
    left = calls.waiting(actor)
    following = next((one for one in left if one.task.pk != task_id), None)
    if following is None or given.get("go") == "list":
        return HttpResponseRedirect(reverse("petition_calls"))
    return HttpResponseRedirect(reverse("petition_call", kwargs={"task_id": following.task.pk}))


def _result_words() -> dict[str, str]:
    return {
        "done": _("已记下。"),
        "unreached": _("没有接通，已记下；换个时间再打。"),
        "reopened": _("没有解决：已经重新办理，信访人和办理单位会收到通知。"),
        "raised": _("再次没有解决：已经提到上一级办理。"),
        "in_review": _("这件事已经进入复查复核，回访到此为止。"),
    }


def _one(
    request: HttpRequest,
    task_id: int,
    given: Given,
    errors: dict[str, str],
    contact: tuple[str, str] | None = None,
) -> HttpResponse:
    actor = actor_of(request)
    found = calls.call(actor, task_id)
    context = {
        "call": found,
        "script": calls.script(actor.unit_id),
        "earlier": calls.earlier(found.matter.id),
        "findings": [(one.value, _(str(one.label))) for one in Finding if one.value],
        "left": calls.waiting_number(actor),
        "given": given,
        "errors": errors,
        "contact": contact,
        "attempts_most": calls.attempts_most(),
    }
    return render(request, "petitions/calls/call.html", context, status=422 if errors else 200)


def _call(actor: Actor, given: Given) -> Call:
    script = calls.script(actor.unit_id)
    answers = tuple((one.name, given.get(f"q_{one.name}", "").strip()[:500]) for one in script.questions)
    return Call(
        reached=given.get("reached") != "no",
        solved=given.get("solved", ""),
        satisfied=given_number(given.get("satisfied", "")),
        finding=given.get("finding", ""),
        words=given.get("words", ""),
        answers=answers,
    )


@desk_page(CALL, "POST")
def reveal(request: HttpRequest, task_id: int) -> HttpResponse:
    """Show the number in clear; that it was read for a call-back is noted, and the petitioner sees the note."""
    actor, at = actor_of(request), timezone.now()
    found = calls.call(actor, task_id)
    if found.matter.resident_id is None:
        messages.error(request, _("这件事没有留联系方式。"))
        return HttpResponseRedirect(reverse("petition_call", kwargs={"task_id": task_id}))
    contact = residents.reveal(
        actor, found.matter.resident_id, found.matter.id, PURPOSE, at, client_address(request)
    )
    return _one(request, task_id, {}, {}, contact)


# The script -----------------------------------------------------------------------------------------------------------


@desk_page(SCRIPT, "GET", "POST")
def script(request: HttpRequest) -> HttpResponse:
    """Show the script in force and its versions; a change makes a new version."""
    actor = actor_of(request)
    current, errors = calls.script(actor.unit_id), {}
    given = _posted(request)
    if request.method == "POST":
        try:
            made = call_back.save_script(
                actor, given.get("opening", ""), given.get("closing", ""), _questions(given), timezone.now()
            )
        except DomainError as error:
            errors = errors_of(error)
        else:
            messages.success(request, _("话术第 %(n)s 版已启用。") % {"n": made.version})
            return HttpResponseRedirect(reverse("petition_call_script"))
    rows = _questions(given) if given else list(current.questions)
    context = {
        "current": current,
        "opening": given.get("opening", current.opening),
        "closing": given.get("closing", current.closing),
        "rows": [*rows, *(Question(f"q{n}", "") for n in range(len(rows), MOST_QUESTIONS))],
        "kinds": [
            (kind, title)
            for kind, title in zip(ANSWERS, (_("是或否"), _("一到五"), _("一句话")), strict=True)
        ],
        "versions": calls.script_versions(actor.unit_id) if actor.unit_id else [],
        "errors": errors,
    }
    return render(request, "petitions/calls/script.html", context, status=422 if errors else 200)


def _questions(given: Given) -> list[Question]:
    """Return the questions of the form; rows left empty are left out."""
    return [
        Question(
            given.get(f"name_{n}", "") or f"q{n}",
            given.get(f"text_{n}", "").strip()[:200],
            given.get(f"kind_{n}", "yes_no"),
            given.get(f"text_en_{n}", "").strip()[:200],
        )
        for n in range(MOST_QUESTIONS)
        if given.get(f"text_{n}", "").strip()
    ]


# The report -----------------------------------------------------------------------------------------------------------


def _span(request: HttpRequest) -> tuple[date, date]:
    today = timezone.now().astimezone(CHINA).date()

    def day(name: str, default: date) -> date:
        try:
            return date.fromisoformat(request.GET.get(name, ""))
        except ValueError:
            return default

    until = day("until", today)
    return min(day("since", today - timedelta(days=90)), until), until


@desk_page(RATINGS)
def report(request: HttpRequest) -> HttpResponse:
    """Show the three measures by body, with how each is counted; small cells are left out."""
    since, until = _span(request)
    context = {
        "report": calls.report(actor_of(request), since, until),
        "findings": {one.value: _(str(one.label)) for one in Finding},
        "small": SMALL,
    }
    return render(request, "petitions/calls/report.html", context)


@desk_page(RATINGS)
def report_export(request: HttpRequest, kind: str) -> HttpResponseBase:
    """Return the report as a file; small cells are left out there as well."""
    if kind not in KINDS:
        raise NotFound
    since, until = _span(request)
    found = calls.report(actor_of(request), since, until)
    heads = [_("单位"), _("回访"), _("联系上"), _("解决"), _("满意")]
    rows = [(_("合计"), found.whole), *((one.name, one.measures) for one in found.units)]
    cells = [
        [name, one.reached.whole, _percent(one.reached), _percent(one.solved), _percent(one.satisfied)]
        for name, one in rows
    ]
    return spreadsheet(kind, _("回访结果"), heads, cells)


def _percent(share: Share) -> str:
    if share.percent is None:
        return _("少于 %(n)s 件不列") % {"n": SMALL} if share.is_small else "—"
    return f"{share.percent}%"
