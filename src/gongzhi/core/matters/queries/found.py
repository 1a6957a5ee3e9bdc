"""What a search finds: ranked, each with the words marked where they stand; rights and filters come before the ranking."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from gongzhi.core.matters.models import Matter
from gongzhi.core.matters.queries import asking, pages, texts
from gongzhi.core.matters.queries.filters import Filter
from gongzhi.core.matters.queries.pages import Row
from gongzhi.core.search import queries as search
from gongzhi.core.search.queries import frequency
from gongzhi.core.search.rules import bigrams, language, marking
from gongzhi.core.search.rules.language import Asked
from gongzhi.core.search.rules.marking import Piece
from gongzhi.kernel.actor import Actor

RANKED = 200
"""So many of the newest matters that fit are ranked; the list shows all of them in the order of their days."""
SHOWN = 50
NEAREST = 20


@dataclass(frozen=True, slots=True)
class Hit:
    """A matter that was found: its title and the stretch that shows why, with where that stands ("" in the text)."""

    row: Row
    title: list[Piece]
    snippet: list[Piece]
    where: str


@dataclass(frozen=True, slots=True)
class Found:
    """The answer to a search: hits, the list that holds all of them, and what should be said besides."""

    hits: list[Hit]
    wanted: Filter
    is_near: bool = False
    """Nothing fits wholly; these come nearest."""
    is_cut: bool = False
    """More fit than were ranked."""
    others: tuple[str, ...] = ()
    """Words of the same meaning that were looked for as well."""


def find(actor: Actor, q: str, at: datetime) -> Found:
    """Return what a query finds among the matters that the actor may see; raise InvalidInput for one that cannot be meant."""
    asked = language.parse(q)
    words, changes = asking.narrowed(asked)
    wanted = Filter(q=words, state="all", sort="newest").but(**changes)
    if wanted.number or not asked.parts:
        matters = pages.page(actor, wanted, at=at, size=SHOWN).matters if words or changes else []
        full = {one.id: one for one in pages.visible(actor).filter(id__in=[one.id for one in matters])}
        return Found(_hits([full[one.id] for one in matters], (), at), wanted)
    matters = pages.newest_with(actor, wanted, pages.looked_up(asked.words), at, RANKED + 1)
    terms = _terms(asked)
    if not matters and not asked.is_strict:
        near = pages.nearest_to(actor, wanted, asked.plain, at, NEAREST)
        return Found(_hits(near, terms, at), wanted, is_near=True)
    ranked = _ranked(matters[:RANKED], asked, terms)
    return Found(
        _hits(ranked[:SHOWN], terms, at),
        wanted,
        is_cut=len(matters) > RANKED,
        others=tuple(one for one in terms if one not in _own(asked)),
    )


def _own(asked: Asked) -> list[str]:
    """Return the query's own words, folded as texts are."""
    return list(dict.fromkeys(run for one in asked.parts for run in bigrams.runs(one.text)))


def _terms(asked: Asked) -> tuple[str, ...]:
    """Return all words to be marked: the query's own first, then those of the same meaning."""
    synonyms = search.synonyms_in_force()
    found = dict.fromkeys(_own(asked))
    for one in asked.parts:
        if not one.is_quoted:
            found.update(dict.fromkeys(synonyms.terms(one.text)))
    return tuple(found)


def _ranked(matters: Sequence[Matter], asked: Asked, terms: Sequence[str]) -> list[Matter]:
    """Return the matters, the best answer first; among equals the newest, as they came."""
    own = _own(asked)
    others = [one for one in terms if one not in own]
    pairs = frequency.weights(bigrams.pairs(asked.plain))
    added = texts.added_words(matters) if len(matters) <= SHOWN else {}
    scores = {one.id: marking.score(_fields(one, added), own, others, pairs) for one in matters}
    return sorted(matters, key=lambda one: -scores[one.id])


def _fields(one: Matter, added: dict[int, str]) -> dict[str, str]:
    return {
        "title": one.title,
        "place": one.place,
        "text": one.text,
        "answer": one.published_answer,
        "added": added.get(one.id, ""),
    }


def _hits(matters: Sequence[Matter], terms: Sequence[str], at: datetime) -> list[Hit]:
    rows = pages.rows_of(matters, at)
    added = texts.added_words(matters) if terms else {}
    found = []
    for row, one in zip(rows, matters, strict=True):
        where, text = _shown(one, added.get(one.id, ""), terms)
        title = marking.pieces(one.title, terms)
        found.append(Hit(row, title, marking.snippet(text, terms), where))
    return found


def _shown(one: Matter, added: str, terms: Sequence[str]) -> tuple[str, str]:
    """Return which of a matter's texts to show and that text: the first that holds one of the words, else its own."""
    for where, text in (
        ("", one.text),
        ("place", one.place),
        ("answer", one.published_answer),
        ("added", added),
    ):
        if text and marking.holds_any(text, terms):
            return where, text
    return "", one.text
