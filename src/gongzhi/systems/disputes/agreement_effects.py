"""What the moves into an agreement and of its confirmation do; each runs inside the move's transaction."""

from datetime import date, datetime, time

from gongzhi.core.files import press
from gongzhi.core.files import queries as files
from gongzhi.core.files.actions import make_document
from gongzhi.core.identity import sealing
from gongzhi.core.matters.guards import matter_of
from gongzhi.core.matters.models import Matter
from gongzhi.core.workflow import library
from gongzhi.core.workflow.actions import begin
from gongzhi.core.workflow.context import MoveContext
from gongzhi.core.workflow.manifest import Effect
from gongzhi.kernel.errors import InvalidInput
from gongzhi.kernel.terms import CHINA
from gongzhi.systems.disputes.models import (
    Agreement,
    AgreementForm,
    AgreementState,
    Case,
    Confirmation,
    PerformanceItem,
)
from gongzhi.systems.disputes.queries import agreements, cases, confirmations, papers
from gongzhi.systems.disputes.queries.people import letter
from gongzhi.systems.disputes.rules import agreement as rules
from gongzhi.systems.disputes.rules.confirmation import CONTENT_TITLES

_RESULTS = {
    "court_confirms": "confirmed",
    "court_dismisses": "dismissed",
    "court_does_not_accept": "not_accepted",
}


def agreement_takes_effect(context: MoveContext) -> None:
    """Set the seal: the agreement binds, its paper is made, what is owed is opened, and the 30 days begin."""
    matter = matter_of(context)
    case, agreement = cases.case_of(matter.id), agreements.open_draft(context.proceeding.id)
    assert case is not None
    assert agreement is not None
    bound = agreements.effective(matter.id)
    if bound is not None:
        bound.state = AgreementState.CHANGED
        bound.save()
    draft = agreements.newest_draft(agreement)
    agreement.state, agreement.effective_at = AgreementState.EFFECTIVE, context.at
    agreement.effective_on, agreement.sealed_by = _effective_on(context, agreement), context.actor.name
    agreement.save()
    for one in rules.duties(draft.terms):
        PerformanceItem.objects.create(
            agreement=agreement,
            matter_id=matter.id,
            clause=one.clause,
            part=one.part,
            by_side=one.by,
            to_side=one.to,
            fen=one.fen,
            due_on=one.due_on,
        )
    _make_paper(context, matter, case, agreement, draft)
    _begin_confirmation(context, matter, case, agreement)


def _effective_on(context: MoveContext, agreement: Agreement) -> date:
    if agreement.form == AgreementForm.ORAL and agreement.reached_on is not None:
        return agreement.reached_on
    named = context.text("sealed_on")
    return date.fromisoformat(named) if named else context.at.astimezone(CHINA).date()


def _make_paper(
    context: MoveContext, matter: Matter, case: Case, agreement: Agreement, draft: agreements.DraftView
) -> None:
    is_oral = agreement.form == AgreementForm.ORAL
    signed = agreements.signatures(case, agreement, draft)
    if is_oral:
        signed = [one for one in signed if one.code == agreements.MEDIATOR]
    made = make_document(
        matter_id=matter.id,
        proceeding_id=context.proceeding.id,
        template="oral_agreement_record" if is_oral else "mediation_agreement",
        title=papers.heading(case, agreement.form),
        data={"unit": agreement.unit_name} | papers.agreement_data(case, agreement, draft, signed),
        actor=context.actor,
        at=context.at,
    )
    agreement.document_id = made.pk
    agreement.save()
    context.facts.update(agreement=agreement.pk, document=made.number, form=agreement.form)


def _begin_confirmation(context: MoveContext, matter: Matter, case: Case, agreement: Agreement) -> None:
    assert agreement.effective_on is not None
    today = context.at.astimezone(CHINA).date()
    earlier = agreement.effective_on < today
    since = datetime.combine(agreement.effective_on, time(), CHINA) if earlier else None
    procedure = library.current("disputes", confirmations.NAME, today)
    proceeding = begin(
        matter,
        procedure,
        actor=context.actor,
        at=context.at,
        main=False,
        unit_id=case.unit_id,
        started_at=since,
    )
    Confirmation.objects.create(
        proceeding_id=proceeding.id,
        matter_id=matter.id,
        agreement_id=agreement.pk,
        court_delegated=case.kind == "court_mediation",
    )
    context.facts["confirmation"] = proceeding.id


# ------------------------------------------------------------------------------------------------ confirmation


def make_bundle(context: MoveContext) -> None:
    """Make the joint application: one file with the agreement, identities, the certificate, and the case's papers behind."""
    matter, proceeding = matter_of(context), context.proceeding
    case, agreement = cases.case_of(matter.id), confirmations.agreement_of(proceeding.id)
    assert case is not None
    assert agreement is not None
    draft = agreements.newest_draft(agreement)
    kept = Confirmation.objects.select_for_update().get(proceeding_id=proceeding.id)
    kept.court = context.text("court").strip()
    made = make_document(
        matter_id=matter.id,
        proceeding_id=proceeding.id,
        template="confirmation_bundle",
        title="司法确认申请材料",
        data=_bundle(context, matter, case, agreement, draft, kept),
        actor=context.actor,
        at=context.at,
    )
    kept.document_id = made.pk
    kept.save()
    context.facts["document"] = made.number


def _bundle(
    context: MoveContext,
    matter: Matter,
    case: Case,
    agreement: Agreement,
    draft: agreements.DraftView,
    kept: Confirmation,
) -> dict[str, object]:
    data = papers.agreement_data(case, agreement, draft, [])
    grounds = {one.value: one.title for spec in context.move.fields for one in spec.choices}
    signed = agreements.signatures(case, agreement, draft)
    inner = papers.sealed_values(case, agreement, draft, signed) | {
        "applicants": _applicants(context, case),
        "matter_title": matter.title,
    }
    return data | {
        "unit": agreement.unit_name,
        "number": matter.number,
        "court": kept.court,
        "court_ground": grounds.get(context.text("court_ground"), ""),
        "agreement_number": confirmations.agreement_number(agreement),
        "last_on": papers.iso(confirmations.last_on(context.proceeding.id)),
        "handed_in_on": context.text("handed_in_on"),
        "day": context.at.astimezone(CHINA).date().isoformat(),
        "mediator": case.mediator_name,
        "checked": "没有" + "；没有".join(titles[0].rstrip("。") for titles in CONTENT_TITLES.values()),
        "annexes": _annexes(context, matter),
        "sealed": press.sealed_part(inner),
    }


def _applicants(context: MoveContext, case: Case) -> list[dict[str, str]]:
    found = []
    for one in confirmations.standings(case, context.proceeding.id, with_identity=True):
        if one.identity is None:
            raise InvalidInput(field="side", why="还没有填写身份信息的：%(who)s。", who=letter(one.code))
        how = "本人在线同意" if one.consent_way == "screen" else "书面同意，存卷"
        found.append(
            {
                "title": one.title,
                "name": one.identity.name,
                "paper_kind": one.identity.paper_kind,
                "paper": one.identity.paper,
                "address": one.identity.address,
                "contact": one.identity.contact,
                "agent": one.identity.agent,
                "consent": f"{how}，{papers.moment_words(one.consent_at)}",
            }
        )
    return found


def _annexes(context: MoveContext, matter: Matter) -> list[dict[str, str]]:
    """Return what is bound behind: signed papers and consents, and files that the mediator ticked."""
    wanted = confirmations.annex_ids(context.proceeding.id)
    return [
        {"title": one.name, "sha256": one.sha256, "media_type": one.media_type}
        for one in files.attachments(context.actor, matter.id)
        if one.pk in wanted
    ]


def keep_court(context: MoveContext) -> None:
    """Keep what the court wrote: its case number, its ruling, its reasons."""
    kept = Confirmation.objects.select_for_update().get(proceeding_id=context.proceeding.id)
    kept.case_number = context.text("case_number") or kept.case_number
    kept.ruling = context.text("ruling") or kept.ruling
    kept.result = _RESULTS.get(context.move.name, kept.result)
    if reasons := context.text("reasons"):
        kept.reasons_sealed = sealing.seal(reasons)
    kept.save()


AGREEMENT_EFFECTS: dict[str, Effect] = {
    effect.__name__: effect for effect in (agreement_takes_effect, keep_court, make_bundle)
}
