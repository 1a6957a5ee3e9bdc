"""What pickers of forms offer: categories by their upper category, areas by county, units by level."""

from django.utils.translation import get_language

from gongzhi.core.geo import queries as geo
from gongzhi.core.orgs import queries as orgs

Option = tuple[str, str, str]


def category_options() -> list[Option]:
    """Return code, title and upper title of every category of the second level, in their order."""
    found = orgs.categories()
    english = (get_language() or "").startswith("en")
    titles = {one.code: one.title_en if english and one.title_en else one.title for one in found}
    return [
        (one.code, titles[one.code], titles.get(one.parent_id or "", "")) for one in found if one.parent_id
    ]


def area_options(city: str) -> list[Option]:
    """Return code, name and county of every township of a city."""
    return [
        (township.code, township.name, county.name)
        for county in geo.children(city)
        for township in geo.children(county.code)
    ]


def unit_options(area_code: str) -> list[Option]:
    """Return the bodies that may be given work for an area, the nearest level first, each under its level."""
    found: list[Option] = []
    for unit in orgs.departments_for(area_code):
        parent = orgs.unit_name(unit.parent_id)
        found.append((str(unit.id), unit.name, parent))
    return found
