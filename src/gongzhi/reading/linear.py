"""One decision among a few classes: linear scores over grams, learned by support vector machines over log-count ratios.

A gram first weighs by how much likelier it is in a class than elsewhere (the ratio of naive Bayes); then a linear
support vector machine learns what is left. Title and whole text are two blocks, each of length one, so that a title
counts as much in a long message as in a short one. All of it collapses into one matrix: a prediction is one product.
"""

from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from sklearn.svm import LinearSVC

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]
# scipy has no types: a sparse matrix of texts × grams.
Matrix: TypeAlias = Any

TITLE_SHARE = 0.6
_BALANCE = 1 / (1 + TITLE_SHARE**2) ** 0.5


@dataclass(frozen=True, slots=True)
class Recipe:
    """How classes are learned.

    Smoothing of the ratios, the price of an error, how far rare classes are made up for (0 not at all, 1 fully), and
    from how many classes on the fast way (ratios alone) is taken.
    """

    smoothing: float = 1.0
    price: float = 2.0
    balance: float = 0.6
    tolerance: float = 0.005
    most_by_machine: int = 40
    seed: int = 20260302


@dataclass(frozen=True, slots=True)
class Linear:
    """Weights of grams for each class, in the whole text and in its title."""

    whole: Floats
    title: Floats
    bias: Floats

    def scores(self, whole: Matrix, title: Matrix) -> Floats:
        """Return a row of scores for each text."""
        found: Floats = whole @ self.whole
        found += title @ self.title
        found += self.bias
        return found


def learn(whole: Matrix, title: Matrix, classes: Ints, count: int, recipe: Recipe) -> Linear:
    """Return the weights learned from texts with their classes 0 … count-1."""
    both = stacked(whole, title)
    if count <= recipe.most_by_machine:
        weights, bias = _by_machines(both, classes, count, recipe)
    else:
        weights, bias = _by_ratios(both, classes, count, recipe)
    size = whole.shape[1]
    weights = weights * _BALANCE
    return Linear(
        np.ascontiguousarray(weights[:size], dtype=np.float32),
        np.ascontiguousarray(weights[size:] * TITLE_SHARE, dtype=np.float32),
        bias.astype(np.float32),
    )


def stack(parts: list[Matrix]) -> Matrix:
    """Return batches of texts one below the other."""
    return sparse.vstack(parts).tocsr()


def stacked(whole: Matrix, title: Matrix) -> Matrix:
    """Return both blocks side by side, the title with its share, as rows of about length one."""
    return sparse.hstack([whole, title * TITLE_SHARE]).tocsr().astype(np.float64) * _BALANCE


def out_of_fold(
    whole: Matrix, title: Matrix, rows: Ints, classes: Ints, count: int, fold: Ints, recipe: Recipe
) -> Floats:
    """Return scores of all texts; those of `rows`, which belong to `classes`, by weights learned without their fold."""
    belongs = np.full(whole.shape[0], -1)
    belongs[rows] = classes
    found = np.zeros((whole.shape[0], count), dtype=np.float32)
    for one in np.unique(fold):
        known = np.flatnonzero((belongs >= 0) & (fold != one))
        asked = np.flatnonzero(fold == one)
        weights = learn(whole[known], title[known], belongs[known], count, recipe)
        found[asked] = weights.scores(whole[asked], title[asked])
    return found


def ratios(present: Matrix, chosen: NDArray[np.bool_], smoothing: float) -> NDArray[np.float64]:
    """Return for each gram the logarithm of how much likelier it is among the chosen texts than among the others."""
    inside = smoothing + np.asarray(present[chosen].sum(axis=0)).ravel()
    outside = smoothing + np.asarray(present[~chosen].sum(axis=0)).ravel()
    found: NDArray[np.float64] = np.log((inside / inside.sum()) / (outside / outside.sum()))
    return found


def _by_machines(
    both: Matrix, classes: Ints, count: int, recipe: Recipe
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    weights, bias = np.zeros((both.shape[1], count)), np.zeros(count)
    present = (both > 0).astype(np.float64)
    for one in range(count):
        chosen = classes == one
        if not chosen.any() or chosen.all():
            bias[one] = 1.0 if chosen.any() else -1.0
            continue
        scale = np.abs(ratios(present, chosen, recipe.smoothing))
        scaled = both @ sparse.diags(scale)
        length = np.sqrt(scaled.multiply(scaled).sum() / scaled.shape[0]) or 1.0
        dear = {True: float((~chosen).sum() / chosen.sum()) ** recipe.balance, False: 1.0}
        machine = LinearSVC(
            C=recipe.price, class_weight=dear, tol=recipe.tolerance, dual=True, random_state=recipe.seed
        )
        machine.fit(scaled / length, chosen)
        weights[:, one] = machine.coef_[0] * scale / length
        bias[one] = machine.intercept_[0]
    return weights, bias


def _by_ratios(
    both: Matrix, classes: Ints, count: int, recipe: Recipe
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return weights of complement naive Bayes, which many classes with few texts each do not upset."""
    chosen = sparse.csr_matrix(
        (np.ones(len(classes)), (classes, np.arange(len(classes)))), shape=(count, len(classes))
    )
    inside = np.asarray((chosen @ both).todense()).T
    smooth = 0.05
    outside = inside.sum(axis=1, keepdims=True) - inside + smooth
    weights = -np.log(outside / outside.sum(axis=0)) + np.log(
        (inside + smooth) / (inside + smooth).sum(axis=0)
    )
    weights /= np.abs(weights).sum(axis=0) / both.shape[1]
    return weights, np.zeros(count)
