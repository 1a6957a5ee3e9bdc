"""Conditions of agreements and of judicial confirmation; each returns why the move cannot be made now, or None."""

from datetime import date
from typing import cast

from gongzhi.core.matters.guards import matter_of
from gongzhi.core.workflow.context import MoveContext
from gongzhi.core.workflow.manifest import Guard
from gongzhi.kernel.errors import said
from gongzhi.kernel.terms import CHINA
from gongzhi.kernel.wording import day_text
from gongzhi.systems.disputes.models import AgreementForm
from gongzhi.systems.disputes.queries import agreements, cases, confirmations
from gongzhi.systems.disputes.rules import confirmation as rules


def agreement_settled(context: MoveContext) -> str | None:
    """Refuse to call a dispute agreed before all have signed and the day of the seal is right (art. 28 to 30)."""
    agreement = agreements.open_draft(context.proceeding.id)
    case = cases.case_of(context.matter.id)
    if agreement is None or case is None:
        return "还没有起草协议。请先在协议页面写明谁、做什么、到哪一天；口头协议也要记录。"
    if agreement.form == AgreementForm.ORAL:
        return None
    if missing := agreements.missing(case, agreement):
        return said(
            "最新一稿还没有签名：%(who)s。各方和调解员都签名以后才能盖章生效。", who="、".join(missing)
        )
    return _why_not_sealed_on(context, agreements.newest_draft(agreement).id)


def _why_not_sealed_on(context: MoveContext, draft_id: int) -> str | None:
    day = _day(context, "sealed_on")
    last = agreements.signed_last_on(draft_id)
    if day is not None and last is not None and day < last:
        return said("盖章的日期不能早于最后一个签名的日期（%(day)s）。", day=day_text(last))
    return None


def of_mediating_body(context: MoveContext) -> str | None:
    """Refuse whoever does not belong to the organisation that mediated the dispute."""
    matter, case = matter_of(context), cases.case_of(context.matter.id)
    if case is not None and (
        context.actor.has_role("system") or agreements.may_supervise(context.actor, matter, case)
    ):
        return None
    return "这一步由主持调解的组织，或者所属中心的受理员来办。"


# ------------------------------------------------------------------------------------------------ confirmation


def confirmation_eligible(context: MoveContext) -> str | None:
    """Refuse what a court does not accept, with the first ground (民诉法解释 art. 355)."""
    if not confirmations.is_checked(context.proceeding.id):
        return "请先在司法确认页面逐项核对协议的内容。"
    ground = rules.Ground(context.text("court_ground") or "organisation")
    found = confirmations.findings(context.proceeding.id, context.at, ground, _day(context, "handed_in_on"))
    return next((one.why for one in found if one.shuts), None)


def both_want_confirmation(context: MoveContext) -> str | None:
    """Refuse an application that not every side wants (民事诉讼法 art. 205: jointly)."""
    waiting = confirmations.not_wanting(context.proceeding.id)
    if not waiting:
        return None
    return said("司法确认要各方共同申请，还没有同意的：%(who)s。", who="、".join(waiting))


def identities_complete(context: MoveContext) -> str | None:
    """Refuse a bundle without the identity of every side (民诉法解释 art. 354)."""
    waiting = confirmations.without_identity(context.proceeding.id)
    if not waiting:
        return None
    return said("还没有填写身份信息的：%(who)s。", who="、".join(waiting))


def applied_in_time(context: MoveContext) -> str | None:
    """Refuse an application handed in after its last day; posting counts by the day of posting (民诉法 art. 85)."""
    last, day = confirmations.last_on(context.proceeding.id), _day(context, "handed_in_on")
    if last is None or day is None or day <= last:
        return None
    return said("申请的最后一天是%(day)s，已经过了。协议仍然有约束力，有争议可以起诉。", day=day_text(last))


def application_over(context: MoveContext) -> str | None:
    """Refuse to end the right to apply before its last day is over."""
    last = confirmations.last_on(context.proceeding.id)
    today = context.at.astimezone(CHINA).date()
    if last is None or today > last:
        return None
    return said("申请的最后一天是%(day)s，还没有过。", day=day_text(last))


# ------------------------------------------------------------------------------------------------ performance


def performance_period_over(context: MoveContext) -> str | None:
    """Refuse to count the two years from another day than the last of the schedule (民事诉讼法 art. 250)."""
    agreement = agreements.effective(context.matter.id)
    if agreement is None or not agreements.unperformed(agreement):
        return "协议里没有到期未履行的内容。"
    last = agreements.last_due_on(agreement)
    if last is not None and _day(context, "last_on") != last:
        return said("履行期间的最后一日是%(day)s，请改正。", day=day_text(last))
    return None


def something_unperformed(context: MoveContext) -> str | None:
    """Refuse enforcement while nothing is late."""
    agreement = agreements.effective(context.matter.id)
    day = _day(context, "applied_on") or context.at.astimezone(CHINA).date()
    late = (
        [one for one in agreements.unperformed(agreement) if one.due_on and one.due_on < day]
        if agreement
        else []
    )
    return None if late else "现在没有到期未履行的内容，不能申请执行。"


def all_performed(context: MoveContext) -> str | None:
    """Refuse to call performed what is not."""
    agreement = agreements.effective(context.matter.id)
    if agreement is not None and not agreements.unperformed(agreement):
        return None
    return "履行时间表里还有没有完成的内容。"


def _day(context: MoveContext, name: str) -> date | None:
    text = context.text(name)
    return date.fromisoformat(text) if text else None


AGREEMENT_GUARDS: dict[str, Guard] = {
    guard.__name__: cast(Guard, guard)
    for guard in (
        agreement_settled,
        all_performed,
        application_over,
        applied_in_time,
        both_want_confirmation,
        confirmation_eligible,
        identities_complete,
        of_mediating_body,
        performance_period_over,
        something_unperformed,
    )
}
ASKED_BEFORE = (
    "agreement_settled",
    "all_performed",
    "application_over",
    "both_want_confirmation",
    "identities_complete",
    "of_mediating_body",
    "something_unperformed",
)
"""Those that do not depend on what the form will say."""
