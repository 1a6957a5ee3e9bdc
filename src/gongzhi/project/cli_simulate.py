"""`gongzhi simulate`: fills a database with a synthetic city, for measuring."""

import json

import click
from django.utils import timezone

from gongzhi.project import cli_run
from gongzhi.project.progress import Progress
from gongzhi.project.simulate import tree
from gongzhi.project.simulate.run import simulate as write


class Number(click.ParamType[int]):
    """A whole number that may be written with underlines or commas."""

    name = "number"

    def convert(self, value: str | int, param: click.Parameter | None, ctx: click.Context | None) -> int:
        """Return the number; refuse what is none or below one."""
        if isinstance(value, int):
            return value
        text = value.replace("_", "").replace(",", "")
        if not text.isascii() or not text.isdigit() or int(text) < 1:
            self.fail(f"「{value}」要是一个大于 0 的整数，例如 1_000_000。", param, ctx)
        return int(text)


@click.command()
@click.option("--matters", type=Number(), default=100_000, show_default=True, help="模拟多少件事项。")
@click.option(
    "--units", type=Number(), default=45_000, show_default=True, help="没有机构时，建立大约多少个。"
)
@click.option("--seed", type=int, default=1304, show_default=True, help="同一个数写出同样的故事。")
@click.option("--json", "as_json", is_flag=True, help="最后一行输出 JSON。")
def simulate(matters: int, units: int, seed: int, as_json: bool) -> None:
    """写入大量模拟的事项(内容都注明是模拟)，用来测量；不要用在真实的数据上，期间不要使用平台。"""
    cli_run.prepare()
    now = timezone.now()
    if tree.ensure(units, now):
        click.echo("已建立模拟的区划和机构，名称里都有“模拟”二字")
    with Progress() as progress:
        made = write(matters, seed, now, progress)
    rate = made.matters / made.copy_seconds
    if not as_json:
        click.echo(
            f"写入 {made.matters} 件事项、{made.entries} 条台账、{made.clocks} 个时限，每秒 {rate:,.0f} 件"
        )
        click.echo(f"写入用 {made.copy_seconds:.1f} 秒，建索引用 {made.index_seconds:.1f} 秒")
        return
    told = {"matters": made.matters, "entries": made.entries, "clocks": made.clocks}
    seconds = {"copy_seconds": round(made.copy_seconds, 3), "index_seconds": round(made.index_seconds, 3)}
    click.echo(json.dumps({**told, **seconds, "per_second": round(rate)}))
