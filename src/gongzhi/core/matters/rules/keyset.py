"""Where a page of a list ends: the key of its last row, as a short text that travels in the address."""

import base64
import binascii
import json
from dataclasses import dataclass
from datetime import datetime

from gongzhi.kernel.errors import InvalidInput

Key = tuple[datetime | None, int]


@dataclass(frozen=True, slots=True)
class Cursor:
    """A place in a list: after `key` in the order of `sort`, or before it when going back."""

    sort: str
    key: Key
    back: bool = False


def to_text(cursor: Cursor) -> str:
    """Return the cursor as an opaque text of letters and digits."""
    moment = cursor.key[0].isoformat() if cursor.key[0] else ""
    plain = json.dumps([cursor.sort, moment, cursor.key[1], int(cursor.back)], separators=(",", ":"))
    return base64.urlsafe_b64encode(plain.encode()).decode().rstrip("=")


def from_text(text: str, sort: str) -> Cursor | None:
    """Return the cursor that a text holds, None for ""; raise InvalidInput for what we never gave out."""
    if not text:
        return None
    try:
        plain = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
        found_sort, moment, number, back = plain
        key = (datetime.fromisoformat(moment) if moment else None, int(number))
        if found_sort != sort or (key[0] is not None and key[0].tzinfo is None):
            raise ValueError
    except (ValueError, TypeError, binascii.Error) as error:
        raise InvalidInput(field="cursor", why="翻页的位置已经失效。请回到第一页再翻。") from error
    return Cursor(found_sort, key, bool(back))
