"""What one agreement has in common with others: the same people, the same sum, the same address, each with its evidence.

For whoever confirms an agreement, and for one agreement at a time. There is no score, no threshold and no list of
people: the reader sees what is alike, reads both files, and decides (民事诉讼法 art. 115: 虚假诉讼、虚假调解).
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from gongzhi.systems.disputes.rules.money import yuan_text


class Alike(StrEnum):
    """What is the same."""

    PERSON = "person"
    SUM = "sum"
    ADDRESS = "address"


ALIKE_TITLES = {
    Alike.PERSON: ("同样的人", "Same people"),
    Alike.SUM: ("同样的金额", "Same sum"),
    Alike.ADDRESS: ("同样的地址", "Same address"),
}
_SHORTEST_ADDRESS = 6


@dataclass(frozen=True, slots=True)
class Person:
    """One side as its papers say; empty texts are not compared. `title` is what the side is called in its file."""

    title: str
    name: str
    paper: str = ""
    contact: str = ""
    address: str = ""


@dataclass(frozen=True, slots=True)
class Seen:
    """One agreement, opened in memory for this one comparison."""

    number: str
    people: tuple[Person, ...]
    sums: tuple[int, ...]
    place: str = ""


@dataclass(frozen=True, slots=True)
class Evidence:
    """One thing that two agreements have in common, with both places where it stands."""

    alike: Alike
    number: str
    what: str
    here: str
    there: str


def compare(one: Seen, others: Iterable[Seen]) -> list[Evidence]:
    """Return everything the agreement has in common with the others, in the order of their numbers."""
    found = [evidence for other in others if other.number != one.number for evidence in _between(one, other)]
    return sorted(found, key=lambda each: (each.number, each.alike))


def _between(one: Seen, other: Seen) -> Iterator[Evidence]:
    for person in one.people:
        for twin in other.people:
            yield from _people(person, twin, other.number)
    for fen in sorted(set(one.sums) & set(other.sums)):
        yield Evidence(
            Alike.SUM, other.number, "金额完全相同", f"{yuan_text(fen)} 元", f"{yuan_text(fen)} 元"
        )
    for here in _addresses(one):
        for there in _addresses(other):
            if _same_address(here, there):
                yield Evidence(Alike.ADDRESS, other.number, "地址相同", here, there)


def _people(person: Person, twin: Person, number: str) -> Iterator[Evidence]:
    what = [
        title
        for title, here, there in (
            ("姓名", _plain(person.name), _plain(twin.name)),
            ("证件号码", _plain(person.paper), _plain(twin.paper)),
            ("联系方式", _plain(person.contact), _plain(twin.contact)),
        )
        if here and here == there
    ]
    if what:
        yield Evidence(
            Alike.PERSON,
            number,
            f"{'、'.join(what)}相同",
            f"{person.title} {person.name}",
            f"{twin.title} {twin.name}",
        )


def _addresses(one: Seen) -> list[str]:
    return list(
        dict.fromkeys(text for text in (one.place, *(person.address for person in one.people)) if text)
    )


def _same_address(here: str, there: str) -> bool:
    plain = _plain(here)
    return len(plain) >= _SHORTEST_ADDRESS and plain == _plain(there)


def _plain(text: str) -> str:
    """Return a text without blanks, marks, width and case, so that two hands write the same thing alike."""
    return re.sub(r"[\W_]+", "", unicodedata.normalize("NFKC", text)).casefold()
