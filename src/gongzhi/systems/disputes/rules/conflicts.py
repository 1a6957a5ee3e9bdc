"""What speaks against somebody as mediator of a case, found before he begins; without Django.

Law: 人民调解法 art. 13 and 15 (fair, impartial); 最高人民法院关于人民法院特邀调解的规定 (disclosure and recusal); domain row S18.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Conflict(StrEnum):
    """Why somebody should not mediate; the first three a mediator declares, the others the file shows."""

    RELATIVE = "relative"
    INTEREST = "interest"
    OTHER = "other"
    SAME_NAME = "same_name"
    REPRESENTS = "represents"
    OWN_BODY = "own_body"


TITLES: dict[Conflict, tuple[str, str]] = {
    Conflict.RELATIVE: ("是一方的近亲属", "Close relative of a side"),
    Conflict.INTEREST: ("和这件纠纷有利害关系", "Has an interest in the dispute"),
    Conflict.OTHER: ("有其他可能影响公正调解的关系", "Another tie that may affect fairness"),
    Conflict.SAME_NAME: (
        "和一方同名，请核对是不是本人",
        "Bears the name of a side; check whether it is the same person",
    ),
    Conflict.REPRESENTS: ("是一方的代理人", "Represents a side"),
    Conflict.OWN_BODY: ("所在的单位是一方", "His own body is a side"),
}
DECLARED = (Conflict.RELATIVE, Conflict.INTEREST, Conflict.OTHER)


@dataclass(frozen=True, slots=True)
class Candidate:
    """Who is to mediate: his name, and the units in whose line he stands."""

    name: str
    units: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Party:
    """What is known of a side for the check: names in clear, and its unit when it is a body of the platform."""

    name: str
    representative: str = ""
    unit: int | None = None


def found(candidate: Candidate, parties: Iterable[Party]) -> list[Conflict]:
    """Return what the file shows against a candidate, each once; nothing here decides."""
    name = _plain(candidate.name)
    shown: list[Conflict] = []
    for party in parties:
        if name and name == _plain(party.name):
            shown.append(Conflict.SAME_NAME)
        if name and name == _plain(party.representative):
            shown.append(Conflict.REPRESENTS)
        if party.unit is not None and party.unit in candidate.units:
            shown.append(Conflict.OWN_BODY)
    return list(dict.fromkeys(shown))


def bars(conflicts: Iterable[str]) -> bool:
    """Whether any of these bars somebody from mediating until a side's doubt or the tie is cleared up."""
    return any(one != Conflict.SAME_NAME for one in conflicts)


def _plain(name: str) -> str:
    return "".join(name.split())
