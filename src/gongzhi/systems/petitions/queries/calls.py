"""What call-backs ask: who waits for a call, what was found, which matters a day's lot may draw, the report by unit."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet

from gongzhi.core.clocks.models import Clock, ClockState
from gongzhi.core.identity import queries as identity
from gongzhi.core.identity.rules.verbs import can
from gongzhi.core.matters.models import Matter, Rating
from gongzhi.core.matters.queries.measures import DISSATISFIED_TO
from gongzhi.core.matters.queries.pages import own_units, visible
from gongzhi.core.matters.queries.work import matters_with_tasks_of
from gongzhi.core.orgs import queries as orgs
from gongzhi.core.workflow.models import Proceeding
from gongzhi.kernel.actor import Actor
from gongzhi.kernel.errors import NotFound
from gongzhi.kernel.terms import CHINA
from gongzhi.systems.petitions.models import (
    CallBack,
    CallDraw,
    CallEnd,
    CallGround,
    CallScript,
    CallTask,
    CaseOwner,
)
from gongzhi.systems.petitions.rules.call_back import Found, Measures, Script, measures, questions_of, shipped
from gongzhi.systems.petitions.settings_oversight import ATTEMPTS, SHARE

CALLABLE = ("concluded", "settled", "suggestion_answered")
"""States in which a petition's handling came to its end and somebody outside may ask how it went."""
RATEABLE = ("performing", *CALLABLE, "accusation_answered")
"""States in which a petitioner may rate."""
REOPENS = ("concluded", "settled")
_ORDER = {
    CallGround.UNHAPPY: 0,
    CallGround.AGAIN: 1,
    CallGround.OWNED: 2,
    CallGround.DIRECT: 3,
    CallGround.SAMPLE: 4,
}


def pending(at: datetime) -> Q:
    """Return the rule "a review may still be asked for, the rating still runs, or a call waits": not archived yet.

    A right runs until its last day is over, whether or not the chore has ended its clock.
    """
    mine = {"matter_id": OuterRef("pk")}
    running = Clock.objects.filter(
        **mine,
        state=ClockState.RUNNING,
        due_at__gt=at,
        term__in=("rate", "request"),
        procedure__in=("petition", "review", "re_review"),
    )
    waiting = CallTask.objects.filter(**mine, done_at__isnull=True)
    return Q(system="petitions") & (Q(Exists(running)) | Q(Exists(waiting)))


def unrated(at: datetime, limit: int = 5000) -> list[int]:
    """Return the proceedings whose time to rate went by without a rating, the oldest first; none that is handled anew."""
    over = Clock.objects.filter(
        proceeding_id=OuterRef("pk"),
        procedure="petition",
        term="rate",
        state=ClockState.RUNNING,
        due_at__lte=at,
    )
    found = Proceeding.objects.filter(Exists(over), system="petitions", state__in=RATEABLE)
    return list(found.order_by("id").values_list("id", flat=True)[:limit])


def attempts_most() -> int:
    """Return after how many attempts a call ends as not reached."""
    return max(1, int(str(orgs.setting(ATTEMPTS))))


def share() -> int:
    """Return how many in a hundred of a day's answered petitions are drawn."""
    return min(100, max(0, int(str(orgs.setting(SHARE)))))


def unsolved_in(proceeding_id: int) -> int:
    """Return how many call-backs of one proceeding found its matter not solved."""
    return CallBack.objects.filter(proceeding_id=proceeding_id, reached=True, solved=False).count()


def is_last_unsolved(proceeding_id: int) -> bool:
    """Whether the last call-back that reached somebody said that the matter is not solved."""
    last = CallBack.objects.filter(proceeding_id=proceeding_id, reached=True).order_by("-id").first()
    return last is not None and last.solved is False


def open_task(proceeding_id: int) -> CallTask | None:
    """Return the call that waits in a proceeding."""
    return CallTask.objects.filter(proceeding_id=proceeding_id, done_at__isnull=True).first()


# The day's lot --------------------------------------------------------------------------------------------------------


def answered_between(owner_id: int, since: datetime, until: datetime) -> list[Matter]:
    """Return the petitions of a centre that were answered or settled in a time and not called back since."""
    called = CallTask.objects.filter(matter_id=OuterRef("pk"), made_at__gte=OuterRef("closed_at"))
    found = Matter.objects.filter(
        system="petitions", owner_id=owner_id, status__in=CALLABLE, closed_at__gte=since, closed_at__lt=until
    ).filter(~Exists(called))
    return list(found.filter(resident_id__isnull=False).order_by("id"))


def rated_unhappy(owner_id: int) -> list[Matter]:
    """Return the petitions of a centre whose petitioner said "not solved" or is not satisfied, not called since he said so."""
    bad = Rating.objects.filter(matter_id=OuterRef("pk"), by_resident=True).filter(
        Q(solved=False) | Q(satisfied__lte=DISSATISFIED_TO)
    )
    called = CallTask.objects.filter(matter_id=OuterRef("matter_id"), made_at__gte=OuterRef("at"))
    uncalled = bad.filter(~Exists(called))
    waiting = CallTask.objects.filter(matter_id=OuterRef("pk"), done_at__isnull=True)
    found = Matter.objects.filter(system="petitions", owner_id=owner_id, status__in=CALLABLE)
    return list(found.filter(Exists(uncalled)).filter(~Exists(waiting)).order_by("id"))


def owned_ended(owner_id: int) -> list[Matter]:
    """Return the petitions of a centre whose owning leader says that they are done, not called since he said so."""
    called = CallTask.objects.filter(matter_id=OuterRef("matter_id"), made_at__gte=OuterRef("closing_at"))
    said = CaseOwner.objects.filter(closing_at__isnull=False, until__isnull=True).filter(~Exists(called))
    waiting = CallTask.objects.filter(matter_id=OuterRef("pk"), done_at__isnull=True)
    found = Matter.objects.filter(
        system="petitions",
        owner_id=owner_id,
        status__in=(*CALLABLE, "performing"),
        id__in=said.values("matter_id"),
    )
    return list(found.filter(~Exists(waiting)).order_by("id"))


def reopened_before(matter_ids: list[int]) -> set[int]:
    """Return which of these were handled anew after a call-back."""
    found = CallTask.objects.filter(matter_id__in=matter_ids, ending=CallEnd.REOPENED)
    return set(found.values_list("matter_id", flat=True))


def centres_with_calls(since: datetime) -> list[int]:
    """Return the centres that own petitions which ended since a moment or were rated since."""
    ended = Matter.objects.filter(system="petitions", status__in=CALLABLE, owner_id__isnull=False)
    rated = Rating.objects.filter(matter_id=OuterRef("pk"), by_resident=True, at__gte=since)
    owned = CaseOwner.objects.filter(closing_at__gte=since, until__isnull=True).values("matter_id")
    found = ended.filter(Q(closed_at__gte=since) | Q(Exists(rated)))
    asked = Matter.objects.filter(system="petitions", id__in=owned)
    owners = {*found.values_list("owner_id", flat=True), *asked.values_list("owner_id", flat=True)}
    return sorted(owner for owner in owners if owner is not None)


def overtaken() -> list[CallTask]:
    """Return the waiting calls whose proceeding is not the matter's main one any more."""
    beside = Proceeding.objects.filter(id=OuterRef("proceeding_id"), is_main=False)
    return list(CallTask.objects.filter(Exists(beside), done_at__isnull=True).order_by("id")[:500])


def main_proceedings(matter_ids: list[int]) -> dict[int, int]:
    """Return the main proceeding of each matter."""
    rows = Proceeding.objects.filter(matter_id__in=matter_ids, is_main=True).values_list("matter_id", "id")
    return dict(rows)


def draws(actor: Actor, most: int = 30) -> list[CallDraw]:
    """Return the lots of the actor's unit, the newest first."""
    return list(CallDraw.objects.filter(unit_id__in=own_units(actor)).order_by("-day")[:most])


# The caller's list ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Waiting:
    """One call of today's list."""

    task: CallTask
    matter: Matter
    ground_title: str
    lead: str
    contact: str


def _waiting_of(actor: Actor) -> QuerySet[CallTask]:
    mine = own_units(actor)
    reach = visible(actor).exclude(id__in=matters_with_tasks_of(mine)).values("id")
    return CallTask.objects.filter(unit_id__in=mine, done_at__isnull=True, matter_id__in=reach)


def waiting(actor: Actor, most: int = 200) -> list[Waiting]:
    """Return whom the actor may call, the unhappy first; what its own unit handled is not among them."""
    if not can(actor, "matters.call_back"):
        return []
    rows = list(_waiting_of(actor).order_by("tried_at", "id")[:most])
    matters = Matter.objects.in_bulk([one.matter_id for one in rows])
    found = [_one(actor, one, matters[one.matter_id]) for one in rows]
    return sorted(
        found, key=lambda one: (one.task.attempts, _ORDER[CallGround(one.task.ground)], one.task.made_at)
    )


def _one(actor: Actor, task: CallTask, matter: Matter) -> Waiting:
    return Waiting(
        task,
        matter,
        str(CallGround(task.ground).label),
        orgs.unit_name(matter.lead_id),
        identity.resident_contact(actor, matter.resident_id),
    )


def waiting_number(actor: Actor) -> int:
    """Return how many calls wait for the actor."""
    return _waiting_of(actor).count() if can(actor, "matters.call_back") else 0


def call(actor: Actor, task_id: int) -> Waiting:
    """Return one call of the actor's list; raise NotFound for what is absent, done, or not his."""
    task = _waiting_of(actor).filter(id=task_id).first() if can(actor, "matters.call_back") else None
    if task is None:
        raise NotFound
    return _one(actor, task, Matter.objects.get(id=task.matter_id))


def earlier(matter_id: int) -> list[CallBack]:
    """Return the calls of a matter that were made, the newest first; the caller has found it in the actor's list."""
    return list(CallBack.objects.filter(matter_id=matter_id).order_by("-id"))


# The script -----------------------------------------------------------------------------------------------------------


def script_row(unit_id: int | None) -> CallScript | None:
    """Return the script in force at a centre: its own, else that of the nearest centre above, None: the shipped one."""
    path = orgs.unit_path(unit_id) if unit_id is not None else ()
    rows = {one.unit_id: one for one in CallScript.objects.filter(unit_id__in=path, ended_at__isnull=True)}
    return next((rows[unit] for unit in reversed(path) if unit in rows), None)


def script(unit_id: int | None) -> Script:
    """Return what the callers of a centre say and ask."""
    return script_of(script_row(unit_id))


def script_of(row: CallScript | None) -> Script:
    """Return a kept script, the shipped one for None."""
    if row is None:
        return shipped()
    return Script(row.opening, row.closing, questions_of(row.questions), row.version)


def script_versions(unit_id: int) -> list[CallScript]:
    """Return all versions of a centre's own script, the newest first."""
    return list(CallScript.objects.filter(unit_id=unit_id).order_by("-version"))


# The report -----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class UnitRow:
    """The three measures of one body."""

    unit_id: int
    name: str
    measures: Measures


@dataclass(frozen=True, slots=True)
class Report:
    """The three measures of a period as a whole and by the body that handled; the last call of each matter counts."""

    since: date
    until: date
    whole: Measures
    units: tuple[UnitRow, ...]
    findings: tuple[tuple[str, int], ...]


def report(actor: Actor, since: date, until: date) -> Report:
    """Return what the calls of a period found, by the body that handled; never by person, caller or petitioner."""
    rows = list(_last_calls(actor, since, until)) if can(actor, "matters.ratings") else []
    by_unit: dict[int, list[Found]] = {}
    for one in rows:
        for unit in orgs.successors(one.lead_id) if one.lead_id is not None else ():
            by_unit.setdefault(unit.id, []).append(_found(one))
    units = [UnitRow(unit, orgs.unit_name(unit), measures(found)) for unit, found in by_unit.items()]
    found_kinds: dict[str, int] = {}
    for one in rows:
        if one.finding:
            found_kinds[one.finding] = found_kinds.get(one.finding, 0) + 1
    return Report(
        since,
        until,
        measures([_found(one) for one in rows]),
        tuple(sorted(units, key=lambda one: one.name)),
        tuple(sorted(found_kinds.items())),
    )


def _found(one: CallBack) -> Found:
    return Found(one.reached, one.solved, one.satisfied)


def _last_calls(actor: Actor, since: date, until: date) -> Iterator[CallBack]:
    """Yield the last call of each matter in a period, a call that reached somebody before one that did not."""
    first = datetime.combine(since, time.min, CHINA)
    after = datetime.combine(until + timedelta(days=1), time.min, CHINA)
    reach = visible(actor).filter(system="petitions").values("id")
    found = CallBack.objects.filter(matter_id__in=reach, at__gte=first, at__lt=after)
    yield from found.order_by("matter_id", "-reached", "-id").distinct("matter_id")


def waiting_everywhere(unit_ids: list[int]) -> list[tuple[int, int]]:
    """Return unit and id of the calls that wait at some centres, for who sets up a demonstration."""
    found = CallTask.objects.filter(unit_id__in=unit_ids, done_at__isnull=True).order_by("id")
    return list(found.values_list("unit_id", "id"))
