"""Which areas of a tree a text may mean: several candidates with reasons and a score, the likeliest first.

A name speaks for every area that bears it; the names of the areas above, standing in the text too, speak for those that
lie in them; one that follows directly speaks more. What is shared by many is less sure for each. A point on the map
goes before all words. The caller gives the names (with how far each is to be trusted) and decides what to do.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from gongzhi.reading.address import Element, Part, parse

SURE, CLEAR, LOOSE, BESIDE = 3, 2, 1, 0
"""How far a name is to be trusted: by itself, unless something speaks against it, within its county, behind its township."""

_LEVELS = (15, 12, 9, 6, 4)
_WEIGHT = {SURE: 1.0, CLEAR: 0.8, LOOSE: 0.45, BESIDE: 0.25}
_FOLLOWS = 0.3
_WITHIN = 0.55
_AGAINST = 0.5
_POINT = 0.97
_LEAST = 0.1
_TEXT_MOST = 1000
_BORDERS = frozenset("在住是到从去来往家我的和与及")


class Why(StrEnum):
    """What kind of reason speaks for a candidate."""

    POINT = "point"
    NAME = "name"
    SHORT = "short"
    ALIAS = "alias"
    WITHIN = "within"
    FOLLOWS = "follows"
    SHARED = "shared"
    AGAINST = "against"


@dataclass(frozen=True, slots=True)
class Name:
    """A word that may name an area, and of what kind it is: its name, a shorter form, or another name."""

    code: str
    word: str
    trust: int
    why: Why = Why.NAME


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason: of what kind, the word of the text, and a number where there is one (how many share the name)."""

    why: Why
    word: str = ""
    number: int = 0


@dataclass(frozen=True, slots=True)
class Candidate:
    """An area that may be meant, how sure (0 to 1), and why."""

    code: str
    score: float
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Reading:
    """What was read: candidates, and the elements of the address that are no areas (roads, numbers, estates)."""

    candidates: tuple[Candidate, ...]
    elements: tuple[Element, ...]


@dataclass(frozen=True, slots=True)
class _Hit:
    start: int
    end: int
    names: tuple[Name, ...]


@dataclass(slots=True)
class _Case:
    """What speaks for one area."""

    score: float
    reasons: list[Reason]
    end: int


class Gazetteer:
    """The names of a tree's areas, looked up by their first two characters."""

    def __init__(self, names: Iterable[Name]) -> None:
        senses: dict[str, dict[str, Name]] = defaultdict(dict)
        for name in names:
            held = senses[name.word].get(name.code)
            if len(name.word) >= 2 and (held is None or held.trust < name.trust):
                senses[name.word][name.code] = name
        self._senses = {word: tuple(found.values()) for word, found in senses.items() if found}
        lengths: dict[str, set[int]] = defaultdict(set)
        for word in self._senses:
            lengths[word[:2]].add(len(word))
        self._lengths = {start: tuple(sorted(found, reverse=True)) for start, found in lengths.items()}

    def __len__(self) -> int:
        """Return how many words are known."""
        return len(self._senses)

    def read(self, text: str, point: str = "", within: str = "", most: int = 5) -> Reading:
        """Return the candidates of a text, at most so many; `point` is the area in which a point of the map lies.

        Only areas inside `within` count when it is given.
        """
        text = text[:_TEXT_MOST]
        hits = self._hits(text)
        cases = _cases(hits, within)
        if point:
            _add_point(cases, point)
        found = sorted(cases.items(), key=lambda item: (-item[1].score, -len(item[0]), item[0]))
        kept = _deepest(found)
        candidates = [
            Candidate(code, round(min(max(case.score, 0.0), 0.99), 3), tuple(case.reasons))
            for code, case in kept[:most]
            if case.score >= _LEAST * (kept[0][1].score if kept[0][1].score > 0.5 else 1.0)
            or case.score == kept[0][1].score
        ]
        return Reading(tuple(candidates), tuple(_elements(text, hits)))

    def _hits(self, text: str) -> list[_Hit]:
        found: list[_Hit] = []
        at = 0
        while at < len(text) - 1:
            hit = self._hit(text, at, found[-1].end if found else 0)
            if hit is None:
                at += 1
                continue
            found.append(hit)
            at = hit.end
        return found

    def _hit(self, text: str, at: int, free: int) -> _Hit | None:
        """Return the longest name at a place; a short form that is only a part of a longer word is none."""
        for length in self._lengths.get(text[at : at + 2], ()):
            names = self._senses.get(text[at : at + length])
            if names is None:
                continue
            after = text[at + length : at + length + 2]
            trust = max(one.trust for one in names)
            if trust < SURE and _goes_on(after) or trust < CLEAR and not self._stands(text, at, free):
                continue
            return _Hit(at, at + length, names)
        return None

    def _stands(self, text: str, at: int, free: int) -> bool:
        """Whether a word begins here: at the beginning, behind another name, or behind a mark or a little word."""
        return at == free or not text[at - 1].isalnum() or text[at - 1] in _BORDERS


def _goes_on(after: str) -> bool:
    """Whether a word goes on to a road, a school and the like, so that it is no area but a part of that name."""
    return after[:1] in {"路", "街", "巷", "桥"} and after[:2] != "街道" or after[:2] in {"大街", "大道", "东路", "西路", "南路", "北路", "中路", "东街", "西街", "南街", "北街"}  # fmt: skip


def _cases(hits: Sequence[_Hit], within: str) -> dict[str, _Case]:
    """Return what speaks for each area that one of the words may name."""
    cases: dict[str, _Case] = {}
    counties = {one.code[:6] for hit in hits for one in hit.names if one.trust == SURE and len(one.code) == 6}
    for n, hit in enumerate(hits):
        senses = [
            one
            for one in hit.names
            if not within or one.code.startswith(within) or within.startswith(one.code)
        ]
        rest = [*hits[:n], *hits[n + 1 :]]
        backed = {one.code: _backers(one.code, rest) for one in senses}
        depths = {
            code: max((len(name.code) for _, name in found), default=0) for code, found in backed.items()
        }
        for one in senses:
            sharing = sum(1 for depth in depths.values() if depth >= depths[one.code])
            case = _case(one, hit, backed[one.code], sharing, counties)
            held = cases.get(one.code)
            if held is None or held.score < case.score:
                cases[one.code] = case
    return cases


def _backers(code: str, hits: Sequence[_Hit]) -> list[tuple[_Hit, Name]]:
    """Return the words that name an area above."""
    return [
        (hit, one)
        for hit in hits
        for one in hit.names
        if len(one.code) < len(code) and code.startswith(one.code) and one.trust >= LOOSE
    ]


def _case(
    one: Name, hit: _Hit, backers: Sequence[tuple[_Hit, Name]], sharing: int, counties: set[str]
) -> _Case:
    word = {Why.NAME: Reason(Why.NAME, one.word), Why.ALIAS: Reason(Why.ALIAS, one.word)}
    reasons = [word.get(one.why, Reason(Why.SHORT, one.word))]
    score = _WEIGHT[one.trust]
    for backer, name in backers:
        follows = 0 <= hit.start - backer.end <= 1
        score += (_FOLLOWS if follows else 0) + _WITHIN * _WEIGHT[name.trust] / 2
        reasons.append(Reason(Why.FOLLOWS if follows else Why.WITHIN, name.word))
    score = score / (score + 0.25)
    if sharing > 1 and not backers:
        score /= sharing
        reasons.append(Reason(Why.SHARED, one.word, sharing))
    elif sharing > 1:
        score /= sharing**0.5
        reasons.append(Reason(Why.SHARED, one.word, sharing))
    if one.trust < CLEAR and not backers:
        score *= 0.4
    if counties and len(one.code) >= 6 and one.code[:6] not in counties:
        score *= _AGAINST**2
        reasons.append(Reason(Why.AGAINST))
    return _Case(score, reasons, hit.end)


def _add_point(cases: dict[str, _Case], point: str) -> None:
    """Let the area of the point stand first, and what lies elsewhere stand back."""
    above = [code for code in cases if point.startswith(code)]
    for code, case in cases.items():
        if not (point.startswith(code) or code.startswith(point)):
            case.score *= _AGAINST
    words = [reason for code in sorted(above, key=len) for reason in cases[code].reasons[:1]]
    for code in above:
        del cases[code]
    cases[point] = _Case(_POINT + 0.02 * bool(words), [Reason(Why.POINT), *words], 0)


def _deepest(found: Sequence[tuple[str, _Case]]) -> list[tuple[str, _Case]]:
    """Leave out areas that lie above a candidate at least as sure: the finer one says it all."""
    kept: list[tuple[str, _Case]] = []
    for code, case in found:
        finer = [
            one
            for other, one in found
            if other != code and other.startswith(code) and one.score >= 0.75 * case.score
        ]
        if not finer:
            kept.append((code, case))
    return kept


def _elements(text: str, hits: Sequence[_Hit]) -> list[Element]:
    """Return roads, numbers, houses and named places of the text, without the areas themselves."""
    taken = {at for hit in hits for at in range(hit.start, hit.end)}
    parts = {Part.ROAD, Part.NUMBER, Part.PLACE, Part.HOUSE}
    known = {text[hit.start : hit.end]: Part.VILLAGE for hit in hits}
    return [
        one for one in parse(text, known) if one.part in parts and not taken & set(range(one.start, one.end))
    ]
