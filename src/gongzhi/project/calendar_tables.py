"""Imported yearly tables beside the database, so that `gongzhi due` counts with them without one.

The database stays the truth; `gongzhi calendar import` writes this file after it. Format: `date,is_workday`, one day a line.
"""

import os
from collections.abc import Mapping
from datetime import date
from pathlib import Path

from gongzhi.kernel.calendar import WorkCalendar, china, parse_table


def kept_path() -> Path:
    """Return where imported tables are kept: calendar.csv in the folder of all data."""
    return Path(os.environ.get("GONGZHI_VAR", "var")).resolve() / "calendar.csv"


def kept_days() -> dict[date, bool]:
    """Return the days of all imported tables, {} when there are none; raise CalendarTableInvalid for a spoiled file."""
    path = kept_path()
    return parse_table(path.read_text("utf-8")) if path.is_file() else {}


def keep_days(days: Mapping[date, bool]) -> None:
    """Keep these days over those kept before; the file is replaced whole, never left half written."""
    every = kept_days() | dict(days)
    path = kept_path()
    path.parent.mkdir(parents=True, exist_ok=True)
    new = path.with_suffix(".new")
    new.write_text("".join(f"{day.isoformat()},{int(every[day])}\n" for day in sorted(every)), "utf-8")
    new.replace(path)


def calendar() -> WorkCalendar:
    """Return the published calendar with the imported tables over it."""
    days = kept_days()
    return china().with_days(days) if days else china()
