"""Hot issues and themes as their reader may see them: every figure, name and member from matters in reach alone."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Count, Max, Min, Q, QuerySet

from gongzhi.core.geo import queries as geo
from gongzhi.core.ledger import queries as ledger
from gongzhi.core.ledger.models import Entry
from gongzhi.core.matters.models import Matter
from gongzhi.core.matters.queries.pages import Row, own_units, rows_of, visible
from gongzhi.core.orgs import queries as orgs
from gongzhi.core.suggest.models import Belongs, HotIssue, HotMember, IssueState, Theme, ThemeMember
from gongzhi.core.suggest.rules import hot as rules
from gongzhi.core.suggest.rules.hot import Growth, Heat
from gongzhi.kernel.actor import Actor
from gongzhi.kernel.errors import NotFound
from gongzhi.reading import naming

LEAST = 3
"""Fewer matters in reach than this are no issue to their reader."""
LOOKED_AT = 300
SHOWN = 40
_MARGIN = 0.008
INSIDE = (Belongs.CONFIRMED, Belongs.AUTOMATIC)


@dataclass(frozen=True, slots=True)
class Member:
    """A matter of an issue with how far it is from what the issue is about (0 to 1)."""

    row: Row
    distance: float
    text: str


@dataclass(frozen=True, slots=True)
class IssueView:
    """An issue as told of the matters in reach."""

    id: int
    state: str
    title: str
    place: str
    words: tuple[str, ...]
    from_at: datetime
    to_at: datetime
    heat: Heat
    growth: Growth
    alarmed_at: datetime | None
    theme_id: int | None
    theme: str
    into_id: int | None
    ids: tuple[int, ...] = ()
    members: tuple[Member, ...] = ()
    history: tuple[Entry, ...] = ()


def issues(actor: Actor, at: datetime, most: int = SHOWN) -> list[IssueView]:
    """Return the live issues that the actor sees enough of, the hottest first."""
    found = list(HotIssue.objects.filter(state=IssueState.LIVE).order_by("-heat", "pk")[:LOOKED_AT])
    seen = _seen(actor, found)
    titles = _titles(actor, {one.theme_id for one in found})
    views = [_issue(one, seen[one.pk], titles, at) for one in found if len(seen[one.pk]) >= LEAST]
    return sorted(views, key=lambda one: (-one.heat.heat, one.id))[:most]


def issue(actor: Actor, issue_id: int, at: datetime) -> IssueView:
    """Return one issue with its members and its story; raise NotFound when too little of it is in reach."""
    found = HotIssue.objects.filter(pk=issue_id).first()
    if found is None:
        raise NotFound
    seen = _seen(actor, [found])[found.pk]
    if len(seen) < LEAST:
        raise NotFound
    rows = rows_of([one for one, _ in seen], at)
    members = [Member(row, far, one.text) for row, (one, far) in zip(rows, seen, strict=True)]
    return _issue(
        found,
        seen,
        _titles(actor, {found.theme_id}),
        at,
        tuple(sorted(members, key=lambda one: (one.distance, one.row.id))),
        tuple(ledger.entries(found.stream)[::-1]),
    )


def _seen(actor: Actor, found: Sequence[HotIssue]) -> dict[int, list[tuple[Matter, float]]]:
    """Return by issue the matters in reach with their distance."""
    rows = list(HotMember.objects.filter(issue__in=found).values_list("issue_id", "matter_id", "distance"))
    matters = visible(actor).filter(is_sealed=False).in_bulk(list({matter for _, matter, _ in rows}))
    seen: dict[int, list[tuple[Matter, float]]] = {one.pk: [] for one in found}
    for issue_id, matter_id, distance in rows:
        if matter_id in matters:
            seen[issue_id].append((matters[matter_id], distance))
    return seen


def _titles(actor: Actor, ids: Iterable[int | None]) -> dict[int, str]:
    """Return the titles of those of the themes that the actor may see."""
    wanted = [one for one in ids if one is not None]
    return {one.pk: one.title for one in _in_reach(actor).filter(pk__in=wanted)} if wanted else {}


def _issue(
    found: HotIssue,
    seen: Sequence[tuple[Matter, float]],
    titles: Mapping[int, str],
    at: datetime,
    members: tuple[Member, ...] = (),
    history: tuple[Entry, ...] = (),
) -> IssueView:
    matters = [one for one, _ in sorted(seen, key=lambda pair: (pair[1], pair[0].id))]
    times = [one.brought_at for one in matters]
    told = naming.name([one.title for one in matters], found.words, [])
    area = geo.full_name(rules.common_area(one.area_code for one in matters))
    return IssueView(
        id=found.pk,
        state=found.state,
        title=told.title,
        place="，".join(filter(None, dict.fromkeys([area, told.place]))),
        words=tuple(map(str, found.words)),
        from_at=min(times),
        to_at=max(times),
        heat=rules.heat(times, at),
        growth=rules.growth(times, at),
        alarmed_at=found.alarmed_at,
        theme_id=found.theme_id if found.theme_id in titles else None,
        theme=titles.get(found.theme_id or 0, ""),
        into_id=found.into_id,
        ids=tuple(one.id for one in matters),
        members=members,
        history=history,
    )


@dataclass(frozen=True, slots=True)
class ThemeRow:
    """A theme in a list, counted over the matters in reach."""

    theme: Theme
    owner: str
    area: str
    inside: int
    open_ones: int
    suggested: int
    growth: Growth
    ids: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Belonging:
    """A matter of a theme, or one that may be, with who decided so."""

    row: Row
    state: str
    percent: int
    reasons: tuple[str, ...]
    since: datetime
    decided_by: str
    decided_at: datetime | None


@dataclass(frozen=True, slots=True)
class ThemeView:
    """A theme with everything that belongs to it, as far as in reach."""

    row: ThemeRow
    may_manage: bool
    inside: tuple[Belonging, ...]
    suggested: tuple[Belonging, ...]
    declined: tuple[Belonging, ...]
    issues: tuple[HotIssue, ...]
    history: tuple[Entry, ...] = field(default=())


def is_owner_side(actor: Actor, theme: Theme) -> bool:
    """Whether the theme's owner is the actor's unit or stands below it: only then may it be managed."""
    return bool(set(orgs.unit_path(theme.owner_unit_id)) & set(own_units(actor)))


def _in_reach(actor: Actor) -> QuerySet[Theme]:
    """Return the themes of the actor's unit and of those below, and those of which he sees a matter."""
    below = _with_below(own_units(actor))
    members = ThemeMember.objects.filter(state__in=INSIDE)
    seen = visible(actor).filter(id__in=members.values("matter_id")).values("id")
    return Theme.objects.filter(
        Q(owner_unit_id__in=below) | Q(pk__in=members.filter(matter_id__in=seen).values("theme_id"))
    )


def _with_below(units: Iterable[int]) -> list[int]:
    found = list(units)
    for one in found:
        found.extend(child.id for child in orgs.children(one) if child.id not in found)
    return found


def themes(actor: Actor, at: datetime, *, closed: bool = False) -> list[ThemeRow]:
    """Return the open themes in reach, or the closed ones, the newest first."""
    found = list(_in_reach(actor).filter(closed_at__isnull=not closed).order_by("-opened_at", "-pk"))
    members: dict[int, list[tuple[int, str]]] = {one.pk: [] for one in found}
    rows = ThemeMember.objects.filter(theme__in=found).exclude(state=Belongs.DECLINED)
    for theme_id, matter_id, state in rows.values_list("theme_id", "matter_id", "state"):
        members[theme_id].append((matter_id, state))
    matters = visible(actor).in_bulk(list({matter for some in members.values() for matter, _ in some}))
    return [_theme_row(one, members[one.pk], matters, at) for one in found]


def _theme_row(
    theme: Theme, members: Sequence[tuple[int, str]], matters: Mapping[int, Matter], at: datetime
) -> ThemeRow:
    inside = [matters[one] for one, state in members if one in matters and state in INSIDE]
    return ThemeRow(
        theme=theme,
        owner=orgs.unit_name(theme.owner_unit_id),
        area=geo.full_name(theme.area_code) if theme.area_code else "",
        inside=len(inside),
        open_ones=sum(one.is_open for one in inside),
        suggested=sum(1 for one, state in members if one in matters and state == Belongs.SUGGESTED),
        growth=rules.growth([one.brought_at for one in inside], at),
        ids=tuple(one.id for one in inside),
    )


def theme(actor: Actor, theme_id: int, at: datetime) -> ThemeView:
    """Return one theme; raise NotFound when it is absent or out of reach."""
    found = _in_reach(actor).filter(pk=theme_id).first()
    if found is None:
        raise NotFound
    members = list(ThemeMember.objects.filter(theme=found).order_by("-since", "-pk"))
    matters = visible(actor).in_bulk([one.matter_id for one in members])
    rows = {row.id: row for row in rows_of(matters.values(), at)}
    told = [_belonging(one, rows[one.matter_id]) for one in members if one.matter_id in rows]
    pairs = [(one.matter_id, one.state) for one in members]
    return ThemeView(
        row=_theme_row(found, pairs, matters, at),
        may_manage=is_owner_side(actor, found) and actor.has_role("dispatcher", "supervisor", "leader"),
        inside=tuple(one for one in told if one.state in INSIDE),
        suggested=tuple(sorted((o for o in told if o.state == Belongs.SUGGESTED), key=lambda o: -o.percent)),
        declined=tuple(one for one in told if one.state == Belongs.DECLINED),
        issues=tuple(HotIssue.objects.filter(theme=found).order_by("pk")),
        history=tuple(ledger.entries(found.stream)[::-1]),
    )


def _belonging(one: ThemeMember, row: Row) -> Belonging:
    return Belonging(
        row=row,
        state=one.state,
        percent=round(one.score * 100),
        reasons=tuple(map(str, one.reasons)),
        since=one.since,
        decided_by=one.decided_by,
        decided_at=one.decided_at,
    )


def of_matter(actor: Actor, matter_id: int) -> list[tuple[Theme, str]]:
    """Return the open themes in reach that a matter belongs to, or may belong to, with how."""
    rows = ThemeMember.objects.filter(matter_id=matter_id, theme__closed_at__isnull=True)
    states = dict(rows.exclude(state=Belongs.DECLINED).values_list("theme_id", "state"))
    found = _in_reach(actor).filter(pk__in=list(states)) if states else ()
    return [(one, states[one.pk]) for one in found]


def box_of(actor: Actor, ids: Sequence[int]) -> tuple[float, float, float, float] | None:
    """Return west, south, east, north around some matters in reach with a margin, None where none has a point."""
    found = visible(actor).filter(id__in=list(ids), lon__isnull=False, lat__isnull=False)
    box = found.aggregate(west=Min("lon"), south=Min("lat"), east=Max("lon"), north=Max("lat"))
    if box["west"] is None:
        return None
    return box["west"] - _MARGIN, box["south"] - _MARGIN, box["east"] + _MARGIN, box["north"] + _MARGIN


def waiting(actor: Actor) -> int:
    """Return how many matters are suggested to open themes of the actor's unit or below it."""
    below = _with_below(own_units(actor))
    found = ThemeMember.objects.filter(
        state=Belongs.SUGGESTED, theme__closed_at__isnull=True, theme__owner_unit_id__in=below
    )
    return int(found.aggregate(n=Count("id"))["n"])
