"""The desk's pages of judicial confirmation: the check, each side's word and identity, the bundle, and the confirmer's look."""

from collections.abc import Callable
from dataclasses import replace

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from gongzhi.core.errors import sentence, spoken
from gongzhi.core.files import queries as files
from gongzhi.core.identity.web.requests import actor_of
from gongzhi.core.matters.actions.follow import Upload
from gongzhi.core.matters.web.desk import offers
from gongzhi.core.matters.web.desk.shell import desk_page
from gongzhi.core.workflow import queries as workflow
from gongzhi.kernel.errors import DomainError, NotFound
from gongzhi.systems.disputes.actions import confirmation as acting
from gongzhi.systems.disputes.actions import sham
from gongzhi.systems.disputes.actions.confirmation import PAPERS
from gongzhi.systems.disputes.queries import agreements, cases, confirmations
from gongzhi.systems.disputes.queries.confirmations import Identity
from gongzhi.systems.disputes.rules.confirmation import CONTENT_TITLES, COURT_LOOKS_AT
from gongzhi.systems.disputes.rules.sham import ALIKE_TITLES
from gongzhi.systems.disputes.web import outcome


@desk_page("disputes.confirm")
def confirmations_list(request: HttpRequest) -> HttpResponse:
    """Show the applications in reach: what may be applied for and until when, what is in court, what is confirmed."""
    state = request.GET.get("state", "")
    state = state if state in confirmations.OPEN else ""
    titles = {
        "": _("全部"),
        "may_apply": _("可以申请"),
        "handed_in": _("已提交法院"),
        "accepted_by_court": _("法院已受理"),
        "confirmed": _("已确认"),
        "enforcing": _("执行中"),
    }
    context = {
        "rows": confirmations.listed(actor_of(request), state),
        "tabs": [(name, title, f"?state={name}" if name else "?") for name, title in titles.items()],
        "state": state,
    }
    return render(request, "disputes/confirmations.html", context)


@desk_page("disputes.confirm")
def confirmation(request: HttpRequest, number: str) -> HttpResponse:
    """Show one application: what speaks against it, who wants it, whose identity is known, what may be done now."""
    actor, at = actor_of(request), timezone.now()
    matter, case = agreements.for_supervision(actor, number)
    proceeding = confirmations.of_matter(matter.id)
    if proceeding is None:
        raise NotFound
    kept = confirmations.row(proceeding.id)
    wanted = (
        "confirmation_bundle",
        "enforcement_application",
        "mediation_agreement",
        "oral_agreement_record",
    )
    attached = files.attachments(actor, matter.id)
    context = {
        "matter": matter,
        "case": case,
        "proceeding": proceeding,
        "state": workflow.procedure_of(proceeding).state(proceeding.state),
        "kept": kept,
        "agreement": confirmations.agreement_of(proceeding.id),
        "contents": [(str(name), _(titles[0])) for name, titles in CONTENT_TITLES.items()],
        "court_looks_at": COURT_LOOKS_AT,
        "findings": [replace(one, why=spoken(one.why)) for one in confirmations.findings(proceeding.id, at)]
        if kept and kept.checked_at
        else [],
        "standings": confirmations.standings(case, proceeding.id, with_identity=True),
        "side_options": list(agreements.titles(case).items()),
        "papers": [(one, one) for one in PAPERS],
        "last_on": confirmations.last_on(proceeding.id),
        "enforcement_last_on": confirmations.enforcement_last_on(proceeding.id),
        "reasons": confirmations.reasons(proceeding.id),
        "documents": [one for one in files.documents(actor, matter.id) if one.template in wanted],
        "attached": [(one.pk, one.name) for one in attached],
        "annexed": confirmations.annex_ids(proceeding.id),
        "buttons": offers.buttons(matter, proceeding, offers.offered(actor, matter, proceeding, at)),
        "at": at,
    }
    return render(request, "disputes/confirmation.html", context)


@desk_page("disputes.confirm", "POST")
def confirmation_act(request: HttpRequest, number: str, act: str) -> HttpResponse:
    """Answer the check, record a side's word or identity, or make the application to enforce."""
    actor, at, sent = actor_of(request), timezone.now(), request.POST
    acts: dict[str, tuple[Callable[[], object], str]] = {
        "check": (
            lambda: acting.answer_check(
                actor,
                number,
                sent.getlist("contents"),
                [int(one) for one in sent.getlist("annexes") if one.isdigit()],
                at,
            ),
            _("核对的结果已经保存。"),
        ),
        "consent": (
            lambda: acting.record_consent(
                actor, number, sent.get("side", ""), sent.get("wants") == "1", _upload(request), at
            ),
            _("这一方的意见已经登记。"),
        ),
        "identity": (
            lambda: acting.keep_identity(actor, number, sent.get("side", ""), identity_of(request), at),
            _("身份信息已经加密保存，只用于司法确认。"),
        ),
        "enforcement": (
            lambda: acting.make_enforcement_application(actor, number, sent.get("side", ""), at),
            _("强制执行申请书已经制作。"),
        ),
    }
    if act not in acts:
        raise NotFound
    do, words = acts[act]
    outcome.told(request, do, words)
    return redirect("dispute_confirmation", number=number)


def identity_of(request: HttpRequest) -> Identity:
    """Return the identity that a form holds."""
    return Identity(
        *(
            request.POST.get(name, "").replace("\x00", "").strip()[:200]
            for name in ("name", "paper_kind", "paper", "address", "contact", "agent")
        )
    )


def _upload(request: HttpRequest) -> Upload | None:
    found = request.FILES.get("scan")
    return None if found is None else Upload(found.name or "", found.read())


@desk_page("disputes.sham_check", "GET", "POST")
def sham_check(request: HttpRequest, number: str) -> HttpResponse:
    """Ask the confirmer why he looks; then show what this agreement has in common with others, with the evidence."""
    actor, at = actor_of(request), timezone.now()
    matter, _case = cases.case_for(actor, number)
    if agreements.current(matter.id) is None:
        raise NotFound
    context: dict[str, object] = {"matter": matter, "found": None, "errors": {}, "why": "", "at": at}
    context["titles"] = {str(name): titles for name, titles in ALIKE_TITLES.items()}
    if request.method == "POST":
        context["why"] = request.POST.get("why", "")
        try:
            context["found"] = sham.look(actor, number, str(context["why"]), at)
        except NotFound:
            raise
        except DomainError as error:
            context["errors"] = {"why": sentence(error)}
    return render(request, "disputes/sham.html", context, status=422 if context["errors"] else 200)
