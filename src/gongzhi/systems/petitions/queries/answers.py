"""What petitioners said of how their matter ended, and from when on figures and lists may tell it.

The last day decides, not whether somebody has noted that it is over: a right to rate or to ask for a review that ended
with its day keeps nothing pending any longer.
"""

from datetime import datetime

from django.db.models import Exists, OuterRef, Q, Subquery

from gongzhi.core.clocks.models import Clock, ClockState
from gongzhi.core.matters.models import Matter, Rating
from gongzhi.core.matters.queries.measures import SATISFIED_FROM
from gongzhi.core.matters.queries.parts import may_read_ratings
from gongzhi.kernel.actor import Actor
from gongzhi.systems.petitions.models import CallTask

RIGHTS = ("rate", "request")


def told(at: datetime) -> Q:
    """Return the rule "ended, the days to rate and to ask for a review are over, and no call waits"."""
    mine = {"matter_id": OuterRef("pk")}
    running = Clock.objects.filter(**mine, state=ClockState.RUNNING, term__in=RIGHTS, due_at__gt=at)
    waiting = CallTask.objects.filter(**mine, done_at__isnull=True)
    return Q(~Q(Exists(running)), ~Q(Exists(waiting)), is_open=False)


def asked(column: str) -> Q:
    """Return the rule "somebody answered that question"."""
    return Q(Exists(Rating.objects.filter(matter_id=OuterRef("pk"), **{f"{column}__isnull": False})))


def is_solved(answer: bool) -> Q:
    """Return the rule "the last answer is that it is (not) solved"."""
    return _last("solved", solved=answer)


def is_satisfied() -> Q:
    """Return the rule "the last rating is satisfied"."""
    return _last("satisfied", satisfied__gte=SATISFIED_FROM)


def _last(column: str, **holds: object) -> Q:
    answers = Rating.objects.filter(matter_id=OuterRef("matter_id"), **{f"{column}__isnull": False})
    last = Subquery(answers.order_by("-id").values("id")[:1])
    return Q(Exists(Rating.objects.filter(matter_id=OuterRef("pk"), id=last, **holds)))


def may_tell(actor: Actor, matter: Matter, at: datetime) -> bool:
    """Whether an actor may learn from a list what the petitioner of a matter said."""
    return may_read_ratings(actor, matter, at) or Matter.objects.filter(told(at), pk=matter.pk).exists()
