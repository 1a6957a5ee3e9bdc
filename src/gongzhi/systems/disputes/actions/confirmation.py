"""The joint application: the check answered, each side's word and identity; and for one side, the application to enforce."""

import json
from dataclasses import asdict
from datetime import datetime
from typing import cast

from django.db import transaction

from gongzhi.core.files import press
from gongzhi.core.files import queries as files
from gongzhi.core.files.actions import attach, make_document
from gongzhi.core.files.models import Document
from gongzhi.core.identity import sealing
from gongzhi.core.identity.rules.verbs import require_role
from gongzhi.core.ledger.actions import record
from gongzhi.core.matters.actions import locking
from gongzhi.core.matters.actions.follow import Upload
from gongzhi.core.matters.models import Matter
from gongzhi.core.workflow.actions.each import perform_each
from gongzhi.core.workflow.models import Proceeding
from gongzhi.kernel.actor import Actor
from gongzhi.kernel.errors import DomainError, InvalidInput, NotFound
from gongzhi.kernel.terms import CHINA
from gongzhi.systems.disputes.actions.entering import enter_as_side, side_actor
from gongzhi.systems.disputes.models import (
    Case,
    Confirmation,
    ConfirmationConsent,
    ConfirmationIdentity,
    Side,
)
from gongzhi.systems.disputes.queries import agreements, confirmations, papers
from gongzhi.systems.disputes.queries.confirmations import Identity
from gongzhi.systems.disputes.queries.people import letter, names_in_clear
from gongzhi.systems.disputes.rules.breach import enforcement_last_on
from gongzhi.systems.disputes.rules.confirmation import CONTENT_TITLES

PAPERS = ("居民身份证", "统一社会信用代码", "护照", "港澳台居民居住证", "其他证件")


class NothingToConfirm(DomainError):
    """There is no application that could be made or completed now."""

    code = "disputes.nothing_to_confirm"
    message = "这件纠纷现在没有可以办理的司法确认。协议生效以后 30 日内才能共同申请。"
    http_status = 409


def _locked(actor: Actor, number: str) -> tuple[Matter, Case, Proceeding]:
    matter = locking.lock_number(actor, number)
    _, case = agreements.for_supervision(actor, number)
    return matter, case, _open_proceeding(matter.id)


def _open_proceeding(matter_id: int) -> Proceeding:
    found = confirmations.of_matter(matter_id)
    if found is None or found.state != "may_apply":
        raise NothingToConfirm
    return found


@transaction.atomic(durable=True)
def answer_check(
    actor: Actor, number: str, contents: list[str], annexes: list[int], at: datetime
) -> Confirmation:
    """Keep the mediator's answers: what the agreement holds that a court does not confirm, and which files go behind."""
    require_role(actor, "disputes.confirm")
    matter, case, proceeding = _locked(actor, number)
    if unknown := [one for one in contents if one not in CONTENT_TITLES]:
        raise InvalidInput(field="contents", why="没有这一项：%(name)s。", name=unknown[0])
    kept = Confirmation.objects.select_for_update().get(proceeding_id=proceeding.id)
    kept.contents, kept.checked_by, kept.checked_at = sorted(set(contents)), actor.name, at
    known = {one.pk for one in files.attachments(actor, matter.id)}
    kept.annex_ids = sorted(known & set(annexes))
    kept.court_delegated = case.kind == "court_mediation"
    kept.save()
    data = {"proceeding": proceeding.id, "contents": kept.contents}
    record(stream=matter.stream, verb="confirmation.checked", actor=actor, at=at, data=data)
    return kept


@transaction.atomic(durable=True)
def record_consent(
    actor: Actor,
    number: str,
    code: str,
    wants: bool,
    scan: Upload | None,
    at: datetime,
) -> ConfirmationConsent:
    """Record by staff that a side wants the confirmation or not; a yes needs the signed paper."""
    require_role(actor, "disputes.confirm")
    matter, case, proceeding = _locked(actor, number)
    side = _side(case, code)
    if wants and scan is None:
        raise InvalidInput(
            field="scan", why="同意共同申请的，请上传他签名的同意书扫描件；他也可以在自己的页面上同意。"
        )
    kept = (
        attach(matter_id=matter.id, actor=actor, name=scan.name, content=scan.content, at=at, internal=True)
        if scan
        else None
    )
    return _consent(actor, matter, proceeding, side, wants, "paper", kept.pk if kept else None, at)


@transaction.atomic(durable=True)
def consent_as_side(side_id: int, wants: bool, at: datetime) -> ConfirmationConsent:
    """Keep a side's own word on its page, whose secret was just checked anew."""
    entered, side = enter_as_side(side_id)
    proceeding = _open_proceeding(entered.matter.id)
    return _consent(side_actor(side), entered.matter, proceeding, side, wants, "screen", None, at)


def _consent(
    actor: Actor,
    matter: Matter,
    proceeding: Proceeding,
    side: Side,
    wants: bool,
    way: str,
    attachment_id: int | None,
    at: datetime,
) -> ConfirmationConsent:
    made = ConfirmationConsent.objects.create(
        proceeding_id=proceeding.id,
        side_id=side.pk,
        side=side.code,
        wants=wants,
        way=way,
        attachment_id=attachment_id,
        recorded_by=actor.name if actor.is_staff else "",
        at=at,
    )
    data = {"proceeding": proceeding.id, "side": side.code, "wants": wants, "way": way}
    record(stream=matter.stream, verb="confirmation.consent", actor=actor, at=at, data=data)
    return made


@transaction.atomic(durable=True)
def keep_identity(actor: Actor, number: str, code: str, given: Identity, at: datetime) -> None:
    """Keep sealed what the court needs to know of a side, typed in by staff from its papers."""
    require_role(actor, "disputes.confirm")
    matter, case, proceeding = _locked(actor, number)
    _identity(actor, matter, proceeding, _side(case, code), given, at)


@transaction.atomic(durable=True)
def keep_identity_as_side(side_id: int, given: Identity, at: datetime) -> None:
    """Keep sealed what a side gave of itself; the other side never sees it."""
    entered, side = enter_as_side(side_id)
    _identity(side_actor(side), entered.matter, _open_proceeding(entered.matter.id), side, given, at)


def _identity(
    actor: Actor, matter: Matter, proceeding: Proceeding, side: Side, given: Identity, at: datetime
) -> None:
    for name, title in (
        ("name", "姓名或者名称"),
        ("paper", "证件号码"),
        ("address", "住址"),
        ("contact", "联系方式"),
    ):
        if not getattr(given, name).strip():
            raise InvalidInput(field=name, why="请填写%(title)s，法院要用它核对身份和送达。", title=title)
    if given.paper_kind not in PAPERS:
        raise InvalidInput(field="paper_kind", why="请选择是哪一种证件。")
    plain = {name: str(value).strip()[:200] for name, value in asdict(given).items()}
    ConfirmationIdentity.objects.update_or_create(
        proceeding_id=proceeding.id,
        side_id=side.pk,
        defaults={
            "side": side.code,
            "sealed": sealing.seal(json.dumps(plain, ensure_ascii=False)),
            "recorded_by": actor.name if actor.is_staff else "",
            "at": at,
        },
    )
    data = {"proceeding": proceeding.id, "side": side.code}
    record(stream=matter.stream, verb="confirmation.identity", actor=actor, at=at, data=data)


def _side(case: Case, code: str) -> Side:
    found = agreements.side_by_code(case, code)
    if found is None:
        raise InvalidInput(field="side", why="请选择是哪一方。")
    return found


def lapse_unasked(at: datetime) -> int:
    """End every right to apply whose last day has passed, each by itself; return how many ended."""
    return perform_each("lapse", ((one, {}) for one in confirmations.lapsed(at)), at)


# ------------------------------------------------------------------------------------------------ enforcement


@transaction.atomic(durable=True)
def make_enforcement_application(actor: Actor, number: str, code: str, at: datetime) -> Document:
    """Make the application of one side to enforce what the other did not perform of a confirmed agreement."""
    require_role(actor, "disputes.confirm")
    matter = locking.lock_number(actor, number)
    _, case = agreements.for_supervision(actor, number)
    return _enforcement(actor, matter, case, _side(case, code), at)


@transaction.atomic(durable=True)
def make_enforcement_application_as_side(side_id: int, at: datetime) -> Document:
    """Make the application for the side that asks for it on its own page."""
    entered, side = enter_as_side(side_id)
    return _enforcement(side_actor(side), entered.matter, entered.case, side, at)


def _enforcement(actor: Actor, matter: Matter, case: Case, side: Side, at: datetime) -> Document:
    agreement, proceeding = agreements.effective(matter.id), confirmations.of_matter(matter.id)
    if agreement is None or proceeding is None or proceeding.state not in ("confirmed", "enforcing"):
        raise NotFound
    today = at.astimezone(CHINA).date()
    owed = [one for one in agreements.items(case, agreement) if one.is_late(today) and one.to == side.code]
    if not owed:
        raise InvalidInput(field="side", why="没有对方到期未向您履行的内容，现在不能申请执行。")
    last = agreements.last_due_on(agreement)
    names, called = names_in_clear(case), agreements.titles(case)
    debtors = list(dict.fromkeys(one.by for one in owed))
    kept = Confirmation.objects.get(proceeding_id=proceeding.id)
    sealed = {
        "creditor": f"{letter(side.code)} {names.get(side.code, '')}",
        "debtor": "、".join(f"{called[one]} {names.get(one, '')}" for one in debtors),
        "schedule": [
            {
                "n": n,
                "by": one.by_title,
                "to": one.to_title,
                "what": one.what,
                "amount": one.amount,
                "due": papers.iso(one.due_on),
            }
            for n, one in enumerate(owed, 1)
        ],
    }
    return make_document(
        matter_id=matter.id,
        proceeding_id=proceeding.id,
        template="enforcement_application",
        title="强制执行申请书",
        data={
            "unit": agreement.unit_name,
            "court": kept.court,
            "ruling": kept.ruling,
            "agreement_number": confirmations.agreement_number(agreement),
            "effective_on": papers.iso(agreement.effective_on),
            "last_on": papers.iso(
                confirmations.enforcement_last_on(proceeding.id)
                or (enforcement_last_on(last, confirmations.calendar().with_provisional()) if last else None)
            ),
            "side": side.code,
            "sealed": press.sealed_part(cast(dict[str, object], sealed)),
        },
        actor=actor,
        at=at,
    )
