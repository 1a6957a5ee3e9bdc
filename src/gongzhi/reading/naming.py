"""Names an issue in plain words, taken from what its messages say: where, who, what."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from gongzhi.reading.mentions import districts, mentions


@dataclass(frozen=True, slots=True)
class Name:
    """A line to show, and the place in it."""

    title: str
    place: str


def name(titles: Sequence[str], words: Sequence[str], places: Sequence[str]) -> Name:
    """Return the name of an issue: the title that shares most with all titles, and the place named most often."""
    return Name(title=_middle(titles), place=_place(titles, places))


def _middle(titles: Sequence[str]) -> str:
    """Return the title whose pairs of characters are, on the average, in most titles; long ones win nothing."""
    of = [frozenset(map("".join, zip(title, title[1:], strict=False))) for title in titles]
    seen = Counter(pair for pairs in of for pair in pairs)
    scores = [sum(seen[pair] for pair in pairs) / (len(pairs) + 8) for pairs in of]
    best = max(range(len(titles)), key=lambda n: (scores[n], titles[n]))
    return titles[best]


def _place(titles: Sequence[str], places: Sequence[str]) -> str:
    given = Counter(place for place in places if place)
    if given and given.most_common(1)[0][1] * 2 >= len(titles):
        return given.most_common(1)[0][0]
    admin = Counter(found for title in titles for found in set(districts(title)))
    named = Counter(
        found.whole for title in titles for found in {m.name: m for m in mentions(title)}.values()
    )
    parts = [_most(admin, len(titles)), _most(named, len(titles))]
    return "".join(dict.fromkeys(part for part in parts if part))


def _most(counts: Counter[str], titles: int) -> str:
    if not counts:
        return ""
    best, times = min(counts.items(), key=lambda item: (-item[1], -len(item[0]), item[0]))
    return best if times * 4 >= titles and times > 1 else ""
