"""What the moves of the mediations do, by name; each runs inside the move's transaction."""

from gongzhi.core.workflow.manifest import Effect
from gongzhi.systems.disputes.actions import mediation_moves as moves

EFFECTS: dict[str, Effect] = {
    effect.__name__: effect
    for effect in (
        moves.ask_sides,
        moves.close_expert,
        moves.keep_acceptance,
        moves.keep_body,
        moves.keep_ending,
        moves.keep_exit,
        moves.keep_hand_over,
        moves.open_clue,
        moves.open_expert,
        moves.print_ending,
        moves.take_task,
        moves.tell_sides,
        moves.use_extension,
    )
}
