"""When supervision is due (应督办): a table of breaches, each with its article; the facts are found by a query, not felt."""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from gongzhi.systems.petitions.rules.ladder import STEPS

TABLE = Path(__file__).parent / "triggers.toml"


@dataclass(frozen=True, slots=True)
class Trigger:
    """One kind of breach: what it is called, the article, where on the ladder it starts, and what is asked."""

    name: str
    title: str
    title_en: str
    law: str
    level: str
    ask: str


def read(text: str) -> tuple[Trigger, ...]:
    """Return the triggers of a table; raise ValueError for one that names no article, no step or no demand."""
    found = tuple(Trigger(**one) for one in tomllib.loads(text)["trigger"])
    for one in found:
        if not (one.law and one.ask) or one.level not in STEPS:
            raise ValueError(f"The trigger {one.name} needs law, ask and a step of the ladder.")
    if len({one.name for one in found}) != len(found):
        raise ValueError("Two triggers bear one name.")
    return found


@cache
def triggers() -> dict[str, Trigger]:
    """Return the triggers by name, in the order of the table."""
    return {one.name: one for one in read(TABLE.read_text("utf-8"))}


def demand(trigger: Trigger, number: str, title: str, evidence: str) -> str:
    """Return the words of an order, filled in from the facts, for a person to read and change."""
    return f"「{title}」({number})：{evidence}依据{trigger.law}，现予督办。{trigger.ask}"
