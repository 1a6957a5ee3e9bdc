"""Sorting messages into a taxonomy of any depth: from the top down, each level among the children of the one above.

A label is a path ("城乡建设/安全生产/事故处理"). How likely a leaf is, is the product along its path; how likely a branch
is, the sum of its leaves. So the levels never contradict one another, and where a leaf is not sure its branch may be.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from gongzhi.reading import calibrate, linear, text
from gongzhi.reading.calibrate import Scaling
from gongzhi.reading.grams import Settings, Vocabulary
from gongzhi.reading.linear import Linear, Recipe

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

SEPARATOR = "/"
BATCH = 4096
PRECISION = 0.95
_WEIGHTS = 7_000_000
_MOST_GRAMS = 200_000
_WORTH_OPENING = 0.02
_FOLDS = 5
_TOLD = 3


@dataclass(frozen=True, slots=True)
class Node:
    """One branching: its path (empty at the root), its children's paths, and how to choose among them."""

    path: str
    children: tuple[str, ...]
    linear: Linear
    scaling: Scaling


@dataclass(frozen=True, slots=True)
class Guess:
    """A label and how likely it is."""

    label: str
    confidence: float


@dataclass(frozen=True, slots=True)
class Reading:
    """What the machine suggests for one message.

    `is_sure` is false below the model's threshold; then `branch` is the deepest branch it is sure of, "" for none.
    """

    best: Guess
    is_sure: bool
    branch: str
    others: tuple[Guess, ...]


@dataclass(frozen=True, slots=True)
class Classifier:
    """A trained sorter; `threshold` is the confidence from which on its answers are right often enough."""

    vocabulary: Vocabulary
    nodes: tuple[Node, ...]
    leaves: tuple[str, ...]
    threshold: float
    _leaf: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._leaf.update((leaf, n) for n, leaf in enumerate(self.leaves))

    def probabilities(self, texts: Sequence[str]) -> Floats:
        """Return how likely each leaf is for each text, in the order of `leaves`."""
        parts = [self._batch(texts[start : start + BATCH]) for start in range(0, len(texts), BATCH)]
        return np.concatenate(parts) if parts else np.zeros((0, len(self.leaves)))

    def labels(self, texts: Sequence[str]) -> tuple[list[str], Floats]:
        """Return the likeliest leaf of each text and its confidence: the fast way for many texts."""
        chances = self.probabilities(texts)
        best = chances.argmax(axis=1)
        return [plain(self.leaves[one]) for one in best.tolist()], chances[np.arange(len(best)), best]

    def read(self, texts: Sequence[str]) -> list[Reading]:
        """Return what is suggested for each text."""
        return [self._reading(row) for row in self.probabilities(texts)]

    def _batch(self, texts: Sequence[str]) -> Floats:
        encoded = text.encode(texts)
        columns = self.vocabulary.columns(encoded)
        blocks: linear.Blocks = self.vocabulary.blocks(encoded, columns)
        # A message without a single known gram says nothing, so nothing is likelier than anything else.
        silent = np.bincount(blocks[0].indices, minlength=len(texts)) == 0
        if len(self.nodes) > 1:
            blocks = [block.tocsr() for block in blocks]
        reached = {"": np.ones(len(texts))}
        found = np.zeros((len(texts), len(self.leaves)))
        for node in self.nodes:
            above = reached.get(node.path)
            if above is None:
                continue
            asked = np.flatnonzero(above >= _WORTH_OPENING)
            # What is not worth opening keeps its chance: it is spread evenly below the branch.
            chances = np.full((len(texts), len(node.children)), 1 / len(node.children))
            if len(asked) == len(texts):
                chances = node.scaling.probabilities(node.linear.scores(blocks))
            elif len(asked):
                chances[asked] = node.scaling.probabilities(node.linear.scores(linear.some(blocks, asked)))
            for n, child in enumerate(node.children):
                below = above * chances[:, n]
                if child in self._leaf:
                    found[:, self._leaf[child]] = below
                else:
                    reached[child] = below
        found[silent] = 1 / len(self.leaves)
        return found

    def _reading(self, chances: Floats) -> Reading:
        order = np.argsort(-chances, kind="stable")[: _TOLD + 1]
        guesses = [Guess(plain(self.leaves[n]), float(chances[n])) for n in order]
        is_sure = guesses[0].confidence >= self.threshold
        branch = guesses[0].label if is_sure else self._surest_branch(chances)
        return Reading(guesses[0], is_sure, branch, tuple(guesses[1:]))

    def _surest_branch(self, chances: Floats) -> str:
        sums: dict[str, float] = {}
        for leaf, chance in zip(self.leaves, chances.tolist(), strict=True):
            for branch in branches(leaf):
                sums[branch] = sums.get(branch, 0.0) + chance
        sure = [branch for branch, chance in sums.items() if chance >= self.threshold]
        return max(sure, key=lambda branch: (branch.count(SEPARATOR), sums[branch]), default="")


@dataclass(frozen=True, slots=True)
class Trained:
    """A classifier with what it answered for each training text when it had not seen it."""

    classifier: Classifier
    chances: Floats
    truth: Ints


def branches(label: str) -> list[str]:
    """Return the branches above a label, the highest first."""
    parts = label.split(SEPARATOR)
    return [SEPARATOR.join(parts[:depth]) for depth in range(1, len(parts))]


def as_leaves(labels: Sequence[str]) -> list[str]:
    """Return labels so that none is a branch of another: who chose the branch itself chose an unnamed leaf below it."""
    inner = {branch for label in set(labels) for branch in branches(label)}
    return [label + SEPARATOR if label in inner else label for label in labels]


def plain(leaf: str) -> str:
    """Return a leaf as people call it."""
    return leaf.rstrip(SEPARATOR)


def train(texts: Sequence[str], labels: Sequence[str], recipe: Recipe | None = None) -> Trained:
    """Return a classifier learned from texts and their labels; at least two different labels are needed.

    The same texts in the same order give the same classifier.
    """
    recipe = recipe or Recipe()
    labels = as_leaves(labels)
    leaves = tuple(sorted(set(labels)))
    if len(leaves) < 2:
        raise ValueError("at least two different labels are needed")
    truth = _numbers(leaves, labels)
    groups = children(leaves)
    outputs = sum(len(below) for below in groups.values())
    settings = Settings(longest=2, words=text.is_cut_into_words(texts))
    most = min(_MOST_GRAMS, _WEIGHTS // outputs)
    vocabulary = Vocabulary.learn(texts, settings, _least(len(texts)), most)
    blocks = _blocks(vocabulary, texts)
    fold = folds(texts, truth, recipe.seed)
    found = np.ones((len(texts), len(leaves)))
    nodes = []
    for path, below in groups.items():
        inside = np.array([n for n, leaf in enumerate(leaves) if is_below(leaf, path)])
        child = np.array(
            [next(n for n, one in enumerate(below) if is_below(leaves[leaf], one)) for leaf in inside]
        )
        rows = np.flatnonzero(np.isin(truth, inside))
        classes = child[np.searchsorted(inside, truth[rows])]
        scores = linear.out_of_fold(blocks, rows, classes, len(below), fold, recipe)
        scaling = calibrate.fit(scores[rows], classes)
        found[:, inside] *= scaling.probabilities(scores)[:, child]
        nodes.append(
            Node(path, below, linear.learn(linear.some(blocks, rows), classes, len(below), recipe), scaling)
        )
    best = found.argmax(axis=1)
    threshold, _ = calibrate.coverage(found.max(axis=1), best == truth, PRECISION)
    return Trained(Classifier(vocabulary, tuple(nodes), leaves, threshold), found, truth)


def children(leaves: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """Return the branchings of a taxonomy from the top down: for each path the paths directly below it."""
    found: dict[str, dict[str, None]] = {"": {}}
    for leaf in leaves:
        above = ""
        for path in [*branches(leaf), leaf]:
            found.setdefault(above, {})[path] = None
            above = path
    order = sorted(found, key=lambda path: (path.count(SEPARATOR) + bool(path), path))
    return {path: tuple(found[path]) for path in order}


def is_below(leaf: str, path: str) -> bool:
    """Whether a leaf is a path or lies below it; everything lies below ""."""
    return path == "" or leaf == path or leaf.startswith(path + SEPARATOR)


def folds(texts: Sequence[str], truth: Ints, seed: int) -> Ints:
    """Return one of five folds for each text, the classes spread evenly, texts alike to the letter in the same one."""
    keys = ["".join(one.split()) for one in texts]
    first: dict[str, int] = {}
    for n, key in enumerate(keys):
        first.setdefault(key, n)
    one_each = np.array(sorted(first.values()))
    shuffled = np.random.default_rng(seed).permutation(one_each)
    by_class = shuffled[np.argsort(truth[shuffled], kind="stable")]
    fold = np.zeros(len(texts), dtype=np.int64)
    fold[by_class] = np.arange(len(by_class)) % _FOLDS
    spread: Ints = fold[np.array([first[key] for key in keys])]
    return spread


def _least(texts: int) -> int:
    """Return how many texts must have a gram for it to count."""
    return 3 if texts >= 1000 else 2 if texts >= 200 else 1


def _numbers(leaves: Sequence[str], labels: Sequence[str]) -> Ints:
    number = {leaf: n for n, leaf in enumerate(leaves)}
    return np.array([number[one] for one in labels])


def _blocks(vocabulary: Vocabulary, texts: Sequence[str]) -> linear.Blocks:
    """Return the blocks of all texts, made in batches so that memory stays small."""
    batches = []
    for start in range(0, len(texts), BATCH):
        encoded = text.encode(texts[start : start + BATCH])
        batches.append([one.tocsr() for one in vocabulary.blocks(encoded, vocabulary.columns(encoded))])
    return [linear.stack(list(parts)) for parts in zip(*batches, strict=True)]
