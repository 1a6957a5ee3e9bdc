"""What one agreement has in common with others of the same county and time, opened in memory for one look and kept nowhere."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from gongzhi.core.access.queries import matters_for
from gongzhi.core.identity import sealing
from gongzhi.core.identity.models import Resident
from gongzhi.core.matters.models import Matter
from gongzhi.kernel.actor import Actor
from gongzhi.systems.disputes.models import Agreement, AgreementState, Case, ConfirmationIdentity, Side
from gongzhi.systems.disputes.queries import agreements, confirmations
from gongzhi.systems.disputes.queries.people import letter
from gongzhi.systems.disputes.rules import sham
from gongzhi.systems.disputes.rules.sham import Evidence, Person, Seen

PERIOD = timedelta(days=730)
MOST = 400


@dataclass(frozen=True, slots=True)
class Comparison:
    """What was found, and over how many agreements, so that the reader knows what it means that nothing was."""

    evidence: tuple[Evidence, ...]
    compared: int
    since: datetime
    is_cut: bool


def compare(actor: Actor, matter: Matter, agreement: Agreement, at: datetime) -> Comparison:
    """Compare one agreement with those in the actor's reach from the same county and the two years before.

    Every value is unsealed for this call alone; there is no key by which people could be joined, and none is made.
    """
    since = at - PERIOD
    reach = matters_for(actor, Matter.objects.all())
    if matter.county_code:
        reach = reach.filter(county_code=matter.county_code)
    others = (
        Agreement.objects.filter(matter_id__in=reach.values("id"), effective_at__gte=since)
        .exclude(state=AgreementState.DRAFT)
        .exclude(matter_id=matter.id)
    )
    rows = list(others.order_by("-effective_at")[: MOST + 1])
    seen = list(_opened(rows[:MOST]))
    return Comparison(
        tuple(sham.compare(next(_opened([agreement])), seen)), len(seen), since, is_cut=len(rows) > MOST
    )


def _opened(rows: list[Agreement]) -> Iterator[Seen]:
    ids = [one.matter_id for one in rows]
    matters = {one.id: one for one in Matter.objects.filter(id__in=ids)}
    cases = {one.matter_id: one for one in Case.objects.filter(matter_id__in=ids)}
    sides: dict[int, list[Side]] = {}
    for side in Side.objects.filter(case_id__in=ids).order_by("code"):
        sides.setdefault(side.case_id, []).append(side)
    residents = _residents([side for found in sides.values() for side in found])
    papers = _papers([side.pk for found in sides.values() for side in found])
    for one in rows:
        if one.matter_id not in cases:
            continue
        people = tuple(_person(side, residents, papers) for side in sides.get(one.matter_id, []))
        terms = agreements.newest_draft(one).terms
        sums = tuple(clause.fen for clause in terms.clauses if clause.fen)
        yield Seen(matters[one.matter_id].number, people, sums, matters[one.matter_id].place)


def _person(
    side: Side, residents: dict[int, tuple[str, str]], papers: dict[int, confirmations.Identity]
) -> Person:
    name, contact = residents.get(side.resident_id or 0, ("", ""))
    paper = papers.get(side.pk)
    return Person(
        letter(side.code),
        paper.name if paper else name,
        paper.paper if paper else "",
        paper.contact if paper else contact,
        paper.address if paper else sealing.unseal(side.address_sealed),
    )


def _residents(sides: list[Side]) -> dict[int, tuple[str, str]]:
    rows = Resident.objects.filter(id__in=[one.resident_id for one in sides if one.resident_id is not None])
    return {one.id: (sealing.unseal(one.name_sealed), sealing.unseal(one.contact_sealed)) for one in rows}


def _papers(side_ids: list[int]) -> dict[int, confirmations.Identity]:
    rows = ConfirmationIdentity.objects.filter(side_id__in=side_ids)
    return {one.side_id: confirmations.opened_identity(one) for one in rows}
