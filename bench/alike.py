"""Look-alikes among made-up matters: building the index, asking it, and how often the original of a paraphrase is found.

The recipe of a paraphrase, always all of it: (1) each of the city's words that the text holds is exchanged for another
of the same meaning with probability 0.6; (2) the clauses are put in another order; (3) one clause in four is left out,
but never the one that says where and what, for else nothing of the matter is left;
(4) one character in twelve is left out; (5) small Chinese numerals become digits and the other way round; (6) another
opening and another ending are put on. Words of one meaning are those of our own table, so the recipe favours whoever
has such a table; the row "without exchanged words" leaves step 1 out, the row "foreign words" exchanges only words
that our table does not hold. Times are processor time of one core.
"""

import importlib
import importlib.util
import os
import random
import resource
import statistics
import time
from collections.abc import Callable, Sequence

from bench.figures import Figure, at_least, at_most
from bench.hot import _FIRST, _SAID
from bench.peers.trigrams import trigrams
from gongzhi.reading.alike import Index, word_groups

TITLE = "Look-alikes"

_COUNT = 1_000_000
_ASKED = 1000
_PEER_COUNT = 20_000
_PEER_ASKED = 100
_DIGITS = str.maketrans("一二三四五六七八九123456789", "123456789一二三四五六七八九")
_FOREIGN = {
    "小区": "住宅区",
    "门前": "门口",
    "对面": "对过",
    "附近": "周边",
    "学校": "学堂",
    "气味": "味道",
    "影响": "妨碍",
}
_OPENINGS = ("您好，", "领导好，我想说一下，", "再次来信，", "请问，", "尊敬的领导，")
_ENDINGS = ("谢谢。", "盼复。", "急！", "麻烦了。", "等您回复。")
_WHAT = (
    "不亮",
    "噪音扰民",
    "垃圾没有清运",
    "下水道堵塞",
    "漏水",
    "停水",
    "乱停放",
    "路面坑洼",
    "井盖松动",
    "油烟",
    "异味",
    "违建",
    "拖欠工资",
    "电梯故障",
    "交房延期",
    "墙面开裂",
    "公交等很久",
    "红绿灯失灵",
    "消防通道被占",
    "广场舞吵闹",
)


def texts(count: int, seed: int = 11) -> list[str]:
    """Return made-up matters: a place, what is wrong, two numbers and three fillers."""
    draw = random.Random(seed)
    return [_text(draw) for _ in range(count)]


def _text(draw: random.Random) -> str:
    place = "".join(draw.choices(_FIRST, k=3)) + draw.choice(("小区", "花园", "路", "村"))
    near = "".join(draw.choices(_FIRST, k=2)) + draw.choice(("学校附近", "市场对面", "大桥边"))
    number = (
        f"{draw.choice('一二三四五六七八九')}号楼门前"
        if draw.random() < 0.5
        else f"{draw.randrange(1, 200)}号"
    )
    return f"{place}{number}{draw.choice(_WHAT)}，在{near}。" + "。".join(draw.sample(_SAID, 3)) + "。"


def paraphrase(text: str, draw: random.Random, exchange: str = "own") -> str:
    """Return a text said otherwise by the recipe at the head of this file."""
    if exchange == "own":
        for group in word_groups():
            held = next((word for word in group if word in text), "")
            if held and draw.random() < 0.6:
                text = text.replace(held, draw.choice(group))
    if exchange == "foreign":
        for one, other in _FOREIGN.items():
            text = text.replace(one, other)
    clauses = [clause for clause in text.replace(",", "。").split("。") if clause]
    kept = [clause for n, clause in enumerate(clauses) if n == 0 or draw.random() >= 0.25]
    draw.shuffle(kept)
    thinned = ["".join(one for one in clause if draw.random() >= 1 / 12) for clause in kept]
    return draw.choice(_OPENINGS) + ",".join(thinned).translate(_DIGITS) + "。" + draw.choice(_ENDINGS)


def recall(
    find: Callable[[str], Sequence[int]], made: Sequence[str], exchange: str, asked: int = _ASKED
) -> float:
    """Return how often the original is among the ten that are found for its paraphrase."""
    draw = random.Random(5)
    rows = [draw.randrange(len(made)) for _ in range(asked)]
    return sum(row in find(paraphrase(made[row], draw, exchange)) for row in rows) / asked


def run() -> list[Figure]:
    """Measure; `GONGZHI_BENCH_MOST` limits the number of texts."""
    count = min(int(os.environ.get("GONGZHI_BENCH_MOST", _COUNT)), _COUNT)
    made = texts(count)
    began, began_cpu = time.perf_counter(), time.process_time()
    index = Index(made)
    built, waited = time.process_time() - began_cpu, time.perf_counter() - began
    draw = random.Random(3)
    waits = []
    for _ in range(_ASKED):
        asked = paraphrase(draw.choice(made), draw)
        started = time.process_time()
        index.like(asked)
        waits.append(time.process_time() - started)

    def find(text: str) -> list[int]:
        return [one.row for one in index.like(text)]

    figures = [
        at_most("building the index", built, "s", 300, f"{count:,} texts, {waited:.0f} s by the clock"),
        at_most(
            "memory", resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20, "GB", 4, "with the texts"
        ),
        at_most("asking, p95", statistics.quantiles(waits, n=20)[-1] * 1000, "ms", 10),
        Figure("asking, median", statistics.median(waits) * 1000, "ms"),
        at_least("recall@10", recall(find, made, "own"), "", 0.95, "the whole recipe"),
        Figure("recall@10, without exchanged words", recall(find, made, ""), ""),
        Figure("recall@10, foreign words", recall(find, made, "foreign"), ""),
    ]
    return [*figures, *_peer(made[:_PEER_COUNT]), *_trigrams(made[:_PEER_COUNT])]


def _peer(made: list[str]) -> list[Figure]:
    """Return MinHash of datasketch and ours on fewer texts, in the same run."""
    if importlib.util.find_spec("datasketch") is None:
        return [Figure("peer: datasketch MinHash", 0, "", note="not measured: datasketch is not installed")]
    sketch = importlib.import_module("datasketch")

    def hashed(text: str) -> object:
        one = sketch.MinHash(num_perm=128)
        one.update_batch([text[n : n + 2].encode() for n in range(len(text) - 1)])
        return one

    began = time.perf_counter()
    forest = sketch.MinHashLSHForest(num_perm=128)
    for row, text in enumerate(made):
        forest.add(row, hashed(text))
    forest.index()
    theirs_built = time.perf_counter() - began
    began = time.perf_counter()
    index = Index(made)
    ours_built = time.perf_counter() - began
    ours = recall(lambda text: [one.row for one in index.like(text)], made, "own", 300)
    theirs = recall(lambda text: forest.query(hashed(text), 10), made, "own", 300)
    note = f"{len(made):,} texts; ours {ours:.3f} and builds {theirs_built / ours_built:.1f} times as fast"
    return [Figure("peer: recall@10 of datasketch MinHash", theirs, "", note=note)]


def _trigrams(made: list[str]) -> list[Figure]:
    """Return pg_trgm and ours on fewer texts, in the same run, both by the clock."""
    index = Index(made)
    draw = random.Random(3)
    asked = [paraphrase(draw.choice(made), draw) for _ in range(_PEER_ASKED)]
    ours = _each(lambda text: index.like(text), asked)
    with trigrams(made) as peer:
        theirs = _each(peer.find, asked)
        found = recall(peer.find, made, "own", _PEER_ASKED)
    note = f"{len(made):,} texts, GiST, {theirs * 1000:.0f} ms a question; ours answers {theirs / ours:.0f} times as fast"
    return [Figure("peer: recall@10 of pg_trgm", found, "", note=note)]


def _each(find: Callable[[str], object], asked: Sequence[str]) -> float:
    began = time.perf_counter()
    for text in asked:
        find(text)
    return (time.perf_counter() - began) / len(asked)
