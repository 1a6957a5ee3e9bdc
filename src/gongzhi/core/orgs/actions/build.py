"""Builds a city's tree from its division table: centres, village committees, departments, duties and categories.

Running it again adds what is missing and leaves all else as it is.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from importlib.resources import files

from django.db import connection, transaction

from gongzhi.core.ledger.actions import record
from gongzhi.core.ledger.rules.chain import digest_text
from gongzhi.core.orgs import cache
from gongzhi.core.orgs.models import Category, Duty, Unit, UnitKind
from gongzhi.core.orgs.rules import tables
from gongzhi.kernel.actor import Actor

_DATA = files("gongzhi.core.orgs") / "data"
_BATCH = 2000


@dataclass(frozen=True, slots=True)
class City:
    """The city whose tree is built: its code ("1304"), its name, and the day from which the tree holds."""

    code: str
    name: str
    valid_from: date


@dataclass(frozen=True, slots=True)
class Built:
    """How much was added; zero everywhere when all was there already."""

    units: int
    duties: int
    categories: int
    total: int


@transaction.atomic(durable=True)
def import_areas(actor: Actor, city: City, table: str, source: str, at: datetime) -> Built:
    """Build the tree of a city from a division table (CSV text) and return what was added."""
    divisions = tables.divisions(table)
    departments = tables.departments((_DATA / "departments.toml").read_text())
    builder = _Builder(city)
    builder.centres(divisions)
    builder.departments(divisions, departments)
    units = builder.write()
    categories = add_categories(city.valid_from)
    duties = _add_duties(city, divisions, departments, builder.known)
    total = Unit.objects.count()
    if units or duties or categories:
        data = {"city": city.code, "source": source, "sha256": digest_text(table), "units": units}
        data |= {"duties": duties, "categories": categories}
        record(stream="orgs", verb="orgs.areas_imported", actor=actor, at=at, data=data)
        cache.changed()
    return Built(units, duties, categories, total)


class _Builder:
    """Lays out units in memory, parents before children, with ids drawn ahead so that paths are known."""

    def __init__(self, city: City) -> None:
        self.city = city
        self.known = {unit.code: unit for unit in Unit.objects.filter(valid_to__isnull=True)}
        self.new: list[Unit] = []
        self.ids: list[int] = []

    def centres(self, divisions: Sequence[tables.Division]) -> None:
        """Lay out the city's centre, the centres of counties and townships, and the village committees."""
        root = f"{self.city.name}社会治理服务中心(12345)"
        self._add(self.city.code, root, UnitKind.CENTRE, None, self.city.code)
        names = {one.code: one.name for one in divisions}
        for one in divisions:
            if one.level == 5:
                self._add(one.code, one.name, UnitKind.VILLAGE, self.known[one.parent], one.code)
                continue
            parent = self.known[one.parent if one.level > 3 else self.city.code]
            above = names[one.parent] if one.level == 4 else ""
            name = f"{above}{one.name}社会治理服务中心"
            self._add(one.code, name, UnitKind.CENTRE, parent, one.code)

    def departments(self, divisions: Iterable[tables.Division], rows: Sequence[tables.DepartmentRow]) -> None:
        """Lay out the departments of the city and of each county under their centres."""
        places = [("city", self.city.code, self.city.name)]
        places += [("county", one.code, one.name) for one in divisions if one.level == 3]
        for level, code, place in places:
            for row in rows:
                if level in row.levels:
                    name = county_name(row.name) if level == "county" else row.name
                    self._add(
                        f"{code}-{row.code}",
                        f"{place}{name}",
                        UnitKind(row.kind),
                        self.known[code],
                        code,
                        row.name_en,
                    )

    def _add(
        self, code: str, name: str, kind: UnitKind, parent: Unit | None, area: str, name_en: str = ""
    ) -> None:
        if code in self.known:
            return
        number = self._id()
        path = [*(parent.path if parent else ()), number]
        unit = Unit(
            id=number,
            code=code,
            name=name,
            name_en=name_en,
            kind=kind,
            parent=parent,
            area_code=area,
            depth=len(path),
            path=path,
            valid_from=self.city.valid_from,
        )
        self.known[code] = unit
        self.new.append(unit)

    def _id(self) -> int:
        if not self.ids:
            self.ids = unit_ids(_BATCH)
        return self.ids.pop()

    def write(self) -> int:
        """Write the new units and return how many."""
        Unit.objects.bulk_create(self.new, batch_size=_BATCH)
        return len(self.new)


def county_name(name: str) -> str:
    """Return a department's name as a county has it."""
    return name.replace("支队", "大队")


def unit_ids(n: int) -> list[int]:
    """Draw ids for units ahead of writing them, the smallest last."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence('orgs_unit', 'id')) FROM generate_series(1, %s)", [n]
        )
        return sorted((row[0] for row in cursor.fetchall()), reverse=True)


def add_categories(valid_from: date) -> int:
    """Add the shipped categories that are missing; those known stay as the installation has them."""
    known = set(Category.objects.values_list("code", flat=True))
    rows = tables.categories((_DATA / "categories.toml").read_text())
    new = [
        Category(
            code=row.code,
            title=row.title,
            title_en=row.title_en,
            about=row.about,
            about_en=row.about_en,
            parent_id=row.parent or None,
            order=order,
            is_urgent=row.is_urgent,
            is_public_safe=row.is_public_safe,
            not_accepted_reason=row.not_accepted,
            valid_from=valid_from,
        )
        for order, row in enumerate(rows)
        if row.code not in known
    ]
    Category.objects.bulk_create(new)
    return len(new)


def _add_duties(
    city: City,
    divisions: Iterable[tables.Division],
    rows: Sequence[tables.DepartmentRow],
    units: dict[str, Unit],
) -> int:
    known = set(Duty.objects.filter(valid_to__isnull=True).values_list("category", "area_code"))
    places = [("city", city.code)] + [("county", one.code) for one in divisions if one.level == 3]
    new: list[Duty] = []
    for level, area in places:
        helpers = _helpers(rows, level, area, units)
        for row in rows if area in units else ():
            for category, law in row.leads.items() if level in row.levels else ():
                if (category, area) not in known:
                    lead = units[f"{area}-{row.code}"]
                    with_others = [one for one in helpers[category] if one != lead.id]
                    new.append(
                        Duty(
                            category=category,
                            area_code=area,
                            lead=lead,
                            helpers=with_others,
                            law=law,
                            valid_from=city.valid_from,
                        )
                    )
    Duty.objects.bulk_create(new, batch_size=_BATCH)
    return len(new)


def _helpers(
    rows: Sequence[tables.DepartmentRow], level: str, area: str, units: dict[str, Unit]
) -> dict[str, list[int]]:
    found: dict[str, list[int]] = defaultdict(list)
    for row in rows:
        for category in row.helps if level in row.levels else ():
            found[category].append(units[f"{area}-{row.code}"].id)
    return found
