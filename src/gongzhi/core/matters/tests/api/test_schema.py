"""Every operation is tried with what its description allows and with what it does not: no 5xx, and answers as described."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from django.test import Client
from hypothesis import HealthCheck, Phase, settings
from pytest_django.fixtures import Settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from gongzhi.core.identity.testing import Cast
from gongzhi.core.matters.api import limits
from gongzhi.core.matters.api.document import OPERATIONS, document, document_text
from gongzhi.core.matters.api.operations import Operation
from gongzhi.core.matters.tests.api.shared import get, holder, token
from gongzhi.core.matters.tests.shared import bring_public, make_category, to_handling

KEPT = Path(__file__).parents[6] / "docs" / "reference" / "openapi.json"
CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]
schema = schemathesis.openapi.from_dict(document())
schema.app = get_wsgi_application()


@pytest.fixture
def _connection_stays() -> Iterator[None]:
    """A server closes its connection after each request; here it is the test's own."""
    signals = (request_started, request_finished)
    for signal in signals:
        signal.disconnect(close_old_connections)
    yield
    for signal in signals:
        signal.connect(close_old_connections)


@pytest.fixture
def headers(
    request: pytest.FixtureRequest, cast: Cast, settings: Settings, _connection_stays: None
) -> dict[str, str]:
    """Return what the caller shows; there is a matter in handling to stumble upon."""
    settings.INTAKE_PER_MINUTE = 0
    limits.forget()
    make_category()
    bring_public()
    who = request.param
    return {"Authorization": f"Bearer {token(cast, who)}"} if who else {}


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("headers", ["", "clerk", "system_admin"], indirect=True)
@schema.parametrize()
@settings(
    max_examples=4,
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
def test_no_request_is_a_server_error_and_answers_are_as_described(
    case: Any, headers: dict[str, str]
) -> None:
    case.call_and_validate(headers=headers, checks=CHECKS)


def test_the_committed_description_is_what_the_code_says() -> None:
    assert KEPT.read_bytes() == document_text(), "Run scripts/openapi and commit docs/reference/openapi.json"


def test_the_description_is_openapi_and_names_every_schema_that_it_points_to() -> None:
    text = json.dumps(document())
    names = set(document()["components"]["schemas"])  # type: ignore[index]

    pointed = {part.split('"', 1)[0] for part in text.split("#/components/schemas/")[1:]}
    assert pointed <= names
    assert len({one.name for one in OPERATIONS}) == len(OPERATIONS)


READ = [one for one in OPERATIONS if one.method == "GET" and one.media == "application/json"]


@pytest.mark.parametrize("one", READ, ids=[one.name for one in READ])
def test_what_is_given_fits_its_schema(client: Client, cast: Cast, one: Operation) -> None:
    make_category()
    given = bring_public()
    to_handling(cast, given)
    route = one.route.replace("<str:number>", given.number)
    who = (
        {"HTTP_AUTHORIZATION": f"Bearer {token(cast, 'system_admin')}"}
        if one.group == "webhooks"
        else holder(given)
    )
    answer = get(client, route + ("?lon=0&lat=0" if one.name == "locate" else ""), **who)

    if one.name != "locate":
        assert answer.status_code == 200, answer.content
        whole = {"$ref": f"#/components/schemas/{one.gives}", "components": document()["components"]}
        jsonschema_rs.validate(whole, answer.json())
