"""Honest probabilities: what is said to be right in seven of ten cases is right in seven of ten."""

import numpy as np
import pytest

from gongzhi.reading import calibrate


def test_overdone_scores_are_calmed_down() -> None:
    random = np.random.default_rng(7)
    truth = random.integers(0, 3, 6000)
    scores = random.normal(size=(6000, 3)).astype(np.float32)
    scores[np.arange(6000), truth] += 1.5
    loud = scores * 20

    chances = calibrate.fit(loud, truth).probabilities(loud)

    confidence, right = chances.max(axis=1), chances.argmax(axis=1) == truth
    assert calibrate.calibration_error(confidence, right) < 0.02


def test_rarer_classes_are_shifted_only_where_there_are_texts_enough() -> None:
    random = np.random.default_rng(7)
    few = calibrate.fit(random.normal(size=(30, 3)).astype(np.float32), random.integers(0, 3, 30))
    many = calibrate.fit(
        random.normal(size=(900, 3)).astype(np.float32), (random.random(900) < 0.1).astype(np.int64)
    )

    assert few.shift == (0.0, 0.0, 0.0)
    assert many.shift[0] > many.shift[1] > many.shift[2]


def test_stated_and_true_confidence_apart() -> None:
    right = np.array([True, False, True, False])

    assert calibrate.calibration_error(np.full(4, 0.9), right) == pytest.approx(0.4)
    assert calibrate.calibration_error(np.full(4, 0.5), right) == 0
    assert calibrate.calibration_error(np.zeros(0), right[:0]) == 0


@pytest.mark.parametrize(
    ("confidence", "right", "found"),
    [
        pytest.param([0.9, 0.8, 0.7, 0.6], [1, 1, 1, 0], (0.7, 0.75), id="down to the first mistake"),
        pytest.param([0.9, 0.8], [0, 0], (1.0, 0.0), id="never"),
        pytest.param([0.8, 0.8], [1, 0], (1.0, 0.0), id="equals stand together"),
        pytest.param([], [], (1.0, 0.0), id="nothing"),
    ],
)
def test_how_much_is_answered_at_a_precision(
    confidence: list[float], right: list[int], found: tuple[float, float]
) -> None:
    assert calibrate.coverage(np.array(confidence), np.array(right, dtype=bool), 0.95) == pytest.approx(found)
