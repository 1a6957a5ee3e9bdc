"""The city's words of one meaning, and how a query asks for all of them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import takewhile

from gongzhi.core.search.rules import bigrams
from gongzhi.kernel.errors import InvalidInput

GROUPS_MOST = 2000
WORDS_MOST = 30
_LONGEST = 20

Groups = tuple[tuple[str, ...], ...]


def parse(text: str) -> Groups:
    """Return the groups of a list with a group a line, words parted by spaces or commas; raise InvalidInput for a bad line.

    A line that begins with # is a remark.
    """
    found: list[tuple[str, ...]] = []
    owner: dict[str, int] = {}
    for n, line in enumerate(text.splitlines(), start=1):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        words = tuple(dict.fromkeys(map(bigrams.normalise, _parted(line))))
        _check(words, n, owner)
        found.append(words)
    if len(found) > GROUPS_MOST:
        raise InvalidInput(
            field="words", why="最多 %(most)s 组，现在有 %(now)s 组。", most=GROUPS_MOST, now=len(found)
        )
    return tuple(found)


def _parted(line: str) -> list[str]:
    for mark in ",，、;；=＝/\t":
        line = line.replace(mark, " ")
    return line.split()


def _check(words: Sequence[str], n: int, owner: dict[str, int]) -> None:
    if not 2 <= len(words) <= WORDS_MOST:
        raise InvalidInput(
            field="words",
            why="第 %(n)s 行要写 2 到 %(most)s 个意思相同的词，用空格分开。",
            n=n,
            most=WORDS_MOST,
        )
    for word in words:
        runs = bigrams.runs(word)
        if runs != [word] or not 2 <= len(word) <= _LONGEST:
            raise InvalidInput(
                field="words",
                why="第 %(n)s 行的「%(word)s」不能用：每个词 2 到 20 个字，只能是汉字，或只能是字母和数字。",
                n=n,
                word=word[:20],
            )
        if word in owner:
            raise InvalidInput(
                field="words",
                why="「%(word)s」在第 %(first)s 行和第 %(n)s 行都有，请合成一行或删去一处。",
                word=word,
                first=owner[word],
                n=n,
            )
        owner[word] = n


def write(groups: Iterable[Sequence[str]]) -> str:
    """Return groups as the list that a person edits."""
    return "\n".join(" ".join(words) for words in groups)


@dataclass(frozen=True)
class Synonyms:
    """Groups of words of one meaning, ready to be looked up in queries."""

    groups: Groups = ()
    version: int = 0

    @cached_property
    def _group_of(self) -> dict[str, tuple[str, ...]]:
        return {word: words for words in self.groups for word in words}

    @cached_property
    def _lengths(self) -> tuple[int, ...]:
        return tuple(sorted({len(word) for word in self._group_of}, reverse=True))

    def split(self, run: str) -> list[tuple[str, ...]]:
        """Return a run of characters as pieces in order, each with the words that mean the same, itself first.

        The longest words of the list are taken first; what stands between them stays as it is.
        """
        found: list[tuple[str, ...]] = []
        plain = ""
        at = 0
        while at < len(run):
            word = self._word_at(run, at)
            if not word:
                plain += run[at]
                at += 1
                continue
            if plain:
                found.append((plain,))
                plain = ""
            found.append((word, *(one for one in self._group_of[word] if one != word)))
            at += len(word)
        return [*found, (plain,)] if plain else found

    def _word_at(self, run: str, at: int) -> str:
        possible = takewhile(bool, (run[at : at + length] for length in self._lengths))
        return next((one for one in possible if one in self._group_of), "")

    def query(self, text: str) -> str:
        """Return a `tsquery` like `bigrams.query` that each word's synonyms satisfy as well.

        What is asked for as it is written satisfies it too, across the borders of the words.
        """
        parts: dict[str, None] = {}
        for run in bigrams.runs(text):
            asked = bigrams.query(run)
            pieces = self.split(run)
            if all(len(words) == 1 for words in pieces):
                parts[asked] = None
                continue
            other = " & ".join(_any(words) for words in pieces)
            parts[f"( {_grouped(asked)} | {_grouped(other)} )"] = None
        return " & ".join(parts)

    def terms(self, text: str) -> list[str]:
        """Return the words of a text and those that mean the same, for marking them where they stand."""
        found: dict[str, None] = {}
        for run in bigrams.runs(text):
            found[run] = None
            for words in self.split(run):
                found.update(dict.fromkeys(words))
        return list(found)


def _any(words: Sequence[str]) -> str:
    if len(words) == 1:
        return bigrams.query(words[0])
    return "( " + " | ".join(_grouped(bigrams.query(word)) for word in words) + " )"


def _grouped(query: str) -> str:
    return f"( {query} )" if " & " in query else query
