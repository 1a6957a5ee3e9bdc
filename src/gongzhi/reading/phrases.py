"""Finds the phrases of many texts without a dictionary: runs of two to six characters that texts repeat.

A phrase is kept when enough texts hold it, not too many do, and no longer phrase stands for it nearly always ("望岫"
when nearly every "望岫" is a "望岫园"). Everything is arrays over all texts at once: the cost grows with their length.
"""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Hashes = NDArray[np.uint64]

SHORTEST, LONGEST = 2, 6
_ABSORBED = 0.9
_CHUNK = 20_000
_GROUND = np.uint64(0x9E3779B97F4A7C15)
_STEP = np.uint64(0xD6E8FEB86659FD93)
# Characters that join words and are no part of a name: a phrase neither begins nor ends with them.
_JOINING = (
    "的了是在和有我你他她它们也都就不没这那个为与及或而被把对从到向由于以因所其之等着过给让请要会能可很还又再已"
    "您吗呢吧啊么什怎哪谁各每该此本某一上下中里内后前些只时但如则却并且比最更"
)


@dataclass(frozen=True, slots=True)
class Units:
    """The characters (and whole words of letters and digits) of some texts in a row, as hashes."""

    ids: Hashes
    text_of: Ints
    is_break_after: NDArray[np.bool_]
    is_joining: NDArray[np.bool_]
    begins: Ints
    """Where each unit begins in its text."""
    lengths: Ints


def normal(text: str) -> str:
    """Return a text as phrases are compared: full-width forms made plain, letters lower case."""
    return unicodedata.normalize("NFKC", text).lower() if not text.isascii() else text.lower()


def units(texts: Sequence[str]) -> Units:
    """Return the units of normalised texts; punctuation and spaces part them and are no units."""
    if not texts:
        return _NO_UNITS
    joined = "\n".join(text.replace("\n", " ") for text in texts) + "\n"
    codes = np.frombuffer(joined.encode("utf-32-le", "surrogatepass"), dtype=np.uint32).astype(np.int64)
    ends = np.flatnonzero(codes == 10)
    word = _is_word(codes)
    plain = word & (codes < 0x250)
    starts = word & ~(plain & np.concatenate([[False], plain[:-1]]))
    at = np.flatnonzero(starts)
    if not len(at):
        return _NO_UNITS
    text_of = np.searchsorted(ends, at)
    nearest_break = np.flatnonzero(~word)
    stop = nearest_break[np.searchsorted(nearest_break, at)]
    last = np.minimum(np.append(at[1:], len(codes)), stop)
    ids = _hashes(codes, at, last)
    joined_to_next = np.append(at[1:] == last[:-1], False)
    firsts = np.concatenate([[0], ends[:-1] + 1])
    joining = np.isin(codes[at], _JOINING_CODES)
    return Units(ids, text_of, ~joined_to_next, joining, at - firsts[text_of], last - at)


_NO_INTS = np.zeros(0, dtype=np.int64)
_NO_FLAGS = np.zeros(0, dtype=np.bool_)
_NO_UNITS = Units(_NO_INTS.astype(np.uint64), _NO_INTS, _NO_FLAGS, _NO_FLAGS, _NO_INTS, _NO_INTS)
_JOINING_CODES = np.array([ord(one) for one in _JOINING], dtype=np.int64)


def _is_word(codes: Ints) -> NDArray[np.bool_]:
    han = (
        ((codes >= 0x3400) & (codes <= 0x9FFF)) | ((codes >= 0xF900) & (codes <= 0xFAFF)) | (codes >= 0x20000)
    )
    digit = (codes >= 48) & (codes <= 57)
    letter = ((codes >= 97) & (codes <= 122)) | (
        (codes >= 0xC0) & (codes < 0x250) & (codes != 0xD7) & (codes != 0xF7)
    )
    return np.asarray(han | digit | letter | (codes == 0x3007))


def _hashes(codes: Ints, first: Ints, last: Ints) -> Hashes:
    """Return one hash for each unit; words longer than one character are folded together."""
    ids = codes[first].astype(np.uint64)
    length = last - first
    for more in range(1, int(length.max())):
        longer = np.flatnonzero(length > more)
        ids[longer] = ids[longer] * _STEP + codes[first[longer] + more].astype(np.uint64) + np.uint64(1 << 22)
    return ids * _GROUND


def grams(found: Units, size: int, shorter: Hashes | None) -> tuple[Hashes, NDArray[np.bool_]]:
    """Return the hash of the `size` units from each position, and where such a run of units exists."""
    count = len(found.ids)
    if shorter is None:
        return found.ids, np.ones(count, dtype=np.bool_)
    ahead = np.zeros(count, dtype=np.uint64)
    if count >= size:
        ahead[: count - size + 1] = found.ids[size - 1 :]
    mixed = (shorter ^ (shorter >> np.uint64(29))) * _STEP + ahead
    breaks = np.concatenate([[0], np.cumsum(found.is_break_after)])
    upto = np.minimum(np.arange(count) + size - 1, count)
    runs_on = (breaks[upto] - breaks[np.arange(count)] == 0) & (np.arange(count) + size <= count)
    return mixed, runs_on


@dataclass(frozen=True, slots=True)
class Phrases:
    """The phrases of some texts: which text holds which (rows of `text_from` into `phrase` and `weight`)."""

    text_from: Ints
    phrase: NDArray[np.int32]
    weight: NDArray[np.float32]
    """Log of how often a text says the phrase, one in the title counting three times."""
    holders_from: Ints
    holder: NDArray[np.int32]
    """Which texts hold phrase p: `holder[holders_from[p]:holders_from[p + 1]]`, in order."""
    names: tuple[str, ...]
    pairs_from: Ints
    pair: NDArray[np.int32]
    """Distinct pairs of neighbouring characters of each text, hashed."""
    is_title_pair: NDArray[np.bool_]
    """Whether the pair stands in the title."""
    table: "_Table"

    @property
    def texts(self) -> NDArray[np.int64]:
        """In how many texts each phrase stands."""
        return np.diff(self.holders_from)

    def holders(self, phrase: int) -> NDArray[np.int32]:
        """Return the texts that hold a phrase, in order."""
        return self.holder[self.holders_from[phrase] : self.holders_from[phrase + 1]]

    def of(self, text: int) -> NDArray[np.int32]:
        """Return the phrases of a text."""
        return self.phrase[self.text_from[text] : self.text_from[text + 1]]

    def pairs_of(self, text: int) -> NDArray[np.int32]:
        """Return the hashed pairs of a text, in order."""
        return self.pair[self.pairs_from[text] : self.pairs_from[text + 1]]

    def pairs_of_words(self, words: Sequence[str]) -> tuple[Ints, Ints]:
        """Return the hashed pairs of some words, to be compared with those of the texts, and the word of each."""
        found = units(words)
        hashes, runs_on = grams(found, 2, grams(found, 1, None)[0])
        at = np.flatnonzero(runs_on)
        return found.text_of[at], self.table.slots(hashes[at])

    def texts_with_pair(self, pairs: Ints | NDArray[np.int32]) -> NDArray[np.int32]:
        """Return in how many texts each hashed pair stands."""
        return np.maximum(self.table.texts[pairs], 1)


class _Table:
    """Counts by hash, in a table with many more places than there are different phrases."""

    def __init__(self, characters: int) -> None:
        self.bits = min(26, max(18, int(characters * 100).bit_length()))
        self.texts = np.zeros(1 << self.bits, dtype=np.int32)
        self.longer = np.zeros(1 << self.bits, dtype=np.int32)

    def slots(self, hashes: Hashes) -> Ints:
        return ((hashes * _GROUND) >> np.uint64(64 - self.bits)).astype(np.int64)


@dataclass(frozen=True, slots=True)
class _Level:
    """The phrases of one size in a chunk of texts: slot and validity by position."""

    slot: Ints
    is_phrase: NDArray[np.bool_]


def mine(texts: Sequence[str], title_lengths: Sequence[int], least: int, most: int) -> Phrases:
    """Return the phrases that stand in `least` to `most` of the texts; texts are `normal`, titles come first in them."""
    table = _Table(sum(map(len, texts)))
    chunks = [range(start, min(start + _CHUNK, len(texts))) for start in range(0, len(texts), _CHUNK)]
    for chunk in chunks:
        _count(table, *_levels(table, [texts[n] for n in chunk]))
    for chunk in chunks:
        _compare(table, _levels(table, [texts[n] for n in chunk])[1])
    kept = [_keep(table, texts, title_lengths, chunk, least, most) for chunk in chunks]
    return _assemble(table, texts, kept)


def _levels(table: _Table, texts: list[str]) -> tuple[Units, list[_Level]]:
    found = units(texts)
    count = len(found.ids)
    levels: list[_Level] = []
    hashes: Hashes | None = None
    runs_on = np.ones(count, dtype=np.bool_)
    for size in range(1, LONGEST + 1):
        hashes, runs_on = grams(found, size, hashes)
        last = np.minimum(np.arange(count) + size - 1, max(count - 1, 0))
        valid = runs_on & ~found.is_joining & ~found.is_joining[last]
        if size == 1:
            valid &= found.lengths >= 3
        levels.append(_Level(table.slots(hashes), valid))
    return found, levels


def _count(table: _Table, found: Units, levels: list[_Level]) -> None:
    for level in levels:
        keys = np.unique(found.text_of[level.is_phrase] << table.bits | level.slot[level.is_phrase])
        np.add.at(table.texts, keys & ((1 << table.bits) - 1), 1)


def _compare(table: _Table, levels: list[_Level]) -> None:
    """Note for each phrase in how many texts its commonest phrase that is one longer stands."""
    for level, longer in zip(levels, levels[1:], strict=False):
        right = np.where(longer.is_phrase, table.texts[longer.slot], 0)
        left = np.concatenate([np.zeros(1, dtype=right.dtype), right[:-1]]) if len(right) else right
        here = level.is_phrase
        np.maximum.at(table.longer, level.slot[here], np.maximum(left, right)[here])


@dataclass(frozen=True, slots=True)
class _Kept:
    text: NDArray[np.int32]
    slot: NDArray[np.int32]
    weight: NDArray[np.float32]
    first: Ints
    """Where the phrase stands in its text, and how long it is there: begin * 2**16 + length."""
    pair_text: NDArray[np.int32]
    pair: NDArray[np.int32]
    is_title_pair: NDArray[np.bool_]


def _keep(
    table: _Table, texts: Sequence[str], title_lengths: Sequence[int], chunk: range, least: int, most: int
) -> _Kept:
    found, levels = _levels(table, [texts[n] for n in chunk])
    titles = np.asarray([title_lengths[n] for n in chunk], dtype=np.int64)
    parts: list[tuple[Ints, Ints, Ints]] = []
    for size, level in enumerate(levels, start=1):
        texts_with = table.texts[level.slot]
        good = (
            (texts_with >= least) & (texts_with <= most) & (table.longer[level.slot] < _ABSORBED * texts_with)
        )
        at = np.flatnonzero(level.is_phrase & good)
        last = at + size - 1
        begin = found.begins[at]
        parts.append(
            (
                found.text_of[at],
                level.slot[at],
                begin << 16 | (found.begins[last] + found.lengths[last] - begin),
            )
        )
    text, slot, place = (np.concatenate([part[n] for part in parts]) for n in range(3))
    times = 1.0 + 2.0 * ((place >> 16) < titles[text])
    keys, first, which = np.unique(text << table.bits | slot, return_index=True, return_inverse=True)
    said = np.bincount(which, weights=times, minlength=len(keys))
    pair_text, pair, is_title = _pairs(table, found, levels[1], titles)
    return _Kept(
        ((keys >> table.bits) + chunk.start).astype(np.int32),
        (keys & ((1 << table.bits) - 1)).astype(np.int32),
        np.log1p(said).astype(np.float32),
        place[first],
        (pair_text + chunk.start).astype(np.int32),
        pair,
        is_title,
    )


def _pairs(
    table: _Table, found: Units, level: _Level, titles: Ints
) -> tuple[Ints, NDArray[np.int32], NDArray[np.bool_]]:
    at = np.flatnonzero(level.is_phrase)
    keys = np.unique(found.text_of[at] << table.bits | level.slot[at])
    ahead = at[found.begins[at] < titles[found.text_of[at]]]
    in_title = np.isin(keys, found.text_of[ahead] << table.bits | level.slot[ahead])
    return keys >> table.bits, (keys & ((1 << table.bits) - 1)).astype(np.int32), in_title


def _assemble(table: _Table, texts: Sequence[str], kept: list[_Kept]) -> Phrases:
    count = len(texts)
    text = np.concatenate([one.text for one in kept]) if kept else np.zeros(0, dtype=np.int32)
    slot = np.concatenate([one.slot for one in kept]) if kept else np.zeros(0, dtype=np.int32)
    weight = np.concatenate([one.weight for one in kept]) if kept else np.zeros(0, dtype=np.float32)
    place = np.concatenate([one.first for one in kept]) if kept else np.zeros(0, dtype=np.int64)
    distinct, first, phrase = np.unique(slot, return_index=True, return_inverse=True)
    names = tuple(
        texts[text[n]][place[n] >> 16 : (place[n] >> 16) + (place[n] & 0xFFFF)] for n in first.tolist()
    )
    by_phrase = np.argsort(phrase, kind="stable")
    pair_text = np.concatenate([one.pair_text for one in kept]) if kept else np.zeros(0, dtype=np.int32)
    return Phrases(
        text_from=np.searchsorted(text, np.arange(count + 1)),
        phrase=phrase.astype(np.int32),
        weight=weight,
        holders_from=np.concatenate([[0], np.cumsum(np.bincount(phrase, minlength=len(distinct)))]).astype(
            np.int64
        ),
        holder=text[by_phrase],
        names=names,
        pairs_from=np.searchsorted(pair_text, np.arange(count + 1)),
        pair=np.concatenate([one.pair for one in kept]) if kept else np.zeros(0, dtype=np.int32),
        is_title_pair=np.concatenate([one.is_title_pair for one in kept])
        if kept
        else np.zeros(0, dtype=np.bool_),
        table=table,
    )
