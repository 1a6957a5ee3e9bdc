"""What the acts of these pages share: the fields as typed, one table of acts by name, and units as options."""

from collections.abc import Callable, Mapping
from datetime import datetime

from django.http import HttpRequest
from django.utils.translation import gettext as _

from gongzhi.core.identity.web.requests import errors_of
from gongzhi.core.matters.web.options import Option, unit_options
from gongzhi.core.orgs import queries as orgs
from gongzhi.kernel.actor import Actor
from gongzhi.kernel.errors import DomainError, NotAllowed, NotFound

Given = Mapping[str, str]
Act = Callable[[Actor, int, Given, datetime], object]


def typed(request: HttpRequest) -> dict[str, str]:
    """Return the fields of a form as they were typed."""
    return {name: str(value) for name, value in request.POST.items() if name != "csrfmiddlewaretoken"}


def attempt(act: Callable[[], object]) -> dict[str, str]:
    """Do it and return no errors, or what the form has to show; what is out of reach or not allowed stays an error page."""
    try:
        act()
    except (NotFound, NotAllowed):
        raise
    except DomainError as error:
        return errors_of(error)
    return {}


def bodies(area_code: str) -> list[Option]:
    """Return the bodies of an area and the centres above it, for pickers of one body."""
    centres = [
        (str(one), orgs.unit_name(one), _("各级中心"))
        for one in reversed(orgs.unit_path(orgs.area_owner(area_code)))
    ]
    return [*unit_options(area_code), *centres]


def bodies_for(actor: Actor) -> list[Option]:
    """Return the bodies that the actor's centre works with: those of its area, the centres directly below it and above it."""
    if actor.unit_id is None:
        return []
    area = orgs.unit(actor.unit_id).area_code
    below = [
        (str(one.id), one.name, _("下级中心")) for one in orgs.children(actor.unit_id) if one.kind == "centre"
    ]
    return [*bodies(area), *below]
