"""What the moves of the mediations keep beside the course: the body, experts, endings, hand-overs; joined to the move."""

from collections.abc import Mapping

from django.db.models import Q

from gongzhi.core.files import press
from gongzhi.core.matters.actions import tasks
from gongzhi.core.matters.queries.work import units_of
from gongzhi.core.orgs import queries as orgs
from gongzhi.core.workflow import library
from gongzhi.core.workflow.actions.begin import begin
from gongzhi.core.workflow.context import MoveContext
from gongzhi.kernel.errors import NotFound
from gongzhi.kernel.terms import CHINA
from gongzhi.systems.disputes.actions import consents, mediators, telling
from gongzhi.systems.disputes.models import About, Case, ExpertTime, WhyLeft
from gongzhi.systems.disputes.queries import cases, records
from gongzhi.systems.disputes.queries.people import letter, names_in_clear, sides_of
from gongzhi.systems.disputes.rules.causes import CAUSES, MEDIATIONS

OTHER_WAYS = (
    "没有达成协议、达成协议后又反悔或者一方不履行的，可以依法通过仲裁、行政途径、司法途径维护自己的权利（人民调解法第26条）。",
    "可以向有管辖权的人民法院起诉；诉讼时效从权利受到损害之日起一般为三年，调解期间的主张权利可以使时效中断（民法典第188条、第195条）。",
    "劳动争议可以向劳动人事争议仲裁委员会申请仲裁；有仲裁协议的商事纠纷可以申请仲裁；土地承包纠纷可以向农村土地承包仲裁委员会申请仲裁。",
    "双方愿意的，还可以再次申请调解，或者换一种调解。",
)
"""What the sheet of a mediation that ended says of the other ways (domain rows RM-02 and RM-04)."""


def _case(context: MoveContext) -> Case:
    found = cases.case_of(context.matter.id)
    if found is None:
        raise NotFound
    return found


def keep_body(context: MoveContext) -> None:
    """Keep which body mediates; with another body the mediator is chosen anew."""
    case = cases.case_of(context.matter.id)
    if case is None:
        return
    lead = context.number("lead")
    if case.unit_id not in (None, lead) and case.mediator_id is not None:
        mediators.end_choice(case, str(WhyLeft.REPLACED), context.at)
    case.unit_id = lead
    case.save()


def take_task(context: MoveContext) -> None:
    """Sign for the task in the name of the body that acts; nobody signs twice."""
    task = tasks.lead_task(context.proceeding.id)
    if task is not None and task.unit_id in units_of(context.actor.unit_id):
        tasks.sign(task, context.actor.account_id, context.at)


def ask_sides(context: MoveContext) -> None:
    """Ask all sides for their consent; the body that had an ended case leads it again."""
    case = _case(context)
    consents.ask_sides(context, case)
    matter = telling.matter_of(context)
    if case.unit_id is not None and tasks.lead_task(context.proceeding.id) is None:
        task = tasks.give(context, matter, case.unit_id, [], "")
        context.facts.update(lead=case.unit_id, lead_name=orgs.unit_name(case.unit_id), task=task.id)


def keep_acceptance(context: MoveContext) -> None:
    """Keep when the case was accepted, and print whom it concerns."""
    case = _case(context)
    case.accepted_at, case.kind, case.ending, case.ended_at = context.at, context.procedure.name, "", None
    case.save()
    _print(context, case)


def tell_sides(context: MoveContext) -> None:
    """Tell the sides that it went on; a paper of the move names them."""
    case = cases.case_of(context.matter.id)
    if case is not None:
        if context.move.documents and "sides" not in context.paper:
            _print(context, case)
        telling.tell_sides(context, case)


def keep_ending(context: MoveContext) -> None:
    """Keep how the mediation ended and what the sheet says of the other ways."""
    case = cases.case_of(context.matter.id)
    ending = context.text("ending") or context.after.state
    context.facts["ending"] = ending
    context.paper["ways"] = list(OTHER_WAYS)
    context.paper["ending"] = _ending_title(context, ending)
    if case is not None:
        case.ending, case.ended_at = ending, context.at
        case.save()
        _print(context, case)


def print_ending(context: MoveContext) -> None:
    """Print why a mediation ended that was decided upon before and is told to the sides now."""
    case = _case(context)
    context.paper["ways"] = list(OTHER_WAYS)
    context.paper["ending"] = _ending_title(context, case.ending)
    _print(context, case)


def _ending_title(context: MoveContext, ending: str) -> str:
    titles = {flag.name: flag.title for flag in context.procedure.flags}
    titles |= {state.name: state.title for state in context.procedure.states}
    return titles.get(ending, ending)


def _print(context: MoveContext, case: Case, sealed: Mapping[str, object] | None = None) -> None:
    """Give the paper what it may name: the kind, the cause, the sides, sealed; never a contact, never a talk."""
    names = names_in_clear(case)
    named = [
        {"letter": letter(one.code), "part": str(one.get_part_display()), "name": names[one.code]}
        for one in sides_of(case)
    ]
    context.paper.update(
        sealed=press.sealed_part({"parties": named, **(sealed or {})}),
        mediation=MEDIATIONS[case.kind][0],
        cause=CAUSES[case.cause][0],
        body=orgs.unit_name(case.unit_id) or orgs.unit_name(context.matter.owner_id),
        mediator=case.mediator_name,
        sides=[f"{letter(one.code)}（{one.get_part_display()}）" for one in sides_of(case)],
    )


def open_expert(context: MoveContext) -> None:
    """Keep that the time of an expert began; the consents to it are used up."""
    case = _case(context)
    ExpertTime.objects.create(
        case=case,
        proceeding_id=context.proceeding.id,
        institution=context.text("institution"),
        question=context.text("question"),
        began_at=context.at,
    )
    consents.use(case, About.EXPERT, context.at)


def close_expert(context: MoveContext) -> None:
    """Keep what the expert found."""
    ExpertTime.objects.filter(proceeding_id=context.proceeding.id, ended_at__isnull=True).update(
        ended_at=context.at, result=context.text("result")
    )


def use_extension(context: MoveContext) -> None:
    """Close the question that all sides agreed to: it was acted upon."""
    consents.use(_case(context), About.EXTENSION, context.at)


def keep_hand_over(context: MoveContext) -> None:
    """Keep the kind to which the case goes on; mediator and body stay behind, sides, facts and history go along."""
    case = cases.case_of(context.matter.id)
    if case is None:
        return
    target = context.move.hand_over.partition(".")[2]
    mediators.end_choice(case, str(WhyLeft.HANDED_OVER), context.at)
    context.facts.update(kind_before=case.kind, kind=target)
    case.kind, case.unit_id, case.ending, case.ended_at, case.accepted_at = target, None, "", None, None
    case.save()
    consents.use_all_but(case, Q(about=About.MEDIATION, detail=target), context.at)


def keep_exit(context: MoveContext) -> None:
    """Keep which other way the dispute takes, and put into the package what may travel: undisputed facts alone."""
    case = cases.case_of(context.matter.id)
    context.facts["exit"] = context.move.hand_over.partition(".")[2]
    if case is None:
        return
    if not case.ending:
        case.ending, case.ended_at = "referred", context.at
        case.save()
    package = records.court_package(case)
    _print(
        context,
        case,
        {
            "facts": list(package.facts),
            "experts": [f"{institution}：{result}" for institution, _, result in package.expert],
        },
    )


def open_clue(context: MoveContext) -> None:
    """Begin the check of a clue of violation beside the mediation; neither waits for the other."""
    procedure = library.current("disputes", "market_clue", context.at.astimezone(CHINA).date())
    made = begin(
        context.matter,
        procedure,
        actor=context.actor,
        at=context.at,
        main=False,
        unit_id=context.matter.lead_id,
        why=context.text("clue"),
    )
    context.facts["began"] = made.id
