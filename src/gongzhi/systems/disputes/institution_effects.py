"""What the moves of cases before institutions and courts do, by name; each runs inside the move's transaction."""

from gongzhi.core.matters.guards import matter_of
from gongzhi.core.workflow.context import MoveContext
from gongzhi.core.workflow.manifest import Effect
from gongzhi.systems.disputes.actions import casework
from gongzhi.systems.disputes.models import CaseSide, ServicePaper


def case_file(context: MoveContext) -> None:
    """Keep the application and give the institution the work."""
    casework.file(context, matter_of(context))


def case_file_elsewhere(context: MoveContext) -> None:
    """Keep where it was filed, and make the package that goes there."""
    casework.file_elsewhere(context, matter_of(context))
    casework.print_package(context, matter_of(context))


def case_accept(context: MoveContext) -> None:
    """Keep the day of acceptance."""
    casework.accept(context, matter_of(context))


def case_track(context: MoveContext) -> None:
    """Keep the ordinary or summary procedure."""
    casework.track(context, matter_of(context))


def case_correction(context: MoveContext) -> None:
    """Print what is missing."""
    casework.correction(context, matter_of(context))


def case_note_number(context: MoveContext) -> None:
    """Keep the court's number."""
    casework.note_number(context, matter_of(context))


def case_serve_copy(context: MoveContext) -> None:
    """Keep that the copy was served on the respondent."""
    casework.serve(context, matter_of(context), ServicePaper.COPY, CaseSide.RESPONDENT)


def case_serve_defence(context: MoveContext) -> None:
    """Keep that the defence was passed on to the applicant."""
    casework.serve(context, matter_of(context), ServicePaper.DEFENCE, CaseSide.APPLICANT)


def case_serve_award(context: MoveContext) -> None:
    """Keep that the decision was served."""
    casework.serve_award(context, matter_of(context))


def case_defence(context: MoveContext) -> None:
    """Keep the answer."""
    casework.defence(context)


def case_tribunal(context: MoveContext) -> None:
    """Keep who sits."""
    casework.form_tribunal(context, matter_of(context))


def case_ask_recusal(context: MoveContext) -> None:
    """Keep a request for recusal."""
    casework.ask_recusal(context)


def case_decide_recusal(context: MoveContext) -> None:
    """Decide it."""
    casework.decide_recusal(context)


def case_hearing(context: MoveContext) -> None:
    """Announce a hearing."""
    casework.set_hearing(context, matter_of(context))


def case_ask_postponement(context: MoveContext) -> None:
    """Keep a request to put it off."""
    casework.ask_postponement(context)


def case_postpone(context: MoveContext) -> None:
    """Put it off."""
    casework.postpone(context)


def case_hold_hearing(context: MoveContext) -> None:
    """Keep its record."""
    casework.hold_hearing(context)


def case_hearing_missed(context: MoveContext) -> None:
    """Keep that the applicant stayed away."""
    casework.miss_hearing(context)


def case_settle(context: MoveContext) -> None:
    """Keep the settlement."""
    casework.settle(context, matter_of(context))


def case_draft(context: MoveContext) -> None:
    """Keep the draft."""
    casework.draft(context)


def case_sign(context: MoveContext) -> None:
    """Sign it."""
    casework.sign(context, matter_of(context))


def case_stop(context: MoveContext) -> None:
    """Print why it stands still."""
    casework.stop(context, matter_of(context))


def case_go_on(context: MoveContext) -> None:
    """Print that it goes on."""
    casework.go_on(context, matter_of(context))


def case_extended(context: MoveContext) -> None:
    """Print the new last day."""
    casework.go_on(context, matter_of(context))


def case_opinion(context: MoveContext) -> None:
    """Keep an opinion letter."""
    casework.send_opinion(context, matter_of(context))


def case_opinion_report(context: MoveContext) -> None:
    """Keep the report on it."""
    casework.keep_opinion_report(context)


def case_elsewhere_result(context: MoveContext) -> None:
    """Keep what was decided elsewhere."""
    casework.keep_result(context, matter_of(context))


def case_make_main(context: MoveContext) -> None:
    """Go on in court after a mediation, with a package of what nobody disputes."""
    casework.make_main(context)
    casework.print_package(context, matter_of(context))


def case_reopen(context: MoveContext) -> None:
    """Count that an ended case goes on."""
    casework.reopen(context, matter_of(context))


EFFECTS: dict[str, Effect] = {
    effect.__name__: effect
    for effect in (
        case_accept,
        case_ask_postponement,
        case_ask_recusal,
        case_correction,
        case_decide_recusal,
        case_defence,
        case_draft,
        case_elsewhere_result,
        case_extended,
        case_file,
        case_file_elsewhere,
        case_go_on,
        case_hearing,
        case_hearing_missed,
        case_hold_hearing,
        case_make_main,
        case_note_number,
        case_opinion,
        case_opinion_report,
        case_postpone,
        case_reopen,
        case_serve_award,
        case_serve_copy,
        case_serve_defence,
        case_settle,
        case_sign,
        case_stop,
        case_track,
        case_tribunal,
    )
}
