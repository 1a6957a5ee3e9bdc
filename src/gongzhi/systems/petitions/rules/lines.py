"""Who stands above and below whom among the bodies, as paths of ids from the root: what accusations and reviews turn on."""

from collections.abc import Collection, Iterable, Sequence

Path = Sequence[int]


def is_in_line(path: Path, accused: Collection[int]) -> bool:
    """Whether a body is one of the accused or stands below one. Law: 信访工作条例 art. 30."""
    return any(unit in accused for unit in path)


def is_common_superior(unit: int, paths: Iterable[Path]) -> bool:
    """Whether a body stands above all the others, none of which it is itself. Law: 信访工作条例 art. 24."""
    found = list(paths)
    return bool(found) and all(unit in path[:-1] for path in found)


def common_superior(paths: Iterable[Path]) -> int | None:
    """Return the nearest body above all the others, None when none stands above them. Law: 信访工作条例 art. 24."""
    found = list(paths)
    above = [path[:-1] for path in found]
    shared = [unit for unit in (above[0] if above else ()) if all(unit in path for path in above)]
    return shared[-1] if shared else None


def next_higher(path: Path, accused: Collection[int] = ()) -> int | None:
    """Return the nearest body above the last of the path that is not accused, None when there is none.

    Law: 信访工作条例 art. 35 and 36, the next higher body of the one that decided.
    """
    return next((unit for unit in reversed(path[:-1]) if unit not in accused), None)


def nearest_above_line(path: Path, accused: Collection[int]) -> int | None:
    """Return the nearest body on the path, itself first, that is neither accused nor below an accused one."""
    clean: list[int] = []
    for unit in path:
        if unit in accused:
            break
        clean.append(unit)
    return clean[-1] if clean else None
