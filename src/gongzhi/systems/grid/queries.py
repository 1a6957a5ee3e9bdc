"""Reads of the grid: which work orders have nothing left to wait for."""

from datetime import datetime

from django.db.models import Exists, OuterRef, Q, Subquery

from gongzhi.core.clocks.models import Clock
from gongzhi.core.matters.models import Rating
from gongzhi.core.workflow.models import Proceeding


def to_archive(at: datetime, limit: int = 5000) -> list[int]:
    """Return the proceedings of called-back orders whose time to rate is over, the oldest first.

    The last time to rate decides, for an order that was redone is answered and rated anew. Where the newest word of a
    resident is that it is not solved, nothing is filed away by itself: people have it redone or archive it.
    """
    rate = Clock.objects.filter(proceeding_id=OuterRef("pk"), procedure="service_order", term="rate")
    said = Rating.objects.filter(proceeding_id=OuterRef("pk"), solved__isnull=False)
    found = (
        Proceeding.objects.filter(system="grid", procedure="service_order", state="called_back", is_main=True)
        .annotate(rate_until=Subquery(rate.order_by("-n").values("due_at")[:1]))
        .annotate(solved=Subquery(said.order_by("-id").values("solved")[:1]))
        .filter(Q(solved=True) | Q(solved__isnull=True), Exists(rate), rate_until__lte=at)
    )
    return list(found.order_by("id").values_list("id", flat=True)[:limit])
