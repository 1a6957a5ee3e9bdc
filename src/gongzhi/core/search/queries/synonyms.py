"""Reads of the city's words of one meaning; each process keeps them and asks only whether there is a newer version."""

from dataclasses import dataclass, field
from threading import Lock

from gongzhi.core.search.models import SynonymList
from gongzhi.core.search.rules.synonyms import Synonyms

SHOWN = 20


@dataclass(slots=True)
class _Kept:
    held: Synonyms = field(default_factory=Synonyms)


_kept = _Kept()
_lock = Lock()


def in_force() -> Synonyms:
    """Return the list in force, empty where the city has none."""
    version = SynonymList.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    with _lock:
        if version != _kept.held.version:
            _kept.held = _read()
        return _kept.held


def newest() -> SynonymList | None:
    """Return the version in force, None where the city has no list."""
    return SynonymList.objects.order_by("-pk").first()


def versions() -> list[SynonymList]:
    """Return the newest versions, the one in force first."""
    return list(SynonymList.objects.order_by("-pk")[:SHOWN])


def _read() -> Synonyms:
    found = newest()
    if found is None:
        return Synonyms()
    return Synonyms(tuple(tuple(str(word) for word in words) for words in found.groups), found.pk)
