"""What the forms of the petitions offer: the bodies that may be complained about, and how a body is shown."""

from django.utils.translation import gettext as _

from gongzhi.core.matters.web.options import Option, unit_options
from gongzhi.core.orgs import queries as orgs


def accusable(area_code: str) -> list[Option]:
    """Return the bodies that work for an area, then the centres above it, each under its level."""
    centres = [
        (str(one), orgs.unit_name(one), _("各级中心"))
        for one in reversed(orgs.unit_path(orgs.area_owner(area_code)))
    ]
    return [*unit_options(area_code), *centres]
