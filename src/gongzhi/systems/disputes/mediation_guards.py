"""Conditions of the mediations; each returns why the move cannot be made now, or None."""

from typing import cast

from gongzhi.core.clocks import queries as clocks
from gongzhi.core.workflow.context import MoveContext
from gongzhi.core.workflow.manifest import Guard
from gongzhi.kernel.engine import Running
from gongzhi.kernel.errors import said
from gongzhi.kernel.terms import compute, limit_for
from gongzhi.systems.disputes.models import About, Case
from gongzhi.systems.disputes.queries import cases, standing
from gongzhi.systems.disputes.queries.people import letter, side_codes, sides_of
from gongzhi.systems.disputes.rules.causes import MEDIATIONS

NOT_REGISTERED = "还没有登记各方当事人。请先在「调解案件」里登记。"


def _case(context: MoveContext) -> Case | None:
    return cases.case_of(context.matter.id)


def sides_named(context: MoveContext) -> str | None:
    """Refuse to ask anybody before the sides are known."""
    case = _case(context)
    return NOT_REGISTERED if case is None or len(side_codes(case)) < 2 else None


def body_not_side(context: MoveContext) -> str | None:
    """Refuse to let a body mediate that is a side itself."""
    case, lead = _case(context), context.number("lead")
    if case is not None and lead is not None and any(one.unit_id == lead for one in sides_of(case)):
        return "这个单位是纠纷的一方，不能调解自己的纠纷，请另选。"
    return None


def all_consented(context: MoveContext) -> str | None:
    """Refuse to begin without the consent of every side (人民调解法 art. 17)."""
    case = _case(context)
    if case is None:
        return NOT_REGISTERED
    missing = _missing(case, About.MEDIATION, context.procedure.name)
    if missing:
        return said("%(sides)s还没有同意调解，不能受理。", sides=missing)
    return None


def _missing(case: Case, about: str, detail: str) -> str:
    found = standing.answers(case, about, detail)
    return "、".join(letter(code) for code, answer in found.items() if answer != "given")


def one_refused(context: MoveContext) -> str | None:
    """Refuse to end for want of consent while nobody said no."""
    case = _case(context)
    if case is None:
        return NOT_REGISTERED
    if standing.has_refusal(case, About.MEDIATION, context.procedure.name):
        return None
    return "还没有哪一方不同意或者联系不上。请先登记各方的答复。"


def mediator_ready(context: MoveContext) -> str | None:
    """Refuse to begin before a mediator was chosen and said that he has no tie to a side."""
    case = _case(context)
    return NOT_REGISTERED if case is None else standing.why_not_ready(case) or None


def mediator_of_case(context: MoveContext) -> str | None:
    """Refuse everybody but the mediator of the case, where he acts through an account."""
    case = _case(context)
    if case is None:
        return NOT_REGISTERED
    if case.mediator_id is not None and case.mediator_id != context.actor.account_id:
        return said("这一步由本案的调解员%(name)s来办。", name=case.mediator_name)
    return None


def expert_agreed(context: MoveContext) -> str | None:
    """Refuse to send anything to an expert without the consent of every side."""
    case = _case(context)
    if case is None:
        return NOT_REGISTERED
    if standing.all_agree(case, About.EXPERT, ""):
        return None
    return said(
        "鉴定评估要双方都同意：%(sides)s还没有同意。请先征求意见。", sides=_missing(case, About.EXPERT, "")
    )


def extension_agreed(context: MoveContext) -> str | None:
    """Refuse to extend without the consent of every side to that very number of days."""
    case = _case(context)
    if case is None:
        return NOT_REGISTERED
    days = str(context.number("length") or "")
    if standing.all_agree(case, About.EXTENSION, days):
        return None
    agreed = standing.agreed_detail(case, About.EXTENSION)
    if agreed:
        return said("双方同意延长的是 %(days)s 日，请按同意的天数延长。", days=agreed)
    return said(
        "延长 %(days)s 日要双方都同意：%(sides)s还没有同意。请先征求意见。",
        days=days,
        sides=_missing(case, About.EXTENSION, days),
    )


def hand_over_agreed(context: MoveContext) -> str | None:
    """Refuse to hand over to another kind of mediation without the consent of every side, once they were asked.

    Before anybody was asked it is sorting, and the sides are asked in the kind to which it goes.
    """
    target = context.move.hand_over.partition(".")[2]
    if context.before.state == "applied":
        return None
    case = _case(context)
    if case is None:
        return NOT_REGISTERED
    missing = _missing(case, About.MEDIATION, target)
    if missing:
        return said(
            "转入%(kind)s要双方都同意：%(sides)s还没有同意。请先征求意见。",
            kind=MEDIATIONS[target][0],
            sides=missing,
        )
    return None


def ending_holds(context: MoveContext) -> str | None:
    """Refuse to say that time ran out while it runs."""
    if context.text("ending") != "lapsed":
        return None
    running = context.before.running("settlement")
    if running is None or _is_over(context, running):
        return None
    return "调解期限还没有届满。达不成协议的，请选别的原因；双方同意的，可以延长。"


def _is_over(context: MoveContext, running: Running) -> bool:
    term = context.procedure.term(running.term)
    limit = limit_for(term, clocks.limits(), running.flags)
    calendar = clocks.calendar().with_provisional()
    due = compute(term, running.started_at, running.events, calendar, running.flags, limit).due_at
    return due is not None and context.at >= due


def of_case_body(context: MoveContext) -> str | None:
    """Refuse whoever mediates for another body than the one that has, or had, this case; clerks act for the centre."""
    if context.relation not in ("", "reach") or not context.actor.has_role(*cases.MEDIATING_ROLES):
        return None
    if cases.has_case(context.actor, _case(context)) or context.actor.has_role(*cases.KEEPING_ROLES):
        return None
    return "这一步由承担这件纠纷的调解组织来办。"


def head_of_case_body(context: MoveContext) -> str | None:
    """Refuse whoever is not head of the body that has the case."""
    if cases.has_case(context.actor, _case(context)):
        return None
    return "由承担这件纠纷的单位的负责人批准。"


def is_current_case(context: MoveContext) -> str | None:
    """Refuse to go on from a mediation after which another proceeding over the dispute began."""
    newest = cases.newest_of_system(context.matter.id)
    if newest is not None and newest.id != context.proceeding.id:
        return "这件纠纷已经转入别的程序，请在那里办。"
    return None


GUARDS: dict[str, Guard] = {
    guard.__name__: cast(Guard, guard)
    for guard in (
        all_consented,
        body_not_side,
        ending_holds,
        expert_agreed,
        extension_agreed,
        hand_over_agreed,
        head_of_case_body,
        is_current_case,
        mediator_of_case,
        mediator_ready,
        of_case_body,
        one_refused,
        sides_named,
    )
}
ASKED_BEFORE = (
    "agreement_settled",
    "all_consented",
    "expert_agreed",
    "hand_over_agreed",
    "is_current_case",
    "mediator_of_case",
    "mediator_ready",
    "of_case_body",
    "one_refused",
    "sides_named",
)
"""What holds or not before anybody fills in the form of the move."""
