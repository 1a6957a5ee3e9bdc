"""From scores to honest probabilities, and from which probability on an answer is given at all.

Everything is fitted to scores of texts that the weights had not seen.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]

_BINS = 15
_PULL = 0.01
_FEW = 50


@dataclass(frozen=True, slots=True)
class Scaling:
    """Probabilities are the softmax of `slope` × score + `shift`."""

    slope: float
    shift: tuple[float, ...]

    def probabilities(self, scores: NDArray[np.float32]) -> Floats:
        """Return a row of probabilities for each row of scores."""
        return softmax(scores.astype(np.float64) * self.slope + np.array(self.shift))


def softmax(values: Floats) -> Floats:
    """Return rows that are positive and sum to one."""
    raised = np.exp(values - values.max(axis=1, keepdims=True))
    found: Floats = raised / raised.sum(axis=1, keepdims=True)
    return found


def fit(scores: NDArray[np.float32], classes: Ints) -> Scaling:
    """Return the slope and shifts under which the classes are likeliest; with few texts, the slope alone."""
    count = scores.shape[1]
    values, rows = scores.astype(np.float64), np.arange(len(classes))
    few = len(classes) < _FEW * count

    def loss(point: Floats) -> tuple[float, Floats]:
        slope, shift = np.exp(point[0]), point[1:] * (0.0 if few else 1.0)
        chances = softmax(values * slope + shift)
        wrong = chances.copy()
        wrong[rows, classes] -= 1
        cost = -np.log(np.maximum(chances[rows, classes], 1e-12)).mean() + _PULL * float(shift @ shift)
        steep = np.concatenate(
            [[(wrong * values).sum() / len(rows) * slope], wrong.mean(axis=0) + 2 * _PULL * shift]
        )
        if few:
            steep[1:] = 0
        return float(cost), steep

    start = np.concatenate([[np.log(3 / max(float(values.std()), 1e-6))], np.zeros(count)])
    found = minimize(loss, start, jac=True, method="L-BFGS-B").x
    shift = found[1:] * (0.0 if few else 1.0)
    return Scaling(float(np.exp(found[0])), tuple(float(one) for one in shift))


def calibration_error(confidence: Floats, right: Flags) -> float:
    """Return how far stated and true confidence lie apart on average, over fifteen equal steps."""
    step = np.minimum((confidence * _BINS).astype(np.int64), _BINS - 1)
    size = np.bincount(step, minlength=_BINS)
    said = np.bincount(step, weights=confidence, minlength=_BINS)
    true = np.bincount(step, weights=right.astype(np.float64), minlength=_BINS)
    return float(np.abs(said - true).sum() / max(size.sum(), 1))


def coverage(confidence: Floats, right: Flags, precision: float) -> tuple[float, float]:
    """Return the lowest confidence above which so large a share of answers is right, and the share of texts answered.

    (1.0, 0.0) where no confidence reaches it.
    """
    order = np.argsort(-confidence, kind="stable")
    share = np.cumsum(right[order]) / np.arange(1, len(order) + 1)
    last_of_equals = np.append(confidence[order][1:] < confidence[order][:-1], True)
    enough = np.flatnonzero((share >= precision) & last_of_equals)
    if len(enough) == 0:
        return 1.0, 0.0
    last = int(enough[-1])
    return float(confidence[order][last]), (last + 1) / len(order)
