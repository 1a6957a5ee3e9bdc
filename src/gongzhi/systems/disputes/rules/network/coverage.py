"""Coverage by rooms: townships with at least one active room ÷ all townships, on a day; without Django."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class RoomDays:
    """One room with its township and its days."""

    township: str
    valid_from: date
    valid_to: date | None

    def stands(self, on: date) -> bool:
        """Whether it is active on a day."""
        return self.valid_from <= on and (self.valid_to is None or on < self.valid_to)


@dataclass(frozen=True, slots=True)
class Coverage:
    """The figures of one area; `new` counts rooms opened since the first day of the year."""

    rooms: int
    new: int
    covered: int
    townships: int
    gaps: tuple[str, ...]

    @property
    def percent(self) -> float | None:
        """Return covered ÷ all townships in hundredths, None without townships."""
        return round(100 * self.covered / self.townships, 1) if self.townships else None


def coverage(
    townships: Sequence[str],
    rooms: Iterable[RoomDays],
    on: date,
    heirs: Mapping[str, Sequence[str]] | None = None,
) -> Coverage:
    """Return the figures on a day; `heirs` names where a township of old stands today, so that merged ones still count."""
    placed = [
        (one, tuple((heirs or {}).get(one.township, (one.township,)))) for one in rooms if one.stands(on)
    ]
    wanted = set(townships)
    here = [(one, places) for one, places in placed if wanted.intersection(places)]
    covered = {place for _, places in here for place in places} & wanted
    return Coverage(
        rooms=len(here),
        new=sum(one.valid_from >= date(on.year, 1, 1) for one, _ in here),
        covered=len(covered),
        townships=len(townships),
        gaps=tuple(code for code in townships if code not in covered),
    )
