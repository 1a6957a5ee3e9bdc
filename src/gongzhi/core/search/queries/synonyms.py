"""Reads of the city's words of one meaning; each process keeps them and asks for a newer version every few seconds."""

import time
from dataclasses import dataclass, field
from threading import Lock

from django.db import connection

from gongzhi.core.search.models import SynonymList
from gongzhi.core.search.rules.synonyms import Synonyms

_SECONDS = 5.0
SHOWN = 20


@dataclass(slots=True)
class _Kept:
    database: str = ""
    held: Synonyms = field(default_factory=Synonyms)
    read_at: float = float("-inf")


_kept = _Kept()
_lock = Lock()


def in_force() -> Synonyms:
    """Return the list in force, empty where the city has none."""
    database = str(connection.settings_dict["NAME"])
    with _lock:
        if _kept.database != database or time.monotonic() - _kept.read_at > _SECONDS:
            found = SynonymList.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
            if _kept.database != database or found != _kept.held.version:
                _kept.held = _read()
            _kept.database, _kept.read_at = database, time.monotonic()
        return _kept.held


def forget() -> None:
    """Have the next question read the list again."""
    with _lock:
        _kept.database = ""


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
