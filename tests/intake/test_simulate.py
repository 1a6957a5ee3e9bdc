"""Simulated matters are whole: what the ledger proves of real ones it proves of them."""

import random
from typing import Any

import pytest
from django.db import connection, transaction
from django.utils import timezone

from gongzhi.core.ledger import rebuild
from gongzhi.core.ledger.verify import verify
from gongzhi.core.matters.models import Matter
from gongzhi.core.workflow import library
from gongzhi.core.workflow.actions.begin import keep_text
from gongzhi.kernel.terms import CHINA
from gongzhi.project.simulate import run, tree

pytestmark = pytest.mark.django_db


def test_simulated_matters_stand_every_check_against_the_ledger() -> None:
    now = timezone.now()
    assert tree.ensure(200, now)
    with transaction.atomic():
        keep_text(library.current("grid", "service_order", now.astimezone(CHINA).date()), now)
    database: Any = connection.connection

    lines = run._chunk(database, run._maker(random.Random(1), now), 120)
    run._copy(database, lines)

    report = verify()
    assert report.is_whole
    assert Matter.objects.count() == 120
    assert {"intake", "handling", "closed"} <= set(Matter.objects.values_list("stage", flat=True))
    for name in rebuild.checks():
        assert not rebuild.run(name).differences
