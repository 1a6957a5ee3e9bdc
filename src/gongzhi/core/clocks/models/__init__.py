"""Rows of the clocks."""

from gongzhi.core.clocks.models.calendar import CalendarDay, CalendarImport
from gongzhi.core.clocks.models.clock import Clock, ClockState

__all__ = ["CalendarDay", "CalendarImport", "Clock", "ClockState"]
