"""A system of its own for the tests, with a stand-in for the matters, so that the workflow is tested alone."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from django.db import transaction

from gongzhi.core.workflow import library, manifest, port
from gongzhi.core.workflow.actions import MoveRequest, begin, perform
from gongzhi.core.workflow.context import MoveContext, Subject
from gongzhi.core.workflow.models import Proceeding
from gongzhi.kernel.actor import Actor, ActorKind
from gongzhi.kernel.errors import NotFound
from gongzhi.kernel.lengths import CHINA

OWNER = 7
CLERK = Actor(ActorKind.STAFF, "王受理", frozenset({"clerk"}), account_id=1, post_id=10, unit_id=OWNER)
LEADER = Actor(ActorKind.STAFF, "周领导", frozenset({"leader"}), account_id=2, post_id=20, unit_id=OWNER)
NEIGHBOUR = Actor(ActorKind.STAFF, "邻区", frozenset({"clerk"}), account_id=3, post_id=30, unit_id=8)
RESIDENT = Actor(ActorKind.RESIDENT, "居民", frozenset({"resident"}), matter_ids=frozenset(range(1, 1000)))


def at(text: str) -> datetime:
    """Return a moment in China, e.g. at("2026-03-02 09:00")."""
    return datetime.fromisoformat(text).replace(tzinfo=CHINA)


START = at("2026-03-02 09:00")


@dataclass
class Errand:
    """The subject of the tests: what a matter is in the product."""

    id: int
    number: str = "T-1"
    owner_id: int | None = OWNER
    lead_id: int | None = None


@dataclass
class FakePort:
    """Stands where the matters' port is plugged in."""

    matters: dict[int, Errand] = field(default_factory=dict)
    moved: list[str] = field(default_factory=list)
    began: list[int] = field(default_factory=list)

    def lock(self, matter_id: int) -> Subject:
        if matter_id not in self.matters:
            raise NotFound
        return self.matters[matter_id]

    def relations(self, actor: Actor, matter: Subject, proceeding: Proceeding) -> frozenset[str]:
        if actor.kind is ActorKind.RESIDENT:
            return frozenset({"party"})
        return frozenset({"reach", "owner"}) if actor.unit_id == matter.owner_id else frozenset()

    def after_begin(self, matter: Subject, proceeding: Proceeding, actor: Actor, at: datetime) -> None:
        self.began.append(proceeding.id)

    def after_move(self, context: MoveContext) -> None:
        self.moved.append(context.move.name)


def closed_on_sunday(context: MoveContext) -> str | None:
    """Refuse on Sundays, so that there is a guard to be refused by."""
    return "星期天不办结，请明天再来。" if context.at.weekday() == 6 else None


def note(context: MoveContext) -> None:
    """Keep a fact."""
    context.facts["noted"] = context.text("answer")


TESTING = manifest.Manifest(
    name="testing",
    title="测试",
    title_en="Testing",
    duty="测试",
    law="测试规定",
    procedures=Path(__file__).parent / "procedures",
    guards={"testing_open": closed_on_sunday},
    effects={"testing_note": note},
    accepts=("errand",),
)


@contextmanager
def testing() -> Iterator[FakePort]:
    """Register the test's system and plug in its port; all is as before afterwards."""
    before = list(port._port)
    fake = FakePort()
    manifest.register(TESTING)
    port.plug_in(fake)
    library.by_name.cache_clear()
    yield fake
    port._port[:] = before
    for known, names in (
        (manifest._manifests, ["testing"]),
        (manifest._guards, TESTING.guards),
        (manifest._effects, TESTING.effects),
    ):
        for name in names:
            del known[name]
    library.by_name.cache_clear()


def started(
    fake: FakePort, matter_id: int = 1, on: datetime = START, flags: frozenset[str] = frozenset()
) -> Proceeding:
    """Return a proceeding just begun over a new errand."""
    fake.matters[matter_id] = Errand(matter_id)
    procedure = library.current("testing", "errand", on.date())
    with transaction.atomic():
        return begin(fake.matters[matter_id], procedure, actor=CLERK, at=on, flags=flags, unit_id=OWNER)


def move(
    proceeding: Proceeding, name: str, on: str, actor: Actor = CLERK, reason: str = "", **fields: object
) -> MoveContext:
    """Perform a move."""
    return perform(actor, MoveRequest(proceeding.id, name, fields, reason), at(on))
