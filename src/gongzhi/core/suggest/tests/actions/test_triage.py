"""Suggesting for triage: by the taxonomy's words at first, by the city's own model later, and not when switched off."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.test import override_settings

from gongzhi.core.identity.testing import Cast
from gongzhi.core.orgs import cache
from gongzhi.core.orgs.actions.settings import set_setting
from gongzhi.core.orgs.models import Duty
from gongzhi.core.suggest import queries, reader, switches
from gongzhi.core.suggest.actions import record_choice, suggest_triage
from gongzhi.core.suggest.models import Kind, Suggestion
from gongzhi.core.suggest.tests.shared import AREA, NOW, asked, make_taxonomy
from gongzhi.reading import model, training

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _own_folder(tmp_path: Path, cast: Cast) -> object:
    """Every test has its own folder of models, empty at first, and the taxonomy."""
    make_taxonomy()
    with override_settings(VAR_DIR=tmp_path):
        yield


def train() -> str:
    """Save a model learned from a few messages and return its version."""
    texts = ["路灯坏了没人修", "路灯不亮", "灯杆歪了", "停水三天", "家里没水", "水压太低"] * 5
    labels = ["light", "light", "light", "water", "water", "water"] * 5
    made = training.from_history(texts, labels, "自编", NOW)
    model.save(reader.folder(), made.classifier, made.about, made.card)
    return made.about.version


def test_before_there_is_a_history_the_taxonomys_words_suggest() -> None:
    assert suggest_triage([asked()], NOW) == 1

    found = queries.for_matter(1)[Kind.CATEGORY]
    assert (found.value, found.model) == ("light", reader.COLD)
    assert any("灯" in words for words in found.reasons)


def test_the_citys_own_model_takes_over_when_it_is_there() -> None:
    suggest_triage([asked()], NOW)
    version = train()

    suggest_triage([asked()], NOW + timedelta(minutes=1))

    found = queries.for_matter(1)[Kind.CATEGORY]
    assert (found.value, found.model, found.version) == ("light", reader.TRAINED, version)
    assert Suggestion.objects.filter(matter_id=1, kind=Kind.CATEGORY).count() == 2


def test_asking_again_adds_nothing() -> None:
    suggest_triage([asked()], NOW)

    assert suggest_triage([asked()], NOW) == 0


def test_words_that_cannot_wait_are_pointed_out() -> None:
    suggest_triage([asked(2, "停水", "小区停水两天，老人晕倒"), asked(3, "路灯", "没有停水，路灯不亮")], NOW)

    assert queries.for_matter(2)[Kind.URGENCY].reasons == ("晕倒", "停水")
    assert Kind.URGENCY not in queries.for_matter(3)


def test_the_lead_is_whose_duty_the_category_is(cast: Cast) -> None:
    Duty.objects.create(
        category="light", area_code=AREA[:6], lead_id=cast.unit("department"), law="城市照明管理规定",
        valid_from=NOW.date(),
    )  # fmt: skip
    cache.changed()

    suggest_triage([asked()], NOW)

    assert queries.for_matter(1)[Kind.UNIT].value == str(cast.unit("department"))


@pytest.mark.parametrize(
    ("switch", "kind"), [(switches.TRIAGE, Kind.CATEGORY), (switches.URGENCY, Kind.URGENCY)]
)
def test_what_is_switched_off_suggests_nothing(cast: Cast, switch: str, kind: Kind) -> None:
    set_setting(cast["system_admin"], switch, "否", "局务会决定", NOW)

    suggest_triage([asked(title="停水，路灯不亮")], NOW)

    assert kind not in queries.for_matter(1)
    assert len(queries.for_matter(1)) == 1


def test_a_message_that_says_nothing_gets_no_suggestion() -> None:
    suggest_triage([asked(title="zz", text="q")], NOW)

    assert queries.for_matter(1) == {}


def test_a_choice_is_kept_beside_the_suggestion_once(cast: Cast) -> None:
    suggest_triage([asked()], NOW)
    later = NOW + timedelta(hours=1)

    record_choice(matter_id=1, kind=Kind.CATEGORY, chosen="noise", actor=cast.clerk, at=later)
    again = record_choice(matter_id=1, kind=Kind.CATEGORY, chosen="light", actor=cast.clerk, at=later)

    row = Suggestion.objects.get(matter_id=1, kind=Kind.CATEGORY)
    assert (row.value, row.chosen, row.chosen_by, again) == ("light", "noise", cast.clerk.name, 0)


def test_how_often_people_agreed(cast: Cast) -> None:
    suggest_triage([asked(n) for n in range(1, 5)], NOW)
    for n, chosen in enumerate(["light", "light", "light", "noise"], 1):
        record_choice(matter_id=n, kind=Kind.CATEGORY, chosen=chosen, actor=cast.clerk, at=NOW)

    (found,) = queries.acceptance(NOW)
    (by_value,) = queries.acceptance(NOW, by_value=True)

    assert (found.decided, found.agreed, found.share) == (4, 3, 0.75)
    assert by_value.value == "light"
    assert queries.acceptance(NOW + timedelta(days=1)) == []


def test_what_has_no_suggestion_yet() -> None:
    suggest_triage([asked(1)], NOW)

    assert queries.without_suggestions([1, 2]) == {2}
