"""The updates extension (as FixMyStreet has it): what happened in public matters between two moments."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.http import HttpRequest

from gongzhi.core.matters import queries
from gongzhi.core.matters.api.fields import Field
from gongzhi.core.matters.api.open311.formats import Item, Names
from gongzhi.core.matters.api.open311.requests import moment
from gongzhi.core.matters.api.open311.services import check_jurisdiction
from gongzhi.core.matters.models import Matter
from gongzhi.core.matters.queries import open311 as rows
from gongzhi.kernel.actor import PUBLIC
from gongzhi.kernel.errors import InvalidInput
from gongzhi.kernel.identifiers import normal_number

UPDATES = Names("service_request_updates", "request_update")
MOST = 100
SPAN = timedelta(days=1)
_START = Field("start_date", "moment", "从何时起。", "From when.")
_END = Field("end_date", "moment", "到何时止。", "Until when.")


def updates(request: HttpRequest, at: datetime) -> tuple[Names, Sequence[Item], int]:
    """Return the updates between two moments, the oldest first; the last day unless told otherwise."""
    check_jurisdiction(request)
    given = request.GET.dict()
    numbers = [_number(text) for text in given.get("service_request_id", "").split(",") if text.strip()][
        :MOST
    ]
    until = moment(_END, given) or at
    since = moment(_START, given) or (until - SPAN if not numbers else datetime.min.replace(tzinfo=at.tzinfo))
    found: list[tuple[datetime, str, Item]] = []
    for matter in rows.lately(since, until, numbers, MOST):
        found += [
            (when, str(item["update_id"]), item) for when, item in _of(matter) if since <= when <= until
        ]
    return UPDATES, [item for _, _, item in sorted(found, key=lambda one: one[:2])], 200


def _of(matter: Matter) -> list[tuple[datetime, Item]]:
    """Return what the public hears of a matter; the ids count from the beginning and so stay as they are."""
    told = list(reversed(queries.story(PUBLIC, matter)))
    return [
        (
            item.at,
            {
                "update_id": f"{matter.number}-{n}",
                "service_request_id": matter.number,
                "status": "closed" if item.tone == "done" and item.verb == "workflow.moved" else "open",
                "updated_datetime": item.at,
                "description": item.text,
                "media_url": None,
            },
        )
        for n, item in enumerate(told, 1)
    ]


def _number(text: str) -> str:
    try:
        return normal_number(text)
    except InvalidInput:
        return "-"
