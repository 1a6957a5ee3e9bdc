"""What people do with themes: make one of a hot issue, decide what belongs, give it away, join, part and close it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from gongzhi.core.identity.rules.verbs import require_role
from gongzhi.core.ledger.actions import record
from gongzhi.core.matters.models import Matter
from gongzhi.core.matters.queries.pages import own_units, visible
from gongzhi.core.matters.queries.themes import INSIDE, is_owner_side, issue
from gongzhi.core.notify.actions import notify
from gongzhi.core.notify.recipients import unit
from gongzhi.core.orgs import queries as orgs
from gongzhi.core.suggest.models import Belongs, HotIssue, HotMember, Theme, ThemeMember
from gongzhi.core.suggest.rules.hot import common_area
from gongzhi.kernel.actor import Actor
from gongzhi.kernel.errors import DomainError, InvalidInput, NotAllowed, NotFound
from gongzhi.kernel.identifiers import normal_number

TITLE_LONGEST = 120
NOTE_LONGEST = 3000


class ThemeClosed(DomainError):
    """A closed theme takes in nothing any more."""

    code = "themes.closed"
    message = "专题「%(title)s」已经结束，不能再改。需要时请另立一个专题。"
    http_status = 409


class HasTheme(DomainError):
    """An issue belongs to one theme at most."""

    code = "themes.issue_has_one"
    message = "这个热点已经立为专题「%(title)s」，请到那个专题里办。"
    http_status = 409


@dataclass(frozen=True, slots=True)
class ThemeText:
    """What a person writes about a theme: its name, whose duty it is, what to watch for, whether it takes in by itself."""

    title: str
    owner_unit_id: int
    note: str = ""
    attaches: bool = False


@transaction.atomic(durable=True)
def open_theme(actor: Actor, issue_id: int, text: ThemeText, at: datetime) -> Theme:
    """Make a hot issue the duty of a unit: what the actor saw of it belongs to the theme, the rest is suggested."""
    require_role(actor, "themes.manage")
    issue(actor, issue_id, at)
    hot = HotIssue.objects.select_for_update().get(pk=issue_id)
    if hot.theme is not None and hot.theme.closed_at is None:
        raise HasTheme(title=hot.theme.title)
    members = list(HotMember.objects.filter(issue=hot).values_list("matter_id", "distance"))
    seen = set(visible(actor).filter(id__in=[one for one, _ in members]).values_list("id", flat=True))
    made = _make(actor, text, at, hot.area_code)
    hot.theme = made
    hot.save(update_fields=["theme"])
    ThemeMember.objects.bulk_create(
        ThemeMember(
            theme=made,
            matter_id=matter,
            state=Belongs.CONFIRMED if matter in seen else Belongs.SUGGESTED,
            score=round(1 - min(max(distance, 0.0), 1.0), 4),
            reasons=list(hot.words)[:5],
            since=at,
            decided_by=actor.name if matter in seen else "",
            decided_at=at if matter in seen else None,
        )
        for matter, distance in members
    )
    data = {"issue": hot.pk, "matters": sorted(seen), "suggested": len(members) - len(seen)}
    _record(made, "theme.opened", actor, at, data | _facts(made))
    _tell(made, "新专题", made.note or made.title, actor, at)
    return made


def _make(actor: Actor, text: ThemeText, at: datetime, area: str) -> Theme:
    checked = _checked(actor, text)
    return Theme.objects.create(
        title=checked.title,
        note=checked.note,
        owner_unit_id=checked.owner_unit_id,
        attaches=checked.attaches,
        area_code=area,
        opened_at=at,
        opened_by=actor.name,
        looked_at=at,
    )


def _checked(actor: Actor, text: ThemeText) -> ThemeText:
    title, note = text.title.replace("\x00", "").strip(), text.note.replace("\x00", "").strip()
    if not 1 <= len(title) <= TITLE_LONGEST:
        raise InvalidInput(field="title", why="请给专题起一个名字，最多 %(most)s 个字。", most=TITLE_LONGEST)
    if len(note) > NOTE_LONGEST:
        raise InvalidInput(
            field="note",
            why="最多 %(most)s 个字，现在有 %(now)s 个，请缩短。",
            most=NOTE_LONGEST,
            now=len(note),
        )
    try:
        path = orgs.unit_path(text.owner_unit_id)
    except NotFound:
        raise InvalidInput(field="owner", why="请从列表里选择主责单位。") from None
    if not set(path) & set(own_units(actor)):
        raise InvalidInput(field="owner", why="主责单位要是您的单位或它下面的单位，请另选。")
    return ThemeText(title, text.owner_unit_id, note, text.attaches)


@transaction.atomic(durable=True)
def change_theme(actor: Actor, theme_id: int, text: ThemeText, at: datetime) -> Theme:
    """Change name, note, owner or taking in by itself; a new owner is told."""
    theme = _lock(actor, theme_id)
    before = _facts(theme)
    checked = _checked(actor, text)
    theme.title, theme.note = checked.title, checked.note
    theme.owner_unit_id, theme.attaches = checked.owner_unit_id, checked.attaches
    theme.save()
    _record(theme, "theme.changed", actor, at, {"from": before, "to": _facts(theme)})
    if before["owner"] != theme.owner_unit_id:
        _tell(theme, "专题交给您的单位", theme.note or theme.title, actor, at)
    return theme


@transaction.atomic(durable=True)
def decide(actor: Actor, theme_id: int, number: str, at: datetime, *, belongs: bool) -> ThemeMember:
    """Say whether a matter belongs to the theme; this also undoes what was attached by itself, and takes in by number."""
    theme = _lock(actor, theme_id)
    matter = visible(actor).filter(number=normal_number(number), is_sealed=False).first()
    if matter is None:
        raise InvalidInput(field="number", why="没有找到「%(number)s」，请核对编号。", number=number[:40])
    known = ThemeMember.objects.select_for_update().filter(theme=theme, matter_id=matter.id).first()
    if known is None and not belongs:
        raise NotFound
    before = known.state if known else ""
    member = known or ThemeMember(theme=theme, matter_id=matter.id, since=at, score=1.0)
    member.state = Belongs.CONFIRMED if belongs else Belongs.DECLINED
    member.decided_by, member.decided_at = actor.name, at
    member.save()
    data = {"matter": matter.id, "number": matter.number, "from": before, "to": member.state}
    _record(theme, "theme.decided", actor, at, data)
    return member


@transaction.atomic(durable=True)
def close_theme(actor: Actor, theme_id: int, note: str, at: datetime) -> Theme:
    """End a theme with what came of it; its matters go their own ways, each as before."""
    theme = _lock(actor, theme_id)
    why = _required("note", note, "请写明专题的结果：做了什么，还有没有新的反映。")
    theme.closed_at, theme.closing_note = at, why
    theme.save(update_fields=["closed_at", "closing_note"])
    HotIssue.objects.filter(theme=theme).update(theme=None)
    _record(theme, "theme.closed", actor, at, {}, why)
    return theme


@transaction.atomic(durable=True)
def merge_theme(actor: Actor, theme_id: int, into_id: int, note: str, at: datetime) -> Theme:
    """Join a theme to another: its matters go there, what was declined stays declined where it was."""
    why = _required("note", note, "请写明为什么合并。")
    if theme_id == into_id:
        raise InvalidInput(field="into", why="不能并入它自己，请选另一个专题。")
    theme, into = (_lock(actor, one) for one in (theme_id, into_id))
    there = {one.matter_id: one for one in ThemeMember.objects.filter(theme=into)}
    moved = []
    for one in ThemeMember.objects.filter(theme=theme).exclude(state=Belongs.DECLINED):
        known = there.get(one.matter_id)
        if known is None:
            one.pk, one.theme = None, into
            one.save(force_insert=True)
            moved.append(one.matter_id)
        elif known.state != Belongs.CONFIRMED and one.state == Belongs.CONFIRMED:
            known.state, known.decided_by, known.decided_at = one.state, one.decided_by, one.decided_at
            known.save()
            moved.append(one.matter_id)
    HotIssue.objects.filter(theme=theme).update(theme=into)
    into.area_code = common_area([into.area_code, theme.area_code]) if theme.area_code else ""
    into.save(update_fields=["area_code"])
    theme.closed_at, theme.closing_note, theme.into = at, why, into
    theme.save(update_fields=["closed_at", "closing_note", "into"])
    _record(theme, "theme.merged", actor, at, {"into": into.pk, "title": into.title}, why)
    _record(into, "theme.took_in", actor, at, {"from": theme.pk, "title": theme.title, "matters": moved}, why)
    return into


@transaction.atomic(durable=True)
def split_theme(
    actor: Actor, theme_id: int, matter_ids: Sequence[int], text: ThemeText, at: datetime
) -> Theme:
    """Part some of a theme's matters off into a theme of their own."""
    theme = _lock(actor, theme_id)
    seen = set(visible(actor).filter(id__in=list(matter_ids)).values_list("id", flat=True))
    members = list(ThemeMember.objects.filter(theme=theme, matter_id__in=seen, state__in=INSIDE))
    if not members:
        raise InvalidInput(field="matters", why="请勾选要分出去的事项。")
    if len(members) == ThemeMember.objects.filter(theme=theme, state__in=INSIDE).count():
        raise InvalidInput(field="matters", why="不能把全部事项都分出去；要改名请直接修改这个专题。")
    ids = [one.matter_id for one in members]
    codes = Matter.objects.filter(id__in=ids).values_list("area_code", flat=True)
    made = _make(actor, text, at, common_area(codes))
    made.split_from = theme
    made.save(update_fields=["split_from"])
    ThemeMember.objects.bulk_create(
        ThemeMember(
            theme=made, matter_id=one.matter_id, state=Belongs.CONFIRMED, score=one.score,
            reasons=one.reasons, since=at, decided_by=actor.name, decided_at=at,
        )
        for one in members
    )  # fmt: skip
    ThemeMember.objects.filter(theme=theme, matter_id__in=ids).update(
        state=Belongs.DECLINED, decided_by=actor.name, decided_at=at
    )
    _record(theme, "theme.parted", actor, at, {"into": made.pk, "title": made.title, "matters": ids})
    _record(made, "theme.opened", actor, at, {"split_from": theme.pk, "matters": ids} | _facts(made))
    _tell(made, "新专题", made.note or made.title, actor, at)
    return made


def _lock(actor: Actor, theme_id: int) -> Theme:
    """Return an open theme, locked, that the actor may manage; raise NotFound out of reach."""
    require_role(actor, "themes.manage")
    theme = Theme.objects.select_for_update().filter(pk=theme_id).first()
    if theme is None:
        raise NotFound
    if not is_owner_side(actor, theme):
        if not _sees(actor, theme):
            raise NotFound
        raise NotAllowed(why="专题由主责单位和它的上级来管，请和他们联系。")
    if theme.closed_at is not None:
        raise ThemeClosed(title=theme.title)
    return theme


def _sees(actor: Actor, theme: Theme) -> bool:
    ids = ThemeMember.objects.filter(theme=theme, state__in=INSIDE).values("matter_id")
    return visible(actor).filter(id__in=ids).exists()


def _required(name: str, text: str, why: str) -> str:
    found = text.replace("\x00", "").strip()
    if not found:
        raise InvalidInput(field=name, why=why)
    return found[:NOTE_LONGEST]


def _facts(theme: Theme) -> dict[str, object]:
    return {
        "title": theme.title,
        "owner": theme.owner_unit_id,
        "owner_name": orgs.unit_name(theme.owner_unit_id),
        "attaches": theme.attaches,
    }


def _record(
    theme: Theme, verb: str, actor: Actor, at: datetime, data: dict[str, object], why: str = ""
) -> None:
    record(stream=theme.stream, verb=verb, actor=actor, at=at, data=data, why=why)


def _tell(theme: Theme, what: str, body: str, actor: Actor, at: datetime) -> None:
    notify(
        matter_id=None,
        to=unit(theme.owner_unit_id),
        subject=f"{what}：{theme.title}",
        body=body,
        actor=actor,
        at=at,
        key=f"{theme.stream}:{what}:{at:%Y%m%d%H%M%S}",
        statutory=False,
    )
