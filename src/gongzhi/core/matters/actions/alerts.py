"""Tells units of clocks that have run out or are about to: one notice per unit and round, naming the matters."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime

from gongzhi.core.clocks.actions.sweep import on_breach, on_warning
from gongzhi.core.clocks.models import Clock
from gongzhi.core.matters.queries.work import spoken_of
from gongzhi.core.notify.actions.tell_units import Word, tell_units
from gongzhi.kernel.terms import NO_DUTIES

NAMED = 20


def register() -> None:
    """Have the sweep call these functions inside its own transaction."""
    on_breach(tell_late)
    on_warning(tell_soon)


def tell_late(clocks: Sequence[Clock], at: datetime) -> None:
    """Tell each unit of its clocks that have just run out."""
    _tell("late", "已超期", clocks, at)


def tell_soon(clocks: Sequence[Clock], at: datetime) -> None:
    """Tell each unit of its clocks that end soon."""
    _tell("soon", "即将到期", clocks, at)


def _tell(kind: str, what: str, clocks: Sequence[Clock], at: datetime) -> None:
    by_unit: dict[int, list[Clock]] = defaultdict(list)
    for clock in clocks:
        # A term of the resident is his right; nobody is late with it.
        if clock.unit_id is not None and clock.party not in NO_DUTIES:
            by_unit[clock.unit_id].append(clock)
    named = {one for own in by_unit.values() for one in [clock.matter_id for clock in own][:NAMED]}
    matters = spoken_of(named)
    tell_units([_word(kind, what, unit, own, matters) for unit, own in by_unit.items()], "系统", at)


def _word(
    kind: str, what: str, unit: int, clocks: Sequence[Clock], matters: Mapping[int, tuple[str, str]]
) -> Word:
    ids = list(dict.fromkeys(clock.matter_id for clock in clocks))
    lines = [" ".join(matters[one]) for one in ids[:NAMED] if one in matters]
    if len(ids) > NAMED:
        lines.append(f"……共 {len(ids)} 件")
    only = matters.get(ids[0]) if len(ids) == 1 else None
    subject = f"{only[0]} {what}" if only else f"{len(ids)} 件事项{what}"
    key = f"clock:{kind}:{min(clock.id for clock in clocks)}"
    return Word(key, unit, subject, "\n".join(lines), ids[0] if only else None)
