"""How well messages are sorted: five stratified folds over the labelled rows of Teddy Cup 2020 C2, every row judged by
a model that had not seen it, beside scikit-learn's TF-IDF + LinearSVC on the same folds; then speed, time and size.

The rows are not part of the project: `GONGZHI_BENCH_DATA` names the folder that holds `teddy_c/`, by default
`../shared/data` beside the checkout. Without it the run says so. Mean and standard deviation are over the folds.
"""

import csv
import gzip
import os
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.metrics import f1_score
from sklearn.model_selection import StratifiedKFold
from sklearn.svm import LinearSVC

from bench.figures import Figure, at_least, at_most, cpu_seconds
from gongzhi.reading import calibrate, classify, model, training

TITLE = "Sorting messages"

FOLDS = 5
SEED = 7
Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Table:
    """One set of labelled rows, with the aim for it and how a user would cut its words."""

    name: str
    file: str
    text: str
    aim: float
    peer: Callable[[], TfidfVectorizer]


TABLES = (
    Table("cut into words", "c2_segmented_labelled.csv.gz", "分词文本", 0.93, lambda: TfidfVectorizer(token_pattern=r"\S+", sublinear_tf=True)),
    Table("raw", "c2_raw_labelled.csv", "主题加详情", 0.91, lambda: TfidfVectorizer(analyzer="char", ngram_range=(1, 2), sublinear_tf=True)),
)  # fmt: skip
LABEL = "一级分类"


@dataclass(slots=True)
class Fold:
    """How one fold came out."""

    f1: float
    peer_f1: float
    confidence: NDArray[np.float64]
    right: NDArray[np.bool_]


def run() -> list[Figure]:
    """Measure."""
    folder = Path(os.environ.get("GONGZHI_BENCH_DATA", "../shared/data")) / "teddy_c"
    if not folder.is_dir():
        return [Figure("rows of Teddy C2", 0, "rows", note="not measured: set GONGZHI_BENCH_DATA")]
    return [figure for table in TABLES for figure in _measured(table, folder)]


def rows(path: Path, text: str) -> tuple[list[str], list[str]]:
    """Return texts and labels of a table."""
    opened = gzip.open if path.suffix == ".gz" else open
    with opened(path, "rt", encoding="utf-8-sig", newline="") as stream:
        read = [(row[text], row[LABEL]) for row in csv.DictReader(stream)]
    return [one for one, _ in read], [label for _, label in read]


def _measured(table: Table, folder: Path) -> Iterator[Figure]:
    texts, labels = rows(folder / table.file, table.text)
    folds = [_fold(table, texts, labels, known, asked) for known, asked in _splits(labels)]
    ours, peers = [one.f1 for one in folds], [one.peer_f1 for one in folds]
    confidence = np.concatenate([one.confidence for one in folds])
    right = np.concatenate([one.right for one in folds])
    about = f"{len(texts):,} rows, four fifths learned from; ± {np.std(ours):.4f}"
    yield at_least(f"{table.name}: macro-F1", float(np.mean(ours)), "", table.aim, about)
    error = (1 - np.mean(ours)) / (1 - np.mean(peers))
    yield Figure(
        f"{table.name}: peer TF-IDF + LinearSVC",
        float(np.mean(peers)),
        "",
        note=f"ours errs {error:.2f} times as much",
    )
    yield Figure(f"{table.name}: accuracy", float(right.mean()), "")
    yield at_most(
        f"{table.name}: calibration error", calibrate.calibration_error(confidence, right), "", 0.03
    )
    lowest, covered = calibrate.coverage(confidence, right, 0.95)
    yield Figure(
        f"{table.name}: answered at 95 % precision", covered, "share", note=f"confidence ≥ {lowest:.2f}"
    )
    yield from _costs(table, texts, labels)


def _splits(labels: list[str]) -> Iterator[tuple[Ints, Ints]]:
    return StratifiedKFold(FOLDS, shuffle=True, random_state=SEED).split(np.zeros(len(labels)), labels)  # type: ignore[no-any-return]


def _fold(table: Table, texts: list[str], labels: list[str], known: Ints, asked: Ints) -> Fold:
    shown, told = [texts[n] for n in known], [labels[n] for n in known]
    hidden, truth = [texts[n] for n in asked], [labels[n] for n in asked]
    called, confidence = classify.train(shown, told).classifier.labels(hidden)
    words = table.peer()
    machine = LinearSVC(random_state=SEED).fit(words.fit_transform(shown), told)
    peer = machine.predict(words.transform(hidden))
    right = np.array([one == other for one, other in zip(called, truth, strict=True)])
    return Fold(
        float(f1_score(truth, called, average="macro")),
        float(f1_score(truth, peer, average="macro")),
        confidence,
        right,
    )


def _costs(table: Table, texts: list[str], labels: list[str]) -> Iterator[Figure]:
    began = time.process_time()
    made = training.from_history(texts, labels, table.file, datetime.now(UTC))
    yield at_most(
        f"{table.name}: training", time.process_time() - began, "s", 60, "with its folds for calibration"
    )
    with tempfile.TemporaryDirectory() as folder:
        size = model.save(Path(folder), made.classifier, made.about, made.card)
        loaded, _ = model.load(Path(folder))
    yield at_most(f"{table.name}: model", size / 1e6, "MB", 50)
    many = (texts * 20)[:20_000]
    ours = len(many) / cpu_seconds(lambda: loaded.labels(many), 3)
    letters = sum(map(len, many)) / len(many)
    words = table.peer()
    machine = LinearSVC(random_state=SEED).fit(words.fit_transform(texts), labels)
    peer = 4000 / cpu_seconds(lambda: machine.predict(words.transform(many[:4000])), 1)
    yield at_least(
        f"{table.name}: speed", ours, "messages/s", 20_000, f"{letters:.0f} characters each, one core"
    )
    yield Figure(
        f"{table.name}: speed of the peer",
        peer,
        "messages/s",
        note=f"ours is {ours / peer:.1f} times as fast",
    )
