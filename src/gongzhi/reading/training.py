"""Making models: from a city's own history, from the taxonomy's own words before there is any, and anew as it grows."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np

from gongzhi.reading import card, linear, model, scores, text
from gongzhi.reading.calibrate import Scaling
from gongzhi.reading.classify import Classifier, Node, Trained, as_leaves, children, is_below, plain, train
from gongzhi.reading.grams import Settings, Vocabulary
from gongzhi.reading.linear import Linear
from gongzhi.reading.model import About
from gongzhi.reading.scores import Scores

_COLD_SLOPE = 12.0
_COLD_THRESHOLD = 0.6
_LEAST_JUDGED = 20


@dataclass(frozen=True, slots=True)
class Made:
    """A model ready to be saved."""

    classifier: Classifier
    about: About
    scores: Scores
    card: str


def from_history(texts: Sequence[str], labels: Sequence[str], source: str, at: datetime) -> Made:
    """Return a model learned from messages and the labels that people gave them.

    Its figures come from folds: every text was judged by weights that had not seen it.
    """
    trained = train(texts, labels)
    judged = out_of_fold(trained)
    return _made(trained.classifier, texts, labels, source, at, judged)


def out_of_fold(trained: Trained) -> Scores:
    """Return how well a training did on the texts it had not seen."""
    leaves = [plain(leaf) for leaf in trained.classifier.leaves]
    best = trained.chances.argmax(axis=1)
    called = [leaves[one] for one in best]
    truth = [leaves[one] for one in trained.truth]
    return scores.judge(truth, called, trained.chances.max(axis=1), trained.classifier.threshold)


def from_taxonomy(words: Sequence[tuple[str, str]], source: str, at: datetime) -> Made:
    """Return a model that knows only the taxonomy: labels with the words that describe them.

    It is for a city without a history; it seldom is sure, and says so.
    """
    labels = as_leaves([label for label, _ in words])
    texts = [text.join([label.replace("/", " "), about]) for label, about in words]
    leaves = tuple(sorted(set(labels)))
    vocabulary = Vocabulary.learn(texts, Settings(longest=2), 1, 20_000)
    encoded = text.encode(texts)
    counted = vocabulary.blocks(encoded, vocabulary.columns(encoded))[0].tocsr()
    nodes = []
    for path, below in children(leaves).items():
        rows = [[n for n, label in enumerate(labels) if is_below(label, child)] for child in below]
        centres = np.column_stack([np.asarray(counted[one].sum(axis=0)).ravel() for one in rows])
        centres /= np.maximum(np.linalg.norm(centres, axis=0), 1e-9)
        shared = tuple((centres * (share / sum(linear.SHARES))).astype(np.float32) for share in linear.SHARES)
        weights = Linear(shared, np.zeros(len(below), dtype=np.float32))
        nodes.append(Node(path, below, weights, Scaling(_COLD_SLOPE, (0.0,) * len(below))))
    classifier = Classifier(vocabulary, tuple(nodes), leaves, _COLD_THRESHOLD)
    return _made(classifier, texts, [plain(label) for label in labels], source, at, None)


def is_better(newer: Classifier, older: Classifier, texts: Sequence[str], labels: Sequence[str]) -> bool:
    """Whether a newer model does at least as well as the older one on texts that neither has learned from.

    With fewer than twenty such texts nothing can be said, and the newer one is taken.
    """
    if len(texts) < _LEAST_JUDGED:
        return True
    return _macro_f1(newer, texts, labels) >= _macro_f1(older, texts, labels)


def _macro_f1(classifier: Classifier, texts: Sequence[str], labels: Sequence[str]) -> float:
    called, confidence = classifier.labels(texts)
    return scores.judge(labels, called, confidence, classifier.threshold).macro_f1


def _made(
    classifier: Classifier,
    texts: Sequence[str],
    labels: Sequence[str],
    source: str,
    at: datetime,
    judged: Scores | None,
) -> Made:
    sha256 = model.digest(list(texts), list(labels))
    told = judged or scores.judge([], [], np.zeros(0), classifier.threshold)
    about = About(
        version=f"{at:%Y%m%d}-{sha256[:8]}",
        made_at=at.isoformat(timespec="seconds"),
        source=source,
        data_sha256=sha256,
        texts=len(texts),
        classes=dict(sorted(Counter(labels).items())),
        alike=len(texts) - len({"".join(one.split()) for one in texts}),
        macro_f1=told.macro_f1,
        accuracy=told.accuracy,
        calibration_error=told.calibration_error,
        coverage_at_95=told.coverage_at_95,
        threshold=classifier.threshold,
        cold=judged is None,
    )
    return Made(classifier, about, told, card.write(about, told))
