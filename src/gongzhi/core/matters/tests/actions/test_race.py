"""Two at once: the same form sent twice in the same moment gives one matter."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from gongzhi.core.identity.testing import make_cast
from gongzhi.core.matters.actions.submit import submit
from gongzhi.core.matters.models import Matter
from gongzhi.core.matters.submission import Submitted
from gongzhi.core.matters.tests.shared import START, submission
from gongzhi.kernel.actor import PUBLIC


def _send(n: int) -> Submitted:
    try:
        return submit(PUBLIC, submission(submit_key=f"form-{n % 5}"), START)
    finally:
        connection.close()


@pytest.mark.django_db(transaction=True)
def test_the_same_form_sent_many_times_at_once_is_one_matter() -> None:
    make_cast()

    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(_send, range(40)))

    assert Matter.objects.count() == 5
    assert sum(not given.repeated for given in found) == 5
    assert len({given.number for given in found}) == 5
