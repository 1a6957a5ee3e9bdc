"""Suggests later matters to open themes, or attaches them where a theme is set to; a person has the last word."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from gongzhi.core.ledger.actions import record
from gongzhi.core.matters.models import Matter
from gongzhi.core.matters.queries import texts
from gongzhi.core.matters.queries.themes import INSIDE
from gongzhi.core.orgs import queries as orgs
from gongzhi.core.suggest import switches
from gongzhi.core.suggest.models import Belongs, HotMember, IssueState, Theme, ThemeMember
from gongzhi.kernel.actor import SYSTEM
from gongzhi.reading.profile import Ground, Profile

LIKE = 0.5
"""From this share of a theme's marks on, a matter is suggested to it."""
SURE = 0.75
"""From this on it is attached where the theme takes in by itself."""
BACKGROUND = 20_000
"""So many of the newest matters tell which words are common."""
GROUND = timedelta(days=60)
_MEMBERS_MOST = 300
_SHARED_WORDS = 4


@dataclass(frozen=True, slots=True)
class Fit:
    """Why a matter may belong to a theme."""

    matter_id: int
    score: float
    reasons: tuple[str, ...]


def attach_later(at: datetime) -> int:
    """Look at the matters that came since the last time; return how many were suggested or attached."""
    if not orgs.setting(switches.THEMES):
        return 0
    themes = list(Theme.objects.filter(closed_at__isnull=True).order_by("pk"))
    if not themes:
        return 0
    fits = _by_issue(themes)
    _add(fits, _by_words(themes, at))
    return sum(_keep(theme.pk, fits.get(theme.pk, []), at) for theme in themes)


def _add(fits: dict[int, list[Fit]], more: Mapping[int, Sequence[Fit]]) -> None:
    for theme_id, found in more.items():
        fits.setdefault(theme_id, []).extend(found)


def _by_issue(themes: Sequence[Theme]) -> dict[int, list[Fit]]:
    """Return the members of the issues that a theme was made of."""
    live = HotMember.objects.filter(issue__theme__in=themes, issue__state=IssueState.LIVE)
    rows = list(live.select_related("issue"))
    matters = Matter.objects.filter(is_sealed=False).in_bulk([row.matter_id for row in rows])
    by_id = {theme.pk: theme for theme in themes}
    fits: dict[int, list[Fit]] = defaultdict(list)
    for row in rows:
        theme, matter = by_id.get(row.issue.theme_id or 0), matters.get(row.matter_id)
        if theme is not None and matter is not None and _is_there(theme, matter):
            words = tuple(map(str, row.issue.words))[:_SHARED_WORDS]
            fits[theme.pk].append(Fit(row.matter_id, round(max(0.0, 1 - row.distance), 4), words))
    return fits


def _by_words(themes: Sequence[Theme], at: datetime) -> dict[int, list[Fit]]:
    """Return the new matters that bear the marks of a theme's own, in the theme's place."""
    since = min(theme.looked_at for theme in themes)
    recent = texts.said_between(min(since, at - GROUND), at, BACKGROUND)
    if not any(one.opened_at > since for one in recent):
        return {}
    ground = Ground.of(map(_words, recent))
    owned = _members(themes)
    fits: dict[int, list[Fit]] = defaultdict(list)
    for theme in themes:
        profile = Profile.of([_words(one) for one in owned[theme.pk]], ground)
        fresh = [one for one in recent if one.opened_at > theme.looked_at and _is_there(theme, one)]
        for one in fresh if profile.marks else ():
            found = profile.fit(_words(one))
            if found.score >= LIKE:
                fits[theme.pk].append(Fit(one.id, found.score, found.words[:_SHARED_WORDS]))
    return fits


def _words(one: Matter) -> str:
    return f"{one.title}。{one.text}"


def _members(themes: Sequence[Theme]) -> dict[int, list[Matter]]:
    """Return by theme its own matters, the latest so many."""
    ids: dict[int, list[int]] = {theme.pk: [] for theme in themes}
    rows = ThemeMember.objects.filter(theme__in=themes, state__in=INSIDE).order_by("-since", "-pk")
    for theme_id, matter_id in rows.values_list("theme_id", "matter_id"):
        if len(ids[theme_id]) < _MEMBERS_MOST:
            ids[theme_id].append(matter_id)
    matters = Matter.objects.in_bulk([one for some in ids.values() for one in some])
    return {theme: [matters[one] for one in some if one in matters] for theme, some in ids.items()}


def _is_there(theme: Theme, one: Matter) -> bool:
    """Whether a matter lies in the theme's place, as far as both are known."""
    return not theme.area_code or not one.area_code or one.area_code.startswith(theme.area_code)


@transaction.atomic(durable=True)
def _keep(theme_id: int, fits: Sequence[Fit], at: datetime) -> int:
    """Write what fits a theme, each matter once and never one that is known to it already."""
    theme = Theme.objects.select_for_update().get(pk=theme_id)
    known = set(ThemeMember.objects.filter(theme=theme).values_list("matter_id", flat=True))
    best: dict[int, Fit] = {}
    for fit in fits:
        if fit.matter_id not in known and fit.score > (
            best[fit.matter_id].score if fit.matter_id in best else 0
        ):
            best[fit.matter_id] = fit
    rows = [
        ThemeMember(
            theme=theme,
            matter_id=fit.matter_id,
            state=Belongs.AUTOMATIC if theme.attaches and fit.score >= SURE else Belongs.SUGGESTED,
            score=fit.score,
            reasons=list(fit.reasons),
            since=at,
        )
        for fit in best.values()
    ]
    ThemeMember.objects.bulk_create(rows)
    Theme.objects.filter(pk=theme_id).update(looked_at=at)
    if rows:
        said = {
            state: sorted(row.matter_id for row in rows if row.state == state) for state in Belongs.values
        }
        data = {"suggested": said[Belongs.SUGGESTED], "automatic": said[Belongs.AUTOMATIC]}
        record(stream=theme.stream, verb="theme.found", actor=SYSTEM, at=at, data=data)
    return len(rows)
