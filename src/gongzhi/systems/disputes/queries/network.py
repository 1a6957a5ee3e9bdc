"""Reads of the mediation network: each within the area that the reader's unit works for."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.conf import settings
from django.db.models import Q, QuerySet

from gongzhi.core.geo import queries as geo
from gongzhi.core.geo.rules.levels import Level, ladder, level_of
from gongzhi.core.identity.rules.verbs import require_role
from gongzhi.core.orgs import queries as orgs
from gongzhi.kernel.actor import Actor, ActorKind
from gongzhi.kernel.errors import InvalidInput, NotFound
from gongzhi.kernel.terms import CHINA
from gongzhi.systems.disputes.models import Committee, Engagement, Lawyer, Mediator, Room
from gongzhi.systems.disputes.rules.network import composition, entry
from gongzhi.systems.disputes.rules.network.composition import Finding, Made, Member
from gongzhi.systems.disputes.rules.network.coverage import Coverage, RoomDays, coverage

VIEW = "disputes.network_view"
MODELS: dict[str, type[Committee] | type[Mediator] | type[Room] | type[Lawyer]] = {
    entry.COMMITTEES: Committee,
    entry.PEOPLE: Mediator,
    entry.ROOMS: Room,
    entry.LAWYERS: Lawyer,
}
Row = Committee | Mediator | Room | Lawyer
FIELD_OF = {
    "medical_mediation": "medical",
    "consumer_mediation": "consumer",
    "labour_mediation": "labour",
    "public_order_mediation": "",
}
"""The field of the network that a kind of mediation looks for first."""


def scope_of(actor: Actor) -> str | None:
    """Return the beginning of the codes of the area that the actor's unit works for, None when it works for none."""
    if actor.kind is ActorKind.SYSTEM:
        return ""
    if not actor.is_staff or actor.unit_id is None:
        return None
    own = actor.area_code or next(
        (code for one in reversed(orgs.unit_path(actor.unit_id)) if (code := orgs.unit(one).area_code)), ""
    )
    return _plain(own) or None


def _plain(code: str) -> str:
    """Return a code without the zeros by which a city's own code is filled up."""
    return code[:4] if len(code) == 6 and code.endswith("00") else code


def require_scope(actor: Actor) -> str:
    """Return the actor's scope; raise NotFound when it has none."""
    found = scope_of(actor)
    if found is None:
        raise NotFound
    return found


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a list of a register shows; `state` is standing, ended or all."""

    q: str = ""
    area: str = ""
    kind: str = ""
    field: str = ""
    state: str = "standing"


def rows(actor: Actor, register: str, wanted: Wanted, on: date) -> "QuerySet[Row]":
    """Return the rows of a register in the actor's area, by area and name."""
    require_role(actor, VIEW)
    found: QuerySet[Row] = MODELS[register].objects.within(require_scope(actor))
    if register in (entry.PEOPLE, entry.ROOMS):
        found = found.select_related("committee")
    if wanted.area:
        found = found.filter(area_code__startswith=wanted.area)
    if wanted.q:
        found = found.filter(_words(register, wanted.q))
    if wanted.field:
        found = found.filter(field=wanted.field)
    if wanted.kind:
        found = found.filter(**{"kind" if register == entry.COMMITTEES else "seat": wanted.kind})
    if wanted.state == "standing":
        found = found.filter(Q(valid_to__isnull=True) | Q(valid_to__gt=on))
    elif wanted.state == "ended":
        found = found.filter(valid_to__lte=on)
    return found.order_by("area_code", "name", "id")


def _words(register: str, text: str) -> Q:
    more = {
        entry.COMMITTEES: "host",
        entry.PEOPLE: "committee__name",
        entry.ROOMS: "address",
        entry.LAWYERS: "firm",
    }
    return Q(name__icontains=text) | Q(**{f"{more[register]}__icontains": text})


def row(actor: Actor, register: str, pk: int) -> Row:
    """Return one row; raise NotFound when it is absent or outside the actor's area."""
    require_role(actor, VIEW)
    found = rows(actor, register, Wanted(state="all"), date.min).filter(pk=pk).first()
    if found is None:
        raise NotFound
    return found


def committees_for_choice(actor: Actor, on: date) -> list[Committee]:
    """Return the standing committees of the actor's area."""
    return list(Committee.objects.within(require_scope(actor)).standing(on).order_by("area_code", "name"))


# ------------------------------------------------------------------ composition


@dataclass(frozen=True, slots=True)
class CommitteeView:
    """One committee with its standing people and what is not in order."""

    committee: Committee
    people: tuple[Mediator, ...]
    findings: tuple[Finding, ...]
    term_to: date


def committee_views(committees: Iterable[Committee], on: date) -> list[CommitteeView]:
    """Return committees with their people of a day and what the law asks of them; two queries for all."""
    every = list(committees)
    people: dict[int, list[Mediator]] = {}
    for one in Mediator.objects.standing(on).filter(committee__in=every).order_by("id"):
        people.setdefault(one.committee_id, []).append(one)
    return [_view(one, tuple(people.get(one.pk, ())), on) for one in every]


def _view(committee: Committee, people: tuple[Mediator, ...], on: date) -> CommitteeView:
    ordered = tuple(sorted(people, key=lambda one: (list(entry.SEATS).index(one.seat), one.pk)))
    members = tuple(
        Member(one.is_woman, one.is_minority, one.seat == "head") for one in people if one.seat != "mediator"
    )
    made = Made(members, committee.term_from, bool(committee.seal), committee.is_mixed)
    found = composition.findings(made, on, notice_days())
    return CommitteeView(committee, ordered, found, composition.term_to(committee.term_from))


def notice_days() -> int:
    """Return how many days before the end of a term it is told."""
    return int(str(orgs.setting("disputes.network_term_notice")))


def committees_standing(on: date) -> list[Committee]:
    """Return all standing committees, for the daily look at their terms."""
    return list(Committee.objects.standing(on).order_by("id"))


# ------------------------------------------------------------------ coverage


@dataclass(frozen=True, slots=True)
class AreaCoverage:
    """One county, or one township when it has none below, with its figures and its rooms."""

    code: str
    name: str
    figures: Coverage
    townships: tuple["TownshipRooms", ...]


@dataclass(frozen=True, slots=True)
class TownshipRooms:
    """One township and the rooms that stand in it."""

    code: str
    name: str
    rooms: tuple[Room, ...]


def coverage_for(actor: Actor, on: date) -> tuple[Coverage, list[AreaCoverage]]:
    """Return the coverage of the actor's area on a day, whole and by county, with the townships and gaps of each."""
    require_role(actor, VIEW)
    return coverage_of(require_scope(actor), on)


def coverage_of(scope: str, on: date) -> tuple[Coverage, list[AreaCoverage]]:
    """Return the coverage of an area on a day; "" is the city."""
    counties = _counties(scope or settings.CITY_CODE)
    every = list(Room.objects.within("").order_by("valid_from", "id"))
    days = [RoomDays(one.township_code, one.valid_from, one.valid_to) for one in every]
    heirs = {one.township: geo.successors(one.township) for one in days}
    rooms = _by_township(every, heirs, on)
    found = [
        AreaCoverage(
            county,
            geo.area_name(county),
            coverage(codes, days, on, heirs),
            tuple(TownshipRooms(code, geo.area_name(code), tuple(rooms.get(code, ()))) for code in codes),
        )
        for county, codes in counties.items()
    ]
    whole = coverage([code for codes in counties.values() for code in codes], days, on, heirs)
    return whole, found


def _counties(scope: str) -> dict[str, list[str]]:
    """Return the counties of a scope with their townships."""
    level = level_of(scope)
    if level is not None and level >= Level.TOWNSHIP:
        return {scope[:6]: [scope[:9]]}
    counties = [scope] if level is Level.COUNTY else [one.code for one in geo.children(scope)]
    return {code: [one.code for one in geo.children(code)] for code in counties}


def _by_township(
    rooms: Iterable[Room], heirs: Mapping[str, Sequence[str]], on: date
) -> dict[str, list[Room]]:
    found: dict[str, list[Room]] = {}
    for room in rooms:
        if RoomDays(room.township_code, room.valid_from, room.valid_to).stands(on):
            for code in heirs[room.township_code]:
                found.setdefault(code, []).append(room)
    return found


# ------------------------------------------------------------------ pickers for the cases


@dataclass(frozen=True, slots=True)
class Choice:
    """Somebody who may mediate, as the parties and the desk choose him."""

    id: int
    name: str
    committee_id: int
    committee: str
    unit_id: int | None
    account_id: int | None
    field: str
    is_full_time: bool
    telephone: str


def committee(committee_id: int) -> Committee:
    """Return a committee, standing or not; raise NotFound."""
    found = Committee.objects.filter(pk=committee_id).first()
    if found is None:
        raise NotFound
    return found


def mediators_for(area_code: str, kind: str, at: datetime) -> list[Choice]:
    """Return who may mediate in an area, those of the kind's field and of the nearest committee first.

    `kind` is a procedure ("medical_mediation") or a field ("medical"); committees of the areas above count too.
    """
    on = at.astimezone(CHINA).date()
    field = FIELD_OF.get(kind, kind if kind in entry.FIELDS else "")
    places = Q(area_code__in=list(ladder(area_code))) | Q(area_code__startswith=area_code or "-")
    found = Mediator.objects.standing(on).filter(places).select_related("committee")
    standing = [one for one in found if _stands(one.committee, on)]
    chosen = [one for one in standing if _field(one) in ("", field)] if not field else standing
    ordered = sorted(chosen, key=lambda one: _nearness(one, field))
    return [_choice(one) for one in ordered]


def _stands(one: Committee, on: date) -> bool:
    return one.valid_from <= on and (one.valid_to is None or on < one.valid_to)


def _field(one: Mediator) -> str:
    return one.field or one.committee.field


def _nearness(one: Mediator, field: str) -> tuple[bool, int, str, int]:
    return (_field(one) != field, -len(one.area_code), one.name, one.pk)


def _choice(one: Mediator) -> Choice:
    return Choice(
        one.pk,
        one.name,
        one.committee_id,
        one.committee.name,
        one.committee.unit_id,
        one.account_id,
        _field(one),
        one.is_full_time,
        one.telephone,
    )


def mediator_candidate(mediator_id: int) -> tuple[str, frozenset[int]]:
    """Return a mediator's name and the units in whose line his committee stands: what the check for conflicts asks."""
    found = Mediator.objects.filter(pk=mediator_id).select_related("committee").first()
    if found is None:
        raise NotFound
    unit_id = found.committee.unit_id
    return found.name, frozenset() if unit_id is None else frozenset(orgs.unit_path(unit_id))


def lawyers_in(matter_id: int) -> list[Engagement]:
    """Return the lawyers who stand or stood in a matter, and as what."""
    return list(Engagement.objects.filter(matter_id=matter_id).select_related("lawyer").order_by("id"))


def lawyers_for_choice(area_code: str, on: date) -> list[Lawyer]:
    """Return the standing lawyers of an area and of the areas around it."""
    places = Q(area_code__in=list(ladder(area_code))) | Q(area_code__startswith=area_code or "-")
    return list(Lawyer.objects.standing(on).filter(places).order_by("name"))


def known_area(code: str, *, township: bool = False) -> str:
    """Return a code that the tree of areas knows; raise InvalidInput for another, or for one above a township."""
    try:
        geo.area(code)
    except NotFound as error:
        raise InvalidInput(
            field="area_code", why="没有区划代码「%(code)s」，请核对。", code=code[:15]
        ) from error
    if township and len(code) < 9:
        raise InvalidInput(field="area_code", why="调解室要填到乡镇、街道或者村、社区。")
    return code
