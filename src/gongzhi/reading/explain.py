"""Why a message was sorted as it was: the words of the message that spoke for the label.

The weights belong to characters and pairs; they are laid over the text and gathered into words that people can read.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gongzhi.reading import text
from gongzhi.reading.classify import Classifier, Node, branches, is_below, plain
from gongzhi.reading.grams import Slots, parts
from gongzhi.reading.text import GAP, Encoded

Floats = NDArray[np.float64]

LONGEST_PHRASE = 8
_WORTH = 0.2


@dataclass(frozen=True, slots=True)
class Reason:
    """Words of the message and which share (0 to 1) of all that spoke for the label they carry."""

    words: str
    share: float


def reasons(classifier: Classifier, message: str, label: str, most: int = 5) -> list[Reason]:
    """Return the words that spoke most for a label, the strongest first; none where nothing spoke for it."""
    encoded = text.encode([message])
    heat = _heat(classifier, encoded, label)
    total = float(heat[heat > 0].sum())
    if total <= 0:
        return []
    found: dict[str, float] = {}
    for first, last in _phrases(encoded, heat):
        words = "".join(message[encoded.place[first] : encoded.place[last] + 1].split())
        found[words] = found.get(words, 0.0) + float(heat[first : last + 1].sum())
    ranked = sorted(found.items(), key=lambda item: (-item[1], item[0]))[:most]
    return [Reason(words, min(weight / total, 1.0)) for words, weight in ranked if weight > 0]


def _heat(classifier: Classifier, encoded: Encoded, label: str) -> Floats:
    """Return how much each symbol speaks for the label against its neighbours, summed over the levels."""
    columns = classifier.vocabulary.columns(encoded)
    heat = np.zeros(len(encoded.symbols))
    leaf = next((one for one in classifier.leaves if plain(one) == label), label)
    for node in classifier.nodes:
        if node.path == "" or node.path in branches(leaf):
            heat += _of_node(classifier, node, encoded, columns, leaf)
    return heat


def _of_node(classifier: Classifier, node: Node, encoded: Encoded, columns: Slots, leaf: str) -> Floats:
    chosen = next((n for n, child in enumerate(node.children) if is_below(leaf, child)), None)
    if chosen is None or len(node.children) < 2:
        return np.zeros(len(encoded.symbols))
    vocabulary = classifier.vocabulary
    value = np.zeros(columns.shape)
    blocks = vocabulary.blocks(encoded, columns)
    for counted, weights, among in zip(blocks, node.linear.weights, parts(encoded), strict=True):
        against = (weights.sum(axis=1) - weights[:, chosen]) / (weights.shape[1] - 1)
        spoken = weights[:, chosen] - against
        each = np.zeros(len(vocabulary))
        present = np.repeat(np.arange(len(vocabulary)), np.diff(counted.indptr))
        each[present] = counted.data * spoken[present]
        kept = columns >= 0 if among is None else (columns >= 0) & among[:, None]
        times = np.bincount(columns[kept], minlength=len(vocabulary))
        value[kept] += (each / np.maximum(times, 1))[columns[kept]]
    return _spread(value, classifier.vocabulary.settings.longest) * node.scaling.slope


def _spread(value: Floats, longest: int) -> Floats:
    """Return the value of grams shared out among the symbols they consist of; a word's stays at its beginning."""
    heat = value[:, 0].copy()
    for length in range(2, longest + 1):
        share = value[:, length - 1] / length
        for offset in range(length):
            heat[offset:] += share[: len(share) - offset]
    if value.shape[1] > longest:
        heat += value[:, -1]
    return heat


def _phrases(encoded: Encoded, heat: Floats) -> list[tuple[int, int]]:
    """Return runs of hot symbols (first, last), at least two symbols long where the sentence allows it."""
    hot = (heat > _WORTH * heat.max()) & (encoded.symbols != GAP)
    found = []
    at = 0
    while at < len(hot):
        if not hot[at]:
            at += 1
            continue
        last = at
        while last + 1 < len(hot) and hot[last + 1] and last - at + 1 < LONGEST_PHRASE:
            last += 1
        found.append(_widened(encoded, heat, at, last))
        at = last + 1
    return found


def _widened(encoded: Encoded, heat: Floats, first: int, last: int) -> tuple[int, int]:
    """Return a run of one symbol together with its warmer neighbour."""
    if last > first:
        return first, last
    open_before = first > 0 and encoded.symbols[first - 1] != GAP
    open_after = last + 1 < len(heat) and encoded.symbols[last + 1] != GAP
    if open_before and (not open_after or heat[first - 1] >= heat[last + 1]):
        return first - 1, last
    return (first, last + 1) if open_after else (first, last)
