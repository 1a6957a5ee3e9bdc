"""Conditions of the petition procedures; each returns why the move cannot be made now, or None."""

from datetime import date
from typing import cast

from gongzhi.core.clocks import queries as clocks
from gongzhi.core.matters.guards import matter_of
from gongzhi.core.matters.queries.work import units_of
from gongzhi.core.orgs import queries as orgs
from gongzhi.core.workflow.context import MoveContext
from gongzhi.core.workflow.manifest import Guard
from gongzhi.kernel.engine import Running
from gongzhi.kernel.errors import NotFound, said
from gongzhi.kernel.terms import CHINA, compute, limit_for
from gongzhi.kernel.wording import day_text
from gongzhi.systems.petitions import queries
from gongzhi.systems.petitions.models import Route
from gongzhi.systems.petitions.rules.lines import is_common_superior, is_in_line, next_higher
from gongzhi.systems.petitions.rules.separation import why_not_review

_AGAINST_ROOT = "反映的是本平台最高一级的单位，本平台的单位都不能办。请送平台以外的有权机关，或者密封移送。"


def _named(context: MoveContext) -> set[int]:
    single = {context.number(name) for name in ("lead", "owner", "unit")}
    return {unit for unit in single if unit is not None} | set(context.numbers("helpers"))


def not_accused_line(context: MoveContext) -> str | None:
    """Refuse to give the matter to a body it complains about or to one below it (art. 30)."""
    named = _named(context)
    if named and queries.is_against_root(context.matter.id):
        return _AGAINST_ROOT
    accused = matter_of(context).complained_units
    if any(is_in_line(orgs.unit_path(unit), accused) for unit in named):
        return "不能把信访事项转给被反映的单位或者它的下级，请另选单位。"
    return None


def own_unit_not_accused(context: MoveContext) -> str | None:
    """Refuse that a body handles what complains about itself."""
    unit = context.actor.unit_id
    if queries.is_against_root(context.matter.id):
        return _AGAINST_ROOT
    if unit is not None and is_in_line(orgs.unit_path(unit), matter_of(context).complained_units):
        return "反映的是本单位或者本单位的上级部门，不能自己办理，请转送其他单位。"
    return None


def not_accusation(context: MoveContext) -> str | None:
    """Refuse the open ways to an accusation, which travels under seal only."""
    if "accusation" in context.before.flags:
        return "检举控告类的要密封移送有权处理的机关，不能走公开的途径。"
    return None


def is_sealed(context: MoveContext) -> str | None:
    """Refuse to pass on an accusation that is not sealed."""
    return None if matter_of(context).is_sealed else "这件事还没有密封，请先改正甄别为检举控告类。"


def nobody_to_tell(context: MoveContext) -> str | None:
    """Refuse to drop the written notice while a name or contact is known (art. 23)."""
    matter = matter_of(context)
    if matter.resident_id is not None and not matter.is_anonymous:
        return "信访人留有姓名或者联系方式，应当书面告知。"
    return None


def live_matter(context: MoveContext) -> str | None:
    """Refuse to link to a matter that is not being handled any more (art. 19)."""
    try:
        other = queries.matter_seen(context.actor, context.text("into"))
    except NotFound:
        return "没有找到在办的这件事，请核对编号。"
    if not other.is_open:
        return "那件事已经办结，不是在办的事项。请登记甄别，或者按复查、复核办理。"
    return None


def ended_matter(context: MoveContext) -> str | None:
    """Refuse the answer with an earlier decision unless that matter went through re-review (art. 36)."""
    try:
        other = queries.matter_seen(context.actor, context.text("earlier"))
    except NotFound:
        return "没有找到复核终结的这件事，请核对编号。"
    if other.id == context.matter.id or not queries.has_ended(other.id):
        return "那件事没有经过复核终结，不能用它答复。请登记甄别，照常办理。"
    return None


def routed_to_duty(context: MoveContext) -> str | None:
    """Refuse to hand over to a service order what was not directed to the duty to act (art. 31 no. 5)."""
    found = queries.petition(context.matter.id)
    if found is None or found.route != Route.DUTY:
        return "只有导入履行职责途径(第31条第5项)的才能交工单办理。"
    return None


def did_not_sort(context: MoveContext) -> str | None:
    """Refuse that somebody reviews his own sorting."""
    found = queries.petition(context.matter.id)
    if found is not None and found.sorted_by is not None and found.sorted_by == context.actor.account_id:
        return "甄别的复核由没有作过甄别的人来办。"
    return None


def report_day_ahead(context: MoveContext) -> str | None:
    """Refuse a day for the report that has come already."""
    if date.fromisoformat(context.text("report_on")) <= context.at.astimezone(CHINA).date():
        return "反馈结果的日期要晚于今天。"
    return None


def _is_over(context: MoveContext, running: Running) -> bool:
    term = context.procedure.term(running.term)
    calendar = clocks.calendar().with_provisional()
    limit = limit_for(term, clocks.limits(), running.flags)
    due = compute(term, running.started_at, running.events, calendar, running.flags, limit).due_at
    return due is not None and context.at >= due


def objection_in_time(context: MoveContext) -> str | None:
    """Refuse an objection after the five working days (art. 23)."""
    running = context.before.running("competence_objection")
    if running is None or _is_over(context, running):
        return "已过收到之日起 5 个工作日，不能再提出异议，应当受理或者依法导入其他途径；确有争议的，请报共同的上一级决定。"
    return None


def common_superior(context: MoveContext) -> str | None:
    """Refuse a decision over competence by a body that does not stand above both (art. 24)."""
    case = queries.open_case(context.proceeding.id)
    lead, unit = context.number("lead"), context.actor.unit_id
    if context.text("way") != "superior" or lead is None or unit is None:
        return None
    bodies = {lead} | ({case.unit_id} if case else {context.matter.lead_id or lead})
    if not is_common_superior(unit, [orgs.unit_path(one) for one in bodies]):
        return (
            "由有关机关共同的上一级机关决定，您的单位不是它们共同的上级。协商或者联席会议的，请选相应的依据。"
        )
    return None


def head_of_body(context: MoveContext) -> str | None:
    """Refuse whoever is not head of the body that handles the matter (art. 34)."""
    lead = matter_of(context).lead_id
    if lead is None or lead not in units_of(context.actor.unit_id):
        return said("要由办理机关「%(unit)s」的负责人来办。", unit=orgs.unit_name(lead))
    return None


def not_recused(context: MoveContext) -> str | None:
    """Refuse whoever stepped aside (art. 28)."""
    if queries.is_recused(context.matter.id, context.actor.account_id):
        return "您在这件事里应当回避，请由本单位其他人办理。"
    return None


def both_consent(context: MoveContext) -> str | None:
    """Refuse mediation and settlement without the consent of both sides (art. 33)."""
    if context.fields.get("petitioner_agrees") is True and context.fields.get("other_agrees") is True:
        return None
    return "调解、和解要双方都自愿同意。有一方不同意的，请继续办理。"


def performance_day(context: MoveContext) -> str | None:
    """Refuse to support a claim without a day by which it is performed (art. 32)."""
    if context.text("outcome") != "supported":
        return None
    by = context.text("perform_by")
    if not by:
        return "予以支持的，请写明执行到哪一天。"
    today = context.at.astimezone(CHINA).date()
    if date.fromisoformat(by) < today:
        return said("执行的日期不能早于今天(%(day)s)。", day=day_text(today))
    return None


def opinion_written(context: MoveContext) -> str | None:
    """Refuse to sign what was not drafted."""
    return None if queries.draft(context.proceeding.id) else "还没有拟好的意见，请先拟写。"


def outside_deciding_body(context: MoveContext) -> str | None:
    """Refuse a review by the body that decided before, by one below it, or by somebody who took part (art. 35, 36)."""
    before = queries.decided_before(context.matter.id, context.proceeding.id)
    path = context.actor.unit_path or units_of(context.actor.unit_id)
    return why_not_review(path, context.actor.account_id, before)


def within_request(context: MoveContext) -> str | None:
    """Refuse an ordinary request after its last day; a late one with good reason has a move of its own."""
    running = context.before.running("request")
    if running is None or _is_over(context, running):
        return "已经超过 30 日。有不可抗力等正当理由的，请告诉信访工作机构，由它登记；有新的事实和理由的，可以重新提出。"
    return None


def request_over(context: MoveContext) -> str | None:
    """Refuse to end the right to ask before its last day is over."""
    running = context.before.running("request")
    return None if running is None or _is_over(context, running) else "请求的期限还没有届满。"


def rating_over(context: MoveContext) -> str | None:
    """Refuse to end the time to rate before its last day is over, or where none runs."""
    running = context.before.running("rate")
    return None if running is not None and _is_over(context, running) else "评价的期限还没有届满。"


def no_superior_here(context: MoveContext) -> str | None:
    """Refuse to pass up what a body of this platform stands above."""
    last = queries.last_opinion(context.matter.id)
    if (
        last is not None
        and next_higher(orgs.unit_path(last.unit_id), matter_of(context).complained_units) is not None
    ):
        return "作出意见的机关在本平台有上一级，由它办理，不用往外送。"
    return None


GUARDS: dict[str, Guard] = {
    guard.__name__: cast(Guard, guard)
    for guard in (
        both_consent,
        common_superior,
        did_not_sort,
        ended_matter,
        head_of_body,
        is_sealed,
        live_matter,
        no_superior_here,
        nobody_to_tell,
        not_accusation,
        not_accused_line,
        not_recused,
        objection_in_time,
        opinion_written,
        outside_deciding_body,
        own_unit_not_accused,
        performance_day,
        rating_over,
        report_day_ahead,
        request_over,
        routed_to_duty,
        within_request,
    )
}
