"""Documents that belong to no matter are read by whom their kind names, and by nobody where it names nobody."""

import pytest

from gongzhi.core.files import queries
from gongzhi.core.files.actions import make_document
from gongzhi.core.files.rules import kinds
from gongzhi.core.files.rules.kinds import DocumentKind
from gongzhi.core.identity.testing import Cast, at
from gongzhi.core.ledger.queries import entries
from gongzhi.kernel.errors import NotFound

pytestmark = pytest.mark.django_db


@pytest.fixture
def minutes(monkeypatch: pytest.MonkeyPatch, cast: Cast) -> int:
    """Minutes of the district that only its clerk reads."""
    kind = DocumentKind(
        "minutes", "会议纪要", "Minutes", "纪", readers=lambda actor, _id: actor == cast.clerk
    )
    monkeypatch.setitem(kinds._KINDS, "minutes", kind)
    made = make_document(
        matter_id=None,
        proceeding_id=None,
        template="minutes",
        title="会议纪要",
        data={"text": "决定一件"},
        actor=cast.clerk,
        at=at("2026-03-02 09:00"),
        stream="meeting:1",
    )
    return int(made.pk)


def test_the_kind_says_who_reads_it(cast: Cast, minutes: int) -> None:
    assert queries.document(cast.clerk, minutes).title == "会议纪要"
    for other in (cast.neighbour, cast.leader, cast.public, cast.citizen()):
        with pytest.raises(NotFound):
            queries.document(other, minutes)


def test_without_readers_nobody_reads_it(cast: Cast, minutes: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(kinds._KINDS, "minutes", DocumentKind("minutes", "会议纪要", "Minutes", "纪"))

    with pytest.raises(NotFound):
        queries.document(cast.clerk, minutes)


def test_the_ledger_tells_of_it_in_the_stream_it_belongs_to(cast: Cast, minutes: int) -> None:
    assert [entry.verb for entry in entries("meeting:1")] == ["document.made"]
