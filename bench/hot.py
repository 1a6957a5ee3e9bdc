"""Hot issues in made-up messages of a city: time, memory and how the time grows with their number.

Messages are put together from streets, troubles and fillers by a seeded generator; one in twenty belongs to one of
many issues with a place and a matter of its own. `recall` and `precision` are counted over the largest ten of them.
Each size runs in a process of its own, so that its memory is its own.
"""

import json
import math
import os
import random
import resource
import subprocess
import sys
import time
from collections import Counter
from datetime import UTC, datetime, timedelta

from sklearn.cluster import DBSCAN
from sklearn.feature_extraction.text import TfidfVectorizer

from bench.figures import Figure, at_least, at_most
from gongzhi.reading.hot import Hot, Message

TITLE = "Hot issues"

_SIZES = (4_326, 62_500, 250_000, 1_000_000)
_START = datetime(2026, 1, 1, tzinfo=UTC)
_FIRST = (
    "锦望澜柏青云石梧松莲桂荷枫竹兰槐梅榆柳橘杏棠桑菱芦鹭鹤鲤泓溪淙涧岫峦岚霁晴曜晖昕瑶琅璟珩琮钧铭铎锐朗"
)
_TROUBLES = (
    "路灯不亮", "垃圾没有清运", "下水道堵塞", "停车收费太贵", "公交班次太少", "井盖松动", "广告牌快要掉落", "学位不够",
    "夜间施工吵闹", "油烟直排", "电梯经常停运", "供暖温度不够", "自来水发黄", "房产证办不下来", "物业乱收费", "拖欠工资",
)  # fmt: skip
_SAID = (
    "请有关部门尽快处理", "打了几次电话没有人管", "希望领导重视", "给我们一个答复", "大家意见很大", "影响正常生活", "老人孩子出行不便",
    "夏天气味很大", "晚上睡不好", "半年前就说要改", "至今没有动静", "旁边就是学校", "已经不是第一次", "不知道找谁", "盼望早日解决",
)  # fmt: skip


def messages(count: int, seed: int = 7) -> list[Message]:
    """Return made-up messages; the id of one that belongs to issue n begins with `n-`, of all others with `x-`."""
    draw = random.Random(seed)
    issues = max(count // 2000, 12)
    names = [_name(draw) + draw.choice(["小区", "花园", "路", "街", "苑"]) for _ in range(issues)]
    matters = [
        "".join(draw.sample(_FIRST, 3))
        + draw.choice(["厂排放", "费用捆绑", "工程停工", "站噪声", "补贴发放"])
        for _ in names
    ]
    return [_message(n, count, draw, names, matters) for n in range(count)]


def _message(n: int, count: int, draw: random.Random, names: list[str], matters: list[str]) -> Message:
    at = _START + timedelta(minutes=n * 525_600 / count)
    said = "。".join(draw.sample(_SAID, 4))
    if draw.random() < 0.05:
        # The square lets a few issues be large and most small.
        one = int(draw.random() ** 2 * len(names))
        title = f"{draw.choice(['反映', '投诉', '关于', ''])}{names[one]}{matters[one]}问题"
        return Message(f"{one}-{n}", f"我住在{names[one]},{matters[one]}。{said}。", title, at)
    street, trouble = _name(draw) + draw.choice("路街巷村园"), draw.choice(_TROUBLES)
    text = f"{street}{draw.randrange(2, 400)}号{trouble},{_name(draw)}大厦对面。{said}。"
    return Message(f"x-{n}", text, f"{street}{trouble}", at)


def _name(draw: random.Random) -> str:
    return "".join(draw.choices(_FIRST, k=draw.choice((2, 2, 3))))


def measure(count: int) -> dict[str, float]:
    """Return seconds, peak memory, and how whole and pure the ten largest issues are found."""
    made = messages(count)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    began, cpu = time.perf_counter(), time.process_time()
    held = Hot()
    held.add(made)
    found = held.issues(10)
    sizes: dict[str, int] = {}
    for one in made:
        sizes[one.id.split("-")[0]] = sizes.get(one.id.split("-")[0], 0) + 1
    scores = []
    for issue in found:
        keys = [member.id.split("-")[0] for member in issue.members]
        most = max(set(keys), key=keys.count)
        scores.append((keys.count(most) / len(keys), keys.count(most) / sizes[most] if most != "x" else 0.0))
    return {
        "seconds": time.perf_counter() - began,
        "cpu": time.process_time() - cpu,
        "memory": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20,
        "messages_memory": before / 2**20,
        "issues": len(held.issues()),
        "precision": min((one[0] for one in scores), default=0.0),
        "recall": min((one[1] for one in scores), default=0.0),
    }


def clustered(made: list[Message]) -> tuple[float, float, float]:
    """Return seconds, worst precision and worst share found of the ten largest clusters of DBSCAN over TF-IDF.

    What a user would put together from scikit-learn: pairs and triples of characters, cosine distance, the radius of
    the common recipes. Scores as in `measure`.
    """
    began = time.perf_counter()
    words = TfidfVectorizer(analyzer="char", ngram_range=(2, 3), min_df=2, max_df=0.1, sublinear_tf=True)
    rows = words.fit_transform([f"{one.title}。{one.text}" for one in made])
    labels = DBSCAN(eps=0.5, min_samples=3, metric="cosine").fit_predict(rows)
    took = time.perf_counter() - began
    keys = [one.id.split("-")[0] for one in made]
    sizes = Counter(keys)
    scores = []
    for label, _ in Counter(int(one) for one in labels if one >= 0).most_common(10):
        inside = Counter(key for key, one in zip(keys, labels, strict=True) if one == label)
        most, n = inside.most_common(1)[0]
        scores.append((n / sum(inside.values()), n / sizes[most] if most != "x" else 0.0))
    return took, min((one[0] for one in scores), default=0.0), min((one[1] for one in scores), default=0.0)


def _peer(count: int, ours: float) -> Figure:
    took, precision, share = clustered(messages(count))
    note = (
        f"{count:,} messages in {took:.1f} s (ours {ours:.1f} s); worst precision of its ten largest {precision:.2f},"
        f" worst share found {share:.2f}"
    )
    return Figure("peer: DBSCAN over TF-IDF", took, "s", note=note)


def _apart(count: int) -> dict[str, float]:
    code = f"import json; from bench.hot import measure; print(json.dumps(measure({count})))"
    told = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    found: dict[str, float] = json.loads(told.stdout)
    return found


def run() -> list[Figure]:
    """Measure; `GONGZHI_BENCH_MOST` limits the largest size."""
    most = int(os.environ.get("GONGZHI_BENCH_MOST", _SIZES[-1]))
    sizes = [size for size in _SIZES if size <= most]
    told = {size: _apart(size) for size in sizes}
    figures: list[Figure] = []
    for size, one in told.items():
        note = f"{one['cpu']:.0f} s of processor time, {one['issues']:.0f} issues"
        aim = 20 if size <= 4_326 else 600
        figures.append(at_most(f"{size:,} messages", one["seconds"], "s", aim, note))
        figures.append(at_least(f"{size:,}: precision, worst of the top ten", one["precision"], "", 0.85))
        figures.append(at_least(f"{size:,}: share found, worst of the top ten", one["recall"], "", 0.8))
    last, first = told[sizes[-1]], told[sizes[1 if len(sizes) > 2 else 0]]
    figures.append(at_most(f"{sizes[-1]:,}: memory with the messages", last["memory"], "GB", 4))
    power = math.log(last["cpu"] / first["cpu"]) / math.log(sizes[-1] / sizes[1 if len(sizes) > 2 else 0])
    figures.append(
        at_most(
            "growth: time ~ n^", power, "", 1.1, f"{sizes[1 if len(sizes) > 2 else 0]:,} to {sizes[-1]:,}"
        )
    )
    return [*figures, _peer(sizes[0], told[sizes[0]]["seconds"])]
