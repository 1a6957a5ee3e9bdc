"""Texts as arrays of symbols, many at once: one spelling, no spaces, a gap where a sentence breaks.

Traditional and simplified, full-width and half-width, upper and lower case are one symbol; a run of digits is one
symbol. Everything works on whole batches in numpy, because a Python loop over characters would be a hundred times
slower.
"""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np
from numpy.typing import NDArray

Symbols = NDArray[np.uint32]
Ints = NDArray[np.int32]
Flags = NDArray[np.bool_]

GAP = np.uint32(0)
DIGIT = np.uint32(ord("0"))
LONGEST_TEXT = 1000
LONGEST_TITLE = 60
HEAD = 30
OPENING = 120
_PLANE = 1 << 16
_SPACE = np.uint32(1)
_NEWLINE = "\n"


@dataclass(frozen=True, slots=True)
class Encoded:
    """Symbols of a batch laid end to end, a gap between texts.

    `row` is the text of each symbol, `head` whether it belongs to the title, `starts` whether a word written between
    spaces begins there, `place` the offset of its character in the text.
    """

    texts: int
    symbols: Symbols
    row: Ints
    head: Flags
    starts: Flags
    place: Ints


def head_length(text: str) -> int:
    """Return how many characters begin a text: its first line when that is short, else the first thirty."""
    end = text.find(_NEWLINE, 0, LONGEST_TITLE + 1)
    return end if end > 0 else HEAD


def join(fields: Sequence[str]) -> str:
    """Return the fields of one message as one text, a line each, empty ones left out."""
    return _NEWLINE.join(field.strip() for field in fields if field.strip())


def encode(texts: Sequence[str]) -> Encoded:
    """Return the symbols of texts; what lies beyond 1,000 characters is not read."""
    texts = [text[:LONGEST_TEXT] for text in texts]
    lengths = np.fromiter(map(len, texts), dtype=np.int32, count=len(texts)) + 1
    codes = np.frombuffer(("\0".join(texts) + "\0").encode("utf-32-le", "replace"), dtype=np.uint32)
    codes = codes if texts else codes[:0]
    symbols = fold_table().take(codes, mode="clip")
    if len(codes) and int(codes.max()) >= _PLANE:
        symbols = np.where(codes >= _PLANE, codes, symbols)
    row = np.repeat(np.arange(len(texts), dtype=np.int32), lengths)
    ends = np.cumsum(lengths, dtype=np.int32)
    heads = np.fromiter(map(head_length, texts), dtype=np.int32, count=len(texts))
    keep = symbols != _SPACE
    keep[1:] &= (symbols[1:] != symbols[:-1]) | ((symbols[1:] != DIGIT) & (symbols[1:] != GAP))
    starts = np.zeros(len(codes), dtype=np.bool_)
    starts[1:] = (symbols[:-1] <= _SPACE) & (symbols[1:] > _SPACE)
    starts[:1] = symbols[:1] > _SPACE
    kept = np.flatnonzero(keep).astype(np.int32)
    row = row[kept]
    place = kept - (ends - lengths)[row]
    return Encoded(len(texts), symbols[kept], row, place < heads[row], starts[kept], place)


@cache
def fold_table() -> Symbols:
    """Return the symbol of every character of the basic plane: 0 for what separates, 1 for spaces."""
    table = np.fromiter((_folded(chr(code)) for code in range(_PLANE)), dtype=np.uint32, count=_PLANE)
    for traditional, simplified in _simplified().items():
        table[traditional] = simplified
    table[0] = GAP
    return table


def _folded(character: str) -> int:
    if character.isspace():
        return int(_SPACE)
    plain = unicodedata.normalize("NFKC", character)[:1].lower()[:1]
    if plain.isdigit():
        return int(DIGIT)
    return ord(plain) if plain.isalnum() else int(GAP)


def _simplified() -> dict[int, int]:
    """Return the table from traditional to simplified characters of the basic plane, as OpenCC publishes it."""
    found: dict[int, int] = {}
    text = files("opencc").joinpath("dictionary", "TSCharacters.txt").read_text(encoding="utf-8")
    for line in text.splitlines():
        traditional, _, simplified = line.partition("\t")
        first = simplified.split(" ")[0]
        if len(traditional) == len(first) == 1 and ord(traditional) < _PLANE and ord(first) < _PLANE:
            found[ord(traditional)] = ord(first)
    return found


def is_cut_into_words(texts: Sequence[str]) -> bool:
    """Whether texts come cut into words by spaces: more than a sixth of their characters are spaces."""
    sample = "".join(texts[:500])
    return bool(sample) and sample.count(" ") > len(sample) / 6


def mixed(values: NDArray[Any], bits: int) -> NDArray[np.uint32]:
    """Return hashes of so many bits of 32-bit keys; the same on every machine and in every run."""
    key = values.astype(np.uint32, copy=False)
    key = (key ^ (key >> np.uint32(15))) * np.uint32(0x2C1B3C6D)
    key = (key ^ (key >> np.uint32(12))) * np.uint32(0x297A2D39)
    return (key ^ (key >> np.uint32(15))) >> np.uint32(32 - bits)
