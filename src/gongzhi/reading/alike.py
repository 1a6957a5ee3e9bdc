"""Looks for matters that say the same: in the same words, in nearly the same, or in other words of one meaning.

A text is its pairs of neighbouring characters and the meanings of the city's words in it (`data/city_words.toml`: 不亮
and 坏了 are one). An inverted index finds the texts that share the rarest of them; these are compared in full.
"""

import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from functools import cache
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

from gongzhi.reading.phrases import Units, grams, normal, units

Ints = NDArray[np.int64]
Slots = NDArray[np.int32]
Floats = NDArray[np.float32]

_BITS = 22
_CHUNK = 20_000
_TEXT_MOST = 500
_LOOKED_THROUGH = 30_000
_COMPARED = 120
_NEAR = 0.55
_GROUND = np.uint64(0x9E3779B97F4A7C15)
_NUMERALS = str.maketrans("一二三四五六七八九〇零两", "123456789002")


class Tier(StrEnum):
    """In what way two texts are alike."""

    EXACT = "exact"
    NEAR = "near"
    MEANING = "meaning"


@dataclass(frozen=True, slots=True)
class Alike:
    """A text that is like the one asked for: which, how much (0 to 1), and in what way."""

    row: int
    score: float
    tier: Tier


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch in which two texts differ; either side may be empty."""

    mine: str
    theirs: str


@dataclass(frozen=True, slots=True)
class Reasons:
    """Why two texts are held to be alike, for the person who decides: words of both, words of one meaning, differences."""

    shared: tuple[str, ...]
    same_meaning: tuple[tuple[str, str], ...]
    differences: tuple[Span, ...]


class Index:
    """Texts to be asked for their like; rows are numbered in the order in which they came."""

    def __init__(self, texts: Sequence[str]) -> None:
        self._exact: dict[int, list[int]] = {}
        rows, slots = self._read(texts)
        self._from: Ints = np.searchsorted(rows, np.arange(len(texts) + 1))
        self._slots = slots
        self._texts = np.bincount(slots, minlength=1 << _BITS)
        order = np.argsort(slots, kind="stable")
        self._holders: Slots = rows[order]
        self._holders_from: Ints = np.concatenate([[0], np.cumsum(self._texts)])
        self._weight: Floats = np.log((len(texts) + 1) / np.maximum(self._texts, 1)).astype(np.float32)
        self._whole: Floats = (
            np.add.reduceat(np.append(self._weight[slots], np.float32(0)), self._from[:-1])
            if len(texts)
            else np.zeros(0, dtype=np.float32)
        )
        self._whole[np.diff(self._from) == 0] = 0
        self._score = np.zeros(len(texts), dtype=np.float32)

    def __len__(self) -> int:
        """Return how many texts there are."""
        return len(self._score)

    def _read(self, texts: Sequence[str]) -> tuple[Slots, Slots]:
        rows: list[Slots] = []
        slots: list[Slots] = []
        for start in range(0, len(texts), _CHUNK):
            spelt = [spelling(text) for text in texts[start : start + _CHUNK]]
            for n, text in enumerate(spelt, start=start):
                self._exact.setdefault(hash(text), []).append(n)
            row, slot = features(spelt)
            rows.append((row + start).astype(np.int32))
            slots.append(slot)
        nothing = np.zeros(0, dtype=np.int32)
        return (np.concatenate(rows), np.concatenate(slots)) if rows else (nothing, nothing)

    def like(self, text: str, top: int = 10) -> list[Alike]:
        """Return the texts that are most like a text, the most alike first."""
        spelt = spelling(text)
        _, wanted = features([spelt])
        exact = set(self._exact.get(hash(spelt), ()))
        found = self._candidates(wanted)
        scores = self._compare(found, wanted)
        best = np.lexsort((found, -scores))[:top]
        return [
            Alike(int(found[n]), round(float(scores[n]), 4), self._tier(int(found[n]), wanted, exact))
            for n in best.tolist()
            if scores[n] > 0
        ]

    def _tier(self, row: int, wanted: Slots, exact: set[int]) -> Tier:
        if row in exact:
            return Tier.EXACT
        mine = wanted[~_is_meaning()[wanted]]
        theirs = self._slots[self._from[row] : self._from[row + 1]]
        theirs = theirs[~_is_meaning()[theirs]]
        both = 2 * float(self._weight[np.intersect1d(mine, theirs)].sum())
        whole = float(self._weight[mine].sum() + self._weight[theirs].sum())
        return Tier.NEAR if both >= _NEAR * whole else Tier.MEANING

    def _candidates(self, wanted: Slots) -> Slots:
        """Return the texts that share most of the rarest features, found without looking through common ones."""
        known = wanted[self._texts[wanted] > 0]
        rarest = known[np.argsort(self._texts[known], kind="stable")]
        enough = np.searchsorted(np.cumsum(self._texts[rarest]), _LOOKED_THROUGH, side="right")
        lists = [
            self._holders[self._holders_from[slot] : self._holders_from[slot + 1]][:_LOOKED_THROUGH]
            for slot in rarest[: max(int(enough), 1)].tolist()
        ]
        if not lists:
            return np.zeros(0, dtype=np.int32)
        for slot, rows in zip(rarest.tolist(), lists, strict=False):
            self._score[rows] += self._weight[slot]
        met = np.concatenate(lists)
        scores = self._score[met]
        if len(met) > 4 * _COMPARED:
            least = np.partition(scores, len(scores) - 4 * _COMPARED)[len(scores) - 4 * _COMPARED]
            chosen = np.unique(met[scores >= least])
        else:
            chosen = np.unique(met)
        kept = chosen[np.argsort(-self._score[chosen], kind="stable")[:_COMPARED]]
        self._score[met] = 0
        return kept

    def _compare(self, rows: Slots, wanted: Slots) -> Floats:
        """Return twice the weight of what a text shares with what is wanted, over the weight of both."""
        starts, sizes = self._from[rows], self._from[rows + 1] - self._from[rows]
        ends = np.cumsum(sizes)
        at = np.arange(int(ends[-1]) if len(ends) else 0) + np.repeat(starts - (ends - sizes), sizes)
        slots = self._slots[at]
        ordered = np.sort(wanted)
        place = np.minimum(np.searchsorted(ordered, slots), max(len(ordered) - 1, 0))
        is_shared = ordered[place] == slots if len(ordered) else np.zeros(len(slots), dtype=np.bool_)
        owner = np.repeat(np.arange(len(rows)), sizes)
        shared = np.bincount(owner, weights=self._weight[slots] * is_shared, minlength=len(rows))
        whole = self._whole[rows] + float(self._weight[wanted].sum())
        scores: Floats = (2 * shared / np.maximum(whole, 1e-9)).astype(np.float32)
        return scores


def spelling(text: str) -> str:
    """Return a text as it is compared: one spelling, no spaces, small Chinese numerals as digits."""
    return normal("".join(text.split()))[:_TEXT_MOST].translate(_NUMERALS)


def features(spelt: Sequence[str]) -> tuple[Ints, Slots]:
    """Return the distinct features of some spelt texts: the text of each, in order, and the feature hashed."""
    found = units(spelt)
    sized: list[tuple[NDArray[np.uint64], NDArray[np.bool_]]] = []
    hashes: NDArray[np.uint64] | None = None
    for size in range(1, 6):
        hashes, runs_on = grams(found, size, hashes)
        sized.append((hashes, runs_on))
    parts = [_slots(found, sized[1][0], sized[1][1])]
    parts.extend(_meanings(found, sized))
    keys = np.unique(np.concatenate(parts))
    return keys >> _BITS, (keys & ((1 << _BITS) - 1)).astype(np.int32)


def _slots(found: Units, hashes: NDArray[np.uint64], chosen: NDArray[np.bool_]) -> Ints:
    at = np.flatnonzero(chosen)
    return found.text_of[at] << _BITS | ((hashes[at] * _GROUND) >> np.uint64(64 - _BITS)).astype(np.int64)


def _meanings(found: Units, sized: list[tuple[NDArray[np.uint64], NDArray[np.bool_]]]) -> Iterable[Ints]:
    """Yield the meanings of the city's words that stand in the texts."""
    for size, (words, meanings) in _words().items():
        hashes, runs_on = sized[size - 1]
        place = np.minimum(np.searchsorted(words, hashes), len(words) - 1)
        at = np.flatnonzero((words[place] == hashes) & runs_on)
        yield found.text_of[at] << _BITS | meanings[place[at]]


@cache
def word_groups() -> tuple[tuple[str, ...], ...]:
    """Return the city's words, those of one meaning together."""
    text = files(__package__).joinpath("data", "city_words.toml").read_text(encoding="utf-8")
    return tuple(tuple(spelling(word) for word in group) for group in tomllib.loads(text)["groups"])


@cache
def _words() -> dict[int, tuple[NDArray[np.uint64], Ints]]:
    """Return by length the hashes of the city's words, in order, and the feature that stands for the meaning of each."""
    by_size: dict[int, dict[int, int]] = {}
    for n, group in enumerate(word_groups()):
        meaning = ((n + 1) * 0x9E3779B1) % (1 << 32) >> (32 - _BITS)
        for word in group:
            found = units([word])
            hashes: NDArray[np.uint64] | None = None
            for size in range(1, len(found.ids) + 1):
                hashes, _ = grams(found, size, hashes)
            if hashes is not None and len(found.ids) <= 5:
                by_size.setdefault(len(found.ids), {})[int(hashes[0])] = meaning
    tables: dict[int, tuple[NDArray[np.uint64], Ints]] = {}
    for size, words in by_size.items():
        keys = np.asarray(sorted(words), dtype=np.uint64)
        tables[size] = keys, np.asarray([words[int(key)] for key in keys.tolist()], dtype=np.int64)
    return tables


@cache
def _is_meaning() -> NDArray[np.bool_]:
    """Return for each feature whether it stands for a meaning, not for a pair of characters."""
    flags = np.zeros(1 << _BITS, dtype=np.bool_)
    for _, meanings in _words().values():
        flags[meanings] = True
    return flags


def reasons(mine: str, theirs: str, most: int = 6) -> Reasons:
    """Return what two texts share and where they differ."""
    one, other = normal(mine)[:_TEXT_MOST], normal(theirs)[:_TEXT_MOST]
    blocks = SequenceMatcher(None, one, other, autojunk=False)
    shared = [one[b.a : b.a + b.size] for b in blocks.get_matching_blocks() if b.size > 1]
    differences = tuple(
        Span(one[a:b], other[c:d]) for tag, a, b, c, d in blocks.get_opcodes() if tag != "equal"
    )
    longest = sorted(dict.fromkeys(shared), key=lambda part: -len(part))[:most]
    return Reasons(tuple(longest), _same_meaning(one, other), differences)


def _same_meaning(one: str, other: str) -> tuple[tuple[str, str], ...]:
    found: list[tuple[str, str]] = []
    for group in word_groups():
        mine = next((word for word in group if word in one), "")
        theirs = next((word for word in group if word in other), "")
        if mine and theirs and mine != theirs:
            found.append((mine, theirs))
    return tuple(found)
