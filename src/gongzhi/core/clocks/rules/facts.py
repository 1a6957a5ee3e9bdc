"""Facts of a clock as plain JSON values and back; JSON holds times as ISO text with offset."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import cast

from gongzhi.kernel.terms import LengthUnit, LocalLimit, TermEvent, TermEventKind

Json = Mapping[str, object]


def event_to_json(event: TermEvent) -> dict[str, object]:
    """Return the event as JSON values, leaving out what is empty."""
    found: dict[str, object] = {"kind": str(event.kind), "at": event.at.isoformat()}
    if event.length is not None:
        found["length"] = event.length
    if event.reason:
        found["reason"] = event.reason
    if event.by:
        found["by"] = event.by
    return found


def event_from_json(value: Json) -> TermEvent:
    """Return the event kept as JSON."""
    length = value.get("length")
    return TermEvent(
        kind=TermEventKind(str(value["kind"])),
        at=datetime.fromisoformat(str(value["at"])),
        length=None if length is None else int(str(length)),
        reason=str(value.get("reason", "")),
        by=str(value.get("by", "")),
    )


def events_from_json(values: Sequence[Json]) -> tuple[TermEvent, ...]:
    """Return all events in their order."""
    return tuple(event_from_json(value) for value in values)


def limit_to_json(limit: LocalLimit | None) -> dict[str, object] | None:
    """Return a local limit as JSON values, or None."""
    if limit is None:
        return None
    return {"length": limit.length, "unit": str(limit.unit), "source": limit.source}


def limit_from_json(value: Json | None) -> LocalLimit | None:
    """Return the local limit kept as JSON, or None."""
    if value is None:
        return None
    return LocalLimit(
        length=int(cast(int, value["length"])),
        unit=LengthUnit(str(value["unit"])),
        source=str(value["source"]),
    )
