"""The desk's pages of an agreement: write it, have it signed, print it, watch over its performance."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from gongzhi.core.errors import sentence
from gongzhi.core.files import press
from gongzhi.core.files import queries as files
from gongzhi.core.identity.rules.verbs import can
from gongzhi.core.identity.web.requests import actor_of
from gongzhi.core.matters.actions.follow import Upload
from gongzhi.core.matters.models import Matter
from gongzhi.core.matters.web import typed
from gongzhi.core.matters.web.desk.shell import desk_page
from gongzhi.kernel.actor import Actor
from gongzhi.kernel.errors import InvalidInput, NotAllowed, NotFound
from gongzhi.kernel.terms import CHINA
from gongzhi.systems.disputes.actions import agreement as writing
from gongzhi.systems.disputes.actions import performance as watching
from gongzhi.systems.disputes.actions.performance import Told
from gongzhi.systems.disputes.models import Agreement, Case
from gongzhi.systems.disputes.queries import agreements, cases, confirmations, papers, performance
from gongzhi.systems.disputes.queries.cases import case_for
from gongzhi.systems.disputes.rules.agreement import KIND_TITLES
from gongzhi.systems.disputes.rules.walls import Who
from gongzhi.systems.disputes.web import outcome
from gongzhi.systems.disputes.web.agreement_form import AgreementForm, Errors

_DOCUMENTS = Path(__file__).resolve().parent.parent / "documents"


def _entered(actor: Actor, number: str) -> tuple[Matter, Case]:
    """Return matter and case for whoever mediates or watches over the agreement; NotAllowed for all others."""
    matter, case = case_for(actor, number)
    is_mediator = cases.reader_of(actor, matter, case).who is Who.MEDIATOR
    if not is_mediator and not agreements.may_supervise(actor, matter, case):
        raise NotAllowed(why="协议由本案的调解员、主持调解的组织和所属中心的受理员办理。")
    return matter, case


@desk_page("disputes.supervise_agreement")
def agreement(request: HttpRequest, number: str) -> HttpResponse:
    """Show the agreement of a case: the form while it is written, its text and signatures, what is owed."""
    matter, case = _entered(actor_of(request), number)
    return _show(request, matter, case)


def _show(
    request: HttpRequest,
    matter: Matter,
    case: Case,
    form: AgreementForm | None = None,
    errors: Errors | None = None,
    *,
    more: int = 2,
) -> HttpResponse:
    actor, at = actor_of(request), timezone.now()
    found = agreements.current(matter.id)
    draft = agreements.newest_draft(found) if found else None
    proceeding = cases.mediation_of(matter.id)
    is_mediator = cases.reader_of(actor, matter, case).who is Who.MEDIATOR
    is_running = proceeding is not None and proceeding.closed_at is None
    may_write = is_mediator and is_running and can(actor, "disputes.agree")
    today = at.astimezone(CHINA).date()
    shown = form or _form_of(found, draft)
    context: dict[str, object] = {
        "matter": matter,
        "case": case,
        "agreement": found,
        "draft": draft,
        "form": shown,
        "blocks": shown.shown(more),
        "errors": errors or {},
        "may_write": may_write,
        "editing": may_write
        and (
            found is None
            or found.state != "draft"
            or "edit" in request.GET
            or bool(errors)
            or form is not None
        ),
        "sides": list(agreements.titles(case).items()),
        "kinds": [(str(kind), _(titles[0])) for kind, titles in KIND_TITLES.items()],
        "parties": papers.parties(case),
        "signatures": agreements.signatures(case, found, draft) if found and draft else [],
        "missing": agreements.missing(case, found)
        if found and found.state == "draft" and found.form == "written"
        else [],
        "agree": reverse("desk_move", kwargs={"number": matter.number, "move": "agree"})
        if may_write and found and found.state == "draft"
        else "",
        "documents": _documents(actor, matter),
        "items": agreements.items(case, found) if found and found.state == "effective" else [],
        "schedule": papers.schedule(draft.terms, agreements.titles(case)) if draft else [],
        "scans": {one.pk: one for one in files.attachments(actor, matter.id)},
        "today": today,
        "confirmation": confirmations.of_matter(matter.id),
        "late": [],
        "ways": [],
        "all_due": False,
        "item": None,
        "earlier": [one for one in agreements.of_matter(matter.id) if one.state == "changed"],
        "at": at,
    }
    if found and found.state == "effective":
        context |= _what_then(case, found, at)
    return render(request, "disputes/agreement.html", context, status=422 if errors else 200)


def _what_then(case: Case, found: Agreement, at: datetime) -> dict[str, object]:
    late = performance.late_items(case, found, at)
    items = agreements.items(case, found)
    item = performance.chief(late)
    return {
        "late": late,
        "item": item,
        "ways": performance.ways(case, found, item, at) if item else [],
        "all_due": performance.called_due(found, items, at.astimezone(CHINA).date()),
    }


def _form_of(found: Agreement | None, draft: agreements.DraftView | None) -> AgreementForm:
    if found is not None and draft is not None:
        return AgreementForm.of(found.form, found.reached_on, draft.terms)
    return AgreementForm()


def _documents(actor: Actor, matter: Matter) -> list[object]:
    wanted = (
        "mediation_agreement",
        "oral_agreement_record",
        "confirmation_bundle",
        "enforcement_application",
    )
    return [one for one in files.documents(actor, matter.id) if one.template in wanted]


@desk_page("disputes.agree", "POST")
def draft(request: HttpRequest, number: str) -> HttpResponse:
    """Keep a new version, spread a sum over months, or show more blocks."""
    actor = actor_of(request)
    matter, case = _entered(actor, number)
    form = AgreementForm.parse({name: str(value) for name, value in request.POST.items()})
    go = request.POST.get("go", "save")
    if go == "more":
        return _show(request, matter, case, form, more=4)
    if go == "spread":
        return _show(request, matter, case, form, form.spread())
    terms, errors = form.terms()
    if errors:
        return _show(request, matter, case, form, errors)
    try:
        made = writing.draft_agreement(
            actor, number, writing.Drafting(form.form, terms, form.reached()), timezone.now()
        )
    except InvalidInput as error:
        return _show(
            request, matter, case, form, {_field(str(error.facts.get("field", ""))): sentence(error)}
        )
    messages.success(request, _("第 %(n)s 稿已保存。请各方看过全文，再签名。") % {"n": made.n})
    return redirect("dispute_agreement", number=number)


def _field(name: str) -> str:
    """Return the field of the form for one of the rule's ("clause2" is the block)."""
    return f"c{name.removeprefix('clause')}-kind" if name.startswith("clause") and name != "clauses" else name


@desk_page("disputes.agree", "POST")
def sign(request: HttpRequest, number: str) -> HttpResponse:
    """Sign as the mediator."""
    actor = actor_of(request)
    return _done(
        request,
        number,
        lambda: writing.sign_as_mediator(actor, number, request.POST.get("read", ""), timezone.now()),
        _("您已经签名。"),
    )


@desk_page("disputes.agree", "POST")
def paper(request: HttpRequest, number: str) -> HttpResponse:
    """Record signatures on paper, with the scan."""
    actor = actor_of(request)

    def act() -> object:
        scan = _upload(request, "scan")
        if scan is None:
            raise InvalidInput(field="scan", why="请上传签名页的扫描件或照片。")
        day = typed.day(request.POST, "signed_on")
        return writing.record_paper_signatures(
            actor, number, request.POST.getlist("signers"), day, scan, timezone.now()
        )

    return _done(request, number, act, _("纸上的签名已经登记。"))


@desk_page("disputes.supervise_agreement", "POST")
def item(request: HttpRequest, number: str, item_id: int) -> HttpResponse:
    """Say of one performance that it was done, that it was not, or urge it."""
    actor, at = actor_of(request), timezone.now()
    words = request.POST.get("words", "")

    def told() -> Told:
        return Told(typed.day_or_none(request.POST, "day"), words, _upload(request, "proof"))

    acts: dict[str, Callable[[], object]] = {
        "performed": lambda: watching.mark_performed(actor, number, item_id, told(), at),
        "breach": lambda: watching.record_breach(actor, number, item_id, told(), at),
        "urge": lambda: watching.urge(actor, number, item_id, words, at),
    }
    act = acts.get(request.POST.get("act", ""))
    if act is None:
        raise NotFound
    return _done(request, number, act, _("已经登记。"))


def _done(request: HttpRequest, number: str, act: Callable[[], object], words: str) -> HttpResponse:
    """Do something and go back to the page, with what was wrong as a sentence above it."""
    _entered(actor_of(request), number)
    outcome.told(request, act, words)
    return redirect("dispute_agreement", number=number)


def _upload(request: HttpRequest, name: str) -> Upload | None:
    found = request.FILES.get(name)
    return None if found is None else Upload(found.name or "", found.read())


@desk_page("disputes.supervise_agreement")
def print_draft(request: HttpRequest, number: str) -> HttpResponse:
    """Give the newest draft as a PDF, to read or to sign by hand; nothing of it is kept."""
    matter, case = _entered(actor_of(request), number)
    found = agreements.current(matter.id)
    if found is None or found.state != "draft":
        raise NotFound
    return draft_pdf(case, found)


def draft_pdf(case: Case, found: Agreement) -> HttpResponse:
    """Return the newest draft as a PDF."""
    view = agreements.newest_draft(found)
    data = papers.draft_data(case, found, view) | {
        "paper": {"unit": found.unit_name, "title": "", "number": ""}
    }
    made = press.press(_DOCUMENTS / "agreement_draft.typ", data)
    response = HttpResponse(made, content_type="application/pdf")
    response["Content-Disposition"] = 'inline; filename="agreement-draft.pdf"'
    response["Cache-Control"] = "no-store"
    return response


@desk_page("disputes.supervise_agreement")
def performances(request: HttpRequest) -> HttpResponse:
    """Show what is owed under the agreements that the actor watches over: this week, late, to be checked, all."""
    actor, today = actor_of(request), timezone.now().astimezone(CHINA).date()
    view = request.GET.get("view", "week")
    view = view if view in performance.VIEWS else "week"
    counted = performance.counts(actor, today)
    titles = {"week": _("七天内到期"), "late": _("已经逾期"), "reported": _("待核对"), "all": _("全部未履行")}
    context = {
        "rows": performance.schedule(actor, view, today),
        "view": view,
        "tabs": [(name, titles[name], f"?view={name}", counted[name]) for name in performance.VIEWS],
        "today": today,
        "title": titles[view],
    }
    return render(request, "disputes/performance.html", context)
