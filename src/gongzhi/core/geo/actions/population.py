"""Takes in how many people live in the areas, with the day and the source that every rate shows."""

import csv
import io
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from gongzhi.core.access.queries import require
from gongzhi.core.geo import cache
from gongzhi.core.geo.models import Area
from gongzhi.core.ledger.actions import record
from gongzhi.core.ledger.rules.chain import digest_text
from gongzhi.kernel.actor import Actor
from gongzhi.kernel.errors import InvalidInput

_MOST = 2_000_000_000


@dataclass(frozen=True, slots=True)
class PopulationImported:
    """How many areas got a number, and the codes that no standing area bears."""

    written: int
    unknown: tuple[str, ...]


@transaction.atomic(durable=True)
def import_population(*, actor: Actor, table: str, on: date, source: str, at: datetime) -> PopulationImported:
    """Write the populations of a CSV text with the columns code and population; nothing is written when a row is wrong."""
    require(actor, "geo.areas")
    if not source.strip():
        raise InvalidInput(field="source", why="请写明人口数的来源。")
    figures = _figures(table)
    standing = {one.code: one for one in Area.objects.current().filter(code__in=figures)}
    for code, area in standing.items():
        area.population, area.population_on, area.population_source = figures[code], on, source.strip()[:200]
    Area.objects.bulk_update(
        standing.values(), ["population", "population_on", "population_source"], batch_size=1000
    )
    data = {
        "source": source.strip(),
        "on": on.isoformat(),
        "areas": len(standing),
        "sha256": digest_text(table),
    }
    record(stream="geo", verb="geo.population_imported", actor=actor, at=at, data=data)
    cache.changed()
    return PopulationImported(len(standing), tuple(sorted(set(figures) - set(standing))))


def _figures(table: str) -> dict[str, int]:
    found: dict[str, int] = {}
    for line, row in enumerate(csv.DictReader(io.StringIO(table)), start=2):
        code, text = (row.get("code") or "").strip(), (row.get("population") or "").strip().replace(",", "")
        if not code or not (text.isascii() and text.isdigit()) or not 0 < int(text) < _MOST:
            raise InvalidInput(
                field="population",
                why="人口表第 %(line)s 行要有 code 和 population 两列，人口是大于 0 的整数。",
                line=line,
            )
        found[code] = int(text)
    if not found:
        raise InvalidInput(field="population", why="人口表是空的。第一行要写 code,population。")
    return found
