"""Under load, with processes killed at random moments: what was acknowledged is there, once, and the ledger is whole."""

import random

import pytest

from tests.faults.trial import Plan, run

pytestmark = [pytest.mark.faults, pytest.mark.slow]


def test_nothing_acknowledged_is_lost_or_doubled() -> None:
    plan = Plan(submissions=300, kills=4, messages=30, spread=8.0, seed=random.randrange(1_000_000))
    print(f"seed {plan.seed}; the full trial is `python -m tests.faults`")

    result = run(plan)

    assert result.is_good(), result.line()
