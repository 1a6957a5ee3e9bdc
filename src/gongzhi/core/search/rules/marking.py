"""Ranks texts for the words of a query, and cuts out the stretch of a text that shows them, the words marked."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from gongzhi.core.search.rules import bigrams

_FIELD_WORTH = {"title": 3.0, "place": 2.0, "answer": 0.8, "text": 1.0, "added": 0.8}
_OTHER_WORD = 0.6
_CONTEXT = 24
LENGTH = 110


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text, and whether it is what was looked for."""

    text: str
    is_hit: bool


def score(
    fields: Mapping[str, str], asked: Sequence[str], others: Sequence[str], pairs: Mapping[str, float]
) -> float:
    """Return how well a text's fields answer a query; only comparable within one query.

    `asked` are the query's own words, `others` those of the same meaning (worth less), `pairs` its tokens with their
    weight, for words whose characters stand apart.
    """
    found = 0.0
    for name, text in fields.items():
        if not text:
            continue
        folded = bigrams.normalise(text)
        worth = _FIELD_WORTH.get(name, 1.0)
        found += worth * sum(_weight(word) for word in asked if word in folded)
        found += worth * _OTHER_WORD * sum(_weight(word) for word in others if word in folded)
        found += worth * 0.1 * sum(weight for pair, weight in pairs.items() if pair in folded)
    return found


def _weight(word: str) -> float:
    return 1.0 + min(len(word), 8) / 2


def folded(text: str) -> str:
    """Return a text folded like its tokens but with as many characters, so that places in it are the same."""
    return "".join(map(_one, text))


def _one(character: str) -> str:
    found = bigrams.normalise(character)
    return found if len(found) == 1 else (found[:1] or character)


def pieces(text: str, words: Sequence[str]) -> list[Piece]:
    """Return a whole text as pieces, the words of a query marked."""
    hits = _spans(folded(text), words)
    found: list[Piece] = []
    at = 0
    for start, end in hits:
        if start > at:
            found.append(Piece(text[at:start], is_hit=False))
        found.append(Piece(text[start:end], is_hit=True))
        at = end
    return [*found, Piece(text[at:], is_hit=False)] if at < len(text) else found


def snippet(text: str, words: Sequence[str], length: int = LENGTH) -> list[Piece]:
    """Return the stretch of a text that holds most of a query's words, marked; its beginning where none stands in it."""
    text = " ".join(text.split())
    hits = _spans(folded(text), words)
    start = _best_start(hits, length) if hits else 0
    end = min(len(text), start + length)
    cut = pieces(text[start:end], words)
    before = [Piece("…", is_hit=False)] if start else []
    after = [Piece("…", is_hit=False)] if end < len(text) else []
    return [*before, *cut, *after]


def holds_any(text: str, words: Sequence[str]) -> bool:
    """Whether one of the words stands in a text."""
    return bool(_spans(folded(text), words))


def _best_start(hits: Sequence[tuple[int, int]], length: int) -> int:
    """Return where the stretch begins that covers most characters of hits, with a little before the first of them."""
    best, most = 0, -1
    for first, _ in hits:
        start = max(0, first - _CONTEXT)
        covered = sum(
            min(end, start + length) - begin for begin, end in hits if start <= begin < start + length
        )
        if covered > most:
            best, most = start, covered
    return best


def _spans(text: str, words: Sequence[str]) -> list[tuple[int, int]]:
    """Return where words stand, those that touch or overlap as one; long words are looked for in pairs when absent."""
    marks: list[tuple[int, int]] = []
    for word in words:
        marks += _places(text, word) or [one for pair in _pairs(word) for one in _places(text, pair)]
    joined: list[tuple[int, int]] = []
    for start, end in sorted(marks):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined


def _pairs(word: str) -> list[str]:
    is_chinese = len(word) > 2 and bigrams.is_han(word)
    return ["".join(two) for two in zip(word, word[1:], strict=False)] if is_chinese else []


def _places(text: str, word: str) -> list[tuple[int, int]]:
    found = []
    at = text.find(word) if word else -1
    while at >= 0:
        found.append((at, at + len(word)))
        at = text.find(word, at + len(word))
    return found
