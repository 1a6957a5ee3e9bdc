"""Notes what happens at the door; callers share it inside their own transaction or outside of any."""

from datetime import datetime

from gongzhi.core.identity.models import AccessKind, AccessLog


def note(
    kind: AccessKind,
    *,
    at: datetime,
    account_id: int | None = None,
    username: str = "",
    post_id: int | None = None,
    address: str = "",
    detail: str = "",
) -> None:
    """Append one event to the access log."""
    AccessLog.objects.create(
        at=at,
        kind=kind,
        account_id=account_id,
        username=username[:60],
        post_id=post_id,
        address=address,
        detail=detail[:300],
    )
