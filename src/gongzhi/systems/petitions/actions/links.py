"""Names who answers for an area and ends it, one by one or from a table; every change is in the ledger."""

import csv
import io
from dataclasses import dataclass, replace
from datetime import date, datetime

from django.db import transaction

from gongzhi.core.identity import queries as identity
from gongzhi.core.identity.rules.verbs import require_role
from gongzhi.core.ledger.actions import record
from gongzhi.kernel.actor import Actor
from gongzhi.kernel.errors import InvalidInput, NotAllowed
from gongzhi.systems.petitions.models import AreaLink
from gongzhi.systems.petitions.queries import ownership as queries
from gongzhi.systems.petitions.rules import ownership

STREAM = "petitions.links"
COLUMNS = ("area_code", "name", "duty", "contact", "since", "username")
MOST_LINES = 20_000
_CONTACT = frozenset("0123456789-+() 转")


@dataclass(frozen=True, slots=True)
class NewLink:
    """A leader for an area from a day on; `username` is his account where he has one."""

    area_code: str
    name: str
    duty: str
    contact: str
    since: date | None = None
    username: str = ""


@dataclass(frozen=True, slots=True)
class Imported:
    """What came of a table: how many lines were new and how many were there already."""

    added: int
    known: int


@transaction.atomic(durable=True)
def keep_link(actor: Actor, new: NewLink, at: datetime) -> AreaLink:
    """Name a leader for an area; the centre of the area or one above it does it."""
    require_role(actor, "petitions.keep_links")
    made, _ = _keep(actor, new, at)
    return made


@transaction.atomic(durable=True)
def end_link(actor: Actor, link_id: int, why: str, at: datetime) -> AreaLink:
    """Let a leader answer no more from today, with the reason; the row stays readable."""
    require_role(actor, "petitions.keep_links")
    found = AreaLink.objects.select_for_update().filter(id=queries.link(link_id).id).get()
    _require_area(actor, found.area_code)
    if found.until is not None:
        raise InvalidInput(field="why", why="这一条已经结束了，请刷新页面。")
    if not why.strip():
        raise InvalidInput(field="why", why="请写明为什么结束，例如工作调动。")
    found.until, found.ended_why = queries.today(at), why.strip()[:300]
    found.save()
    data = {"link": found.pk, "area": found.area_code, "name": found.name}
    record(stream=STREAM, verb="link.ended", actor=actor, at=at, data=data, why=found.ended_why)
    return found


@transaction.atomic(durable=True)
def import_links(actor: Actor, text: str, at: datetime) -> Imported:
    """Take in a table of leaders (CSV with the columns COLUMNS): all lines or, when one is wrong, none.

    A leader who answers for the area already is passed over, so the same table may be read again.
    """
    require_role(actor, "petitions.keep_links")
    added = known = 0
    for n, new in enumerate(_lines(text), start=2):
        try:
            _made, is_new = _keep(actor, new, at)
        except InvalidInput as error:
            raise InvalidInput(
                field="file", why="第 %(n)s 行：%(what)s", n=n, what=error.sentence()
            ) from error
        added, known = added + is_new, known + (not is_new)
    return Imported(added, known)


def _lines(text: str) -> list[NewLink]:
    rows = csv.DictReader(io.StringIO(text.lstrip("\ufeff")))
    if not set(COLUMNS[:4]) <= set(rows.fieldnames or ()):
        raise InvalidInput(
            field="file", why="表格的第一行要写明这些列：%(columns)s。", columns=", ".join(COLUMNS)
        )
    found = [_line(n, row) for n, row in enumerate(rows, start=2)]
    if len(found) > MOST_LINES:
        raise InvalidInput(field="file", why="一次最多导入 %(most)s 行，请分开导入。", most=MOST_LINES)
    return found


def _line(n: int, row: dict[str, str | None]) -> NewLink:
    cells = {name: (row.get(name) or "").strip() for name in COLUMNS}
    try:
        since = date.fromisoformat(cells["since"]) if cells["since"] else None
    except ValueError as error:
        raise InvalidInput(
            field="file", why="第 %(n)s 行：开始的日期请写成 2026-03-02 这样。", n=n
        ) from error
    return NewLink(
        cells["area_code"], cells["name"], cells["duty"], cells["contact"], since, cells["username"]
    )


def _keep(actor: Actor, new: NewLink, at: datetime) -> tuple[AreaLink, bool]:
    new = _checked(replace(new, area_code=new.area_code.strip()))
    unit = queries.area_unit(new.area_code)
    if unit is None:
        raise InvalidInput(
            field="area_code", why="没有「%(code)s」这个地方，请从列表里选择。", code=new.area_code[:20]
        )
    _require_area(actor, new.area_code)
    known = AreaLink.objects.filter(area_code=new.area_code, name=new.name, until__isnull=True).first()
    if known is not None:
        return known, False
    made = AreaLink.objects.create(
        area_code=new.area_code,
        level=ownership.level_of(new.area_code),
        unit_id=unit.id,
        name=new.name,
        duty=new.duty,
        contact=new.contact,
        account_id=account_of(new.username),
        since=new.since or queries.today(at),
        made_by=actor.name,
        made_at=at,
    )
    data = {
        "link": made.pk, "area": made.area_code, "name": made.name, "duty": made.duty,
        "contact": made.contact, "since": made.since.isoformat(),
    }  # fmt: skip
    record(stream=STREAM, verb="link.made", actor=actor, at=at, data=data)
    return made, True


def _checked(new: NewLink) -> NewLink:
    name, duty, contact = public_face(new.name, new.duty, new.contact)
    return replace(new, name=name, duty=duty, contact=contact)


def public_face(name: str, duty: str, contact: str) -> tuple[str, str, str]:
    """Return the name, duty and work number that residents read, or raise InvalidInput for one that is missing."""
    name, duty, contact = (" ".join(text.replace("\x00", "").split()) for text in (name, duty, contact))
    if not name or len(name) > 60:
        raise InvalidInput(field="name", why="请写领导的姓名，最多 60 个字。")
    if not duty or len(duty) > 120:
        raise InvalidInput(field="duty", why="请写领导的职务，最多 120 个字。")
    if not 5 <= len(contact) <= 60 or not set(contact) <= _CONTACT:
        raise InvalidInput(field="contact", why="请写可以公开的办公电话，例如 0310-3110000，不要写其他说明。")
    return name, duty, contact


def account_of(username: str) -> int | None:
    """Return the account of a user name, None for ""; raise InvalidInput for one that there is not."""
    if not username.strip():
        return None
    found = identity.account_named(username.strip())
    if found is None:
        raise InvalidInput(
            field="username",
            why="没有「%(name)s」这个账户；没有账户的领导请留空。",
            name=username.strip()[:60],
        )
    return found


def _require_area(actor: Actor, area_code: str) -> None:
    if not queries.may_keep(actor, area_code):
        raise NotAllowed(why="包联名单由当地中心或者它的上级维护，这个地方不归您的单位。")
