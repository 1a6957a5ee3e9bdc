"""A model on disk: what was saved is loaded, and nothing else is."""

import json
from datetime import datetime
from pathlib import Path

import numpy as np
import pytest

from gongzhi.kernel.terms import CHINA
from gongzhi.reading import model, training
from gongzhi.reading.tests.corpus import LABELS, TEXTS
from gongzhi.reading.training import Made


@pytest.fixture(scope="module")
def made() -> Made:
    return training.from_history(TEXTS, LABELS, "自编", datetime(2026, 3, 2, 9, tzinfo=CHINA))


@pytest.fixture
def folder(made: Made, tmp_path: Path) -> Path:
    model.save(tmp_path / "m", made.classifier, made.about, made.card, made.scores)
    return tmp_path / "m"


def test_what_was_saved_is_loaded(made: Made, folder: Path) -> None:
    classifier, about = model.load(folder)

    assert about == made.about
    assert classifier.labels(TEXTS)[0] == made.classifier.labels(TEXTS)[0]
    assert np.allclose(classifier.probabilities(TEXTS), made.classifier.probabilities(TEXTS), atol=0.02)


def test_a_model_takes_little_room_and_only_plain_files(folder: Path) -> None:
    assert sorted(path.suffix for path in folder.iterdir()) == [".json", ".json", ".md", ".npz"]
    assert sum(path.stat().st_size for path in folder.iterdir()) < 2_000_000


def test_the_card_says_what_it_was_made_of_and_what_it_is_not_for(made: Made) -> None:
    assert made.about.data_sha256 in made.card
    assert f"{len(TEXTS)} 条" in made.card
    assert "由人决定" in made.card
    assert "不到 30 条" in made.card


def test_a_newer_model_leaves_nothing_of_the_older_one(made: Made, folder: Path) -> None:
    other = training.from_history(TEXTS[:-1], LABELS[:-1], "自编", datetime(2026, 3, 3, 9, tzinfo=CHINA))

    model.save(folder, other.classifier, other.about, other.card)

    assert len(list(folder.glob("weights-*.npz"))) == 1
    assert model.load(folder)[1].version == other.about.version


def spoil(folder: Path, change: dict[str, object]) -> None:
    """Change what the JSON says."""
    told = json.loads((folder / model.FILE).read_text(encoding="utf-8"))
    (folder / model.FILE).write_text(json.dumps(told | change), encoding="utf-8")


@pytest.mark.parametrize(
    "change",
    [
        pytest.param({"format": 99}, id="another format"),
        pytest.param({"leaves": 3}, id="no leaves"),
        pytest.param(
            {"nodes": [{"path": "", "children": ["x"], "scaling": {"slope": 1, "shift": [0]}}]}, id="shapes"
        ),
        pytest.param({"nodes": [{"path": "", "children": "x", "scaling": 1}]}, id="types"),
        pytest.param({"weights": "../../etc/passwd"}, id="another file"),
        pytest.param({"about": None}, id="nothing about it"),
    ],
)
def test_a_spoilt_model_is_refused(folder: Path, change: dict[str, object]) -> None:
    spoil(folder, change)

    with pytest.raises(model.ModelUnreadable):
        model.load(folder)


def test_a_pickle_is_never_opened(folder: Path) -> None:
    weights = next(folder.glob("weights-*.npz"))
    np.savez(weights, kept=np.array([{"a": 1}], dtype=object), idf=np.zeros(1))

    with pytest.raises(model.ModelUnreadable, match="损坏"):
        model.load(folder)


def test_a_folder_without_a_model_is_refused(tmp_path: Path) -> None:
    with pytest.raises(model.ModelUnreadable, match="读不到"):
        model.load(tmp_path)


def test_the_figures_are_kept_for_their_own_version_only(folder: Path) -> None:
    about = model.about_of(folder)
    assert about is not None

    scores = model.scores_of(folder, about.version)

    assert scores is not None
    assert sum(step.texts for step in scores.calibration) == scores.texts == about.texts
    assert all(step.least <= step.confidence <= step.most for step in scores.calibration)
    assert model.scores_of(folder, "another") is None
    (folder / model.SCORES).write_text("{")
    assert model.scores_of(folder, about.version) is None
    assert model.about_of(folder / "nowhere") is None
