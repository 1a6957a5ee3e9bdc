"""What two texts have in common and what not, so that a person sees at a glance whether they tell of one thing."""

from dataclasses import dataclass
from difflib import SequenceMatcher

LONGEST = 400
_SHORTEST = 2
"""A single character in common says nothing in Chinese."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of a text; `same` when the other text has it too."""

    text: str
    same: bool


def marked(text: str, other: str) -> list[Piece]:
    """Return a text in pieces, each told to stand in the other text too or not; long texts are cut."""
    text, other = _short(text), _short(other)
    pieces: list[Piece] = []
    last = 0
    for block in SequenceMatcher(None, text, other, autojunk=False).get_matching_blocks():
        if block.size < _SHORTEST:
            continue
        if block.a > last:
            pieces.append(Piece(text[last : block.a], False))
        pieces.append(Piece(text[block.a : block.a + block.size], True))
        last = block.a + block.size
    if last < len(text):
        pieces.append(Piece(text[last:], False))
    return pieces


def _short(text: str) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= LONGEST else flat[:LONGEST] + "…"
