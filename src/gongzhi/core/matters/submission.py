"""What it takes to bring a matter: checked once here for every channel, written by `actions.submit`."""

import re
from dataclasses import dataclass, field
from datetime import datetime

from gongzhi.kernel.errors import InvalidInput

TITLE_LONGEST = 100
TEXT_LONGEST = 5000
CONTACT = re.compile(r"^(\+?[0-9][0-9 \-]{5,19}|[^@\s]+@[^@\s]+\.[^@\s]+)$")
"""A telephone number or an e-mail address, as a resident types it."""


@dataclass(frozen=True, slots=True)
class Submission:
    """A matter as it was brought. Coordinates are WGS 84 degrees; `brought_at` is when the resident said it.

    `submit_key` (one form, one matter) and `source_key` (one row of a file, one matter) make a repeat return the
    first receipt. `is_public` is the resident's consent; a person at the centre reads the matter before it is shown. `flags` choose variants of terms, for example "urgent".
    """

    title: str
    text: str
    channel: str
    brought_at: datetime
    system: str = "grid"
    procedure: str = "service_order"
    category: str = ""
    place: str = ""
    lon: float | None = None
    lat: float | None = None
    area_code: str = ""
    name: str = ""
    contact: str = ""
    is_anonymous: bool = False
    is_public: bool = False
    is_sealed: bool = False
    is_urgent: bool = False
    submit_key: str | None = None
    source_key: str | None = None
    complained_units: tuple[int, ...] = ()
    flags: frozenset[str] = field(default_factory=frozenset)
    source: tuple[tuple[str, str], ...] = ()
    """What the source of an import knew besides (its number, its own due and closing times), kept in the ledger."""


@dataclass(frozen=True, slots=True)
class Submitted:
    """The receipt as given once: `secret` is "" when the same key came again, for only its digest is kept."""

    matter_id: int
    number: str
    secret: str
    repeated: bool = False


def checked(submission: Submission) -> Submission:
    """Return the submission; raise InvalidInput with a full sentence for the first field that is wrong."""
    if not submission.text.strip():
        raise InvalidInput(field="text", why="请写下您要反映的事情，一句话也可以。")
    if len(submission.text) > TEXT_LONGEST:
        raise InvalidInput(
            field="text",
            why="内容最多 %(most)s 个字，现在有 %(now)s 个。请缩短，或把材料作为附件上传。",
            most=TEXT_LONGEST,
            now=len(submission.text),
        )
    if not submission.title.strip() or len(submission.title) > TITLE_LONGEST:
        raise InvalidInput(field="title", why="标题要写 1 到 %(most)s 个字。", most=TITLE_LONGEST)
    if "\x00" in submission.text or "\x00" in submission.title:
        raise InvalidInput(field="text", why="内容里有不能保存的控制字符，请删去后再提交。")
    _check_point(submission)
    return submission


def _check_point(submission: Submission) -> None:
    lon, lat = submission.lon, submission.lat
    if (lon is None) != (lat is None):
        raise InvalidInput(field="lon", why="经度和纬度要一起填，请在地图上重新点一下位置。")
    if lon is not None and lat is not None and not (-180 <= lon <= 180 and -90 <= lat <= 90):
        raise InvalidInput(field="lon", why="位置不在地球上:经度应在 -180 到 180,纬度应在 -90 到 90。")


def title_of(text: str) -> str:
    """Return a title for a text that came without one: its first sentence, at most 40 characters."""
    line = text.strip().splitlines()[0] if text.strip() else ""
    for stop in "。！?;\uff01\uff1f\uff1b":
        head, mark, _ = line.partition(stop)
        if mark and len(head) >= 4:
            line = head
    return line if len(line) <= 40 else line[:39] + "…"
