"""Reads of the areas; all answer from memory (see `cache`), so that hot paths may ask freely."""

from collections.abc import Sequence
from dataclasses import dataclass

from gongzhi.core.geo import cache
from gongzhi.core.geo.models import Alias, Area
from gongzhi.core.geo.rules.levels import Level, ladder
from gongzhi.kernel.errors import NotFound
from gongzhi.reading.address import Element
from gongzhi.reading.locate import Floats
from gongzhi.reading.places import Reason


def area(code: str) -> Area:
    """Return the standing area of a code, else the last one that bore it; raise NotFound for an unknown code."""
    found = cache.snapshot().areas.get(code)
    if found is None:
        raise NotFound
    return found


def area_name(code: str) -> str:
    """Return an area's own name, "" for "" and for an unknown code."""
    found = cache.snapshot().areas.get(code)
    return "" if found is None else found.name


def full_name(code: str) -> str:
    """Return the names from the county down, e.g. 丛台区人民路街道； the city's own name for the city."""
    held = cache.snapshot()
    name = held.full_names.get(code)
    if name is None:
        found = held.areas
        names = [found[one].name for one in ladder(code) if one in found and found[one].level > Level.CITY]
        name = "".join(reversed(names)) or area_name(code)
        if code in found:
            held.full_names[code] = name
    return name


def ancestors(code: str) -> list[Area]:
    """Return the area and those above it, the nearest first; unknown levels are left out."""
    found = cache.snapshot().areas
    return [found[one] for one in ladder(code) if one in found]


def children(code: str) -> list[Area]:
    """Return the standing areas directly below a code ("": the cities), by code."""
    held = cache.snapshot()
    return [held.areas[one] for one in held.children.get(code, ())]


def successors(code: str) -> tuple[str, ...]:
    """Return the codes that stand today where this one stood; the code itself while it stands."""
    held = cache.snapshot()
    found: dict[str, None] = {}
    seen: set[str] = set()
    open_codes = [code]
    while open_codes:
        one = open_codes.pop(0)
        if one in seen:
            continue
        seen.add(one)
        if one in held.areas and held.areas[one].valid_to is None:
            found[one] = None
        else:
            open_codes += held.successors.get(one, ())
    return tuple(found)


def with_past(code: str) -> tuple[str, ...]:
    """Return the code and all abolished ones that came into it, so that figures of past years still add up."""
    held = cache.snapshot()
    found = {code: None}
    open_codes = [code]
    while open_codes:
        for one in held.predecessors.get(open_codes.pop(), ()):
            if one not in found and held.areas[one].valid_to is not None:
                found[one] = None
                open_codes.append(one)
    return tuple(found)


def locate(lon: float, lat: float) -> str:
    """Return the code of the finest area that covers a point (WGS 84 degrees), "" outside all of them."""
    return cache.snapshot().places.locate(lon, lat)


def locate_many(lons: Sequence[float] | Floats, lats: Sequence[float] | Floats) -> list[str]:
    """Return for each point the code of the finest area that covers it, "" outside; NaN is outside."""
    return cache.snapshot().places.locate_many(lons, lats)


def area_from_text(text: str, within: str = "") -> str:
    """Return the code of the area that a text names, "" when it names none or is not clear.

    `within` is the code of an area that is already known; only areas inside it are looked for.
    """
    return cache.snapshot().names.find(text, within)


@dataclass(frozen=True, slots=True)
class PlaceFound:
    """An area that a text may mean, with its full name, how sure (0 to 1), and why."""

    code: str
    name: str
    score: float
    reasons: tuple[Reason, ...]


def place_candidates(
    text: str, lon: float | None = None, lat: float | None = None, most: int = 5
) -> tuple[list[PlaceFound], tuple[Element, ...]]:
    """Return the areas that a text and a point may mean, the likeliest first, and roads, numbers and estates in the text."""
    point = locate(lon, lat) if lon is not None and lat is not None else ""
    held = cache.snapshot()
    found = held.gazetteer.read(text, point, most=most)
    places = [PlaceFound(one.code, full_name(one.code), one.score, one.reasons) for one in found.candidates]
    return places, found.elements


def aliases() -> list[Alias]:
    """Return the other names in force, by name."""
    return list(Alias.objects.filter(ended_at__isnull=True).order_by("name", "area_code"))


def geojson(level: Level, parent: str = "") -> bytes:
    """Return a FeatureCollection of the standing areas of a level under a parent, ready to be sent.

    Each feature has `code`, `name`, `parent` and `synthetic` (drawn by a program).
    """
    return cache.snapshot().maps.geojson(level, parent).body


def geojson_tag(level: Level, parent: str = "") -> str:
    """Return the mark (for ETag) of what `geojson` returns."""
    return cache.snapshot().maps.geojson(level, parent).tag


def version() -> str:
    """Return the mark of the last write, for addresses that may be kept for long; "" before the first write."""
    return cache.snapshot().mark[:12]


def bbox(code: str) -> tuple[float, float, float, float] | None:
    """Return west, south, east, north of an area's outline, of the nearest outlined level above it, or None."""
    return cache.snapshot().maps.bbox(code)


def is_synthetic(code: str) -> bool:
    """Whether the outline of an area was drawn by a program and is no real boundary."""
    return code in cache.snapshot().maps.synthetic
