"""What an import must know before it writes: which source keys are taken, and by what."""

from collections.abc import Iterable
from dataclasses import dataclass

from gongzhi.core.matters.models import Matter


@dataclass(frozen=True, slots=True)
class Taken:
    """A matter that bears a source key."""

    number: str
    title: str
    text: str


def taken(keys: Iterable[str]) -> dict[str, Taken]:
    """Return for each source key that is taken the matter that bears it."""
    found = Matter.objects.filter(source_key__in=list(keys))
    rows = found.values_list("source_key", "number", "title", "text")
    return {str(key): Taken(number, title, text) for key, number, title, text in rows}
