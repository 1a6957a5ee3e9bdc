"""What the moves of cases before institutions and courts keep; each joined to the move that brings it about."""

from datetime import date, datetime

from gongzhi.core.files import press
from gongzhi.core.matters.actions import tasks
from gongzhi.core.matters.models import Matter, TaskState
from gongzhi.core.orgs import queries as orgs
from gongzhi.core.workflow.context import MoveContext
from gongzhi.core.workflow.models import Proceeding
from gongzhi.kernel.errors import InvalidInput
from gongzhi.kernel.terms import CHINA
from gongzhi.systems.disputes.models import (
    Application,
    ApplicationClaim,
    CaseSide,
    Hearing,
    HearingState,
    OpinionLetter,
    PanelMember,
    RecusalRequest,
    Ruling,
    Seat,
    Service,
    ServicePaper,
)
from gongzhi.systems.disputes.queries import cases, institutions, records
from gongzhi.systems.disputes.rules import claims, tribunals

_RESPONDENT_MOVES = frozenset({"serve_employer", "serve_employer_final"})


def today(context: MoveContext) -> date:
    """Return the day of the move on China's clock."""
    return context.at.astimezone(CHINA).date()


def day_of(context: MoveContext, name: str) -> date:
    """Return a date field, the day of the move where it was left empty."""
    text = context.text(name)
    return date.fromisoformat(text) if text else today(context)


def the_application(context: MoveContext) -> Application:
    """Return the application of the proceeding; raise where none was filed, which a procedure must not allow."""
    found = institutions.application(context.proceeding.id)
    if found is None:
        raise InvalidInput(field="institution", why="这个程序里还没有登记申请，请先递交申请。")
    return found


def choice_title(context: MoveContext, name: str) -> str:
    """Return the title of the chosen value of a field of this move."""
    value = context.text(name)
    found = (spec for spec in context.move.fields if spec.name == name)
    return next((one.title for spec in found for one in spec.choices if one.value == value), value)


# ---------------------------------------------------------------- filing


def file(context: MoveContext, matter: Matter) -> None:
    """Keep the application and give the institution the work."""
    unit = context.number("institution")
    assert unit is not None
    made = _keep_application(context, matter, unit, "")
    if context.relation == "lead_task":
        task = tasks.lead_task(context.proceeding.id)
        assert task is not None
        tasks.sign(task, context.actor.account_id, context.at)
    else:
        task = tasks.give(context, matter, unit, [], "收到申请，请依法审查")
    context.facts.update(task=task.id, lead=unit, lead_name=orgs.unit_name(unit))
    print_case(context, matter, made)


def file_elsewhere(context: MoveContext, matter: Matter) -> None:
    """Keep that an application went to a body outside the platform."""
    body = context.text("body") or context.text("court")
    print_case(context, matter, _keep_application(context, matter, None, body))


def _keep_application(context: MoveContext, matter: Matter, unit: int | None, body: str) -> Application:
    kept, _ = Application.objects.update_or_create(
        proceeding_id=context.proceeding.id,
        defaults={
            "matter_id": matter.id,
            "procedure": context.procedure.name,
            "institution_id": unit,
            "body": body,
            "respondent": context.text("respondent"),
            "act": context.text("act"),
            "people": context.number("people") or 1,
            "filed_on": day_of(context, context.move.dated_by),
        },
    )
    kept.claims.all().delete()
    ApplicationClaim.objects.bulk_create(
        ApplicationClaim(application=kept, n=n, text=one.text, fen=one.fen)
        for n, one in enumerate(claims.claims_of(context.text("words")), 1)
    )
    return kept


def accept(context: MoveContext, matter: Matter) -> None:
    """Keep the day of acceptance; the institution signs for the work."""
    application = the_application(context)
    application.accepted_on = day_of(context, "decided_on")
    application.save()
    task = tasks.lead_task(context.proceeding.id)
    if task is not None and context.actor.is_staff:
        tasks.sign(task, context.actor.account_id, context.at)
    print_case(context, matter, application)


def track(context: MoveContext, matter: Matter) -> None:
    """Keep which way the case takes, and why it may take the short one."""
    application = the_application(context)
    application.track = context.text("summary_ground") or "ordinary"
    application.save()
    context.paper["ground"] = choice_title(context, "summary_ground")
    is_summary = bool(context.text("summary_ground"))
    context.paper["reply_days"] = "5个工作日" if is_summary else "10个工作日"
    print_case(context, matter, application)


def correction(context: MoveContext, matter: Matter) -> None:
    """Print what is missing and by when."""
    context.paper["missing"] = [line.strip() for line in context.text("missing").splitlines() if line.strip()]
    print_case(context, matter, the_application(context))


def note_number(context: MoveContext, matter: Matter) -> None:
    """Keep under which number a court has the case."""
    application = institutions.application(context.proceeding.id)
    if application is not None:
        application.reference = context.text("case_number")
        application.save()


# ---------------------------------------------------------------- service and answers


def serve(context: MoveContext, matter: Matter, paper: ServicePaper, side: CaseSide) -> None:
    """Keep that a paper was served, with its proof."""
    application = the_application(context)
    made = Service.objects.create(
        application=application,
        paper=paper,
        side=side,
        way=context.text("way"),
        served_on=day_of(context, "served_on"),
        proof=context.text("proof"),
        by_name=context.actor.name,
        at=context.at,
    )
    context.facts["service"] = made.pk
    context.paper.update(
        paper_title=str(made.get_paper_display()),
        side=str(made.get_side_display()),
        way=str(made.get_way_display()),
        served_on=made.served_on.isoformat(),
        proof=made.proof,
    )
    print_case(context, matter, application)


def serve_award(context: MoveContext, matter: Matter) -> None:
    """Keep that the decision was served on the side that the move names."""
    is_respondent = context.move.name in _RESPONDENT_MOVES
    serve(
        context, matter, ServicePaper.DECISION, CaseSide.RESPONDENT if is_respondent else CaseSide.APPLICANT
    )


def defence(context: MoveContext) -> None:
    """Keep the main points of the answer."""
    application = the_application(context)
    application.defence = context.text("words")
    application.defence_on = day_of(context, context.move.dated_by)
    application.save()


# ---------------------------------------------------------------- who sits


def form_tribunal(context: MoveContext, matter: Matter) -> None:
    """Keep who sits from now on."""
    application = the_application(context)
    seats = [(Seat.PRESIDING, context.text("presiding"))]
    seats += [(Seat.MEMBER, name) for name in tribunals.names_of(context.text("members"))]
    seats += [(Seat.SECRETARY, context.text("secretary"))]
    PanelMember.objects.bulk_create(
        PanelMember(application=application, seat=seat, name=name, since=context.at)
        for seat, name in seats
        if name
    )
    context.paper["panel"] = [
        {"seat": str(one.get_seat_display()), "name": one.name} for one in institutions.panel(application)
    ]
    print_case(context, matter, application)


def ask_recusal(context: MoveContext) -> None:
    """Keep a request that somebody steps aside."""
    RecusalRequest.objects.create(
        application=the_application(context),
        member=context.text("member"),
        words=context.text("words"),
        asked_at=context.at,
    )


def decide_recusal(context: MoveContext) -> None:
    """Keep how the request was decided, and who sits instead."""
    application, member = the_application(context), context.text("member")
    is_granted = context.fields.get("granted") is True
    asked = institutions.open_recusal(application, member) or RecusalRequest(
        application=application, member=member, words="依职权", asked_at=context.at
    )
    asked.is_granted, asked.reason = is_granted, context.reason
    asked.decided_by, asked.decided_at = context.actor.name, context.at
    asked.save()
    if is_granted:
        _replace(application, member, context)


def _replace(application: Application, member: str, context: MoveContext) -> None:
    for one in application.panel.filter(name=member, left_at__isnull=True):
        one.left_at, one.why_left = context.at, context.reason
        one.save()
        PanelMember.objects.create(
            application=application, seat=one.seat, name=context.text("replacement"), since=context.at
        )


# ---------------------------------------------------------------- hearings


def set_hearing(context: MoveContext, matter: Matter) -> None:
    """Keep and announce a hearing."""
    application = the_application(context)
    if context.text("presiding"):
        application.panel.filter(left_at__isnull=True).update(left_at=context.at, why_left="另行组成听证人员")
        form_tribunal(context, matter)
    made = Hearing.objects.create(
        application=application,
        held_at=datetime.fromisoformat(context.text("held_at")),
        place=context.text("place"),
        is_open=context.text("openness") != "closed",
        told_at=context.at,
    )
    there = made.held_at.astimezone(CHINA)
    context.paper.update(
        held_on=there.date().isoformat(),
        held_time=f"{there:%H:%M}",
        hearing_place=made.place,
        openness="公开" if made.is_open else "不公开",
    )
    print_case(context, matter, application)


def ask_postponement(context: MoveContext) -> None:
    """Keep that a side asked to put the hearing off."""
    found = _announced(context)
    found.postponement, found.postponement_at = context.text("words"), context.at
    found.save()


def postpone(context: MoveContext) -> None:
    """Put the announced hearing off."""
    found = _announced(context)
    found.state, found.postponement = HearingState.POSTPONED, found.postponement or context.reason
    found.save()


def hold_hearing(context: MoveContext) -> None:
    """Keep who was there and what was said."""
    found = _announced(context)
    found.state = HearingState.HELD
    found.attended, found.record = context.text("attended"), context.text("record")
    found.head_came = cast_bool(context.fields.get("head_came"))
    found.save()


def miss_hearing(context: MoveContext) -> None:
    """Keep that the applicant stayed away."""
    found = _announced(context)
    found.state, found.attended = HearingState.MISSED, context.reason
    found.save()


def _announced(context: MoveContext) -> Hearing:
    found = institutions.hearing_set(context.proceeding.id)
    if found is None:
        raise InvalidInput(field="held_at", why="现在没有定下日期的开庭、听证。")
    return found


def cast_bool(value: object) -> bool | None:
    """Return a yes or no as it was given, None where nobody asked."""
    return value if isinstance(value, bool) else None


# ---------------------------------------------------------------- decisions


def settle(context: MoveContext, matter: Matter) -> None:
    """Keep the settlement as what ends the case."""
    application = the_application(context)
    Ruling.objects.filter(application=application, signed_on__isnull=True).delete()
    Ruling.objects.create(
        application=application,
        outcome="settled",
        text=context.text("terms"),
        drafted_by=context.actor.name,
        drafted_at=context.at,
        signed_by=context.actor.name,
        signed_on=day_of(context, "settled_on"),
    )
    matter.answer, matter.answered_at = context.text("terms"), context.at
    end_work(context, context.text("terms"))
    print_case(context, matter, application, terms=context.text("terms"))


def draft(context: MoveContext) -> None:
    """Keep the draft of an award or decision; a new draft takes the place of the one sent back."""
    by = context.text("perform_by")
    Ruling.objects.update_or_create(
        application=the_application(context),
        signed_on=None,
        defaults={
            "outcome": context.text("outcome"),
            "is_final": context.text("finality") == "final_award",
            "final_ground": context.text("final_ground"),
            "request": context.text("request"),
            "facts": context.text("facts"),
            "grounds": context.text("grounds"),
            "basis": context.text("basis"),
            "text": context.text("answer"),
            "dissent": context.text("dissent"),
            "perform_by": date.fromisoformat(by) if by else None,
            "drafted_by": context.actor.name,
            "drafted_at": context.at,
        },
    )


def sign(context: MoveContext, matter: Matter) -> None:
    """Sign the draft and make it the matter's answer."""
    application = the_application(context)
    made = institutions.draft(context.proceeding.id)
    assert made is not None
    made.signed_by, made.signed_on = context.actor.name, day_of(context, "signed_on")
    made.save()
    matter.answer, matter.answered_at = made.text, context.at
    context.facts.update(ruling=made.pk, outcome=made.outcome)
    titles = {
        one.value: one.title
        for move in context.procedure.moves
        for spec in move.fields
        if spec.name in ("outcome", "final_ground")
        for one in spec.choices
    }
    context.paper.update(
        outcome=titles.get(made.outcome, made.outcome),
        is_final=made.is_final,
        final_ground=titles.get(made.final_ground, ""),
        perform_by=made.perform_by.isoformat() if made.perform_by else "",
        panel=[
            {"seat": str(one.get_seat_display()), "name": one.name} for one in institutions.panel(application)
        ],
    )
    print_case(
        context,
        matter,
        application,
        request=made.request,
        facts=made.facts,
        grounds=made.grounds,
        basis=made.basis,
        decision=made.text,
    )


def end_work(context: MoveContext, answer: str) -> None:
    """End the institution's task as answered."""
    task = tasks.lead_task(context.proceeding.id)
    if task is not None:
        tasks.end(task, TaskState.ANSWERED, context.at, answer=answer, by=context.actor.name)


def send_opinion(context: MoveContext, matter: Matter) -> None:
    """Keep an opinion letter."""
    application = the_application(context)
    made = OpinionLetter.objects.create(
        application=application,
        to_body=context.text("to_body"),
        demand=context.text("demand"),
        sent_on=day_of(context, "sent_on"),
    )
    context.paper.update(to_body=made.to_body, demand=made.demand)
    print_case(context, matter, application)


def keep_opinion_report(context: MoveContext) -> None:
    """Keep what a body says that it put right."""
    found = institutions.open_opinion(context.proceeding.id)
    assert found is not None
    found.report, found.reported_on = context.text("report"), day_of(context, "reported_on")
    found.save()


def keep_result(context: MoveContext, matter: Matter) -> None:
    """Keep what a body outside the platform decided."""
    application = institutions.application(context.proceeding.id)
    text = context.text("answer")
    if application is not None:
        Ruling.objects.create(
            application=application,
            outcome=context.text("outcome") or context.move.name[:20],
            is_final=context.text("finality") == "final_award",
            text=text,
            drafted_by=context.actor.name,
            drafted_at=context.at,
            signed_by=application.body[:120],
            signed_on=day_of(context, context.move.dated_by),
        )
    matter.answer, matter.answered_at = text, context.at


# ---------------------------------------------------------------- the course


def stop(context: MoveContext, matter: Matter) -> None:
    """Print why the case stands still."""
    context.paper["ground"] = choice_title(context, "ground")
    print_case(context, matter, the_application(context))


def go_on(context: MoveContext, matter: Matter) -> None:
    """Print that it goes on, and the new last day where a term was resumed."""
    print_case(context, matter, the_application(context))


def make_main(context: MoveContext) -> None:
    """Make this proceeding the matter's main one again, after a mediation that the court had asked for."""
    others = Proceeding.objects.filter(matter_id=context.matter.id, is_main=True)
    others.exclude(id=context.proceeding.id).update(is_main=False)
    context.proceeding.is_main = True


def reopen(context: MoveContext, matter: Matter) -> None:
    """Count that an ended case goes on."""
    if context.procedure.state(context.before.state).is_closed:
        matter.reopened += 1
        context.facts["reopened"] = matter.reopened


# ---------------------------------------------------------------- what papers print


def print_case(context: MoveContext, matter: Matter, application: Application, **words: str) -> None:
    """Add to the move's papers what all of them print; whoever is named in them stands in the sealed part."""
    rows = [{"text": one.text, "fen": one.fen} for one in application.claims.order_by("n")]
    context.paper.update(
        institution=orgs.unit_name(application.institution_id) or application.body,
        filed_on=application.filed_on.isoformat(),
        accepted_on=application.accepted_on.isoformat() if application.accepted_on else "",
        claims=[
            str(row["text"]) + (f"（{int(str(row['fen'])) / 100:,.2f} 元）" if row["fen"] else "")
            for row in rows
        ],
        people=str(application.people) if application.people > 1 else "",
        last_days=last_days(context),
    )
    named = {
        "applicant": institutions.applicant_name(matter),
        "respondent": application.respondent,
        "act": application.act,
    }
    context.paper["sealed"] = press.sealed_part(named | words)


def last_days(context: MoveContext) -> list[dict[str, str]]:
    """Return each term that runs after the move with its last day, as letters name them."""
    found = []
    for running in context.after.clocks:
        day = None if running.has_ended else institutions.deadline(context.procedure, running).due_on
        if day is not None:
            term = context.procedure.term(running.term)
            found.append({"name": term.name, "title": term.title, "day": day.isoformat(), "law": term.law})
    return found


def print_package(context: MoveContext, matter: Matter) -> None:
    """Print what goes on to the body that decides: the list, undisputed facts, and the files bound behind it."""
    case = cases.case_of(matter.id)
    package = records.court_package(case) if case is not None else None
    context.paper.update(
        facts_undisputed=list(package.facts) if package else [],
        expert=[f"{one}：{what}；{result}" for one, what, result in package.expert] if package else [],
        story=matter.text,
        annexes=[
            {"title": one.name, "sha256": one.sha256, "media_type": one.media_type}
            for one in institutions.open_files(matter.id)
        ],
        papers=[f"{one.title}（{one.number}）" for one in institutions.open_papers(matter.id)],
        days=last_days(context),
    )
