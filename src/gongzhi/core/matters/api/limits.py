"""How many anonymous submissions one address may send in a minute: wide, told openly, and never silent.

Counted in each process for itself: exact enough to stop a runaway program, and free of any query.
"""

from collections import OrderedDict
from threading import Lock

from django.conf import settings

from gongzhi.core.matters.api.wire import TooMany

_KEPT = 20_000
_lock = Lock()
_spent: "OrderedDict[str, tuple[float, float]]" = OrderedDict()


def take(address: str, now: float) -> None:
    """Count one submission of an address at `now` (seconds); raise TooMany with the seconds to wait.

    A full minute's worth may come at once; from then on they refill evenly.
    """
    most = settings.INTAKE_PER_MINUTE
    if not most:
        return
    per_second = most / 60
    with _lock:
        left, since = _spent.pop(address, (float(most), now))
        left = min(float(most), left + (now - since) * per_second)
        if left < 1:
            _spent[address] = (left, now)
            raise TooMany(seconds=max(1, round((1 - left) / per_second)))
        _spent[address] = (left - 1, now)
        while len(_spent) > _KEPT:
            _spent.popitem(last=False)


def forget() -> None:
    """Forget all counts."""
    with _lock:
        _spent.clear()
