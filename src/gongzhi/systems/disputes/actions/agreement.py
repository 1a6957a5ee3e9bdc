"""Drafts an agreement, and takes signatures: on paper with a scan, or on screen with the secret of the side."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256

from django.db import transaction

from gongzhi.core.files.actions import attach
from gongzhi.core.identity import sealing
from gongzhi.core.identity.rules.verbs import require_role
from gongzhi.core.matters.actions.follow import Upload
from gongzhi.kernel.actor import Actor
from gongzhi.kernel.errors import Conflict, DomainError, InvalidInput
from gongzhi.kernel.terms import CHINA
from gongzhi.systems.disputes.actions.entering import (
    Entered,
    enter_as_side,
    enter_to_mediate,
    require_running,
    side_actor,
)
from gongzhi.systems.disputes.models import (
    Agreement,
    AgreementDraft,
    AgreementForm,
    Signature,
    SignatureWay,
)
from gongzhi.systems.disputes.queries import agreements, papers
from gongzhi.systems.disputes.queries.people import names_in_clear, side_codes
from gongzhi.systems.disputes.rules import agreement as rules
from gongzhi.systems.disputes.rules.agreement import Terms


class TextChanged(Conflict):
    """Somebody would sign another text than the one he read."""

    code = "disputes.text_changed"
    message = "协议文本在您阅读以后改过了。请重新看过全文，再签名。"


class NoAgreement(DomainError):
    """There is no draft to sign."""

    code = "disputes.no_agreement"
    message = "这件纠纷现在没有待签名的协议。请先由调解员起草。"
    http_status = 409


@dataclass(frozen=True, slots=True)
class Drafting:
    """What a mediator drafts: the form, the terms, and when the sides came to terms (oral agreements)."""

    form: str
    terms: Terms
    reached_on: date | None = None


@transaction.atomic(durable=True)
def draft_agreement(actor: Actor, number: str, given: Drafting, at: datetime) -> AgreementDraft:
    """Write a new version of the agreement; signatures under an older version do not count for it."""
    require_role(actor, "disputes.agree")
    entered = enter_to_mediate(actor, number)
    _check(entered, given, at)
    agreement = agreements.open_draft(entered.proceeding.id) or _new(actor, entered, at)
    agreement.form, agreement.reached_on = given.form, given.reached_on
    agreement.save()
    text = papers.plain_text(entered.case, given.terms)
    digest = sha256(text.encode()).hexdigest()
    known = AgreementDraft.objects.filter(agreement=agreement).order_by("-n").first()
    if known is not None and known.sha256 == digest:
        return known
    made = AgreementDraft.objects.create(
        agreement=agreement,
        n=1 if known is None else known.n + 1,
        body_sealed=sealing.seal(
            json.dumps({"terms": rules.plain(given.terms), "text": text}, ensure_ascii=False)
        ),
        sha256=digest,
        made_by=actor.name,
        made_at=at,
    )
    entered.tell(
        actor, "agreement.drafted", at, {"agreement": agreement.pk, "n": made.n, "text_sha256": digest}
    )
    return made


def _new(actor: Actor, entered: Entered, at: datetime) -> Agreement:
    unit, name = agreements.organisation_of(entered.case, entered.matter)
    bound = agreements.effective(entered.matter.id)
    return Agreement(
        matter_id=entered.matter.id,
        proceeding_id=entered.proceeding.id,
        unit_id=unit,
        unit_name=name,
        changes_id=bound.pk if bound else None,
        made_by=actor.name,
        made_at=at,
    )


def _check(entered: Entered, given: Drafting, at: datetime) -> None:
    today = at.astimezone(CHINA).date()
    if given.form not in AgreementForm.values:
        raise InvalidInput(field="form", why="请选择书面协议还是口头协议。")
    if given.form == AgreementForm.ORAL:
        if given.reached_on is None:
            raise InvalidInput(field="reached_on", why="口头协议请写明哪一天达成的，它自那一天起生效。")
        if given.reached_on > today:
            raise InvalidInput(field="reached_on", why="达成口头协议的日期还没有到。")
    for one in rules.problems(given.terms, side_codes(entered.case), given.reached_on or today):
        raise InvalidInput(field=one.field, why=one.why)


# ------------------------------------------------------------------------------------------------ signing


@transaction.atomic(durable=True)
def record_paper_signatures(
    actor: Actor, number: str, codes: Sequence[str], signed_on: date, scan: Upload, at: datetime
) -> list[Signature]:
    """Record that sides (and `mediator`) signed the newest draft by hand, with the scan of the signed paper."""
    require_role(actor, "disputes.agree")
    entered = enter_to_mediate(actor, number)
    agreement, draft = _open_for_signing(entered)
    if not codes:
        raise InvalidInput(field="sides", why="请选择谁在这份纸上签了名。")
    made_on = draft.made_at.astimezone(CHINA).date()
    if not made_on <= signed_on <= at.astimezone(CHINA).date():
        raise InvalidInput(field="signed_on", why="签名的日期在起草这一稿以后、今天以前，请核对。")
    kept = attach(
        matter_id=entered.matter.id, actor=actor, name=scan.name, content=scan.content, at=at, internal=True
    )
    names = names_in_clear(entered.case)
    made = []
    for code in dict.fromkeys(codes):
        side = agreements.side_by_code(entered.case, code)
        if side is None and code != agreements.MEDIATOR:
            raise InvalidInput(field="sides", why="请选择是哪一方。")
        _require_unsigned(draft.id, code)
        made.append(
            Signature.objects.create(
                draft_id=draft.id,
                side_id=side.pk if side else None,
                side=side.code if side else "",
                signed_on=signed_on,
                name_sealed=sealing.seal(names.get(code, "") or entered.case.mediator_name),
                way=SignatureWay.PAPER,
                attachment_id=kept.pk,
                recorded_by=actor.name,
                at=at,
            )
        )
    data = {
        "agreement": agreement.pk,
        "n": draft.n,
        "sides": list(codes),
        "way": "paper",
        "attachment": kept.pk,
    }
    entered.tell(actor, "agreement.signed", at, data)
    return made


@transaction.atomic(durable=True)
def sign_as_mediator(actor: Actor, number: str, read: str, at: datetime) -> Signature:
    """Sign the newest draft as the mediator of the case; `read` is the digest of the text that he read."""
    require_role(actor, "disputes.agree")
    entered = enter_to_mediate(actor, number)
    agreement, draft = _open_for_signing(entered)
    _require_read(draft, read)
    _require_unsigned(draft.id, agreements.MEDIATOR)
    made = Signature.objects.create(
        draft_id=draft.id,
        signed_on=at.astimezone(CHINA).date(),
        name_sealed=sealing.seal(actor.name),
        account_id=actor.account_id,
        way=SignatureWay.SCREEN,
        recorded_by=actor.name,
        at=at,
    )
    data = {"agreement": agreement.pk, "n": draft.n, "sides": [agreements.MEDIATOR], "way": "screen"}
    entered.tell(actor, "agreement.signed", at, data | {"text_sha256": draft.sha256})
    return made


@transaction.atomic(durable=True)
def sign_as_side(side_id: int, name: str, read: str, at: datetime) -> Signature:
    """Sign the newest draft as a side that has just given its secret anew; `name` is what it typed as its signature."""
    entered, side = enter_as_side(side_id)
    require_running(entered)
    agreement, draft = _open_for_signing(entered)
    _require_read(draft, read)
    _require_unsigned(draft.id, side.code)
    signer = name.strip()
    if not signer:
        raise InvalidInput(field="name", why="请写上签名人的姓名；单位签名的，写明单位名称和经办人。")
    if len(signer) > 60:
        raise InvalidInput(field="name", why="签名最多 60 个字。")
    made = Signature.objects.create(
        draft_id=draft.id,
        side_id=side.pk,
        side=side.code,
        signed_on=at.astimezone(CHINA).date(),
        name_sealed=sealing.seal(signer),
        way=SignatureWay.SCREEN,
        at=at,
    )
    data = {"agreement": agreement.pk, "n": draft.n, "sides": [side.code], "way": "screen"}
    entered.tell(side_actor(side), "agreement.signed", at, data | {"text_sha256": draft.sha256})
    return made


def _open_for_signing(entered: Entered) -> tuple[Agreement, agreements.DraftView]:
    agreement = agreements.open_draft(entered.proceeding.id)
    if agreement is None:
        raise NoAgreement
    if agreement.form == AgreementForm.ORAL:
        raise InvalidInput(field="form", why="口头协议由调解员记录，不用签名。要签名的，请改成书面协议。")
    return agreement, agreements.newest_draft(agreement)


def _require_read(draft: agreements.DraftView, read: str) -> None:
    if read != draft.sha256:
        raise TextChanged(why="")


def _require_unsigned(draft_id: int, code: str) -> None:
    side = "" if code == agreements.MEDIATOR else code
    if Signature.objects.filter(draft_id=draft_id, side=side).exists():
        raise Conflict(why="这一方已经签过这一稿。")
