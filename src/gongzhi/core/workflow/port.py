"""What the workflow needs from the matters above it, as one port that they plug in when Django starts."""

from datetime import datetime
from typing import Protocol

from gongzhi.core.workflow.context import MoveContext, Subject
from gongzhi.core.workflow.models import Proceeding
from gongzhi.kernel.actor import Actor


class SubjectPort(Protocol):
    """How a proceeding reaches the matter that it runs over."""

    def lock(self, matter_id: int) -> Subject:
        """Return the matter, locked until the end of the transaction."""

    def relations(self, actor: Actor, matter: Subject, proceeding: Proceeding) -> frozenset[str]:
        """Return how the actor stands to this matter: reach, owner, lead_task, party, …"""

    def after_begin(self, matter: Subject, proceeding: Proceeding, actor: Actor, at: datetime) -> None:
        """Bring the matter's own columns up to date after a proceeding began."""

    def after_move(self, context: MoveContext) -> None:
        """Bring the matter's own columns up to date, make the documents and tell those concerned."""


_port: list[SubjectPort] = []


def plug_in(port: SubjectPort) -> None:
    """Set the port; the last one plugged in holds."""
    _port[:] = [port]


def port() -> SubjectPort:
    """Return the port; raise RuntimeError when the matters are not installed."""
    if not _port:
        raise RuntimeError("No subject port is plugged in; is gongzhi.core.matters among the installed apps?")
    return _port[0]
