"""What an import must know before it writes: which source keys are taken, and by what."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import connection

# Written out: as a queryset, thousands of keys would each become a parameter to be compiled and escaped.
_TAKEN = "SELECT source_key, id, number, title, text FROM matters_matter WHERE source_key = ANY(%s)"


@dataclass(frozen=True, slots=True)
class Taken:
    """A matter that bears a source key."""

    matter_id: int
    number: str
    title: str
    text: str


def taken(keys: Iterable[str]) -> dict[str, Taken]:
    """Return for each source key that is taken the matter that bears it."""
    with connection.cursor() as cursor:
        cursor.execute(_TAKEN, [list(keys)])
        return {str(key): Taken(*rest) for key, *rest in cursor}
