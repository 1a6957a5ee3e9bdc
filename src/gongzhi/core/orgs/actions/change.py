"""Changes the tree by date: merge, split, rename, close; the old rows stay, and everybody knows who came after them."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import connection, transaction

from gongzhi.core.ledger.actions import record
from gongzhi.core.orgs import cache
from gongzhi.core.orgs.actions.build import unit_ids
from gongzhi.core.orgs.models import Duty, Succession, SuccessionKind, Unit, UnitKind
from gongzhi.kernel.actor import Actor
from gongzhi.kernel.errors import DomainError, InvalidInput
from gongzhi.kernel.lengths import local_day

DEEPEST = 6
"""So many levels of owners a matter's columns hold."""


class ChangeRefused(DomainError):
    """The change would leave something hanging; `why` says what to do first."""

    code = "orgs.change_refused"
    message = "机构没有变动：%(why)s"
    http_status = 409


@dataclass(frozen=True, slots=True)
class Part:
    """A unit that a merger or a split makes: its code and its name."""

    code: str
    name: str


@dataclass(frozen=True, slots=True)
class NewUnit:
    """A body to be added: its code and name, what sort it is, the code of the unit above it.

    `area_code` is the division that it works for, that of the unit above when left out.
    """

    code: str
    name: str
    kind: str
    under: str
    area_code: str = ""


@transaction.atomic(durable=True)
def add_unit(actor: Actor, new: NewUnit, on: date, at: datetime, why: str = "") -> Unit:
    """Add a body that the division table does not know, from a day on: a committee, a commission, an enterprise."""
    above = _standing(new.under, on, at)
    if new.kind not in UnitKind.values:
        raise InvalidInput(
            field="kind",
            why="没有「%(kind)s」这种机构，可以写：%(known)s。",
            kind=new.kind,
            known="、".join(UnitKind.values),
        )
    if len(above.path) >= DEEPEST:
        raise ChangeRefused(why="「%(unit)s」已经在最下一级，下面不能再设机构。", unit=above.name)
    if not new.name.strip() or not re.fullmatch(r"[0-9A-Za-z][0-9A-Za-z-]{1,38}", new.code):
        raise InvalidInput(field="code", why="请写机构的名称，和由字母、数字、短横组成的编码（2 到 39 位）。")
    if Unit.objects.filter(code=new.code, valid_to__isnull=True).exists():
        raise InvalidInput(field="code", why="编码「%(code)s」正由另一个机构使用，请换一个。", code=new.code)
    number = unit_ids(1)[0]
    made = Unit.objects.create(
        id=number,
        code=new.code,
        name=new.name.strip(),
        kind=new.kind,
        parent=above,
        area_code=new.area_code or above.area_code,
        depth=above.depth + 1,
        path=[*above.path, number],
        valid_from=on,
    )
    _tell(actor, "orgs.added", [], [made], on, at, why)
    return made


@transaction.atomic(durable=True)
def merge_units(
    actor: Actor, codes: Sequence[str], into: Part, on: date, at: datetime, why: str = ""
) -> Unit:
    """Put one new unit in the place of several from a day on; children, duties and old matters go along to it."""
    old = [_standing(code, on, at) for code in dict.fromkeys(codes)]
    if len(old) < 2:
        raise ChangeRefused(why="合并至少要写两个不同的机构编码。")
    made = _replace(old, into, on, SuccessionKind.MERGED, why)
    _tell(actor, "orgs.merged", old, [made], on, at, why)
    return made


@transaction.atomic(durable=True)
def rename_unit(actor: Actor, code: str, name: str, on: date, at: datetime, why: str = "") -> Unit:
    """Give a unit another name from a day on; documents of before keep the old one."""
    old = _standing(code, on, at)
    made = _replace([old], Part(code, name), on, SuccessionKind.RENAMED, why)
    _tell(actor, "orgs.renamed", [old], [made], on, at, why)
    return made


@transaction.atomic(durable=True)
def split_unit(
    actor: Actor,
    code: str,
    parts: Sequence[Part],
    on: date,
    at: datetime,
    *,
    children: Mapping[str, str] | None = None,
    why: str = "",
) -> list[Unit]:
    """Put several units in the place of one from a day on.

    The first part takes over the old matters, the duties and every child that `children` (child's code to part's code)
    does not give to another part, so that nothing is counted twice.
    """
    old = _standing(code, on, at)
    if len(parts) < 2:
        raise ChangeRefused(why="拆分至少要写两个新的机构。")
    heir = _replace([old], parts[0], on, SuccessionKind.RENAMED, why)
    made = [heir]
    for part in parts[1:]:
        unit = _make(part, old, on)
        Succession.objects.create(predecessor=old, successor=unit, on=on, kind=SuccessionKind.SPLIT, why=why)
        made.append(unit)
    by_code = {unit.code: unit for unit in made}
    for child, target in (children or {}).items():
        _give_child(child, target, heir, by_code)
    _tell(actor, "orgs.split", [old], made, on, at, why)
    return made


@transaction.atomic(durable=True)
def close_unit(actor: Actor, code: str, on: date, at: datetime, why: str = "") -> Unit:
    """End a unit that nobody comes after; refused while it has units below it or duties."""
    unit = _standing(code, on, at)
    if Unit.objects.filter(parent=unit, valid_to__isnull=True).exists():
        raise ChangeRefused(why="「%(unit)s」下面还有机构，请先合并或撤销它们。", unit=unit.name)
    if Duty.objects.filter(lead=unit, valid_to__isnull=True).exists():
        raise ChangeRefused(
            why="「%(unit)s」还主办着一些类别，请先用 gongzhi orgs duty 改由别的单位主办。", unit=unit.name
        )
    _close(unit, on)
    _tell(actor, "orgs.closed", [unit], [], on, at, why)
    return unit


def _standing(code: str, on: date, at: datetime) -> Unit:
    unit = Unit.objects.select_for_update().filter(code=code, valid_to__isnull=True).first()
    if unit is None:
        raise InvalidInput(field="code", why="没有编码为「%(code)s」的机构，或者它已经撤销。", code=code)
    if on > local_day(at):
        raise InvalidInput(field="on", why="%(on)s 还没有到，请在生效那天再办，以免提前生效。", on=on)
    if on <= unit.valid_from:
        raise InvalidInput(
            field="on",
            why="「%(unit)s」从 %(since)s 才有，变动的日期要在它之后。",
            unit=unit.name,
            since=unit.valid_from,
        )
    return unit


def _replace(old: Sequence[Unit], part: Part, on: date, kind: SuccessionKind, why: str) -> Unit:
    for unit in old:
        _close(unit, on)
    made = _make(part, old[0], on)
    Succession.objects.bulk_create(
        [Succession(predecessor=unit, successor=made, on=on, kind=kind, why=why) for unit in old]
    )
    for unit in old:
        _carry_children(unit, made)
        _carry_duties(unit, made, on)
    return made


def _close(unit: Unit, on: date) -> None:
    unit.valid_to = on
    unit.save(update_fields=["valid_to"])


def _make(part: Part, like: Unit, on: date) -> Unit:
    if Unit.objects.filter(code=part.code, valid_to__isnull=True).exists():
        raise InvalidInput(field="into", why="编码「%(code)s」正由另一个机构使用，请换一个。", code=part.code)
    number = unit_ids(1)[0]
    return Unit.objects.create(
        id=number,
        code=part.code,
        name=part.name,
        kind=like.kind,
        parent_id=like.parent_id,
        area_code=part.code if part.code.isdigit() else like.area_code,
        depth=like.depth,
        path=[*like.path[:-1], number],
        valid_from=on,
    )


_CARRY = """
    UPDATE orgs_unit SET path = %s::bigint[] || path[%s:], depth = depth + %s,
        parent_id = CASE WHEN parent_id = %s THEN %s ELSE parent_id END
    WHERE path[%s] = %s AND depth > %s AND valid_to IS NULL
"""


def _carry_children(old: Unit, new: Unit) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            _CARRY,
            [new.path, old.depth + 1, new.depth - old.depth, old.id, new.id, old.depth, old.id, old.depth],
        )


def _give_child(code: str, target: str, heir: Unit, parts: Mapping[str, Unit]) -> None:
    child = Unit.objects.filter(code=code, parent=heir, valid_to__isnull=True).first()
    if child is None or target not in parts:
        raise InvalidInput(
            field="children",
            why="「%(code)s=%(target)s」写错了：要写下级编码=新机构编码。",
            code=code,
            target=target,
        )
    unit = parts[target]
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE orgs_unit SET path = %s::bigint[] || path[%s:] WHERE path[%s] = %s AND valid_to IS NULL",
            [unit.path, heir.depth + 1, child.depth, child.id],
        )
    Unit.objects.filter(id=child.id).update(parent=unit)


def _carry_duties(old: Unit, new: Unit, on: date) -> None:
    duties = list(Duty.objects.filter(lead=old, valid_to__isnull=True))
    Duty.objects.filter(id__in=[duty.id for duty in duties]).update(valid_to=on)
    for duty in duties:
        duty.pk, duty.lead, duty.valid_from, duty.valid_to = None, new, on, None
        taken = Duty.objects.filter(category=duty.category, area_code=duty.area_code, valid_to__isnull=True)
        if not taken.exists():
            duty.save(force_insert=True)
    for duty in Duty.objects.filter(helpers__contains=[old.id], valid_to__isnull=True):
        helpers = [new.id if helper == old.id else helper for helper in duty.helpers]
        duty.helpers = list(dict.fromkeys(helpers))
        duty.save(update_fields=["helpers"])


def _tell(
    actor: Actor, verb: str, old: Sequence[Unit], new: Sequence[Unit], on: date, at: datetime, why: str
) -> None:
    data = {
        "on": on,
        "old": [{"id": unit.id, "code": unit.code, "name": unit.name} for unit in old],
        "new": [{"id": unit.id, "code": unit.code, "name": unit.name} for unit in new],
    }
    record(stream="orgs", verb=verb, actor=actor, at=at, data=data, why=why)
    cache.changed()
