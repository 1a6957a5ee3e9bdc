"""Turns Chinese text into tokens that find it again: overlapping pairs of characters, and whole words and numbers.

Traditional and simplified, full-width and half-width, upper and lower case are one. The last character of a run
stands for itself too, so that a query of one character finds every place of it by prefix.
"""

import re
import unicodedata
from functools import cache
from importlib.resources import files

_LONGEST_WORD = 40
# The private area is where older systems keep rare characters of names (生僻字); they are found like any other.
_HAN = "\u3007\u3400-\u4dbf\u4e00-\u9fff\ue000-\uf8ff\uf900-\ufaff\U00020000-\U0003347f"
_RUNS = re.compile(f"([{_HAN}]+)|([^\\W_]+)")
_NOT_HAN_OR_WORD = re.compile(f"[{_HAN}]")
_SPLIT = re.compile(f"[{_HAN}]+|[^\\W_{_HAN}]+")


@cache
def _simplified() -> dict[int, str]:
    """Return the table from traditional to simplified characters, one to one, as OpenCC publishes it."""
    found: dict[int, str] = {}
    text = files("opencc").joinpath("dictionary", "TSCharacters.txt").read_text(encoding="utf-8")
    for line in text.splitlines():
        traditional, _, simplified = line.partition("\t")
        first = simplified.split(" ")[0]
        if len(traditional) == len(first) == 1 and traditional != first:
            found[ord(traditional)] = first
    return found


def normalise(text: str) -> str:
    """Return the one spelling under which text is kept and looked for."""
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text).translate(_simplified())
    return text.lower()


def runs(text: str) -> list[str]:
    """Return runs of Chinese characters and words of other letters and digits, normalised, in order."""
    return _SPLIT.findall(normalise(text))


def is_han(run: str) -> bool:
    """Whether a run is Chinese characters."""
    return run[0] >= "\u3007" and _NOT_HAN_OR_WORD.match(run) is not None


def tokens(text: str) -> list[str]:
    """Return the distinct tokens of a text in order of first appearance."""
    found: dict[str, None] = {}
    for run in runs(text):
        if is_han(run):
            found.update(dict.fromkeys(map("".join, zip(run, run[1:], strict=False))))
            found[run[-1]] = None
        else:
            found[run[:_LONGEST_WORD]] = None
    return list(found)


def tsvector_literal(title: str, text: str) -> str:
    """Return what COPY or INSERT writes into a `tsvector` column; tokens hold only letters and digits."""
    return " ".join(tokens(f"{title} {text}"))


def pairs(text: str) -> list[str]:
    """Return the tokens that say what a text is about: pairs of characters and words, no single characters."""
    return [token for token in tokens(text) if len(token) > 1]


def query(text: str) -> str:
    """Return a `tsquery` that every token of the text must satisfy; "" when there is nothing to look for.

    One character finds all words with it; a word of three or more letters or digits finds those it begins.
    """
    parts: dict[str, None] = {}
    for run in runs(text):
        if not is_han(run):
            word = run[:_LONGEST_WORD]
            parts[f"'{word}':*" if len(word) >= 3 else f"'{word}'"] = None
        elif len(run) == 1:
            parts[f"'{run}':*"] = None
        else:
            parts.update((f"'{first}{second}'", None) for first, second in zip(run, run[1:], strict=False))
    return " & ".join(parts)


def any_of(wanted: list[str]) -> str:
    """Return a `tsquery` that one of the tokens satisfies."""
    return " | ".join(f"'{token}'" for token in wanted)
