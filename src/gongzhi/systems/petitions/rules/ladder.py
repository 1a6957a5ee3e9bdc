"""The ladder of supervision: supervise, talk, circular, listed; where an order may start, and where it goes unanswered.

Law: 信访工作条例 art. 39 (the joint conference calls in, makes known, lists, sets a day to mend) and art. 40 (supervision
with advice and a written answer). The law sets no order among them: a step left out needs a reason, that is all.
"""

from collections.abc import Sequence
from dataclasses import dataclass

STEPS = ("supervise", "call_in", "make_known", "listed")


@dataclass(frozen=True, slots=True)
class Letter:
    """The numbered letter of a step: its kind of document and its title."""

    template: str
    title: str


LETTERS = {
    "supervise": Letter("supervision_letter", "督办函"),
    "call_in": Letter("talk_notice", "约谈通知书"),
    "make_known": Letter("circular", "督办情况通报"),
    "listed": Letter("listing_notice", "挂牌督办通知书"),
}


def next_step(step: str) -> str:
    """Return the step above; the last one stays."""
    return STEPS[min(STEPS.index(step) + 1, len(STEPS) - 1)]


def proposed(earlier: Sequence[str]) -> str:
    """Return the step that follows those taken already."""
    return next_step(max(earlier, key=STEPS.index)) if earlier else STEPS[0]


def is_skipping(step: str, earlier: Sequence[str]) -> bool:
    """Whether a step leaves out one that was not taken yet."""
    reached = max((STEPS.index(one) for one in earlier), default=-1)
    return STEPS.index(step) > reached + 1
