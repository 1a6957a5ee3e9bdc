"""The jobs of the machine that reads: suggest for what waits in triage, and learn anew from what people decided."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from gongzhi.core.matters.actions.attaching import attach_later
from gongzhi.core.matters.actions.hot import gather_hot, warn_themes
from gongzhi.core.matters.queries import texts
from gongzhi.core.orgs import queries as orgs
from gongzhi.core.suggest import reader, switches
from gongzhi.core.suggest.actions import Asked, suggest_by_rules, suggest_triage
from gongzhi.core.suggest.actions.models import STAYED, TOOK_OVER, note_learned
from gongzhi.core.suggest.queries import without_suggestions
from gongzhi.reading import model, text, training
from gongzhi.reading.classify import SEPARATOR

_WAITING = 2000
_BATCH = 200
_HISTORY = 100_000
_LEAST = 200
_NEWEST = 0.1
_YEARS = timedelta(days=3 * 365)


@dataclass(frozen=True, slots=True)
class Learned:
    """What came of learning anew: how many matters were read, and whether the new model took over."""

    texts: int
    version: str
    took_over: bool


def suggest_waiting(at: datetime) -> int:
    """Suggest for the matters that wait in triage and have no suggestion yet; return how many suggestions are new.

    Rules of the city that came into force meanwhile are asked about the others as well.
    """
    found = {one.id: texts.asked(one) for one in texts.waiting_for_triage(_WAITING)}
    fresh = without_suggestions(list(found))
    new = sum(suggest_triage(some, at) for some in _batches([found[one] for one in sorted(fresh)]))
    known = [found[one] for one in sorted(found.keys() - fresh)]
    return new + sum(suggest_by_rules(some, at) for some in _batches(known))


def _batches(asked: list[Asked]) -> Iterator[list[Asked]]:
    yield from (asked[n : n + _BATCH] for n in range(0, len(asked), _BATCH))


def follow_hot(at: datetime) -> dict[str, int]:
    """Gather hot issues anew, offer later matters to themes, warn of unusual growth; return how many of each."""
    found = gather_hot(at)
    attached = attach_later(at)
    warned = warn_themes(at)
    return {
        "issues": found.issues,
        "begun": found.begun,
        "alarms": found.alarms + warned,
        "offered": attached,
    }


def learn_triage(at: datetime) -> Learned:
    """Train the triage model anew on what people decided in the last three years.

    It takes over only when, made without the newest tenth, it does at least as well there as the model in use, which
    may have seen some of that tenth; what takes over has learned from all. Under two hundred matters teach nothing.
    """
    said, labels = _history(at)
    if not orgs.setting(switches.TRIAGE) or len(said) < _LEAST or len(set(labels)) < 2:
        return Learned(len(said), "", took_over=False)
    cut = int(len(said) * (1 - _NEWEST))
    held = reader.reader()
    if held is not None and held.name == reader.TRAINED and len(set(labels[:cut])) > 1:
        newer = training.from_history(said[:cut], labels[:cut], "matters", at)
        if not training.is_better(newer.classifier, held.classifier, said[cut:], labels[cut:]):
            facts = {"version": newer.about.version, "kept": held.version, "texts": len(said)}
            note_learned(STAYED, facts, at)
            return Learned(len(said), held.version, took_over=False)
    made = training.from_history(said, labels, "matters", at)
    model.save(reader.folder(), made.classifier, made.about, made.card, made.scores)
    facts = {"version": made.about.version, "before": held.version if held else "", "texts": len(said)}
    note_learned(TOOK_OVER, facts, at)
    return Learned(len(said), made.about.version, took_over=True)


def _history(at: datetime) -> tuple[list[str], list[str]]:
    """Return texts and labels of matters past triage, the oldest first: there a person settled the category."""
    rows = texts.decided_since(at - _YEARS, _HISTORY)
    said = [text.join([title, words]) for title, words, _ in rows]
    return said, [category.replace(".", SEPARATOR) for *_, category in rows]
