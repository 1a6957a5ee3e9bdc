"""What is owed under agreements: the schedule of an organisation, what is late, and what a side may do then."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Q, QuerySet

from gongzhi.core.access.queries import matters_for
from gongzhi.core.clocks import queries as clocks
from gongzhi.core.matters.models import Matter
from gongzhi.core.matters.queries.work import units_of
from gongzhi.kernel.actor import Actor
from gongzhi.kernel.terms import CHINA
from gongzhi.systems.disputes.models import Agreement, AgreementState, Case, ItemState, PerformanceItem
from gongzhi.systems.disputes.queries import agreements, confirmations
from gongzhi.systems.disputes.queries.agreements import ItemView
from gongzhi.systems.disputes.queries.people import sides_of
from gongzhi.systems.disputes.rules import breach
from gongzhi.systems.disputes.rules.breach import BreachFacts, Way

WEEK = timedelta(days=7)
MOST = 200
VIEWS = ("week", "late", "reported", "all")


@dataclass(frozen=True, slots=True)
class DueRow:
    """One line of the schedule: which agreement, what, of whom, by when."""

    number: str
    title: str
    item: ItemView
    unit: str
    is_confirmed: bool


def schedule(actor: Actor, view: str, today: date) -> list[DueRow]:
    """Return what is owed under the agreements in the actor's reach: this week, late, said to be done, or all."""
    found = _rows(actor).filter(_of_view(view, today))
    rows = list(found.select_related("agreement").order_by("due_on", "id")[:MOST])
    matters = {one.id: one for one in Matter.objects.filter(id__in=[row.matter_id for row in rows])}
    opened = _items(rows)
    return [
        DueRow(
            matters[row.matter_id].number,
            matters[row.matter_id].title,
            opened[row.pk],
            row.agreement.unit_name,
            confirmations.confirmed_open(row.matter_id) is not None,
        )
        for row in rows
    ]


def counts(actor: Actor, today: date) -> dict[str, int]:
    """Return how many lines each view of the schedule has, counted no further than is shown."""
    rows = _rows(actor)
    return {view: rows.filter(_of_view(view, today))[: MOST + 1].count() for view in VIEWS}


def _rows(actor: Actor) -> QuerySet[PerformanceItem]:
    """Return what is owed under the agreements that the actor watches over: of his body, or of his centre."""
    reach = matters_for(actor, Matter.objects.all())
    own = units_of(actor.unit_id)
    watched = reach.filter(
        Q(
            id__in=Case.objects.filter(Q(unit_id__in=own) | Q(mediator_id=actor.account_id)).values(
                "matter_id"
            )
        )
        | Q(owner_id__in=own)
    )
    return PerformanceItem.objects.filter(
        agreement__state=AgreementState.EFFECTIVE, matter_id__in=watched.values("id"), due_on__isnull=False
    ).exclude(state=ItemState.PERFORMED)


def _of_view(view: str, today: date) -> Q:
    if view == "late":
        return Q(due_on__lt=today)
    if view == "reported":
        return Q(state=ItemState.REPORTED)
    return Q(due_on__gte=today, due_on__lte=today + WEEK) if view == "week" else Q()


def _items(rows: list[PerformanceItem]) -> dict[int, ItemView]:
    found: dict[int, ItemView] = {}
    for agreement in {row.agreement_id: row.agreement for row in rows}.values():
        case = Case.objects.get(matter_id=agreement.matter_id)
        found |= {one.id: one for one in agreements.items(case, agreement)}
    return found


def waiting(today: date, limit: int = 2000) -> list[PerformanceItem]:
    """Return what falls due within a week or is late and not performed, of agreements that bind."""
    found = PerformanceItem.objects.filter(
        agreement__state=AgreementState.EFFECTIVE, due_on__isnull=False, due_on__lte=today + WEEK
    ).exclude(state=ItemState.PERFORMED)
    return list(found.select_related("agreement").order_by("due_on", "id")[:limit])


def period_over(today: date) -> list[tuple[int, date]]:
    """Return the confirmations whose schedule ended with something unperformed, and its last day."""
    found = []
    proceedings = confirmations.confirmed_without_limit()
    for proceeding in proceedings:
        agreement = confirmations.agreement_of(proceeding.id)
        last = agreements.last_due_on(agreement) if agreement else None
        if agreement and last and last < today and agreements.unperformed(agreement):
            found.append((proceeding.id, last))
    return found


# ------------------------------------------------------------------------------------------------ what then


def late_items(case: Case, agreement: Agreement, at: datetime) -> list[ItemView]:
    """Return what is late, or was told not to be done."""
    today = at.astimezone(CHINA).date()
    return [
        one
        for one in agreements.items(case, agreement)
        if one.is_late(today) or one.state == ItemState.BREACHED
    ]


def chief(late: Sequence[ItemView]) -> ItemView | None:
    """Return the one of what is late by which the ways are told: money first, for it has the most of them."""
    return next((one for one in late if one.amount), late[0] if late else None)


def ways(case: Case, agreement: Agreement, item: ItemView, at: datetime) -> list[Way]:
    """Return what the side to which something is owed may do; the same for both sides to read."""
    today = at.astimezone(CHINA).date()
    proceeding = confirmations.of_matter(case.matter_id)
    due = item.due_on or today
    is_labour = case.cause == "labour" or case.kind == "labour_mediation"
    facts = BreachFacts(
        on=today,
        due_on=due,
        last_due_on=agreements.last_due_on(agreement) or due,
        is_money=bool(item.amount),
        is_confirmed=proceeding is not None and proceeding.state in ("confirmed", "enforcing"),
        confirmation_last_on=confirmations.last_on(proceeding.id)
        if proceeding is not None and proceeding.state == "may_apply"
        else None,
        is_labour=is_labour,
        is_pay_owed=is_labour and item.by in _organisations(case),
    )
    return breach.ways(facts, clocks.calendar().with_provisional())


def _organisations(case: Case) -> set[str]:
    return {one.code for one in sides_of(case) if one.is_organisation}


def called_due(agreement: Agreement, items: list[ItemView], today: date) -> bool:
    """Whether an instalment is so late that by the agreement all the others have fallen due."""
    days = agreements.newest_draft(agreement).terms.called_due_after
    if days is None:
        return False
    return any(
        one.part
        and one.due_on is not None
        and one.state != ItemState.PERFORMED
        and (today - one.due_on).days > days
        for one in items
    )
