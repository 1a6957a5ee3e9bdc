"""Forgets what has served its purpose: counts of wrong attempts after a day, the access log after its years."""

from datetime import datetime, timedelta

from django.db import transaction

from gongzhi.core.identity.models import AccessLog, Throttle

THROTTLES_KEPT = timedelta(days=1)
LOG_KEPT = timedelta(days=3 * 365)
"""Far above the 180 days of 网络安全法 art. 23 (six months): readings of personal data are audited over years."""


@transaction.atomic(durable=True)
def forget_old(at: datetime) -> tuple[int, int]:
    """Delete what is older than its period; return how many counts and how many log rows went."""
    throttles, _ = Throttle.objects.filter(since__lt=at - THROTTLES_KEPT, until__isnull=True).delete()
    ended, _ = Throttle.objects.filter(until__lt=at - THROTTLES_KEPT).delete()
    rows, _ = AccessLog.objects.filter(at__lt=at - LOG_KEPT).delete()
    return throttles + ended, rows
