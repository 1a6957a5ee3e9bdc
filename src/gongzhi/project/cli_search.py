"""`gongzhi search`: build the full-text table anew from the matters, and see what a query finds."""

import json
import time

import click
from rich.console import Console
from rich.progress import Progress
from rich.table import Table

from gongzhi.core.matters.actions import indexing
from gongzhi.core.matters.queries import texts
from gongzhi.core.search import queries
from gongzhi.core.search.rules import bigrams


@click.group()
def search() -> None:
    """全文检索：重建索引、查看一个检索词找到什么。"""


@search.command()
@click.option("--json", "as_json", is_flag=True, help="最后一行输出 JSON。")
def rebuild(as_json: bool) -> None:
    """从全部事项重建检索表；可以在运行中做，随时可以再做一次。"""
    began = time.monotonic()
    with Progress(console=Console(stderr=True), transient=True) as progress:
        bar = progress.add_task("重建检索表", total=texts.count())
        done, stale = indexing.rebuild(lambda n: progress.advance(bar, n))
    told = {"matters": done, "removed": stale, "seconds": round(time.monotonic() - began, 2)}
    click.echo(
        json.dumps(told)
        if as_json
        else f"已重建 {done} 件事项的检索，清除 {stale} 条多余的，用时 {told['seconds']} 秒。"
    )


@search.command()
@click.argument("query")
@click.option("--limit", default=20, show_default=True, type=click.IntRange(1, 1000), help="最多显示几件。")
@click.option("--json", "as_json", is_flag=True, help="每件一行 JSON。")
def show(query: str, limit: int, as_json: bool) -> None:
    """显示检索词 QUERY 找到的事项，先新后旧；没有完全符合的，就显示最相近的并给出相近程度。"""
    exact = list(queries.exactly(texts.all_matters(), query).order_by("-id")[:limit])
    if exact:
        found = [(matter, 1.0) for matter in exact]
    else:
        near = queries.similar(query, texts.all_matters(), limit, least=0.0)
        by_id = texts.all_matters().in_bulk([one.matter_id for one in near])
        found = [(by_id[one.matter_id], one.score) for one in near]
    if as_json:
        for matter, score in found:
            told = {
                "number": matter.number,
                "title": matter.title,
                "score": round(score, 3),
                "exact": bool(exact),
            }
            click.echo(json.dumps(told, ensure_ascii=False))
        return
    click.echo(f"检索式：{bigrams.query(query) or '(没有可检索的字)'}", err=True)
    table = Table("编号", "标题", "相近程度", box=None)
    for matter, score in found:
        table.add_row(matter.number, matter.title, "完全符合" if exact else f"{score:.0%}")
    Console().print(table)
