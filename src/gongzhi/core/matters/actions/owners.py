"""Who owns a matter: the area centre (块) by place, with one column for each level above it; and the counts of units."""

from collections.abc import Sequence

from gongzhi.core.matters.models import Matter, Tally
from gongzhi.core.matters.queries.work import TASKS
from gongzhi.core.orgs import queries as orgs

DEPTHS = range(1, 7)
Counted = tuple[Sequence[int], str] | None


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


def counted(matter: Matter) -> Counted:
    """Return where a matter is counted among the open ones, None when it is not open."""
    return (matter.owner_path, matter.stage) if matter.is_open else None


def move_counts(before: Counted, after: Counted) -> None:
    """Append the differences between where a matter was counted (None: nowhere) and where it is now."""
    if before == after:
        return
    rows = _shift(*before, -1) if before else []
    rows += _shift(*after, 1) if after else []
    Tally.objects.bulk_create(rows)


def _shift(path: Sequence[int], stage: str, n: int) -> list[Tally]:
    return [Tally(unit_id=unit, stage=stage, n=n) for unit in path]


def count_task(unit_id: int, n: int) -> None:
    """Append that a unit has one open task more (1) or less (-1)."""
    Tally.objects.create(unit_id=unit_id, stage=TASKS, n=n)
