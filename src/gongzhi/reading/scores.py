"""How well a classifier did on labelled texts: figures that people decide by, and where it errs."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gongzhi.reading import calibrate

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class ClassScore:
    """How one class did: of those called so how many were, of those that were how many were called so."""

    label: str
    texts: int
    precision: float
    recall: float
    f1: float


@dataclass(frozen=True, slots=True)
class Confusion:
    """How often a class was taken for another."""

    label: str
    taken_for: str
    times: int


@dataclass(frozen=True, slots=True)
class Step:
    """The answers whose confidence lay between two bounds: how many, how sure on the average, which share was right."""

    least: float
    most: float
    texts: int
    confidence: float
    right: float


@dataclass(frozen=True, slots=True)
class Scores:
    """All figures of one judgement."""

    texts: int
    accuracy: float
    macro_f1: float
    calibration_error: float
    coverage_at_95: float
    threshold_at_95: float
    answered: float
    answered_right: float
    classes: tuple[ClassScore, ...]
    confusion: tuple[Confusion, ...]
    calibration: tuple[Step, ...] = ()


def judge(truth: Sequence[str], called: Sequence[str], confidence: Floats, threshold: float) -> Scores:
    """Return how well labels were called; `threshold` is from which confidence on the model answers.

    A class counts in the macro mean when it occurs in the truth. No texts at all give zeros.
    """
    right = np.array([one == other for one, other in zip(truth, called, strict=True)], dtype=np.bool_)
    classes = tuple(_class(label, truth, called) for label in sorted(set(truth)))
    lowest, covered = calibrate.coverage(confidence, right, 0.95)
    sure = confidence >= threshold
    return Scores(
        texts=len(truth),
        accuracy=_mean(right),
        macro_f1=sum(one.f1 for one in classes) / max(len(classes), 1),
        calibration_error=calibrate.calibration_error(confidence, right),
        coverage_at_95=covered,
        threshold_at_95=lowest,
        answered=_mean(sure),
        answered_right=_mean(right[sure]),
        classes=classes,
        confusion=_confusion(truth, called),
        calibration=_calibration(confidence, right),
    )


_STEPS = 10


def _calibration(confidence: Floats, right: NDArray[np.bool_]) -> tuple[Step, ...]:
    """Return ten equal steps of confidence, those without answers left out."""
    step = np.minimum((confidence * _STEPS).astype(np.int64), _STEPS - 1)
    return tuple(
        Step(
            n / _STEPS, (n + 1) / _STEPS, int(mine.sum()), float(confidence[mine].mean()), _mean(right[mine])
        )
        for n in range(_STEPS)
        if (mine := step == n).any()
    )


def _class(label: str, truth: Sequence[str], called: Sequence[str]) -> ClassScore:
    hits = sum(one == other == label for one, other in zip(truth, called, strict=True))
    precision = hits / max(sum(one == label for one in called), 1)
    texts = sum(one == label for one in truth)
    recall = hits / texts
    f1 = 2 * precision * recall / (precision + recall) if hits else 0.0
    return ClassScore(label, texts, precision, recall, f1)


def _confusion(truth: Sequence[str], called: Sequence[str]) -> tuple[Confusion, ...]:
    times: dict[tuple[str, str], int] = {}
    for pair in zip(truth, called, strict=True):
        if pair[0] != pair[1]:
            times[pair] = times.get(pair, 0) + 1
    ordered = sorted(times.items(), key=lambda item: (-item[1], item[0]))
    return tuple(Confusion(*pair, count) for pair, count in ordered)


def _mean(flags: NDArray[np.bool_]) -> float:
    return float(flags.mean()) if len(flags) else 0.0
