"""Ending an area, with its outline handed on where another takes its place."""

from datetime import date, timedelta

from gongzhi.core.geo.models import Area, Outline


def close(area: Area, on: date) -> date:
    """End an area on a day, at the earliest on the day after it began; return that day."""
    day = max(on, area.valid_from + timedelta(days=1))
    area.valid_to = day
    area.save(update_fields=["valid_to"])
    return day


def hand_outline(old: Area, new: Area) -> None:
    """Copy an outline to the area that goes on in the place of another, which keeps its own."""
    outline = Outline.objects.filter(area=old).first()
    if outline is not None:
        outline.pk = None
        outline.area = new
        outline.save(force_insert=True)
