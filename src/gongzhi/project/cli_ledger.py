"""`gongzhi ledger`: prove the ledger, anchor it, prove what is computed from it, and show a stream."""

import sys
from dataclasses import asdict
from datetime import datetime

import click
from django.utils import timezone

from gongzhi.core.ledger import queries, rebuild
from gongzhi.core.ledger.actions import anchor as anchor_now
from gongzhi.core.ledger.models import Entry
from gongzhi.core.ledger.verify import Report
from gongzhi.core.ledger.verify import verify as verify_all
from gongzhi.core.matters.queries.pages import matter
from gongzhi.kernel.errors import NotFound
from gongzhi.kernel.terms import CHINA
from gongzhi.project.console import operator, say_json
from gongzhi.project.progress import Progress


@click.group()
def ledger() -> None:
    """台账：验证每一条、每天上锚、核对由它算出的各表。"""


@ledger.command()
@click.option("--anchor", "published", default="", help="在别处公布过的日锚，验证它还在台账里。")
@click.option("--json", "as_json", is_flag=True, help="最后一行输出 JSON。")
def verify(published: str, as_json: bool) -> None:
    """从头到尾重算每一条的摘要；有问题时说出第一处并以 1 退出。"""
    total = queries.count()
    with Progress() as progress:
        report = verify_all(lambda done: progress("验证台账", min(done, total), total), published)
    if as_json:
        say_json(_as_json(report))
    else:
        _say(report)
    if not report.is_whole:
        sys.exit(1)


def _as_json(report: Report) -> dict[str, object]:
    return {
        "ok": report.is_whole,
        "entries": report.entries,
        "streams": report.streams,
        "anchors": report.anchors,
        "seconds": round(report.seconds, 3),
        "per_second": report.per_second,
        "fault": asdict(report.fault) if report.fault else None,
    }


def _say(report: Report) -> None:
    click.echo(
        f"验证了 {report.streams} 条链、{report.entries} 个条目、{report.anchors} 个日锚，"
        f"用时 {report.seconds:.2f} 秒(每秒 {report.per_second} 条)。"
    )
    click.echo(
        "台账完整，没有缺少、改动或调换。" if report.fault is None else f"第一处问题：{report.fault.why}"
    )


@ledger.command()
@click.option("--day", type=click.DateTime(["%Y-%m-%d"]), default=None, help="锚定哪一天，默认今天。")
@click.option("--json", "as_json", is_flag=True, help="输出一行 JSON。")
def anchor(day: datetime | None, as_json: bool) -> None:
    """给台账上锚：把上次以来所有链尾收进一个摘要；请把它公布到别处。"""
    at = timezone.now()
    made = anchor_now(day.date() if day else at.astimezone(CHINA).date(), at)
    told = {"n": made.n, "day": made.day, "streams": made.streams, "entries": made.entries, "hash": made.hash}
    if as_json:
        say_json(told)
    else:
        click.echo(f"第 {made.n} 个日锚({made.day})：新收进 {made.streams} 条链、{made.entries} 个条目。")
        click.echo(made.hash)


@ledger.command("rebuild")
@click.option("--check", is_flag=True, required=True, help="只核对，不改动；由台账重算的结果应与各表相同。")
@click.option("--json", "as_json", is_flag=True, help="最后一行输出 JSON。")
def rebuild_check(check: bool, as_json: bool) -> None:
    """由台账重放每件事，核对状态、时限等列；有不同时列出并以 1 退出。"""
    found = [rebuild.run(name) for name in rebuild.checks()]
    if as_json:
        say_json({"ok": not any(one.differences for one in found), "checks": [asdict(one) for one in found]})
    else:
        for one in found:
            click.echo(
                f"{one.name}：核对 {one.rows} 行，{len(one.differences) + one.more} 处不同，{one.seconds:.2f} 秒。"
            )
            for difference in one.differences:
                told = f"  {difference.where} {difference.column}:"
                click.echo(f"{told}表里是 {difference.kept}，台账算出 {difference.rebuilt}。")
    if any(one.differences for one in found):
        sys.exit(1)


@ledger.command()
@click.argument("number_or_stream")
@click.option("--json", "as_json", is_flag=True, help="每条一行 JSON。")
def show(number_or_stream: str, as_json: bool) -> None:
    """按次序显示一件事(编号)或一条链(例如 settings)的全部条目。"""
    entries = queries.entries(_stream(number_or_stream))
    if not entries:
        raise NotFound
    for entry in entries:
        say_json(_entry(entry)) if as_json else _line(entry)


def _stream(text: str) -> str:
    if queries.head(text) is not None:
        return text
    return matter(operator(), text).stream


def _entry(entry: Entry) -> dict[str, object]:
    return {
        "n": entry.n,
        "at": entry.at.astimezone(CHINA).isoformat(),
        "verb": entry.verb,
        "actor": entry.actor_name,
        "role": entry.role,
        "data": entry.data,
        "why": entry.why,
        "hash": entry.hash,
    }


def _line(entry: Entry) -> None:
    at = entry.at.astimezone(CHINA)
    click.echo(f"{entry.n:>4}  {at:%Y-%m-%d %H:%M:%S}  {entry.verb}  {entry.actor_name}  {entry.hash[:12]}")
    if entry.why:
        click.echo(f"      {entry.why}")
