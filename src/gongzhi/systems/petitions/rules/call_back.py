"""Call-backs: the script as data, the day's lot that anybody can draw again, the three measures, small cells left out.

Law: 信访工作条例 art. 21 (the petitioner asks and rates), art. 40 (evasion is a ground of supervision). Share and number
of attempts are local rules and so settings.
"""

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import cache
from hashlib import sha256
from math import ceil
from pathlib import Path

KINDS = ("yes_no", "scale", "text")
MOST_QUESTIONS = 12
SMALL = 5
"""Cells with fewer matters than this are not shown, for a handful of matters is a handful of people."""
_SHIPPED = Path(__file__).parent / "call_script.toml"


@dataclass(frozen=True, slots=True)
class Question:
    """One question of the script; the three measures are fixed and not among them."""

    name: str
    text: str
    kind: str = "yes_no"
    text_en: str = ""


@dataclass(frozen=True, slots=True)
class Script:
    """What a caller says and asks."""

    opening: str
    closing: str
    questions: tuple[Question, ...]
    version: int = 0

    def as_data(self) -> list[dict[str, str]]:
        """Return the questions as they are kept."""
        return [asdict(one) for one in self.questions]


@cache
def shipped() -> Script:
    """Return the script that is shipped, version 0."""
    found = tomllib.loads(_SHIPPED.read_text("utf-8"))
    return Script(found["opening"], found["closing"], questions_of(found["question"]))


def questions_of(rows: Iterable[Mapping[str, str]]) -> tuple[Question, ...]:
    """Return kept questions."""
    return tuple(Question(**row) for row in rows)


def why_not_script(opening: str, closing: str, questions: Sequence[Question]) -> str | None:
    """Return why a script cannot be used, None when it can."""
    if not opening.strip() or not closing.strip():
        return "开头和结尾的话都要写。"
    if len(questions) > MOST_QUESTIONS:
        return "问题最多 12 个，太多了对方会挂电话。"
    if any(not one.text.strip() or one.kind not in KINDS for one in questions):
        return "每个问题都要写清楚问什么，并选好怎样回答。"
    return None


def seed_of(day: str, unit_code: str) -> str:
    """Return the seed of a day's lot: it follows from day and unit alone, so that nobody chooses whom to ask."""
    return sha256(f"gongzhi.call-back:{day}:{unit_code}".encode()).hexdigest()[:16]


def drawn(numbers: Sequence[str], share: int, seed: str) -> list[str]:
    """Return the numbers drawn: the share (per cent, rounded up) that comes first by SHA-256 of "seed:number"."""
    most = ceil(len(numbers) * share / 100)
    return sorted(sorted(numbers), key=lambda one: sha256(f"{seed}:{one}".encode()).digest())[:most]


@dataclass(frozen=True, slots=True)
class Found:
    """The three measures of one call."""

    reached: bool
    solved: bool | None = None
    satisfied: int | None = None


@dataclass(frozen=True, slots=True)
class Share:
    """A part of a whole; `percent` is None where there is nothing to divide by or too little to show."""

    part: int
    whole: int

    @property
    def is_small(self) -> bool:
        """Whether the cell is too small to be shown."""
        return 0 < self.whole < SMALL

    @property
    def percent(self) -> float | None:
        """Return the share in per cent with one digit."""
        return None if self.whole < SMALL else round(100 * self.part / self.whole, 1)


@dataclass(frozen=True, slots=True)
class Measures:
    """The three shares: reached of called, solved of those who said, satisfied (4 and 5) of those who rated."""

    reached: Share
    solved: Share
    satisfied: Share


def measures(found: Sequence[Found]) -> Measures:
    """Return the three measures of calls."""
    said = [one.solved for one in found if one.reached and one.solved is not None]
    rated = [one.satisfied for one in found if one.reached and one.satisfied is not None]
    return Measures(
        Share(sum(one.reached for one in found), len(found)),
        Share(sum(said), len(said)),
        Share(sum(one >= 4 for one in rated), len(rated)),
    )
