"""What a system adds to the page of a matter: a panel of its own on the desk, and one on the resident's page.

A system registers a function for a face; for each page it is asked once and answers with a panel or None. The panel's
template is the system's own and finds what it shows as `panel.facts`; the page itself names no system.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from gongzhi.core.matters.models import Matter
from gongzhi.kernel.actor import Actor

Face = Literal["desk", "resident"]


@dataclass(frozen=True, slots=True)
class Panel:
    """A part of a page: the template that draws it, what it shows, and where it stands (low numbers first)."""

    template: str
    facts: Mapping[str, object] = field(default_factory=dict)
    order: int = 100


PanelSource = Callable[[Actor, Matter, datetime], Iterable[Panel]]
_sources: dict[Face, list[PanelSource]] = {"desk": [], "resident": []}


def register_panels(face: Face, source: PanelSource) -> None:
    """Take in a system's source of panels; the same source twice counts once."""
    if source not in _sources[face]:
        _sources[face].append(source)


def panels(face: Face, actor: Actor, matter: Matter, at: datetime) -> list[Panel]:
    """Return the panels for this reader of this matter, in their order; every source decides what he may see."""
    found = [panel for source in _sources[face] for panel in source(actor, matter, at)]
    return sorted(found, key=lambda panel: panel.order)
