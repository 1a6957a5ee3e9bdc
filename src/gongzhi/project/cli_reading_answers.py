"""`gongzhi reading answers | urgent`: check drafts of replies, and find what cannot wait."""

import json
from collections import Counter
from dataclasses import asdict
from pathlib import Path

import click
from rich.console import Console
from rich.table import Table

from gongzhi.project.cli_reading_triage import columns, table
from gongzhi.reading import text
from gongzhi.reading.answers import Check, check
from gongzhi.reading.urgency import alarms

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command()
@click.argument("file", type=_FILE)
@click.option("--text", "texts", required=True, help="来件的文本列；几列用逗号分开，标题在前。")
@click.option("--reply", required=True, help="答复列。")
@click.option("--json", "as_json", is_flag=True, help="每件一行 JSON，最后一行是合计。")
def answers(file: Path, texts: str, reply: str, as_json: bool) -> None:
    """检查 FILE(CSV)里的答复：答了所问、言之有物、有依据、做了什么、什么时候、联系方式。"""
    rows = table(file, [*columns(texts), reply])
    checked = [
        check(text.join([row[one] for one in columns(texts)]), row[reply])
        for row in rows
        if row[reply].strip()
    ]
    passed = Counter(one.name for checks in checked for one in checks if one.passed)
    if as_json:
        for checks in checked:
            click.echo(
                json.dumps(
                    {one.name: one.words if one.passed else None for one in checks}, ensure_ascii=False
                )
            )
        click.echo(json.dumps({"replies": len(checked), "passed": passed}, ensure_ascii=False))
        return
    shown = Table("检查", "通过", "占比", box=None)
    for one in check("", ""):
        shown.add_row(one.title, str(passed[one.name]), f"{passed[one.name] / max(len(checked), 1):.1%}")
    click.echo(f"{len(checked)} 条答复。检查只看字面，不能判断答复是否属实。")
    Console().print(shown)


@click.command()
@click.argument("asked")
@click.argument("reply")
def answer(asked: str, reply: str) -> None:
    """检查一条答复 REPLY 是不是答了来件 ASKED。"""
    for one in check(asked, reply):
        click.echo(_line(one))


def _line(one: Check) -> str:
    return f"✓ {one.title}:{one.words}" if one.passed else f"✗ {one.title}:{one.advice}"


@click.command()
@click.argument("message")
@click.option("--json", "as_json", is_flag=True, help="输出 JSON。")
def urgent(message: str, as_json: bool) -> None:
    """说出一条来件 MESSAGE 里有什么不能等的，依据哪些字。"""
    found = alarms(message)
    if as_json:
        click.echo(json.dumps([asdict(one) for one in found], ensure_ascii=False))
        return
    for one in found:
        click.echo(f"{one.title}:{one.words}")
    if not found:
        click.echo("没有发现不能等的情况。")
