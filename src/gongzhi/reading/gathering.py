"""Gathers texts that are about one matter: from pairs of phrases that meet too often for chance, to groups that hold.

A group begins with the texts that hold both phrases of such a pair. Then, a few times over: which phrases mark the group
against all texts, which texts are likelier in it than out of it, and which of those name another place. What does not
hang together, or is about many places, is a topic and no issue, and is let go.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from math import log

import numpy as np
from numpy.typing import NDArray

from gongzhi.reading.mentions import districts, mentions
from gongzhi.reading.phrases import Phrases

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

_PHRASES_PER_TEXT = 24
_PAIR_TABLE_BITS = 25
_SEEDS_MOST = 4000
_TRIES = 3
_LOOKED_AT = 100
_SEED_CLOSE = 0.3
_ROUNDS = 5
_MARKS = 10
_CLOSE_ENOUGH = 0.3
_MARKED_ENOUGH = 0.6
_HOLDS_TOGETHER = 0.45
_STRANGERS_MOST = 0.35
_PLACE_SHARED = 0.4
_OWN_SHARE = 0.7
_OWN_TEXTS = 0.6
_MAIN = 0.9
_LACK_COUNTS = 0.6
_SURE_TEXTS = 0.8
_NAMED = 0.5
_MARKED_LEAST = 0.35


@dataclass(frozen=True, slots=True)
class Group:
    """Texts about one matter, by number, with how close each is (0 to 1), and the phrases that mark them."""

    members: Ints
    closeness: Floats
    phrases: tuple[int, ...]


def gather(phrases: Phrases, titles: Sequence[str], least: int) -> list[Group]:
    """Return the groups of at least `least` texts; no text is in two."""
    return _Gathering(phrases, titles, least).groups()


@dataclass(slots=True)
class _Profile:
    marks: list[int]
    inside: Ints
    """In how many texts of the group each mark stands."""
    weight: Floats
    """How much each mark tells, all together 1."""


@dataclass(slots=True)
class _Gathering:
    phrases: Phrases
    titles: Sequence[str]
    least: int
    _places: dict[int, Ints] = field(default_factory=dict)
    _numbers: dict[str, int] = field(default_factory=dict)
    _texts: Ints = field(default_factory=lambda: np.zeros(0, dtype=np.int64))

    def __post_init__(self) -> None:
        """Number the phrases by name and count their texts once."""
        self._texts = self.phrases.texts
        self._numbers = {name: n for n, name in enumerate(self.phrases.names)}

    def groups(self) -> list[Group]:
        found = sorted(
            self._candidates(), key=lambda one: (-float(one.closeness.sum()), one.members.tolist())
        )
        claimed = np.zeros(len(self.titles), dtype=np.bool_)
        chosen: list[Group] = []
        for group in found:
            free = ~claimed[group.members]
            if free.mean() < 0.5 or free.sum() < self.least:
                continue
            kept = group if free.all() else self._whole(group.members[free])
            if kept is not None:
                claimed[kept.members] = True
                chosen.append(kept)
        return chosen

    def _candidates(self) -> list[Group]:
        """Return what the seeds grow into; a seed that lies within three groups already is not grown again."""
        found: list[Group] = []
        within = np.zeros(len(self.titles), dtype=np.int32)
        grown: set[bytes] = set()
        seen: set[bytes] = set()
        for one, other in seeds(self.phrases, self.least):
            both = np.intersect1d(self.phrases.holders(one), self.phrases.holders(other)).astype(np.int64)
            if (within[both] >= _TRIES).mean() > 0.7 or both.tobytes() in grown:
                continue
            grown.add(both.tobytes())
            group = self._refine(both)
            if group is not None and group.members.tobytes() not in seen:
                seen.add(group.members.tobytes())
                found.append(group)
            if group is not None:
                within[group.members] += 1
        return found

    def _refine(self, members: Ints) -> Group | None:
        count = len(self.titles)
        if self._closeness(members[:_LOOKED_AT], members[:_LOOKED_AT])[0].mean() < _SEED_CLOSE:
            return None
        for _ in range(_ROUNDS):
            profile = self._profile(members)
            if len(profile.marks) < 2:
                return None
            likely = self._likely(profile, len(members), count)
            if len(likely) < self.least:
                return None
            kept = self._near(likely, members, profile)
            if len(kept) < self.least:
                return None
            if len(kept) == len(members) and bool((kept == members).all()):
                break
            members = kept
        return self._whole(members)

    def _whole(self, members: Ints) -> Group | None:
        """Return the members as a group when they hang together and have something of their own."""
        profile = self._profile(members)
        closeness, is_stranger = self._closeness(members, members)
        if (
            is_stranger.mean() > _STRANGERS_MOST
            or closeness.mean() < _HOLDS_TOGETHER
            or not self._has_its_own(profile, members)
        ):
            return None
        return Group(members, closeness, tuple(profile.marks))

    def _profile(self, members: Ints) -> _Profile:
        at = _ranges(self.phrases.text_from, members)
        held, times = np.unique(self.phrases.phrase[at], return_counts=True)
        often = times >= max(2, 0.3 * len(members))
        held, times = held[often], times[often]
        share = times / len(members) * 0.95
        gain = share * np.log(share * len(self.titles) / self._texts[held])
        marks: dict[int, int] = {}
        for n in np.argsort(-gain, kind="stable").tolist():
            self._mark(marks, int(held[n]), n)
            if len(marks) == _MARKS:
                break
        chosen = list(marks.values())
        weight = gain[chosen] / max(float(gain[chosen].sum()), 1e-9)
        return _Profile(list(marks), times[chosen], weight)

    def _mark(self, marks: dict[int, int], phrase: int, place: int) -> None:
        """Add a mark unless it runs into another; a part of one that is hardly commoner takes its place."""
        name, texts = self.phrases.names[phrase], self._texts
        met = [one for one in marks if overlap(name, self.phrases.names[one])]
        if not met:
            marks[phrase] = place
        elif (
            len(met) == 1
            and name in self.phrases.names[met[0]]
            and len(name) > 2
            and texts[phrase] <= 1.25 * texts[met[0]]
        ):
            del marks[met[0]]
            marks[phrase] = place

    def _has_its_own(self, profile: _Profile, members: Ints) -> bool:
        """Whether phrases that stand in most of the members and in few other texts name most of them in the title.

        An issue has such a name, a topic has none.
        """
        size = len(members)
        # "某市加快" is no name: what follows the city's own name must be rare by itself.
        texts = np.asarray([self._texts_of_rest(mark) for mark in profile.marks], dtype=np.int64)
        own = np.flatnonzero((profile.inside >= _OWN_SHARE * size) & (profile.inside >= _OWN_TEXTS * texts))
        names = [self.phrases.names[profile.marks[n]] for n in own.tolist()]
        named = [any(name in self.titles[n] for name in names) for n in members.tolist()]
        return sum(named) >= _NAMED * size

    def _texts_of_rest(self, mark: int) -> int:
        name = self.phrases.names[mark]
        known = districts(name)
        rest = name[len(known[0]) :] if known and name.startswith(known[0]) else name
        if len(rest) < 2:
            return len(self.titles)
        return int(self._texts[self._numbers.get(rest, mark)])

    def _likely(self, profile: _Profile, size: int, count: int) -> Ints:
        """Return the texts that are likelier in the group than out of it, by the marks they hold and lack."""
        texts: list[NDArray[np.int32]] = []
        gains: list[Floats] = []
        ground = 0.0
        for phrase, inside in zip(profile.marks, profile.inside.tolist(), strict=True):
            share = min(max((inside + 0.5) / (size + 2), 0.05), 0.95)
            outside = self._texts[phrase] / count
            lacking = _LACK_COUNTS * log((1 - share) / (1 - outside))
            holders = self.phrases.holders(phrase)
            texts.append(holders)
            gains.append(np.full(len(holders), log(share / outside) - lacking))
            ground += lacking
        who, which = np.unique(np.concatenate(texts), return_inverse=True)
        score = np.bincount(which, weights=np.concatenate(gains), minlength=len(who)) + ground
        likely = np.flatnonzero(score > log(count / size))
        if len(likely) > 2 * size + 5:  # a group grows step by step, so that it cannot run away to a topic
            likely = np.sort(likely[np.argsort(-score[likely], kind="stable")[: 2 * size + 5]])
        return who[likely].astype(np.int64)

    def _near(self, judged: Ints, members: Ints, profile: _Profile) -> Ints:
        """Return those texts that are near to the members and name no other place."""
        closeness, is_stranger = self._closeness(judged, members)
        held = self._held(judged, profile)
        texts = self._texts[profile.marks]
        is_sure = profile.inside >= np.maximum(_OWN_SHARE * len(members), _SURE_TEXTS * texts)
        is_stranger &= ~held[:, is_sure].any(axis=1)
        # The main marks tell the group from all else best, counting both what they miss and what they add.
        fit = 2 * profile.inside / (len(members) + texts)
        holds_main = held[:, fit >= _MAIN * fit.max()].any(axis=1)
        marked = held @ profile.weight
        is_near = ((closeness >= _CLOSE_ENOUGH) & (marked >= _MARKED_LEAST)) | (marked >= _MARKED_ENOUGH)
        kept: Ints = judged[holds_main & is_near & ~is_stranger]
        return kept

    def _held(self, members: Ints, profile: _Profile) -> NDArray[np.bool_]:
        """Return which member holds which mark."""
        return np.column_stack([np.isin(members, self.phrases.holders(mark)) for mark in profile.marks])

    def _closeness(self, judged: Ints, core: Ints) -> tuple[Floats, NDArray[np.bool_]]:
        """Return how much of each title the core says too, and whether it names places that the core does not.

        Copies under one title count once, or a few pairs of copies would look like a group.
        """
        pairs, others, titles = self._said(core)
        at = _ranges(self.phrases.pairs_from, judged)
        owner = np.repeat(np.arange(len(judged)), _sizes(self.phrases.pairs_from, judged))
        ahead = self.phrases.is_title_pair[at]
        at, owner = at[ahead], owner[ahead]
        own = np.asarray([self.titles[n] in titles for n in judged.tolist()], dtype=np.int64)
        rest = len(titles) - own
        said = _look_up(pairs, others, self.phrases.pair[at]) - own[owner]
        shared = np.minimum(1.0, said / np.maximum(1.5, 0.25 * rest)[owner])
        weight = np.log((len(self.titles) + 1) / self.phrases.texts_with_pair(self.phrases.pair[at]))
        whole = np.bincount(owner, weights=weight, minlength=len(judged))
        told = np.bincount(owner, weights=weight * shared, minlength=len(judged))
        strangers = self._are_strangers(judged, pairs, others, own, rest)
        is_copy = rest == 0
        return np.where(is_copy, 1.0, told / np.maximum(whole, 1e-9)), strangers & ~is_copy

    def _said(self, core: Ints) -> tuple[NDArray[np.int32], Ints, dict[str, int]]:
        """Return the pairs of some texts in order, under how many different titles each stands, and these titles."""
        titles: dict[str, int] = {}
        title = np.asarray(
            [titles.setdefault(self.titles[n], len(titles)) for n in core.tolist()], dtype=np.int64
        )
        at = _ranges(self.phrases.pairs_from, core)
        owner = np.repeat(title, _sizes(self.phrases.pairs_from, core))
        pairs, which = np.unique(self.phrases.pair[at], return_inverse=True)
        sayers = np.unique(which * len(titles) + owner) // len(titles)
        return pairs, np.bincount(sayers, minlength=len(pairs)), titles

    def _are_strangers(
        self, judged: Ints, pairs: NDArray[np.int32], others: Ints, own: Ints, rest: Ints
    ) -> NDArray[np.bool_]:
        """Return which titles name places whose names, but for a part, are not common among the others."""
        self._find_places([n for n in judged.tolist() if n not in self._places])
        names = [self._places[n] for n in judged.tolist()]
        owner = np.repeat(np.arange(len(judged)), [len(name) for name in names])
        if not len(owner):
            return np.zeros(len(judged), dtype=np.bool_)
        named = np.concatenate(names)
        weight = np.log((len(self.titles) + 1) / self.phrases.texts_with_pair(named))
        common = _look_up(pairs, others, named) - own[owner] >= np.maximum(1.0, 0.5 * rest)[owner]
        whole = np.bincount(owner, weights=weight, minlength=len(judged))
        shared = np.bincount(owner, weights=weight * common, minlength=len(judged))
        is_stranger: NDArray[np.bool_] = shared < _PLACE_SHARED * whole
        return is_stranger

    def _find_places(self, texts: list[int]) -> None:
        """Note the pairs of the places that some titles name."""
        words: list[str] = []
        owner: list[int] = []
        for n in texts:
            self._places[n] = _NOTHING
            for name in dict.fromkeys(mention.name for mention in mentions(self.titles[n])):
                words.append(name)
                owner.append(n)
        if not words:
            return
        of, pairs = self.phrases.pairs_of_words(words)
        keys = np.unique(np.asarray(owner, dtype=np.int64)[of] << 32 | pairs)
        texts_of, first = np.unique(keys >> 32, return_index=True)
        for n, found in zip(texts_of.tolist(), np.split(keys & 0xFFFFFFFF, first[1:]), strict=True):
            self._places[n] = found


_NOTHING = np.zeros(0, dtype=np.int64)


def _look_up(keys: NDArray[np.int32], values: Ints, wanted: NDArray[np.int32] | Ints) -> Ints:
    """Return the value of each wanted key among sorted keys, 0 where it is not."""
    if not len(keys):
        return np.zeros(len(wanted), dtype=np.int64)
    at = np.minimum(np.searchsorted(keys, wanted), len(keys) - 1)
    return np.where(keys[at] == wanted, values[at], 0)


def seeds(phrases: Phrases, least: int) -> list[tuple[int, int]]:
    """Return pairs of phrases that stand together in more texts than chance would have it, the strongest first."""
    top_from, top = _telling(phrases)
    sizes = np.diff(top_from)
    counts = np.zeros(1 << _PAIR_TABLE_BITS, dtype=np.int32)
    for keys in _pairs(top_from, top, sizes, len(phrases.names)):
        np.add.at(counts, _place(keys), 1)
    kept = [keys[counts[_place(keys)] >= least] for keys in _pairs(top_from, top, sizes, len(phrases.names))]
    if not kept:
        return []
    keys, times = np.unique(np.concatenate(kept), return_counts=True)
    keys, times = keys[times >= least], times[times >= least]
    one, other = keys // len(phrases.names), keys % len(phrases.names)
    texts = phrases.texts
    chance = texts[one] * texts[other] / max(len(phrases.text_from) - 1, 1)
    strength = times * np.log(times / chance)
    best = np.argsort(-strength, kind="stable")[: 3 * _SEEDS_MOST].tolist()
    found = [(int(one[n]), int(other[n])) for n in best if strength[n] > 0]
    apart = [pair for pair in found if not overlap(phrases.names[pair[0]], phrases.names[pair[1]])]
    return apart[:_SEEDS_MOST]


def overlap(one: str, other: str) -> bool:
    """Whether two phrases are parts of one another or run into one another."""
    if one in other or other in one:
        return True
    return any(one[-n:] == other[:n] or other[-n:] == one[:n] for n in range(1, min(len(one), len(other))))


def _telling(phrases: Phrases) -> tuple[Ints, NDArray[np.int32]]:
    """Return for each text the phrases that tell most of it, ordered by number."""
    texts = phrases.texts
    count = len(phrases.text_from) - 1
    worth = np.log(count / texts) * np.sqrt(np.log1p(texts))
    owner = np.repeat(np.arange(count), np.diff(phrases.text_from))
    order = np.lexsort((phrases.phrase, -phrases.weight * worth[phrases.phrase], owner))
    rank = np.arange(len(order)) - phrases.text_from[owner[order]]
    chosen = np.sort(order[rank < _PHRASES_PER_TEXT])
    return np.searchsorted(owner[chosen], np.arange(count + 1)), phrases.phrase[chosen]


def _pairs(top_from: Ints, top: NDArray[np.int32], sizes: Ints, names: int) -> list[Ints]:
    found: list[Ints] = []
    for size in range(2, _PHRASES_PER_TEXT + 1):
        rows = np.flatnonzero(sizes == size)
        for start in range(0, len(rows), 50_000):
            block = top[top_from[rows[start : start + 50_000], None] + np.arange(size)].astype(np.int64)
            one, other = np.triu_indices(size, 1)
            found.append((block[:, one] * names + block[:, other]).ravel())
    return found


def _place(keys: Ints) -> Ints:
    mixed = keys.astype(np.uint64) * np.uint64(0x9E3779B97F4A7C15)
    return (mixed >> np.uint64(64 - _PAIR_TABLE_BITS)).astype(np.int64)


def _sizes(starts: Ints, rows: Ints) -> Ints:
    """Return how many entries each of some rows has."""
    sizes: Ints = starts[rows + 1] - starts[rows]
    return sizes


def _ranges(starts: Ints, rows: Ints) -> Ints:
    """Return the positions of all entries of some rows, one row after the other."""
    first, sizes = starts[rows], _sizes(starts, rows)
    ends = np.cumsum(sizes)
    at: Ints = np.arange(int(ends[-1]) if len(ends) else 0) + np.repeat(first - (ends - sizes), sizes)
    return at
