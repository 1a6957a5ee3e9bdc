"""What a side does on its own page beside what other actions offer: words to the mediator alone, and its rating at the end."""

from datetime import datetime

from django.db import transaction

from gongzhi.core.matters.models import Rating
from gongzhi.kernel.errors import Conflict, InvalidInput
from gongzhi.systems.disputes.actions.entering import enter_as_side, require_running, sealed_text, side_actor
from gongzhi.systems.disputes.models import Note
from gongzhi.systems.disputes.queries.parties import has_rated
from gongzhi.systems.disputes.rules.walls import Wall

WORDS_LONGEST = 2000


@transaction.atomic(durable=True)
def say_to_mediator(side_id: int, text: str, at: datetime) -> Note:
    """Keep what a side tells the mediator alone; no other side ever sees it."""
    entered, side = enter_as_side(side_id)
    require_running(entered)
    sealed, digest = sealed_text("text", text, "请写下要告诉调解员的话。")
    made = Note.objects.create(
        case=entered.case,
        proceeding_id=entered.proceeding.id,
        wall=Wall.CAUCUS,
        side=side.code,
        text_sealed=sealed,
        digest=digest,
        author_name=str(side.get_part_display()),
        at=at,
    )
    # Nobody else is to know that this side spoke, so the ledger does not name it.
    told: dict[str, object] = {"note": made.pk, "wall": "private", "digest": digest}
    entered.tell(side_actor(side), "dispute.noted", at, told)
    return made


@transaction.atomic(durable=True)
def rate_as_side(side_id: int, satisfied: int, words: str, at: datetime) -> Rating:
    """Keep how a side rates the mediation once it is over; once for each mediation."""
    entered, side = enter_as_side(side_id)
    if entered.proceeding.closed_at is None:
        raise Conflict(why="调解还没有结束，结束以后再评价。")
    if not 1 <= satisfied <= 5:
        raise InvalidInput(field="satisfied", why="请选择满意的程度。")
    if has_rated(entered.matter.stream, entered.proceeding.id, side.code):
        raise Conflict(why="您已经评价过这次调解。")
    made = Rating.objects.create(
        matter_id=entered.matter.id,
        proceeding_id=entered.proceeding.id,
        by_resident=True,
        solved=None,
        satisfied=satisfied,
        words=words.replace("\x00", "").strip()[:WORDS_LONGEST],
        at=at,
    )
    entered.tell(side_actor(side), "dispute.rated", at, {"side": side.code, "rating": made.pk})
    return made
