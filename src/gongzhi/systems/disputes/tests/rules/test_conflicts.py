"""What the file shows against a mediator, as a table."""

import pytest

from gongzhi.systems.disputes.rules.conflicts import Candidate, Conflict, Party, bars, found

LI = Candidate("李 调解", frozenset({5}))


@pytest.mark.parametrize(
    ("parties", "shown"),
    [
        ([Party("王甲"), Party("赵乙")], []),
        ([Party("李调解"), Party("赵乙")], [Conflict.SAME_NAME]),
        ([Party("王甲", "李调解"), Party("赵乙")], [Conflict.REPRESENTS]),
        ([Party("某局", unit=5), Party("赵乙", unit=6)], [Conflict.OWN_BODY]),
        ([Party("李调解", "李调解"), Party("李调解")], [Conflict.SAME_NAME, Conflict.REPRESENTS]),
        ([], []),
    ],
)
def test_what_the_file_shows(parties: list[Party], shown: list[Conflict]) -> None:
    assert found(LI, parties) == shown


def test_a_name_alone_is_looked_into_and_a_tie_bars() -> None:
    assert not bars([Conflict.SAME_NAME])
    assert not bars([])
    assert bars([Conflict.REPRESENTS])
    assert bars([Conflict.SAME_NAME, Conflict.RELATIVE])


def test_somebody_without_a_name_bears_nobodys_name() -> None:
    assert found(Candidate(" "), [Party("")]) == []
