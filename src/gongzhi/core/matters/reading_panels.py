"""What the machine that reads adds to a matter's page: to the resident's, what it suggested and who decided."""

from collections.abc import Iterable
from datetime import datetime

from gongzhi.core.matters.models import Matter
from gongzhi.core.matters.panels import Panel, register_panels
from gongzhi.core.matters.queries import suggested
from gongzhi.kernel.actor import Actor


def register() -> None:
    """Make the panels known."""
    register_panels("resident", explained)


def explained(actor: Actor, matter: Matter, at: datetime) -> Iterable[Panel]:
    """Return the explanation for whoever holds the matter's receipt, none while the machine had no part in it."""
    if matter.id not in actor.matter_ids:
        return
    if told := suggested.explained(matter):
        yield Panel("reading/_explained.html", {"explained": told}, order=900)
