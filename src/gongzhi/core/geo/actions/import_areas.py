"""Takes in a division table: what is new is added, what bears a new name is renamed from a day on."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from gongzhi.core.access.queries import require
from gongzhi.core.geo import cache
from gongzhi.core.geo.actions.dating import close, hand_outline
from gongzhi.core.geo.models import Area, Succession, SuccessionKind
from gongzhi.core.geo.rules.levels import Level, parent_of
from gongzhi.core.ledger.actions import record
from gongzhi.core.ledger.rules.chain import digest_text
from gongzhi.core.orgs.rules.tables import Division, divisions
from gongzhi.kernel.actor import Actor

_BATCH = 2000


@dataclass(frozen=True, slots=True)
class City:
    """The city whose tree is taken in, and the day from which the table holds."""

    code: str
    name: str
    valid_from: date


@dataclass(frozen=True, slots=True)
class AreasImported:
    """What a table changed; `missing` are the codes that stand with us and are not in the table (nothing is ended)."""

    added: int
    renamed: int
    missing: tuple[str, ...]
    total: int


@transaction.atomic(durable=True)
def import_areas(*, actor: Actor, city: City, table: str, source: str, at: datetime) -> AreasImported:
    """Take in the counties, townships and villages of a city from CSV text; running it again changes nothing.

    An area that the table no longer names is reported and not ended: what came after it is for a person to say
    (see `succeed_areas`).
    """
    require(actor, "geo.areas")
    rows = [Division(city.code, int(Level.CITY), city.name, ""), *divisions(table)]
    standing = {one.code: one for one in Area.objects.current().filter(code__startswith=city.code)}
    added = Area.objects.bulk_create(
        (_area(row, city.valid_from, source) for row in rows if row.code not in standing), batch_size=_BATCH
    )
    renamed = _rename(rows, standing, city.valid_from, source)
    known = {row.code for row in rows}
    missing = tuple(
        sorted(code for code, one in standing.items() if code not in known and one.level < Level.GRID)
    )
    if added or renamed:
        data: dict[str, object] = {"city": city.code, "source": source, "sha256": digest_text(table)}
        data |= {"added": len(added), "renamed": renamed, "from": city.valid_from.isoformat()}
        record(stream="geo", verb="geo.areas_imported", actor=actor, at=at, data=data)
        cache.changed()
    return AreasImported(len(added), renamed, missing, len(rows))


def _area(row: Division, valid_from: date, source: str) -> Area:
    return Area(
        code=row.code,
        level=row.level,
        name=row.name,
        parent_code=parent_of(row.code),
        valid_from=valid_from,
        source=source,
    )


def _rename(rows: Iterable[Division], standing: dict[str, Area], on: date, source: str) -> int:
    changed: Sequence[tuple[Area, Division]] = [
        (old, row) for row in rows if (old := standing.get(row.code)) is not None and old.name != row.name
    ]
    for old, row in changed:
        day = close(old, on)
        new = _area(row, day, source)
        new.population, new.population_on = old.population, old.population_on
        new.population_source = old.population_source
        new.save()
        Succession.objects.create(predecessor=old, successor=new, on=day, kind=SuccessionKind.RENAMED)
        hand_outline(old, new)
    return len(changed)
