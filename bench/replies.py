"""Whether the checks of replies are plausible: replies beside their own questions and beside other people's, and how many
checks those replies pass that people called explainable or not (Teddy Cup 2020 C4; few labels, by different hands: weak).
"""

import csv
import os
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from bench.figures import Figure, cpu_seconds
from gongzhi.reading import text
from gongzhi.reading.answers import check, share_taken_up

TITLE = "Checking replies"

SEED = 7
LABEL = "人工_可解释性_Syucryingstar"
Floats = NDArray[np.float64]


def run() -> list[Figure]:
    """Measure."""
    path = (
        Path(os.environ.get("GONGZHI_BENCH_DATA", "../shared/data"))
        / "teddy_c"
        / "c4_messages_with_replies.csv"
    )
    if not path.exists():
        return [Figure("rows of Teddy C4", 0, "rows", note="not measured: set GONGZHI_BENCH_DATA")]
    with path.open(encoding="utf-8-sig", newline="") as stream:
        rows = [row for row in csv.DictReader(stream) if row["答复意见"].strip()]
    asked = [text.join([row["留言主题"], row["留言详情"]]) for row in rows]
    replies = [row["答复意见"] for row in rows]
    strange = np.random.default_rng(SEED).permutation(len(rows))
    own = np.array([share_taken_up(*pair) for pair in zip(asked, replies, strict=True)])
    others = np.array(
        [share_taken_up(one, replies[n]) for one, n in zip(asked, strange.tolist(), strict=True)]
    )
    checks = [check(*pair) for pair in zip(asked, replies, strict=True)]
    passed = np.array([sum(one.passed for one in some) for some in checks])
    label = np.array([row[LABEL] for row in rows])
    took = cpu_seconds(lambda: [check(*pair) for pair in zip(asked[:300], replies[:300], strict=True)], 1)
    return [
        Figure("a question's own reply takes up more of it than another's", _wins(own, others), "share of pairs"),
        *(
            Figure(f"checks passed by replies called {word}", float(passed[label == value].mean()), "of 6", note=_many(label, value))
            for value, word in (("1", "explainable"), ("0", "not explainable"))
        ),
        Figure("replies checked", 300 / took, "replies/s"),
    ]  # fmt: skip


def _wins(own: Floats, others: Floats) -> float:
    return float((own[:, None] > others[None, :]).mean() + (own[:, None] == others[None, :]).mean() / 2)


def _many(label: NDArray[np.str_], value: str) -> str:
    return f"{int((label == value).sum()):,} replies, weak labels"
