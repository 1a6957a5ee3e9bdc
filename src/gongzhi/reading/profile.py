"""What marks a handful of texts about one matter, and how far another text bears these marks.

Two texts about one matter may share few words in all; what they share is the matter's own name: who, where, what. So a
text is not compared with each of them but with the pairs of characters that most of them hold and few others do.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import log

from gongzhi.reading.phrases import normal

_LEAST_SHARE = 0.5
_MARKS = 24
_LIFT = 3.0
_TEXT_MOST = 600
_WORDS = 5


@dataclass(frozen=True, slots=True)
class Fit:
    """How far a text bears the marks (0 to 1), and the words of it that do."""

    score: float
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Ground:
    """How many of a city's texts hold each pair of characters: what is common says nothing."""

    texts: int
    holders: Counter[str]

    @classmethod
    def of(cls, texts: Iterable[str]) -> "Ground":
        """Count the pairs of some texts, each text once."""
        holders: Counter[str] = Counter()
        count = 0
        for text in texts:
            holders.update(pairs(text))
            count += 1
        return cls(count, holders)

    def share(self, pair: str, inside: int, among: int) -> float:
        """Return the share of the other texts that hold a pair, when `inside` of `among` do not count; never nothing or all."""
        holders, texts = max(self.holders[pair] - inside, 0), max(self.texts - among, 0)
        return min((holders + 0.5) / (texts + 1.0), 0.99)


@dataclass(frozen=True, slots=True)
class Profile:
    """The marks of some texts with their weights, which together are 1; none where the texts have nothing of their own."""

    marks: dict[str, float]

    @classmethod
    def of(cls, texts: Sequence[str], ground: Ground) -> "Profile":
        """Return the marks of texts: pairs that half of them hold, and three times as often as other texts do."""
        held = Counter(pair for text in texts for pair in pairs(text))
        gains: dict[str, float] = {}
        for pair, times in held.items():
            share = times / len(texts)
            others = ground.share(pair, times, len(texts))
            if share >= _LEAST_SHARE and share >= _LIFT * others:
                gains[pair] = share * log(share / others)
        best = sorted(gains.items(), key=lambda item: (-item[1], item[0]))[:_MARKS]
        whole = sum(gain for _, gain in best)
        return cls({pair: gain / whole for pair, gain in best})

    def fit(self, text: str) -> Fit:
        """Return how far a text bears the marks."""
        mine = pairs(text)
        score = sum(weight for pair, weight in self.marks.items() if pair in mine)
        return Fit(round(min(score, 1.0), 4), tuple(_words(normal(text)[:_TEXT_MOST], self.marks)))


def pairs(text: str) -> set[str]:
    """Return the pairs of neighbouring letters or characters of a text, none over a mark or a space."""
    plain = normal("".join(text.split()))[:_TEXT_MOST]
    return {
        one + other for one, other in zip(plain, plain[1:], strict=False) if one.isalnum() and other.isalnum()
    }


def _words(text: str, marks: dict[str, float]) -> list[str]:
    """Return the longest runs of the text that consist of marks, each once, as they stand in it."""
    found: dict[str, None] = {}
    start = -1
    for at in range(len(text)):
        if text[at : at + 2] in marks:
            start = at if start < 0 else start
        elif start >= 0:
            found[text[start : at + 1]] = None
            start = -1
    return sorted(found, key=lambda word: -len(word))[:_WORDS]
