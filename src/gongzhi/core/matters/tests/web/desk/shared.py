"""What tests of the desk share: somebody of the cast at a browser, and matters in the states that pages are about."""

from django.test import Client

from gongzhi.core.identity.testing import Cast, at
from gongzhi.core.identity.tests.web.test_login import log_in
from gongzhi.core.matters.submission import Submitted
from gongzhi.core.matters.tests.shared import bring, dispatch, make_category, to_handling, triage
from gongzhi.core.orgs import cache
from gongzhi.core.orgs.models import Duty

WORKERS = ("clerk", "township_clerk", "handler", "reviewer", "caller", "supervisor", "leader", "arbiter")


def browser(who: str) -> Client:
    """Return a browser in which somebody of the cast is logged in."""
    client = Client()
    log_in(client, who)
    return client


def text_of(client: Client, path: str, status: int = 200) -> str:
    """Return a page that answers with this status."""
    answer = client.get(path)
    assert answer.status_code == status, (path, answer.status_code)
    return answer.content.decode()


def page(number: str) -> str:
    """Return the address of a matter's page."""
    return f"/desk/matters/{number}/"


def triaged(cast: Cast) -> Submitted:
    """Return a matter that waits to be dispatched."""
    given = bring()
    triage(cast, given, at("2026-03-02 09:30"))
    return given


def dispatched(cast: Cast) -> Submitted:
    """Return a matter that waits for the department to sign."""
    given = triaged(cast)
    dispatch(cast, given, at("2026-03-02 10:00"))
    return given


def handled(cast: Cast, *helpers: str) -> Submitted:
    """Return a matter that the department handles."""
    given = bring()
    to_handling(cast, given, helpers)
    return given


def make_duty(cast: Cast, lead: str = "department", *helpers: str) -> None:
    """Write whose duty street lights are in the cast's district."""
    make_category()
    Duty.objects.create(
        category="light",
        area_code="130403",
        lead_id=cast.unit(lead),
        helpers=[cast.unit(one) for one in helpers],
        law="城市照明管理规定第四条",
        valid_from=at("2004-01-01 00:00").date(),
    )
    cache.changed()
