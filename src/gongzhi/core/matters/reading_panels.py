"""What the machine that reads adds to a matter's page: to the resident's, what it suggested and who decided; to staff's, the themes."""

from collections.abc import Iterable
from datetime import datetime

from gongzhi.core.identity.rules.verbs import can
from gongzhi.core.matters.models import Matter
from gongzhi.core.matters.panels import Panel, register_panels
from gongzhi.core.matters.queries import suggested, themes
from gongzhi.kernel.actor import Actor


def register() -> None:
    """Make the panels known."""
    register_panels("resident", explained)
    register_panels("desk", belonging)


def explained(actor: Actor, matter: Matter, at: datetime) -> Iterable[Panel]:
    """Return the explanation for whoever holds the matter's receipt, none while the machine had no part in it."""
    if matter.id not in actor.matter_ids:
        return
    if told := suggested.explained(matter):
        yield Panel("reading/_explained.html", {"explained": told}, order=900)


def belonging(actor: Actor, matter: Matter, at: datetime) -> Iterable[Panel]:
    """Return the themes that a matter belongs to, for those who read themes."""
    if can(actor, "themes.view") and (found := themes.of_matter(actor, matter.id)):
        yield Panel("reading/_themes.html", {"themes": found}, order=800)
