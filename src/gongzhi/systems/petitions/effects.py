"""What the moves of the petition procedures do, by name; each runs inside the move's transaction."""

from gongzhi.core.clocks import queries as clocks
from gongzhi.core.matters.guards import matter_of
from gongzhi.core.workflow.context import MoveContext
from gongzhi.core.workflow.manifest import Effect
from gongzhi.kernel.terms import compute, limit_for
from gongzhi.systems.petitions import queries
from gongzhi.systems.petitions.actions import handling, ladder, sorting

LAST_DAYS = ("handling", "decision", "suggestion_reply", "acceptance_notice")
"""The terms that letters name, the one that matters most to the petitioner first."""


def keep_class(context: MoveContext) -> None:
    """Keep the class and its consequences: the seal, and who must not see the matter."""
    sorting.keep_class(context, matter_of(context))


def keep_route(context: MoveContext) -> None:
    """Keep which way of art. 31 the claim takes."""
    sorting.keep_route(context, matter_of(context))


def link_earlier(context: MoveContext) -> None:
    """Tie the matter to the one that re-review ended."""
    earlier = queries.matter_seen(context.actor, context.text("earlier"))
    sorting.link_earlier(context, matter_of(context), earlier)


def tell_superiors(context: MoveContext) -> None:
    """Report a grave matter upwards at once."""
    sorting.tell_superiors(context, matter_of(context))


def pass_sealed(context: MoveContext) -> None:
    """Pass an accusation on under seal."""
    sorting.pass_sealed(context, matter_of(context))


def keep_assignment(context: MoveContext) -> None:
    """Keep the day of the report."""
    handling.keep_assignment(context, matter_of(context))


def end_assignment(context: MoveContext) -> None:
    """Keep the report."""
    handling.end_assignment(context)


def raise_competence(context: MoveContext) -> None:
    """Open the case over competence."""
    handling.raise_competence(context, matter_of(context))


def take_back(context: MoveContext) -> None:
    """Take the matter back from a body that objected."""
    handling.take_back(context, matter_of(context))


def end_competence(context: MoveContext) -> None:
    """Settle the case over competence."""
    handling.end_competence(context)


def lead_here(context: MoveContext) -> None:
    """Let the owner handle the petition itself."""
    handling.lead_here(context, matter_of(context))


def recuse_self(context: MoveContext) -> None:
    """Step aside."""
    handling.recuse_self(context, matter_of(context))


def keep_opinion(context: MoveContext) -> None:
    """Keep the draft."""
    handling.keep_opinion(context, matter_of(context))


def serve_opinion(context: MoveContext) -> None:
    """Sign the draft and give it to the petitioner."""
    handling.serve_opinion(context, matter_of(context))


def open_performance(context: MoveContext) -> None:
    """Open the duty to perform."""
    handling.open_performance(context, matter_of(context))


def note_performance(context: MoveContext) -> None:
    """Keep the body's word that it performed."""
    handling.note_performance(context)


def dispute_performance(context: MoveContext) -> None:
    """Keep the petitioner's word that it did not."""
    handling.dispute_performance(context, matter_of(context))


def end_performance(context: MoveContext) -> None:
    """Keep that the performance was seen."""
    handling.end_performance(context)


def print_last_day(context: MoveContext) -> None:
    """Have the letter name the last day of what the body owes next, not of whatever else happens to run."""
    open_runs = (context.after.running(name) for name in LAST_DAYS)
    running = next((one for one in open_runs if one is not None), None)
    if running is None:
        return
    term = context.procedure.term(running.term)
    limit = limit_for(term, clocks.limits(), running.flags)
    calendar = clocks.calendar().with_provisional()
    found = compute(term, running.started_at, running.events, calendar, running.flags, limit)
    context.paper["due_on"] = found.due_on.isoformat() if found.due_on else ""


def open_review(context: MoveContext) -> None:
    """Count the petitioner's right to ask for a review."""
    ladder.open_next(context, matter_of(context), "review")


def open_re_review(context: MoveContext) -> None:
    """Count the petitioner's right to ask for a re-review."""
    ladder.open_next(context, matter_of(context), "re_review")


def to_next_body(context: MoveContext) -> None:
    """Bring the file before the next higher body."""
    ladder.to_next_body(context, matter_of(context))


EFFECTS: dict[str, Effect] = {
    effect.__name__: effect
    for effect in (
        dispute_performance,
        end_assignment,
        end_competence,
        end_performance,
        keep_assignment,
        keep_class,
        keep_opinion,
        keep_route,
        lead_here,
        link_earlier,
        note_performance,
        open_performance,
        open_re_review,
        open_review,
        pass_sealed,
        print_last_day,
        raise_competence,
        recuse_self,
        serve_opinion,
        take_back,
        tell_superiors,
        to_next_body,
    )
}
