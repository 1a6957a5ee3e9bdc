"""Learning anew from what people decided: only when there is enough, and only when it does no worse."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.test import override_settings

from gongzhi.core.identity.testing import Cast
from gongzhi.core.matters.models import Matter, Stage
from gongzhi.core.matters.tests.shared import START, bring
from gongzhi.core.orgs.actions.settings import set_setting
from gongzhi.core.suggest import reader, switches
from gongzhi.core.suggest.tests.shared import make_taxonomy
from gongzhi.project import suggesting
from gongzhi.reading import model, training

pytestmark = pytest.mark.django_db
LATER = START + timedelta(days=30)
WORDS = {
    "light": ("路灯不亮", "灯杆歪了", "路灯坏了没人修", "晚上没有灯"),
    "water": ("停水三天", "水压太低", "家里没水", "自来水发黄"),
    "noise": ("半夜施工", "音响扰民", "机器轰鸣", "广场舞太吵"),
}


@pytest.fixture(autouse=True)
def _own_folder(tmp_path: Path, cast: Cast) -> object:
    make_taxonomy()
    with override_settings(VAR_DIR=tmp_path):
        yield


@pytest.fixture
def history() -> None:
    """Two hundred and ten matters that people have put into a category, one after another."""
    first = Matter.objects.get(id=bring().matter_id)
    Matter.objects.filter(id=first.id).update(stage=Stage.HANDLING)
    pairs = [(code, words) for code, some in WORDS.items() for words in some]
    for n in range(210):
        first.id, first.number = 10_000 + n, f"T-{n}"
        first.category, first.title = pairs[n % len(pairs)]
        first.text, first.stage, first.opened_at = (
            f"{first.title}，第{n}次",
            Stage.HANDLING,
            START + timedelta(hours=n),
        )
        first.source_key = first.submit_key = None
        first.save(force_insert=True)


def test_with_little_history_nothing_is_learned() -> None:
    found = suggesting.learn_triage(LATER)

    assert not found.took_over
    assert not (reader.folder() / model.FILE).exists()


@pytest.mark.usefixtures("history")
def test_what_people_decided_makes_the_next_model() -> None:
    found = suggesting.learn_triage(LATER)

    assert (found.took_over, found.texts) == (True, 210)
    held = reader.reader()
    assert held is not None
    assert (held.name, held.version) == (reader.TRAINED, found.version)
    assert held.classifier.labels(["路灯又坏了"])[0] == ["light"]


@pytest.mark.usefixtures("history")
def test_a_newer_model_takes_over_when_it_does_no_worse() -> None:
    suggesting.learn_triage(LATER)

    assert suggesting.learn_triage(LATER + timedelta(days=7)).took_over


@pytest.mark.usefixtures("history")
def test_a_newer_model_that_does_worse_is_left_aside(monkeypatch: pytest.MonkeyPatch) -> None:
    first = suggesting.learn_triage(LATER)
    monkeypatch.setattr(training, "is_better", lambda *_: False)

    second = suggesting.learn_triage(LATER + timedelta(days=7))

    assert (second.took_over, second.version) == (False, first.version)


@pytest.mark.usefixtures("history")
def test_what_is_switched_off_learns_nothing(cast: Cast) -> None:
    set_setting(cast["system_admin"], switches.TRIAGE, "否", "局务会决定", START)

    assert not suggesting.learn_triage(LATER).took_over
