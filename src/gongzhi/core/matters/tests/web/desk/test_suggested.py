"""The machine's suggestion in triage: beside the form with its reasons, and kept with what the person chose."""

from pathlib import Path

import pytest
from django.test import override_settings

from gongzhi.core.identity.testing import Cast
from gongzhi.core.matters.tests.shared import START, bring, triage
from gongzhi.core.matters.tests.web.desk.shared import browser, text_of
from gongzhi.core.suggest.models import Kind, Suggestion
from gongzhi.core.suggest.tests.shared import make_taxonomy
from gongzhi.project.suggesting import suggest_waiting

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _own_folder(tmp_path: Path, cast: Cast) -> object:
    make_taxonomy()
    with override_settings(VAR_DIR=tmp_path):
        yield


def test_the_suggestion_stands_beside_the_form_with_its_words() -> None:
    given = bring(text="小区停水两天,门口路灯也不亮,灯杆坏了")
    path = f"/desk/triage/{given.number}/"
    assert "机器只提建议" not in text_of(browser("clerk"), path)

    assert suggest_waiting(START) > 0

    shown = text_of(browser("clerk"), path)
    assert "路灯照明" in shown
    assert "可能紧急" in shown
    assert "机器只提建议，由您决定" in shown


def test_what_the_person_chose_is_kept_beside_it(cast: Cast) -> None:
    given = bring()
    suggest_waiting(START)

    triage(cast, given, START)

    row = Suggestion.objects.get(matter_id=given.matter_id, kind=Kind.CATEGORY)
    assert (row.chosen, row.chosen_by) == ("light", cast["township_clerk"].name)


def test_a_matter_past_triage_gets_no_suggestion(cast: Cast) -> None:
    given = bring()
    triage(cast, given, START)
    suggest_waiting(START)
    suggest_waiting(START)

    assert Suggestion.objects.filter(matter_id=given.matter_id, kind=Kind.CATEGORY).count() <= 1


def test_a_guess_too_weak_to_help_is_not_shown() -> None:
    given = bring()
    suggest_waiting(START)
    Suggestion.objects.filter(kind=Kind.CATEGORY).update(confidence=0.34, is_sure=False)
    Suggestion.objects.filter(kind=Kind.URGENCY).delete()

    shown = text_of(browser("clerk"), f"/desk/triage/{given.number}/")

    assert "机器拿不准" in shown
    assert "没有把握" not in shown
    assert "依据的字词" not in shown
