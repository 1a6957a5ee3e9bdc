"""How long the first page of a search takes in Chinese, for staff of each level and the public: words of two, four
and more characters, common and rare; beside it the peer `LIKE '%…%'` over the same rows.
"""

import importlib
from typing import Any

from bench.city import city, people
from bench.figures import Figure, at_most, number
from bench.sizes import size
from bench.timing import percentile
from gongzhi.kernel.actor import PUBLIC

TITLE = "Full text in Chinese"
AIM_MS = 50
WORDS = ("路灯", "井盖", "夜间施工", "小区物业", "垃圾没有人清运", "拖欠工资", "停水")
RARE = ("模拟 000123", "不会有的词语")


def run() -> list[Figure]:
    """Measure."""
    with city(size().large) as now:
        pages = importlib.import_module("gongzhi.core.matters.queries.pages")
        filters = importlib.import_module("gongzhi.core.matters.queries.filters")
        actors = {level: found[0] for level, found in people(1).items()} | {"public": PUBLIC}
        figures = []
        for level, actor in actors.items():

            def find(q: str, actor: Any = actor) -> object:
                return pages.page(actor, filters.Filter(q=q, state="all", sort="newest"), at=now)

            for what, words in (("words", WORDS), ("rare or absent", RARE)):
                ms = percentile(find, words, rounds=5)
                note = f"p95 of {len(words)} searches, {number(size().large)} matters"
                figures.append(at_most(f"{level}: {what}", ms, "ms", AIM_MS, note))
        peer = percentile(_like(pages, actors["city"]), WORDS, rounds=1)
        figures.append(Figure("peer: LIKE over the text, whole city", peer, "ms", note="p95, the newest 50"))
        return figures


def _like(pages: Any, actor: Any) -> Any:
    def find(q: str) -> list[Any]:
        return list(pages.visible(actor).filter(text__contains=q).order_by("-opened_at", "-id")[:51])

    return find
