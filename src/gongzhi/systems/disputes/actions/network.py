"""Writes of the mediation network: enter, change, end, train, import; dated, kept in the ledger, never deleted."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db import IntegrityError, transaction

from gongzhi.core.errors import sentence
from gongzhi.core.identity import queries as identity
from gongzhi.core.identity.rules.verbs import require_role
from gongzhi.core.ledger.actions import record
from gongzhi.core.matters.actions import locking
from gongzhi.core.notify import recipients
from gongzhi.core.notify.actions.notify import notify
from gongzhi.core.orgs import queries as orgs
from gongzhi.kernel.actor import SYSTEM, Actor
from gongzhi.kernel.errors import DomainError, InvalidInput, NotFound
from gongzhi.kernel.terms import CHINA
from gongzhi.systems.disputes.models import Committee, Engagement, Lawyer, Mediator, Training
from gongzhi.systems.disputes.queries import network
from gongzhi.systems.disputes.queries.network import Row
from gongzhi.systems.disputes.rules.network import entry, lawyers
from gongzhi.systems.disputes.rules.network.entry import Type, Value

STREAM = "network"
MANAGE, ENGAGE = "disputes.network", "disputes.lawyers"
MOST_ROWS = 5_000


class AlreadyListed(DomainError):
    """The register holds it already."""

    code = "disputes.already_listed"
    message = "名册里已经有「%(name)s」了，请直接修改那一条；以前的已经结束的，可以重新登记。"
    http_status = 409


class LawyerConflict(DomainError):
    """A lawyer stands on the other side of the table in the same dispute."""

    code = "disputes.lawyer_conflict"
    message = "%(why)s依据：%(law)s。"
    http_status = 409


@transaction.atomic(durable=True)
def enter(actor: Actor, register: str, texts: Mapping[str, str], at: datetime) -> Row:
    """Enter a new row of a register."""
    return _enter(actor, register, texts, at)


def _enter(actor: Actor, register: str, texts: Mapping[str, str], at: datetime) -> Row:
    require_role(actor, MANAGE)
    values = _checked(actor, register, texts, at)
    model = network.MODELS[register]
    made = _saved(model(**values), str(values["name"]))
    record(
        stream=STREAM, verb="network.entered", actor=actor, at=at,
        data={"register": register, "id": made.pk, "values": _plain(values)},
    )  # fmt: skip
    return made


@transaction.atomic(durable=True)
def change(actor: Actor, register: str, pk: int, texts: Mapping[str, str], at: datetime) -> Row:
    """Change a row; the ledger keeps the old values."""
    require_role(actor, MANAGE)
    kept = _locked(actor, register, pk)
    values = _checked(actor, register, texts, at)
    old = {name: getattr(kept, name) for name, value in values.items() if getattr(kept, name) != value}
    for name, value in values.items():
        setattr(kept, name, value)
    _saved(kept, str(values["name"]))
    if old:
        new = {name: values[name] for name in old}
        record(
            stream=STREAM, verb="network.changed", actor=actor, at=at,
            data={"register": register, "id": pk, "old": _plain(old), "new": _plain(new)},
        )  # fmt: skip
    return kept


@transaction.atomic(durable=True)
def end(actor: Actor, register: str, pk: int, on_text: str, why: str, at: datetime) -> Row:
    """End a row from a day on, with the reason; what belongs to a committee ends with it."""
    require_role(actor, MANAGE)
    kept = _locked(actor, register, pk)
    on = _day(on_text)
    if kept.valid_to is not None:
        raise InvalidInput(field="on", why="这一条已经结束了。")
    if on <= kept.valid_from:
        raise InvalidInput(field="on", why="结束的日子要在起始日期之后。")
    if not why.strip():
        raise InvalidInput(field="why", why="请写明为什么结束，例如换届、辞职、撤并。")
    ended = [kept, *(_people_of(kept) if isinstance(kept, Committee) else ())]
    for one in ended:
        one.valid_to, one.why_ended = (
            max(on, date.fromordinal(one.valid_from.toordinal() + 1)),
            why.strip()[:300],
        )
        one.save(update_fields=["valid_to", "why_ended"])
    record(
        stream=STREAM, verb="network.ended", actor=actor, at=at, why=why.strip(),
        data={"register": register, "id": pk, "on": on.isoformat(), "people": [one.pk for one in ended[1:]]},
    )  # fmt: skip
    return kept


def _people_of(committee: Committee) -> list[Mediator]:
    return list(Mediator.objects.select_for_update().filter(committee=committee, valid_to__isnull=True))


@transaction.atomic(durable=True)
def begin_term(actor: Actor, pk: int, on_text: str, at: datetime) -> Committee:
    """Note that members were chosen anew (换届) on a day; who is no member any more is ended by hand."""
    require_role(actor, MANAGE)
    kept = _locked(actor, entry.COMMITTEES, pk)
    assert isinstance(kept, Committee)
    on = _day(on_text)
    if on <= kept.term_from or on > at.astimezone(CHINA).date():
        raise InvalidInput(field="on", why="换届的日子要在上一届起始之后，并且不晚于今天。")
    old, kept.term_from = kept.term_from, on
    kept.save(update_fields=["term_from"])
    record(
        stream=STREAM, verb="network.term_begun", actor=actor, at=at,
        data={"id": pk, "old": old.isoformat(), "new": on.isoformat()},
    )  # fmt: skip
    return kept


@transaction.atomic(durable=True)
def train(actor: Actor, pk: int, on_text: str, hours_text: str, theme: str, at: datetime) -> Training:
    """Note a training that somebody took part in (人民调解法 art. 14)."""
    require_role(actor, MANAGE)
    kept = _locked(actor, entry.PEOPLE, pk)
    assert isinstance(kept, Mediator)
    on = _day(on_text)
    if (
        re.fullmatch(r"\d{1,3}(\.\d)?", hours_text.strip()) is None
        or not 0 < Decimal(hours_text.strip()) <= 200
    ):
        raise InvalidInput(field="hours", why="学时要在 0 到 200 之间，最多一位小数。")
    hours = Decimal(hours_text.strip())
    if not theme.strip() or len(theme) > 120:
        raise InvalidInput(field="theme", why="请写明培训内容，最多 120 个字。")
    if on > at.astimezone(CHINA).date():
        raise InvalidInput(field="on", why="这一天还没到。")
    made, is_new = Training.objects.get_or_create(
        mediator=kept, on=on, theme=theme.strip(), defaults={"hours": hours, "recorded_by": actor.name}
    )
    if is_new:
        record(
            stream=STREAM, verb="network.trained", actor=actor, at=at,
            data={"id": pk, "on": on.isoformat(), "hours": str(hours), "theme": theme.strip()},
        )  # fmt: skip
    return made


@transaction.atomic(durable=True)
def engage_lawyer(actor: Actor, number: str, lawyer_id: int, capacity: str, at: datetime) -> Engagement:
    """Have a lawyer stand in a matter as mediator or as representative; raise LawyerConflict for the other of the two."""
    require_role(actor, ENGAGE)
    matter = locking.lock_number(actor, number)
    found = Lawyer.objects.select_for_update().filter(pk=lawyer_id).first()
    if found is None or capacity not in (lawyers.MEDIATES, lawyers.REPRESENTS):
        raise NotFound
    held = set(
        Engagement.objects.filter(lawyer=found, matter_id=matter.id).values_list("capacity", flat=True)
    )
    if why := lawyers.why_not(capacity, held):
        raise LawyerConflict(why=why, law=lawyers.LAW)
    made, is_new = Engagement.objects.get_or_create(
        lawyer=found, matter_id=matter.id, capacity=capacity, defaults={"began_at": at, "by_name": actor.name}
    )
    if is_new:
        record(
            stream=matter.stream, verb="dispute.lawyer_engaged", actor=actor, at=at,
            data={"lawyer": found.pk, "capacity": capacity},
        )  # fmt: skip
    return made


# ------------------------------------------------------------------ import


@dataclass(frozen=True, slots=True)
class Taken:
    """How an import went: how many rows were entered, and a sentence for each that was not."""

    entered: int
    refused: tuple[tuple[int, str], ...]


def import_rows(actor: Actor, register: str, rows: Iterable[Mapping[str, str]], at: datetime) -> Taken:
    """Enter rows of a file, each on its own, so that a wrong one holds up no other; line 2 is the first row."""
    require_role(actor, MANAGE)
    entered, refused = 0, []
    by_title = {one.title: one.name for one in entry.ENTRIES[register]}
    for line, row in enumerate(rows, start=2):
        if line > MOST_ROWS + 1:
            refused.append((line, f"一次最多导入 {MOST_ROWS} 行，请分几次。"))
            break
        texts = {by_title.get(key.strip(), key.strip()): value or "" for key, value in row.items() if key}
        try:
            enter(actor, register, texts, at)
        except DomainError as error:
            refused.append((line, sentence(error)))
        else:
            entered += 1
    return Taken(entered, tuple(refused))


# ------------------------------------------------------------------ what the worker does


@transaction.atomic(durable=True)
def remind(at: datetime) -> int:
    """Tell each committee's desk, once for each finding and term, what is not as the law asks; return how many notices."""
    on = at.astimezone(CHINA).date()
    told = 0
    for view in network.committee_views(network.committees_standing(on), on):
        unit_id = view.committee.unit_id or orgs.area_owner(view.committee.area_code)
        for finding in view.findings:
            told += notify(
                matter_id=None,
                to=recipients.unit(unit_id),
                subject=f"{view.committee.name}：{finding.title}"[:200],
                body=f"{view.committee.name}{finding.title}依据：{finding.law}。请在「调解网络」里处理。",
                actor=SYSTEM,
                at=at,
                key=f"committee:{view.committee.pk}:{view.committee.term_from.isoformat()}:{finding.sort}",
                statutory=False,
            )
    return told


# ------------------------------------------------------------------ shared


def _locked(actor: Actor, register: str, pk: int) -> Row:
    network.row(actor, register, pk)
    return network.MODELS[register].objects.select_for_update().get(pk=pk)


def _saved(row: Row, name: str) -> Row:
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as error:
        raise AlreadyListed(name=name) from error
    return row


def _checked(
    actor: Actor, register: str, texts: Mapping[str, str], at: datetime
) -> dict[str, Value | Committee]:
    """Return the values as columns: areas known and in the actor's scope, committee and account looked up."""
    values: dict[str, Value | Committee] = dict(entry.read(register, texts))
    on = at.astimezone(CHINA).date()
    if register == entry.PEOPLE:
        values["committee"] = committee = _committee(actor, str(values["committee"]), on)
        values["area_code"] = committee.area_code
        values["account_id"] = _account(str(values.pop("account")))
        return values
    code = network.known_area(str(values["area_code"]), township=register == entry.ROOMS)
    if not code.startswith(network.require_scope(actor)):
        raise InvalidInput(field="area_code", why="这个区划不在您单位的范围里。")
    if register == entry.ROOMS:
        given = str(values["committee"])
        values["committee"] = _committee(actor, given, on) if given else None
        values["township_code"] = code[:9]
    return values


def _committee(actor: Actor, given: str, on: date) -> Committee:
    """Return a standing committee of the actor's area by id or by name."""
    every = network.committees_for_choice(actor, on)
    found = [one for one in every if given in (str(one.pk), one.name)]
    if len(found) == 1:
        return found[0]
    why = (
        "有几个叫「%(given)s」的调解委员会，请在页面上选择。"
        if found
        else "您单位的范围里没有「%(given)s」这个调解委员会，请先登记它。"
    )
    raise InvalidInput(field="committee", why=why, given=given[:60])


def _account(username: str) -> int | None:
    if not username:
        return None
    found = identity.account_named(username)
    if found is None:
        raise InvalidInput(field="account", why="没有登录名是「%(name)s」的账户。", name=username[:60])
    return found


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        raise InvalidInput(field="on", why="日期要写成 2026-03-02 的样子。") from None


def _plain(values: Mapping[str, object]) -> dict[str, object]:
    return {
        name: value.pk
        if isinstance(value, Committee)
        else value.isoformat()
        if isinstance(value, date)
        else value
        for name, value in values.items()
    }


__all__ = ["AlreadyListed", "LawyerConflict", "Taken", "Type", "begin_term", "change", "end", "engage_lawyer", "enter", "import_rows", "remind", "train"]  # fmt: skip
