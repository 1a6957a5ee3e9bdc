"""Pages for requests that went wrong on their way."""

import pytest
from django.contrib.sessions.exceptions import SessionInterrupted
from django.core.exceptions import SuspiciousOperation
from django.test import RequestFactory

from gongzhi.kernel.actor import PUBLIC
from gongzhi.project import errors

pytestmark = pytest.mark.django_db


def _posted(fields: dict[str, str]) -> str:
    request = RequestFactory().post("/matters/new/?step=3", fields)
    request.actor = PUBLIC  # type: ignore[attr-defined]
    answer = errors.bad_request(request, SessionInterrupted())
    assert answer.status_code == 400
    return answer.content.decode()


def test_a_form_whose_session_was_cut_off_can_be_sent_once_more() -> None:
    page = _posted({"text": "路灯<b>不亮", "key": "k1", "csrfmiddlewaretoken": "old"})

    assert 'action="/matters/new/?step=3"' in page
    assert 'name="text" value="路灯&lt;b&gt;不亮"' in page
    assert 'name="key" value="k1"' in page
    assert 'value="old"' not in page


def test_any_other_request_that_cannot_be_read_is_not_sent_again() -> None:
    request = RequestFactory().post("/matters/new/", {"text": "路灯"})
    request.actor = PUBLIC  # type: ignore[attr-defined]

    page = errors.bad_request(request, SuspiciousOperation()).content.decode()

    assert "路灯" not in page
