"""One decision among a few classes: linear scores over grams, learned by support vector machines over log-count ratios.

A gram first weighs by how much likelier it is in a class than elsewhere (the ratio of naive Bayes); then a linear
support vector machine learns what is left. Whole text, title and opening are three blocks, each of length one, so
that a title counts as much in a long message as in a short one. All of it collapses into one matrix for each block:
a prediction is three products.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from sklearn.svm import LinearSVC

from gongzhi.reading.grams import Matrix

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]
Blocks = Sequence[Matrix]

# How much whole text, title and opening count; in the order of `grams.parts`.
SHARES = (1.0, 0.6, 0.6)
_LENGTH = sum(share**2 for share in SHARES) ** 0.5


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
    """Weights of grams for each class, in each block, and the bias of each class."""

    weights: tuple[Floats, ...]
    bias: Floats

    def scores(self, blocks: Blocks) -> Floats:
        """Return a row of scores for each text."""
        found = np.tile(self.bias, (blocks[0].shape[0], 1))
        for block, weights in zip(blocks, self.weights, strict=True):
            found += block @ weights
        return found


def learn(blocks: Blocks, classes: Ints, count: int, recipe: Recipe) -> Linear:
    """Return the weights learned from texts with their classes 0 … count-1."""
    joined = side_by_side(blocks)
    if count <= recipe.most_by_machine:
        weights, bias = _by_machines(joined, classes, count, recipe)
    else:
        weights, bias = _by_ratios(joined, classes, count, recipe)
    parts = np.split(weights, len(blocks))
    shared = (part * (share / _LENGTH) for part, share in zip(parts, SHARES, strict=True))
    return Linear(
        tuple(np.ascontiguousarray(one, dtype=np.float32) for one in shared), bias.astype(np.float32)
    )


def stack(parts: list[Matrix]) -> Matrix:
    """Return batches of texts one below the other."""
    return sparse.vstack(parts).tocsr()


def side_by_side(blocks: Blocks) -> Matrix:
    """Return the blocks as one matrix, each with its share, rows of about length one."""
    shared = [block * (share / _LENGTH) for block, share in zip(blocks, SHARES, strict=True)]
    return sparse.hstack(shared).tocsr().astype(np.float64)


def some(blocks: Blocks, rows: Ints) -> Blocks:
    """Return some rows of each block."""
    return [block[rows] for block in blocks]


def out_of_fold(blocks: Blocks, rows: Ints, classes: Ints, count: int, fold: Ints, recipe: Recipe) -> Floats:
    """Return scores of all texts; those of `rows`, which belong to `classes`, by weights learned without their fold."""
    texts = blocks[0].shape[0]
    belongs = np.full(texts, -1)
    belongs[rows] = classes
    found = np.zeros((texts, count), dtype=np.float32)
    for one in np.unique(fold):
        known = np.flatnonzero((belongs >= 0) & (fold != one))
        asked = np.flatnonzero(fold == one)
        weights = learn(some(blocks, known), belongs[known], count, recipe)
        found[asked] = weights.scores(some(blocks, asked))
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
