"""The menu shows each post its own entries, never another's, and asks no counts for the public."""

from dataclasses import replace
from types import SimpleNamespace

import pytest
from django.http import HttpRequest
from django.test import RequestFactory

from gongzhi.core.workflow import manifest
from gongzhi.core.workflow.manifest import MenuItem
from gongzhi.kernel.actor import PUBLIC, Actor, ActorKind
from gongzhi.project import navigation

CLERK = Actor(
    kind=ActorKind.STAFF, name="李敏", roles=frozenset({"clerk"}), account_id=1, post_id=7, unit_id=2
)
counted: list[Actor] = []


def _count(actor: Actor) -> int:
    counted.append(actor)
    return 5


ITEMS = (
    MenuItem("样式", "Style", "style", "inbox", roles=("clerk",), order=2, count=_count),
    MenuItem("大屏", "Board", "style_board", "map", roles=("leader",), order=1, group="oversee"),
    MenuItem("没有的页", "Missing", "no_such_page", "x", order=3),
    MenuItem("说事", "Report", "style_resident", "megaphone", group="resident"),
)


@pytest.fixture(autouse=True)
def _own_menu(monkeypatch: pytest.MonkeyPatch) -> None:
    counted.clear()
    monkeypatch.setattr(manifest, "_menu", list(ITEMS))
    monkeypatch.setattr(manifest, "_manifests", {})


def request_of(actor: Actor, path: str = "/style/") -> HttpRequest:
    request = RequestFactory().get(path)
    request.actor = actor  # type: ignore[attr-defined]
    return request


def titles(menu: navigation.Menu) -> list[str]:
    return [link.title for group in menu.groups for link in group.links]


def test_a_clerk_sees_the_clerks_entries_with_their_counts() -> None:
    menu = navigation.menu(request_of(CLERK))

    assert titles(menu) == ["样式"]
    assert menu.groups[0].links[0].count == 5
    assert menu.groups[0].title == "办理"


def test_a_leader_sees_the_leaders_entries() -> None:
    menu = navigation.menu(request_of(replace(CLERK, roles=frozenset({"leader"}))))

    assert titles(menu) == ["大屏"]
    assert counted == []


def test_the_public_sees_only_the_resident_site() -> None:
    menu = navigation.menu(request_of(PUBLIC))

    assert menu.groups == ()
    assert [link.title for link in menu.resident] == ["说事"]
    assert counted == []


def test_a_request_without_an_actor_counts_as_public() -> None:
    request = RequestFactory().get("/")

    assert navigation.menu(request).groups == ()
    assert navigation.posts(request) == []
    assert navigation.unread(request) == 0


@pytest.mark.parametrize(
    ("path", "current"),
    [("/style/", ["样式"]), ("/style/board/", ["大屏"]), ("/elsewhere/", [])],
    ids=["itself", "longest", "none"],
)
def test_the_entry_with_the_longest_fitting_address_is_current(path: str, current: list[str]) -> None:
    both = replace(CLERK, roles=frozenset({"clerk", "leader"}))

    menu = navigation.menu(request_of(both, path))

    assert [link.title for group in menu.groups for link in group.links if link.is_current] == current


def test_posts_come_from_the_request_and_mark_the_present_one() -> None:
    request = request_of(CLERK)
    held = SimpleNamespace(id=7, title="受理中心 · 受理员", title_en="Centre · Clerk", is_current=True)
    request.posts = (held,)  # type: ignore[attr-defined]

    assert navigation.posts(request) == [navigation.PostChoice(7, "受理中心 · 受理员", True)]


def test_the_shell_knows_its_own_places() -> None:
    menu = navigation.menu(request_of(PUBLIC))

    assert menu.to("preferences") == "/preferences/"
    assert menu.to("login") == "/login/"
    assert menu.to("nowhere") == ""
