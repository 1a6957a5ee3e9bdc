"""Fixtures of the disputes: who mediates."""

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from gongzhi.core.identity.testing import Cast
    from gongzhi.systems.disputes.tests.shared import Bench


@pytest.fixture
def bench(cast: "Cast") -> "Bench":
    """Return the bodies and people that mediate."""
    from gongzhi.systems.disputes.tests.shared import make_bench  # noqa: PLC0415 - Django must be ready first

    return make_bench(cast)
