"""Who the sides are, in clear for those inside the walls and masked for all others."""

from dataclasses import dataclass

from gongzhi.core.identity import sealing
from gongzhi.core.identity.models import Resident
from gongzhi.core.identity.rules.masking import masked_contact, masked_name
from gongzhi.core.matters.models import Matter
from gongzhi.kernel.actor import Actor
from gongzhi.kernel.errors import NotFound
from gongzhi.systems.disputes.models import Case, Side
from gongzhi.systems.disputes.queries.cases import may_keep, reader_of
from gongzhi.systems.disputes.rules import conflicts
from gongzhi.systems.disputes.rules.walls import Kind, Reader, Record, may_read


@dataclass(frozen=True, slots=True)
class SideView:
    """One side as a reader may see it: names, contact and address "" where he may not, masked where that is enough.

    `has_contact` tells that something is kept, without showing it.
    """

    id: int
    code: str
    part: str
    part_title: str
    letter: str
    name: str
    contact: str
    address: str
    representative: str
    representative_kind: str
    representative_title: str
    is_organisation: bool
    people: int
    unit_id: int | None
    has_contact: bool
    has_key: bool
    resident_id: int | None


def sides_of(case: Case) -> list[Side]:
    """Return the sides of a case in the order of their codes."""
    return list(Side.objects.filter(case_id=case.matter_id).order_by("code"))


def side_codes(case: Case) -> list[str]:
    """Return the codes of the sides."""
    return [one.code for one in sides_of(case)]


def side_views(reader: Reader, case: Case) -> list[SideView]:
    """Return the sides as the reader may see them."""
    sides = list(Side.objects.filter(case_id=case.matter_id).prefetch_related("keys").order_by("code"))
    known = _residents(sides)
    return [_view(reader, side, known) for side in sides]


def _view(reader: Reader, side: Side, known: dict[int, tuple[str, str]]) -> SideView:
    name, contact = known.get(side.resident_id or 0, ("", ""))
    spoken, _ = known.get(side.representative_id or 0, ("", ""))
    may_name = may_read(reader, Record(Kind.NAME, side=side.code))
    may_contact = may_read(reader, Record(Kind.CONTACT, side=side.code))
    is_clear = reader.who in ("mediator", "side", "court")
    return SideView(
        id=side.pk,
        code=side.code,
        part=side.part,
        part_title=str(side.get_part_display()),
        letter=letter(side.code),
        name=_shown(name, side, clear=is_clear) if may_name else "",
        contact=masked_contact(contact) if may_contact else "",
        address=sealing.unseal(side.address_sealed) if may_contact else "",
        representative=(spoken if is_clear else masked_name(spoken)) if may_name else "",
        representative_kind=side.representative_kind,
        representative_title=str(side.get_representative_kind_display()) if side.representative_kind else "",
        is_organisation=side.is_organisation,
        people=side.people,
        unit_id=side.unit_id,
        has_contact=bool(contact),
        has_key=any(key.revoked_at is None for key in side.keys.all()),
        resident_id=side.resident_id,
    )


def _shown(name: str, side: Side, *, clear: bool) -> str:
    return name if clear or side.is_organisation else masked_name(name)


def _residents(sides: list[Side]) -> dict[int, tuple[str, str]]:
    ids = {one for side in sides for one in (side.resident_id, side.representative_id) if one is not None}
    rows = Resident.objects.filter(id__in=ids).values_list("id", "name_sealed", "contact_sealed")
    return {found: (sealing.unseal(name), sealing.unseal(contact)) for found, name, contact in rows}


def letter(code: str) -> str:
    """Return what a side is called in papers: 甲方, 乙方, 丙方."""
    place = ord(code[:1] or "a") - ord("a")
    return f"{'甲乙丙丁戊己庚辛壬癸'[place]}方" if 0 <= place < 10 else f"第{place + 1}方"


def names_in_clear(case: Case) -> dict[str, str]:
    """Return the names of the sides by code, for papers of the mediation and for nothing else."""
    sides = sides_of(case)
    known = _residents(sides)
    return {side.code: known.get(side.resident_id or 0, ("", ""))[0] for side in sides}


def parties_for_check(case: Case) -> list[conflicts.Party]:
    """Return what the check for conflicts of interest needs to know of the sides."""
    sides = sides_of(case)
    known = _residents(sides)
    return [
        conflicts.Party(
            known.get(side.resident_id or 0, ("", ""))[0],
            known.get(side.representative_id or 0, ("", ""))[0],
            side.unit_id,
        )
        for side in sides
    ]


@dataclass(frozen=True, slots=True)
class Revealable:
    """A side whose contact may be read in clear."""

    code: str
    part_title: str
    resident_id: int


def side_to_reveal(actor: Actor, matter: Matter, case: Case, code: str) -> Revealable:
    """Return a side whose contact the actor may read in clear: he mediates the case, or keeps it."""
    side = next((one for one in sides_of(case) if one.code == code), None)
    if side is None or side.resident_id is None:
        raise NotFound
    reader = reader_of(actor, matter, case)
    if not (may_read(reader, Record(Kind.CONTACT, side=code)) or may_keep(actor, matter)):
        raise NotFound
    return Revealable(side.code, str(side.get_part_display()), side.resident_id)
