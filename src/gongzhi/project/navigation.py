"""What the shell of a page offers this reader: the menu by role, the posts to act as, and unread notices."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache
from importlib import import_module

from django.apps import apps
from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils import translation
from django.utils.translation import gettext, gettext_noop

from gongzhi.core.workflow import manifest
from gongzhi.core.workflow.manifest import MenuItem
from gongzhi.kernel.actor import PUBLIC, Actor

RESIDENT_GROUP = "resident"
GROUPS = (
    ("work", gettext_noop("办理")),
    ("oversee", gettext_noop("督办与统计")),
    ("manage", gettext_noop("管理")),
)


@dataclass(frozen=True, slots=True)
class Link:
    """One entry as it is drawn; `count` is None where nothing is counted."""

    title: str
    href: str
    icon: str
    is_current: bool = False
    count: int | None = None


@dataclass(frozen=True, slots=True)
class Group:
    """Entries under one heading."""

    title: str
    links: tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class PostChoice:
    """A post that the reader may act in."""

    id: int
    title: str
    is_current: bool


@dataclass(frozen=True, slots=True)
class Menu:
    """All ways on from a page; an address that this installation does not have is ""."""

    groups: tuple[Group, ...] = ()
    resident: tuple[Link, ...] = ()
    addresses: dict[str, str] = field(default_factory=dict)

    def to(self, name: str) -> str:
        """Return the address of a place of the shell: home, login, logout, switch, account, notices, search, desk."""
        return self.addresses.get(name, "")


# The shell's own places, each with the page names that may serve it, best first.
_PLACES: dict[str, tuple[str, ...]] = {
    "home": ("home",),
    "login": ("login",),
    "logout": ("logout",),
    "switch": ("switch_post",),
    "account": ("account",),
    "notices": ("notices",),
    "search": ("search",),
    "desk": ("desk",),
    "preferences": ("preferences",),
}
_FALLBACKS = {"home": "/", "desk": "/desk/", "login": settings.LOGIN_URL}


def menu(request: HttpRequest) -> Menu:
    """Return what this reader may open; counts are asked for only on the desk and only for entries that are shown."""
    actor = _actor(request)
    items = sorted(_items(), key=lambda item: (item.order, item.title))
    resident = [item for item in items if item.group == RESIDENT_GROUP]
    desk = [item for item in items if item.group != RESIDENT_GROUP and _may_see(actor, item)]
    current = _current(request.path, [address(item.url_name) for item in items])
    return Menu(
        groups=tuple(_groups(actor, desk, current)),
        resident=tuple(_links(actor, resident, current)),
        addresses=dict(_places()),
    )


def posts(request: HttpRequest) -> list[PostChoice]:
    """Return the posts of the account, the present one marked; [] for anybody but staff."""
    if not _actor(request).is_staff:
        return []
    return [
        PostChoice(
            id=post.id, title=post.title_en if _is_english() else post.title, is_current=post.is_current
        )
        for post in getattr(request, "posts", ())
    ]


def unread(request: HttpRequest) -> int:
    """Return how many notices wait for this reader; 0 for anybody but staff."""
    actor = _actor(request)
    if not actor.is_staff or not apps.is_installed("gongzhi.core.notify"):
        return 0
    return import_module("gongzhi.core.notify.queries").unread(actor)  # type: ignore[no-any-return]


def address(name: str) -> str:
    """Return the address of a named page, "" when this installation has no such page."""
    return _reversed(name)


def _actor(request: HttpRequest) -> Actor:
    found = getattr(request, "actor", None)
    return found if isinstance(found, Actor) else PUBLIC


def _items() -> Iterable[MenuItem]:
    yield from manifest.core_menu()
    for found in manifest.manifests():
        yield from found.menu


def _may_see(actor: Actor, item: MenuItem) -> bool:
    has_role = actor.is_staff and (not item.roles or actor.has_role(*item.roles))
    return has_role and (item.when is None or item.when(actor))


def _groups(actor: Actor, items: list[MenuItem], current: str) -> Iterable[Group]:
    known = dict(GROUPS)
    names = [*known, *sorted({item.group for item in items} - known.keys())]
    for name in names:
        links = tuple(_links(actor, [item for item in items if item.group == name], current))
        if links:
            yield Group(title=gettext(known.get(name, name)), links=links)


def _links(actor: Actor, items: Iterable[MenuItem], current: str) -> Iterable[Link]:
    for item in items:
        href = address(item.url_name)
        if href:
            count = item.count(actor) if item.count and actor.is_staff else None
            yield Link(title=_title(item), href=href, icon=item.icon, is_current=href == current, count=count)


def _title(item: MenuItem) -> str:
    return item.title_en if _is_english() and item.title_en else item.title


def _is_english() -> bool:
    return (translation.get_language() or "").startswith("en")


def _current(path: str, hrefs: Iterable[str]) -> str:
    """Return the entry the page belongs to: the longest address that the page's own begins with."""
    fitting = [href for href in hrefs if href and (path == href or (href != "/" and path.startswith(href)))]
    return max(fitting, key=len, default="")


@cache
def _reversed(name: str) -> str:
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""


@cache
def _places() -> tuple[tuple[str, str], ...]:
    found = []
    for place, names in _PLACES.items():
        known = next((href for href in map(_reversed, names) if href), "")
        found.append((place, known or _FALLBACKS.get(place, "")))
    return tuple(found)
