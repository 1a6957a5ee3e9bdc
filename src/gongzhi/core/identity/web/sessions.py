"""What a session holds, and nothing else writes it: the account and its post, the receipts shown, the last activity."""

from datetime import datetime, timedelta
from typing import cast

from django.conf import settings
from django.http import HttpRequest

from gongzhi.core.identity.queries import Standing

CONFIRMED_FOR = timedelta(minutes=10)
PENDING_FOR = timedelta(minutes=5)
_WRITE_SEEN_EVERY = 60
_MOST_RECEIPTS = 50
Opened = tuple[int, int | None]


def begin(request: HttpRequest, account_id: int, epoch: int, at: datetime) -> None:
    """Begin a staff session under a new key; whatever the anonymous session held besides receipts is dropped."""
    kept = request.session.get("receipts", [])
    language = request.session.get("language")
    request.session.flush()
    request.session.cycle_key()
    request.session.update({"account": account_id, "epoch": epoch, "receipts": kept})
    if language:
        request.session["language"] = language
    mark_seen(request, at)
    mark_confirmed(request, at)


def renew(request: HttpRequest, epoch: int) -> None:
    """Keep this session while all others of the account end, under a new key."""
    request.session["epoch"] = epoch
    request.session.cycle_key()


def end(request: HttpRequest) -> None:
    """End the session with all it held."""
    request.session.flush()


def account_of(request: HttpRequest) -> int | None:
    """Return the account of a session that passed all steps of the login."""
    return cast(int | None, request.session.get("account"))


def matches(request: HttpRequest, standing: Standing) -> bool:
    """Whether the session was begun since the account's sessions were last ended."""
    return bool(request.session.get("epoch") == standing.epoch)


def is_idle(request: HttpRequest, at: datetime) -> bool:
    """Whether nothing was done in the session for longer than the limit."""
    seen = cast(int, request.session.get("seen", 0))
    return at.timestamp() - seen > settings.IDLE_MINUTES * 60


def mark_seen(request: HttpRequest, at: datetime) -> None:
    """Note activity, at most once a minute, so that most requests write nothing."""
    now = int(at.timestamp())
    if now - cast(int, request.session.get("seen", 0)) >= _WRITE_SEEN_EVERY:
        request.session["seen"] = now


def post_of(request: HttpRequest) -> int | None:
    """Return the post chosen in this session."""
    return cast(int | None, request.session.get("post"))


def choose_post(request: HttpRequest, post_id: int) -> None:
    """Act through another post from now on."""
    request.session["post"] = post_id


def mark_confirmed(request: HttpRequest, at: datetime) -> None:
    """Note that the person proved anew who sits at the keyboard."""
    request.session["confirmed"] = int(at.timestamp())


def is_confirmed(request: HttpRequest, at: datetime) -> bool:
    """Whether that was a short while ago."""
    since = at.timestamp() - cast(int, request.session.get("confirmed", 0))
    return 0 <= since < CONFIRMED_FOR.total_seconds()


def wait_for_second_step(request: HttpRequest, account_id: int, next_path: str, at: datetime) -> None:
    """Remember whose password was right until the second step; nothing is open before it."""
    request.session.cycle_key()
    request.session["pending"] = [account_id, int(at.timestamp()), next_path]


def pending(request: HttpRequest, at: datetime) -> tuple[int, str] | None:
    """Return whose second step is awaited and where it leads, None when there is none or it took too long."""
    found = request.session.get("pending")
    if not found or at.timestamp() - found[1] > PENDING_FOR.total_seconds():
        return None
    return int(found[0]), str(found[2])


def open_receipt(request: HttpRequest, matter_id: int, resident_id: int | None) -> None:
    """Add a matter to those whose receipt was shown in this session; the latest stands first."""
    kept = [item for item in _receipts(request) if item[0] != matter_id]
    request.session["receipts"] = [(matter_id, resident_id), *kept][:_MOST_RECEIPTS]


def receipts(request: HttpRequest) -> list[Opened]:
    """Return the matters whose receipts were shown, with who holds them."""
    return [(matter_id, resident_id) for matter_id, resident_id in _receipts(request)]


def close_receipts(request: HttpRequest) -> None:
    """Put all receipts away, as one does on a shared computer."""
    request.session.pop("receipts", None)


def _receipts(request: HttpRequest) -> list[Opened]:
    kept = cast(list[tuple[int, int | None]], request.session.get("receipts", []))
    return [(matter_id, resident_id) for matter_id, resident_id in kept]
