"""Which institutions decide here, and what is kept of the cases before them."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db.models import Q, QuerySet

from gongzhi.core.access.queries import matters_for
from gongzhi.core.clocks import queries as clocks
from gongzhi.core.clocks.models import Clock, ClockState
from gongzhi.core.files.models import Attachment, Document
from gongzhi.core.identity import sealing
from gongzhi.core.identity.models import Resident
from gongzhi.core.matters.models import Matter, Task
from gongzhi.core.matters.queries.work import units_of
from gongzhi.core.orgs import queries as orgs
from gongzhi.core.workflow import library
from gongzhi.core.workflow.models import Proceeding
from gongzhi.kernel.actor import Actor
from gongzhi.kernel.engine import Running
from gongzhi.kernel.errors import NotFound
from gongzhi.kernel.procedure import Procedure
from gongzhi.kernel.terms import CHINA, Deadline, compute, limit_for
from gongzhi.systems.disputes.models import (
    Application,
    Hearing,
    HearingState,
    Institution,
    OpinionLetter,
    PanelMember,
    RecusalRequest,
    Ruling,
    Speaker,
)

LABOUR, RECONSIDERATION = "labour_arbitration", "reconsideration"
RUN_HERE = {
    LABOUR: ("劳动人事争议仲裁", "Labour arbitration"),
    RECONSIDERATION: ("行政复议", "Reconsideration"),
}
"""The procedures that an institution of the platform may run from end to end."""
PAPERS = (
    "case_receipt",
    "labour_accepted",
    "labour_refused",
    "labour_award",
    "labour_settlement",
    "recon_accepted",
    "recon_refused",
    "recon_decision",
    "recon_settlement",
)
"""The papers that a package names."""


def standing(on: date) -> QuerySet[Institution]:
    """Return the institutions that are open on a day."""
    return Institution.objects.filter(Q(closed_on__isnull=True) | Q(closed_on__gt=on), opened_on__lte=on)


def institutions() -> list[Institution]:
    """Return every institution, closed ones last."""
    return sorted(Institution.objects.all(), key=lambda one: (one.closed_on is not None, one.unit_id))


def running(procedure: str, on: date) -> list[Institution]:
    """Return the open institutions that run a procedure."""
    return [one for one in standing(on).order_by("unit_id") if procedure in one.procedures]


def institution(unit_id: int | None, on: date) -> Institution | None:
    """Return a unit as an institution that is open on a day."""
    return None if unit_id is None else standing(on).filter(unit_id=unit_id).first()


def place_of(application: Application) -> Institution | None:
    """Return what a party has to know to reach the institution that decides, whether it takes new cases or not."""
    unit = application.institution_id
    return None if unit is None else Institution.objects.filter(unit_id=unit).first()


def mine(actor: Actor, procedure: str, at: datetime) -> Institution | None:
    """Return the institution at which the actor works when it runs a procedure here."""
    on = at.astimezone(CHINA).date()
    for unit in units_of(actor.unit_id):
        found = institution(unit, on)
        if found is not None and procedure in found.procedures:
            return found
    return None


def application(proceeding_id: int) -> Application | None:
    """Return the application of a proceeding, None before one was filed."""
    return Application.objects.filter(proceeding_id=proceeding_id).first()


def applications(institution_id: int, procedure: str) -> QuerySet[Application]:
    """Return the applications before an institution, the newest first."""
    found = Application.objects.filter(institution_id=institution_id, procedure=procedure)
    return found.order_by("-filed_on", "-proceeding_id")


def cases(actor: Actor, procedure: str, institution_id: int) -> list[tuple[Application, Matter, Proceeding]]:
    """Return the cases before an institution that the actor may see, with matter and proceeding, the newest first."""
    found = list(applications(institution_id, procedure)[:500])
    seen = matters_for(actor, Matter.objects.filter(id__in={one.matter_id for one in found}))
    matters = {one.id: one for one in seen}
    courses = Proceeding.objects.in_bulk([one.proceeding_id for one in found])
    return [
        (one, matters[one.matter_id], courses[one.proceeding_id]) for one in found if one.matter_id in matters
    ]


def case(actor: Actor, procedure: str, matter: Matter) -> tuple[Application, Proceeding]:
    """Return the newest case of a matter before an institution; raise NotFound when it has none."""
    found = (
        Application.objects.filter(matter_id=matter.id, procedure=procedure)
        .order_by("-proceeding_id")
        .first()
    )
    if found is None:
        raise NotFound
    return found, Proceeding.objects.get(id=found.proceeding_id)


def of_matter(matter_id: int) -> list[Application]:
    """Return the applications of a matter, oldest first."""
    return list(Application.objects.filter(matter_id=matter_id).order_by("proceeding_id"))


def states(procedure: str) -> dict[str, tuple[str, str]]:
    """Return the titles of the states of a procedure, of all its versions."""
    known = [one for one in library.procedures("disputes") if one.name == procedure]
    return {state.name: (state.title, state.title_en) for one in known for state in one.states}


def works_at(actor: Actor, procedure: str, at: datetime) -> bool:
    """Whether the actor's unit runs a procedure here; asked of the tree first, for centres never do."""
    if actor.unit_id is None or orgs.unit(actor.unit_id).kind == "centre":
        return False
    return mine(actor, procedure, at) is not None


def panel(application: Application) -> list[PanelMember]:
    """Return who sits now."""
    return list(application.panel.filter(left_at__isnull=True).order_by("id"))


def has_stepped_aside(application: Application, name: str) -> bool:
    """Whether somebody of this name had to leave the panel."""
    return application.panel.filter(left_at__isnull=False, name=name).exists()


def open_recusal(application: Application, member: str) -> RecusalRequest | None:
    """Return the undecided request that somebody steps aside."""
    return application.recusals.filter(member=member, decided_at__isnull=True).order_by("-id").first()


def hearing_set(proceeding_id: int) -> Hearing | None:
    """Return the hearing that is announced and has not been held."""
    return Hearing.objects.filter(application_id=proceeding_id, state=HearingState.SET).first()


def was_heard(proceeding_id: int) -> bool:
    """Whether a hearing was held."""
    return Hearing.objects.filter(application_id=proceeding_id, state=HearingState.HELD).exists()


def draft(proceeding_id: int) -> Ruling | None:
    """Return the ruling that is not signed yet."""
    return Ruling.objects.filter(application_id=proceeding_id, signed_on__isnull=True).first()


def rulings(proceeding_id: int) -> list[Ruling]:
    """Return the signed rulings, oldest first."""
    return list(Ruling.objects.filter(application_id=proceeding_id, signed_on__isnull=False).order_by("id"))


def open_opinion(proceeding_id: int) -> OpinionLetter | None:
    """Return the opinion letter whose report is still to come."""
    return (
        OpinionLetter.objects.filter(application_id=proceeding_id, reported_on__isnull=True)
        .order_by("id")
        .first()
    )


def sums(application: Application) -> list[int | None]:
    """Return the sums asked for, None for a claim without one."""
    return list(application.claims.order_by("n").values_list("fen", flat=True))


def applicant_name(matter: Matter) -> str:
    """Return the applicant's name in clear, for a paper that is kept sealed."""
    found = Resident.objects.filter(id=matter.resident_id).first() if matter.resident_id else None
    return sealing.unseal(found.name_sealed) if found else ""


def speaker_names(speakers: Sequence[Speaker]) -> list[str]:
    """Return the names of speakers in clear."""
    return [sealing.unseal(one.name_sealed) for one in speakers]


def open_files(matter_id: int) -> list[Attachment]:
    """Return the files of a matter that are not kept among staff; only these travel on with a package."""
    return list(Attachment.objects.filter(matter_id=matter_id, is_internal=False).order_by("id"))


def open_papers(matter_id: int) -> list[Document]:
    """Return the numbered papers of cases before institutions, which a package names."""
    return list(Document.objects.filter(matter_id=matter_id, template__in=PAPERS).order_by("id"))


def may_read(actor: Actor, document_id: int) -> bool:
    """Whether somebody of the staff reads a paper that names the sides: of a unit with a task, or of the owner itself."""
    matter_id = Document.objects.filter(id=document_id).values_list("matter_id", flat=True).first()
    if matter_id is None:
        return False
    own = set(units_of(actor.unit_id))
    owner = Matter.objects.filter(id=matter_id).values_list("owner_id", flat=True).first()
    return owner in own or Task.objects.filter(matter_id=matter_id, unit_id__in=own).exists()


def overdue_examinations(at: datetime, most: int = 200) -> list[tuple[int, date]]:
    """Return the reconsiderations whose examination ran out without a decision, with its last day."""
    found = Clock.objects.filter(
        state=ClockState.RUNNING, term="examination", procedure=RECONSIDERATION, due_at__lte=at
    )
    rows = found.order_by("due_at").values_list("proceeding_id", "due_on")[:most]
    return [(proceeding, day) for proceeding, day in rows if day is not None]


def deadline(procedure: Procedure, running: Running) -> Deadline:
    """Return when a running term of a course ends."""
    term = procedure.term(running.term)
    limit = limit_for(term, clocks.limits(), running.flags)
    calendar = clocks.calendar().with_provisional()
    return compute(term, running.started_at, running.events, calendar, running.flags, limit)


def last_before(procedure: Procedure, term: str, moment: datetime) -> date | None:
    """Return the last day on which what must precede a hearing is in time, None where the procedure asks for none."""
    if not any(one.name == term for one in procedure.terms):
        return None
    return deadline(procedure, Running(term, 1, moment)).due_on
