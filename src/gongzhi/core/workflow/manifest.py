"""What a system registers with the core, and the registry that collects it; an unknown name is refused, never ignored."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from gongzhi.core.workflow.context import MoveContext
from gongzhi.kernel.actor import Actor
from gongzhi.kernel.errors import DomainError

T = TypeVar("T")
Guard = Callable[[MoveContext], str | None]
Effect = Callable[[MoveContext], None]


class NotDeclared(DomainError):
    """A procedure names a guard, effect or system that nobody registered."""

    code = "workflow.not_declared"
    message = "程序里写的%(what)s「%(name)s」没有登记。请在该系统的 manifest 里登记，或改正程序文件。"


@dataclass(frozen=True, slots=True)
class MenuItem:
    """One entry of the side navigation, shown to posts that carry one of `roles` (empty: every post).

    `when` narrows it further, for an entry that is of use to certain bodies only.
    """

    title: str
    title_en: str
    url_name: str
    icon: str
    roles: tuple[str, ...] = ()
    order: int = 100
    group: str = "work"
    count: Callable[[Actor], int] | None = None
    when: Callable[[Actor], bool] | None = None


@dataclass(frozen=True, slots=True)
class Manifest:
    """One system: its name, duty and law, procedures, menu, guards, effects, documents, kinds of matter it accepts."""

    name: str
    title: str
    title_en: str
    duty: str
    law: str
    procedures: Path | None = None
    documents: Path | None = None
    menu: tuple[MenuItem, ...] = ()
    guards: Mapping[str, Guard] = field(default_factory=dict)
    effects: Mapping[str, Effect] = field(default_factory=dict)
    accepts: tuple[str, ...] = ()
    """Procedures that other systems may hand a matter over to, the first being the usual one."""
    asked_before: tuple[str, ...] = ()
    """Guards that do not depend on what a form will say, so that a page asks them before anybody fills it in."""


_manifests: dict[str, Manifest] = {}
_menu: list[MenuItem] = []
_guards: dict[str, Guard] = {}
_effects: dict[str, Effect] = {}


def register(manifest: Manifest) -> None:
    """Take in a system; registering the same manifest twice is harmless, another of the same name is refused."""
    if _manifests.get(manifest.name, manifest) is not manifest:
        raise NotDeclared(what="系统", name=manifest.name)
    _manifests[manifest.name] = manifest
    register_guards(manifest.guards)
    register_effects(manifest.effects)


def register_guards(guards: Mapping[str, Guard]) -> None:
    """Make guards known by name; a name belongs to one function only."""
    _claim(_guards, guards, "条件")


def register_effects(effects: Mapping[str, Effect]) -> None:
    """Make effects known by name; a name belongs to one function only."""
    _claim(_effects, effects, "效果")


def _claim(known: dict[str, T], new: Mapping[str, T], what: str) -> None:
    for name, function in new.items():
        if known.get(name, function) is not function:
            raise NotDeclared(what=what, name=f"{name}(重名)")
        known[name] = function


def register_menu(items: Iterable[MenuItem]) -> None:
    """Take in menu entries of the core's own apps; group "resident" puts one into the head of the resident site."""
    _menu.extend(item for item in items if item not in _menu)


def core_menu() -> tuple[MenuItem, ...]:
    """Return the entries that the core's own apps registered."""
    return tuple(_menu)


def manifests() -> tuple[Manifest, ...]:
    """Return all systems in the order of their names."""
    return tuple(_manifests[name] for name in sorted(_manifests))


def manifest(name: str) -> Manifest:
    """Return one system; raise NotDeclared for an unknown name."""
    if name not in _manifests:
        raise NotDeclared(what="系统", name=name)
    return _manifests[name]


def asked_before() -> frozenset[str]:
    """Return the guards of all systems that do not depend on what a form will say."""
    return frozenset(name for known in _manifests.values() for name in known.asked_before)


def guard(name: str) -> Guard:
    """Return a guard; raise NotDeclared for an unknown name."""
    if name not in _guards:
        raise NotDeclared(what="条件", name=name)
    return _guards[name]


def effect(name: str) -> Effect:
    """Return an effect; raise NotDeclared for an unknown name."""
    if name not in _effects:
        raise NotDeclared(what="效果", name=name)
    return _effects[name]


def missing(guards: Iterable[str], effects: Iterable[str]) -> tuple[str, ...]:
    """Return the names among these that nobody registered (a system check prints them at start)."""
    return tuple(
        sorted(
            {name for name in guards if name not in _guards}
            | {name for name in effects if name not in _effects}
        )
    )
