"""Fixtures of the workflow's tests."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from gongzhi.core.workflow.tests.shared import FakePort


@pytest.fixture
def port() -> Iterator["FakePort"]:
    """The test's system, registered, with a stand-in for the matters."""
    from gongzhi.core.workflow.tests import shared  # noqa: PLC0415 - Django is not ready when this file is read

    with shared.testing() as fake:
        yield fake
