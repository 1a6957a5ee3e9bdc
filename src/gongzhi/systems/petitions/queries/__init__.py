"""Reads of the petitions: facts for guards and effects by matter, and what an actor may see of them."""

from datetime import date, datetime

from django.db.models import QuerySet

from gongzhi.core.access.queries import matters_for
from gongzhi.core.clocks.models import Clock, ClockState
from gongzhi.core.matters.models import Link, LinkKind, Matter, Party, PartyRole, Task
from gongzhi.core.matters.queries.pages import matter as visible_matter
from gongzhi.core.workflow import queries as workflow
from gongzhi.kernel.actor import Actor
from gongzhi.systems.petitions.models import (
    Arrival,
    Assignment,
    CompetenceCase,
    Opinion,
    PerformanceDuty,
    Petition,
    Recusal,
)
from gongzhi.systems.petitions.rules.separation import Decided

ENDED = "re_review"
"""The procedure after whose end the same facts and reasons are answered with the decision there is."""


def petition(matter_id: int) -> Petition | None:
    """Return what is known of a matter as a petition, None before it was sorted."""
    return Petition.objects.filter(matter_id=matter_id).first()


def arrival(matter_id: int) -> Arrival | None:
    """Return how a petition was brought, None for one of which nothing more is known."""
    return Arrival.objects.filter(matter_id=matter_id).first()


def is_against_root(matter_id: int) -> bool:
    """Whether a petition complains about the highest body of this platform."""
    return Petition.objects.filter(matter_id=matter_id, is_against_root=True).exists()


def draft(proceeding_id: int) -> Opinion | None:
    """Return the opinion of a proceeding that is not signed yet."""
    return Opinion.objects.filter(proceeding_id=proceeding_id, signed_at__isnull=True).first()


def last_opinion(matter_id: int) -> Opinion | None:
    """Return the newest signed opinion or decision of a matter."""
    return (
        Opinion.objects.filter(matter_id=matter_id, signed_at__isnull=False)
        .order_by("-signed_at", "-id")
        .first()
    )


def decided_before(matter_id: int, proceeding_id: int) -> Decided:
    """Return the bodies that decided in earlier proceedings of a matter, and the accounts that took part in them."""
    earlier = Opinion.objects.filter(
        matter_id=matter_id, proceeding_id__lt=proceeding_id, signed_at__isnull=False
    )
    rows = list(earlier.values_list("unit_id", "drafted_by", "signed_by"))
    tasks = Task.objects.filter(
        matter_id=matter_id, proceeding_id__lt=proceeding_id, account_id__isnull=False
    )
    accounts = {account for _, *both in rows for account in both if account is not None}
    return Decided(
        frozenset(unit for unit, *_ in rows),
        frozenset(
            accounts
            | {account for account in tasks.values_list("account_id", flat=True) if account is not None}
        ),
    )


def is_recused(matter_id: int, account_id: int | None) -> bool:
    """Whether somebody stepped aside in a matter."""
    if account_id is None:
        return False
    return Recusal.objects.filter(matter_id=matter_id, account_id=account_id).exists()


def open_case(proceeding_id: int) -> CompetenceCase | None:
    """Return the objection to competence that is not settled yet."""
    return CompetenceCase.objects.filter(proceeding_id=proceeding_id, decided_at__isnull=True).first()


def cases(actor: Actor, number: str) -> list[CompetenceCase]:
    """Return the objections to competence of a matter in the actor's reach, oldest first."""
    found = visible_matter(actor, number)
    return list(CompetenceCase.objects.filter(matter_id=found.id).order_by("id"))


def opinions(actor: Actor, number: str) -> list[Opinion]:
    """Return the signed opinions and decisions of a matter in the actor's reach, oldest first."""
    found = visible_matter(actor, number)
    return list(Opinion.objects.filter(matter_id=found.id, signed_at__isnull=False).order_by("id"))


def performance_due(actor: Actor, on: date) -> QuerySet[PerformanceDuty]:
    """Return what bodies were to perform by a day and did not, in the matters of the actor's reach, oldest first."""
    reach = matters_for(actor, Matter.objects.all()).values("id")
    return PerformanceDuty.objects.filter(matter_id__in=reach, done_at__isnull=True, due_on__lt=on).order_by(
        "due_on"
    )


def reports_due(actor: Actor, on: date) -> QuerySet[Assignment]:
    """Return assignments whose day has passed without a report, in the matters of the actor's reach, oldest first."""
    reach = matters_for(actor, Matter.objects.all()).values("id")
    return Assignment.objects.filter(matter_id__in=reach, reported_at__isnull=True, due_on__lt=on).order_by(
        "due_on"
    )


def open_duty(proceeding_id: int) -> PerformanceDuty | None:
    """Return the performance that is still owed in a proceeding."""
    return PerformanceDuty.objects.filter(proceeding_id=proceeding_id, done_at__isnull=True).first()


def last_duty(proceeding_id: int) -> PerformanceDuty | None:
    """Return the newest performance of a proceeding, owed or done."""
    return PerformanceDuty.objects.filter(proceeding_id=proceeding_id).order_by("-id").first()


def representatives(matter_id: int) -> list[Party]:
    """Return who speaks for a joint matter now; those who were replaced are not among them."""
    named = Party.objects.filter(matter_id=matter_id, role=PartyRole.REPRESENTS, ended_at__isnull=True)
    return list(named.order_by("id"))


def matter_now(matter_id: int) -> Matter:
    """Return a matter as it is now, whoever may see it; for acts that have just moved it."""
    return Matter.objects.get(id=matter_id)


def matter_seen(actor: Actor, number: str) -> Matter:
    """Return a matter by its number; raise NotFound when it is absent or out of reach."""
    return visible_matter(actor, number)


def has_ended(matter_id: int) -> bool:
    """Whether a matter went through re-review to its end."""
    return any(one.procedure == ENDED and one.state == "final" for one in workflow.of_matter(matter_id))


def is_tied(matter_id: int, other_id: int) -> bool:
    """Whether a matter was tied to another as raised again."""
    return Link.objects.filter(
        from_id=matter_id, to_id=other_id, kind=LinkKind.RELATED, undone_at__isnull=True
    ).exists()


def unasked(at: datetime, limit: int = 500) -> list[int]:
    """Return the reviews and re-reviews that nobody asked for by their last day, as proceedings, the oldest first."""
    over = Clock.objects.filter(
        state=ClockState.RUNNING, due_at__lte=at, term="request", procedure__in=("review", ENDED)
    )
    return list(over.order_by("due_at").values_list("proceeding_id", flat=True)[:limit])
