"""Who owns a matter: the area centre (块) by place, with one column for each level above it."""

from collections.abc import Sequence

from gongzhi.core.matters.models import Matter, Tally
from gongzhi.core.orgs import queries as orgs

DEPTHS = range(1, 7)


def set_owner(matter: Matter, unit_id: int) -> None:
    """Set owner and ancestors; the counts of both lines are moved by whoever saves the matter."""
    path = orgs.unit_path(unit_id)
    matter.owner_id = unit_id
    for depth in DEPTHS:
        setattr(matter, f"owner_l{depth}", path[depth - 1] if depth <= len(path) else None)


def set_area(matter: Matter, code: str) -> None:
    """Set the area and the columns of each level above it; "" means the place is not known."""
    matter.area_code = code
    for name, digits in (("county", 6), ("township", 9), ("village", 12), ("grid", 15)):
        setattr(matter, f"{name}_code", code[:digits] if len(code) >= digits else "")


def shift(path: Sequence[int], stage: str, n: int) -> list[Tally]:
    """Return the differences that n matters of a stage make for a unit and all above it."""
    return [Tally(unit_id=unit, stage=stage, n=n) for unit in path]


def move_counts(before: tuple[Sequence[int], str] | None, after: tuple[Sequence[int], str] | None) -> None:
    """Append the differences between where a matter was counted (None: nowhere) and where it is now."""
    if before == after:
        return
    rows = shift(*before, -1) if before else []
    rows += shift(*after, 1) if after else []
    Tally.objects.bulk_create(rows)
