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
_DOUBTS = (0.0, 0.01, 0.02, 0.03, 0.05, 0.08)


@dataclass(frozen=True, slots=True)
class Scaling:
    """Probabilities are the softmax of `slope` × score + `shift`, less `doubt`, which is shared out among all.

    The doubt stands for labels that are wrong themselves: however clear a text, the label may be another.
    """

    slope: float
    shift: tuple[float, ...]
    doubt: float = 0.0

    def probabilities(self, scores: NDArray[np.float32]) -> Floats:
        """Return a row of probabilities for each row of scores."""
        chances = softmax(scores.astype(np.float64) * self.slope + np.array(self.shift))
        return (1 - self.doubt) * chances + self.doubt / len(self.shift)


def softmax(values: Floats) -> Floats:
    """Return rows that are positive and sum to one."""
    raised = np.exp(values - values.max(axis=1, keepdims=True))
    found: Floats = raised / raised.sum(axis=1, keepdims=True)
    return found


def fit(scores: NDArray[np.float32], classes: Ints) -> Scaling:
    """Return the scaling under which the classes are likeliest; with few texts, only its slope is fitted."""
    if len(classes) < _FEW * scores.shape[1]:
        return _fit(scores, classes, 0.0, with_shift=False)[1]
    return min((_fit(scores, classes, doubt, with_shift=True) for doubt in _DOUBTS), key=lambda one: one[0])[
        1
    ]


def _fit(
    scores: NDArray[np.float32], classes: Ints, doubt: float, *, with_shift: bool
) -> tuple[float, Scaling]:
    """Return the cost and the scaling of least cost for a given doubt."""
    count = scores.shape[1]
    values, rows = scores.astype(np.float64), np.arange(len(classes))

    def loss(point: Floats) -> tuple[float, Floats]:
        slope, shift = np.exp(point[0]), point[1:] * float(with_shift)
        chances = softmax(values * slope + shift)
        said = np.maximum((1 - doubt) * chances[rows, classes] + doubt / count, 1e-12)
        wrong = chances.copy()
        wrong[rows, classes] -= 1
        wrong *= ((1 - doubt) * chances[rows, classes] / said)[:, None]
        cost = -np.log(said).mean() + _PULL * float(shift @ shift)
        steep = (wrong.mean(axis=0) + 2 * _PULL * shift) * float(with_shift)
        return float(cost), np.concatenate([[(wrong * values).sum() / len(rows) * slope], steep])

    start = np.concatenate([[np.log(3 / max(float(values.std()), 1e-6))], np.zeros(count)])
    found = minimize(loss, start, jac=True, method="L-BFGS-B")
    shift = found.x[1:] * float(with_shift)
    scaling = Scaling(float(np.exp(found.x[0])), tuple(float(one) for one in shift), doubt)
    return float(found.fun), scaling


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
