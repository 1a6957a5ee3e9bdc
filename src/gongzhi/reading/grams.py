"""What a text is judged by: its characters, their pairs and threes, and its words where it comes cut into words.

Each gram is a slot of a hash table, so that no dictionary of strings is needed; a vocabulary keeps the slots that
were seen often enough in training.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Self, TypeAlias

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from gongzhi.reading import text
from gongzhi.reading.text import GAP, Encoded, Flags

Floats = NDArray[np.float32]
Slots = NDArray[np.int32]
# scipy has no types: a sparse matrix of texts × grams.
Matrix: TypeAlias = Any

BITS = 22
NONE = np.int32(-1)
LONGEST_GRAM = 3
_FIRST = np.uint32(0x9E3779B1)
_SECOND = np.uint32(0x85EBCA77)
_THIRD = np.uint32(0xC2B2AE3D)
_WORD = np.uint32(0x27D4EB2F)
_COUNTED = 256


@dataclass(frozen=True, slots=True)
class Settings:
    """How texts become grams: the longest one, and whether words between spaces are grams too."""

    longest: int = 2
    words: bool = False

    @property
    def kinds(self) -> int:
        """How many grams begin at one character at most."""
        return self.longest + int(self.words)


def slots(encoded: Encoded, settings: Settings) -> Slots:
    """Return the slot of every gram by the symbol where it begins, one column a kind; -1 where there is none."""
    symbols = encoded.symbols
    found = np.full((len(symbols), settings.kinds), NONE)
    whole = symbols != GAP
    key = symbols * _FIRST
    found[:, 0] = np.where(whole, text.mixed(key, BITS), NONE)
    for length in range(2, settings.longest + 1):
        after = symbols[length - 1 :]
        key = (key[: len(after)] ^ (key[: len(after)] >> np.uint32(13))) * _SECOND + after * _THIRD
        whole = whole[: len(after)] & (after != GAP)
        found[: len(after), length - 1] = np.where(whole, text.mixed(key, BITS), NONE)
    if settings.words:
        found[:, -1] = _words(encoded)
    return found


def _words(encoded: Encoded) -> Slots:
    """Return at the beginning of each word between spaces the word's slot."""
    found = np.full(len(encoded.symbols), NONE)
    begins = np.flatnonzero(encoded.starts)
    if len(begins) == 0:
        return found
    lengths = np.diff(np.append(begins, len(encoded.symbols)))
    before = int(begins[0])
    position = np.arange(len(encoded.symbols) - before) - np.repeat(begins - before, lengths)
    power = np.power(_WORD, np.arange(int(lengths.max()), dtype=np.uint32))
    hashed = np.add.reduceat((encoded.symbols[before:] * power[position]).astype(np.uint32), begins - before)
    found[begins] = text.mixed(hashed.astype(np.uint32) ^ np.uint32(0x5BD1E995), BITS)
    return found


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The slots that count, each a column, with how much each tells (`idf`)."""

    settings: Settings
    kept: Slots
    idf: Floats
    _column: Slots

    @classmethod
    def of(cls, settings: Settings, kept: Slots, idf: Floats) -> Self:
        """Return the vocabulary of these slots."""
        column = np.full((1 << BITS) + 1, NONE)
        column[kept] = np.arange(len(kept), dtype=np.int32)
        return cls(settings, kept, idf.astype(np.float32), column)

    @classmethod
    def learn(cls, texts: Sequence[str], settings: Settings, least: int, most: int) -> Self:
        """Return the grams that at least so many texts have, the commonest when there are more than `most`."""
        frequency = np.zeros(1 << BITS, dtype=np.int32)
        for start in range(0, len(texts), 2000):
            encoded = text.encode(texts[start : start + 2000])
            found = slots(encoded, settings)
            row = np.broadcast_to(encoded.row[:, None], found.shape)[found >= 0].astype(np.int64)
            pairs = np.unique((row << BITS) | found[found >= 0])
            frequency += np.bincount(pairs & ((1 << BITS) - 1), minlength=1 << BITS).astype(np.int32)
        kept = np.flatnonzero(frequency >= least)
        if len(kept) > most:
            kept = np.sort(kept[np.argsort(-frequency[kept], kind="stable")[:most]])
        idf = np.log((1 + len(texts)) / (1 + frequency[kept])) + 1
        return cls.of(settings, kept.astype(np.int32), idf)

    def __len__(self) -> int:
        """Return how many grams there are."""
        return len(self.kept)

    def columns(self, encoded: Encoded) -> Slots:
        """Return the column of every gram by the symbol where it begins, -1 for those not in the vocabulary."""
        # The last slot of the table stands for "no gram" and is never one of the vocabulary.
        return self._column[slots(encoded, self.settings)]

    def blocks(self, encoded: Encoded, columns: Slots) -> tuple[Matrix, ...]:
        """Return texts × grams for each part of the texts, in the order of `parts`."""
        return tuple(self._counted(encoded, columns, among) for among in parts(encoded))

    def _counted(self, encoded: Encoded, columns: Slots, among: Flags | None) -> Matrix:
        """Return how often each text has each gram, dampened, times how much it tells; each text of length one."""
        row = encoded.row
        if among is not None:
            inside = np.flatnonzero(among)
            row, columns = row[inside], columns[inside]
        kept = np.flatnonzero(columns.ravel() >= 0)
        row = row[kept // columns.shape[1]]
        ends = np.cumsum(np.bincount(row, minlength=encoded.texts))
        by_text = sparse.csr_matrix(
            (np.ones(len(row), dtype=np.float32), columns.ravel()[kept], np.append(0, ends).astype(np.int32)),
            shape=(encoded.texts, len(self)),
        )
        # Turned over, the texts of each gram ascend, so that adding up equals needs no sort.
        matrix = by_text.tocsc()
        matrix.sum_duplicates()
        dampened = _DAMPENED.take(matrix.data.astype(np.int32), mode="clip")
        weighed = dampened * np.repeat(self.idf, np.diff(matrix.indptr))
        lengths = np.sqrt(np.bincount(matrix.indices, weights=weighed * weighed, minlength=encoded.texts))
        lengths[lengths == 0] = 1
        matrix.data = (weighed / lengths.astype(np.float32)[matrix.indices]).astype(np.float32)
        return matrix


def parts(encoded: Encoded) -> tuple[Flags | None, ...]:
    """Return the symbols of the whole text (None: all), of its title, and of its opening."""
    return None, encoded.head, encoded.place < text.OPENING


_DAMPENED: NDArray[Any] = (1 + np.log(np.maximum(np.arange(_COUNTED), 1))).astype(np.float32)
