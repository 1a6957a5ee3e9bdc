"""Hot issues: what many messages say about one place and one matter, found in texts, places and times alone.

No person is read: a message here has no sender. `docs/explanation/hot-issues.md` tells how it works and its limits.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from math import sqrt

import numpy as np
from numpy.typing import NDArray

from gongzhi.reading import gathering, naming
from gongzhi.reading.phrases import mine, normal

Ids = NDArray[np.int64]

HEAT_FORMULA = "heat = size + √votes + growth"
_TEXT_MOST = 600
_WINDOW = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Message:
    """What is read of a message; `text` may begin with the title, and `place` is a known area's or street's name."""

    id: str
    text: str
    title: str = ""
    at: datetime | None = None
    place: str = ""
    votes: int = 0


@dataclass(frozen=True, slots=True)
class Member:
    """A message of an issue; `distance` is 0 for one that says just what the issue is about and 1 for a stranger."""

    id: str
    distance: float


@dataclass(frozen=True, slots=True)
class Issue:
    """One matter that many wrote about: where, who and what, from when to when, how many, how hot."""

    id: str
    """The id of its first message: stays when the issue grows, and goes to the elder part when it splits."""
    title: str
    place: str
    words: tuple[str, ...]
    from_at: datetime | None
    to_at: datetime | None
    size: int
    votes: int
    growth: float
    """How many more messages came in the last 30 days than usually came in 30 days before, never below 0."""
    heat: float
    members: tuple[Member, ...]


@dataclass(slots=True)
class Hot:
    """Messages that come in batches, and the issues in all of them.

    The issues depend on the set of messages only, never on the order or the batches in which they came.
    A message that comes again replaces itself by its id.
    """

    least: int = 0
    """An issue has at least so many messages; 0 lets it grow with the root of their number, from 3."""
    _held: dict[str, Message] = field(default_factory=dict)
    _found: list[Issue] | None = None

    def add(self, batch: Iterable[Message]) -> None:
        """Take in more messages."""
        for message in batch:
            self._held[message.id] = message
        self._found = None

    def forget(self, before: datetime) -> None:
        """Let go of the messages that came before a moment."""
        self._held = {key: one for key, one in self._held.items() if one.at is None or one.at >= before}
        self._found = None

    def issues(self, top: int = 0) -> list[Issue]:
        """Return the issues, the hottest first; all of them when `top` is 0."""
        if self._found is None:
            self._found = _issues(sorted(self._held.values(), key=_order), self.least)
        return self._found[:top] if top else list(self._found)


def hot(messages: Iterable[Message], top: int = 10) -> list[Issue]:
    """Return the hottest issues of some messages."""
    held = Hot()
    held.add(messages)
    return held.issues(top)


def _order(message: Message) -> tuple[str, str]:
    return (message.at.isoformat() if message.at else "", message.id)


def _issues(messages: Sequence[Message], least: int) -> list[Issue]:
    if not messages:
        return []
    count = len(messages)
    least = least or max(3, int(sqrt(count) / 16))
    shown = [shown_title(message) for message in messages]
    titles = [normal(title) for title in shown]
    texts = [f"{title}。{body_of(message)}" for title, message in zip(titles, messages, strict=True)]
    lengths = [len(title) for title in titles]
    phrases = mine(texts, lengths, least, max(count // 10, 10))
    groups = gathering.gather(phrases, titles, least)
    issues = [_issue(group, messages, shown, phrases.names) for group in groups]
    return sorted(issues, key=lambda one: (-one.heat, one.id))


def shown_title(message: Message) -> str:
    """Return the title on one line, or the beginning of the text when there is none."""
    return " ".join(message.title.split()) or "".join(message.text.split())[:40]


def body_of(message: Message) -> str:
    """Return the beginning of the text as texts are compared."""
    return normal("".join(message.text.split()))[:_TEXT_MOST]


def _issue(
    group: gathering.Group, messages: Sequence[Message], titles: Sequence[str], names: Sequence[str]
) -> Issue:
    inside = [messages[n] for n in group.members.tolist()]
    times = sorted(one.at for one in inside if one.at is not None)
    votes = sum(max(one.votes, 0) for one in inside)
    growth = _growth(times, max((one.at for one in messages if one.at is not None), default=None))
    heat = len(inside) + sqrt(votes) + growth
    words = tuple(names[n] for n in group.phrases)
    told = naming.name([titles[n] for n in group.members.tolist()], words, [one.place for one in inside])
    distances = (1.0 - group.closeness).round(3).tolist()
    members = sorted(
        (Member(one.id, far) for one, far in zip(inside, distances, strict=True)),
        key=lambda m: (m.distance, m.id),
    )
    return Issue(
        id=inside[0].id,
        title=told.title,
        place=told.place,
        words=words,
        from_at=times[0] if times else None,
        to_at=times[-1] if times else None,
        size=len(inside),
        votes=votes,
        growth=round(growth, 2),
        heat=round(heat, 2),
        members=tuple(members),
    )


def _growth(times: Sequence[datetime], now: datetime | None) -> float:
    if now is None or not times:
        return 0.0
    recent = sum(1 for at in times if at > now - _WINDOW)
    earlier = len(times) - recent
    windows = max((now - _WINDOW - times[0]) / _WINDOW, 1.0)
    return max(0.0, recent - earlier / windows) if recent else 0.0
