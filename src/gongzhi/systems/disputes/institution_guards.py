"""Conditions of the cases before institutions and courts; each returns why the move cannot be made now, or None."""

from datetime import date, datetime
from typing import cast

from gongzhi.core.matters.guards import matter_of
from gongzhi.core.matters.queries.work import units_of
from gongzhi.core.orgs import queries as orgs
from gongzhi.core.workflow import queries as workflow
from gongzhi.core.workflow.context import MoveContext
from gongzhi.core.workflow.manifest import Guard
from gongzhi.kernel.engine import Course, Running
from gongzhi.kernel.errors import said
from gongzhi.kernel.terms import CHINA
from gongzhi.kernel.wording import day_text
from gongzhi.systems.disputes.queries import institutions
from gongzhi.systems.disputes.rules import claims, final_awards, reconsidering, tribunals

_FLAG_MANY = "collective"


def today(context: MoveContext) -> date:
    """Return the day of the move on China's clock."""
    return context.at.astimezone(CHINA).date()


def day_of(context: MoveContext, name: str) -> date | None:
    """Return a date field, None when it was left empty."""
    text = context.text(name)
    return date.fromisoformat(text) if text else None


def hearing_at(context: MoveContext) -> datetime:
    """Return the moment of the hearing that the form names."""
    return datetime.fromisoformat(context.text("held_at"))


def last_day(context: MoveContext, running: Running) -> tuple[date | None, datetime | None]:
    """Return the last day of a running term and the first instant that is late."""
    found = institutions.deadline(context.procedure, running)
    return found.due_on, found.due_at


def _is_over(context: MoveContext, running: Running) -> bool:
    due_at = last_day(context, running)[1]
    return due_at is not None and context.at >= due_at


def _course(context: MoveContext) -> Course:
    """Return where the proceeding stands with its clocks, which a page that only offers a move leaves out."""
    return context.before if context.before.clocks else workflow.course(context.proceeding, context.procedure)


def _why_running(context: MoveContext, *terms: str) -> str | None:
    """Return that none of these terms has run out, None when one has."""
    course = _course(context)
    running = [one for name in terms if (one := course.running(name)) is not None]
    if any(_is_over(context, one) for one in running):
        return None
    for one in running:
        day = last_day(context, one)[0]
        if day is not None:
            title = context.procedure.term(one.term)
            return said("「%(term)s」的最后一天是%(day)s，还没有届满。", term=title, day=day_text(day))
    return "这个期限现在没有在计时。"


# ---------------------------------------------------------------- filing


def case_institution(context: MoveContext) -> str | None:
    """Refuse what is no institution of this procedure, and one against which the case is brought."""
    unit = context.number("institution")
    found = institutions.institution(unit, today(context))
    if unit is None or found is None or context.procedure.name not in found.procedures:
        names = "、".join(
            orgs.unit_name(one.unit_id)
            for one in institutions.running(context.procedure.name, today(context))
        )
        return said("请选在本平台办理这类案件的机构：%(names)s。", names=names or "(还没有登记)")
    if context.relation == "lead_task" and unit not in units_of(context.actor.unit_id):
        return "您单位收到的申请，由您单位办理；要转别的机构，请退回所属中心。"
    if unit in matter_of(context).complained_units:
        return "被申请人不能审理自己的案件，请另选机构。"
    people = context.number("people")
    if people is not None and people < 1:
        return "申请人至少一人，请核对人数。"
    return claims.why_not(claims.claims_of(context.text("words")))


def case_acceptance_over(context: MoveContext) -> str | None:
    """Refuse to say that nothing was decided before the time is over."""
    return _why_running(context, "acceptance")


def case_examination_over(context: MoveContext) -> str | None:
    """Refuse acceptance by silence before the examination is over, and from another day than its last."""
    why = _why_running(context, "examination")
    running = context.before.running("examination")
    if why is not None or running is None:
        return why
    day = last_day(context, running)[0]
    if day_of(context, "decided_on") != day:
        return said("视为受理的日期是审查期限届满的%(day)s，请改正。", day=day_text(cast(date, day)))
    return None


def case_examination_running(context: MoveContext) -> str | None:
    """Refuse to ask for corrections after the examination is over: silence has accepted it."""
    running = _course(context).running("examination")
    if running is None or _is_over(context, running):
        return "审查期限已经届满，视为受理，不能再要求补正。请办「期满视为受理」。"
    return None


def case_correction_over(context: MoveContext) -> str | None:
    """Refuse to count an application as given up before its time to correct is over."""
    return _why_running(context, "correction")


# ---------------------------------------------------------------- answers


def case_defence_over(context: MoveContext) -> str | None:
    """Refuse to note a missing defence before its time is over."""
    return _why_running(context, "defence")


def case_reply_over(context: MoveContext) -> str | None:
    """Refuse to note a missing reply before its time is over."""
    return _why_running(context, "reply", "summary_reply")


def case_opposite_over(context: MoveContext) -> str | None:
    """Refuse that an order takes effect while the debtor may object."""
    return _why_running(context, "objection")


def case_award_over(context: MoveContext) -> str | None:
    """Refuse to leave for the court before the time for the award is over."""
    return _why_running(context, "award")


def case_decision_over(context: MoveContext) -> str | None:
    """Refuse to leave for the court before the time for the decision is over."""
    return _why_running(context, "ordinary_decision", "summary_decision")


# ---------------------------------------------------------------- who sits


def case_tribunal_fits(context: MoveContext) -> str | None:
    """Refuse a tribunal of the wrong size."""
    members = tribunals.names_of(context.text("members"))
    is_collective = _FLAG_MANY in context.before.flags
    return tribunals.why_not_tribunal(
        context.text("kind"), context.text("presiding"), members, is_collective=is_collective
    )


def case_recusal_fits(context: MoveContext) -> str | None:
    """Refuse a decision about somebody who does not sit, by himself, or without naming who follows."""
    application = institutions.application(context.proceeding.id)
    sitting = [one.name for one in institutions.panel(application)] if application else []
    return tribunals.why_not_recusal(
        sitting,
        context.text("member"),
        context.actor.name,
        context.text("replacement"),
        is_granted=context.fields.get("granted") is True,
    )


def case_sits(context: MoveContext) -> str | None:
    """Refuse whoever had to step aside."""
    application = institutions.application(context.proceeding.id)
    if application is not None and institutions.has_stepped_aside(application, context.actor.name):
        return "您在本案里已经回避，请由其他人办理。"
    return None


# ---------------------------------------------------------------- hearings


def case_hearing_ahead(context: MoveContext) -> str | None:
    """Refuse a hearing that is announced too late."""
    if institutions.hearing_set(context.proceeding.id) is not None:
        return "已经定了一次，还没有开。要改期的，请先办延期。"
    held_at = hearing_at(context)
    last = institutions.last_before(context.procedure, "hearing_notice", held_at)
    if held_at <= context.at or (last is not None and today(context) > last):
        return said(
            "要在五个工作日以前书面通知：在%(day)s开庭的，最晚%(last)s通知。请改后面的日子。",
            day=day_text(held_at.astimezone(CHINA).date()),
            last=day_text(last or today(context)),
        )
    return None


def case_hearing_is_set(context: MoveContext) -> str | None:
    """Refuse to put off what is not announced."""
    return None if institutions.hearing_set(context.proceeding.id) else "现在没有定下日期的听证、开庭。"


def case_hearing_came(context: MoveContext) -> str | None:
    """Refuse to record a hearing before it."""
    found = institutions.hearing_set(context.proceeding.id)
    if found is None:
        return "现在没有定下日期的听证、开庭，请先通知。"
    return None if found.held_at <= context.at else "还没有到通知的时间，不能登记。"


def case_postponement_in_time(context: MoveContext) -> str | None:
    """Refuse a request to put a hearing off that comes too late."""
    found = institutions.hearing_set(context.proceeding.id)
    if found is None:
        return "现在没有定下日期的开庭。"
    last = institutions.last_before(context.procedure, "postponement_request", found.held_at)
    if last is None or today(context) <= last:
        return None
    return said(
        "请求延期要在开庭三日以前提出，最后一天是%(day)s。确有不可抗力的，请直接告诉仲裁委员会。",
        day=day_text(last),
    )


# ---------------------------------------------------------------- consent


def case_both_agree(context: MoveContext) -> str | None:
    """Refuse a settlement that not both sides want."""
    if context.fields.get("both_agree") is True:
        return None
    return "调解要双方自愿。有一方不同意的，请继续审理。"


def case_sides_agree(context: MoveContext) -> str | None:
    """Refuse to delegate to mediation without the consent of the sides."""
    return None if context.fields.get("agreed") is True else "委托调解要双方同意；有一方拒绝的，继续诉讼。"


def case_free_will(context: MoveContext) -> str | None:
    """Refuse a withdrawal that is not the applicant's own will."""
    if context.fields.get("free_will") is True:
        return None
    return "撤回只能是申请人真实的意思，任何人不得要求撤回。"


def case_stop_fits(context: MoveContext) -> str | None:
    """Refuse to stop for mediation without the consent of both sides (行政复议法 art. 39)."""
    if context.text("ground") == "mediation" and context.fields.get("both_agree") is not True:
        return "因调解、和解中止的，要申请人和被申请人都同意。"
    return None


def case_mediation_over(context: MoveContext) -> str | None:
    """Refuse to go on in court while the delegated mediation is open."""
    found = [one for one in workflow.of_matter(context.matter.id) if one.procedure == "court_mediation"]
    if found and found[-1].closed_at is None:
        return "委托的调解还没有结束，请先在调解程序里写明结果。"
    return None


# ---------------------------------------------------------------- decisions


def case_final_fits(context: MoveContext) -> str | None:
    """Refuse a final award that the law does not make final (art. 47)."""
    application = institutions.application(context.proceeding.id)
    if context.text("finality") != "final_award" or application is None:
        return None
    wage = context.number("minimum_wage")
    return final_awards.why_not_final(context.text("final_ground"), wage, institutions.sums(application))


def case_drafted(context: MoveContext) -> str | None:
    """Refuse to sign what was not drafted."""
    return None if institutions.draft(context.proceeding.id) else "还没有拟好的文书，请先拟写。"


def case_accepted_day(context: MoveContext) -> str | None:
    """Refuse to count from another day than that of acceptance."""
    application = institutions.application(context.proceeding.id)
    accepted = application.accepted_on if application else None
    if accepted is None or day_of(context, "decided_on") == accepted:
        return None
    return said("期限从受理之日%(day)s起算，请改正日期。", day=day_text(accepted))


def case_no_worse(context: MoveContext) -> str | None:
    """Refuse a change that is worse for the applicant (行政复议法 art. 63)."""
    return reconsidering.why_worse(
        context.text("outcome"),
        is_said_not_worse=context.fields.get("not_worse") is True,
        has_third_party="third_party" in context.before.flags,
    )


def case_evidence(context: MoveContext) -> str | None:
    """Refuse to leave an act as it is for which no evidence came in time (行政复议法 art. 70)."""
    return reconsidering.why_no_evidence(
        context.text("outcome"),
        has_reply="no_reply" not in context.before.flags,
        has_third_evidence="third_party" in context.before.flags
        and context.fields.get("third_evidence") is True,
    )


def case_views(context: MoveContext) -> str | None:
    """Refuse a decision of the ordinary procedure before the sides were heard (行政复议法 art. 49)."""
    return reconsidering.why_not_heard(
        is_ordinary="ordinary" in context.before.flags, are_views_heard="views_heard" in context.before.flags
    )


def case_heard_if_grave(context: MoveContext) -> str | None:
    """Refuse a decision in a grave case without a hearing (行政复议法 art. 50)."""
    return reconsidering.why_no_hearing(
        is_grave="grave" in context.before.flags, was_held=institutions.was_heard(context.proceeding.id)
    )


def case_norm_done(context: MoveContext) -> str | None:
    """Refuse a decision while the norm under it is being reviewed."""
    if "norm_review" in context.before.flags:
        return "附带审查的规范性文件还没有处理完，请先登记处理结果。"
    return None


def case_opinion_open(context: MoveContext) -> str | None:
    """Refuse a report where no opinion letter waits for one."""
    return None if institutions.open_opinion(context.proceeding.id) else "没有等待报告的行政复议意见书。"


# ---------------------------------------------------------------- rights afterwards


def case_may_sue(context: MoveContext) -> str | None:
    """Refuse an action of the employer against a final award: only setting aside is open (art. 48, 49)."""
    if context.text("by_whom") == "employer" and "final_award" in context.before.flags:
        return "终局裁决，用人单位不能起诉，只能自收到裁决书之日起三十日内向中级人民法院申请撤销。"
    return None


def case_rights_over(context: MoveContext) -> str | None:
    """Refuse that a decision takes effect while anybody may still act against it."""
    flags = context.before.flags
    if context.procedure.name == institutions.LABOUR and context.before.state == "awarded":
        served = {"worker_served"} | (set() if "elsewhere" in flags else {"employer_served"})
        if not served <= flags:
            return "裁决书还没有送达双方，期限没有开始计算。请先登记送达。"
    course = _course(context)
    running = [one for name in context.move.meets if (one := course.running(name)) is not None]
    if not running and not any(one.term in context.move.meets for one in course.clocks):
        return "还没有登记送达，期限没有开始计算。"
    for one in running:
        if not _is_over(context, one):
            return _why_running(context, one.term)
    return None


GUARDS: dict[str, Guard] = {
    guard.__name__: cast(Guard, guard)
    for guard in (
        case_accepted_day,
        case_acceptance_over,
        case_award_over,
        case_both_agree,
        case_correction_over,
        case_decision_over,
        case_defence_over,
        case_drafted,
        case_evidence,
        case_examination_over,
        case_examination_running,
        case_final_fits,
        case_free_will,
        case_heard_if_grave,
        case_hearing_ahead,
        case_hearing_came,
        case_hearing_is_set,
        case_institution,
        case_may_sue,
        case_mediation_over,
        case_no_worse,
        case_norm_done,
        case_opinion_open,
        case_opposite_over,
        case_postponement_in_time,
        case_recusal_fits,
        case_reply_over,
        case_rights_over,
        case_sides_agree,
        case_sits,
        case_stop_fits,
        case_tribunal_fits,
        case_views,
    )
}
ASKED_BEFORE = (
    "case_acceptance_over",
    "case_award_over",
    "case_correction_over",
    "case_decision_over",
    "case_defence_over",
    "case_drafted",
    "case_examination_running",
    "case_heard_if_grave",
    "case_hearing_came",
    "case_hearing_is_set",
    "case_mediation_over",
    "case_norm_done",
    "case_opinion_open",
    "case_opposite_over",
    "case_postponement_in_time",
    "case_reply_over",
    "case_rights_over",
    "case_sits",
    "case_views",
)
"""Those that hold or not whatever a form will say."""
