"""Who speaks for a joint matter in a visit: at most five; how many stand behind them is nobody's limit."""

from collections.abc import Sequence

MOST = 5


def why_not(named: Sequence[str], known: int = 0) -> str | None:
    """Return why these may not be named beside those already known, None when they may.

    Law: 信访工作条例 art. 20, which limits the representatives of a visit and never who supports it.
    """
    names = [name.strip() for name in named]
    if not names or not all(names):
        return "请写明每一位代表的姓名。"
    if len(set(names)) != len(names):
        return "同一位代表写了两次，请删去一个。"
    if known + len(names) > MOST:
        return "多人走访推选的代表不超过 5 人，已经够了。联名的人数不限，名单可以作为附件。"
    return None
