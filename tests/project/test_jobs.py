"""The worker's chores."""

from datetime import UTC, datetime
from importlib import import_module

import pytest
from procrastinate.contrib.django import app

from gongzhi.core.ledger import models as ledger
from gongzhi.project import jobs
from gongzhi.project.jobs import CHORES, Chore

NOW = datetime(2026, 3, 2, 16, 5, tzinfo=UTC)


@pytest.mark.parametrize("chore", CHORES, ids=[chore.name for chore in CHORES])
def test_a_chore_names_a_function_and_is_known_to_the_worker(chore: Chore) -> None:
    module, name = chore.function.rsplit(".", 1)

    assert callable(getattr(import_module(module), name))
    assert chore.name in app.tasks
    assert any(task.task.name == chore.name for task in app.periodic_registry.periodic_tasks.values())


@pytest.mark.django_db
def test_all_frequent_chores_run_on_an_empty_city() -> None:
    found = jobs.run_chores(NOW)

    assert found["clocks.sweep"] == {"late": 0, "warned": 0}
    assert found["notify.deliver"] == 0


@pytest.mark.django_db
def test_the_anchor_of_five_past_midnight_is_of_the_day_before() -> None:
    jobs.anchor_ledger(NOW)

    assert str(ledger.Anchor.objects.get().day) == "2026-03-02"


@pytest.mark.django_db
def test_nothing_is_said_while_the_calendar_reaches_far_ahead() -> None:
    assert jobs.look_at_calendar(NOW) == ""


@pytest.mark.django_db
def test_the_end_of_the_calendar_is_announced_sixty_days_ahead(caplog: pytest.LogCaptureFixture) -> None:
    said = jobs.look_at_calendar(datetime(2026, 11, 24, tzinfo=UTC))

    assert "gongzhi calendar import" in said
    assert said in caplog.text
