"""Which cases there are for whom, and as what somebody reads one."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet

from gongzhi.core.access.queries import matters_for
from gongzhi.core.files.models import Document
from gongzhi.core.identity.receipts import is_secret_of
from gongzhi.core.matters.models import Matter
from gongzhi.core.matters.queries import rows_of
from gongzhi.core.matters.queries.pages import Row
from gongzhi.core.matters.queries.pages import matter as visible_matter
from gongzhi.core.matters.queries.work import units_of
from gongzhi.core.workflow import queries as workflow
from gongzhi.core.workflow.models import Proceeding
from gongzhi.core.workflow.port import port
from gongzhi.kernel.actor import Actor
from gongzhi.kernel.errors import InvalidInput, NotFound
from gongzhi.kernel.identifiers import normal_number
from gongzhi.systems.disputes.models import Case, Session, SessionState, Side, SideKey
from gongzhi.systems.disputes.rules.causes import MEDIATIONS, is_mediation
from gongzhi.systems.disputes.rules.walls import PUBLIC, Reader, Who

MEDIATING_ROLES = ("mediator", "handler")
KEEPING_ROLES = ("clerk", "dispatcher")
LIST_MOST = 200


def case_of(matter_id: int) -> Case | None:
    """Return the case of a matter, None before its sides were registered."""
    return Case.objects.filter(matter_id=matter_id).first()


def case_for(actor: Actor, number: str) -> tuple[Matter, Case]:
    """Return matter and case of a number; raise NotFound when it is absent, out of reach, or no case."""
    matter = visible_matter(actor, number)
    case = case_of(matter.id)
    if case is None:
        raise NotFound
    return matter, case


def mediation_of(matter_id: int) -> Proceeding | None:
    """Return the newest mediation of a matter, None when there was none."""
    found = [
        one
        for one in workflow.of_matter(matter_id)
        if one.system == "disputes" and is_mediation(one.procedure)
    ]
    return found[-1] if found else None


def mediation_now(matter_id: int) -> Proceeding:
    """Return the newest mediation of a matter; raise NotFound when there was none."""
    found = mediation_of(matter_id)
    if found is None:
        raise NotFound
    return found


def newest_of_system(matter_id: int) -> Proceeding | None:
    """Return the newest proceeding of the disputes over a matter, mediation or not.

    The right to have an agreement confirmed runs beside the mediation and takes nothing from it.
    """
    found = [
        one
        for one in workflow.of_matter(matter_id)
        if one.system == "disputes" and one.procedure != "judicial_confirmation"
    ]
    return found[-1] if found else None


def reader_of(actor: Actor, matter: Matter, case: Case) -> Reader:
    """Return as what an actor reads a case; the caller has made sure that the matter is in his reach."""
    if not actor.is_staff:
        return PUBLIC
    proceeding = mediation_of(matter.id)
    if (
        case.mediator_id is not None
        and case.mediator_id == actor.account_id
        and actor.has_role(*MEDIATING_ROLES)
    ):
        return Reader(
            Who.MEDIATOR, account=actor.account_id, proceeding=proceeding.id if proceeding else None
        )
    return Reader(Who.STAFF, account=actor.account_id)


def reader_of_side(side: Side) -> Reader:
    """Return the reader that a side is on its own page."""
    return Reader(Who.SIDE, side=side.code)


def may_keep(actor: Actor, matter: Matter) -> bool:
    """Whether an actor keeps the case: registers sides, asks them, chooses who mediates.

    That is the centre's clerk, and everybody who mediates in the body that has the task.
    """
    proceeding = mediation_of(matter.id)
    if proceeding is None or not actor.is_staff:
        return False
    relations = port().relations(actor, matter, proceeding)
    if actor.has_role(*KEEPING_ROLES) and "owner" in relations:
        return True
    if not actor.has_role(*MEDIATING_ROLES):
        return False
    return bool({"lead_task", "owner"} & relations) or has_case(actor, case_of(matter.id))


def has_case(actor: Actor, case: Case | None) -> bool:
    """Whether the body for which the actor mediates has the case, or had it when it ended."""
    return case is not None and case.unit_id is not None and case.unit_id in units_of(actor.unit_id)


def may_read_paper(actor: Actor, document_id: int) -> bool:
    """Whether a post reads a paper of a mediation, which names the sides: whoever keeps the case or mediates it."""
    matter_id = Document.objects.filter(id=document_id).values_list("matter_id", flat=True).first()
    matter = Matter.objects.filter(id=matter_id).first() if matter_id is not None else None
    if matter is None:
        return False
    case = case_of(matter.id)
    is_mediator = case is not None and reader_of(actor, matter, case).who is Who.MEDIATOR
    return is_mediator or may_keep(actor, matter)


def side_for(number: str, secret: str) -> Side | None:
    """Return the side whose key this is, None when number and secret do not belong together.

    The attempts are not counted here: a page opens a side through `actions.keys.open_side`, which counts them.
    """
    try:
        wanted = normal_number(number)
    except InvalidInput:
        return None
    matter_id = Matter.objects.filter(number=wanted).values_list("id", flat=True).first()
    if matter_id is None:
        return None
    keys = SideKey.objects.filter(side__case_id=matter_id, revoked_at__isnull=True).select_related("side")
    return next((key.side for key in keys.order_by("-id") if is_secret_of(secret, key.secret_hash)), None)


def side(side_id: int) -> Side:
    """Return a side by its id; raise NotFound."""
    found = Side.objects.select_related("case").filter(id=side_id).first()
    if found is None:
        raise NotFound
    return found


@dataclass(frozen=True, slots=True)
class CaseRow:
    """One line of the list of cases."""

    row: Row
    case: Case
    kind: str
    next_session: datetime | None


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which cases somebody looks for: mine, those of my body, or all in reach; open or ended; of a cause."""

    whose: str = "mine"
    is_ended: bool = False
    cause: str = ""


def cases(actor: Actor, wanted: Wanted, at: datetime) -> list[CaseRow]:
    """Return the cases in the actor's reach as rows, what is due first; at most LIST_MOST."""
    found = _filtered(actor, wanted)
    open_first = (
        found.order_by("due_at", "id") if not wanted.is_ended else found.order_by("-closed_at", "-id")
    )
    matters = list(open_first[:LIST_MOST])
    known = {one.matter_id: one for one in Case.objects.filter(matter_id__in=[one.id for one in matters])}
    ahead = _ahead([one.id for one in matters], at)
    rows = {row.number: row for row in rows_of(matters, at)}
    return [
        CaseRow(rows[one.number], known[one.id], MEDIATIONS[known[one.id].kind][0], ahead.get(one.id))
        for one in matters
    ]


def _filtered(actor: Actor, wanted: Wanted) -> QuerySet[Matter]:
    asked = Case.objects.filter(ended_at__isnull=not wanted.is_ended)
    if wanted.whose == "mine":
        asked = asked.filter(mediator_id=actor.account_id)
    elif wanted.whose == "body":
        asked = asked.filter(unit_id__in=units_of(actor.unit_id))
    if wanted.cause:
        asked = asked.filter(cause=wanted.cause)
    return matters_for(actor, Matter.objects.all()).filter(id__in=asked.values("matter_id"))


def unregistered(actor: Actor, at: datetime) -> list[Row]:
    """Return the open matters before a mediation whose sides nobody registered yet, oldest first."""
    begun = Proceeding.objects.filter(system="disputes", procedure__in=MEDIATIONS, closed_at__isnull=True)
    found = matters_for(actor, Matter.objects.all()).filter(id__in=begun.values("matter_id"), is_open=True)
    fresh = found.exclude(id__in=Case.objects.values("matter_id")).order_by("opened_at", "id")
    return rows_of(list(fresh[:LIST_MOST]), at)


def count_mine(actor: Actor) -> int:
    """Return how many open cases the actor mediates."""
    if actor.account_id is None:
        return 0
    return Case.objects.filter(mediator_id=actor.account_id, ended_at__isnull=True).count()


def _ahead(matter_ids: Sequence[int], at: datetime) -> dict[int, datetime]:
    """Return the next session with all sides of each matter; one with a single side is nobody else's to know."""
    planned = Session.objects.filter(
        Q(case_id__in=matter_ids), state=SessionState.PLANNED, planned_at__gte=at, side=""
    )
    found: dict[int, datetime] = {}
    for case_id, moment in planned.order_by("planned_at").values_list("case_id", "planned_at"):
        found.setdefault(case_id, moment)
    return found
